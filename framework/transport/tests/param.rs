//! Headers that repeat arguments.

mod fake;

use fake::{Fake, fake, headers};
use json::Value;
use transport::param::check;
use transport::server::ParamHeader;

const TOOLS: &str = r#"{"tools":[{"name":"other"},{"name":"t","inputSchema":{"type":"object","properties":{
    "region":{"type":"string","x-mcp-header":"Region"},
    "n":{"type":"integer","x-mcp-header":"N"},
    "b":{"type":"boolean","x-mcp-header":"B"},
    "in":{"type":"object","properties":{"deep":{"type":"string","x-mcp-header":"Deep"}}},
    "free":{"type":"string"}}}}]}"#;

/// What the composer writes down of these tools.
fn table() -> Vec<ParamHeader> {
    let entry = |name: &str, path: &[&str]| ParamHeader {
        tool: "t".into(),
        name: name.into(),
        path: path.iter().map(|name| String::from(*name)).collect(),
    };
    vec![
        entry("Region", &["region"]),
        entry("N", &["n"]),
        entry("B", &["b"]),
        entry("Deep", &["in", "deep"]),
    ]
}

/// Checks by the table, and by the schemas of the tools: both say the same.
fn checked(fields: &[&str], params: &str) -> Result<(), String> {
    let params = Value::parse(params).unwrap();
    let check = |fields: &[&str], server: &mut Fake| {
        check(&headers(fields), params, server).map_err(|fault| {
            assert_eq!((fault.status, fault.code), (400, -32020));
            fault.message
        })
    };
    let mut known = fake();
    known.info.param_headers = table();
    known.info.tools_known = true;
    let by_table = check(fields, &mut known);
    assert!(known.asked.is_empty());
    let mut unknown = fake();
    unknown.answer("tools/list", TOOLS);
    let fields: Vec<_> = fields.iter().copied().chain(["mcp-param-none: of these"]).collect();
    assert_eq!(check(&fields, &mut unknown), by_table);
    by_table
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
fn tools_are_asked_for_only_where_it_matters() {
    let call = |name: &str| format!("{{\"name\":\"{name}\",\"arguments\":{{\"region\":\"eu\"}}}}");
    let asked = |known: bool, listed: bool, fields: &[&str], name: &str| {
        let mut server = fake();
        server.answer("tools/list", TOOLS);
        server.info.tools_known = known;
        if listed {
            server.info.param_headers = table();
        }
        let text = call(name);
        let checked = check(&headers(fields), Value::parse(&text).unwrap(), &mut server);
        (checked.is_ok(), server.asked.len())
    };
    let wrong = &["MCP-Param-Region: us"];
    assert_eq!(asked(true, false, wrong, "t"), (true, 0));
    assert_eq!(asked(false, false, &["mcp-para: 1", "x-mcp-param-y: 1"], "t"), (true, 0));
    assert_eq!(asked(false, false, wrong, "t"), (false, 1));
    assert_eq!(asked(false, true, wrong, "t"), (false, 0));
    assert_eq!(asked(false, true, &[], "t"), (false, 0));
    assert_eq!(asked(false, true, wrong, "other"), (true, 1));
    assert_eq!(asked(true, true, wrong, "other"), (true, 0));
}
