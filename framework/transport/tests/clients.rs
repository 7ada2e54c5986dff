//! What clients were met to send, and what they can take.

mod fake;

use fake::{ENVELOPE, Fake, fake, headers, modern};
use transport::admit::{Gate, Head, admit};
use transport::reply::Reply;
use transport::{http, schema, stdio};

fn answer(body: &str, fields: &[&str], server: &mut Fake) -> (u16, String) {
    let reply = http::serve(body.as_bytes(), &headers(fields), server);
    (reply.status, reply.body.unwrap_or_default())
}

const PING: &str = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
const PONG: &str = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";

fn request(id: u32, method: &str, params: &str) -> String {
    format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{method}\",\"params\":{params}}}")
}

#[test]
fn equal_copies_of_a_header_are_one() {
    for (fields, want) in [
        (&["mcp-protocol-version: 2025-11-25, 2025-11-25"][..], ""),
        (&["mcp-protocol-version: 2025-11-25,2025-11-25,"], ""),
        (&["mcp-protocol-version: 2025-11-25", "MCP-Protocol-Version: 2025-11-25 "], ""),
        (&["mcp-protocol-version: 2025-11-25, 2025-06-18"], "2025-11-25 and 2025-06-18"),
        (&["mcp-protocol-version: 2025-11-25", "mcp-protocol-version: x"], "2025-11-25 and x"),
        (&["mcp-session-id: a, a"], "no such session"),
        (&["mcp-session-id: a", "mcp-session-id: b"], "a and b"),
        (&["mcp-protocol-version: "], "unsupported"),
    ] {
        let (status, body) = answer(PING, fields, &mut fake());
        if want.is_empty() {
            assert_eq!((status, &*body), (200, PONG), "{fields:?}");
        } else {
            assert!(status >= 400 && body.contains(want), "{fields:?}: {status} {body}");
        }
    }
}

#[test]
fn null_is_taken_for_what_was_left_out() {
    let mut server = fake();
    for (body, asked) in [
        (request(1, "tools/list", "null"), "tools/list {}"),
        (request(1, "tools/list", "{\"cursor\":null,\"_meta\":null}"), "tools/list {}"),
        (
            request(
                1,
                "tools/call",
                "{\"name\":\"a\",\"arguments\":null,\"_meta\":{\"progressToken\":null,\"x\":1}}",
            ),
            "tools/call {\"name\":\"a\",\"_meta\":{\"x\":1}}",
        ),
        (
            request(1, "tools/call", "{\"name\":\"a\",\"arguments\":{\"x\":null,\"y\":[null]}}"),
            "tools/call {\"name\":\"a\",\"arguments\":{\"x\":null,\"y\":[null]}}",
        ),
        (
            request(1, "prompts/get", "{\"name\":\"a\",\"arguments\":{\"x\":null,\"y\":\"1\"}}"),
            "prompts/get {\"name\":\"a\",\"arguments\":{\"y\":\"1\"}}",
        ),
        (
            request(
                1,
                "completion/complete",
                "{\"context\":{\"arguments\":{\"a\":null}},\"ref\":{\"title\":null}}",
            ),
            "completion/complete {\"context\":{\"arguments\":{}},\"ref\":{}}",
        ),
    ] {
        answer(&body, &["mcp-protocol-version: 2025-11-25"], &mut server);
        assert_eq!(server.asked.last().unwrap(), asked, "{body}");
        assert!(stdio::serve(body.as_bytes(), &mut None, &mut server).is_some());
        assert_eq!(server.asked.last().unwrap(), asked, "{body}");
    }
    let fields = ["mcp-protocol-version: 2026-07-28", "mcp-method: tools/call", "mcp-name: a"];
    let body = modern(
        "tools/call",
        "\"name\":\"a\",\"arguments\":null,\"inputResponses\":null,\"requestState\":null,",
    );
    assert_eq!(answer(&body, &fields, &mut server).0, 200);
    let want = format!("tools/call {{\"name\":\"a\",\"_meta\":{{{ENVELOPE}}}}}");
    assert_eq!(server.asked.last().unwrap(), &want);
    let hello = request(
        1,
        "initialize",
        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"roots\":null,\"elicitation\":{\"url\":null,\"form\":{}}},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\",\"icons\":[{\"src\":\"a\",\"mimeType\":null}]}}",
    );
    assert_eq!(answer(&hello, &[], &mut server).0, 200);
    let open = server.open.last().unwrap();
    assert!(open.contains("can={\"elicitation\":{\"form\":{}}}"), "{open}");
    assert!(
        open.contains("client={\"name\":\"c\",\"version\":\"1\",\"icons\":[{\"src\":\"a\"}]}"),
        "{open}"
    );
    // What is required is missing then, an id is none, and a name that occurs twice stays refused.
    for (body, code) in [
        (request(1, "resources/read", "null").replace(":1,", ":null,"), "-32600"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null}".into(), "-32600"),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":null,\"params\":{}}".into(),
            "-32600",
        ),
        (request(1, "tools/list", "{\"cursor\":null,\"cursor\":\"x\"}"), "-32602"),
        (request(1, "logging/setLevel", "{\"level\":null}"), "-32602"),
    ] {
        let (_, found) = answer(&body, &[], &mut server);
        assert!(found.contains(code), "{body}: {found}");
    }
    // So many need not be looked at.
    let many = format!("{{{}\"z\":1}}", "\"a\":null,".repeat(200_000));
    answer(&request(1, "tools/call", &many), &[], &mut server);
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let mut server = fake();
    let mark = "\u{feff}";
    assert_eq!(answer(&format!("{mark}{PING}"), &[], &mut server), (200, PONG.into()));
    let line = |text: &str, server: &mut Fake| {
        stdio::serve(text.as_bytes(), &mut None, server).map(|reply| reply.body.unwrap())
    };
    assert_eq!(line(&format!("{mark}{PING}"), &mut server).unwrap(), PONG);
    assert_eq!(line(&format!(" {mark}{mark} {PING}"), &mut server).unwrap(), PONG);
    assert_eq!(line(mark, &mut server), None);
    assert!(line("{\u{feff}}", &mut server).unwrap().contains("-32700"));
}

