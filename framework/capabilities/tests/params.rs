//! Parameters, right and wrong.

use capabilities::params::{Target, completion, named, named_strings, uri};

#[test]
fn names_and_arguments() {
    let table: &[(&str, Result<(&str, &str), &str>)] = &[
        ("{\"name\":\"a\"}", Ok(("a", "{}"))),
        ("{\"name\":\"\\u0061\",\"arguments\":{\"x\": 1.50}}", Ok(("a", "{\"x\": 1.50}"))),
        ("{\"arguments\":{},\"_meta\":{\"name\":1},\"name\":\"\"}", Ok(("", "{}"))),
        ("{}", Err("params.name is not a string")),
        ("{\"name\":1}", Err("params.name is not a string")),
        ("{\"name\":null}", Err("params.name is not a string")),
        ("{\"name\":\"a\",\"arguments\":[]}", Err("params.arguments is not an object")),
        ("{\"name\":\"a\",\"arguments\":null}", Err("params.arguments is not an object")),
        ("{\"name\":\"a\",\"name\":\"b\"}", Err("params: name occurs twice")),
        (
            "{\"name\":\"a\",\"arguments\":{},\"arguments\":{}}",
            Err("params: arguments occurs twice"),
        ),
        ("[]", Err("params is not an object")),
        ("", Err("params is not an object")),
    ];
    for (params, want) in table {
        let found = named(params);
        let found = found.as_ref().map(|(name, arguments)| (&**name, arguments.raw()));
        assert_eq!(found.map_err(|e| &**e), *want, "{params}");
    }
}

#[test]
fn arguments_of_prompts_are_strings() {
    assert!(named_strings("{\"name\":\"a\",\"arguments\":{\"x\":\"1\"}}").is_ok());
    assert!(named_strings("{\"name\":\"a\"}").is_ok());
    for value in ["1", "null", "[]", "{}"] {
        let params = format!("{{\"name\":\"a\",\"arguments\":{{\"x\":{value}}}}}");
        let want = "params.arguments is not an object of strings";
        assert_eq!(named_strings(&params).unwrap_err(), want, "{value}");
    }
}

#[test]
fn uris() {
    assert_eq!(uri("{\"uri\":\"a:\\/\\/b\"}").as_deref(), Ok("a://b"));
    assert_eq!(uri("{}").unwrap_err(), "params.uri is not a string");
    assert_eq!(uri("{\"uri\":\"a\",\"uri\":\"b\"}").unwrap_err(), "params: uri occurs twice");
}

#[test]
fn completions() {
    let params = "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\
                  \"argument\":{\"name\":\"a\",\"value\":\"v\"}}";
    let wanted = completion(params).unwrap();
    assert_eq!(wanted.target, Target::Prompt("p".into()));
    assert_eq!((&*wanted.argument, &*wanted.value, wanted.chosen), ("a", "v", "{}"));

    let params = "{\"context\":{\"arguments\":{\"x\":\"1\"}},\"argument\":{\"value\":\"\",\
                  \"name\":\"a\"},\"ref\":{\"type\":\"ref/resource\",\"uri\":\"u\"}}";
    let wanted = completion(params).unwrap();
    assert_eq!(wanted.target, Target::Template("u".into()));
    assert_eq!(wanted.chosen, "{\"x\":\"1\"}");

    let table = [
        ("{}", "params.ref.type is not ref/prompt or ref/resource"),
        ("{\"ref\":1}", "params.ref.type is not ref/prompt or ref/resource"),
        ("{\"ref\":{\"type\":\"ref/x\"}}", "params.ref.type is not ref/prompt or ref/resource"),
        ("{\"ref\":{\"type\":\"ref/prompt\"}}", "params.ref.name is not a string"),
        ("{\"ref\":{\"type\":\"ref/resource\",\"name\":\"x\"}}", "params.ref.uri is not a string"),
        (
            "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"}}",
            "params.argument.name is not a string",
        ),
        (
            "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\"argument\":{\"name\":\"a\"}}",
            "params.argument.value is not a string",
        ),
        (
            "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\"argument\":{\"name\":\"a\",\
             \"value\":\"\"},\"context\":{\"arguments\":{\"x\":1}}}",
            "params.context.arguments is not an object of strings",
        ),
    ];
    for (params, want) in table {
        assert_eq!(completion(params).unwrap_err(), want, "{params}");
    }
}
