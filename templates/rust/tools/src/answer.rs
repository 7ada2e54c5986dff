//! What goes in and out of a tool's function: arguments from JSON, results and errors to MCP.

use schemars::generate::SchemaSettings;
use schemars::transform::{ReplaceBoolSchemas, Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde::{Serialize, de::DeserializeOwned};

pub use crate::exports::wasmcp::mcp::tools::{Content, Error, ToolResult};
use crate::wasmcp::mcp::types::TextContent;

/// What a tool that can fail returns. The caller is told the error's message; an [Error] of the
/// contract, for example `Error::InputRequired`, goes out as it is.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What a tool may return.
pub trait Answer {
    fn output_schema() -> Option<String> {
        None
    }
    fn answer(self) -> Result<ToolResult>;
}

/// An object that the caller gets as structured content, and as JSON text.
pub struct Structured<T>(pub T);

impl<T: Serialize + JsonSchema> Answer for Structured<T> {
    fn output_schema() -> Option<String> {
        Some(schema::<T>())
    }
    fn answer(self) -> Result<ToolResult> {
        let json = serde_json::to_string(&self.0)?;
        let mut result = text(json.clone());
        result.structured_content = Some(json);
        Ok(result)
    }
}

impl<T: Answer> Answer for Result<T> {
    fn output_schema() -> Option<String> {
        T::output_schema()
    }
    fn answer(self) -> Result<ToolResult> {
        self?.answer()
    }
}

impl Answer for ToolResult {
    fn answer(self) -> Result<ToolResult> {
        Ok(self)
    }
}

macro_rules! answer_as_text {
    ($($type:ty)*) => {$(
        impl Answer for $type {
            fn answer(self) -> Result<ToolResult> {
                Ok(text(self.to_string()))
            }
        }
    )*};
}
answer_as_text! { String &str bool i32 i64 u32 u64 usize }

impl Answer for f64 {
    fn answer(self) -> Result<ToolResult> {
        // As JSON writes it, since formatting floats is 10 kB of code; but 3 and not 3.0.
        let number = json(&self);
        Ok(text(number.strip_suffix(".0").unwrap_or(&number).into()))
    }
}

/// One block of text.
fn text(text: String) -> ToolResult {
    ToolResult {
        content: vec![Content::Text(TextContent { text, extra: None })],
        structured_content: None,
        is_error: false,
        extra: None,
    }
}

/// An error becomes a result that says so, which a model can read and act on.
pub fn finish(result: Result<ToolResult>) -> std::result::Result<ToolResult, Error> {
    let error = match result {
        Ok(result) => return Ok(result),
        Err(error) => error,
    };
    let error = match error.downcast::<Error>() {
        Ok(error) => return Err(*error),
        Err(error) => error,
    };
    let mut result = text(with_causes(&*error));
    result.is_error = true;
    Ok(result)
}

fn with_causes(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", with_causes(cause)),
        None => error.to_string(),
    }
}

/// Arguments from their JSON text. The error names the one that is wrong.
pub fn arguments<A: DeserializeOwned>(json: &str) -> Result<A> {
    let mut reader = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let message = error.to_string();
        // Where in the text is nothing to a model, which did not write the text.
        let message = message.split(" at line ").next().unwrap_or_default();
        format!("invalid arguments: {message}").into()
    })
}

/// The JSON Schema of a type, in one piece: many clients do not follow references.
pub fn schema<T: JsonSchema>() -> String {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut generator = settings.into_generator();
    let mut schema = T::json_schema(&mut generator);
    // A type that contains itself still needs a reference.
    let definitions = generator.take_definitions(false);
    if !definitions.is_empty() {
        schema.insert("$defs".into(), definitions.into());
    }
    // Older clients take no schema that is a boolean, and some none of an object without properties.
    let mut replace = ReplaceBoolSchemas::default();
    replace.skip_additional_properties = true;
    replace.transform(&mut schema);
    open(&mut schema);
    if schema.get("type").and_then(|of| of.as_str()) == Some("object") {
        schema.insert("properties".into(), properties(&schema));
    }
    json(&schema)
}

/// What is additional to an object's properties may be anything unless the schema says something.
fn open(schema: &mut Schema) {
    if schema.get("additionalProperties") == Some(&true.into()) {
        schema.remove("additionalProperties");
    }
    transform_subschemas(&mut open, schema);
}

fn properties(schema: &Schema) -> serde_json::Value {
    schema.get("properties").cloned().unwrap_or_else(|| serde_json::json!({}))
}

/// A value of which it is known that it can be JSON.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a value with string keys")
}

/// Calls a tool as a client would, for tests: the text of its result, or the message of its error.
#[cfg(test)]
pub fn call(name: &str, arguments: &str) -> std::result::Result<String, String> {
    use crate::contract::Guest;
    let result = crate::Component::call_tool(name.into(), arguments.into());
    let result = result.map_err(|error| error.to_string())?;
    let texts = result.content.iter().filter_map(|content| match content {
        Content::Text(block) => Some(block.text.as_str()),
        _ => None,
    });
    let text = texts.collect();
    if result.is_error { Err(text) } else { Ok(text) }
}
