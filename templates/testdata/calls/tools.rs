//! Tools that do what tools do seldom, for calls_test.go.

use std::collections::HashMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Result, Structured, Tool, tool};

pub fn tools() -> Vec<Tool> {
    vec![
        tool("try", "Do it.", attempt),
        tool("nothing", "Take no arguments.", |_: Nothing| "nothing"),
        tool("any", "Take any arguments.", |_: Map<String, Value>| "any"),
        tool("values", "Take values of any type.", values),
    ]
}

#[derive(Deserialize, JsonSchema)]
struct Nothing {}

#[derive(Deserialize, Serialize, JsonSchema, Default)]
#[serde(rename_all = "lowercase")]
enum Colour {
    #[default]
    Red,
    Green,
}

#[derive(Deserialize, Serialize, JsonSchema)]
struct Values {
    value: Value,
    list: Vec<Value>,
    map: HashMap<String, Value>,
    perhaps: Option<Value>,
    nested: Option<Vec<HashMap<String, Value>>>,
    pair: (String, Value),
    #[serde(default)]
    colour: Colour,
    #[serde(default = "two")]
    number: u32,
    #[serde(flatten)]
    rest: HashMap<String, Value>,
}

fn two() -> u32 {
    2
}

fn values(values: Values) -> Structured<Values> {
    Structured(values)
}

#[derive(Deserialize, JsonSchema)]
struct What {
    what: String,
    with: Option<String>,
}

fn attempt(what: What) -> Result<String> {
    Ok(match what.what.as_str() {
        "echo" => what.with.unwrap_or_default(),
        "date" => (1970 + SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 31_556_952).to_string(),
        "now" => (Instant::now().elapsed() < Duration::from_secs(60)).to_string(),
        "sleep" => {
            std::thread::sleep(Duration::from_millis(1));
            "slept".into()
        }
        "random" => {
            use std::hash::BuildHasher;
            std::collections::hash_map::RandomState::new().hash_one(1).to_string()
        }
        "print" => {
            println!("a line");
            eprint!("and {}\n", "x".repeat(5000));
            "printed".into()
        }
        "environment" => std::env::var("API_KEY")?,
        "open" => std::fs::read_to_string("notes.txt")?,
        "panic" => panic!("as asked"),
        "exit" => std::process::exit(3),
        other => return Err(format!("{other} is not known").into()),
    })
}
