//! Questions to a legacy client, while the request that they belong to is open.
//!
//! Over stdio the answer is one of the next lines. Over HTTP the question goes out as an event of
//! the open response, and the answer comes with another request, which another instance serves: it
//! leaves the answer in the session.

use crate::fault::{Fault, INTERNAL};
use crate::message::{Call, Message, read, shortened};
use crate::round::Round;
use crate::server::{Line, Server};
use alloc::borrow::Cow;
use alloc::string::String;
use json::{Object, Value};

/// How a client can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way<'a> {
    /// It cannot.
    None,
    /// Over the pipe.
    Stdio,
    /// Through its session.
    Session(&'a str),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The client does not wait for the call any more.
    Gone,
    /// The client will not or cannot answer.
    Refused(String),
    /// The server failed.
    Fault(Fault),
}

/// How long a client may take for an answer over HTTP, in steps.
const STEPS: usize = 600;
/// The length of a step in milliseconds. After each the connection is tried.
const STEP: u32 = 1000;
/// How many bytes may wait while a question is open over stdio.
const WAITING: usize = 16 << 20;

/// Asks everything that `result` asks for, one question after the other, and notes the answers.
/// `count` numbers the questions of one call.
pub fn ask(
    result: Value,
    version: &str,
    id: &str,
    count: &mut usize,
    round: &mut Round,
    way: Way,
    server: &mut impl Server,
) -> Result<(), Stopped> {
    for (key, question) in result.get("inputRequests").unwrap_or(Value::EMPTY).members() {
        *count += 1;
        let name = name(id, *count);
        let text = request(&name, question, version);
        let answer = match way {
            Way::Session(session) => through_session(session, &name, &text, server)?,
            Way::Stdio => over_stdio(id, &name, &text, server)?,
            Way::None => return Err(Stopped::Gone),
        };
        let answer = Value::object(&answer).map_err(|_| refused("with what is not JSON"))?;
        match answer.get("result") {
            Some(result) => round.answer(&key.name(), result.raw()),
            None => {
                let error = answer.get("error").unwrap_or(Value::EMPTY);
                let message = error.get("message").and_then(Value::string).unwrap_or_default();
                return Err(refused(&message));
            }
        }
    }
    Ok(())
}

fn refused(message: &str) -> Stopped {
    Stopped::Refused(json::joined(&["the client answered: ", shortened(message)]))
}

/// The id of a question: no other of the session's, since no other request of the client's has the
/// id that it is made of.
fn name(id: &str, count: usize) -> String {
    let mut name = json::joined(&["asked for ", id, ": "]);
    json::push_i64(&mut name, count as i64);
    name
}

/// The question as a JSON-RPC request of the revision.
fn request(name: &str, question: Value, version: &str) -> String {
    let mut out = String::new();
    let mut message = Object::new(&mut out);
    message.raw("jsonrpc", "\"2.0\"");
    message.string("id", name);
    let method = question.get("method").unwrap_or(Value::EMPTY);
    message.raw("method", method.raw());
    let params = question.get("params").unwrap_or(Value::EMPTY);
    if !method.is("elicitation/create") {
        message.raw("params", params.raw());
    } else {
        let mut object = Object::new(message.key("params"));
        if params.get("mode").is_some_and(|mode| mode.is("url")) {
            if params.get("elicitationId").is_none() {
                object.string("elicitationId", name);
            }
            object.splice(params, &[]);
        } else if version < "2025-11-25" {
            // There was no other mode, and no name for it.
            object.splice(params, &["mode"]);
        } else {
            object.splice(params, &[]);
        }
        object.end();
    }
    message.end();
    out
}

