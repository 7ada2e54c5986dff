//! What is done with the store.

use crate::host::Host;
use crate::keys::{PREFIX, RANDOM, hex, is_id, key, number, text};
use crate::streams;
use alloc::string::String;
use alloc::vec::Vec;
use json::{Array, Value, push_i64, push_string};

/// How long a session lives that is not used, in seconds.
pub const LIFETIME: u64 = 24 * 3600;
/// How old a note of the last use may be before it is written again.
const STALE: u64 = 60;
/// How many sessions there may be that are nobody's in particular.
pub const ANONYMOUS: u16 = 4096;
/// Of how many sessions the one goes that was not used for longest.
const COMPARED: usize = 4;
/// Where the store has which anonymous sessions there are.
const PLACES: &str = "mcp-sessions.";
/// The longest name of an entry, in bytes.
const LONGEST: usize = 120;

/// Starts a session.
pub fn create(host: &mut impl Host, value: &str, anonymous: bool) -> Result<String, String> {
    let mut random = host.random(RANDOM + 1);
    // Now and then somebody has to look for what was left behind.
    if random.pop().is_some_and(|n| n.is_multiple_of(16)) {
        sweep(host)?;
    }
    let id = hex(&random);
    if anonymous {
        settle(host, &id)?;
    }
    let until = host.now() + LIFETIME;
    host.set(&key(&id, ".t"), number(until).as_bytes())?;
    host.set(&key(&id, ""), value.as_bytes())?;
    Ok(id)
}

/// Gives an anonymous session a place. Places are drawn by lot: an empty one, or that of the session
/// which expires first among a few. So their number is bounded, and nobody has to count.
fn settle(host: &mut impl Host, id: &str) -> Result<(), String> {
    let now = host.now();
    let mut oldest: Option<(u64, String, String)> = None;
    for lot in host.random(2 * COMPARED).chunks_exact(2) {
        let lot =
            u64::from(lot.iter().fold(0, |lot, byte| lot << 8 | u16::from(*byte)) % ANONYMOUS);
        let place = json::joined(&[PLACES, &number(lot)]);
        let holder = text(host.get(&place)?.unwrap_or_default())?;
        let until = if is_id(&holder) { expiry(host, &holder)? } else { 0 };
        let older = oldest.as_ref().is_none_or(|(oldest, _, _)| until < *oldest);
        if older {
            oldest = Some((until, place, holder));
        }
        if until <= now {
            break;
        }
    }
    let Some((_, place, holder)) = oldest else { return Ok(()) };
    end(host, &holder)?;
    host.set(&place, id.as_bytes())
}

/// What a session holds. The session lives on from now.
pub fn get(host: &mut impl Host, id: &str) -> Result<Option<String>, String> {
    if !is_id(id) {
        return Ok(None);
    }
    let Some(value) = host.get(&key(id, ""))? else { return Ok(None) };
    let now = host.now();
    let until = expiry(host, id)?;
    if until <= now {
        end(host, id)?;
        return Ok(None);
    }
    if until < now + LIFETIME - STALE {
        host.set(&key(id, ".t"), number(now + LIFETIME).as_bytes())?;
    }
    text(value).map(Some)
}

/// Replaces what a session holds.
pub fn set(host: &mut impl Host, id: &str, value: &str) -> Result<(), String> {
    let entry = key(id, "");
    // One that has been ended stays so.
    if is_id(id) && host.get(&entry)?.is_some() {
        host.set(&entry, value.as_bytes())?;
    }
    Ok(())
}

/// Ends a session.
pub fn end(host: &mut impl Host, id: &str) -> Result<(), String> {
    if !is_id(id) {
        return Ok(());
    }
    host.delete(&key(id, ""))?;
    host.delete(&key(id, ".t"))?;
    for name in names(host, id)? {
        host.delete(&kept(id, &name))?;
    }
    host.delete(&key(id, ".k"))?;
    streams::forget(host, id)
}

/// Waits for the answer to `request` from now on.
pub fn expect(host: &mut impl Host, id: &str, request: &str) -> Result<(), String> {
    host.set(&answer(id, request)?, b"")
}

/// Leaves an answer; false where nobody waits for it.
pub fn put(host: &mut impl Host, id: &str, request: &str, given: &str) -> Result<bool, String> {
    let Ok(entry) = answer(id, request) else { return Ok(false) };
    if !is_id(id) || host.get(&entry)?.is_none_or(|held| !held.is_empty()) {
        return Ok(false);
    }
    host.set(&entry, given.as_bytes())?;
    Ok(true)
}

