//! `prompts/list`, `prompts/get` and `completion/complete`.

use crate::bindings::wasmcp::mcp::completions::Completion;
use crate::bindings::wasmcp::mcp::prompts::{Prompt, PromptResult};
use crate::bindings::wasmcp::mcp::types::Role;
use crate::content::{Wrong, block, extra};
use alloc::string::String;
use json::{Array, Object, push_i64, push_string};

/// An entry of the list.
pub fn entry(prompt: &Prompt) -> Result<String, Wrong> {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.string("name", &prompt.name);
    object.string("description", &prompt.description);
    if !prompt.arguments.is_empty() {
        let mut array = Array::new(object.key("arguments"));
        for argument in &prompt.arguments {
            let mut one = Object::new(array.element());
            one.string("name", &argument.name);
            one.optional("description", argument.description.as_deref());
            one.raw("required", if argument.required { "true" } else { "false" });
            one.end();
        }
        array.end();
    }
    extra(&mut object, prompt.extra.as_deref(), &["name", "description", "arguments"])?;
    object.end();
    Ok(out)
}

/// The messages of a prompt.
pub fn result(result: &PromptResult) -> Result<String, Wrong> {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.optional("description", result.description.as_deref());
    let mut array = Array::new(object.key("messages"));
    for message in &result.messages {
        let mut one = Object::new(array.element());
        one.string("role", if message.role == Role::User { "user" } else { "assistant" });
        block(one.key("content"), &message.content)?;
        one.end();
    }
    array.end();
    extra(&mut object, result.extra.as_deref(), &["description", "messages", "resultType"])?;
    object.end();
    Ok(out)
}

/// No more than this many values may be returned at once.
const MOST: usize = 100;

/// The values that complete an argument.
pub fn completion(completion: &Completion) -> String {
    let mut out = String::new();
    let mut result = Object::new(&mut out);
    let mut object = Object::new(result.key("completion"));
    let mut array = Array::new(object.key("values"));
    for value in completion.values.iter().take(MOST) {
        push_string(array.element(), value);
    }
    array.end();
    if let Some(total) = completion.total {
        push_i64(object.key("total"), i64::from(total));
    }
    let cut = completion.values.len() > MOST;
    if let Some(more) = completion.has_more.or(cut.then_some(true)) {
        object.raw("hasMore", if more || cut { "true" } else { "false" });
    }
    object.end();
    result.end();
    out
}
