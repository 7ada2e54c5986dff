//! What legacy clients were sent, kept for those whose connection broke; and what they cancelled.
//!
//! A stream is one entry: whoever serves the request is the only one to write it, and whoever reads
//! it reads all of it at once. So it has to be small: when it has grown, the oldest messages go. The
//! last one, which is the answer, is never dropped for those before it.

use crate::host::Host;
use crate::keys::{hex, is_id, key, number, text};
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

/// How many streams a session keeps; the oldest go.
pub const STREAMS: usize = 16;
/// How many messages a stream keeps.
pub const MESSAGES: usize = 256;
/// How many bytes of messages a stream keeps, the last one not counted.
pub const BYTES: usize = 32 << 10;
/// The largest message that is kept.
pub const LARGEST: usize = 512 << 10;
/// After how many seconds without a word a stream is taken for one whose request came to no end: nobody
/// is left to say so where an instance traps or is ended.
pub const SILENT: u64 = 120;
/// After how many seconds a request that waits for its client says that it is still there.
const STALE: u64 = 30;
/// The longest JSON-RPC id of a request whose messages are kept.
const LONGEST_ID: usize = 256;
/// How many cancellations a session remembers.
const CANCELLATIONS: u32 = 64;
/// The bytes of randomness in a stream's name.
const RANDOM: usize = 8;

/// A stream that is being written.
pub struct Stream {
    session: String,
    name: String,
    /// The JSON-RPC id of the request that it is about.
    request: String,
    /// How many messages there were.
    sent: u64,
    /// The last of them.
    messages: VecDeque<String>,
    bytes: usize,
    /// When it was last written, in seconds since 1970.
    written: u64,
}

impl Stream {
    /// Begins a stream. Nothing is kept of it before its first message.
    pub fn begin(host: &mut impl Host, session: &str, request: &str) -> Result<Stream, String> {
        if request.len() > LONGEST_ID {
            return Err(String::new());
        }
        let name = hex(&host.random(RANDOM));
        register(host, session, &name)?;
        Ok(Stream {
            session: String::from(session),
            name,
            request: String::from(request),
            sent: 0,
            messages: VecDeque::new(),
            bytes: 0,
            written: 0,
        })
    }

    /// The id of the last event; before the first message, of the one that tells the id alone.
    pub fn id(&self) -> String {
        event(&self.name, self.sent)
    }

    /// Keeps a message, which has no line end in it. The last one ends the stream. No message, and not
    /// the last, says that the request is still there.
    pub fn keep(
        &mut self,
        host: &mut impl Host,
        message: Option<&str>,
        last: bool,
    ) -> Result<(), String> {
        let now = host.now();
        if message.is_none() && !last && now < self.written + STALE {
            return Ok(());
        }
        self.written = now;
        let entry = entry(&self.session, &self.name);
        if last {
            // Nobody would remove what is kept for a session that has ended meanwhile.
            if host.get(&key(&self.session, ""))?.is_none() {
                return host.delete(&entry);
            }
            // Others may have begun since, and it may have had to go.
            register(host, &self.session, &self.name)?;
        }
        if let Some(message) = message {
            self.sent += 1;
            let message = match message.len() <= LARGEST {
                true => String::from(message),
                false if last => too_large(&self.request),
                false => String::new(),
            };
            self.bytes += message.len();
            self.messages.push_back(message);
            while self.messages.len() > MESSAGES || self.bytes > BYTES && self.messages.len() > 1 {
                self.bytes -= self.messages.pop_front().map_or(0, |oldest| oldest.len());
            }
        }
        let mut held = number(self.sent - self.messages.len() as u64);
        held.push_str(if last { " ended " } else { " open " });
        held.push_str(&json::joined(&[&number(now), " ", &self.request]));
        for message in &self.messages {
            held.push('\n');
            held.push_str(message);
        }
        host.set(&entry, held.as_bytes())
    }
}

/// Notes that a session has a stream. The oldest go.
fn register(host: &mut impl Host, session: &str, name: &str) -> Result<(), String> {
    let index = key(session, ".e");
    let mut names = text(host.get(&index)?.unwrap_or_default())?;
    // Names are equally long.
    if names.as_bytes().chunks(name.len()).any(|known| known == name.as_bytes()) {
        return Ok(());
    }
    names.push_str(name);
    while names.len() > STREAMS * name.len() {
        let newer = names.split_off(name.len());
        host.delete(&entry(session, &names))?;
        names = newer;
    }
    host.set(&index, names.as_bytes())
}

