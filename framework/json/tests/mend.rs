//! Halves of surrogate pairs that stand alone.

use json::mend_text;

#[test]
fn halves_are_replaced_and_pairs_stay() {
    for (text, want) in [
        (r#""\ud83d""#, r#""\ufffd""#),
        (r#""\uD83D x \udC4d""#, r#""\ufffd x \ufffd""#),
        (r#""\ud83d\udc4d""#, r#""\ud83d\udc4d""#),
        (r#""\ud83d\ud83d\udc4d""#, r#""\ufffd\ud83d\udc4d""#),
        (r#""\udc4d\ud83d""#, r#""\ufffd\ufffd""#),
        (r#""\\ud83d \\\ud83d""#, r#""\\ud83d \\\ufffd""#),
        (r#""\u00e9\n\ud7ff\ue000\ud83d\n""#, r#""\u00e9\n\ud7ff\ue000\ufffd\n""#),
        // What is no escape is not made one.
        (r#""\ud83""#, r#""\ud83""#),
        (r#""\ud8zz""#, r#""\ud8zz""#),
        (r#"{"a":"\ud83d\u"#, r#"{"a":"\ufffd\u"#),
        ("\\", "\\"),
        ("", ""),
    ] {
        let mut found = String::from(text);
        mend_text(&mut found);
        assert_eq!(found, want, "{text}");
    }
}
