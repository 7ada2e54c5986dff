//! Errors, from typed to JSON-RPC.

use crate::bindings::wasmcp::mcp::types::{Error, InputRequired, RpcError};
use alloc::string::String;
use json::{Object, Value};

/// The parameters are wrong, or the name is nobody's.
pub const INVALID_PARAMS: i32 = -32602;
/// The provider failed.
pub const INTERNAL: i32 = -32603;
/// What a link answers to a method that it does not know.
pub const METHOD_NOT_FOUND: i32 = -32601;

/// An error without data.
pub fn rpc(code: i32, message: String) -> RpcError {
    RpcError { code, message, data: None }
}

/// The answer to a call whose owner did not return a result; `None` where it is not the owner.
/// `what` names the call, for example `tool "add"`.
pub fn answer(error: Error, what: &str, may_ask: bool) -> Option<Result<String, RpcError>> {
    Some(match error {
        Error::NotFound => return None,
        Error::InvalidParams(message) => Err(rpc(INVALID_PARAMS, message)),
        Error::Internal(message) => Err(rpc(INTERNAL, message)),
        Error::Rpc(error) => match error.data.as_deref().map(Value::parse) {
            Some(Err(bad)) => Err(not_json(what, "error data", bad)),
            _ => Err(error),
        },
        Error::InputRequired(required) if may_ask => ask(required, what),
        Error::InputRequired(_) => {
            Err(rpc(INTERNAL, json::joined(&[what, ": asks for input where no input can be had"])))
        }
    })
}

/// The result that asks the client for input.
fn ask(required: InputRequired, what: &str) -> Result<String, RpcError> {
    let mut out = String::new();
    let mut result = Object::new(&mut out);
    result.string("resultType", "input_required");
    if !required.requests.is_empty() || required.state.is_none() {
        let mut requests = Object::new(result.key("inputRequests"));
        for request in &required.requests {
            let params = Value::object(&request.params)
                .map_err(|bad| not_json(what, "input request params", bad))?;
            let mut one = Object::new(requests.any_key(&request.key));
            one.string("method", &request.method);
            one.raw("params", params.raw());
            one.end();
        }
        requests.end();
    }
    result.optional("requestState", required.state.as_deref());
    result.end();
    Ok(out)
}

/// A provider returned something as JSON that is not.
pub fn not_json(what: &str, member: &str, bad: json::Error) -> RpcError {
    rpc(INTERNAL, describe(what, member, bad))
}

/// What is wrong with a member of what a provider returned.
pub fn describe(what: &str, member: &str, bad: json::Error) -> String {
    let mut at = String::new();
    json::push_i64(&mut at, bad.at as i64);
    json::joined(&[what, ": ", member, " at byte ", &at, ": ", bad.what])
}
