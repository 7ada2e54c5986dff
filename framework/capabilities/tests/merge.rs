//! Lists and discovery out of two answers.

use capabilities::merge::{discovery, list};
use json::Value;

#[test]
fn lists() {
    let table: &[(&[&str], Option<&str>, &str)] = &[
        (&[], None, "{\"tools\":[]}"),
        (&["{\"name\":\"a\"}"], None, "{\"tools\":[{\"name\":\"a\"}]}"),
        (&[], Some("{\"tools\":[]}"), "{\"tools\":[]}"),
        (&["1"], Some("{\"tools\":[ 2,3 ]}"), "{\"tools\":[1,2,3]}"),
        (&[], Some("{\"tools\":[2]}"), "{\"tools\":[2]}"),
        (&["1"], Some("{}"), "{\"tools\":[1]}"),
        (&["1"], Some("{\"tools\":{\"a\":1}}"), "{\"tools\":[1]}"),
        (
            &["1"],
            Some("{\"ttlMs\":5,\"_meta\":{\"x\":1.50},\"tools\":[2],\"cacheScope\":\"public\"}"),
            "{\"tools\":[1,2],\"_meta\":{\"x\":1.50}}",
        ),
    ];
    for (own, rest, want) in table {
        let own: Vec<_> = own.iter().map(|one| String::from(*one)).collect();
        let rest = rest.map(|rest| Value::object(rest).unwrap());
        assert_eq!(list("tools", &own, rest), *want);
    }
}

#[test]
fn discoveries() {
    let table: &[(&[&str], &str, &str)] = &[
        (&[], "{\"capabilities\":{}}", "{\"capabilities\":{}}"),
        (&["tools"], "{}", "{\"capabilities\":{\"tools\":{}}}"),
        (
            &["tools", "prompts"],
            "{\"capabilities\":{\"tools\":{\"listChanged\":true},\"x\":{}},\"more\":1}",
            "{\"capabilities\":{\"prompts\":{},\"tools\":{\"listChanged\":true},\"x\":{}},\"more\":1}",
        ),
        (&["tools"], "{\"capabilities\":7}", "{\"capabilities\":{\"tools\":{}}}"),
    ];
    for (own, rest, want) in table {
        assert_eq!(discovery(own, Value::object(rest).unwrap()), *want);
    }
}
