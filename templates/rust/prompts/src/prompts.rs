//! The prompts of this component. Add yours here.

use crate::{Arguments, Prompt, PromptMessage, Result, prompt, user};

/// Every prompt of this component: its name, what a user is told of it, its function, and its
/// arguments.
pub fn prompts() -> Vec<Prompt> {
    vec![
        prompt("review", "Review a piece of code.", review)
            .required("code", "The code")
            .optional("focus", "What to look at above all"),
        prompt("summarize", "Summarize a text in one sentence.", summarize)
            .required("text", "The text"),
    ]
}

fn review(arguments: &Arguments) -> Result<Vec<PromptMessage>> {
    let mut task = String::from("Review this code. Say what is wrong before what is good.");
    let focus = arguments.get("focus");
    if !focus.is_empty() {
        task = format!("{task} Look at {focus} above all.");
    }
    Ok(vec![user(format!("{task}\n\n{}", arguments.get("code")))])
}

fn summarize(arguments: &Arguments) -> Result<Vec<PromptMessage>> {
    let text = arguments.get("text");
    if text.trim().is_empty() {
        return Err("there is no text to summarize".into());
    }
    Ok(vec![user(format!("Summarize this in one sentence:\n\n{text}"))])
}

#[cfg(test)]
mod tests {
    use crate::get;

    #[test]
    fn reviews_with_a_focus() {
        let messages = get("review", r#"{"code": "a = 1", "focus": "names"}"#).unwrap();
        assert!(messages[0].contains("Look at names above all."), "{messages:?}");
        assert!(messages[0].ends_with("a = 1"), "{messages:?}");
    }

    #[test]
    fn says_which_argument_is_missing() {
        let error = get("review", "{}").unwrap_err();
        assert!(error.contains("code is missing"), "{error}");
    }

    #[test]
    fn says_what_is_wrong() {
        let error = get("summarize", r#"{"text": " "}"#).unwrap_err();
        assert!(error.contains("no text to summarize"), "{error}");
    }
}
