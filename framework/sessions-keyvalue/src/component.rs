//! The exports, over a store of the host.

use crate::sessions::{self, Host};
use alloc::string::String;
use alloc::vec::Vec;
use bindings::exports::wasmcp::mcp::session::{Error, Guest as Session};
use bindings::exports::wasmcp::mcp::sessions::Guest as Sessions;
use bindings::wasi::clocks::{monotonic_clock, wall_clock};
#[cfg(not(feature = "draft2"))]
use bindings::wasi::keyvalue0_2_0_draft::store;
#[cfg(feature = "draft2")]
use bindings::wasi::keyvalue0_2_0_draft2::store;
use bindings::wasi::random::random;
use bindings::wasmcp::mcp::context;

#[allow(missing_docs, unsafe_op_in_unsafe_fn, dead_code)]
mod bindings {
    #[cfg(target_family = "wasm")]
    use super::Component;
    #[cfg(not(feature = "draft2"))]
    wit_bindgen::generate!({
        path: "../../wit/mcp",
        world: "wasmcp:mcp/sessions-keyvalue-component",
        runtime_path: "heap::rt",
        disable_run_ctors_once_workaround: true,
        generate_all,
    });
    #[cfg(feature = "draft2")]
    wit_bindgen::generate!({
        path: "../../wit/mcp",
        world: "wasmcp:mcp/sessions-keyvalue-draft2-component",
        runtime_path: "heap::rt",
        disable_run_ctors_once_workaround: true,
        generate_all,
    });
    #[cfg(target_family = "wasm")]
    export!(Component);
}

struct Component;

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

    fn now(&mut self) -> u64 {
        wall_clock::now().seconds
    }

    fn random(&mut self, count: usize) -> Vec<u8> {
        random::get_random_bytes(count as u64)
    }

    fn sleep(&mut self, milliseconds: u32) {
        monotonic_clock::subscribe_duration(u64::from(milliseconds) * 1_000_000).block();
    }
}

impl Sessions for Component {
    fn create(value: String) -> Result<Option<String>, String> {
        sessions::create(&mut open()?, &value).map(Some)
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
}

/// The session of the request that is open, and the store.
fn current() -> Result<(String, Store), Error> {
    let id = context::session_id().ok_or(Error::NoSession)?;
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
