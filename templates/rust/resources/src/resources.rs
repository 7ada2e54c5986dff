//! The resources of this component. Add yours here.

use crate::{Entry, Error, Result, resource, template};

/// Every resource of this component: its URI, name, description and media type, and the function
/// that reads it.
pub fn resources() -> Vec<Entry> {
    vec![resource("notes://index", "index", "The names of all notes.", "text/plain", index)]
}

/// The same for templates, which stand for many resources.
pub fn templates() -> Vec<Entry> {
    vec![template("notes://note/{name}", "note", "A note.", "text/markdown", note)]
}

const NOTES: [(&str, &str); 2] = [
    ("bread", "# Bread\n\nFlour, water, salt, time.\n"),
    ("tea", "# Tea\n\nThree minutes.\n"),
];

fn index() -> Result<String> {
    Ok(NOTES.iter().map(|(name, _)| format!("{name}\n")).collect())
}

// What cannot be read is an error: `Err("why".into())`. What is not there is `Error::NotFound`, and
// another component of the server may have it.
fn note(variables: &[&str]) -> Result<&'static str> {
    let note = NOTES.iter().find(|(name, _)| *name == variables[0]);
    let (_, text) = note.ok_or(Error::NotFound)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn lists_every_note() {
        assert_eq!(index().unwrap(), "bread\ntea\n");
    }

    #[test]
    fn reads_as_a_client_would_ask() {
        assert!(read("notes://note/tea").unwrap().contains("Three minutes"));
        assert_eq!(read("notes://note/coffee"), None);
        assert_eq!(read("notes://other"), None);
    }
}
