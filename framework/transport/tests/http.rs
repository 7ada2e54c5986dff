//! HTTP requests from head to answer.

mod fake;

use fake::{ENVELOPE, Fake, fake, headers, modern};
use transport::admit::{Gate, Head, admit};
use transport::http::{end, serve};
use transport::reply::Reply;
use transport::resume;
use transport::server::Following;

fn gate(method: &str, path: &str, fields: &[&str], server: &mut Fake) -> Gate {
    let headers = headers(fields);
    let host = || (headers.get("host").unwrap_or_default().into_owned(), "80");
    admit(&Head { method, path, headers: &headers }, host, server)
}

fn status(gate: Gate) -> u16 {
    match gate {
        Gate::Answer(reply) => reply.status,
        Gate::Read(_) | Gate::End(_) | Gate::Resume(..) => 0,
    }
}

const JSON: &str = "content-type: application/json";

#[test]
fn who_is_let_in() {
    let post: &[(&str, &[&str], u16)] = &[
        ("/mcp", &[JSON], 0),
        ("/", &[JSON], 0),
        ("/mcp?x=1", &[JSON], 0),
        ("/mcp/", &[JSON], 0),
        ("/mcp/?k=v", &[JSON], 0),
        ("/mcp//", &[JSON], 404),
        ("/mcpx", &[JSON], 404),
        ("/other", &[JSON], 404),
        ("/mcp", &[], 415),
        ("/mcp", &["content-type: text/plain"], 415),
        ("/mcp", &[JSON, "content-type: text/plain"], 415),
        ("/mcp", &[JSON, "accept: application/json"], 0),
        ("/mcp", &[JSON, "accept: text/html"], 406),
        ("/mcp", &[JSON, "origin: http://localhost:3000"], 0),
        ("/mcp", &[JSON, "origin: http://evil.example"], 403),
        ("/mcp", &[JSON, "origin: http://evil.example", "host: evil.example"], 403),
        ("/mcp", &[JSON, "origin: null"], 403),
        ("/mcp", &["origin: http://evil.example"], 403),
        ("/mcp", &[JSON, "content-length: 16777216"], 0),
        ("/mcp", &[JSON, "content-length: 16777217"], 413),
    ];
    for (path, fields, want) in post {
        assert_eq!(status(gate("POST", path, fields, &mut fake())), *want, "{path} {fields:?}");
    }
    for (method, want) in
        [("GET", 405), ("DELETE", 405), ("PUT", 405), ("HEAD", 405), ("OPTIONS", 204)]
    {
        let mut server = fake();
        assert_eq!(status(gate(method, "/mcp", &[JSON], &mut server)), want, "{method}");
        assert!(server.headers.contains(&("allow".into(), "POST, OPTIONS".into())), "{method}");
        server.headers.clear();
        server.sessions = Some(Default::default());
        assert_eq!(status(gate(method, "/mcp", &[JSON], &mut server)), want, "{method}");
        let all = ("allow".into(), "GET, POST, DELETE, OPTIONS".into());
        assert!(server.headers.contains(&all), "{method}: {:?}", server.headers);
    }
}

#[test]
fn hosts_and_origins_that_the_server_names() {
    let mut server = fake();
    server.info.allowed_hosts =
        ["a.example", "b.example:8080", "c.example:80", "[::1]"].map(String::from).into();
    server.info.allowed_origins = vec!["https://app.example".into()];
    for (host, want) in [
        ("a.example", 0),
        ("A.Example", 0),
        ("a.example:80", 0),
        ("a.example:", 0),
        ("a.example:443", 403),
        ("a.example:8080", 403),
        ("a.example:x", 403),
        ("xa.example", 403),
        ("b.example:8080", 0),
        ("b.example", 403),
        ("c.example", 0),
        ("[::1]", 0),
        ("[::1]:80", 0),
        ("[::1]:81", 403),
        ("", 403),
        ("localhost", 403),
    ] {
        let host = format!("host: {host}");
        assert_eq!(status(gate("POST", "/mcp", &[JSON, &host], &mut server)), want, "{host}");
    }
    let fields = [JSON, "host: a.example", "origin: https://app.example"];
    assert_eq!(status(gate("POST", "/mcp", &fields, &mut server)), 0);
    let want = ("access-control-allow-origin".into(), "https://app.example".into());
    assert!(server.headers.contains(&want));
}