fn head(method: &str, path: &str, fields: &[&str], server: &mut Fake) -> u16 {
    server.headers.clear();
    let headers = headers(fields);
    match admit(&Head { method, path, headers: &headers }, || (String::new(), "80"), server) {
        Gate::Answer(Reply { status, .. }) => status,
        _ => 0,
    }
}

#[test]
fn browsers_read_where_metadata_would_be() {
    let mut server = fake();
    let page = &["origin: http://localhost:6274"];
    for metadata in [None, Some("{}")] {
        server.metadata = metadata.map(String::from);
        let found = if metadata.is_some() { 200 } else { 404 };
        for (path, here) in [
            ("/.well-known/oauth-protected-resource", found),
            ("/.well-known/oauth-protected-resource/", found),
            ("/.well-known/oauth-protected-resource/mcp", found),
            ("/.well-known/oauth-protected-resource/mcp?x=1", found),
            ("/.well-known/oauth-protected-resource/x", 404),
            ("/.well-known/oauth-authorization-server", 404),
            ("/.well-known/openid-configuration", 404),
        ] {
            for (method, want) in [("GET", here), ("HEAD", here), ("OPTIONS", 204)] {
                assert_eq!(head(method, path, page, &mut server), want, "{method} {path}");
                let let_in = ("access-control-allow-origin".into(), "http://localhost:6274".into());
                assert!(server.headers.contains(&let_in), "{method} {path}");
            }
        }
    }
    let evil = &["origin: http://evil.example"];
    assert_eq!(head("GET", "/.well-known/oauth-protected-resource", evil, &mut server), 403);
    assert_eq!(head("PUT", "/.well-known/oauth-protected-resource", page, &mut server), 405);
    assert!(server.headers.contains(&("allow".into(), "GET, HEAD, OPTIONS".into())));
}

#[test]
fn an_endpoint_of_its_own() {
    let mut server = fake();
    server.metadata = Some("{}".into());
    let json = &["content-type: application/json"];
    for (endpoint, paths) in [
        (
            Some("/tools/mcp"),
            [("/tools/mcp", 0), ("/tools/mcp/?k=v", 0), ("/mcp", 404), ("/", 404), ("/tools", 404)],
        ),
        (Some(""), [("/", 0), ("", 0), ("/?k=v", 0), ("/mcp", 404), ("/x", 404)]),
        (None, [("/", 0), ("", 0), ("/mcp/", 0), ("/mcp/x", 404), ("//mcp", 404)]),
    ] {
        server.info.endpoint = endpoint.map(String::from);
        for (path, want) in paths {
            assert_eq!(head("POST", path, json, &mut server), want, "{endpoint:?} {path}");
        }
        let known = "/.well-known/oauth-protected-resource";
        let own = format!("{known}{}", endpoint.unwrap_or("/mcp"));
        assert_eq!(head("GET", &own, &[], &mut server), 200, "{own}");
        assert_eq!(head("GET", known, &[], &mut server), 200);
    }
}

