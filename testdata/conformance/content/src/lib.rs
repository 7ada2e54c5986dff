//! Tools that answer at once: every kind of content, errors, progress, log messages, schemas.

#[path = "../../../../templates/rust/tools/src/wasi.rs"]
mod wasi;

mod media;
mod schema;

wit_bindgen::generate!({ path: "../../../wit/mcp/mcp.wit", world: "wasmcp:mcp/tools-component" });

use exports::wasmcp::mcp::tools::{Error, Guest, Tool, ToolResult};
use serde_json::{Value, json};
use wasmcp::mcp::context;
use wasmcp::mcp::types::{
    BlobContent, Content, LogLevel, Resource, ResourceBody, ResourceContents, TextContent,
};

struct Component;

/// A tool without its name and schema.
type Function = fn(&Value) -> Result<ToolResult, Error>;

/// Name, description, function. Those whose schema is not that of no arguments are in [schema].
const TOOLS: [(&str, &str, Function); 14] = [
    ("test_simple_text", "Answers with a text.", simple_text),
    ("test_custom_header", "Answers with the region, which is a header too.", custom_header),
    ("test_image_content", "Answers with an image.", |_| Ok(result([image()]))),
    ("test_audio_content", "Answers with a sound.", |_| Ok(result([audio()]))),
    ("test_embedded_resource", "Answers with a resource.", |_| Ok(result([embedded()]))),
    ("test_resource_link", "Answers with a link to a resource.", |_| Ok(result([link()]))),
    ("test_multiple_content_types", "Answers with a text, an image and a resource.", |_| {
        Ok(result([text("Three blocks of content:"), image(), embedded()]))
    }),
    ("test_structured_content", "Answers with an object.", |_| {
        Ok(structured(json!({ "temperature": 22.5, "conditions": "cloudy" })))
    }),
    ("test_structured_list", "Answers with a list.", |_| Ok(structured(json!(["one", "two"])))),
    ("test_error_handling", "Fails, always.", failing),
    ("test_tool_with_logging", "Logs at the start, in the middle and at the end.", logging),
    ("test_logging_tool", "Logs once.", logging_once),
    ("test_tool_with_progress", "Reports progress at each of three steps.", progress),
    ("json_schema_2020_12_tool", "Has a schema with much of JSON Schema 2020-12.", simple_text),
];

impl Guest for Component {
    fn list_tools() -> Result<Vec<Tool>, Error> {
        let tools = TOOLS.iter().map(|(name, description, _)| Tool {
            name: name.to_string(),
            description: description.to_string(),
            input_schema: schema::input(name).to_string(),
            output_schema: schema::output(name).map(|schema| schema.to_string()),
            extra: schema::extra(name).map(|extra| extra.to_string()),
        });
        Ok(tools.collect())
    }

    fn call_tool(name: String, args: String) -> Result<ToolResult, Error> {
        let tool = TOOLS.iter().find(|(known, ..)| *known == name);
        let (_, _, function) = tool.ok_or(Error::NotFound)?;
        let args = serde_json::from_str(&args).map_err(|e| Error::InvalidParams(e.to_string()))?;
        function(&args)
    }
}

fn simple_text(_: &Value) -> Result<ToolResult, Error> {
    Ok(result([text("A text, as asked.")]))
}

fn custom_header(args: &Value) -> Result<ToolResult, Error> {
    let region = args["region"].as_str().unwrap_or("nowhere");
    Ok(result([text(&format!("region: {region}"))]))
}

fn failing(_: &Value) -> Result<ToolResult, Error> {
    Ok(ToolResult { is_error: true, ..result([text("This tool fails, always.")]) })
}

fn logging(_: &Value) -> Result<ToolResult, Error> {
    for step in ["started", "working", "finished"] {
        context::log(LogLevel::Info, Some("content"), &json!(step).to_string());
    }
    Ok(result([text("Logged three times.")]))
}

fn logging_once(_: &Value) -> Result<ToolResult, Error> {
    context::log(LogLevel::Warning, None, &json!({ "message": "as asked" }).to_string());
    Ok(result([text("Logged once.")]))
}

fn progress(_: &Value) -> Result<ToolResult, Error> {
    for step in 1..=3 {
        let message = format!("step {step} of 3");
        context::report_progress(step.into(), Some(3.0), Some(&message));
    }
    Ok(result([text("Three steps.")]))
}

fn result<const N: usize>(content: [Content; N]) -> ToolResult {
    ToolResult { content: content.into(), structured_content: None, is_error: false, extra: None }
}

fn structured(value: Value) -> ToolResult {
    let value = value.to_string();
    ToolResult { structured_content: Some(value.clone()), ..result([text(&value)]) }
}

fn text(text: &str) -> Content {
    Content::Text(TextContent { text: text.into(), extra: None })
}

fn image() -> Content {
    Content::Image(BlobContent {
        data: media::PIXEL.into(),
        mime_type: "image/png".into(),
        extra: Some(
            json!({ "annotations": { "audience": ["user"], "priority": 0.5 } }).to_string(),
        ),
    })
}

fn audio() -> Content {
    Content::Audio(BlobContent {
        data: media::silence(),
        mime_type: "audio/wav".into(),
        extra: None,
    })
}

fn embedded() -> Content {
    Content::EmbeddedResource(ResourceContents {
        uri: "test://embedded-resource".into(),
        mime_type: Some("text/plain".into()),
        body: ResourceBody::Text("The text of an embedded resource.".into()),
        extra: None,
    })
}

fn link() -> Content {
    Content::ResourceLink(Resource {
        uri: "test://static-text".into(),
        name: "static-text".into(),
        description: Some("A text that never changes.".into()),
        mime_type: Some("text/plain".into()),
        extra: None,
    })
}

export!(Component);