#[test]
fn browsers_may_ask_first() {
    let mut server = fake();
    let fields = ["origin: http://localhost", "access-control-request-headers: mcp-param-x, a"];
    assert_eq!(gate("OPTIONS", "/mcp", &fields, &mut server), Gate::Answer(Reply::empty(204)));
    let names: Vec<_> =
        server.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(
        names,
        [
            "access-control-allow-origin: http://localhost",
            "access-control-expose-headers: mcp-session-id, www-authenticate",
            "vary: origin",
            "allow: POST, OPTIONS",
            "access-control-allow-methods: POST, OPTIONS",
            "access-control-allow-headers: mcp-param-x, a",
            "access-control-max-age: 86400",
        ]
    );
}

#[test]
fn metadata_of_a_protected_server() {
    let mut server = fake();
    let path = "/.well-known/oauth-protected-resource";
    assert_eq!(status(gate("GET", path, &[], &mut server)), 404);
    server.metadata = Some("{\"resource\":\"x\"}".into());
    for path in [path, "/.well-known/oauth-protected-resource/mcp"] {
        let want = Gate::Answer(Reply::ok("{\"resource\":\"x\"}".into()));
        assert_eq!(gate("GET", path, &[], &mut server), want);
    }
    assert_eq!(status(gate("POST", path, &[JSON], &mut server)), 405);
    assert_eq!(
        status(gate("GET", "/.well-known/oauth-protected-resource/x", &[], &mut server)),
        404
    );
}

/// Answers a body; `fields` are added to what a modern client sends with this method.
fn answer(body: &str, fields: &[&str], server: &mut Fake) -> (u16, String) {
    let reply = serve(body.as_bytes(), &headers(fields), server);
    (reply.status, reply.body.unwrap_or_default())
}

const MODERN: &str = "mcp-protocol-version: 2026-07-28";
const SERVER: &str =
    "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"srv\",\"version\":\"1.0\"}}";

fn result(members: &str) -> String {
    format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{{\"resultType\":\"complete\",{members}{SERVER}}}}}"
    )
}

#[test]
fn modern_requests() {
    let mut server = fake();
    server.info.instructions = Some("be kind".into());
    let call = |method: &str, params: &str, server: &mut Fake| {
        let named = format!("mcp-method: {method}");
        answer(
            &modern(method, params),
            &[MODERN, &named, "mcp-name: a"][..if params.contains("\"name\"") { 3 } else { 2 }],
            server,
        )
    };
    let discovered = "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"logging\":{},\"tools\":{}},\
                      \"instructions\":\"be kind\",\"ttlMs\":0,\"cacheScope\":\"private\",";
    assert_eq!(call("server/discover", "", &mut server), (200, result(discovered)));
    let listed = "\"tools\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}],\"ttlMs\":0,\"cacheScope\":\"private\",";
    assert_eq!(call("tools/list", "", &mut server), (200, result(listed)));
    let (status, called) =
        call("tools/call", "\"name\":\"a\",\"arguments\":{\"x\": 1.50},", &mut server);
    assert_eq!((status, called), (200, result("\"content\":[],")));
    assert_eq!(
        server.asked.last().unwrap(),
        &format!(
            "tools/call {{\"name\":\"a\",\"arguments\":{{\"x\": 1.50}},\"_meta\":{{{ENVELOPE}}}}}"
        )
    );
    for method in [
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
        "prompts/list",
        "subscriptions/listen",
        "x",
    ] {
        let (status, body) = call(method, "", &mut server);
        let want = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{{\"code\":-32601,\"message\":\"method not found: {method}\"}}}}"
        );
        assert_eq!((status, body), (404, want));
    }
}

#[test]
fn what_the_chain_returns_is_passed_on_whole() {
    let mut server = fake();
    let fields = [MODERN, "mcp-method: tools/call", "mcp-name: a"];
    let body = modern("tools/call", "\"name\":\"a\",");
    let table = [
        (
            "{\"content\":[],\"structuredContent\":{\"n\": 1.50},\"x\":[ 1 ],\"_meta\":{\"y\":1}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"complete\",\"content\":[],\
             \"structuredContent\":{\"n\": 1.50},\"x\":[ 1 ],\"_meta\":{\"y\":1,\
             \"io.modelcontextprotocol/serverInfo\":{\"name\":\"srv\",\"version\":\"1.0\"}}}}",
        ),
        (
            "{\"resultType\":\"task\",\"taskId\":\"t\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"task\",\"taskId\":\"t\",\"_meta\":\
             {\"io.modelcontextprotocol/serverInfo\":{\"name\":\"srv\",\"version\":\"1.0\"}}}}",
        ),
        (
            "{\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"another\"}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"complete\",\"_meta\":\
             {\"io.modelcontextprotocol/serverInfo\":{\"name\":\"srv\",\"version\":\"1.0\"}}}}",
        ),
    ];
    for (given, want) in table {
        server.answer("tools/call", given);
        assert_eq!(answer(&body, &fields, &mut server), (200, want.into()));
    }
    for given in ["", "[]", "{", "1", "{}{}"] {
        server.answer("tools/call", given);
        let (status, body) = answer(&body, &fields, &mut server);
        assert_eq!(status, 200);
        assert!(
            body.contains("\"code\":-32603,\"message\":\"the server's answer to tools/call"),
            "{body}"
        );
    }
    let table = [
        (
            -32050,
            Some("{\"k\": 1e400}"),
            200,
            "{\"code\":-32050,\"message\":\"m\\\"\",\"data\":{\"k\": 1e400}}",
        ),
        (-32050, Some("{nope"), 200, "{\"code\":-32050,\"message\":\"m\\\"\",\"data\":\"{nope\"}"),
        (-32601, None, 404, "{\"code\":-32601,\"message\":\"m\\\"\"}"),
        (-32602, None, 200, "{\"code\":-32602,\"message\":\"m\\\"\"}"),
        (-32021, Some("{}"), 400, "{\"code\":-32021,\"message\":\"m\\\"\",\"data\":{}}"),
    ];
    for (code, data, status, error) in table {
        server.fail("tools/call", code, "m\"", data);
        let want = format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{error}}}");
        assert_eq!(answer(&body, &fields, &mut server), (status, want));
    }
}

