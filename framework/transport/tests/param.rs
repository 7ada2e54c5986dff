//! Headers that repeat arguments.

mod fake;

use fake::headers;
use json::Value;
use transport::param::{check, has_any};

const TOOLS: &str = r#"{"tools":[{"name":"other"},{"name":"t","inputSchema":{"type":"object","properties":{
    "region":{"type":"string","x-mcp-header":"Region"},
    "n":{"type":"integer","x-mcp-header":"N"},
    "b":{"type":"boolean","x-mcp-header":"B"},
    "in":{"type":"object","properties":{"deep":{"type":"string","x-mcp-header":"Deep"}}},
    "free":{"type":"string"}}}}]}"#;

fn checked(fields: &[&str], params: &str) -> Result<(), String> {
    let (tools, params) = (Value::parse(TOOLS).unwrap(), Value::parse(params).unwrap());
    check(&headers(fields), tools, params).map_err(|fault| {
        assert_eq!((fault.status, fault.code), (400, -32020));
        fault.message
    })
}

#[test]
fn headers_and_arguments_agree() {
    let table: &[(&[&str], &str)] = &[
        (&[], "{}"),
        (&["mcp-param-region: eu"], "{\"region\":\"eu\"}"),
        (&["Mcp-Param-REGION:  eu "], "{\"region\":\"\\u0065u\"}"),
        (&["mcp-param-region: =?base64?w6k=?="], "{\"region\":\"é\"}"),
        (&["mcp-param-region: =?base64?eu"], "{\"region\":\"=?base64?eu\"}"),
        (&["mcp-param-region: eu"], "{}"),
        (&["mcp-param-region: eu"], "{\"region\":null}"),
        (&["mcp-param-n: 42"], "{\"n\":42}"),
        (&["mcp-param-n: 42"], "{\"n\":42.0}"),
        (&["mcp-param-n: 4.2e1"], "{\"n\":42}"),
        (&["mcp-param-n: -1000"], "{\"n\":-1E+3}"),
        (&["mcp-param-n: 0"], "{\"n\":-0.0}"),
        (&["mcp-param-n: 0.5"], "{\"n\":5e-1}"),
        (&["mcp-param-b: true"], "{\"b\":true}"),
        (&["mcp-param-deep: x"], "{\"in\":{\"deep\":\"x\"}}"),
        (&[], "{\"in\":{}}"),
        (&["mcp-param-free: y"], "{\"free\":\"x\"}"),
    ];
    for (fields, arguments) in table {
        let params = format!("{{\"name\":\"t\",\"arguments\":{arguments}}}");
        assert_eq!(checked(fields, &params), Ok(()), "{fields:?} {arguments}");
    }
    assert_eq!(checked(&["mcp-param-region: x"], "{\"name\":\"t\"}"), Ok(()));
    assert_eq!(checked(&["mcp-param-region: x"], "{\"name\":\"unknown\"}"), Ok(()));
    assert_eq!(checked(&["mcp-param-region: x"], "{\"name\":\"other\"}"), Ok(()));
}

#[test]
fn headers_and_arguments_differ() {
    let table: &[(&[&str], &str, &str)] = &[
        (&[], "{\"region\":\"eu\"}", "Mcp-Param-Region is missing"),
        (
            &["mcp-param-region: EU"],
            "{\"region\":\"eu\"}",
            "Mcp-Param-Region is EU, the body says \"eu\"",
        ),
        (
            &["mcp-param-region: eu", "mcp-param-region: eu"],
            "{\"region\":\"eu\"}",
            "Mcp-Param-Region is eu, eu, the body says \"eu\"",
        ),
        (
            &["mcp-param-region: =?base64?w6k?="],
            "{\"region\":\"é\"}",
            "Mcp-Param-Region is =?base64?w6k?=, the body says \"é\"",
        ),
        (
            &["mcp-param-region: =?base64?/w==?="],
            "{\"region\":\"é\"}",
            "Mcp-Param-Region is =?base64?/w==?=, the body says \"é\"",
        ),
        (&["mcp-param-n: 43"], "{\"n\":42}", "Mcp-Param-N is 43, the body says 42"),
        (&["mcp-param-n: -42"], "{\"n\":42}", "Mcp-Param-N is -42, the body says 42"),
        (&["mcp-param-n: 420"], "{\"n\":42}", "Mcp-Param-N is 420, the body says 42"),
        (&["mcp-param-n: 42"], "{\"n\":\"42.\"}", "Mcp-Param-N is 42, the body says \"42.\""),
        (&["mcp-param-n: x"], "{\"n\":42}", "Mcp-Param-N is x, the body says 42"),
        (&["mcp-param-b: TRUE"], "{\"b\":true}", "Mcp-Param-B is TRUE, the body says true"),
        (
            &["mcp-param-region: eu"],
            "{\"region\":\"eu\",\"in\":{\"deep\":\"x\"}}",
            "Mcp-Param-Deep is missing",
        ),
    ];
    for (fields, arguments, want) in table {
        let params = format!("{{\"name\":\"t\",\"arguments\":{arguments}}}");
        assert_eq!(checked(fields, &params), Err(String::from(*want)), "{arguments}");
    }
}

#[test]
fn requests_with_such_headers() {
    assert!(has_any(&headers(&["a: 1", "MCP-Param-X: 1"])));
    assert!(!has_any(&headers(&["mcp-name: 1", "mcp-para: 1", "x-mcp-param-y: 1"])));
}
