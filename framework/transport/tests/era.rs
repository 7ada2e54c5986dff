//! Which revision a message speaks, over the whole table of mcp 2026-07-28's dual-era servers.

mod fake;

use fake::{ENVELOPE, headers};
use transport::envelope::Meta;
use transport::era::{Era, decide};
use transport::message::{Message, read};

/// The decision in a word, or the code of the error.
fn decided(message: &str, fields: Option<&[&str]>) -> String {
    let Ok(Message::Call(call)) = read(message.as_bytes(), Box::leak(Box::default())) else {
        panic!("{message}")
    };
    let meta = match Meta::read(&call) {
        Ok(meta) => meta,
        Err(fault) => return fault.code.to_string(),
    };
    let found = fields.map(headers);
    let word = match decide(&call, &meta, found.as_ref()) {
        Ok(Era::Modern(_)) => "modern",
        Ok(Era::ModernNotification) => "modern notification",
        Ok(Era::Handshake) => "handshake",
        Ok(Era::Legacy) => "legacy",
        Err(fault) => {
            assert_eq!(fault.status, 400, "{message}");
            return fault.code.to_string();
        }
    };
    word.into()
}

fn request(method: &str, params: &str) -> String {
    format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{{{params}}}}}")
}

fn notification(params: &str) -> String {
    format!("{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{{{params}}}}}")
}

fn meta(members: &str) -> String {
    format!("\"_meta\":{{{members}}}")
}

fn claim(version: &str) -> String {
    let version = format!("\"io.modelcontextprotocol/protocolVersion\":\"{version}\"");
    meta(&format!("{version},\"io.modelcontextprotocol/clientCapabilities\":{{}}"))
}

const MODERN: &str = "mcp-protocol-version: 2026-07-28";
const FUTURE: &str = "mcp-protocol-version: 2099-01-01";
const NEWEST_LEGACY: &str = "mcp-protocol-version: 2025-11-25";
const LIST: &str = "mcp-method: tools/list";

