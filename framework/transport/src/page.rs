//! Lists in pages. Inside the chain a list is whole; how it is cut is known here only, so it may
//! be cut anywhere, whichever component an entry came from.

use crate::envelope::doubled;
use crate::fault::{Fault, INVALID_PARAMS};
use alloc::string::String;
use json::{Object, Value, base64, push_i64};

/// `params.cursor`.
pub fn cursor(params: Value) -> Result<Option<Value>, Fault> {
    let [cursor] = params.pick(["cursor"]).map_err(|twice| doubled("params", twice))?;
    Ok(cursor)
}

/// The page of a list result that `cursor` points to: at most `size` entries of `member`; `None`
/// where that is the result as it is.
pub fn page(
    result: Value,
    member: &str,
    cursor: Option<Value>,
    size: usize,
) -> Result<Option<String>, Fault> {
    if size == 0 && cursor.is_none() && result.get("nextCursor").is_none() {
        return Ok(None);
    }
    let list = result.get(member).unwrap_or(Value::EMPTY);
    let start = match cursor {
        Some(cursor) => position(cursor, member).filter(|_| size > 0).ok_or_else(bad_cursor)?,
        None => 0,
    };
    let mut entries = list.elements();
    if start > 0 && entries.nth(start - 1).is_none() {
        return Err(bad_cursor());
    }
    let mut out = String::with_capacity(result.raw().len());
    let mut object = Object::new(&mut out);
    let mut array = json::Array::new(object.key(member));
    let mut left = if size == 0 { usize::MAX } else { size };
    let mut more = false;
    for entry in entries {
        if left == 0 {
            more = true;
            break;
        }
        array.element().push_str(entry.raw());
        left -= 1;
    }
    array.end();
    if more {
        object.string("nextCursor", &cursor_at(start + size, member));
    }
    object.splice(result, &[member, "nextCursor"]);
    object.end();
    Ok(Some(out))
}

fn bad_cursor() -> Fault {
    Fault::new(200, INVALID_PARAMS, &["params.cursor is not one of this list's"])
}

/// A cursor names its list, so that one list's is not taken for another's.
fn cursor_at(position: usize, member: &str) -> String {
    let mut plain = String::new();
    push_i64(&mut plain, position as i64);
    plain.push(' ');
    plain.push_str(member);
    let mut out = String::new();
    base64::push(&mut out, plain.as_bytes());
    out
}

fn position(cursor: Value, member: &str) -> Option<usize> {
    let plain = String::from_utf8(base64::decode(&cursor.string()?)?).ok()?;
    let (position, list) = plain.split_once(' ')?;
    if list != member {
        return None;
    }
    position.parse().ok().filter(|position| *position > 0)
}
