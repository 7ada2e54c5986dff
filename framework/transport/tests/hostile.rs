//! Bytes that nobody should send: whatever they are, there is no panic, and every answer is one.

mod fake;

use fake::{ENVELOPE, fake, headers, modern};
use json::Value;
use transport::{http, stdio};

/// Numbers that are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }
}

/// Pieces that mean something to a reader of JSON or of MCP.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    ":",
    "null",
    "true",
    "-",
    "0",
    "1e999",
    "\\u0000",
    "\\ud83d",
    "\u{1f600}",
    "\n",
    "\"id\":",
    "\"_meta\":{}",
    "\"method\":\"ping\"",
    "\"params\":[]",
    "{}",
    " ",
    "99999999999999999999",
];

/// A message with some of its bytes cut out, doubled, overwritten, or with a piece put in.
fn spoiled(message: &str, numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = message.as_bytes().to_vec();
    for _ in 0..1 + numbers.below(4) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(12)).min(bytes.len());
        match numbers.below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, piece));
            }
            2 if at < bytes.len() => bytes[at] = numbers.below(256) as u8,
            3 => bytes.truncate(at),
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())];
                drop(bytes.splice(at..at, piece.bytes()));
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

fn messages() -> Vec<String> {
    let legacy = |method: &str, params: &str| {
        format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":\"a\\u0031\",\"method\":\"{method}\",\"params\":{params}}}"
        )
    };
    vec![
        modern("server/discover", ""),
        modern("tools/list", "\"cursor\":\"MiB0b29scw==\","),
        modern(
            "tools/call",
            "\"name\":\"a\",\"arguments\":{\"x\":[1.50,{\"y\":null}]},\"inputResponses\":{\"k\":{}},\"requestState\":\"s\",",
        ),
        legacy(
            "initialize",
            "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}",
        ),
        legacy("tools/list", "{}"),
        legacy(
            "tools/call",
            &format!("{{\"name\":\"a\",\"_meta\":{{\"progressToken\":1,{ENVELOPE}}}}}"),
        ),
        legacy("logging/setLevel", "{\"level\":\"info\"}"),
        legacy("resources/read", "{\"uri\":\"a://b\"}"),
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}"
            .into(),
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"action\":\"accept\"}}".into(),
    ]
}

#[test]
fn spoiled_messages_over_stdio() {
    let mut numbers = Numbers(7);
    let mut server = fake();
    server.info.page_size = 2;
    let mut client = None;
    for round in 0..60_000 {
        for message in &messages()[round % 10..=round % 10] {
            let line = spoiled(message, &mut numbers);
            let shown = String::from_utf8_lossy(&line).into_owned();
            if let Some(reply) = stdio::serve(&line, &mut client, &mut server) {
                if let Some(body) = reply.body {
                    answer(&body, &shown);
                }
            }
        }
        server.open.clear();
        server.asked.clear();
        server.told.clear();
    }
}

#[test]
fn spoiled_messages_over_http() {
    let mut numbers = Numbers(11);
    let fields = [
        "mcp-protocol-version: 2026-07-28",
        "mcp-protocol-version: 2025-11-25",
        "mcp-method: tools/call",
        "mcp-method: tools/list",
        "mcp-name: a",
        "mcp-name: =?base64?YQ==?=",
        "mcp-name: =?base64?\u{e9}?=",
        "mcp-param-x: 1",
        "accept: application/json",
        "mcp-session-id: s1",
        "origin: http://localhost:1",
    ];
    let mut server = fake();
    server.sessions = Some([("s1".to_string(), "{}".to_string())].into());
    for round in 0..60_000 {
        let body = spoiled(&messages()[round % 10], &mut numbers);
        let some: Vec<_> = fields.iter().filter(|_| numbers.below(3) == 0).copied().collect();
        let reply = http::serve(&body, &headers(&some), &mut server);
        let shown = format!("{} {some:?}", String::from_utf8_lossy(&body));
        assert!([200, 202, 400, 404, 500].contains(&reply.status), "{shown}: {}", reply.status);
        match reply.body {
            Some(body) => answer(&body, &shown),
            None => assert_eq!(reply.status, 202, "{shown}"),
        }
        server.open.clear();
        server.asked.clear();
        server.told.clear();
        server.left.clear();
    }
}

/// A body has to be one response with an id that a client can read, or none.
fn answer(body: &str, sent: &str) {
    let message = Value::object(body).unwrap_or_else(|e| panic!("{sent}: {body}: {e:?}"));
    let [version, id, result, error] = message
        .pick(["jsonrpc", "id", "result", "error"])
        .unwrap_or_else(|e| panic!("{sent}: {e:?}"));
    assert!(version.is_some_and(|version| version.is("2.0")), "{sent}: {body}");
    assert!(result.is_some() != error.is_some(), "{sent}: {body}");
    assert!(id.is_some() || error.is_some(), "{sent}: {body}");
    if let Some(error) = error {
        assert!(error.get("code").is_some_and(Value::is_integer), "{sent}: {body}");
        assert!(error.get("message").and_then(Value::string).is_some(), "{sent}: {body}");
    }
}
