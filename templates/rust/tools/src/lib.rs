//! Makes a component of the list in tools.rs. Nothing here needs to change when tools do.

mod answer;
mod tools;
mod wasi;

wit_bindgen::generate!({ path: "wit", world: "tools-component" });

use exports::wasmcp::mcp::tools as contract;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

pub use answer::{Answer, Error, Result, Structured, ToolResult};
pub use wasmcp::mcp::context;

/// A tool, as [tool] makes it.
pub struct Tool {
    name: &'static str,
    description: &'static str,
    extra: Option<String>,
    input_schema: fn() -> String,
    output_schema: fn() -> Option<String>,
    run: Box<dyn Fn(&str) -> std::result::Result<ToolResult, Error>>,
}

/// A tool that answers with what `function` returns for its arguments.
pub fn tool<A, R>(
    name: &'static str,
    description: &'static str,
    function: impl Fn(A) -> R + 'static,
) -> Tool
where
    A: DeserializeOwned + JsonSchema,
    R: Answer,
{
    Tool {
        name,
        description,
        extra: None,
        input_schema: answer::schema::<A>,
        output_schema: R::output_schema,
        run: Box::new(move |arguments| {
            let arguments = answer::arguments(arguments);
            answer::finish(arguments.and_then(|arguments| function(arguments).answer()))
        }),
    }
}

impl Tool {
    /// Adds further members to the tool's description, a JSON object: `title`, `annotations`, ...
    pub fn extra(mut self, members: serde_json::Value) -> Tool {
        self.extra = Some(answer::json(&members));
        self
    }
}

struct Component;

impl contract::Guest for Component {
    fn list_tools() -> std::result::Result<Vec<contract::Tool>, Error> {
        let tools = tools::tools().into_iter();
        Ok(tools
            .map(|tool| contract::Tool {
                name: tool.name.into(),
                description: tool.description.into(),
                input_schema: (tool.input_schema)(),
                output_schema: (tool.output_schema)(),
                extra: tool.extra,
            })
            .collect())
    }

    fn call_tool(name: String, args: String) -> std::result::Result<ToolResult, Error> {
        let tool = tools::tools().into_iter().find(|tool| tool.name == name);
        (tool.ok_or(Error::NotFound)?.run)(&args)
    }
}

export!(Component);
