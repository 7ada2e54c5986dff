//! Text that a client keeps for the server and cannot read or change.
//!
//! The text is encrypted and authenticated with one secret, by the general construction of a
//! synthetic initialisation vector: the tag over everything is also the nonce of the cipher. That
//! needs no random numbers, and two texts never share a nonce unless they are the same text.

use alloc::string::String;
use alloc::vec::Vec;
use chacha20::XChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use hmac::{Hmac, KeyInit, Mac};
use json::base64;
use sha2::Sha256;

/// The bytes of the tag, which are those of the cipher's nonce.
const TAG: usize = 24;
/// The bytes of the time in front of the text.
const TIME: usize = 8;

/// Seals `text`, which can be opened until the time `until`, with the same secret and for the same
/// purpose. `purpose` may be any bytes.
pub fn seal(secret: &str, purpose: &[u8], until: u64, text: &str) -> String {
    let mut held = Vec::with_capacity(TAG + TIME + text.len());
    held.extend_from_slice(&[0; TAG]);
    held.extend_from_slice(&until.to_le_bytes());
    held.extend_from_slice(text.as_bytes());
    let (front, body) = held.split_at_mut(TAG);
    let mut tag = [0; TAG];
    for (to, from) in tag.iter_mut().zip(code(secret, purpose, body).finalize().into_bytes()) {
        *to = from;
    }
    front.copy_from_slice(&tag);
    encrypt(secret, &tag, body);
    let mut out = String::new();
    base64::push(&mut out, &held);
    out
}

/// Opens what was sealed; `None` where it was not sealed so, or the time is over.
pub fn open(secret: &str, purpose: &[u8], now: u64, sealed: &str) -> Option<String> {
    let mut held = base64::decode(sealed)?;
    let (front, body) = held.split_at_mut_checked(TAG)?;
    let tag: [u8; TAG] = (&*front).try_into().ok()?;
    // With a cipher of this kind, to encrypt twice is to decrypt.
    encrypt(secret, &tag, body);
    code(secret, purpose, body).verify_truncated_left(&tag).ok()?;
    let (time, text) = body.split_at_checked(TIME)?;
    if u64::from_le_bytes(time.try_into().ok()?) <= now {
        return None;
    }
    String::from_utf8(text.to_vec()).ok()
}

/// A key for one use of the secret.
fn key(secret: &str, of: &[u8]) -> [u8; 32] {
    let mut code = keyed(secret.as_bytes());
    code.update(of);
    code.finalize().into_bytes().into()
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    match Hmac::new_from_slice(key) {
        Ok(code) => code,
        Err(_) => unreachable!("HMAC takes keys of any length"),
    }
}

/// The authentication code of all that is sealed.
fn code(secret: &str, purpose: &[u8], body: &[u8]) -> Hmac<Sha256> {
    let mut code = keyed(&key(secret, b"authenticate"));
    code.update(&(purpose.len() as u64).to_le_bytes());
    code.update(purpose);
    code.update(body);
    code
}

fn encrypt(secret: &str, nonce: &[u8; TAG], body: &mut [u8]) {
    let key = key(secret, b"encrypt");
    XChaCha20::new(&key.into(), nonce.into()).apply_keystream(body);
}
