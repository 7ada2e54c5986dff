//! What this component does with requests on their way. Change it to what yours shall do.

use serde_json::Value;

use crate::{Answer, Next};

/// The methods that come to [handle]. All others pass by.
pub const METHODS: &[&str] = &["tools/call"];

/// The longest text that a tool may answer with, in characters.
const LIMIT: usize = 10_000;

/// Answers a request: by asking the rest of the server, or at once, for example with
/// `Err(crate::error(-32602, "no"))`. This one cuts the texts of tools' results.
pub fn handle(method: &str, params: Value, next: Next) -> Answer {
    let mut result = next(method, &params)?;
    for block in result["content"].as_array_mut().into_iter().flatten() {
        if let Some(text) = block["text"].as_str() {
            if let Some(cut) = cut(text) {
                block["text"] = cut.into();
            }
        }
    }
    Ok(result)
}

/// What is left of a text that is too long.
fn cut(text: &str) -> Option<String> {
    let (end, _) = text.char_indices().nth(LIMIT)?;
    let left_out = text[end..].chars().count();
    Some(format!("{}… ({left_out} characters left out)", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer_to(text: &str) -> Value {
        let next: Next = &|_, _| Ok(json!({ "content": [{ "type": "text", "text": text }] }));
        handle("tools/call", json!({ "name": "any" }), next).unwrap()["content"][0]["text"].clone()
    }

    #[test]
    fn leaves_short_texts_alone() {
        assert_eq!(answer_to("short"), "short");
    }

    #[test]
    fn cuts_long_texts() {
        let cut = answer_to(&"é".repeat(LIMIT + 7));
        assert!(cut.as_str().unwrap().ends_with("é… (7 characters left out)"), "{cut}");
    }

    #[test]
    fn passes_errors_on() {
        let next: Next = &|_, _| Err(crate::error(-32602, "unknown tool"));
        let error = handle("tools/call", json!({}), next).unwrap_err();
        assert_eq!(error.message, "unknown tool");
    }
}
