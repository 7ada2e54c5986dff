//! What providers return, as JSON.

use capabilities::bindings::wasmcp::mcp::completions::Completion;
use capabilities::bindings::wasmcp::mcp::prompts::{
    Prompt, PromptArgument, PromptMessage, PromptResult,
};
use capabilities::bindings::wasmcp::mcp::resources::{ReadResult, ResourceTemplate};
use capabilities::bindings::wasmcp::mcp::tools::{Tool, ToolResult};
use capabilities::bindings::wasmcp::mcp::types::{
    BlobContent, Content, Error, InputRequest, InputRequired, Resource, ResourceBody,
    ResourceContents, Role, RpcError, TextContent,
};
use capabilities::{failure, prompts, resources, tools};

fn s(text: &str) -> String {
    String::from(text)
}

fn text(text: &str, extra: Option<&str>) -> Content {
    Content::Text(TextContent { text: s(text), extra: extra.map(s) })
}

fn result(content: Vec<Content>) -> ToolResult {
    ToolResult { content, structured_content: None, is_error: false, extra: None }
}

fn tool(input: &str, output: Option<&str>, extra: Option<&str>) -> Tool {
    Tool {
        name: s("t\"1"),
        description: s("d"),
        input_schema: s(input),
        output_schema: output.map(s),
        extra: extra.map(s),
    }
}

#[test]
fn a_tool_is_an_entry() {
    let schema = " {\"type\":\"object\",\"properties\":{\"n\":{\"maximum\":1.50}}} ";
    let extra = "{\"title\":\"T\",\"name\":\"other\",\"annotations\":{\"readOnlyHint\":true}}";
    let want = "{\"name\":\"t\\\"1\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\",\
                \"properties\":{\"n\":{\"maximum\":1.50}}},\"outputSchema\":{\"type\":\"array\"},\
                \"title\":\"T\",\"annotations\":{\"readOnlyHint\":true}}";
    let entry = tools::entry(&tool(schema, Some("{\"type\":\"array\"}"), Some(extra)));
    assert_eq!(entry.as_deref(), Ok(want));
}

#[test]
fn a_tool_with_a_wrong_member_is_none() {
    let good = "{\"type\":\"object\"}";
    let table = [
        (tool("{", None, None), "input-schema", "expected a member's name"),
        (tool("true", None, None), "input-schema", "expected an object"),
        (tool("{}", None, None), "input-schema", "expected \"type\": \"object\""),
        (tool("{\"type\":\"array\"}", None, None), "input-schema", "expected \"type\": \"object\""),
        (tool(good, Some("nope"), None), "output-schema", "expected a value"),
        (tool(good, None, Some("[]")), "extra", "expected an object"),
        (tool(good, None, Some("")), "extra", "expected a value"),
    ];
    for (tool, member, what) in table {
        let (found, bad) = tools::entry(&tool).unwrap_err();
        assert_eq!((found, bad.what), (member, what));
    }
}

