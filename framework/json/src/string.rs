//! Strings in JSON: out of their quotes and into them.

use crate::check::plain;
use alloc::borrow::Cow;
use alloc::string::String;

/// Appends `s` as a JSON string.
pub fn push_string(out: &mut String, s: &str) {
    out.reserve(s.len() + 2);
    out.push('"');
    let b = s.as_bytes();
    let mut from = 0;
    loop {
        let at = plain(b, from);
        // `plain` stops at ASCII only, so both ends are character boundaries.
        out.push_str(s.get(from..at).unwrap_or_default());
        let Some(&c) = b.get(at) else { break };
        match c {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => {
                out.push_str("\\u00");
                out.push(if c < 16 { '0' } else { '1' });
                out.push(char::from_digit(u32::from(c & 15), 16).unwrap_or('0'));
            }
        }
        from = at + 1;
    }
    out.push('"');
}

/// The texts one after the other.
pub fn joined(parts: &[&str]) -> String {
    let mut out = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        out.push_str(part);
    }
    out
}

/// The characters of a checked JSON string, given without its quotes. An escaped half of a
/// surrogate pair that stands alone becomes U+FFFD.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    let Some((mut plain, mut rest)) = raw.split_once('\\') else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    loop {
        out.push_str(plain);
        let (c, length) = escaped(rest.as_bytes());
        out.push(c);
        rest = rest.get(length..).unwrap_or_default();
        match rest.split_once('\\') {
            Some(parts) => (plain, rest) = parts,
            None => break,
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that an escape stands for, and how long the escape is behind its backslash.
fn escaped(b: &[u8]) -> (char, usize) {
    let c = match b.first() {
        Some(b'b') => 8,
        Some(b'f') => 12,
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(b'u') => return unicode(b),
        Some(c) => *c,
        None => b'\\',
    };
    (char::from(c), 1)
}

/// `uXXXX`, or two of them that are a surrogate pair.
fn unicode(b: &[u8]) -> (char, usize) {
    let unit = hex(b);
    if unit >> 10 == 0xd800 >> 10 && b.get(5) == Some(&b'\\') && b.get(6) == Some(&b'u') {
        let low = hex(b.get(6..).unwrap_or_default());
        if low >> 10 == 0xdc00 >> 10 {
            let c = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
            return (char::from_u32(c).unwrap_or('\u{fffd}'), 11);
        }
    }
    (char::from_u32(unit).unwrap_or('\u{fffd}'), 5)
}

/// The value of the four hexadecimal digits behind a `u`.
fn hex(b: &[u8]) -> u32 {
    let digit = |c: &u8| char::from(*c).to_digit(16).unwrap_or(0);
    b.iter().skip(1).take(4).fold(0, |n, c| n << 4 | digit(c))
}
