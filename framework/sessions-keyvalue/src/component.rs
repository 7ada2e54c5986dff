//! The exports, over a store of the host.

use crate::bindings;
use crate::host::Host;
use crate::sessions;
use crate::streams;
use alloc::string::String;
use alloc::vec::Vec;
use bindings::exports::wasmcp::mcp::session::{Error, Guest as Session};
use bindings::exports::wasmcp::mcp::sessions::{Event, Following, Guest as Sessions};
use bindings::exports::wasmcp::mcp::streams::Guest as Streams;
use bindings::wasi::clocks::{monotonic_clock, wall_clock};
#[cfg(not(feature = "draft2"))]
use bindings::wasi::keyvalue0_2_0_draft::store;
#[cfg(feature = "draft2")]
use bindings::wasi::keyvalue0_2_0_draft2::store;
use bindings::wasi::random::random;
use core::cell::{RefCell, RefMut};

struct Component;

#[cfg(target_family = "wasm")]
bindings::export!(Component with_types_in bindings);

/// The names of the store, the first that the host has: most have a default one, and one host
/// calls its only store by an empty name.
const NAMES: [&str; 2] = ["default", ""];

struct Store(store::Bucket);

fn open() -> Result<Store, String> {
    let mut error = String::new();
    for name in NAMES {
        match store::open(name) {
            Ok(bucket) => return Ok(Store(bucket)),
            Err(found) => error = text(found),
        }
    }
    Err(error)
}

fn text(error: store::Error) -> String {
    match error {
        store::Error::NoSuchStore => String::from("the host has no store named default"),
        store::Error::AccessDenied => String::from("the host denies access to its store"),
        store::Error::Other(text) => text,
    }
}

fn moment() -> u64 {
    let now = wall_clock::now();
    now.seconds * 1000 + u64::from(now.nanoseconds / 1_000_000)
}

impl Host for Store {
    #[cfg(not(feature = "draft2"))]
    type Cursor = u64;
    #[cfg(feature = "draft2")]
    type Cursor = String;

    fn get(&mut self, key: &str) -> Result<Option<Vec<u8>>, String> {
        self.0.get(key).map_err(text)
    }

    fn set(&mut self, key: &str, value: &[u8]) -> Result<(), String> {
        self.0.set(key, value).map_err(text)
    }

    fn delete(&mut self, key: &str) -> Result<(), String> {
        self.0.delete(key).map_err(text)
    }

    fn keys(
        &mut self,
        cursor: Option<Self::Cursor>,
    ) -> Result<(Vec<String>, Option<Self::Cursor>), String> {
        #[cfg(feature = "draft2")]
        let cursor = cursor.as_deref();
        let found = self.0.list_keys(cursor).map_err(text)?;
        Ok((found.keys, found.cursor))
    }

    fn moment(&mut self) -> u64 {
        moment()
    }

    fn random(&mut self, count: usize) -> Vec<u8> {
        random::get_random_bytes(count as u64)
    }

    fn sleep(&mut self, milliseconds: u32) {
        monotonic_clock::subscribe_duration(u64::from(milliseconds) * 1_000_000).block();
    }
}

impl Sessions for Component {
    fn kept() -> bool {
        true
    }

    fn create(value: String, anonymous: bool) -> Result<Option<String>, String> {
        sessions::create(&mut open()?, &value, anonymous).map(Some)
    }

    fn get(id: String) -> Result<Option<String>, String> {
        sessions::get(&mut open()?, &id)
    }

    fn set(id: String, value: String) -> Result<(), String> {
        sessions::set(&mut open()?, &id, &value)
    }

    fn end(id: String) -> Result<(), String> {
        sessions::end(&mut open()?, &id)
    }

    fn expect_answer(id: String, request: String) -> Result<(), String> {
        sessions::expect(&mut open()?, &id, &request)
    }

    fn put_answer(id: String, request: String, answer: String) -> Result<bool, String> {
        sessions::put(&mut open()?, &id, &request, &answer)
    }

    fn take_answer(id: String, request: String, patience: u32) -> Result<Option<String>, String> {
        sessions::take(&mut open()?, &id, &request, patience)
    }

    fn forget_answer(id: String, request: String) -> Result<(), String> {
        sessions::forget(&mut open()?, &id, &request)
    }

    fn cancel(id: String, request: String) -> Result<(), String> {
        streams::cancel(&mut open()?, &id, &request)
    }

    fn replay(id: String, last: String, patience: u32) -> Result<Option<Following>, String> {
        let found = streams::replay(&mut open()?, &id, &last, patience)?;
        Ok(found.map(|found| Following {
            events: found.events.into_iter().map(|(id, message)| Event { id, message }).collect(),
            ended: found.ended,
        }))
    }
}

/// The request that is open.
struct State {
    session: Option<String>,
    /// When it was opened, in seconds since 1970.
    began: u64,
    stream: Option<streams::Stream>,
    /// When it was last found not to be cancelled, in milliseconds since 1970.
    looked: u64,
}

struct Global(RefCell<State>);

// SAFETY: a component's instance has one thread.
unsafe impl Sync for Global {}

static STATE: Global =
    Global(RefCell::new(State { session: None, began: 0, stream: None, looked: 0 }));

fn state() -> RefMut<'static, State> {
    STATE.0.borrow_mut()
}

/// How long a request that was not cancelled is taken for such, in milliseconds: some ask in loops.
const FRESH: u64 = 50;

impl Streams for Component {
    fn enter(session: Option<String>) {
        let began = wall_clock::now().seconds;
        *state() = State { session, began, stream: None, looked: 0 };
    }

    fn begin(request: String) -> Option<String> {
        let mut state = state();
        let session = state.session.as_deref()?;
        state.stream = streams::Stream::begin(&mut open().ok()?, session, &request).ok();
        state.stream.as_ref().map(streams::Stream::id)
    }

    fn keep(message: Option<String>, last: bool) -> Option<String> {
        let mut state = state();
        let stream = state.stream.as_mut()?;
        let kept = open().and_then(|mut store| stream.keep(&mut store, message.as_deref(), last));
        if kept.is_err() {
            // Who goes on with it later would wait for what is not there.
            state.stream = None;
            return None;
        }
        Some(stream.id())
    }

    fn is_cancelled(request: String) -> bool {
        let mut state = state();
        let Some(session) = &state.session else { return false };
        let now = moment();
        if now.saturating_sub(state.looked) < FRESH {
            return false;
        }
        let cancelled = open().and_then(|mut store| {
            streams::is_cancelled(&mut store, session, &request, state.began)
        });
        state.looked = now;
        cancelled.unwrap_or(false)
    }
}

/// The session of the request that is open, and the store.
fn current() -> Result<(String, Store), Error> {
    let id = state().session.clone().ok_or(Error::NoSession)?;
    Ok((id, open().map_err(Error::Store)?))
}

impl Session for Component {
    fn get(key: String) -> Result<Option<String>, Error> {
        let (id, mut store) = current()?;
        sessions::state(&mut store, &id, &key).map_err(Error::Store)
    }

    fn set(key: String, value: String) -> Result<(), Error> {
        let (id, mut store) = current()?;
        json::Value::parse(&value).map_err(|_| Error::NotJson)?;
        sessions::set_state(&mut store, &id, &key, &value).map_err(Error::Store)
    }

    fn remove(key: String) -> Result<(), Error> {
        let (id, mut store) = current()?;
        sessions::remove_state(&mut store, &id, &key).map_err(Error::Store)
    }
}
