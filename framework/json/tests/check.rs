//! What is JSON and what is not.

use json::{Error, MAX_DEPTH, Value};

fn nested(open: &str, close: &str, depth: u32) -> String {
    [open.repeat(depth as usize), close.repeat(depth as usize)].concat()
}

#[test]
fn takes_json() {
    let deepest = nested("[", "]", MAX_DEPTH);
    let long = format!("\"{}\\n{}\"", "é".repeat(1000), "x".repeat(9));
    let table = [
        "{}",
        "[]",
        "\"\"",
        "0",
        "-0",
        "1",
        "-12.5e+30",
        "1E400",
        "1e-7",
        "0.0",
        "true",
        "false",
        "null",
        " \t\r\n1 \n",
        "[ ]",
        "{ }",
        "[1 , 2]",
        "{\"a\" : 1 ,\"b\":[{}]}",
        "{\"\":0}",
        "[[[]],{}]",
        "{\"a\":{\"b\":{\"c\":[]}}}",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
        "\"\\ud800\"",
        "\"\u{7f}\u{2028}é😀\"",
        "{\"a\":1,\"a\":2}",
        "123456789012345678901234567890",
        &deepest,
        &long,
    ];
    for text in table {
        let value = Value::parse(text);
        assert!(value.is_ok(), "{text}: {value:?}");
        assert_eq!(value.unwrap().raw(), text.trim(), "{text}");
    }
}

#[test]
fn refuses_what_is_not() {
    let too_deep = nested("[", "]", MAX_DEPTH + 1);
    let too_deep_object = nested("{\"a\":", "}", MAX_DEPTH + 1);
    let far_too_deep = "[".repeat(1_000_000);
    let table: &[(&str, usize, &str)] = &[
        ("", 0, "expected a value"),
        ("  ", 2, "expected a value"),
        ("\u{feff}{}", 0, "expected a value"),
        ("{", 1, "expected a member's name"),
        ("[", 1, "expected a value"),
        ("[1", 2, "expected a comma or the end"),
        ("[1,", 3, "expected a value"),
        ("[1,]", 3, "expected a value"),
        ("[,1]", 1, "expected a value"),
        ("[1 2]", 3, "expected a comma or the end"),
        ("[1}", 2, "expected a comma or the end"),
        ("{\"a\":1]", 6, "expected a comma or the end"),
        ("{\"a\"}", 4, "expected a colon"),
        ("{\"a\":}", 5, "expected a value"),
        ("{\"a\":1,}", 7, "expected a member's name"),
        ("{a:1}", 1, "expected a member's name"),
        ("{1:1}", 1, "expected a member's name"),
        ("{\"a\":1,,}", 7, "expected a member's name"),
        ("]", 0, "expected a value"),
        ("}", 0, "expected a value"),
        ("tru", 0, "expected a value"),
        ("True", 0, "expected a value"),
        ("nul", 0, "expected a value"),
        ("nulll", 4, "more text after the value"),
        ("01", 1, "more text after the value"),
        ("-", 1, "expected a digit"),
        ("+1", 0, "expected a value"),
        (".5", 0, "expected a value"),
        ("1.", 2, "expected a digit"),
        ("1e", 2, "expected a digit"),
        ("1e+", 3, "expected a digit"),
        ("0x1", 1, "more text after the value"),
        ("NaN", 0, "expected a value"),
        ("Infinity", 0, "expected a value"),
        ("\"", 1, "a string without end"),
        ("\"abcdefghijk", 12, "a string without end"),
        ("\"\\\"", 3, "a string without end"),
        ("\"\\x\"", 2, "an unknown escape"),
        ("\"\\u12g4\"", 5, "expected a hexadecimal digit"),
        ("\"\\", 2, "an unknown escape"),
        ("\"a\nb\"", 2, "a control character in a string"),
        ("\"123456789\u{1f}\"", 10, "a control character in a string"),
        ("'a'", 0, "expected a value"),
        ("{} {}", 3, "more text after the value"),
        ("1 // no", 2, "more text after the value"),
        ("\0", 0, "expected a value"),
        ("1\0", 1, "more text after the value"),
        (&too_deep, MAX_DEPTH as usize, "nested too deep"),
        (&too_deep_object, 5 * MAX_DEPTH as usize, "nested too deep"),
        (&far_too_deep, MAX_DEPTH as usize, "nested too deep"),
    ];
    for &(text, at, what) in table {
        let shown = text.get(..40).unwrap_or(text);
        assert_eq!(Value::parse(text), Err(Error { at, what }), "{shown}");
    }
}

/// Whatever is cut off a text, the rest is judged without a panic, and a container cut anywhere is
/// no JSON.
#[test]
fn judges_every_beginning() {
    let text = "{\"a\": [1, -2.5e+3, \"x\\u00e9\\n\", true, null, {\"b\": []}], \"c\": {}}";
    assert!(Value::parse(text).is_ok());
    for end in 0..text.len() {
        assert!(Value::parse(&text[..end]).is_err(), "{}", &text[..end]);
    }
}
