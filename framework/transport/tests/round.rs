//! Calls that ask the client for input, in rounds.

mod fake;

use fake::{Fake, fake, headers};
use json::Value;
use transport::client::Client;
use transport::server::Line;
use transport::{http, stdio};

const ASKS: &str = "{\"resultType\":\"input_required\",\"inputRequests\":{\"who\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"message\":\"Name?\",\"requestedSchema\":{}}}},\"requestState\":\"s1\"}";
const DONE: &str = "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}";

/// A modern call of a tool; `more` are members with a comma in front of each.
fn call(arguments: &str, more: &str) -> String {
    format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{{\"name\":\"a\",\"arguments\":{arguments}{more},\"_meta\":{{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{{\"elicitation\":{{}}}}}}}}}}"
    )
}

fn post(body: &str, server: &mut Fake) -> (u16, String) {
    let fields = ["mcp-protocol-version: 2026-07-28", "mcp-method: tools/call", "mcp-name: a"];
    let reply = http::serve(body.as_bytes(), &headers(&fields), server);
    (reply.status, reply.body.unwrap())
}

fn state(body: &str) -> String {
    let result = Value::object(body).unwrap().get("result").unwrap();
    result.get("requestState").unwrap().string().unwrap().into_owned()
}

/// A server that has asked once, and what it gave the client to keep.
fn asked() -> (Fake, String) {
    let mut server = fake();
    server.first.extend([String::from(ASKS)]);
    server.now = 1000;
    let (status, body) = post(&call("{\"x\":1,\"y\":\"é\"}", ""), &mut server);
    assert_eq!(status, 200);
    assert!(body.contains("\"resultType\":\"input_required\"") && !body.contains("s1"), "{body}");
    let state = state(&body);
    (server, state)
}

fn retry(arguments: &str, state: &str, server: &mut Fake) -> (u16, String) {
    let more = format!(
        ",\"inputResponses\":{{\"who\":{{\"action\":\"accept\"}}}},\"requestState\":\"{state}\""
    );
    post(&call(arguments, &more), server)
}

#[test]
fn a_modern_client_brings_state_and_answers_back() {
    let (mut server, state) = asked();
    // Laid out in another way, it is the same call.
    let (status, body) = retry("{ \"y\": \"\\u00e9\", \"x\": 1 }", &state, &mut server);
    assert!(status == 200 && body.contains("\"complete\""), "{body}");
    let open = server.open.last().unwrap();
    let want = "answers=[(\"who\", \"{\\\"action\\\":\\\"accept\\\"}\")] state=Some(\"s1\")";
    assert!(open.contains(want), "{open}");
}

#[test]
fn earlier_answers_come_back_too() {
    let (mut server, first) = asked();
    server.first.extend([ASKS.replace("who", "where").replace("s1", "s2")]);
    let second = state(&retry("{\"x\":1,\"y\":\"é\"}", &first, &mut server).1);
    let more = format!(",\"inputResponses\":{{\"where\":2}},\"requestState\":\"{second}\"");
    assert!(post(&call("{\"x\":1,\"y\":\"é\"}", &more), &mut server).1.contains("complete"));
    let open = server.open.last().unwrap();
    let want =
        "(\"who\", \"{\\\"action\\\":\\\"accept\\\"}\"), (\"where\", \"2\")] state=Some(\"s2\")";
    assert!(open.contains(want), "{open}");
}

#[test]
fn state_that_is_not_this_calls_is_refused() {
    let refused = |what: &str, arguments: &str, change: &dyn Fn(&mut Fake, &mut String)| {
        let (mut server, mut state) = asked();
        change(&mut server, &mut state);
        let (status, body) = retry(arguments, &state, &mut server);
        assert_eq!(status, 400, "{what}");
        assert!(body.contains("-32602") && body.contains("\"id\":1"), "{what}: {body}");
    };
    let same = "{\"x\":1,\"y\":\"é\"}";
    refused("tampered", same, &|_, state| state.push_str("-TAMPERED"));
    refused("of the server's own making", same, &|_, state| *state = "s1".into());
    refused("empty", same, &|_, state| state.clear());
    refused("other arguments", "{\"x\":2,\"y\":\"é\"}", &|_, _| {});
    refused("more arguments", "{\"x\":1,\"y\":\"é\",\"z\":0}", &|_, _| {});
    refused("another caller", same, &|server, _| server.caller = Some("eve".into()));
    refused("too late", same, &|server, _| server.now += 3600);
    refused("another key", same, &|server, _| server.key = "k".into());
    refused("no key", same, &|server, _| server.key.clear());
}

#[test]
fn other_answers_are_malformed() {
    let mut server = fake();
    for more in [
        "\"inputResponses\":[]",
        "\"requestState\":1",
        "\"requestState\":\"\",\"requestState\":\"\"",
    ] {
        let (status, body) = post(&call("{}", &format!(",{more}")), &mut server);
        assert!(status == 400 && body.contains("-32602"), "{more}: {body}");
    }
    // Deep enough for a stack to end, were it looked into.
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let (status, _) = retry(&format!("{{\"x\":{deep}}}"), "AAAA", &mut server);
    assert_eq!(status, 400);
}

#[test]
fn only_calls_that_may_ask_do() {
    let mut server = fake();
    server.answer("tools/list", ASKS);
    let list = call("{}", "").replace("tools/call", "tools/list");
    let fields = ["mcp-protocol-version: 2026-07-28", "mcp-method: tools/list"];
    let body = http::serve(list.as_bytes(), &headers(&fields), &mut server).body.unwrap();
    assert!(body.contains("-32603"), "{body}");
    server.answer("tools/call", &ASKS.replace("elicitation/create", "tools/list"));
    let (_, body) = post(&call("{}", ""), &mut server);
    assert!(body.contains("-32603") && body.contains("which no client knows"), "{body}");
    server.answer("tools/call", ASKS);
    server.key.clear();
    assert!(post(&call("{}", ""), &mut server).1.contains("-32603"));
}

const LEGACY: &str =
    "{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"method\":\"tools/call\",\"params\":{\"name\":\"a\"}}";

fn client(version: &str, capabilities: &str) -> Option<Client> {
    Some(Client { capabilities: capabilities.into(), ..Client::unknown(version) })
}

fn bytes(text: &str) -> Line {
    Line::Bytes(text.into())
}

const ANSWER: &str =
    "{\"jsonrpc\":\"2.0\",\"id\":\"asked for \\\"7\\\": 1\",\"result\":{\"action\":\"accept\"}}";

#[test]
fn a_legacy_client_is_asked_over_stdio() {
    let mut server = fake();
    server.first.extend([String::from(ASKS)]);
    server.patience = 99;
    let other = "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/list\"}";
    let third = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}";
    server.lines.extend([
        bytes(other),
        bytes("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}"),
        bytes("{\"jsonrpc\":\"2.0\",\"id\":\"stale\",\"result\":{}}"),
        bytes(third),
        bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":8}}"),
        bytes("nonsense"),
        Line::TooLong,
        bytes(ANSWER),
    ]);
    let mut client = client("2025-11-25", "{\"elicitation\":{}}");
    let reply = stdio::serve(LEGACY.as_bytes(), &mut client, &mut server).unwrap();
    assert!(reply.body.unwrap().contains("\"result\":{\"content\":[]"));
    assert_eq!(
        server.sent,
        [
            "{\"jsonrpc\":\"2.0\",\"id\":\"asked for \\\"7\\\": 1\",\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"message\":\"Name?\",\"requestedSchema\":{}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}",
        ]
    );
    assert_eq!(server.waiting, [bytes(third), bytes("nonsense"), Line::TooLong]);
    let open = server.open.last().unwrap();
    let want = "answers=[(\"who\", \"{\\\"action\\\":\\\"accept\\\"}\")] state=Some(\"s1\")";
    assert!(open.contains(want), "{open}");
}

