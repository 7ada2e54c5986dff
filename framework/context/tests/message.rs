//! Notifications.

use context::message::{log, on_one_line, other, progress};

#[test]
fn progress_echoes_the_token() {
    let table = [
        (
            progress("\"t\\u0031\"", 1.0, None, None),
            "{\"progressToken\":\"t\\u0031\",\"progress\":1}",
        ),
        (
            progress("7", 0.5, Some(2.0), Some("a\n\"b")),
            "{\"progressToken\":7,\"progress\":0.5,\"total\":2,\"message\":\"a\\n\\\"b\"}",
        ),
        (progress("7", 1.0, Some(f64::INFINITY), None), "{\"progressToken\":7,\"progress\":1}"),
    ];
    for (message, params) in table {
        let want = format!(
            "{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{params}}}"
        );
        assert_eq!(message.as_deref(), Some(&*want));
    }
    assert_eq!(progress("7", f64::NAN, None, None), None);
}

#[test]
fn log_data_never_breaks_the_message() {
    let table = [
        (log(0, None, "{\"a\": 1.50}"), "{\"level\":\"debug\",\"data\":{\"a\": 1.50}}"),
        (
            log(7, Some("x\""), "\"s\""),
            "{\"level\":\"emergency\",\"logger\":\"x\\\"\",\"data\":\"s\"}",
        ),
        (
            log(4, None, "plain \"text\"\n"),
            "{\"level\":\"error\",\"data\":\"plain \\\"text\\\"\\n\"}",
        ),
        (log(1, None, "{}},{"), "{\"level\":\"info\",\"data\":\"{}},{\"}"),
        (log(1, None, ""), "{\"level\":\"info\",\"data\":\"\"}"),
    ];
    for (message, params) in table {
        let want = format!(
            "{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{params}}}"
        );
        assert_eq!(message, want);
        assert!(json::Value::object(&message).is_ok());
    }
}

#[test]
fn other_notifications_need_an_object() {
    let want = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\\\"\",\"params\":{\"a\":1}}";
    assert_eq!(other("notifications/x\"", " {\"a\":1} ").as_deref(), Some(want));
    for params in ["", "[]", "1", "{", "{}}"] {
        assert_eq!(other("x", params), None, "{params}");
    }
}

#[test]
fn a_message_is_one_line() {
    let table = [
        ("{}", "{}"),
        ("{\n\"a\":\r\n1\n}", "{ \"a\":  1 }"),
        ("{\"a\":\"\\n\"}", "{\"a\":\"\\n\"}"),
    ];
    for (message, want) in table {
        let mut message = String::from(message);
        on_one_line(&mut message);
        assert_eq!(message, want);
    }
}
