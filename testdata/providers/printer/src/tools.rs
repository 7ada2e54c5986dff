//! A tool that writes to standard output, where a server on stdio has its protocol.

use std::io::Write;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Result, Tool, tool};

pub fn tools() -> Vec<Tool> {
    vec![tool("print", "Write a text to standard output.", print)]
}

#[derive(Deserialize, JsonSchema)]
struct Text {
    text: String,
}

fn print(text: Text) -> Result<String> {
    print!("{}", text.text);
    std::io::stdout().flush()?;
    Ok("printed".into())
}