#[test]
fn a_client_is_asked_for_what_it_can_give() {
    let mut server = fake();
    let asks = "{\"resultType\":\"input_required\",\"inputRequests\":{\"k\":{\"method\":\"roots/list\"}},\"requestState\":\"s\"}";
    server.answer("tools/call", asks);
    let fields = [MODERN, "mcp-method: tools/call", "mcp-name: a"];
    let body = modern("tools/call", "\"name\":\"a\",");
    let (status, refused) = answer(&body, &fields, &mut server);
    assert_eq!(status, 400);
    assert!(refused.contains("\"code\":-32021"), "{refused}");
    assert!(refused.contains("\"data\":{\"requiredCapabilities\":{\"roots\":{}}}"), "{refused}");
    let able = body.replace("clientCapabilities\":{}", "clientCapabilities\":{\"roots\":{}}");
    let (status, asked) = answer(&able, &fields, &mut server);
    assert_eq!(status, 200);
    assert!(
        asked.contains("\"result\":{\"resultType\":\"input_required\",\"inputRequests\":{"),
        "{asked}"
    );
    assert!(!asked.contains("ttlMs"));
}

#[test]
fn lists_in_pages() {
    let mut server = fake();
    server.info.page_size = 2;
    let fields = [MODERN, "mcp-method: tools/list"];
    let (_, first) = answer(&modern("tools/list", ""), &fields, &mut server);
    let listed = "\"tools\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"nextCursor\":\"MiB0b29scw==\",\"ttlMs\":0,\"cacheScope\":\"private\",";
    assert_eq!(first, result(listed));
    let (_, second) =
        answer(&modern("tools/list", "\"cursor\":\"MiB0b29scw==\","), &fields, &mut server);
    assert_eq!(
        second,
        result("\"tools\":[{\"name\":\"c\"}],\"ttlMs\":0,\"cacheScope\":\"private\",")
    );
    assert!(!server.asked.iter().any(|asked| asked.contains("cursor")), "{:?}", server.asked);
    // Wrong ones: nonsense, empty, another list's, before and behind the list, no string.
    for cursor in ["\"x\"", "\"\"", "\"MiBwcm9tcHRz\"", "\"MCB0b29scw==\"", "\"OSB0b29scw==\"", "1"]
    {
        let (status, body) =
            answer(&modern("tools/list", &format!("\"cursor\":{cursor},")), &fields, &mut server);
        assert!(status == 200 && body.contains("\"code\":-32602"), "{cursor}: {body}");
    }
}

