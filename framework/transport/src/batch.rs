//! Batches: several messages in one array, which revision 2025-03-26 alone has.

use crate::era::BATCHES;
use crate::fault::Fault;
use crate::keys::VERSION;
use crate::message::{Malformed, Message};
use crate::reply::Reply;
use alloc::string::String;
use json::Value;

/// How many messages a batch may have.
const MOST: usize = 100;

/// The answers to the messages of a batch, an array being written.
pub struct Answers(String);

impl Answers {
    /// Begins to answer a batch, where the revision has batches.
    pub fn begin(all: Value, version: &str) -> Result<Answers, Fault> {
        if version != BATCHES || all.elements().any(is_modern) {
            return Err(Fault::request(&["a batch: send one message at a time"]));
        }
        match all.elements().take(MOST + 1).count() {
            0 => Err(Fault::request(&["the batch is empty"])),
            1..=MOST => Ok(Answers(String::new())),
            _ => Err(Fault::request(&["the batch has more than 100 messages"])),
        }
    }

    /// The message, if it may be part of a batch. What may not has its answer.
    pub fn admit<'a>(
        &mut self,
        message: Result<Message<'a>, Malformed<'a>>,
    ) -> Option<Message<'a>> {
        let (fault, id) = match message {
            Ok(Message::Batch(_)) => (Fault::request(&["a batch in a batch"]), None),
            Ok(Message::Call(call)) if call.method == "initialize" => {
                (Fault::request(&["initialize cannot be part of a batch"]), call.id)
            }
            Ok(message) => return Some(message),
            Err(malformed) => malformed,
        };
        self.add(Reply::fault(&fault, id));
        None
    }

    /// Adds an answer.
    pub fn add(&mut self, reply: Reply) {
        if let Some(body) = reply.body {
            self.0.push_str(if self.0.is_empty() { "[" } else { "," });
            self.0.push_str(&body);
        }
    }

    /// All answers; none where nothing was asked.
    pub fn end(mut self) -> Reply {
        if self.0.is_empty() {
            return Reply::empty(202);
        }
        self.0.push(']');
        Reply::ok(self.0)
    }
}

/// Whether a message has an answer.
pub fn is_request(message: &Message) -> bool {
    matches!(message, Message::Call(call) if call.id.is_some())
}

/// Whether a message claims the modern era, in which there are no batches.
fn is_modern(message: Value) -> bool {
    let meta = message.get("params").and_then(|params| params.get("_meta"));
    meta.and_then(|meta| meta.get(VERSION)).is_some()
}