/// Takes an answer out, after waiting for at most `patience` milliseconds.
pub fn take(
    host: &mut impl Host,
    id: &str,
    request: &str,
    patience: u32,
) -> Result<Option<String>, String> {
    let entry = answer(id, request)?;
    let (mut left, mut nap) = (patience, 5);
    loop {
        match host.get(&entry)? {
            Some(held) if !held.is_empty() => {
                host.delete(&entry)?;
                return text(held).map(Some);
            }
            _ if left == 0 => return Ok(None),
            _ => {}
        }
        let now = left.min(nap);
        host.sleep(now);
        left -= now;
        nap = (nap * 2).min(200);
    }
}

/// Waits no more for an answer.
pub fn forget(host: &mut impl Host, id: &str, request: &str) -> Result<(), String> {
    host.delete(&answer(id, request)?)
}

/// What components keep under a name.
pub fn state(host: &mut impl Host, id: &str, name: &str) -> Result<Option<String>, String> {
    match host.get(&kept(id, name))? {
        Some(held) => text(held).map(Some),
        None => Ok(None),
    }
}

/// Keeps something under a name.
pub fn set_state(host: &mut impl Host, id: &str, name: &str, value: &str) -> Result<(), String> {
    if name.len() > LONGEST {
        return Err(too_long(name));
    }
    let entry = kept(id, name);
    if host.get(&entry)?.is_none() {
        let mut all = names(host, id)?;
        if !all.iter().any(|known| known == name) {
            all.push(String::from(name));
            set_names(host, id, &all)?;
        }
    }
    host.set(&entry, value.as_bytes())
}

/// Keeps nothing under a name any more.
pub fn remove_state(host: &mut impl Host, id: &str, name: &str) -> Result<(), String> {
    host.delete(&kept(id, name))?;
    let mut all = names(host, id)?;
    let before = all.len();
    all.retain(|known| known != name);
    if all.len() < before { set_names(host, id, &all) } else { Ok(()) }
}

/// How many lists of keys are gone through at once.
const LISTS: usize = 8;

/// Removes what belongs to sessions that have ended or expired.
fn sweep(host: &mut impl Host) -> Result<(), String> {
    let now = host.now();
    let mut cursor = None;
    // Most keys of one session stand together.
    let mut last = (String::new(), false);
    for _ in 0..LISTS {
        let (keys, next) = host.keys(cursor)?;
        for key in keys {
            let Some(rest) = key.strip_prefix(PREFIX) else { continue };
            let Some(id) = rest.get(..2 * RANDOM).filter(|id| is_id(id)) else { continue };
            if last.0 != id {
                last = (String::from(id), expiry(host, id)? > now);
            }
            if !last.1 {
                host.delete(&key)?;
            }
        }
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(())
}

/// When a session expires; long ago where that is not known.
fn expiry(host: &mut impl Host, id: &str) -> Result<u64, String> {
    let held = host.get(&key(id, ".t"))?.unwrap_or_default();
    Ok(core::str::from_utf8(&held).ok().and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn names(host: &mut impl Host, id: &str) -> Result<Vec<String>, String> {
    let held = host.get(&key(id, ".k"))?.unwrap_or_default();
    let text = core::str::from_utf8(&held).unwrap_or_default();
    let Ok(list) = Value::parse(text) else { return Ok(Vec::new()) };
    Ok(list.elements().filter_map(|name| Some(name.string()?.into_owned())).collect())
}

fn set_names(host: &mut impl Host, id: &str, names: &[String]) -> Result<(), String> {
    let mut out = String::new();
    let mut array = Array::new(&mut out);
    for name in names {
        push_string(array.element(), name);
    }
    array.end();
    host.set(&key(id, ".k"), out.as_bytes())
}

/// Names may have any characters, keys may not.
fn kept(id: &str, name: &str) -> String {
    json::joined(&[PREFIX, id, ".s.", &hex(name.as_bytes())])
}

fn answer(id: &str, request: &str) -> Result<String, String> {
    if request.len() > LONGEST {
        return Err(too_long(request));
    }
    Ok(json::joined(&[PREFIX, id, ".a.", &hex(request.as_bytes())]))
}

fn too_long(name: &str) -> String {
    let mut out = String::from("a name of ");
    push_i64(&mut out, name.len() as i64);
    out.push_str(" bytes, at most ");
    push_i64(&mut out, LONGEST as i64);
    out
}
