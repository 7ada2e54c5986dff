//! A tool that is there only where an API key is, as a provider has it that asks a service what it
//! offers.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Result, Tool, tool};

pub fn tools() -> Vec<Tool> {
    std::env::var("API_KEY").expect("API_KEY is not set");
    vec![tool("forecast", "Tell the weather of tomorrow.", forecast)]
}

#[derive(Deserialize, JsonSchema)]
struct Place {
    place: String,
}

fn forecast(place: Place) -> Result<String> {
    Ok(format!("Rain in {}.", place.place))
}
