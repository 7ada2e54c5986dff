//! A server small enough to be looked through.

// Every test file uses its own part of it.
#![allow(dead_code)]

use std::collections::BTreeMap;
use transport::header::Headers;
use transport::server::{Failure, Info, Request, Server};

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
}

pub fn fake() -> Fake {
    let mut fake = Fake::default();
    fake.info.name = "srv".into();
    fake.info.version = "1.0".into();
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
            request.input_responses,
            request.request_state,
            request.progress.unwrap_or("-"),
            request.level,
            request.takes_messages,
        ));
    }

    fn call(&mut self, method: &str, params: &str) -> Result<String, Failure> {
        self.asked.push(format!("{method} {params}"));
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

    fn create_session(&mut self, value: &str) -> Result<Option<String>, String> {
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