#[test]
fn arguments_that_are_repeated_in_headers() {
    let mut server = fake();
    let list = "{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"properties\":{\"x\":{\"x-mcp-header\":\"X\"}}}}]}";
    server.answer("tools/list", list);
    let body = modern("tools/call", "\"name\":\"a\",\"arguments\":{\"x\":\"1\"},");
    let fields = |param| [MODERN, "mcp-method: tools/call", "mcp-name: a", param];
    assert_eq!(answer(&body, &fields("mcp-param-x: 1"), &mut server).0, 200);
    let (status, refused) = answer(&body, &fields("mcp-param-x: 2"), &mut server);
    assert!(status == 400 && refused.contains("-32020"), "{refused}");
    let asked: Vec<_> = server.asked.iter().map(|a| a.split(' ').next().unwrap()).collect();
    assert_eq!(asked, ["tools/list", "tools/call", "tools/list"]);
}

#[test]
fn legacy_requests_without_sessions() {
    let mut server = fake();
    let hello = |version: &str| {
        format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{{\"protocolVersion\":\"{version}\",\"capabilities\":{{}},\"clientInfo\":{{\"name\":\"c\",\"version\":\"1\"}}}}}}"
        )
    };
    for (asked, agreed) in [
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2025-03-26", "2025-03-26"),
        ("2024-11-05", "2024-11-05"),
        ("2024-10-07", "2025-11-25"),
        ("2026-07-28", "2025-11-25"),
        ("x", "2025-11-25"),
    ] {
        let want = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{{\"protocolVersion\":\"{agreed}\",\"capabilities\":{{\"logging\":{{}},\"tools\":{{}}}},\"serverInfo\":{{\"name\":\"srv\",\"version\":\"1.0\"}}}}}}"
        );
        assert_eq!(answer(&hello(asked), &[], &mut server), (200, want), "{asked}");
    }
    assert!(server.headers.is_empty());
    let request = |method: &str, params: &str| {
        format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{params}}}")
    };
    let ok = |result: &str| (200, format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{result}}}"));
    server.answer(
        "tools/call",
        "{\"resultType\":\"complete\",\"content\":[],\"structuredContent\":[1]}",
    );
    server.answer("tools/list", "{\"tools\":[{\"name\":\"a\",\"outputSchema\":{\"type\":\"array\",\"items\":{}}},{\"name\":\"b\",\"outputSchema\":{\"type\":\"object\"},\"x\":1},{\"outputSchema\":{\"anyOf\":[]},\"name\":\"c\"},{\"name\":\"d\",\"outputSchema\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/x\"}}}],\"ttlMs\":1}");
    let table = [
        ("ping", "{}", ok("{}")),
        ("logging/setLevel", "{\"level\":\"debug\"}", ok("{}")),
        (
            "tools/call",
            "{\"name\":\"a\"}",
            ok("{\"content\":[],\"structuredContent\":{\"result\":[1]}}"),
        ),
        (
            "tools/list",
            "{}",
            ok(
                "{\"tools\":[{\"name\":\"a\",\"outputSchema\":{\"type\":\"object\",\"properties\":{\"result\":{\"type\":\"array\",\"items\":{}}},\"required\":[\"result\"]}},{\"name\":\"b\",\"outputSchema\":{\"type\":\"object\"},\"x\":1},{\"name\":\"c\"},{\"name\":\"d\"}]}",
            ),
        ),
    ];
    for (method, params, want) in table {
        assert_eq!(
            answer(&request(method, params), &["mcp-protocol-version: 2025-06-18"], &mut server),
            want,
            "{method}"
        );
    }
    let errors = [
        ("logging/setLevel", "{\"level\":\"loud\"}", -32602),
        ("logging/setLevel", "{}", -32602),
        ("server/discover", "{}", -32601),
        ("subscriptions/listen", "{}", -32601),
        ("prompts/list", "{}", -32601),
        ("resources/subscribe", "{\"uri\":\"a\"}", -32601),
        ("x", "{}", -32601),
        ("initialize", "{}", -32602),
        ("initialize", "{\"protocolVersion\":1}", -32602),
    ];
    for (method, params, code) in errors {
        let (status, body) = answer(&request(method, params), &[], &mut server);
        assert!(
            status == 200 && body.contains(&format!("\"code\":{code},")),
            "{method}: {status} {body}"
        );
    }
    server.answer("resources/subscribe", "{\"by\":\"middleware\"}");
    for (offered, want) in [
        ("{}", "-32601"),
        ("{\"subscribe\":false}", "-32601"),
        ("{\"subscribe\":true}", "{\"by\":\"middleware\"}"),
    ] {
        let discovered = format!("{{\"capabilities\":{{\"resources\":{offered}}}}}");
        server.answers.insert("server/discover", Ok(discovered));
        let (_, body) =
            answer(&request("resources/subscribe", "{\"uri\":\"a\"}"), &[], &mut server);
        assert!(body.contains(want), "{offered}: {body}");
    }
    server.fail("resources/read", -32602, "unknown", Some("{\"uri\":\"a\"}"));
    assert!(
        answer(&request("resources/read", "{\"uri\":\"a\"}"), &[], &mut server)
            .1
            .contains("-32002")
    );
    server.answer("tools/call", "{\"resultType\":\"input_required\",\"inputRequests\":{}}");
    assert!(
        answer(&request("tools/call", "{\"name\":\"a\"}"), &[], &mut server)
            .1
            .ends_with("\"isError\":true}}")
    );
    for version in ["2024-10-07", "1", ""] {
        let header = format!("mcp-protocol-version: {version}");
        let (status, body) = answer(&request("ping", "{}"), &[&header], &mut server);
        assert!(status == 400 && body.contains("-32600"), "{version}: {body}");
    }
    assert_eq!(answer(&request("ping", "{}"), &["mcp-session-id: x"], &mut server).0, 404);
}

