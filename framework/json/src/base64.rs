//! Base64 (RFC 4648 §4, padded), the form in which JSON carries bytes.

use alloc::string::String;
use alloc::vec::Vec;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Appends `bytes` in base64.
pub fn push(out: &mut String, bytes: &[u8]) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    let digit = |n: u32| char::from(ALPHABET[(n & 63) as usize]);
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let n = at(0) << 16 | at(1) << 8 | at(2);
        out.push(digit(n >> 18));
        out.push(digit(n >> 12));
        out.push(if three.len() > 1 { digit(n >> 6) } else { '=' });
        out.push(if three.len() > 2 { digit(n) } else { '=' });
    }
}

/// The bytes of a padded base64 text; `None` for a wrong length, padding or digit, and where the
/// bits that stand for nothing are not zero.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let b = text.as_bytes();
    if !b.len().is_multiple_of(4) {
        return None;
    }
    let padding = b.iter().rev().take(2).take_while(|&&c| c == b'=').count();
    let mut out = Vec::with_capacity(b.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for &c in &b[..b.len() - padding] {
        let digit = ALPHABET.iter().position(|&a| a == c)? as u32;
        bits = bits << 6 | digit;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    (bits == 0).then_some(out)
}
