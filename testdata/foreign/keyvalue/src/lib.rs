//! A server that keeps what it is told in wasi:keyvalue: each path is an operation, and its query what
//! that is done with, parted by commas. It also counts the requests that its own memory has seen.

use std::sync::atomic::{AtomicU32, Ordering};

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam};

#[cfg(not(feature = "draft2"))]
mod bindings {
    wit_bindgen::generate!({ path: "wit/draft", world: "guest" });
}
#[cfg(feature = "draft2")]
mod bindings {
    wit_bindgen::generate!({ path: "wit/draft2", world: "guest" });
}
use bindings::wasi::keyvalue::{atomics, batch, store};

struct Server;
wasip2::http::proxy::export!(Server);

static SERVED: AtomicU32 = AtomicU32::new(0);

impl Guest for Server {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let served = SERVED.fetch_add(1, Ordering::Relaxed) + 1;
        let path = request.path_with_query().unwrap_or_default();
        let (what, query) = path[1..].split_once('?').unwrap_or((&path[1..], ""));
        let words: Vec<&str> = query.split(',').collect();
        let text = match what {
            "served" => served.to_string(),
            _ => operate(what, &words).unwrap_or_else(|e| format!("error: {e:?}")),
        };
        answer(out, &text);
    }
}

fn operate(what: &str, words: &[&str]) -> Result<String, store::Error> {
    let bucket = store::open("")?;
    let shown = |v: Option<Vec<u8>>| v.map_or("none".to_owned(), |v| String::from_utf8_lossy(&v).into_owned());
    Ok(match (what, words) {
        ("get", [key]) => shown(bucket.get(key)?),
        ("set", [key, value]) => bucket.set(key, value.as_bytes()).map(|()| "set".to_owned())?,
        ("delete", [key]) => bucket.delete(key).map(|()| "deleted".to_owned())?,
        ("exists", [key]) => bucket.exists(key)?.to_string(),
        ("keys", _) => {
            let (mut keys, mut cursor) = (Vec::new(), None);
            loop {
                #[cfg(not(feature = "draft2"))]
                let page = bucket.list_keys(cursor)?;
                #[cfg(feature = "draft2")]
                let page = bucket.list_keys(cursor.as_deref())?;
                keys.extend(page.keys);
                cursor = page.cursor;
                if cursor.is_none() {
                    break format!("{} {}", keys.len(), keys.join(","));
                }
            }
        }
        ("fill", [n]) => {
            for i in 0..n.parse::<u32>().unwrap() {
                bucket.set(&format!("{i:06}"), b"")?;
            }
            "filled".to_owned()
        }
        ("increment", [key, delta]) => atomics::increment(&bucket, key, delta.parse().unwrap())?.to_string(),
        ("get-many", keys) => {
            let keys: Vec<String> = keys.iter().map(|&k| k.to_owned()).collect();
            let found = batch::get_many(&bucket, &keys)?;
            let found: Vec<String> = found.into_iter().map(|f| shown(f.map(|(_, v)| v))).collect();
            found.join(",")
        }
        ("set-many", words) => {
            let pairs: Vec<(String, Vec<u8>)> =
                words.chunks(2).map(|p| (p[0].to_owned(), p[1].as_bytes().to_vec())).collect();
            batch::set_many(&bucket, &pairs).map(|()| "set".to_owned())?
        }
        ("delete-many", keys) => {
            let keys: Vec<String> = keys.iter().map(|&k| k.to_owned()).collect();
            batch::delete_many(&bucket, &keys).map(|()| "deleted".to_owned())?
        }
        #[cfg(feature = "draft2")]
        ("swap", [key, theirs, mine]) => {
            let cas = atomics::Cas::new(&bucket, key)?;
            if !theirs.is_empty() {
                bucket.set(key, theirs.as_bytes())?; // somebody else comes between
            }
            match atomics::swap(cas, mine.as_bytes()) {
                Ok(()) => "swapped".to_owned(),
                Err(atomics::CasError::CasFailed(now)) => format!("changed to {}", shown(now.current()?)),
                Err(atomics::CasError::StoreError(e)) => return Err(e),
            }
        }
        _ => "unknown".to_owned(),
    })
}

fn answer(out: ResponseOutparam, text: &str) {
    let response = OutgoingResponse::new(Fields::new());
    let body = response.body().unwrap();
    ResponseOutparam::set(out, Ok(response));
    let stream = body.write().unwrap();
    for block in text.as_bytes().chunks(4096) {
        stream.blocking_write_and_flush(block).unwrap();
    }
    drop(stream);
    OutgoingBody::finish(body, None).unwrap();
}
