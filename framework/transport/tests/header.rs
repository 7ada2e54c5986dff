//! Header fields.

mod fake;

use fake::headers;
use transport::header::{accepts, decoded, is_json, origin_allowed};

#[test]
fn fields_by_name() {
    let fields = headers(&["Mcp-Name: \t a b ", "X:1", "x: 2", "empty:"]);
    assert_eq!(fields.get("mcp-name").as_deref(), Some("a b"));
    assert_eq!(fields.get("X").as_deref(), Some("1, 2"));
    assert_eq!(fields.get("empty").as_deref(), Some(""));
    assert_eq!(fields.get("none"), None);
}

#[test]
fn values_in_base64() {
    let table = [
        ("plain", Some("plain")),
        ("=?base64?aGk=?=", Some("hi")),
        ("=?base64??=", Some("")),
        ("=?base64?aGk?=", None),
        ("=?base64?aG k?=", None),
        ("=?base64?/////w==?=", None),
        ("=?BASE64?aGk=?=", Some("=?BASE64?aGk=?=")),
        ("=?base64?aGk=", Some("=?base64?aGk=")),
        ("aGk=?=", Some("aGk=?=")),
    ];
    for (value, want) in table {
        assert_eq!(decoded(value).as_deref(), want, "{value}");
    }
}

#[test]
fn content_types() {
    for (value, want) in [
        ("application/json", true),
        ("Application/JSON; charset=utf-8", true),
        ("application/json;", true),
        ("", false),
        ("text/plain", false),
        ("application/jsonp", false),
        ("application/json, text/plain", false),
        ("application/x-www-form-urlencoded", false),
    ] {
        assert_eq!(is_json(value), want, "{value}");
    }
}

#[test]
fn accepted_types() {
    let table = [
        (None, true, true),
        (Some("*/*"), true, true),
        (Some("application/json, text/event-stream"), true, true),
        (Some("Text/Event-Stream;q=0.5,application/*"), true, true),
        (Some("application/json"), true, false),
        (Some("text/event-stream"), false, true),
        (Some("text/html"), false, false),
        (Some("text/*"), false, true),
        (Some("json"), false, false),
        (Some(""), false, false),
    ];
    for (accept, json, events) in table {
        assert_eq!(accepts(accept, "application", "json"), json, "{accept:?}");
        assert_eq!(accepts(accept, "text", "event-stream"), events, "{accept:?}");
    }
}

#[test]
fn origins() {
    let listed = [String::from("https://app.example")];
    for (origin, want) in [
        ("http://localhost", true),
        ("http://localhost:3000", true),
        ("https://127.0.0.1:8443", true),
        ("http://[::1]:80", true),
        ("https://app.example", true),
        ("https://app.example:443", false),
        ("http://app.example", false),
        ("https://APP.example", false),
        ("http://localhost.evil.example", false),
        ("http://localhost:80.evil.example", false),
        ("http://localhost:", false),
        ("http://localhost@evil.example", false),
        ("http://127.0.0.1.evil.example", false),
        ("http://evil.example", false),
        ("ftp://localhost", false),
        ("null", false),
        ("", false),
        ("http://localhost, http://evil.example", false),
    ] {
        assert_eq!(origin_allowed(origin, &listed), want, "{origin}");
    }
    assert!(origin_allowed("null", &[String::from("*")]));
}