fn through_session(
    session: &str,
    name: &str,
    text: &str,
    server: &mut impl Server,
) -> Result<String, Stopped> {
    server.expect_answer(session, name).map_err(store)?;
    server.send(text);
    let mut stopped = Stopped::Refused(String::from("the client did not answer in time"));
    for _ in 0..STEPS {
        if let Some(answer) = server.take_answer(session, name, STEP).map_err(store)? {
            return Ok(answer);
        }
        if !server.alive() {
            stopped = Stopped::Gone;
            break;
        }
    }
    server.forget_answer(session, name).map_err(store)?;
    Err(stopped)
}

fn store(message: String) -> Stopped {
    Stopped::Fault(Fault::new(200, INTERNAL, &["the session store: ", &message]))
}

fn over_stdio(
    id: &str,
    name: &str,
    text: &str,
    server: &mut impl Server,
) -> Result<String, Stopped> {
    server.send(text);
    let mut held = 0;
    loop {
        // What comes first may be what has waited since before the question.
        if !server.alive() {
            return Err(Stopped::Gone);
        }
        let line = match server.read_line() {
            None => return Err(Stopped::Gone),
            Some(Line::TooLong) => Line::TooLong,
            Some(Line::Bytes(line)) => match heard(&line, id, name, server) {
                Heard::Answer(answer) => return Ok(answer),
                Heard::Cancelled => return Err(Stopped::Gone),
                Heard::Done => continue,
                Heard::Other => Line::Bytes(line),
            },
        };
        held += if let Line::Bytes(line) = &line { line.len() } else { 0 };
        if held > WAITING {
            let found = "the client sent too much else before its answer";
            return Err(Stopped::Refused(String::from(found)));
        }
        server.waiting().push_back(line);
    }
}

/// What a line means to a call that waits for an answer.
enum Heard {
    Answer(String),
    Cancelled,
    /// It has been dealt with.
    Done,
    /// It has to wait for its turn.
    Other,
}

fn heard(line: &[u8], id: &str, name: &str, server: &mut impl Server) -> Heard {
    let mut room = String::new();
    match read(line, &mut room) {
        Ok(Message::Response { id, message }) if id.is(name) => {
            Heard::Answer(String::from(message.raw()))
        }
        // A question that nobody waits for any more.
        Ok(Message::Response { .. }) => Heard::Done,
        Ok(Message::Call(Call { id: Some(id), method: Cow::Borrowed("ping"), .. })) => {
            server.send(&json::joined(&["{\"jsonrpc\":\"2.0\",\"id\":", id, ",\"result\":{}}"]));
            Heard::Done
        }
        Ok(Message::Call(Call { id: None, method, params })) if method == CANCELLED => {
            let Some(cancelled) = params.get("requestId") else { return Heard::Other };
            let Ok(open) = Value::parse(id) else { return Heard::Other };
            if same_id(cancelled, open) {
                return Heard::Cancelled;
            }
            server.waiting().retain(|line| !is_request(line, cancelled));
            Heard::Done
        }
        // Its other messages wait for their turn, and the answer is then one that nobody waits for.
        Ok(Message::Batch(all)) => match all.elements().find(|one| answers(*one, name)) {
            Some(answer) => {
                server.waiting().push_back(Line::Bytes(line.to_vec()));
                Heard::Answer(String::from(answer.raw()))
            }
            None => Heard::Other,
        },
        _ => Heard::Other,
    }
}

fn answers(message: Value, name: &str) -> bool {
    message.get("id").is_some_and(|id| id.is(name)) && message.get("method").is_none()
}

/// What a client sends that does not want the answer any more.
pub const CANCELLED: &str = "notifications/cancelled";

fn is_request(line: &Line, cancelled: Value) -> bool {
    let Line::Bytes(line) = line else { return false };
    let mut room = String::new();
    match read(line, &mut room) {
        Ok(Message::Call(Call { id: Some(id), .. })) => {
            Value::parse(id).is_ok_and(|id| same_id(id, cancelled))
        }
        _ => false,
    }
}

fn same_id(a: Value, b: Value) -> bool {
    match a.string() {
        Some(a) => b.is(&a),
        None => a.raw() == b.raw(),
    }
}
