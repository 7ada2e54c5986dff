//! What clients keep for the server.

use transport::seal::{open, seal};

#[test]
fn only_the_same_secret_opens_it_for_the_same_purpose_in_time() {
    let sealed = seal("secret", b"call", 100, "what the tool remembers");
    assert_eq!(open("secret", b"call", 99, &sealed).as_deref(), Some("what the tool remembers"));
    assert_eq!(open("secret", b"call", 100, &sealed), None);
    assert_eq!(open("other", b"call", 99, &sealed), None);
    assert_eq!(open("secret", b"calls", 99, &sealed), None);
    assert_eq!(open("secret", b"", 99, &sealed), None);
}

#[test]
fn no_change_goes_unnoticed() {
    let sealed = seal("secret", b"call", 100, "x");
    for at in 0..sealed.len() {
        for c in ["A", "B", "=", "-", ""] {
            let mut changed = sealed.clone();
            changed.replace_range(at..=at, c);
            if changed != sealed {
                assert_eq!(open("secret", b"call", 0, &changed), None, "{at} {c}");
            }
        }
    }
    for length in 0..sealed.len() {
        assert_eq!(open("secret", b"call", 0, &sealed[..length]), None);
    }
    assert_eq!(open("secret", b"call", 0, &format!("{sealed}-TAMPERED")), None);
    assert_eq!(open("secret", b"call", 0, &format!("{sealed}AAAA")), None);
}

#[test]
fn nothing_of_the_text_shows() {
    let text = "0123456789abcdef".repeat(20);
    let sealed = seal("secret", b"call", 100, &text);
    let bytes = json::base64::decode(&sealed).unwrap();
    assert!(!bytes.windows(8).any(|w| text.as_bytes().windows(8).any(|t| t == w)));
    assert_eq!(bytes.len(), 24 + 8 + text.len());
    assert_ne!(sealed, seal("secret", b"call", 101, &text));
}
