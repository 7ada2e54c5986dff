//! A provider of one tool for each operation of wasi:keyvalue, and one that shows the environment. The
//! argument "words" is what something is done with, parted by commas; what came of it is text.

#[cfg(not(feature = "draft2"))]
mod bindings {
    wit_bindgen::generate!({ path: "../foreign/keyvalue/wit/draft", world: "guest" });
}
#[cfg(feature = "draft2")]
mod bindings {
    wit_bindgen::generate!({ path: "../foreign/keyvalue/wit/draft2", world: "guest" });
}
mod provider {
    use super::Component;
    wit_bindgen::generate!({ path: "../../wit/mcp/mcp.wit", world: "wasmcp:mcp/tools-component" });
    export!(Component);
}
use bindings::wasi::keyvalue::{atomics, batch, store};
use provider::exports::wasmcp::mcp::tools::{Error, Guest, Tool, ToolResult};
use provider::wasmcp::mcp::types::{Content, TextContent};

struct Component;

const TOOLS: [&str; 13] = [
    "get", "set", "delete", "exists", "keys", "cursor", "fill", "increment", "get-many", "set-many",
    "delete-many", "swap", "environment",
];

impl Guest for Component {
    fn list_tools() -> Result<Vec<Tool>, Error> {
        let tool = |name: &str| Tool {
            name: name.to_owned(),
            description: "Uses the store.".to_owned(),
            input_schema: r#"{"type":"object","properties":{"words":{"type":"string"}}}"#.to_owned(),
            output_schema: None,
            extra: None,
        };
        Ok(TOOLS.map(tool).into())
    }

    fn call_tool(name: String, arguments: String) -> Result<ToolResult, Error> {
        if !TOOLS.contains(&&*name) {
            return Err(Error::NotFound);
        }
        // Tests send neither quotes nor escapes.
        let (_, words) = arguments.split_once(r#""words""#).unwrap_or_default();
        let words = words.split('"').nth(1).unwrap_or_default();
        let words: Vec<&str> = words.split(',').collect();
        let text = operate(&name, &words).unwrap_or_else(|e| format!("error: {e:?}"));
        Ok(ToolResult {
            content: vec![Content::Text(TextContent { text, extra: None })],
            structured_content: None,
            is_error: false,
            extra: None,
        })
    }
}

/// The store that the host has: one of them calls it "default", one has only one and calls that by
/// nothing.
fn open() -> Result<store::Bucket, store::Error> {
    store::open("default").or_else(|_| store::open(""))
}

fn operate(what: &str, words: &[&str]) -> Result<String, store::Error> {
    if what == "environment" {
        let all: Vec<String> = std::env::vars().map(|(name, value)| format!("{name}={value}")).collect();
        return Ok(all.join(","));
    }
    let bucket = open()?;
    let shown = |v: Option<Vec<u8>>| v.map_or("none".to_owned(), |v| String::from_utf8_lossy(&v).into_owned());
    let owned = |keys: &[&str]| -> Vec<String> { keys.iter().map(|&k| k.to_owned()).collect() };
    let page = |cursor: Option<_>| {
        #[cfg(not(feature = "draft2"))]
        return bucket.list_keys(cursor);
        #[cfg(feature = "draft2")]
        return bucket.list_keys(cursor.as_deref());
    };
    Ok(match (what, words) {
        ("get", [key]) => shown(bucket.get(key)?),
        ("set", [key, value]) => bucket.set(key, value.as_bytes()).map(|()| "set".to_owned())?,
        ("delete", [key]) => bucket.delete(key).map(|()| "deleted".to_owned())?,
        ("exists", [key]) => bucket.exists(key)?.to_string(),
        ("keys", _) => {
            let (mut keys, mut cursor) = (Vec::new(), None);
            loop {
                let page = page(cursor)?;
                keys.extend(page.keys);
                cursor = page.cursor;
                if cursor.is_none() {
                    break format!("{} {}", keys.len(), keys.join(","));
                }
            }
        }
        ("cursor", _) => format!("{:?}", page(None)?.cursor),
        ("fill", [prefix, n]) => {
            for i in 0..n.parse::<u32>().unwrap() {
                bucket.set(&format!("{prefix}{i:06}"), b"")?;
            }
            "filled".to_owned()
        }
        ("increment", [key, delta]) => atomics::increment(&bucket, key, delta.parse().unwrap())?.to_string(),
        ("get-many", keys) => {
            let found = batch::get_many(&bucket, &owned(keys))?;
            let found: Vec<String> =
                found.into_iter().map(|f| f.map_or("none".to_owned(), |(k, v)| format!("{k}={}", shown(Some(v))))).collect();
            found.join(",")
        }
        ("set-many", words) => {
            let pairs: Vec<(String, Vec<u8>)> =
                words.chunks(2).map(|p| (p[0].to_owned(), p[1].as_bytes().to_vec())).collect();
            batch::set_many(&bucket, &pairs).map(|()| "set".to_owned())?
        }
        ("delete-many", keys) => batch::delete_many(&bucket, &owned(keys)).map(|()| "deleted".to_owned())?,
        #[cfg(feature = "draft2")]
        ("swap", [key, theirs, mine]) => {
            let cas = atomics::Cas::new(&bucket, key)?;
            let was = shown(cas.current()?);
            if !theirs.is_empty() {
                bucket.set(key, theirs.as_bytes())?; // somebody else comes between
            }
            match atomics::swap(cas, mine.as_bytes()) {
                Ok(()) => format!("swapped {was}"),
                Err(atomics::CasError::CasFailed(now)) => format!("changed to {}", shown(now.current()?)),
                Err(atomics::CasError::StoreError(e)) => return Err(e),
            }
        }
        _ => "unknown".to_owned(),
    })
}