#[test]
fn schemas_as_clients_take_them() {
    for (schema, legacy, modern) in [
        (
            "{\"type\":\"object\"}",
            "{\"type\":\"object\",\"properties\":{}}",
            "{\"type\":\"object\",\"properties\":{}}",
        ),
        (
            "{\"properties\":{\"data\":true,\"no\": false},\"type\":\"object\"}",
            "{\"properties\":{\"data\":{},\"no\": {\"not\":{}}},\"type\":\"object\"}",
            "",
        ),
        (
            "{\"items\":[true,{\"not\":false}],\"anyOf\":[true],\"$defs\":{\"a\":false,\"type\":true},\"contains\":true}",
            "{\"items\":[{},{\"not\":{\"not\":{}}}],\"anyOf\":[{}],\"$defs\":{\"a\":{\"not\":{}},\"type\":{}},\"contains\":{}}",
            "",
        ),
        // Data, and what clients know as true and false, stays.
        (
            "{\"const\":true,\"enum\":[true,{\"items\":true}],\"default\":{\"properties\":{\"a\":true}},\"examples\":[{\"not\":true}],\"additionalProperties\":false,\"deprecated\":true,\"x\":{\"type\":\"object\"}}",
            "",
            "",
        ),
        (
            "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"object\"},\"properties\":{\"type\":\"string\"}}}",
            "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"object\",\"properties\":{}},\"properties\":{\"type\":\"string\"}}}",
            "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"object\",\"properties\":{}},\"properties\":{\"type\":\"string\"}}}",
        ),
        ("{\"a\\\"\":\"}{true\",\"title\":\"object\"}", "", ""),
    ] {
        let value = json::Value::parse(schema).unwrap();
        for (booleans, want) in [(true, legacy), (false, modern)] {
            let mut out = String::new();
            let changed = schema::write(&mut out, value, booleans, true);
            assert_eq!(out, if want.is_empty() { schema } else { want });
            assert_eq!(changed, !want.is_empty(), "{schema}");
            json::Value::parse(&out).unwrap();
        }
    }
    let deep = format!("{}true{}", "{\"items\":".repeat(127), "}".repeat(127));
    let mut out = String::new();
    schema::write(&mut out, json::Value::parse(&deep).unwrap(), true, true);
    assert_eq!(out, deep.replace("true", "{}"));
}

#[test]
fn tools_of_each_era() {
    let mut server = fake();
    let tool = "{\"name\":\"a\",\"title\":\"T\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"d\":true}},\"outputSchema\":{\"type\":\"object\",\"properties\":{\"d\":false}}}";
    server.answer("tools/list", &format!("{{\"tools\":[{tool}]}}"));
    let list = request(1, "tools/list", "{}");
    let (_, body) = answer(&list, &["mcp-protocol-version: 2025-06-18"], &mut server);
    assert!(
        body.contains("\"inputSchema\":{\"type\":\"object\",\"properties\":{\"d\":{}}}"),
        "{body}"
    );
    assert!(
        body.contains("\"outputSchema\":{\"type\":\"object\",\"properties\":{\"d\":{\"not\":{}}}}"),
        "{body}"
    );
    for version in ["2025-03-26", "2024-11-05"] {
        let fields = [&*format!("mcp-protocol-version: {version}")];
        let (_, body) = answer(&list, &fields, &mut server);
        assert!(!body.contains("outputSchema") && !body.contains("title"), "{body}");
    }
    let fields = ["mcp-protocol-version: 2026-07-28", "mcp-method: tools/list"];
    let (_, body) = answer(&modern("tools/list", ""), &fields, &mut server);
    assert!(body.contains(tool), "{body}");
}