#[test]
fn content_blocks() {
    let link = Resource {
        uri: s("a://b"),
        name: s("n"),
        description: Some(s("d")),
        mime_type: Some(s("text/plain")),
        extra: Some(s("{\"size\":3,\"uri\":\"x\"}")),
    };
    let image = || BlobContent { data: vec![1, 2, 3, 4], mime_type: s("image/png"), extra: None };
    let contents = |body| ResourceContents { uri: s("a://b"), mime_type: None, body, extra: None };
    let table = [
        (text("a\nb", None), "{\"type\":\"text\",\"text\":\"a\\nb\"}"),
        (
            text("a", Some("{\"annotations\":{\"priority\":0.50},\"type\":\"x\"}")),
            "{\"type\":\"text\",\"text\":\"a\",\"annotations\":{\"priority\":0.50}}",
        ),
        (
            Content::Image(image()),
            "{\"type\":\"image\",\"data\":\"AQIDBA==\",\"mimeType\":\"image/png\"}",
        ),
        (
            Content::Audio(image()),
            "{\"type\":\"audio\",\"data\":\"AQIDBA==\",\"mimeType\":\"image/png\"}",
        ),
        (
            Content::ResourceLink(link),
            "{\"type\":\"resource_link\",\"uri\":\"a://b\",\"name\":\"n\",\"description\":\"d\",\
             \"mimeType\":\"text/plain\",\"size\":3}",
        ),
        (
            Content::EmbeddedResource(contents(ResourceBody::Text(s("t")))),
            "{\"type\":\"resource\",\"resource\":{\"uri\":\"a://b\",\"text\":\"t\"}}",
        ),
        (
            Content::EmbeddedResource(contents(ResourceBody::Blob(vec![255]))),
            "{\"type\":\"resource\",\"resource\":{\"uri\":\"a://b\",\"blob\":\"/w==\"}}",
        ),
        (Content::Other(s(" {\"type\":\"new\",\"x\":1} ")), "{\"type\":\"new\",\"x\":1}"),
    ];
    for (content, want) in table {
        let want = format!("{{\"content\":[{want}]}}");
        assert_eq!(tools::result(&result(vec![content])), Ok(want));
    }
    for content in ["", "[]", "{}", "{\"type\":1}", "\"x\""] {
        let (member, _) = tools::result(&result(vec![Content::Other(s(content))])).unwrap_err();
        assert_eq!(member, "content", "{content}");
    }
}

#[test]
fn results_of_tools() {
    let structured =
        |value: &str, content| ToolResult { structured_content: Some(s(value)), ..result(content) };
    let table = [
        (result(vec![]), "{\"content\":[]}"),
        (
            ToolResult {
                is_error: true,
                extra: Some(s("{\"_meta\":{\"a\":1}}")),
                ..result(vec![])
            },
            "{\"content\":[],\"isError\":true,\"_meta\":{\"a\":1}}",
        ),
        (
            structured("{\"a\": 1.50}", vec![]),
            "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"a\\\": 1.50}\"}],\
             \"structuredContent\":{\"a\": 1.50}}",
        ),
        (
            structured("[1]", vec![text("one", None)]),
            "{\"content\":[{\"type\":\"text\",\"text\":\"one\"}],\"structuredContent\":[1]}",
        ),
        (
            ToolResult {
                extra: Some(s("{\"isError\":true,\"resultType\":\"x\",\"content\":1,\"y\":2}")),
                ..result(vec![])
            },
            "{\"content\":[],\"y\":2}",
        ),
    ];
    for (result, want) in table {
        assert_eq!(tools::result(&result).as_deref(), Ok(want));
    }
    let (member, bad) = tools::result(&structured("{\"a\":}", vec![])).unwrap_err();
    assert_eq!((member, bad.at), ("structured-content", 5));
}

#[test]
fn resources_and_templates() {
    let template = ResourceTemplate {
        uri_template: s("a://{id}"),
        name: s("n"),
        description: None,
        mime_type: Some(s("text/plain")),
        extra: Some(s("{\"title\":\"T\",\"uriTemplate\":1}")),
    };
    assert_eq!(
        resources::template(&template).as_deref(),
        Ok(
            "{\"uriTemplate\":\"a://{id}\",\"name\":\"n\",\"mimeType\":\"text/plain\",\"title\":\"T\"}"
        )
    );
    let read = ReadResult {
        contents: vec![ResourceContents {
            uri: s("a"),
            mime_type: Some(s("m")),
            body: ResourceBody::Text(s("x")),
            extra: Some(s("{\"blob\":\"y\",\"_meta\":{}}")),
        }],
        extra: Some(s("{\"ttlMs\":5}")),
    };
    assert_eq!(
        resources::result(&read).as_deref(),
        Ok(
            "{\"contents\":[{\"uri\":\"a\",\"mimeType\":\"m\",\"text\":\"x\",\"_meta\":{}}],\"ttlMs\":5}"
        )
    );
}

