//! What goes in and out of a tool's function: arguments from JSON, results and errors to MCP.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

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
    let mut schema = schema.to_value();
    plain(&mut schema);
    // Some clients take no object without properties.
    if let Value::Object(members) = &mut schema {
        members.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    }
    json(&schema)
}

/// Replaces schemas that are `true`, which some clients refuse.
fn plain(schema: &mut Value) {
    if *schema == Value::Bool(true) {
        *schema = Value::Object(Map::new());
    }
    let Value::Object(members) = schema else { return };
    for (keyword, value) in members {
        let holds = |keywords: &[&str]| keywords.contains(&keyword.as_str());
        match value {
            Value::Object(schemas) if holds(&["properties", "$defs"]) => schemas.values_mut().for_each(plain),
            Value::Array(schemas) if holds(&["anyOf", "oneOf", "allOf", "prefixItems"]) => schemas.iter_mut().for_each(plain),
            schema if holds(&["items", "additionalProperties"]) => plain(schema),
            _ => {}
        }
    }
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
