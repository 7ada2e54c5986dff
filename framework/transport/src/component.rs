//! The exports, over the imports.

use crate::admit::{self, Gate, Head};
use crate::bindings;
use crate::header::Headers;
use crate::http;
use crate::reply::Reply;
use crate::resume;
use crate::server::{Failure, Following, Info, Line, ParamHeader, Request, Server};
use crate::stdio;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use bindings::exports::wasi::cli::run::Guest as Run;
use bindings::exports::wasi::http::incoming_handler::Guest as IncomingHandler;
use bindings::wasi::clocks::wall_clock;
use bindings::wasi::http::types::{IncomingRequest, Method, ResponseOutparam, Scheme};
use bindings::wasi::io::streams::StreamError;
use bindings::wasmcp::mcp::context::{Identity, LogLevel};
use bindings::wasmcp::mcp::requests::{self, Connection};
use bindings::wasmcp::mcp::{authenticator, handler, server_info, sessions, state_key};

struct Component;

#[cfg(target_family = "wasm")]
bindings::export!(Component with_types_in bindings);

/// The parts around this component, during one request or one run.
#[derive(Default)]
struct Parts {
    /// The connection until the request is opened on it; `None` means standard output.
    out: Option<ResponseOutparam>,
    open: bool,
    headers: Vec<(String, String)>,
    info: Option<Info>,
    caller: Option<Identity>,
    /// Lines of standard input that came while a question to the client was open.
    waiting: VecDeque<Line>,
}

impl Parts {
    fn begin(&mut self) {
        if !self.open {
            self.open = true;
            let connection = match self.out.take() {
                Some(out) => Connection::Http(out),
                None => Connection::Stdio,
            };
            requests::begin(connection, &core::mem::take(&mut self.headers));
        }
    }

    fn end(&mut self, reply: Reply) {
        self.begin();
        self.open = false;
        requests::end(reply.status, reply.body.as_deref());
    }

    /// Asks who is calling; a refusal is answered in place of the request.
    fn authenticate(&mut self, head: &Head) -> Result<(), Reply> {
        let authorization = head.headers.get("authorization");
        match authenticator::authenticate(authorization.as_deref(), head.path) {
            Ok(caller) => {
                self.caller = caller;
                Ok(())
            }
            Err(refusal) => {
                self.headers.extend(refusal.headers);
                let code = crate::fault::INVALID_REQUEST;
                let fault = crate::fault::Fault::new(refusal.status, code, &[&refusal.message]);
                Err(Reply::fault(&fault, None))
            }
        }
    }
}

impl Server for Parts {
    fn info(&mut self) -> &Info {
        self.info.get_or_insert_with(|| {
            let info = server_info::get();
            Info {
                name: info.name,
                version: info.version,
                title: info.title,
                instructions: info.instructions,
                extra: info.extra,
                page_size: info.page_size as usize,
                list_ttl: info.list_ttl,
                max_message: info.max_message as usize,
                allowed_origins: info.allowed_origins,
                allowed_hosts: info.allowed_hosts,
                param_headers: info.param_headers.into_iter().map(from).collect(),
                tools_known: info.tools_known,
                endpoint: info.endpoint,
                changing: info.changing,
            }
        })
    }

    fn open(&mut self, request: Request) {
        const LEVELS: [LogLevel; 8] = [
            LogLevel::Debug,
            LogLevel::Info,
            LogLevel::Notice,
            LogLevel::Warning,
            LogLevel::Error,
            LogLevel::Critical,
            LogLevel::Alert,
            LogLevel::Emergency,
        ];
        self.begin();
        requests::describe(&requests::Request {
            id: request.id.map(String::from),
            protocol_version: String::from(request.version),
            meta: String::from(request.meta),
            client_info: request.client.map(String::from),
            client_capabilities: String::from(request.capabilities),
            caller: self.caller.clone(),
            session_id: request.session.map(String::from),
            input_responses: request.answers.to_vec(),
            request_state: request.state.map(String::from),
            progress_token: request.progress.map(String::from),
            log_level: request.level.and_then(|level| LEVELS.get(level)).copied(),
            takes_messages: request.takes_messages,
        });
    }

    fn call(&mut self, method: &str, params: &str) -> Result<String, Failure> {
        handler::handle(method, params).map_err(|error| Failure {
            code: error.code,
            message: error.message,
            data: error.data,
        })
    }

    fn notify(&mut self, method: &str, params: &str) {
        handler::notify(method, params);
    }

    fn header(&mut self, name: &str, value: &str) {
        self.headers.push((String::from(name), String::from(value)));
    }

    fn metadata(&mut self) -> Option<String> {
        authenticator::metadata()
    }

    fn keeps_sessions(&mut self) -> bool {
        sessions::kept()
    }

    fn create_session(&mut self, value: &str, anonymous: bool) -> Result<Option<String>, String> {
        sessions::create(value, anonymous)
    }

    fn session(&mut self, id: &str) -> Result<Option<String>, String> {
        sessions::get(id)
    }

    fn set_session(&mut self, id: &str, value: &str) -> Result<(), String> {
        sessions::set(id, value)
    }

    fn end_session(&mut self, id: &str) -> Result<(), String> {
        sessions::end(id)
    }