/// The answer to a call that asks, over stdio, and what was sent before it.
fn talk(
    asks: &str,
    version: &str,
    capabilities: &str,
    lines: &[&str],
) -> (Option<String>, Vec<String>) {
    let mut server = fake();
    server.answer("tools/call", asks);
    server.patience = 99;
    server.lines.extend(lines.iter().map(|line| bytes(line)));
    let mut client = client(version, capabilities);
    let reply = stdio::serve(LEGACY.as_bytes(), &mut client, &mut server);
    (reply.and_then(|reply| reply.body), server.sent)
}

#[test]
fn who_does_not_answer_gets_a_result_that_says_so() {
    let can = "{\"elicitation\":{},\"sampling\":{}}";
    let error = ANSWER.replace(
        "\"result\":{\"action\":\"accept\"}",
        "\"error\":{\"code\":-1,\"message\":\"no\"}",
    );
    let cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"7\"}}";
    let url = ASKS.replace("\"form\"", "\"url\"");
    let endless: Vec<_> = (1..9).map(|n| ANSWER.replace(": 1", &format!(": {n}"))).collect();
    let endless: Vec<_> = endless.iter().map(String::as_str).collect();
    let table: [(&str, &str, &[&str], &str); 6] = [
        (
            ASKS,
            "{}",
            &[],
            "this call needs client capabilities: {\\\"elicitation\\\":{\\\"form\\\":{}}}",
        ),
        (
            &url,
            can,
            &[],
            "this call needs client capabilities: {\\\"elicitation\\\":{\\\"url\\\":{}}}",
        ),
        (ASKS, can, &[&error], "the client answered: no"),
        (ASKS, can, &endless, "asks for input again and again"),
        (ASKS, can, &[cancel], ""),
        (ASKS, can, &[], ""),
    ];
    for (asks, capabilities, lines, want) in table {
        let (body, _) = talk(asks, "2025-11-25", capabilities, lines);
        match (&body, want) {
            (None, "") => {}
            (Some(body), want) if !want.is_empty() && body.contains(want) => {
                assert!(body.contains("\"isError\":true"), "{body}");
            }
            _ => panic!("{body:?}, want {want}"),
        }
    }
}