#[test]
fn prompts_and_completions() {
    let argument =
        |name: &str, required| PromptArgument { name: s(name), description: None, required };
    let mut prompt = Prompt { name: s("p"), description: s("d"), arguments: vec![], extra: None };
    assert_eq!(prompts::entry(&prompt).as_deref(), Ok("{\"name\":\"p\",\"description\":\"d\"}"));
    prompt.arguments = vec![argument("a", true), argument("b", false)];
    assert_eq!(
        prompts::entry(&prompt).as_deref(),
        Ok(
            "{\"name\":\"p\",\"description\":\"d\",\"arguments\":[{\"name\":\"a\",\"required\":true},\
            {\"name\":\"b\",\"required\":false}]}"
        )
    );
    let got = PromptResult {
        description: None,
        messages: vec![
            PromptMessage { role: Role::User, content: text("q", None) },
            PromptMessage { role: Role::Assistant, content: text("a", None) },
        ],
        extra: None,
    };
    assert_eq!(
        prompts::result(&got).as_deref(),
        Ok("{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"q\"}},\
            {\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"a\"}}]}")
    );
    let completion =
        |values, total, has_more| prompts::completion(&Completion { values, total, has_more });
    assert_eq!(completion(vec![], None, None), "{\"completion\":{\"values\":[]}}");
    assert_eq!(
        completion(vec![s("a\"")], Some(7), Some(false)),
        "{\"completion\":{\"values\":[\"a\\\"\"],\"total\":7,\"hasMore\":false}}"
    );
    let many = completion(vec![s("x"); 101], None, None);
    assert_eq!(many.matches("\"x\"").count(), 100);
    assert!(many.ends_with("],\"hasMore\":true}}"));
}

#[test]
fn errors_become_errors() {
    let rpc = |data: Option<&str>| {
        Error::Rpc(RpcError { code: -32050, message: s("m"), data: data.map(s) })
    };
    let table = [
        (Error::InvalidParams(s("w")), -32602, "w", None),
        (Error::Internal(s("i")), -32603, "i", None),
        (rpc(None), -32050, "m", None),
        (rpc(Some("{\"k\": 1e400}")), -32050, "m", Some("{\"k\": 1e400}")),
        (
            rpc(Some("{")),
            -32603,
            "tool \"x\": error data at byte 1: expected a member's name",
            None,
        ),
    ];
    for (error, code, message, data) in table {
        let found = failure::answer(error, "tool \"x\"", true).unwrap().unwrap_err();
        assert_eq!((found.code, &*found.message, found.data.as_deref()), (code, message, data));
    }
    assert!(failure::answer(Error::NotFound, "tool \"x\"", true).is_none());
}

#[test]
fn a_call_that_needs_input_asks_for_it() {
    let ask = |requests: &[(&str, &str)], state: Option<&str>| {
        let request = |&(key, params): &(&str, &str)| InputRequest {
            key: s(key),
            method: s("elicitation/create"),
            params: s(params),
        };
        Error::InputRequired(InputRequired {
            requests: requests.iter().map(request).collect(),
            state: state.map(s),
        })
    };
    let table = [
        (
            ask(&[("k\"", "{\"a\": 1}")], Some("st")),
            "{\"resultType\":\"input_required\",\"inputRequests\":{\"k\\\"\":{\"method\":\
             \"elicitation/create\",\"params\":{\"a\": 1}}},\"requestState\":\"st\"}",
        ),
        (ask(&[], Some("st")), "{\"resultType\":\"input_required\",\"requestState\":\"st\"}"),
        (ask(&[], None), "{\"resultType\":\"input_required\",\"inputRequests\":{}}"),
    ];
    for (error, want) in table {
        let found = failure::answer(error, "tool \"x\"", true).unwrap();
        assert_eq!(found.unwrap(), want);
    }
    let bad = failure::answer(ask(&[("k", "[]")], None), "tool \"x\"", true).unwrap();
    assert_eq!(
        bad.unwrap_err().message,
        "tool \"x\": input request params at byte 0: expected an object"
    );
    let list = failure::answer(ask(&[], None), "tools/list", false).unwrap();
    assert_eq!(list.unwrap_err().code, -32603);
}
