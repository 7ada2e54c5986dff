//! The exports: `requests` for the transport and `context` for everybody else.

use crate::bindings;
use crate::http::{Stream, respond};
use crate::kept;
use crate::lines;
use crate::message;
use crate::stdio::Stdio;
use alloc::string::String;
use alloc::vec::Vec;
use bindings::exports::wasmcp::mcp::context::{Guest as Context, Identity, Json, LogLevel};
use bindings::exports::wasmcp::mcp::requests::{Connection, Guest as Requests, Line, Request};
use bindings::wasi::http::types::ResponseOutparam;
use core::cell::{RefCell, RefMut};
use core::mem::take;

struct Component;

#[cfg(target_family = "wasm")]
bindings::export!(Component with_types_in bindings);

/// Where the messages of the open request go.
#[derive(Default)]
enum Way {
    /// No request is open.
    #[default]
    Closed,
    /// Nothing has been sent yet.
    Http(ResponseOutparam, Vec<(String, String)>),
    Events(Stream),
    /// The client has gone and may come back for what is kept.
    Kept,
    Stdio,
}

struct State {
    way: Way,
    request: Option<Request>,
    /// The client has gone or has cancelled the request.
    cancelled: bool,
    /// What is sent is kept for a client that comes back.
    kept: bool,
    /// The last progress sent.
    progress: Option<f64>,
    stdio: Stdio,
}

struct Global(RefCell<State>);

// SAFETY: a component's instance has one thread.
unsafe impl Sync for Global {}

static STATE: Global = Global(RefCell::new(State {
    way: Way::Closed,
    request: None,
    cancelled: false,
    kept: false,
    progress: None,
    stdio: Stdio::new(),
}));

fn state() -> RefMut<'static, State> {
    STATE.0.borrow_mut()
}

impl State {
    /// Sends a message ahead of the answer.
    fn send(&mut self, mut message: String) {
        let takes = self.request.as_ref().is_some_and(|request| request.takes_messages);
        // Nothing follows a cancellation, which the component need not have asked about.
        if !takes || self.poll() {
            return;
        }
        json::mend_text(&mut message);
        message::on_one_line(&mut message);
        let sent = match &mut self.way {
            Way::Closed => return,
            Way::Stdio => self.stdio.write(&mut message),
            Way::Kept => {
                kept::keep(Some(&message), false);
                return;
            }
            Way::Events(stream) => {
                let id = self.kept.then(|| kept::keep(Some(&message), false)).flatten();
                stream.event(&kept::field(id.as_deref()), &message)
            }
            Way::Http(..) => {
                let Way::Http(out, headers) = take(&mut self.way) else {
                    return;
                };
                let before = self.begin_keeping(&message);
                let Some(mut stream) = Stream::open(out, headers) else {
                    self.cancelled = true;
                    return;
                };
                let sent = stream.event(&before, &message);
                self.way = Way::Events(stream);
                sent
            }
        };
        if !sent {
            self.lose();
        }
    }

    /// Keeps the first message of a stream if it can be kept, and says what goes before its data.
    fn begin_keeping(&mut self, message: &str) -> String {
        let Some(Request { id: Some(id), session_id: Some(_), protocol_version, .. }) =
            &self.request
        else {
            return String::new();
        };
        let Some(first) = kept::begin(id) else { return String::new() };
        let Some(event) = kept::keep(Some(message), false) else {
            return String::new();
        };
        self.kept = true;
        let mut before = kept::primed(&first, protocol_version).unwrap_or_default();
        before.push_str(&kept::field(Some(&event)));
        before
    }

    /// Notes that nobody reads any more.
    fn lose(&mut self) {
        if !self.kept {
            self.cancelled = true;
        } else if let Way::Events(stream) = take(&mut self.way) {
            stream.finish();
            self.way = Way::Kept;
        }
    }

    /// Whether somebody still waits for the answer.
    fn alive(&mut self) -> bool {
        if let (false, Way::Events(stream)) = (self.cancelled, &mut self.way) {
            if !stream.comment() {
                self.lose();
            }
        }
        if self.kept {
            kept::keep(None, false);
        }
        !self.is_cancelled()
    }

    /// Whether the client has cancelled the request, over this connection or another.
    fn is_cancelled(&mut self) -> bool {
        if let (false, Some(Request { id: Some(id), session_id: Some(_), .. })) =
            (self.poll(), &self.request)
        {
            self.cancelled = kept::is_cancelled(id);
        }
        self.cancelled
    }

    /// Looks once more whether the client has cancelled what runs over stdio.
    fn poll(&mut self) -> bool {
        if let (Way::Stdio, false, Some(Request { id: Some(id), .. })) =
            (&self.way, self.cancelled, &self.request)
        {
            self.cancelled = self.stdio.cancels(id);
        } else if let (Way::Events(stream), false, false) = (&self.way, self.cancelled, self.kept) {
            self.cancelled = stream.is_closed();
        }
        self.cancelled
    }
}

impl Requests for Component {
    fn begin(connection: Connection, headers: Vec<(String, String)>) {
        let mut state = state();
        state.way = match connection {
            Connection::Http(out) => Way::Http(out, headers),
            Connection::Stdio => {
                state.stdio.another();
                Way::Stdio
            }
        };
        state.request = None;
        state.cancelled = false;
        state.kept = false;
        state.progress = None;
    }

