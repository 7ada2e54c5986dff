//! A conversation over stdio.

mod fake;

use fake::{Fake, fake, modern};
use transport::client::Client;
use transport::stdio::serve;

fn line(text: &str, client: &mut Option<Client>, server: &mut Fake) -> Option<String> {
    serve(text.as_bytes(), client, server).and_then(|reply| reply.body)
}

#[test]
fn eras_mix_on_one_pipe() {
    let mut server = fake();
    let mut client = None;
    let mut say = |text: &str| line(text, &mut client, &mut server).unwrap_or_default();
    assert!(say(&modern("server/discover", "")).contains("\"supportedVersions\""));
    assert!(say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"clientInfo\":{\"name\":\"c\"}}}").contains("\"protocolVersion\":\"2025-06-18\""));
    assert_eq!(say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"), "");
    assert_eq!(
        say("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}"),
        "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}"
    );
    assert_eq!(
        say(
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"alert\"}}"
        ),
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}"
    );
    assert!(
        say("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"a\"}}")
            .contains("\"content\"")
    );
    assert!(say(&modern("tools/call", "\"name\":\"a\",")).contains("\"resultType\":\"complete\""));
    assert!(say(&modern("ping", "")).contains("-32601"));
    assert_eq!(server.told, ["notifications/initialized {}"]);
    let opened: Vec<_> =
        server.open.iter().map(|open| open.split(" meta").next().unwrap()).collect();
    assert_eq!(
        opened,
        ["1 2026-07-28", "1 2025-06-18", "- 2025-06-18", "3 2025-06-18", "1 2026-07-28"]
    );
    assert!(
        server.open[3].contains("client={\"name\":\"c\"}")
            && server.open[3].contains("level=Some(6) true")
    );
}

#[test]
fn there_is_always_an_answer_to_what_asks_for_one() {
    let table = [
        ("", None),
        ("  \t", None),
        ("{\"jsonrpc\":\"2.0\",\"method\":\"x\"}", None),
        ("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"_meta\":1}}", None),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", None),
        ("nope", Some("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,")),
        ("[]", Some("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,")),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":1}",
            Some("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32600,"),
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"x\",\"params\":[]}",
            Some("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,"),
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"x\"}",
            Some("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32601,"),
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\"}",
            Some("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":"),
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\"}",
            Some("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,"),
        ),
    ];
    for (text, want) in table {
        let found = line(text, &mut None, &mut fake());
        match (&found, want) {
            (None, None) => {}
            (Some(found), Some(want)) if found.starts_with(want) => {}
            _ => panic!("{text}: {found:?}, want {want:?}"),
        }
    }
    assert!(serve(b"\xff\xfe", &mut None, &mut fake()).unwrap().body.unwrap().contains("-32700"));
}
