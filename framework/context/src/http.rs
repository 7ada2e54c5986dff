//! The response of an HTTP request.

use crate::bindings::wasi::http::types::{
    Fields, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use crate::bindings::wasi::io::streams::OutputStream;
use alloc::string::String;
use alloc::vec::Vec;

type Headers = Vec<(String, String)>;

/// A response on its way.
pub struct Stream {
    output: OutputStream,
    body: OutgoingBody,
}

impl Stream {
    /// Sends the head of a response that server-sent events follow.
    pub fn open(out: ResponseOutparam, headers: Headers) -> Option<Stream> {
        let own = [
            ("content-type", "text/event-stream"),
            ("cache-control", "no-cache, no-transform"),
            ("x-accel-buffering", "no"),
        ];
        open(out, 200, headers, &own)
    }

    /// Sends one event; false once nobody reads any more. `message` has no line end in it, and
    /// `before` is what goes before its data.
    pub fn event(&mut self, before: &str, message: &str) -> bool {
        // A small event is one write to the host, a large one is not copied.
        let sent = if message.len() < 65536 {
            write(&self.output, json::joined(&[before, "data: ", message, "\n\n"]).as_bytes())
        } else {
            write(&self.output, before.as_bytes())
                && write(&self.output, b"data: ")
                && write(&self.output, message.as_bytes())
                && write(&self.output, b"\n\n")
        };
        sent && self.output.flush().is_ok()
    }

    /// Whether nobody reads any more, as far as the host knows without a write.
    pub fn is_closed(&self) -> bool {
        self.output.check_write().is_err()
    }

    /// Sends a comment, which clients ignore; false once nobody reads any more.
    pub fn comment(&mut self) -> bool {
        self.raw(":\n\n")
    }

    /// Sends lines as they are; false once nobody reads any more.
    pub fn raw(&mut self, lines: &str) -> bool {
        write(&self.output, lines.as_bytes()) && self.output.flush().is_ok()
    }

    /// Ends the response.
    pub fn finish(self) {
        // The stream is the body's child and has to go first.
        drop(self.output);
        // A client that has gone is no news.
        let _ = OutgoingBody::finish(self.body, None);
    }
}

/// Sends a whole response.
pub fn respond(out: ResponseOutparam, status: u16, headers: Headers, answer: Option<&str>) {
    let mut length = String::new();
    json::push_i64(&mut length, answer.map_or(0, str::len) as i64);
    let own = [("content-length", &*length), ("content-type", "application/json")];
    // No content has no type, and 204 has no length either.
    let own = match (answer, status) {
        (Some(_), _) => &own[..],
        (None, 204) => &own[..0],
        (None, _) => &own[..1],
    };
    if let Some(stream) = open(out, status, headers, own) {
        if let Some(answer) = answer {
            write(&stream.output, answer.as_bytes());
        }
        stream.finish();
    }
}

fn open(
    out: ResponseOutparam,
    status: u16,
    headers: Headers,
    own: &[(&str, &str)],
) -> Option<Stream> {
    let given = headers.into_iter().map(|(name, value)| (name, value.into_bytes()));
    let own = own.iter().map(|(name, value)| (String::from(*name), value.as_bytes().to_vec()));
    let entries: Vec<_> = given.chain(own).collect();
    let response =
        OutgoingResponse::new(Fields::from_list(&entries).unwrap_or_else(|_| Fields::new()));
    if status != 200 {
        // Statuses are the transport's own, all of them valid.
        let _ = response.set_status_code(status);
    }
    let body = response.body().ok();
    ResponseOutparam::set(out, Ok(response));
    let body = body?;
    let output = body.write().ok()?;
    Some(Stream { output, body })
}

/// Writes everything, as much at a time as the host takes; false once it takes no more.
pub fn write(output: &OutputStream, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        match output.check_write() {
            Ok(0) => output.subscribe().block(),
            Ok(room) => {
                let (now, later) = bytes.split_at(bytes.len().min(room as usize));
                if output.write(now).is_err() {
                    return false;
                }
                bytes = later;
            }
            Err(_) => return false,
        }
    }
    true
}
