//! Tools that show what a tool can do besides answering with a short text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Result, Structured, Tool, context, tool, wasmcp::mcp::types::LogLevel};

pub fn tools() -> Vec<Tool> {
    vec![
        tool("big", "Answer with a text of that many bytes.", big),
        tool("fail", "Fail with a message.", fail),
        tool("mirror", "Swap the coordinates of a point.", mirror),
        tool(
            "work",
            "Report progress at each step, and log at the end.",
            work,
        ),
    ]
}

#[derive(Deserialize, JsonSchema)]
struct Size {
    bytes: usize,
}

fn big(size: Size) -> String {
    "x".repeat(size.bytes)
}

#[derive(Deserialize, JsonSchema)]
struct Failure {
    message: String,
}

fn fail(failure: Failure) -> Result<String> {
    Err(failure.message.into())
}

#[derive(Deserialize, Serialize, JsonSchema)]
struct Point {
    x: i32,
    y: i32,
}

fn mirror(point: Point) -> Structured<Point> {
    Structured(Point {
        x: point.y,
        y: point.x,
    })
}

#[derive(Deserialize, JsonSchema)]
struct Work {
    steps: u32,
}

fn work(work: Work) -> &'static str {
    for step in 1..=work.steps {
        context::report_progress(step.into(), Some(work.steps.into()), Some("working"));
    }
    context::log(LogLevel::Info, Some("probe"), r#""done""#);
    "done"
}
