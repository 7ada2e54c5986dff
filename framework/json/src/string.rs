//! Strings in JSON: out of their quotes and into them.

use crate::check::{backslash, plain};
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

/// Puts U+FFFD in the place of every escaped half of a surrogate pair that stands alone in a JSON
/// text: there are readers that refuse it, and some that fail with it.
pub fn mend(text: &mut [u8]) {
    const HIGH: u32 = 0xd800 >> 10;
    const LOW: u32 = 0xdc00 >> 10;
    let mut at = 0;
    loop {
        at = backslash(text, at);
        let Some(rest) = text.get(at + 1..) else { return };
        if rest.first() != Some(&b'u') {
            at += 2;
            continue;
        }
        // What is no escape stays none.
        let kind = |b: &[u8]| {
            let digits = b.get(1..5).is_some_and(|b| b.iter().all(u8::is_ascii_hexdigit));
            if digits { hex(b) >> 10 } else { 0 }
        };
        let own = kind(rest);
        let follows = |rest: &[u8]| rest.starts_with(b"\\u") && kind(&rest[1..]) == LOW;
        if own == HIGH && rest.get(5..).is_some_and(follows) {
            at += 12;
            continue;
        }
        if let (HIGH | LOW, Some(digits)) = (own, text.get_mut(at + 2..at + 6)) {
            digits.copy_from_slice(b"fffd");
            at += 6;
            continue;
        }
        at += 2;
    }
}

/// Does what [`mend`] does to a text.
pub fn mend_text(text: &mut str) {
    // SAFETY: ASCII characters take the place of as many others.
    mend(unsafe { text.as_bytes_mut() });
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
