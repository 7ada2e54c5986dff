//! A server small enough to be looked through.

// Every test file uses its own part of it.
#![allow(dead_code)]

use std::collections::{BTreeMap, VecDeque};
use transport::header::Headers;
use transport::server::{Failure, Following, Info, Line, Request, Server};

/// A chain with one tool, which remembers what it is told.
#[derive(Default)]
pub struct Fake {
    pub info: Info,
    /// What the chain answers to a method.
    pub answers: BTreeMap<&'static str, Result<String, Failure>>,
    /// What the chain was asked, as `method params`.
    pub asked: Vec<String>,
    /// What the chain was told, as `method params`.
    pub told: Vec<String>,
    /// The request that is open, as text.
    pub open: Vec<String>,
    pub headers: Vec<(String, String)>,
    /// Sessions by id; `None` where the server keeps none.
    pub sessions: Option<BTreeMap<String, String>>,
    pub left: Vec<String>,
    pub metadata: Option<String>,
    /// What the chain answers to the first calls of tools, before `answers`.
    pub first: VecDeque<String>,
    /// What was sent ahead of the answer.
    pub sent: Vec<String>,
    /// Standard input.
    pub lines: VecDeque<Line>,
    pub waiting: VecDeque<Line>,
    /// Answers that are in the session, the next last.
    pub given: Vec<String>,
    pub caller: Option<String>,
    /// What a stream has, the next last.
    pub following: Vec<Following>,
    /// How many events are read.
    pub reads: usize,
    pub key: String,
    pub now: u64,
    /// How often the client is still found waiting.
    pub patience: usize,
}

pub fn fake() -> Fake {
    let mut fake = Fake::default();
    fake.info.name = "srv".into();
    fake.info.version = "1.0".into();
    fake.key = "key".into();
    fake.patience = 3;
    fake.reads = usize::MAX;
    fake.answer("server/discover", "{\"capabilities\":{\"tools\":{}}}");
    fake.answer("tools/list", "{\"tools\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}");
    fake.answer("tools/call", "{\"content\":[]}");
    fake
}

impl Fake {
    pub fn answer(&mut self, method: &'static str, result: &str) {
        self.answers.insert(method, Ok(result.into()));
    }

    pub fn fail(&mut self, method: &'static str, code: i32, message: &str, data: Option<&str>) {
        let data = data.map(String::from);
        self.answers.insert(method, Err(Failure { code, message: message.into(), data }));
    }
}

impl Server for Fake {
    fn info(&mut self) -> &Info {
        &self.info
    }

    fn open(&mut self, request: Request) {
        self.open.push(format!(
            "{} {} meta={} client={} can={} session={} answers={:?} state={:?} progress={} level={:?} {}",
            request.id.unwrap_or("-"),
            request.version,
            request.meta,
            request.client.unwrap_or("-"),
            request.capabilities,
            request.session.unwrap_or("-"),
            request.answers,
            request.state,
            request.progress.unwrap_or("-"),
            request.level,
            request.takes_messages,
        ));
    }

    fn call(&mut self, method: &str, params: &str) -> Result<String, Failure> {
        self.asked.push(format!("{method} {params}"));
        if let ("tools/call", Some(first)) = (method, self.first.pop_front()) {
            return Ok(first);
        }
        self.answers.get(method).cloned().unwrap_or_else(|| {
            let message = format!("method not found: {method}");
            Err(Failure { code: -32601, message, data: None })
        })
    }

    fn notify(&mut self, method: &str, params: &str) {
        self.told.push(format!("{method} {params}"));
    }

    fn header(&mut self, name: &str, value: &str) {
        self.headers.push((name.into(), value.into()));
    }

    fn metadata(&mut self) -> Option<String> {
        self.metadata.clone()
    }

    fn keeps_sessions(&mut self) -> bool {
        self.sessions.is_some()
    }

    fn create_session(&mut self, value: &str, anonymous: bool) -> Result<Option<String>, String> {
        assert_eq!(anonymous, self.caller.is_none());
        Ok(self.sessions.as_mut().map(|sessions| {
            sessions.insert("s1".into(), value.into());
            "s1".into()
        }))
    }

    fn session(&mut self, id: &str) -> Result<Option<String>, String> {
        if id == "broken" {
            return Err("disk full".into());
        }
        Ok(self.sessions.as_ref().and_then(|sessions| sessions.get(id).cloned()))
    }

    fn set_session(&mut self, id: &str, value: &str) -> Result<(), String> {
        self.sessions.as_mut().unwrap().insert(id.into(), value.into());
        Ok(())
    }

    fn end_session(&mut self, id: &str) -> Result<(), String> {
        self.sessions.as_mut().unwrap().remove(id);
        Ok(())
    }

    fn put_answer(&mut self, id: &str, request: &str, answer: &str) -> Result<bool, String> {
        self.left.push(format!("{id} {request} {answer}"));
        Ok(true)
    }

    fn expect_answer(&mut self, id: &str, request: &str) -> Result<(), String> {
        self.left.push(format!("expect {id} {request}"));
        Ok(())
    }

    fn take_answer(&mut self, id: &str, request: &str, _: u32) -> Result<Option<String>, String> {
        self.left.push(format!("take {id} {request}"));
        Ok(self.given.pop())
    }

    fn forget_answer(&mut self, id: &str, request: &str) -> Result<(), String> {
        self.left.push(format!("forget {id} {request}"));
        Ok(())
    }

    fn cancel(&mut self, id: &str, request: &str) -> Result<(), String> {
        self.left.push(format!("cancel {id} {request}"));
        Ok(())
    }

    fn replay(&mut self, _: &str, last: &str, _: u32) -> Result<Option<Following>, String> {
        self.left.push(format!("replay {last}"));
        Ok(self.following.pop())
    }

    fn resend(&mut self, id: &str, message: &str) -> bool {
        self.sent.push(format!("{id} {message}"));
        self.sent.len() < self.reads
    }

    fn send(&mut self, message: &str) {
        self.sent.push(message.into());
    }

    fn alive(&mut self) -> bool {
        self.patience = self.patience.saturating_sub(1);
        self.patience > 0
    }

    fn read_line(&mut self) -> Option<Line> {
        self.lines.pop_front()
    }

    fn waiting(&mut self) -> &mut VecDeque<Line> {
        &mut self.waiting
    }

    fn caller(&mut self) -> Option<String> {
        self.caller.clone()
    }

    fn state_key(&mut self) -> String {
        self.key.clone()
    }

    fn now(&mut self) -> u64 {
        self.now
    }
}

/// Header fields out of `name: value` lines.
pub fn headers(lines: &[&str]) -> Headers {
    let field = |line: &&str| {
        let (name, value) = line.split_once(':').unwrap();
        (String::from(name), value.as_bytes().to_vec())
    };
    Headers(lines.iter().map(field).collect())
}

/// The members of a complete modern envelope.
pub const ENVELOPE: &str = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\
                            \"io.modelcontextprotocol/clientCapabilities\":{}";

/// A request of the modern era; `params` are members with a comma behind each.
pub fn modern(method: &str, params: &str) -> String {
    format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{{{params}\"_meta\":{{{ENVELOPE}}}}}}}"
    )
}