#[test]
fn legacy_sessions() {
    let mut server = fake();
    server.sessions = Some(Default::default());
    let hello = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"roots\":{}},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";
    assert_eq!(answer(hello, &[], &mut server).0, 200);
    assert_eq!(server.headers, [("mcp-session-id".to_string(), "s1".to_string())]);
    let set = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"error\"}}";
    let session = "mcp-session-id: s1";
    assert_eq!(answer(set, &[session], &mut server).0, 200);
    let call = "{\"jsonrpc\":\"2.0\",\"id\":\"c\",\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"_meta\":{\"progressToken\":\"t\"}}}";
    assert_eq!(answer(call, &[session, "accept: application/json"], &mut server).0, 200);
    assert_eq!(
        server.open.last().unwrap(),
        "\"c\" 2025-06-18 meta={\"progressToken\":\"t\"} client={\"name\":\"c\",\"version\":\"1\"} can={\"roots\":{}} session=s1 answers=[] state=None progress=\"t\" level=Some(4) false"
    );
    let reply = "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"result\":{\"action\":\"accept\"}}";
    assert_eq!(answer(reply, &[session], &mut server), (202, String::new()));
    assert_eq!(server.left, [format!("s1 q1 {reply}")]);
    assert_eq!(answer(reply, &[], &mut server).0, 400);
    assert_eq!(answer(reply, &["mcp-session-id: s2"], &mut server).0, 404);
    let (status, body) = answer(call, &["mcp-session-id: broken"], &mut server);
    assert!(status == 500 && body.contains("disk full"), "{body}");
    let cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"c\"}}";
    server.left.clear();
    assert_eq!(answer(cancel, &[session], &mut server).0, 202);
    assert_eq!(server.left, ["cancel s1 \"c\""]);
    let long = cancel.replace("\"c\"", &format!("\"{}\"", "c".repeat(300)));
    for nobody in [&*long, &cancel.replace("\"c\"", "{}"), &cancel.replace("requestId", "id")] {
        server.left.clear();
        assert_eq!(answer(nobody, &[session], &mut server).0, 202);
        assert!(server.left.is_empty(), "{:?}", server.left);
    }
    let old = [session, "mcp-protocol-version: 2024-10-07"];
    assert_eq!(answer(call, &old, &mut server).0, 400);
    assert_eq!(gate("DELETE", "/mcp", &[session], &mut server), Gate::End("s1".into()));
    assert_eq!(end("s1", &mut server), Reply::empty(204));
    assert_eq!(end("s1", &mut server).status, 404);
    assert_eq!(answer(call, &[session], &mut server).0, 404);
}