#[test]
fn results_of_older_revisions() {
    let mut server = fake();
    server.answer("tools/call", "{\"content\":[{\"type\":\"audio\",\"data\":\"AA==\",\"mimeType\":\"audio/wav\"},{\"type\":\"resource_link\",\"uri\":\"a:b\",\"name\":\"n\"}],\"structuredContent\":{},\"isError\":true}");
    server.answer("prompts/get", "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"resource_link\",\"uri\":\"a:b\",\"name\":\"n\"}}]}");
    server.answer(
        "resources/list",
        "{\"resources\":[{\"uri\":\"a\",\"name\":\"b\",\"title\":\"c\"}]}",
    );
    server.info.title = Some("T".into());
    let link = "{\"type\":\"text\",\"text\":\"n: a:b\"}";
    let audio = "{\"type\":\"audio\",\"data\":\"AA==\",\"mimeType\":\"audio/wav\"}";
    let blob = "{\"type\":\"resource\",\"resource\":{\"uri\":\"audio:content\",\"mimeType\":\"audio/wav\",\"blob\":\"AA==\"}}";
    for (version, heard) in [("2025-03-26", audio), ("2024-11-05", blob)] {
        let fields = [&*format!("mcp-protocol-version: {version}")];
        let mut ask = |method, params| answer(&request(1, method, params), &fields, &mut server).1;
        let want = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{{\"isError\":true,\"content\":[{heard},{link}]}}}}"
        );
        assert_eq!(ask("tools/call", "{\"name\":\"a\"}"), want);
        let got = ask("prompts/get", "{\"name\":\"a\"}");
        assert!(got.contains(&format!("\"content\":{link}")), "{got}");
        assert!(ask("resources/list", "{}").contains("[{\"uri\":\"a\",\"name\":\"b\"}]"));
        let hello = format!(
            "{{\"protocolVersion\":\"{version}\",\"capabilities\":{{\"elicitation\":{{}},\"roots\":{{}}}}}}"
        );
        let hello = ask("initialize", &hello);
        assert!(hello.contains(version) && !hello.contains("\"T\""), "{hello}");
        assert!(server.open.last().unwrap().contains("can={\"roots\":{}}"));
    }
}

#[test]
fn batches_of_the_revision_that_has_them() {
    let mut server = fake();
    let two = format!("[{PING},{}]", PING.replace(":1,", ":\"b\","));
    let pongs = format!("[{PONG},{}]", PONG.replace(":1,", ":\"b\","));
    let notice = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}";
    let old: &[&str] = &["mcp-protocol-version: 2025-03-26"];
    for fields in [old, &[]] {
        assert_eq!(answer(&two, fields, &mut server), (200, pongs.clone()));
    }
    assert_eq!(answer(&format!("[{notice}]"), old, &mut server), (202, String::new()));
    assert_eq!(answer(&format!("[{notice},{PING}]"), old, &mut server), (200, format!("[{PONG}]")));
    let many = |n| format!("[{}]", vec![PING; n].join(","));
    assert_eq!(answer(&many(100), old, &mut server).0, 200);
    for (body, fields) in [
        (two.clone(), &["mcp-protocol-version: 2025-06-18"][..]),
        (two.clone(), &["mcp-protocol-version: 2024-11-05"]),
        (format!("[{}]", modern("tools/list", "")), old),
        (many(101), old),
        ("[]".into(), old),
    ] {
        let (status, found) = answer(&body, fields, &mut server);
        assert!(status == 400 && found.contains("-32600"), "{fields:?} {body}: {found}");
    }
    // What is wrong with one is said of that one.
    let hello = request(2, "initialize", "{\"protocolVersion\":\"2025-03-26\"}");
    let (status, found) = answer(&format!("[1,[],{hello},{PING}]"), old, &mut server);
    assert_eq!(
        (status, found.matches("-32600").count(), found.matches(PONG).count()),
        (200, 3, 1),
        "{found}"
    );
    // Over stdio the handshake says which revision it is.
    let mut client = None;
    let mut line = |text: &str| stdio::serve(text.as_bytes(), &mut client, &mut server).unwrap();
    assert!(line(&two).body.unwrap().contains("-32600"));
    line(&hello);
    assert_eq!(line(&two).body, Some(pongs));
    assert_eq!(line(&format!("[{notice}]")).body, None);
}

#[test]
fn lists_that_change_are_told_to_legacy_clients() {
    let mut server = fake();
    server.info.changing = vec!["tools".into(), "prompts".into()];
    let hello = request(1, "initialize", "{\"protocolVersion\":\"2025-11-25\"}");
    let (_, body) = answer(&hello, &[], &mut server);
    assert!(body.contains("{\"logging\":{},\"tools\":{\"listChanged\":true}}"), "{body}");
    // Modern clients would ask to listen, which nothing here serves.
    let fields = ["mcp-protocol-version: 2026-07-28", "mcp-method: server/discover"];
    let (_, body) = answer(&modern("server/discover", ""), &fields, &mut server);
    assert!(body.contains("{\"logging\":{},\"tools\":{}}"), "{body}");
}
