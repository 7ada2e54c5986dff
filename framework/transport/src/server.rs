//! What the transport stands on. The component gives it the imports; tests give it something
//! smaller.

use alloc::collections::VecDeque;
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
    /// For how many milliseconds clients may keep a list.
    pub list_ttl: u32,
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
    /// Where the server is served; `None` for `/` and `/mcp`.
    pub endpoint: Option<String>,
    /// Capabilities whose lists may change while the server runs.
    pub changing: Vec<String>,
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
#[derive(Clone, Debug)]
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
    /// The client's answers in earlier rounds of the same call, by key.
    pub answers: &'a [(String, String)],
    /// What the owner of the call returned as state.
    pub state: Option<&'a str>,
    /// JSON; `None` where it wants no progress.
    pub progress: Option<&'a str>,
    /// The least severe level it wants logged.
    pub level: Option<usize>,
    /// Whether it takes messages ahead of the answer.
    pub takes_messages: bool,
}

/// A line of standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Its bytes, not yet looked at.
    Bytes(Vec<u8>),
    /// It was larger than a message may be.
    TooLong,
}

/// What followed in a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// Messages with the ids of their events.
    pub events: Vec<(String, String)>,
    /// Nothing comes after them.
    pub ended: bool,
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
    /// Whether the server keeps legacy sessions over HTTP.
    fn keeps_sessions(&mut self) -> bool;
    /// Starts a legacy session over HTTP; `None` where the server keeps none. Whose it is, nobody
    /// may know: then it is `anonymous`.
    fn create_session(&mut self, value: &str, anonymous: bool) -> Result<Option<String>, String>;
    /// What a session holds; `None` where there is no such session.
    fn session(&mut self, id: &str) -> Result<Option<String>, String>;
    /// Replaces what a session holds.
    fn set_session(&mut self, id: &str, value: &str) -> Result<(), String>;
    /// Ends a session.
    fn end_session(&mut self, id: &str) -> Result<(), String>;
    /// Leaves the client's answer for whoever waits for it; false where nobody does.
    fn put_answer(&mut self, id: &str, request: &str, answer: &str) -> Result<bool, String>;
    /// Notes that the client's answer to `request` will be waited for.
    fn expect_answer(&mut self, id: &str, request: &str) -> Result<(), String>;
    /// Takes the answer out, after waiting for it at most `patience` milliseconds.
    fn take_answer(
        &mut self,
        id: &str,
        request: &str,
        patience: u32,
    ) -> Result<Option<String>, String>;
    /// Waits no more for the answer.
    fn forget_answer(&mut self, id: &str, request: &str) -> Result<(), String>;
    /// Leaves in a session that the client has cancelled the request with this id.
    fn cancel(&mut self, id: &str, request: &str) -> Result<(), String>;
    /// What a session's streams kept after an event, after waiting for it at most `patience`
    /// milliseconds; `None` where there is no such event.
    fn replay(&mut self, id: &str, last: &str, patience: u32) -> Result<Option<Following>, String>;
    /// Sends a message of another stream under its id; false once nobody reads any more. An empty
    /// one tells the id alone.
    fn resend(&mut self, id: &str, message: &str) -> bool;
    /// Sends a message ahead of the answer to the open request.
    fn send(&mut self, message: &str);
    /// Whether the client still waits for the answer to the open request.
    fn alive(&mut self) -> bool;
    /// The next line of standard input, which has not waited; `None` at its end.
    fn read_line(&mut self) -> Option<Line>;
    /// Lines of standard input that wait for their turn.
    fn waiting(&mut self) -> &mut VecDeque<Line>;
    /// Who the caller is, if that is known: a text that is no other caller's.
    fn caller(&mut self) -> Option<String>;
    /// The secret that seals what clients keep; empty where there is none.
    fn state_key(&mut self) -> String;
    /// Seconds since 1970.
    fn now(&mut self) -> u64;
}
