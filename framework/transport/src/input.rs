//! Input that a call asks the client for, and whether the client can give it.

use alloc::string::String;
use json::{Kind, Object, Value};

/// The capabilities that the input requests of a result need and the client has not declared, as
/// the `ClientCapabilities` object that would do; `None` where nothing is missing.
pub fn missing(result: Value, declared: Value) -> Option<String> {
    let requests = result.get("inputRequests")?;
    let mut lacks = [false; NEEDS.len()];
    for (_, request) in requests.members() {
        if let Some(need) = need(request).filter(|need| !has(declared, NEEDS[*need])) {
            lacks[need] = true;
        }
    }
    if !lacks.contains(&true) {
        return None;
    }
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    for capability in ["elicitation", "sampling", "roots"] {
        let mut lacking = NEEDS
            .iter()
            .zip(lacks)
            .filter(|((of, _), lacks)| *lacks && *of == capability)
            .peekable();
        if lacking.peek().is_some() {
            let mut inner = Object::new(object.key(capability));
            for ((_, mode), _) in lacking.filter(|((_, mode), _)| !mode.is_empty()) {
                inner.raw(mode, "{}");
            }
            inner.end();
        }
    }
    object.end();
    Some(out)
}

/// Capabilities that requests may need, and what has to be in them.
const NEEDS: [(&str, &str); 5] = [
    ("elicitation", "form"),
    ("elicitation", "url"),
    ("sampling", ""),
    ("sampling", "tools"),
    ("roots", ""),
];

/// Which of them a request needs.
fn need(request: Value) -> Option<usize> {
    let method = request.get("method")?;
    let params = request.get("params").unwrap_or(Value::EMPTY);
    if method.is("elicitation/create") {
        let url = params.get("mode").is_some_and(|mode| mode.is("url"));
        Some(usize::from(url))
    } else if method.is("sampling/createMessage") {
        let tools = params.get("tools").or(params.get("toolChoice"));
        Some(2 + usize::from(tools.is_some()))
    } else if method.is("roots/list") {
        Some(4)
    } else {
        None
    }
}

fn has(declared: Value, (capability, mode): (&str, &str)) -> bool {
    match declared.get(capability).filter(|value| value.kind() == Kind::Object) {
        // Elicitation that names no mode is by form.
        Some(value) if mode == "form" => value.get("form").is_some() || value.get("url").is_none(),
        Some(value) => mode.is_empty() || value.get(mode).is_some(),
        None => false,
    }
}
