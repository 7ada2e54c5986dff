//! The exports: `requests` for the transport and `context` for everybody else.

use crate::http::{Stream, respond};
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

#[allow(missing_docs, unsafe_op_in_unsafe_fn, dead_code)]
pub mod bindings {
    #[cfg(target_family = "wasm")]
    use super::Component;
    wit_bindgen::generate!({
        path: "../../wit/mcp",
        world: "wasmcp:mcp/context-component",
        runtime_path: "heap::rt",
        disable_run_ctors_once_workaround: true,
        generate_all,
    });
    #[cfg(target_family = "wasm")]
    export!(Component);
}

struct Component;

/// Where the messages of the open request go.
#[derive(Default)]
enum Way {
    /// No request is open.
    #[default]
    Closed,
    /// Nothing has been sent yet.
    Http(ResponseOutparam, Vec<(String, String)>),
    Events(Stream),
    Stdio,
}

struct State {
    way: Way,
    request: Option<Request>,
    /// The client has gone or has cancelled the request.
    cancelled: bool,
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
        message::on_one_line(&mut message);
        let sent = match &mut self.way {
            Way::Closed => return,
            Way::Stdio => self.stdio.write(&mut message),
            Way::Events(stream) => stream.event(&message),
            Way::Http(..) => {
                let Way::Http(out, headers) = take(&mut self.way) else {
                    return;
                };
                let stream = Stream::events(out, headers);
                if let Some(mut stream) = stream {
                    let sent = stream.event(&message);
                    self.way = Way::Events(stream);
                    sent
                } else {
                    false
                }
            }
        };
        self.cancelled = !sent;
    }

    /// Whether somebody still waits for the answer.
    fn alive(&mut self) -> bool {
        if let (false, Way::Events(stream)) = (self.cancelled, &mut self.way) {
            self.cancelled = !stream.comment();
        }
        !self.poll()
    }

    /// Looks once more whether the client has cancelled what runs over stdio.
    fn poll(&mut self) -> bool {
        if let (Way::Stdio, false, Some(Request { id: Some(id), .. })) =
            (&self.way, self.cancelled, &self.request)
        {
            self.cancelled = self.stdio.cancels(id);
        } else if let (Way::Events(stream), false) = (&self.way, self.cancelled) {
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
        state.progress = None;
    }

    fn describe(request: Request) {
        let mut state = state();
        state.request = Some(request);
        state.poll();
    }

    fn send(message: Json) {
        state().send(message);
    }

    fn end(status: u16, answer: Option<Json>) {
        let mut state = state();
        let cancelled = state.poll();
        state.request = None;
        match (take(&mut state.way), answer) {
            (Way::Http(out, headers), answer) => respond(out, status, headers, answer.as_deref()),
            (Way::Events(mut stream), answer) => {
                if let Some(mut answer) = answer.filter(|_| !cancelled) {
                    message::on_one_line(&mut answer);
                    stream.event(&answer);
                }
                stream.finish();
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
        state().poll()
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
