//! Messages, well-formed and not.

use transport::message::{Message, read};

/// Code, readable id and a piece of the message for what is no message.
#[test]
fn what_is_no_message() {
    let deep = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{{\"a\":{}{}}}}}",
        "[".repeat(200),
        "]".repeat(200)
    );
    let table: &[(&str, i32, Option<&str>, &str)] = &[
        ("", -32700, None, "byte 0: expected a value"),
        ("   ", -32700, None, "expected a value"),
        ("{", -32700, None, "expected a member's name"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":", -32700, None, "expected a value"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"} x", -32700, None, "more text"),
        ("{'a':1}", -32700, None, "expected a member's name"),
        ("\u{feff}{}", -32600, None, "jsonrpc"),
        ("\u{feff}\u{feff} {", -32700, None, "expected a member's name"),
        ("{\u{feff}}", -32700, None, "expected a member's name"),
        ("nope", -32700, None, "expected a value"),
        (&deep, -32700, None, "nested too deep"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\u{1}\"}", -32700, None, "control character"),
        ("1", -32600, None, "not an object"),
        ("\"x\"", -32600, None, "not an object"),
        ("null", -32600, None, "not an object"),
        ("{}", -32600, None, "jsonrpc is not"),
        ("{\"id\":1,\"method\":\"ping\"}", -32600, Some("1"), "jsonrpc is not"),
        ("{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}", -32600, Some("1"), "jsonrpc is not"),
        (
            "{\"jsonrpc\":\"1.0\",\"id\":\"x\",\"method\":\"ping\"}",
            -32600,
            Some("\"x\""),
            "jsonrpc is not",
        ),
        ("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", -32600, None, "id is neither"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", -32600, None, "id is neither"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1e9999,\"method\":\"ping\"}", -32600, None, "id is neither"),
        ("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", -32600, None, "id is neither"),
        ("{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}", -32600, None, "id is neither"),
        ("{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}", -32600, None, "id is neither"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1}", -32600, Some("1"), "neither a request"),
        ("{\"jsonrpc\":\"2.0\"}", -32600, None, "neither a request"),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":1}",
            -32600,
            Some("1"),
            "method is not a string",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null}",
            -32600,
            Some("1"),
            "neither a request",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"result\":{}}",
            -32600,
            Some("1"),
            "neither a request",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}",
            -32600,
            Some("1"),
            "neither a request",
        ),
        ("{\"jsonrpc\":\"2.0\",\"result\":{}}", -32600, None, "neither a request"),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":[]}",
            -32602,
            Some("1"),
            "params is not an object",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":\"x\"}",
            -32602,
            Some("1"),
            "params is not an object",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}",
            -32600,
            Some("1"),
            "two members jsonrpc",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"method\":\"b\"}",
            -32600,
            Some("1"),
            "two members method",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"m\\u0065thod\":\"a\",\"method\":\"b\"}",
            -32600,
            Some("1"),
            "two members method",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"a\"}",
            -32600,
            None,
            "two members id",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{},\"params\":{}}",
            -32600,
            Some("1"),
            "two members params",
        ),
    ];
    for &(text, code, id, part) in table {
        let (fault, found) = read(text.as_bytes(), Box::leak(Box::default())).unwrap_err();
        let shown = text.get(..60).unwrap_or(text);
        assert_eq!((fault.code, found), (code, id), "{shown}");
        assert!(fault.message.contains(part), "{shown}: {}", fault.message);
        assert_eq!(fault.status, 400, "{shown}");
    }
    for bytes in
        [&b"\xff"[..], b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xc3\x28\"}", b"\xed\xa0\x80"]
    {
        let (fault, id) = read(bytes, Box::leak(Box::default())).unwrap_err();
        assert_eq!((fault.code, id, &*fault.message), (-32700, None, "the message is not UTF-8"));
    }
}

#[test]
fn what_is_one() {
    let call = |text: &'static str| match read(text.as_bytes(), Box::leak(Box::default())).unwrap()
    {
        Message::Call(call) => (call.id, call.method.into_owned(), call.params.raw()),
        Message::Response { .. } | Message::Batch(_) => panic!("{text}"),
    };
    let table = [
        (" {\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"ping\"}\r\n", Some("1"), "ping", "{}"),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":\"\\u0061\",\"method\":\"p\\u0069ng\"}",
            Some("\"\\u0061\""),
            "ping",
            "{}",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":-99999999999999999999,\"method\":\"m\"}",
            Some("-99999999999999999999"),
            "m",
            "{}",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"method\":\"n\",\"params\":{ \"a\":1.50 }}",
            None,
            "n",
            "{ \"a\":1.50 }",
        ),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\",\"x\":1,\"x\":2}", Some("1"), "", "{}"),
    ];
    for (text, id, method, params) in table {
        assert_eq!(call(text), (id, String::from(method), params), "{text}");
    }
    for text in [
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{}}",
    ] {
        assert!(
            matches!(
                read(text.as_bytes(), Box::leak(Box::default())),
                Ok(Message::Response { .. })
            ),
            "{text}"
        );
    }
}