#[test]
fn questions_have_the_shape_of_the_revision() {
    let url = ASKS.replace("\"form\"", "\"url\"");
    let can = "{\"elicitation\":{\"form\":{},\"url\":{}}}";
    let (_, sent) = talk(ASKS, "2025-06-18", can, &[]);
    assert!(
        sent[0].ends_with("\"params\":{\"message\":\"Name?\",\"requestedSchema\":{}}}"),
        "{sent:?}"
    );
    let (_, sent) = talk(&url, "2025-11-25", can, &[]);
    assert!(sent[0].contains("\"elicitationId\":\"asked for"), "{sent:?}");
}

#[test]
fn a_legacy_client_is_asked_through_its_session() {
    let ask = |given: &[&str], fields: &[&str], patience| {
        let mut server = fake();
        server.first.extend([String::from(ASKS)]);
        server.given = given.iter().map(|one| String::from(*one)).collect();
        server.patience = patience;
        let client = client("2025-11-25", "{\"elicitation\":{}}").unwrap();
        server.sessions = Some([(String::from("s1"), client.to_json())].into());
        let reply = http::serve(LEGACY.as_bytes(), &headers(fields), &mut server);
        (reply, server)
    };
    let (reply, server) = ask(&[ANSWER], &["mcp-session-id: s1"], 9);
    assert!(reply.body.unwrap().contains("\"content\":[]"));
    let want = ["expect s1 asked for \"7\": 1", "take s1 asked for \"7\": 1"];
    assert_eq!(server.left, want);
    assert!(server.sent[0].contains("elicitation/create"));

    let (reply, server) = ask(&[], &["mcp-session-id: s1"], 2);
    assert_eq!(reply.body, None);
    assert_eq!(server.left.last().unwrap(), "forget s1 asked for \"7\": 1");

    for fields in [&["mcp-session-id: s1", "accept: application/json"][..], &[]] {
        let (reply, server) = ask(&[ANSWER], fields, 9);
        let body = reply.body.unwrap();
        assert!(body.contains("cannot ask for over this connection"), "{body}");
        assert!(server.sent.is_empty());
    }
}

#[test]
fn what_needs_no_input_asks_nothing() {
    let (body, sent) = talk(DONE, "2025-11-25", "{}", &[]);
    assert!(body.unwrap().contains("done") && sent.is_empty());
}
