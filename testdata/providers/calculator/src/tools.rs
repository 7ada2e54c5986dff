//! The tools of this component. Add yours here.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Tool, tool};

/// Every tool of this component: its name, what a model is told of it, and its function.
pub fn tools() -> Vec<Tool> {
    vec![
        tool("add", "Add two numbers.", add),
        tool("subtract", "Subtract one number from another.", subtract),
    ]
}

// What a model is told of the arguments comes from this type and its doc comments.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Operands {
    /// The first number
    a: f64,
    /// The second number
    b: f64,
}

// A tool that can fail returns `crate::Result<...>`, and `?` or `Err("why".into())` says why. One
// that takes long can tell the client how far it is:
//
//     crate::context::report_progress(1.0, Some(3.0), None);

fn add(n: Operands) -> f64 {
    n.a + n.b
}

fn subtract(n: Operands) -> f64 {
    n.a - n.b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::call;

    #[test]
    fn adds() {
        assert_eq!(add(Operands { a: 1.0, b: 2.5 }), 3.5);
    }

    #[test]
    fn subtracts_as_a_client_would_ask() {
        assert_eq!(call("subtract", r#"{"a": 5, "b": 3}"#), Ok("2".to_string()));
    }

    #[test]
    fn says_which_argument_is_wrong() {
        let message = call("add", r#"{"a": 5, "b": "three"}"#).unwrap_err();
        assert!(message.contains("b: invalid type"), "{message}");
    }
}