#[test]
fn requests_over_http() {
    let good = meta(ENVELOPE);
    let named = |name: &str| format!("\"name\":\"{name}\",{good}");
    let table: Vec<(&str, String, Vec<&str>, &str)> = vec![
        // No claim.
        ("tools/list", String::new(), vec![], "legacy"),
        ("tools/list", String::new(), vec![NEWEST_LEGACY], "legacy"),
        ("tools/list", meta("\"progressToken\":1"), vec![], "legacy"),
        ("tools/list", meta("\"io.modelcontextprotocol/logLevel\":\"info\""), vec![], "legacy"),
        ("tools/list", String::new(), vec![MODERN, LIST], "-32602"),
        ("tools/list", meta(""), vec![MODERN, LIST], "-32602"),
        ("tools/list", String::new(), vec![FUTURE, LIST], "-32602"),
        ("server/discover", String::new(), vec![], "legacy"),
        ("tools/list", "\"_meta\":1".into(), vec![], "-32602"),
        ("tools/list", "\"_meta\":{},\"_meta\":{}".into(), vec![], "-32602"),
        // The handshake.
        ("initialize", String::new(), vec![], "handshake"),
        ("initialize", String::new(), vec![NEWEST_LEGACY], "handshake"),
        ("initialize", String::new(), vec![MODERN], "-32020"),
        ("initialize", claim("2025-11-25"), vec![], "handshake"),
        ("initialize", meta("\"io.modelcontextprotocol/protocolVersion\":1"), vec![], "handshake"),
        ("initialize", good.clone(), vec![MODERN, "mcp-method: initialize"], "modern"),
        ("initialize", good.clone(), vec![], "-32020"),
        // A whole claim and the headers that go with it.
        ("tools/list", good.clone(), vec![MODERN, LIST], "modern"),
        (
            "tools/list",
            good.clone(),
            vec!["MCP-Protocol-Version:  2026-07-28\t", "Mcp-Method:tools/list"],
            "modern",
        ),
        ("tools/list", good.clone(), vec![LIST], "-32020"),
        ("tools/list", good.clone(), vec![MODERN], "-32020"),
        ("tools/list", good.clone(), vec![], "-32020"),
        ("tools/list", good.clone(), vec![NEWEST_LEGACY, LIST], "-32020"),
        ("tools/list", good.clone(), vec![MODERN, MODERN, LIST], "modern"),
        ("tools/list", good.clone(), vec![MODERN, FUTURE, LIST], "-32020"),
        ("tools/list", good.clone(), vec![MODERN, LIST, LIST], "modern"),
        ("tools/list", good.clone(), vec![MODERN, "mcp-method: Tools/List"], "-32020"),
        ("tools/list", good.clone(), vec![MODERN, "mcp-method: tools/call"], "-32020"),
        ("tools/list", good.clone(), vec![MODERN, LIST, "mcp-session-id: x"], "modern"),
        ("ping", good.clone(), vec![MODERN, "mcp-method: ping"], "modern"),
        // Names.
        ("tools/call", named("a"), vec![MODERN, "mcp-method: tools/call", "mcp-name: a"], "modern"),
        ("tools/call", named("a"), vec![MODERN, "mcp-method: tools/call"], "-32020"),
        ("tools/call", named("a"), vec![MODERN, "mcp-method: tools/call", "mcp-name: A"], "-32020"),
        (
            "tools/call",
            named("a"),
            vec![MODERN, "mcp-method: tools/call", "mcp-name: =?base64?YQ==?="],
            "modern",
        ),
        (
            "tools/call",
            named("a"),
            vec![MODERN, "mcp-method: tools/call", "mcp-name: =?base64?YQ?="],
            "-32020",
        ),
        (
            "tools/call",
            named("a"),
            vec![MODERN, "mcp-method: tools/call", "mcp-name: =?base64?/w==?="],
            "-32020",
        ),
        (
            "tools/call",
            named("é"),
            vec![MODERN, "mcp-method: tools/call", "mcp-name: =?base64?w6k=?="],
            "modern",
        ),
        (
            "tools/call",
            named("=?base64?x"),
            vec![MODERN, "mcp-method: tools/call", "mcp-name: =?base64?x"],
            "modern",
        ),
        (
            "tools/call",
            good.clone(),
            vec![MODERN, "mcp-method: tools/call", "mcp-name: a"],
            "-32020",
        ),
        ("tools/call", good.clone(), vec![MODERN, "mcp-method: tools/call"], "modern"),
        ("prompts/get", named("a"), vec![MODERN, "mcp-method: prompts/get"], "-32020"),
        (
            "resources/read",
            format!("\"uri\":\"a\",{good}"),
            vec![MODERN, "mcp-method: resources/read", "mcp-name: a"],
            "modern",
        ),
        (
            "resources/read",
            format!("\"uri\":\"a\",{good}"),
            vec![MODERN, "mcp-method: resources/read", "mcp-name: b"],
            "-32020",
        ),
        ("tools/list", named("a"), vec![MODERN, LIST], "modern"),
        // Versions that are not served: the headers are compared first.
        ("tools/list", claim("2099-01-01"), vec![FUTURE, LIST], "-32022"),
        ("tools/list", claim("v999.0.0"), vec!["mcp-protocol-version: v999.0.0", LIST], "-32022"),
        ("tools/list", claim("v999.0.0"), vec![MODERN, LIST], "-32020"),
        ("tools/list", claim("v999.0.0"), vec![], "-32022"),
        ("tools/list", claim("2025-11-25"), vec![NEWEST_LEGACY, LIST], "-32022"),
        ("tools/list", claim("2025-11-25"), vec![MODERN, LIST], "-32020"),
        ("tools/list", claim(""), vec![], "-32022"),
    ];
    for (method, params, fields, want) in table {
        let message = request(method, &params);
        assert_eq!(decided(&message, Some(&fields)), want, "{message} {fields:?}");
    }
}

