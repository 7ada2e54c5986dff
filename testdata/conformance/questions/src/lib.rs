//! Tools, a prompt and a resource that ask the client for input before they answer.

#[path = "../../../../templates/rust/tools/src/wasi.rs"]
mod wasi;

mod ask;
mod forms;
mod tools;

wit_bindgen::generate!({
    path: "../../../wit/mcp/mcp.wit",
    inline: "
        package conformance:questions;
        world component {
            import wasmcp:mcp/context@0.1.0;
            export wasmcp:mcp/tools@0.1.0;
            export wasmcp:mcp/prompts@0.1.0;
            export wasmcp:mcp/resources@0.1.0;
        }
    ",
    generate_all,
});

use exports::wasmcp::mcp::prompts::{self, Prompt, PromptMessage, PromptResult};
use exports::wasmcp::mcp::resources::{self, ReadResult, Resource, ResourceTemplate};
use exports::wasmcp::mcp::tools::{Error, Guest, Tool, ToolResult};
use wasmcp::mcp::types::{Content, ResourceBody, ResourceContents, Role, TextContent};

struct Component;

/// What can be read once the client has said a word.
const SEALED: &str = "test://sealed-resource";

impl Guest for Component {
    fn list_tools() -> Result<Vec<Tool>, Error> {
        Ok(tools::list())
    }

    fn call_tool(name: String, args: String) -> Result<ToolResult, Error> {
        tools::call(&name, &args).map(|answer| ToolResult {
            content: vec![text(answer)],
            structured_content: None,
            is_error: false,
            extra: None,
        })
    }
}

impl prompts::Guest for Component {
    fn list_prompts() -> Result<Vec<Prompt>, Error> {
        Ok(vec![Prompt {
            name: "test_input_required_result_prompt".into(),
            description: "A prompt that asks what it is about.".into(),
            arguments: vec![],
            extra: None,
        }])
    }

    fn get_prompt(name: String, _: String) -> Result<PromptResult, Error> {
        if name != "test_input_required_result_prompt" {
            return Err(Error::NotFound);
        }
        let about = ask::form("user_context", "What is it about?", &forms::one("context"), None)?;
        let content = text(format!("It is about {}.", about["context"]));
        let messages = vec![PromptMessage { role: Role::User, content }];
        Ok(PromptResult { description: None, messages, extra: None })
    }
}

impl resources::Guest for Component {
    fn list_resources() -> Result<Vec<Resource>, Error> {
        Ok(vec![Resource {
            uri: SEALED.into(),
            name: "sealed-resource".into(),
            description: Some("A text for whoever says a word.".into()),
            mime_type: Some("text/plain".into()),
            extra: None,
        }])
    }

    fn list_resource_templates() -> Result<Vec<ResourceTemplate>, Error> {
        Ok(vec![])
    }

    fn read_resource(uri: String) -> Result<ReadResult, Error> {
        if uri != SEALED {
            return Err(Error::NotFound);
        }
        let said = ask::form("word", "What is the word?", &forms::one("word"), None)?;
        let body = ResourceBody::Text(format!("The word was {}.", said["word"]));
        let contents =
            ResourceContents { uri, mime_type: Some("text/plain".into()), body, extra: None };
        Ok(ReadResult { contents: vec![contents], extra: None })
    }
}

fn text(text: String) -> Content {
    Content::Text(TextContent { text, extra: None })
}

export!(Component);
