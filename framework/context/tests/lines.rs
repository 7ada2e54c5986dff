//! Standard input in pieces.

use context::lines::{Line, Lines};

fn bytes(line: &str) -> Option<Line> {
    Some(Line::Bytes(line.as_bytes().to_vec()))
}

#[test]
fn lines_come_out_however_they_came_in() {
    let input = b"one\r\n\ntwo\nthree";
    for size in 1..=input.len() {
        let mut lines = Lines::new();
        let mut found = Vec::new();
        for piece in input.chunks(size) {
            lines.push(piece);
            while let Some(line) = lines.next(100) {
                found.push(line);
            }
        }
        lines.end();
        while let Some(line) = lines.next(100) {
            found.push(line);
        }
        let want: Vec<_> =
            ["one", "", "two", "three"].into_iter().map(|l| bytes(l).unwrap()).collect();
        assert_eq!(found, want, "in pieces of {size}");
        assert_eq!(lines.next(100), None);
    }
}

#[test]
fn a_long_line_is_reported_once_and_not_kept() {
    for size in [1, 7, 1000] {
        let mut lines = Lines::new();
        let input = [&b"12345\r\n123456\n"[..], &[b'x'; 500], b"\nend\n"].concat();
        let mut found = Vec::new();
        for piece in input.chunks(size) {
            lines.push(piece);
            while let Some(line) = lines.next(5) {
                found.push(line);
            }
            assert!(lines.waiting() <= size.max(7), "{} wait", lines.waiting());
        }
        let want =
            vec![bytes("12345").unwrap(), Line::TooLong, Line::TooLong, bytes("end").unwrap()];
        assert_eq!(found, want, "in pieces of {size}");
    }
}

#[test]
fn input_that_ends_in_a_long_line() {
    let mut lines = Lines::new();
    lines.push(&[b'x'; 50]);
    assert_eq!(lines.next(5), None);
    lines.end();
    assert_eq!(lines.next(5), Some(Line::TooLong));
    assert_eq!(lines.next(5), None);
    assert!(lines.ended());
}

#[test]
fn a_cancellation_is_seen_once_and_stays_in_line() {
    let cancel =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}";
    let mut lines = Lines::new();
    lines.push(b"{\"id\":1}\nnot json\n\xff\n");
    assert!(!lines.cancels("7"));
    lines.push(cancel.as_bytes());
    assert!(!lines.cancels("7"), "the line is not whole yet");
    lines.push(b"\n");
    assert!(lines.cancels("7"));
    assert!(!lines.cancels("7"));
    assert_eq!(lines.next(100), bytes("{\"id\":1}"));
    assert_eq!(lines.next(100), bytes("not json"));
    assert_eq!(lines.next(100), Some(Line::Bytes(vec![0xff])));
    assert_eq!(lines.next(100), bytes(cancel));
}

#[test]
fn which_request_is_cancelled() {
    let table = [
        ("7", "7", true),
        ("7", "\"7\"", false),
        ("7", "8", false),
        ("7", "7.0", false),
        ("\"a\"", "\"a\"", true),
        ("\"a\"", "\"\\u0061\"", true),
        ("\"\\u0061\"", "\"a\"", true),
        ("\"7\"", "7", false),
        ("7", "{}", false),
    ];
    for (id, cancelled, want) in table {
        let mut lines = Lines::new();
        let line = format!(
            "{{\"method\":\"notifications/cancelled\",\"params\":{{\"requestId\":{cancelled}}}}}\n"
        );
        lines.push(line.as_bytes());
        assert_eq!(lines.cancels(id), want, "{id} by {cancelled}");
    }
    for line in [
        "{\"method\":\"notifications/cancelled\"}\n",
        "{\"method\":\"ping\",\"params\":{\"requestId\":7}}\n",
    ] {
        let mut lines = Lines::new();
        lines.push(line.as_bytes());
        assert!(!lines.cancels("7"), "{line}");
    }
}

#[test]
fn what_was_taken_is_not_looked_at_again() {
    let mut lines = Lines::new();
    let cancel = b"{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}\n";
    lines.push(cancel);
    lines.push(b"x\n");
    assert!(matches!(lines.next(100), Some(Line::Bytes(_))));
    assert!(!lines.cancels("7"));
    lines.push(cancel);
    assert!(lines.cancels("7"));
    assert_eq!(lines.next(100), bytes("x"));
}

#[test]
fn a_request_that_waited_may_be_cancelled_by_what_was_seen_before() {
    let mut lines = Lines::new();
    lines.push(
        b"{\"id\":8}\n{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":8}}\n",
    );
    assert!(!lines.cancels("7"));
    assert!(matches!(lines.next(100), Some(Line::Bytes(_))));
    assert!(!lines.cancels("8"), "looked at already");
    lines.examine_again();
    assert!(lines.cancels("8"));
}
