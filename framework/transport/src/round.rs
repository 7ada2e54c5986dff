//! The rounds of a call that asks the client for input.
//!
//! The client makes the call again with the answers to the last questions only. What was answered
//! before, and what the owner of the call wants to remember, goes along with it, sealed: no server
//! has to keep it, and no client can read or change it.

use crate::envelope::doubled;
use crate::fault::{Fault, INTERNAL};
use crate::method;
use crate::server::Server;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use json::{Kind, Object, Value};
use sha2::{Digest, Sha256};

/// How long a client may take for its answers, in seconds.
const PATIENCE: u64 = 3600;

/// What is known at the beginning of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// All answers given so far, by key.
    pub answers: Vec<(String, String)>,
    /// What the owner of the call returned as state.
    pub state: Option<String>,
}

impl Round {
    /// What a call brings with it.
    pub fn received(method: &str, params: Value, server: &mut impl Server) -> Result<Round, Fault> {
        let members = params.pick(["inputResponses", "requestState"]);
        let [responses, state] = members.map_err(|twice| doubled("params", twice))?;
        if responses.is_none() && state.is_none() {
            return Ok(Round::default());
        }
        let mut round = Round::default();
        if let Some(state) = state {
            let Some(sealed) = state.string() else {
                return Err(Fault::params(&["params.requestState is not a string"]));
            };
            round = opened(&sealed, method, params, server).ok_or_else(|| {
                let found = "params.requestState is not what this server gave for this call, or has expired";
                Fault::params(&[found])
            })?;
        }
        if let Some(responses) = responses {
            if responses.kind() != Kind::Object {
                return Err(Fault::params(&["params.inputResponses is not an object"]));
            }
            for (key, value) in responses.members() {
                round.answer(&key.name(), value.raw());
            }
        }
        Ok(round)
    }

    /// Adds an answer, in place of an earlier one to the same question.
    pub fn answer(&mut self, key: &str, answer: &str) {
        self.answers.retain(|(known, _)| known != key);
        self.answers.push((String::from(key), String::from(answer)));
    }

    /// The result that asks for more, with everything that the next round has to know sealed.
    pub fn asking(
        &self,
        result: Value,
        method: &str,
        params: Value,
        server: &mut impl Server,
    ) -> Result<String, Fault> {
        let state = result.get("requestState").and_then(Value::string);
        let mut out = String::with_capacity(result.raw().len());
        let mut object = Object::new(&mut out);
        object.splice(result, &["requestState"]);
        if state.is_some() || !self.answers.is_empty() {
            let secret = server.state_key();
            if secret.is_empty() {
                return Err(Fault::new(
                    200,
                    INTERNAL,
                    &["this server has no key for requestState"],
                ));
            }
            let until = server.now() + PATIENCE;
            let purpose = purpose(method, params, server.caller());
            let text = self.text(state.as_deref());
            object.string("requestState", &crate::seal::seal(&secret, &purpose, until, &text));
        }
        object.end();
        Ok(out)
    }

    fn text(&self, state: Option<&str>) -> String {
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        object.optional("state", state);
        let mut answers = Object::new(object.key("answers"));
        for (key, answer) in &self.answers {
            answers.any_key(key).push_str(answer);
        }
        answers.end();
        object.end();
        out
    }
}

fn opened(sealed: &str, method: &str, params: Value, server: &mut impl Server) -> Option<Round> {
    let secret = server.state_key();
    if secret.is_empty() {
        return None;
    }
    let purpose = purpose(method, params, server.caller());
    let text = crate::seal::open(&secret, &purpose, server.now(), sealed)?;
    let held = Value::object(&text).ok()?;
    let state = held.get("state").and_then(Value::string).map(Cow::into_owned);
    let mut round = Round { state, ..Round::default() };
    for (key, value) in held.get("answers")?.members() {
        round.answer(&key.name(), value.raw());
    }
    Some(round)
}

/// What sealed state is good for: this call by this caller, whatever the round.
fn purpose(method: &str, params: Value, caller: Option<String>) -> [u8; 32] {
    let mut digest = Sha256::new();
    text(&mut digest, method);
    text(&mut digest, &caller.unwrap_or_default());
    members(&mut digest, params, &["_meta", "inputResponses", "requestState"], DEEPEST);
    digest.finalize().into()
}

/// How deep values are looked into; a deeper one is digested as it is written, since the stack is
/// small.
const DEEPEST: u32 = 16;

/// Digests a value, however its text is laid out and its members are ordered.
fn value(digest: &mut Sha256, of: Value, depth: u32) {
    match of.kind() {
        Kind::Object if depth > 0 => members(digest, of, &[], depth - 1),
        Kind::Array if depth > 0 => {
            digest.update(b"[");
            for element in of.elements() {
                value(digest, element, depth - 1);
            }
            digest.update(b"]");
        }
        Kind::String => text(digest, &of.string().unwrap_or_default()),
        _ => {
            digest.update(b"=");
            text(digest, of.raw());
        }
    }
}

fn members(digest: &mut Sha256, of: Value, except: &[&str], depth: u32) {
    let mut members: Vec<_> = of
        .members()
        .map(|(key, value)| (key.name(), value))
        .filter(|(name, _)| !except.contains(&&**name))
        .collect();
    members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    digest.update(b"{");
    for (name, of) in members {
        text(digest, &name);
        value(digest, of, depth);
    }
    digest.update(b"}");
}

fn text(digest: &mut Sha256, of: &str) {
    digest.update(b"\"");
    digest.update((of.len() as u64).to_le_bytes());
    digest.update(of.as_bytes());
}

/// Whether a result asks for input. An error says that what asks may not, or asks for what no
/// client knows.
pub fn asks(result: Value, of: &str) -> Result<bool, Fault> {
    if !result.get("resultType").is_some_and(|kind| kind.is("input_required")) {
        return Ok(false);
    }
    if !method::may_ask(of) {
        let found = ["the server's answer to ", of, " asks for input, which it may not"];
        return Err(Fault::new(200, INTERNAL, &found));
    }
    for (key, request) in result.get("inputRequests").unwrap_or(Value::EMPTY).members() {
        let asked = request.get("method").and_then(Value::string).unwrap_or_default();
        if !matches!(&*asked, "elicitation/create" | "sampling/createMessage" | "roots/list") {
            let found = [
                "input request ",
                key.raw(),
                " has the method ",
                &asked,
                ", which no client knows",
            ];
            return Err(Fault::new(200, INTERNAL, &found));
        }
    }
    Ok(true)
}