    fn describe(request: Request) {
        let mut state = state();
        // Another round of a call goes on with the stream of the last one.
        match &state.request {
            None => kept::enter(request.session_id.as_deref()),
            // Of a batch, the next one: what cancelled the last one says nothing of it.
            Some(last) if last.id != request.id => state.cancelled = false,
            Some(_) => {}
        }
        state.request = Some(request);
        state.poll();
    }

    fn send(message: Json) {
        state().send(message);
    }

    fn end(status: u16, mut answer: Option<Json>) {
        let mut state = state();
        if let Some(answer) = &mut answer {
            json::mend_text(answer);
        }
        let cancelled = state.poll();
        state.request = None;
        let keep =
            |answer: &Option<String>| kept::keep(answer.as_deref().filter(|_| !cancelled), true);
        match (take(&mut state.way), answer) {
            (Way::Http(out, headers), answer) => respond(out, status, headers, answer.as_deref()),
            (Way::Events(mut stream), mut answer) => {
                if let Some(answer) = &mut answer {
                    message::on_one_line(answer);
                }
                let id = if state.kept { keep(&answer) } else { None };
                if let Some(answer) = answer.filter(|_| !cancelled) {
                    stream.event(&kept::field(id.as_deref()), &answer);
                }
                stream.finish();
            }
            (Way::Kept, mut answer) => {
                if let Some(answer) = &mut answer {
                    message::on_one_line(answer);
                }
                keep(&answer);
            }
            (Way::Stdio, Some(mut answer)) if !cancelled => {
                message::on_one_line(&mut answer);
                state.stdio.write(&mut answer);
            }
            (Way::Stdio | Way::Closed, _) => {}
        }
    }

    fn alive() -> bool {
        state().alive()
    }

    fn resend(id: String, message: String) -> bool {
        if !kept::KEEPS {
            return false;
        }
        let mut state = state();
        if let Way::Http(..) = state.way {
            let Way::Http(out, headers) = take(&mut state.way) else { return false };
            let Some(stream) = Stream::open(out, headers) else { return false };
            state.way = Way::Events(stream);
        }
        let State { way: Way::Events(stream), request: Some(request), .. } = &mut *state else {
            return false;
        };
        if message.is_empty() {
            return match kept::primed(&id, &request.protocol_version) {
                Some(event) => stream.raw(&event),
                None => stream.comment(),
            };
        }
        stream.event(&kept::field(Some(&id)), &message)
    }

    fn next_line(limit: u32) -> Option<Line> {
        Some(match state().stdio.next_line(limit as usize)? {
            lines::Line::Bytes(bytes) => Line::Bytes(bytes),
            lines::Line::TooLong => Line::TooLong,
        })
    }
}

/// What `read` finds in the request; the default where none is described.
fn of_request<T: Default>(read: impl FnOnce(&Request) -> T) -> T {
    state().request.as_ref().map(read).unwrap_or_default()
}

impl Context for Component {
    fn protocol_version() -> String {
        of_request(|request| request.protocol_version.clone())
    }

    fn meta() -> Json {
        of_request(|request| request.meta.clone())
    }

    fn client_info() -> Option<Json> {
        of_request(|request| request.client_info.clone())
    }

    fn client_capabilities() -> Json {
        of_request(|request| request.client_capabilities.clone())
    }

    fn caller() -> Option<Identity> {
        of_request(|request| request.caller.clone())
    }

    fn session_id() -> Option<String> {
        of_request(|request| request.session_id.clone())
    }

    fn input_response(key: String) -> Option<Json> {
        of_request(|request| {
            let given = request.input_responses.iter().find(|(name, _)| *name == key);
            given.map(|(_, answer)| answer.clone())
        })
    }

    fn request_state() -> Option<String> {
        of_request(|request| request.request_state.clone())
    }

    fn is_cancelled() -> bool {
        state().is_cancelled()
    }

    fn report_progress(progress: f64, total: Option<f64>, message: Option<String>) {
        let mut state = state();
        // A value that does not grow must not be sent.
        if state.progress.is_some_and(|last| progress <= last) {
            return;
        }
        let token = state.request.as_ref().and_then(|request| request.progress_token.as_deref());
        let text =
            token.and_then(|token| message::progress(token, progress, total, message.as_deref()));
        if let Some(text) = text {
            state.progress = Some(progress);
            state.send(text);
        }
    }

    fn log(level: LogLevel, logger: Option<String>, data: Json) {
        let mut state = state();
        if state.logs(level) {
            state.send(message::log(level as usize, logger.as_deref(), &data));
        }
    }

    fn notify(method: String, params: Json) {
        let mut state = state();
        match message::other(&method, &params) {
            Some(text) => state.send(text),
            None if state.logs(LogLevel::Error) => {
                let text =
                    json::joined(&["not sent: ", &method, ": its params are not a JSON object"]);
                state.send(message::log(LogLevel::Error as usize, None, &text));
            }
            None => {}
        }
    }
}

impl State {
    fn logs(&self, level: LogLevel) -> bool {
        let least = self.request.as_ref().and_then(|request| request.log_level);
        least.is_some_and(|least| level as u8 >= least as u8)
    }
}