#[test]
fn envelopes_with_something_missing_or_wrong() {
    let version = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";
    let capabilities = "\"io.modelcontextprotocol/clientCapabilities\":{}";
    let more = |key: &str, value: &str| {
        meta(&format!("{ENVELOPE},\"io.modelcontextprotocol/{key}\":{value}"))
    };
    let table = [
        (meta(version), "-32602"),
        (meta(&format!("{version},\"io.modelcontextprotocol/clientCapabilities\":[]")), "-32602"),
        (meta(&format!("{version},\"io.modelcontextprotocol/clientCapabilities\":null")), "-32602"),
        (meta(&format!("{capabilities},\"io.modelcontextprotocol/protocolVersion\":1")), "-32602"),
        (
            meta(&format!("{capabilities},\"io.modelcontextprotocol/protocolVersion\":null")),
            "-32602",
        ),
        (meta(&format!("{ENVELOPE},{version}")), "-32602"),
        (meta(&format!("{ENVELOPE},{capabilities}")), "-32602"),
        (more("clientInfo", "{\"name\":\"c\",\"version\":\"1\",\"title\":\"t\"}"), "modern"),
        (more("clientInfo", "{\"name\":\"c\"}"), "-32602"),
        (more("clientInfo", "{\"name\":\"c\",\"version\":1}"), "-32602"),
        (more("clientInfo", "\"c\""), "-32602"),
        (more("clientInfo", "null"), "modern"),
        (more("logLevel", "null"), "modern"),
        (more("logLevel", "\"debug\""), "modern"),
        (more("logLevel", "\"emergency\""), "modern"),
        (more("logLevel", "\"trace\""), "-32602"),
        (more("logLevel", "1"), "-32602"),
        (meta(&format!("{ENVELOPE},\"progressToken\":1")), "modern"),
        (meta(&format!("{ENVELOPE},\"progressToken\":\"\"")), "modern"),
        (meta(&format!("{ENVELOPE},\"progressToken\":1.5")), "-32602"),
        (meta(&format!("{ENVELOPE},\"progressToken\":null")), "modern"),
        (meta(&format!("{ENVELOPE},\"progressToken\":{{}}")), "-32602"),
        (meta(&format!("{ENVELOPE},\"x\":1,\"x\":2,\"traceparent\":\"y\"")), "modern"),
    ];
    for (params, want) in table {
        let message = request("tools/list", &params);
        assert_eq!(decided(&message, Some(&[MODERN, LIST])), want, "{message}");
        assert_eq!(decided(&message, None), want, "{message} over stdio");
    }
}

#[test]
fn notifications_over_http() {
    let table: Vec<(String, Vec<&str>, &str)> = vec![
        (String::new(), vec![], "legacy"),
        (String::new(), vec![NEWEST_LEGACY], "legacy"),
        (String::new(), vec![MODERN], "modern notification"),
        (meta(ENVELOPE), vec![], "modern notification"),
        (meta(ENVELOPE), vec![MODERN], "modern notification"),
        (meta(ENVELOPE), vec![NEWEST_LEGACY], "-32020"),
        (meta("\"io.modelcontextprotocol/protocolVersion\":1"), vec![], "-32602"),
        (
            meta("\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\""),
            vec![MODERN],
            "modern notification",
        ),
    ];
    for (params, fields, want) in table {
        let message = notification(&params);
        assert_eq!(decided(&message, Some(&fields)), want, "{message} {fields:?}");
    }
}

#[test]
fn stdio_has_no_headers() {
    let table = [
        (request("tools/list", ""), "legacy"),
        (request("initialize", ""), "handshake"),
        (request("server/discover", ""), "legacy"),
        (request("server/discover", &meta(ENVELOPE)), "modern"),
        (request("initialize", &meta(ENVELOPE)), "modern"),
        (request("tools/call", &format!("\"name\":\"a\",{}", meta(ENVELOPE))), "modern"),
        (request("tools/list", &claim("2099-01-01")), "-32022"),
        (request("tools/list", &claim("2025-11-25")), "-32022"),
        (notification(""), "legacy"),
        (notification(&meta(ENVELOPE)), "modern notification"),
    ];
    for (message, want) in table {
        assert_eq!(decided(&message, None), want, "{message}");
    }
}

#[test]
fn an_unserved_version_is_told_what_is() {
    let message = request("tools/list", &claim("v\"9"));
    let message = message.replace("v\"9", "v\\\"9");
    let Ok(Message::Call(call)) = read(message.as_bytes(), Box::leak(Box::default())) else {
        panic!()
    };
    let fault = decide(&call, &Meta::read(&call).unwrap(), None).unwrap_err();
    let want = "{\"supported\":[\"2026-07-28\"],\"requested\":\"v\\\"9\"}";
    assert_eq!(fault.data.as_deref(), Some(want));
}
