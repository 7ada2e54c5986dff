//! What the transport stands on. The component gives it the imports; tests give it something
//! smaller.

use alloc::string::String;
use alloc::vec::Vec;

/// The server's identity and settings.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// `serverInfo.name`.
    pub name: String,
    /// `serverInfo.version`.
    pub version: String,
    /// `serverInfo.title`.
    pub title: Option<String>,
    /// What the server tells a model about its use.
    pub instructions: Option<String>,
    /// Further members of `serverInfo`, a JSON object.
    pub extra: Option<String>,
    /// Entries in one page of a list; 0 for lists in one piece.
    pub page_size: usize,
    /// Bytes in one message, at most; 0 for [`LARGEST`].
    pub max_message: usize,
    /// Origins let in besides the loopback's.
    pub allowed_origins: Vec<String>,
    /// Hosts let in; empty for all.
    pub allowed_hosts: Vec<String>,
    /// Arguments of tools that clients repeat in headers.
    pub param_headers: Vec<ParamHeader>,
    /// Whether that is about every tool.
    pub tools_known: bool,
}

/// An argument of a tool that clients repeat in a header.
#[derive(Clone, Debug, Default)]
pub struct ParamHeader {
    /// The tool's name.
    pub tool: String,
    /// What follows `Mcp-Param-` in the header's name.
    pub name: String,
    /// The properties that lead to the argument.
    pub path: Vec<String>,
}

/// The largest message where the server says nothing else.
pub const LARGEST: usize = 16 << 20;

impl Info {
    /// The largest message.
    pub fn largest(&self) -> usize {
        if self.max_message == 0 { LARGEST } else { self.max_message }
    }
}

/// What a link of the chain answered instead of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The JSON-RPC code.
    pub code: i32,
    /// The message.
    pub message: String,
    /// JSON, if the link is well behaved.
    pub data: Option<String>,
}

/// What the transport has learnt of a request, in the newest revision's terms.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// As it was written; `None` for a notification.
    pub id: Option<&'a str>,
    /// The revision spoken.
    pub version: &'a str,
    /// `params._meta`, JSON.
    pub meta: &'a str,
    /// Who the client says it is, JSON.
    pub client: Option<&'a str>,
    /// What it can do, JSON.
    pub capabilities: &'a str,
    /// Its legacy session.
    pub session: Option<&'a str>,
    /// The answers to input requests, by key.
    pub input_responses: Vec<(String, String)>,
    /// What the owner of the call returned as state.
    pub request_state: Option<String>,
    /// JSON; `None` where it wants no progress.
    pub progress: Option<&'a str>,
    /// The least severe level it wants logged.
    pub level: Option<usize>,
    /// Whether it takes messages ahead of the answer.
    pub takes_messages: bool,
}

/// The parts around the transport.
pub trait Server {
    /// The server's identity and settings.
    fn info(&mut self) -> &Info;
    /// Opens a request: from here on the chain may send messages.
    fn open(&mut self, request: Request);
    /// Asks the chain.
    fn call(&mut self, method: &str, params: &str) -> Result<String, Failure>;
    /// Tells the chain.
    fn notify(&mut self, method: &str, params: &str);
    /// Adds a header to the response. Must come before [`Server::open`].
    fn header(&mut self, name: &str, value: &str);
    /// The metadata of this server as a protected resource, if it is one.
    fn metadata(&mut self) -> Option<String>;
    /// Starts a legacy session over HTTP; `None` where the server keeps none.
    fn create_session(&mut self, value: &str) -> Result<Option<String>, String>;
    /// What a session holds; `None` where there is no such session.
    fn session(&mut self, id: &str) -> Result<Option<String>, String>;
    /// Replaces what a session holds.
    fn set_session(&mut self, id: &str, value: &str) -> Result<(), String>;
    /// Ends a session.
    fn end_session(&mut self, id: &str) -> Result<(), String>;
    /// Leaves the client's answer for whoever waits for it; false where nobody does.
    fn put_answer(&mut self, id: &str, request: &str, answer: &str) -> Result<bool, String>;
}