    fn expect_answer(&mut self, id: &str, request: &str) -> Result<(), String> {
        sessions::expect_answer(id, request)
    }

    fn take_answer(
        &mut self,
        id: &str,
        request: &str,
        patience: u32,
    ) -> Result<Option<String>, String> {
        sessions::take_answer(id, request, patience)
    }

    fn forget_answer(&mut self, id: &str, request: &str) -> Result<(), String> {
        sessions::forget_answer(id, request)
    }

    fn cancel(&mut self, id: &str, request: &str) -> Result<(), String> {
        sessions::cancel(id, request)
    }

    fn replay(&mut self, id: &str, last: &str, patience: u32) -> Result<Option<Following>, String> {
        let found = sessions::replay(id, last, patience)?;
        Ok(found.map(|found| Following {
            events: found.events.into_iter().map(|event| (event.id, event.message)).collect(),
            ended: found.ended,
        }))
    }

    fn resend(&mut self, id: &str, message: &str) -> bool {
        requests::resend(id, message)
    }

    fn send(&mut self, message: &str) {
        requests::send(message);
    }

    fn alive(&mut self) -> bool {
        requests::alive()
    }

    fn read_line(&mut self) -> Option<Line> {
        let limit = self.info().largest() as u32;
        requests::next_line(limit).map(|line| match line {
            requests::Line::Bytes(mut bytes) => {
                json::mend(&mut bytes);
                Line::Bytes(bytes)
            }
            requests::Line::TooLong => Line::TooLong,
        })
    }

    fn waiting(&mut self) -> &mut VecDeque<Line> {
        &mut self.waiting
    }

    fn caller(&mut self) -> Option<String> {
        let caller = self.caller.as_ref()?;
        Some(json::joined(&[&caller.issuer, "\0", &caller.subject]))
    }

    fn state_key(&mut self) -> String {
        state_key::get()
    }

    fn now(&mut self) -> u64 {
        wall_clock::now().seconds
    }

    fn put_answer(&mut self, id: &str, request: &str, answer: &str) -> Result<bool, String> {
        sessions::put_answer(id, request, answer)
    }
}

fn from(header: server_info::ParamHeader) -> ParamHeader {
    ParamHeader { tool: header.tool, name: header.name, path: header.path }
}

impl IncomingHandler for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let mut parts = Parts { out: Some(out), ..Parts::default() };
        let headers = Headers(request.headers().entries());
        let method = method(request.method());
        let path = request.path_with_query().unwrap_or_default();
        let head = Head { method: &method, path: &path, headers: &headers };
        let host = || {
            let secure = matches!(request.scheme(), Some(Scheme::Https));
            (request.authority().unwrap_or_default(), if secure { "443" } else { "80" })
        };
        let reply = match admit::admit(&head, host, &mut parts) {
            Gate::Answer(reply) => reply,
            Gate::End(session) => match parts.authenticate(&head) {
                Err(reply) => reply,
                Ok(()) => http::end(&session, &mut parts),
            },
            Gate::Resume(session, last) => match parts.authenticate(&head) {
                Err(reply) => reply,
                Ok(()) => resume::serve(&session, &last, &headers, &mut parts),
            },
            Gate::Read(limit) => match parts.authenticate(&head) {
                Err(reply) => reply,
                Ok(()) => match body(&request, &headers, limit) {
                    Ok(mut body) => {
                        json::mend(&mut body);
                        http::serve(&body, &headers, &mut parts)
                    }
                    Err(()) => Reply::fault(&admit::too_large(), None),
                },
            },
        };
        parts.end(reply);
    }
}

fn method(method: Method) -> String {
    String::from(match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Connect => "CONNECT",
        Method::Options => "OPTIONS",
        Method::Trace => "TRACE",
        Method::Patch => "PATCH",
        Method::Other(name) => return name,
    })
}

/// How much is read at once.
const CHUNK: u64 = 65536;

/// The whole body; an error where it is larger than `limit`. What a client cuts off is no JSON and
/// gets its answer as such.
fn body(request: &IncomingRequest, headers: &Headers, limit: usize) -> Result<Vec<u8>, ()> {
    let length = headers.get("content-length").and_then(|length| length.parse().ok());
    let Ok(incoming) = request.consume() else { return Ok(Vec::new()) };
    let Ok(stream) = incoming.stream() else { return Ok(Vec::new()) };
    let mut body = Vec::new();
    while length != Some(body.len()) {
        match stream.blocking_read(CHUNK) {
            // Most bodies come in one piece, which is not copied.
            Ok(bytes) if body.is_empty() => body = bytes,
            Ok(bytes) => body.extend_from_slice(&bytes),
            Err(StreamError::Closed | StreamError::LastOperationFailed(_)) => break,
        }
        if body.len() > limit {
            return Err(());
        }
    }
    Ok(body)
}

impl Run for Component {
    fn run() -> Result<(), ()> {
        let mut parts = Parts::default();
        let mut client = None;
        while let Some(line) = parts.waiting.pop_front().or_else(|| parts.read_line()) {
            let reply = match line {
                Line::Bytes(line) => stdio::serve(&line, &mut client, &mut parts),
                Line::TooLong => Some(stdio::too_long()),
            };
            parts.end(reply.unwrap_or(Reply::empty(202)));
        }
        Ok(())
    }
}