#[test]
fn a_session_holds_so_much_of_a_client() {
    let hello = |info: &str, capabilities: &str| {
        format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{{\"protocolVersion\":\"2025-11-25\",\"clientInfo\":{info},\"capabilities\":{capabilities}}}}}"
        )
    };
    // An object of so many bytes.
    let object = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8));
    let table = [
        (object(8), object(16376), None),
        (object(16384 - 2), "{}".into(), None),
        (object(8192), object(8192), None),
        (object(8192), object(8193), Some("16385")),
        (object(16384), "{}".into(), Some("16386")),
        (object(1 << 20), "7".into(), Some("1048578")),
        ("7".into(), object(16385), Some("16385")),
        // What is not kept does not count.
        (format!("\"{}\"", "x".repeat(1 << 20)), object(16384), None),
    ];
    for (info, capabilities, refused) in table {
        let mut server = fake();
        server.sessions = Some(Default::default());
        let (status, body) = answer(&hello(&info, &capabilities), &[], &mut server);
        let sizes = (info.len(), capabilities.len());
        assert_eq!(status, 200, "{sizes:?}");
        let want = refused.map(|found| {
            format!(
                "{{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{{\"code\":-32602,\"message\":\"params.clientInfo and params.capabilities are {found} bytes together, at most 16384 are taken\"}}}}"
            )
        });
        match want {
            Some(want) => assert_eq!(body, want, "{sizes:?}"),
            None => assert!(body.contains("\"result\""), "{sizes:?}: {body}"),
        }
        let held = server.sessions.unwrap_or_default();
        assert_eq!(held.len(), usize::from(refused.is_none()), "{sizes:?}");
    }
}

#[test]
fn a_session_is_its_callers_own() {
    let mut server = fake();
    server.sessions = Some(Default::default());
    server.caller = Some("issuer\0ann".into());
    let hello = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"}}";
    assert_eq!(answer(hello, &[], &mut server).0, 200);
    let call =
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"a\"}}";
    let reply = "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"result\":{}}";
    let session = ["mcp-session-id: s1"];
    assert_eq!(answer(call, &session, &mut server).0, 200);
    for other in [None, Some("issuer\0eve".into())] {
        server.caller = other;
        assert_eq!(answer(call, &session, &mut server).0, 404);
        assert_eq!(answer(reply, &session, &mut server).0, 404);
        assert_eq!(end("s1", &mut server).status, 404);
    }
    assert!(server.left.is_empty());
    server.caller = Some("issuer\0ann".into());
    assert_eq!(end("s1", &mut server).status, 204);
}

#[test]
fn notifications_get_202() {
    let mut server = fake();
    let text = |method: &str, meta: &str| {
        format!("{{\"jsonrpc\":\"2.0\",\"method\":\"{method}\",\"params\":{{\"a\":1{meta}}}}}")
    };
    let claim = format!(",\"_meta\":{{{ENVELOPE}}}");
    assert_eq!(
        answer(&text("notifications/initialized", ""), &[], &mut server),
        (202, String::new())
    );
    assert_eq!(
        answer(&text("notifications/x", &claim), &[MODERN], &mut server),
        (202, String::new())
    );
    assert_eq!(server.told[0], "notifications/initialized {\"a\":1}");
    assert_eq!(server.told.len(), 2);
    assert!(server.open.iter().all(|open| open.starts_with("- ") && open.ends_with(" false")));
    assert_eq!(answer(&text("x", ""), &["mcp-protocol-version: 1"], &mut server).0, 400);
    assert_eq!(
        answer(&text("x", &claim), &["mcp-protocol-version: 2025-11-25"], &mut server).0,
        400
    );
}