/// What is said in place of an answer that is too large to be kept.
fn too_large(request: &str) -> String {
    error(request, "the answer was too large to be kept while the connection was broken")
}

fn error(request: &str, message: &str) -> String {
    json::joined(&[
        "{\"jsonrpc\":\"2.0\",\"id\":",
        request,
        ",\"error\":{\"code\":-32603,\"message\":\"",
        message,
        "\"}}",
    ])
}

/// What followed in a stream.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// Messages with the ids of their events.
    pub events: Vec<(String, String)>,
    /// Nothing comes after them.
    pub ended: bool,
}

/// What a stream of the session has after an event; `None` where there is no such event.
pub fn replay(
    host: &mut impl Host,
    session: &str,
    last: &str,
    patience: u32,
) -> Result<Option<Following>, String> {
    let Some((name, seen)) = parsed(last) else { return Ok(None) };
    if !is_id(session) {
        return Ok(None);
    }
    let entry = entry(session, name);
    let (mut left, mut nap) = (patience, 5);
    loop {
        let Some(held) = host.get(&entry)? else { return Ok(None) };
        let now = host.now();
        let Some(found) = following(&text(held)?, name, seen, now) else { return Ok(None) };
        if !found.events.is_empty() || found.ended || left == 0 {
            return Ok(Some(found));
        }
        let now = left.min(nap);
        host.sleep(now);
        left -= now;
        nap = (nap * 2).min(200);
    }
}

fn following(held: &str, name: &str, seen: u64, now: u64) -> Option<Following> {
    let mut lines = held.split('\n');
    let (before, rest) = lines.next()?.split_once(' ')?;
    let (state, rest) = rest.split_once(' ')?;
    let (written, request) = rest.split_once(' ')?;
    let [before, written] = [before, written].map(|n| n.parse::<u64>().unwrap_or(0));
    let mut found = Following { events: Vec::new(), ended: state == "ended" };
    let mut at = before;
    for message in lines {
        at += 1;
        // One that was too large to be kept is empty.
        if at > seen && !message.is_empty() {
            found.events.push((event(name, at), String::from(message)));
        }
    }
    if !found.ended && now >= written + SILENT {
        at += 1;
        if at > seen {
            found.events.push((event(name, at), error(request, "the call came to no end")));
        }
        found.ended = true;
    }
    (seen <= at).then_some(found)
}

fn event(name: &str, count: u64) -> String {
    json::joined(&[name, "-", &number(count)])
}

/// The stream and the number of an event. Only names that streams may have reach the store.
fn parsed(id: &str) -> Option<(&str, u64)> {
    let (name, count) = id.split_once('-')?;
    let named =
        name.len() == 2 * RANDOM && name.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    if named { Some((name, count.parse().ok()?)) } else { None }
}

fn entry(session: &str, name: &str) -> String {
    key(session, &json::joined(&[".e.", name]))
}

/// Removes what a session has of streams.
pub fn forget(host: &mut impl Host, session: &str) -> Result<(), String> {
    let index = key(session, ".e");
    let Some(names) = host.get(&index)? else { return Ok(()) };
    for name in names.chunks(2 * RANDOM) {
        host.delete(&entry(session, core::str::from_utf8(name).unwrap_or_default()))?;
    }
    host.delete(&index)
}

/// Remembers that the client has cancelled a request. Any id may be cancelled, of a request or not:
/// there are so many places, and what falls into a place that is taken goes there instead.
pub fn cancel(host: &mut impl Host, session: &str, request: &str) -> Result<(), String> {
    let now = number(host.now());
    host.set(&place(session, request), json::joined(&[&now, " ", request]).as_bytes())
}

/// Whether the client has cancelled a request, at a time when it was there: a client may use ids
/// again although it must not. With the session all its requests are cancelled.
pub fn is_cancelled(
    host: &mut impl Host,
    session: &str,
    request: &str,
    began: u64,
) -> Result<bool, String> {
    if host.get(&key(session, ""))?.is_none() {
        return Ok(true);
    }
    let held = text(host.get(&place(session, request))?.unwrap_or_default())?;
    Ok(held.split_once(' ').is_some_and(|(when, id)| {
        id == request && when.parse().is_ok_and(|when: u64| when >= began)
    }))
}

/// Where it is remembered (FNV-1a).
fn place(session: &str, request: &str) -> String {
    let hash = request
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    key(session, &json::joined(&[".c.", &number(u64::from(hash % CANCELLATIONS))]))
}
