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

/// The characters of a checked JSON string, given without its quotes. An escaped half of a
/// surrogate pair that stands alone becomes U+FFFD.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.as_bytes().contains(&b'\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(|c| c == b'\\') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let escape = rest.as_bytes().get(at + 1).copied().unwrap_or(b'\\');
        rest = rest.get(at + 2..).unwrap_or_default();
        match escape {
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'n' => out.push('\n'),
            b'r' => out.push('\r'),
            b't' => out.push('\t'),
            b'u' => {
                let mut unit = hex(rest);
                rest = rest.get(4..).unwrap_or_default();
                if (0xd800..0xdc00).contains(&unit) && rest.starts_with("\\u") {
                    let low = hex(rest.get(2..).unwrap_or_default());
                    if (0xdc00..0xe000).contains(&low) {
                        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                        rest = rest.get(6..).unwrap_or_default();
                    }
                }
                out.push(char::from_u32(unit).unwrap_or('\u{fffd}'));
            }
            c => out.push(char::from(c)),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn hex(s: &str) -> u32 {
    s.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0xfffd)
}
