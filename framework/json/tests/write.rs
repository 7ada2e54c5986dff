//! Texts put together.

use json::{Array, Object, Value, base64, push_f64, push_i64, push_string};

fn built(build: impl FnOnce(&mut String)) -> String {
    let mut out = String::new();
    build(&mut out);
    out
}

#[test]
fn strings_are_escaped_and_read_back() {
    let table = [
        ("", "\"\""),
        ("plain é 😀", "\"plain é 😀\""),
        ("\"\\/", "\"\\\"\\\\/\""),
        ("\n\r\t", "\"\\n\\r\\t\""),
        ("\u{0}\u{8}\u{1f}", "\"\\u0000\\u0008\\u001f\""),
        ("a long text with one\nline end far in", "\"a long text with one\\nline end far in\""),
    ];
    for (plain, want) in table {
        let text = built(|out| push_string(out, plain));
        assert_eq!(text, want);
        assert_eq!(Value::parse(&text).unwrap().string().as_deref(), Some(plain));
    }
}

#[test]
fn objects_and_arrays() {
    let text = built(|out| {
        let mut object = Object::new(out);
        object.string("s", "a\"b");
        object.raw("r", "[1.50]");
        object.optional("none", None);
        object.optional("some", Some("x"));
        object.any_key("q\"").push('1');
        let mut array = Array::new(object.key("a"));
        array.element().push('1');
        array.splice(Value::parse("[ 2 , 3 ]").unwrap());
        array.splice(Value::parse("[ ]").unwrap());
        array.splice(Value::parse("{\"no\":1}").unwrap());
        array.element().push('4');
        array.end();
        Object::new(object.key("o")).end();
        object.end();
    });
    let want =
        "{\"s\":\"a\\\"b\",\"r\":[1.50],\"some\":\"x\",\"q\\\"\":1,\"a\":[1,2 , 3,4],\"o\":{}}";
    assert_eq!(text, want);
    assert!(Value::parse(&text).is_ok());
}

#[test]
fn splicing_leaves_out_what_is_written_and_what_is_doubled() {
    let from = Value::parse("{\"a\":1,\"b\":2.50,\"\\u0061\":3,\"c\":{\"a\":4},\"b\":5}").unwrap();
    let text = built(|out| {
        let mut object = Object::new(out);
        object.raw("c", "0");
        object.splice(from, &["c"]);
        object.end();
    });
    assert_eq!(text, "{\"c\":0,\"a\":1,\"b\":2.50}");
}

#[test]
fn base64_there_and_back() {
    let table: &[(&[u8], &str)] = &[
        (b"", ""),
        (b"f", "Zg=="),
        (b"fo", "Zm8="),
        (b"foo", "Zm9v"),
        (b"foob", "Zm9vYg=="),
        (&[0xff, 0xef, 0xbe], "/+++"),
        (&[0, 0, 0, 0], "AAAAAA=="),
    ];
    for (bytes, text) in table {
        assert_eq!(built(|out| base64::push(out, bytes)), *text);
        assert_eq!(base64::decode(text).as_deref(), Some(*bytes), "{text}");
    }
}

#[test]
fn base64_refuses() {
    for text in [
        "Z", "Zg", "Zg=", "Zg===", "=Zg=", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zm-_", "====", "é===",
    ] {
        assert_eq!(base64::decode(text), None, "{text}");
    }
}

#[test]
fn integers() {
    for n in [0, 1, -1, 10, i64::MAX, i64::MIN] {
        assert_eq!(built(|out| push_i64(out, n)), n.to_string());
    }
}

#[test]
fn numbers_read_back_as_they_were() {
    let mut table = vec![
        0.0,
        1.0,
        -1.0,
        0.5,
        0.1,
        0.25,
        0.3,
        2.5,
        99.9,
        1.0 / 8.0,
        1e15,
        9007199254740991.0,
        1e-3,
        123456.789,
        0.001,
        33.333,
        -0.75,
    ];
    table.extend((0..1000).map(|i| f64::from(i) / 1000.0));
    table.extend((0..1000).map(|i| f64::from(i) * 0.01));
    table.extend((1..1000).map(|i| 1.0 / f64::from(i)));
    table.extend((1..1000).map(|i| f64::from(i).sqrt() * 1e-5));
    table.extend((1..1000).map(|i| f64::from(i).sqrt() * 1e12));
    for n in table {
        let text = built(|out| assert!(push_f64(out, n)));
        assert!(Value::parse(&text).is_ok(), "{text}");
        assert!(text.len() <= n.to_string().len() + 1, "{text} for {n}");
        assert_eq!(text.parse(), Ok(n), "{text}");
    }
}

#[test]
fn other_numbers_come_close() {
    for n in [1e16, 1e300, 1.5e308, 1e-300, 5e-324, 2e-10, 1e21] {
        let text = built(|out| assert!(push_f64(out, n)));
        assert!(Value::parse(&text).is_ok(), "{text}");
        let back: f64 = text.parse().unwrap();
        assert!((back - n).abs() <= n * 1e-12 + 5e-324, "{text} for {n}");
    }
}

#[test]
fn what_is_no_number_is_not_written() {
    for n in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(built(|out| assert!(!push_f64(out, n))), "");
    }
}
