//! Questions to the client, and its answers.

use crate::wasmcp::mcp::context;
use crate::wasmcp::mcp::types::{Error, InputRequest, InputRequired};
use serde_json::{Value, json};

/// One question.
pub struct Question {
    pub key: &'static str,
    pub method: &'static str,
    pub params: Value,
}

/// A question with a form.
pub fn elicitation(key: &'static str, message: &str, schema: &Value) -> Question {
    let params = json!({ "mode": "form", "message": message, "requestedSchema": schema });
    Question { key, method: "elicitation/create", params }
}

/// A question for the client's model.
pub fn sampling(key: &'static str, prompt: &str) -> Question {
    let content = json!({ "type": "text", "text": prompt });
    let params = json!({ "messages": [{ "role": "user", "content": content }], "maxTokens": 100 });
    Question { key, method: "sampling/createMessage", params }
}

/// The question for the client's roots.
pub fn roots(key: &'static str) -> Question {
    Question { key, method: "roots/list", params: json!({}) }
}

/// The error that asks questions.
pub fn ask(questions: Vec<Question>, state: Option<&str>) -> Error {
    let requests = questions.into_iter().map(|question| InputRequest {
        key: question.key.into(),
        method: question.method.into(),
        params: question.params.to_string(),
    });
    Error::InputRequired(InputRequired {
        requests: requests.collect(),
        state: state.map(Into::into),
    })
}

/// The client's answer to a question, if it is an object.
pub fn answer(key: &str) -> Option<Value> {
    let answer = context::input_response(key)?;
    serde_json::from_str(&answer).ok().filter(Value::is_object)
}

/// What was filled in, or the question. A client that declines gets an error.
pub fn form(
    key: &'static str,
    message: &str,
    schema: &Value,
    state: Option<&str>,
) -> Result<Value, Error> {
    match answer(key) {
        Some(answer) if answer["action"] == "accept" => Ok(answer["content"].clone()),
        Some(_) => Err(Error::InvalidParams(format!("{message} There was no answer."))),
        None => Err(ask(vec![elicitation(key, message, schema)], state)),
    }
}

/// What the client's model said, or the question for it.
pub fn model(key: &'static str, prompt: &str) -> Result<String, Error> {
    let answer = answer(key).ok_or_else(|| ask(vec![sampling(key, prompt)], None))?;
    Ok(answer["content"]["text"].as_str().unwrap_or_default().into())
}