#[test]
fn a_stream_goes_on() {
    let stream = |server: &mut Fake, fields: &[&str]| {
        let fields = [&["mcp-session-id: s1", "last-event-id: a-1"], fields].concat();
        match gate("GET", "/mcp", &fields, server) {
            Gate::Resume(session, last) => {
                resume::serve(&session, &last, &headers(&fields), server)
            }
            gate => panic!("{gate:?}"),
        }
    };
    let served = |following: &[(&[&str], bool)]| {
        let mut server = fake();
        server.sessions = Some(Default::default());
        let hello = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}}";
        answer(hello, &[], &mut server);
        let events = |ids: &[&str]| ids.iter().map(|id| (id.to_string(), "{}".into())).collect();
        let following = following.iter();
        server.following = following
            .rev()
            .map(|(ids, ended)| Following { events: events(ids), ended: *ended })
            .collect();
        server
    };
    let mut server = served(&[(&["a-2"], false), (&[], false), (&["a-3", "a-4"], true)]);
    assert_eq!(stream(&mut server, &[]), Reply::empty(200));
    assert_eq!(server.sent, ["a-1 ", "a-2 {}", "a-3 {}", "a-4 {}"]);
    assert_eq!(server.left, ["replay a-1", "replay a-2", "replay a-2"]);
    assert!(server.open.last().unwrap().starts_with("- 2025-11-25 "), "{:?}", server.open);

    // Whoever reads no more ends it, and so does a session's end.
    let mut server = served(&[(&["a-2", "a-3"], false)]);
    server.reads = 2;
    assert_eq!(stream(&mut server, &[]), Reply::empty(200));
    assert_eq!(server.sent.len(), 2);
    let mut server = served(&[(&[], false), (&[], false)]);
    server.patience = 1;
    assert_eq!(stream(&mut server, &[]), Reply::empty(200));
    assert_eq!(server.left, ["replay a-1"]);
    let mut server = served(&[(&[], false)]);
    assert_eq!(stream(&mut server, &[]), Reply::empty(200));

    // Nothing comes for long.
    let mut server = served(&vec![(&[][..], false); 1000]);
    server.patience = 1000;
    assert_eq!(stream(&mut server, &[]), Reply::empty(200));
    assert_eq!(server.left.len(), 61);

    assert_eq!(stream(&mut served(&[]), &[]).status, 400);
    assert_eq!(stream(&mut served(&[]), &["mcp-protocol-version: 1"]).status, 400);
    let mut server = served(&[(&["a-2"], true)]);
    server.caller = Some("somebody else".into());
    assert_eq!(stream(&mut server, &[]).status, 404);
    assert!(server.left.is_empty() && server.sent.is_empty());

    for fields in [
        &["mcp-session-id: s1"][..],
        &["last-event-id: a-1"],
        &["mcp-session-id: s1", "last-event-id: a-1", "accept: application/json"],
    ] {
        assert_eq!(status(gate("GET", "/mcp", fields, &mut served(&[]))), 405, "{fields:?}");
    }
    let fields = ["mcp-session-id: s1", "last-event-id: a-1"];
    assert_eq!(status(gate("GET", "/mcp", &fields, &mut fake())), 405, "no sessions, no streams");
}

#[test]
fn lists_may_be_kept_as_long_as_the_server_says() {
    let mut server = fake();
    server.info.list_ttl = 300_000;
    server.answer("resources/read", "{\"contents\":[]}");
    for (method, params, want) in [
        ("tools/list", "", "\"ttlMs\":300000,"),
        ("server/discover", "", "\"ttlMs\":0,"),
        ("resources/read", "\"uri\":\"a\",", "\"ttlMs\":0,"),
    ] {
        let fields = [
            &*format!("mcp-method: {method}"),
            "mcp-protocol-version: 2026-07-28",
            if method == "resources/read" { "mcp-name: a" } else { "x: y" },
        ];
        let (_, body) = answer(&modern(method, params), &fields, &mut server);
        assert!(body.contains(want), "{method}: {body}");
    }
    server.info.page_size = 2;
    let fields = ["mcp-method: tools/list", "mcp-protocol-version: 2026-07-28"];
    let (_, body) = answer(&modern("tools/list", ""), &fields, &mut server);
    assert!(body.contains("nextCursor") && body.contains("\"ttlMs\":300000,"), "{body}");
}
