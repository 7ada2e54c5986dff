//! The notifications that a provider's calls become.

use alloc::string::String;
use json::{Object, Value, push_f64, push_string};

/// Severities from the least to the most, in the contract's order.
pub const LEVELS: [&str; 8] =
    ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

/// `notifications/progress`; `None` where JSON has no number for `progress`. `token` is JSON.
pub fn progress(
    token: &str,
    progress: f64,
    total: Option<f64>,
    text: Option<&str>,
) -> Option<String> {
    let mut finite = true;
    let message = notification("notifications/progress", |params| {
        let mut object = Object::new(params);
        object.raw("progressToken", token);
        finite = push_f64(object.key("progress"), progress);
        if let Some(total) = total.filter(|total| total.is_finite()) {
            push_f64(object.key("total"), total);
        }
        object.optional("message", text);
        object.end();
    });
    finite.then_some(message)
}

/// `notifications/message`. Data that is not JSON is sent as a string, so that nothing is lost.
pub fn log(level: usize, logger: Option<&str>, data: &str) -> String {
    notification("notifications/message", |params| {
        let mut object = Object::new(params);
        object.string("level", LEVELS.get(level).copied().unwrap_or("error"));
        object.optional("logger", logger);
        match Value::parse(data) {
            Ok(value) => object.raw("data", value.raw()),
            Err(_) => object.string("data", data),
        }
        object.end();
    })
}

/// A notification with the parameters that it was given; `None` where they are not an object.
pub fn other(method: &str, params: &str) -> Option<String> {
    let params = Value::object(params).ok()?;
    Some(notification(method, |out| out.push_str(params.raw())))
}

fn notification(method: &str, params: impl FnOnce(&mut String)) -> String {
    let mut out = String::from("{\"jsonrpc\":\"2.0\",\"method\":");
    push_string(&mut out, method);
    out.push_str(",\"params\":");
    params(&mut out);
    out.push('}');
    out
}

/// Takes line ends out of a JSON text, where they can only be white space between tokens: each
/// would end the line of standard output or of the event that the text stands in.
pub fn on_one_line(message: &mut str) {
    if !message.bytes().any(|c| c == b'\n' || c == b'\r') {
        return;
    }
    // SAFETY: one ASCII character takes another's place.
    for c in unsafe { message.as_bytes_mut() } {
        if matches!(c, b'\n' | b'\r') {
            *c = b' ';
        }
    }
}
