//! The names of entries, and the texts in them.

use alloc::string::String;
use alloc::vec::Vec;
use json::push_i64;

/// What the keys of sessions begin with.
pub const PREFIX: &str = "mcp-session.";
/// The bytes of randomness in an id.
pub const RANDOM: usize = 16;

/// Whether a text could be an id: what a client sends must not reach other keys.
pub fn is_id(text: &str) -> bool {
    text.len() == 2 * RANDOM && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
}

/// The key of what a session has under `rest`.
pub fn key(id: &str, rest: &str) -> String {
    json::joined(&[PREFIX, id, rest])
}

/// The bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    out
}

/// The number in decimal digits.
pub fn number(n: u64) -> String {
    let mut out = String::new();
    push_i64(&mut out, n as i64);
    out
}

/// An entry that is a text.
pub fn text(held: Vec<u8>) -> Result<String, String> {
    String::from_utf8(held).map_err(|_| String::from("an entry is not UTF-8"))
}
