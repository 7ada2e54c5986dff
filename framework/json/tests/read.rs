//! Values taken apart.

use json::{Duplicate, Kind, Value};

fn value(text: &str) -> Value<'_> {
    Value::parse(text).unwrap()
}

#[test]
fn members_keep_order_and_text() {
    let text = " { \"a\" : 1.50 , \"b\":\"x,]}\\\"\" ,\"c\":[1,{\"d\":2}],\"e\": true}";
    let found: Vec<_> =
        value(text).members().map(|(key, value)| (key.raw(), value.raw())).collect();
    let want = [
        ("\"a\"", "1.50"),
        ("\"b\"", "\"x,]}\\\"\""),
        ("\"c\"", "[1,{\"d\":2}]"),
        ("\"e\"", "true"),
    ];
    assert_eq!(found, want);
}

#[test]
fn elements_keep_order_and_text() {
    let table: &[(&str, &[&str])] = &[
        ("[]", &[]),
        ("[ ]", &[]),
        ("[[]]", &["[]"]),
        ("[ 1 , [2,3] ,\"]\", {\"a\":[]} ,null ]", &["1", "[2,3]", "\"]\"", "{\"a\":[]}", "null"]),
        ("{\"a\":1}", &[]),
        ("\"[1]\"", &[]),
    ];
    for (text, want) in table {
        let found: Vec<_> = value(text).elements().map(Value::raw).collect();
        assert_eq!(found, *want, "{text}");
    }
}

#[test]
fn kinds() {
    let table = [
        ("{}", Kind::Object),
        ("[]", Kind::Array),
        ("\"\"", Kind::String),
        ("-1", Kind::Number),
        ("true", Kind::Bool),
        ("false", Kind::Bool),
        ("null", Kind::Null),
    ];
    for (text, want) in table {
        assert_eq!(value(text).kind(), want, "{text}");
    }
    assert!(Value::object("{}").is_ok());
    assert_eq!(Value::object("[]").unwrap_err().what, "expected an object");
}

#[test]
fn strings_are_unescaped() {
    let table = [
        ("\"\"", ""),
        ("\"plain é\"", "plain é"),
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{c}\n\r\t"),
        ("\"\\u0041\\u00e9\\u20ac\"", "Aé€"),
        ("\"\\ud83d\\ude00!\"", "😀!"),
        ("\"\\ud83d\"", "\u{fffd}"),
        ("\"\\ud83dx\"", "\u{fffd}x"),
        ("\"\\ud83d\\n\"", "\u{fffd}\n"),
        ("\"\\ud83d\\u0041\"", "\u{fffd}A"),
        ("\"\\ude00\\ud83d\"", "\u{fffd}\u{fffd}"),
        ("\"\\ud83d\\ud83d\\ude00\"", "\u{fffd}😀"),
        ("\"a\\\\u0041\"", "a\\u0041"),
    ];
    for (text, want) in table {
        assert_eq!(value(text).string().as_deref(), Some(want), "{text}");
        assert!(value(text).is(want), "{text}");
    }
    assert_eq!(value("1").string(), None);
    assert!(!value("1").is("1"));
}

#[test]
fn integers() {
    for (text, want) in [
        ("0", true),
        ("-17", true),
        ("99999999999999999999", true),
        ("1.0", false),
        ("1e3", false),
        ("\"1\"", false),
        ("null", false),
    ] {
        assert_eq!(value(text).is_integer(), want, "{text}");
    }
}

#[test]
fn names_are_found_however_they_are_written() {
    let object = value("{\"n\\u0061me\":1,\"na\\\\u006de\":2}");
    assert_eq!(object.get("name").map(Value::raw), Some("1"));
    assert_eq!(object.get("na\\u006de").map(Value::raw), Some("2"));
    assert_eq!(object.get("other"), None);
}

#[test]
fn pick_takes_members_in_one_pass_and_refuses_doubles() {
    let object = value("{\"a\":1,\"b\":2,\"c\":3,\"c\":4}");
    assert_eq!(
        object.pick(["b", "x", "a"]).unwrap().map(|v| v.map(Value::raw)),
        [Some("2"), None, Some("1")]
    );
    assert_eq!(object.pick(["a", "c"]), Err(Duplicate("c")));
    assert_eq!(value("{\"a\":1,\"\\u0061\":2}").pick(["a"]), Err(Duplicate("a")));
    assert_eq!(value("[]").pick(["a"]), Ok([None]));
}
