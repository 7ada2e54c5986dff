//! Sessions in a store that is a map.

use sessions_keyvalue::host::Host;
use sessions_keyvalue::sessions::*;
use sessions_keyvalue::streams::{
    self, BYTES, Following, LARGEST, MESSAGES, SILENT, STREAMS, Stream,
};
use std::collections::BTreeMap;

#[derive(Default)]
struct Map {
    held: BTreeMap<String, Vec<u8>>,
    now: u64,
    seed: u8,
    /// Bytes of randomness to come, before others.
    lots: Vec<u8>,
    /// The last byte of randomness: 0 has what was left behind swept away.
    die: u8,
    slept: Vec<u32>,
    /// What another instance does while this one sleeps, after so many naps.
    meanwhile: Option<(usize, String, Vec<u8>)>,
    broken: bool,
    writes: usize,
}

impl Map {
    fn check(&self) -> Result<(), String> {
        if self.broken { Err("disk full".into()) } else { Ok(()) }
    }
}

impl Host for Map {
    type Cursor = usize;

    fn get(&mut self, key: &str) -> Result<Option<Vec<u8>>, String> {
        self.check()?;
        Ok(self.held.get(key).cloned())
    }

    fn set(&mut self, key: &str, value: &[u8]) -> Result<(), String> {
        self.check()?;
        assert!(
            key.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-')),
            "{key}"
        );
        self.writes += 1;
        self.held.insert(key.into(), value.into());
        Ok(())
    }

    fn delete(&mut self, key: &str) -> Result<(), String> {
        self.held.remove(key);
        self.check()
    }

    fn keys(&mut self, cursor: Option<usize>) -> Result<(Vec<String>, Option<usize>), String> {
        let start = cursor.unwrap_or(0);
        let page: Vec<_> = self.held.keys().skip(start).take(3).cloned().collect();
        let next = (page.len() == 3).then_some(start + 3);
        Ok((page, next))
    }

    fn moment(&mut self) -> u64 {
        self.now * 1000 + 999
    }

    fn random(&mut self, count: usize) -> Vec<u8> {
        if !self.lots.is_empty() {
            return self.lots.drain(..count).collect();
        }
        self.seed += 1;
        let mut bytes = vec![self.seed; count];
        bytes[count - 1] = self.die;
        bytes
    }

    fn sleep(&mut self, milliseconds: u32) {
        self.slept.push(milliseconds);
        if let Some((naps, _, _)) = &self.meanwhile {
            if self.slept.len() == *naps {
                let (_, key, value) = self.meanwhile.take().unwrap();
                self.held.insert(key, value);
            }
        }
    }
}

fn map() -> Map {
    Map { now: 1_000_000, die: 1, ..Map::default() }
}

#[test]
fn a_session_from_beginning_to_end() {
    let mut map = map();
    let id = create(&mut map, "{\"version\":\"x\"}", false).unwrap();
    assert_eq!(id, "01".repeat(16));
    assert_eq!(get(&mut map, &id).unwrap().as_deref(), Some("{\"version\":\"x\"}"));
    set(&mut map, &id, "{}").unwrap();
    assert_eq!(get(&mut map, &id).unwrap().as_deref(), Some("{}"));
    assert_ne!(create(&mut map, "2", false).unwrap(), id);
    set_state(&mut map, &id, "a b/ü", "1").unwrap();
    set_state(&mut map, &id, "c", "2").unwrap();
    end(&mut map, &id).unwrap();
    assert_eq!(get(&mut map, &id).unwrap(), None);
    assert!(map.held.keys().all(|key| !key.contains(&id)), "{:?}", map.held);
    end(&mut map, &id).unwrap();
    set(&mut map, &id, "{}").unwrap();
    assert_eq!(get(&mut map, &id).unwrap(), None, "what has ended stays so");
}

#[test]
fn a_session_expires_when_it_is_not_used() {
    let mut map = map();
    let id = create(&mut map, "{}", false).unwrap();
    for _ in 0..3 {
        map.now += LIFETIME - 1;
        assert!(get(&mut map, &id).unwrap().is_some());
    }
    let writes = map.writes;
    map.now += 60;
    assert!(get(&mut map, &id).unwrap().is_some());
    assert_eq!(map.writes, writes, "not every use is written down");
    map.now += LIFETIME;
    assert_eq!(get(&mut map, &id).unwrap(), None);
    assert!(map.held.is_empty(), "{:?}", map.held);
}

#[test]
fn ids_of_clients_reach_no_other_keys() {
    let mut map = map();
    let id = create(&mut map, "{}", false).unwrap();
    let upper = id.replace("01", "AB");
    for wrong in
        ["", "x", &id[1..], &format!("{id}.t"), &format!("{id}/"), &upper, "../../etc/passwd"]
    {
        assert_eq!(get(&mut map, wrong).unwrap(), None, "{wrong}");
        set(&mut map, wrong, "x").unwrap();
        end(&mut map, wrong).unwrap();
        assert!(!put(&mut map, wrong, "r", "{}").unwrap());
    }
    assert_eq!(map.held.len(), 2);
    assert!(get(&mut map, &id).unwrap().is_some());
}

#[test]
fn answers_reach_who_waits_for_them() {
    let mut map = map();
    let id = create(&mut map, "{}", false).unwrap();
    assert!(!put(&mut map, &id, "r", "early").unwrap());
    expect(&mut map, &id, "r").unwrap();
    assert_eq!(take(&mut map, &id, "r", 0).unwrap(), None);
    assert!(put(&mut map, &id, "r", "answer").unwrap());
    assert!(!put(&mut map, &id, "r", "another").unwrap());
    assert_eq!(take(&mut map, &id, "r", 0).unwrap().as_deref(), Some("answer"));
    assert_eq!(take(&mut map, &id, "r", 100).unwrap(), None);
    assert_eq!(map.slept.iter().sum::<u32>(), 100);

    expect(&mut map, &id, "s").unwrap();
    map.slept.clear();
    map.meanwhile = Some((3, format!("mcp-session.{id}.a.73"), b"late".into()));
    assert_eq!(take(&mut map, &id, "s", 1000).unwrap().as_deref(), Some("late"));
    assert_eq!(map.slept, [5, 10, 20]);

    expect(&mut map, &id, "t").unwrap();
    forget(&mut map, &id, "t").unwrap();
    assert!(!put(&mut map, &id, "t", "x").unwrap());
    let long = "x".repeat(121);
    assert!(!put(&mut map, &id, &long, "x").unwrap());
    assert_eq!(expect(&mut map, &id, &long).unwrap_err(), "a name of 121 bytes, at most 120");
}

#[test]
fn components_keep_state() {
    let mut map = map();
    let (one, two) =
        (create(&mut map, "{}", false).unwrap(), create(&mut map, "{}", false).unwrap());
    assert_eq!(state(&mut map, &one, "k").unwrap(), None);
    set_state(&mut map, &one, "k", "1").unwrap();
    set_state(&mut map, &one, "k", "2").unwrap();
    assert_eq!(state(&mut map, &one, "k").unwrap().as_deref(), Some("2"));
    assert_eq!(state(&mut map, &two, "k").unwrap(), None);
    remove_state(&mut map, &one, "k").unwrap();
    remove_state(&mut map, &one, "never there").unwrap();
    assert_eq!(state(&mut map, &one, "k").unwrap(), None);
    assert_eq!(map.held[&format!("mcp-session.{one}.k")], b"[]");
    assert!(set_state(&mut map, &one, &"x".repeat(121), "1").is_err());
}

#[test]
fn what_was_left_behind_is_swept_away() {
    let mut map = map();
    map.held.insert("somebody else's".into(), b"x".into());
    map.held.insert(format!("mcp-session.{}.a.31", "ff".repeat(16)), b"".into());
    let old = create(&mut map, "{}", false).unwrap();
    set_state(&mut map, &old, "k", "1").unwrap();
    map.now += LIFETIME;
    let live = create(&mut map, "{}", false).unwrap();
    assert!(map.held.keys().any(|key| key.contains(&old)));
    map.die = 0;
    for _ in 0..2 {
        create(&mut map, "{}", false).unwrap();
    }
    assert!(map.held.keys().all(|key| !key.contains(&old) && !key.contains("ffff")));
    assert!(map.held.contains_key("somebody else's"));
    assert!(get(&mut map, &live).unwrap().is_some());
}

#[test]
fn errors_are_the_stores_own() {
    let mut map = map();
    let id = create(&mut map, "{}", false).unwrap();
    map.broken = true;
    assert_eq!(create(&mut map, "{}", false).unwrap_err(), "disk full");
    assert_eq!(get(&mut map, &id).unwrap_err(), "disk full");
    assert_eq!(take(&mut map, &id, "r", 1).unwrap_err(), "disk full");
    map.broken = false;
    map.held.insert(format!("mcp-session.{id}"), b"\xff".into());
    assert_eq!(get(&mut map, &id).unwrap_err(), "an entry is not UTF-8");
}

#[test]
fn anonymous_sessions_have_so_many_places() {
    let mut map = map();
    let begin = |map: &mut Map, n: u8, lots: [u16; 4]| {
        map.lots = vec![n; 17];
        map.lots.extend(lots.iter().flat_map(|lot| lot.to_be_bytes()));
        create(map, "{}", true).unwrap()
    };
    let first = begin(&mut map, 1, [7, 8, 9, 10]);
    map.now += 100;
    let second = begin(&mut map, 3, [7 + ANONYMOUS, 8, 9, 10]);
    assert!(get(&mut map, &first).unwrap().is_some(), "there was an empty place");
    map.now += 100;
    get(&mut map, &first).unwrap();
    let third = begin(&mut map, 5, [7, 8, 7, 8]);
    assert!(get(&mut map, &first).unwrap().is_some(), "it was used since");
    assert_eq!(get(&mut map, &second).unwrap(), None, "it was idle for longest");
    end(&mut map, &first).unwrap();
    begin(&mut map, 7, [8, 7, 8, 8]);
    assert!(get(&mut map, &third).unwrap().is_some(), "the place of one that has ended is empty");
    map.lots = vec![9; 17];
    create(&mut map, "{}", false).unwrap();
    let places = map.held.keys().filter(|key| key.starts_with("mcp-sessions.")).count();
    assert_eq!(places, 2, "one that is somebody's takes none");
}

fn after(map: &mut Map, session: &str, last: &str) -> Option<Following> {
    streams::replay(map, session, last, 0).unwrap()
}

fn events(stream: &Stream, list: &[(u64, &str)], ended: bool) -> Option<Following> {
    let id = stream.id();
    let (name, _) = id.split_once('-').unwrap();
    let events = list.iter().map(|(n, text)| (format!("{name}-{n}"), text.to_string())).collect();
    Some(Following { events, ended })
}

#[test]
fn streams_are_kept() {
    let mut map = map();
    let (id, other) =
        (create(&mut map, "{}", false).unwrap(), create(&mut map, "{}", false).unwrap());
    let mut one = Stream::begin(&mut map, &id, "1").unwrap();
    let mut two = Stream::begin(&mut map, &id, "2").unwrap();
    let start = one.id();
    assert_eq!(after(&mut map, &id, &start), None, "nothing was sent yet");
    one.keep(&mut map, Some("a"), false).unwrap();
    let first = one.id();
    two.keep(&mut map, Some("x"), false).unwrap();
    one.keep(&mut map, Some("b"), false).unwrap();
    assert_eq!(after(&mut map, &id, &start), events(&one, &[(1, "a"), (2, "b")], false));
    assert_eq!(after(&mut map, &id, &first), events(&one, &[(2, "b")], false));
    assert_eq!(after(&mut map, &id, &one.id()), events(&one, &[], false));
    one.keep(&mut map, Some("c"), true).unwrap();
    assert_eq!(after(&mut map, &id, &first), events(&one, &[(2, "b"), (3, "c")], true));
    two.keep(&mut map, None, true).unwrap();
    assert_eq!(after(&mut map, &id, &two.id()), events(&two, &[], true));

    let later = first.replace("-1", "-4");
    for wrong in [&*later, "", "-1", "x-1", &first[..first.len() - 1], &first[1..], "01-1"] {
        assert_eq!(after(&mut map, &id, wrong), None, "{wrong}");
    }
    assert_eq!(after(&mut map, &other, &first), None, "another session's");
    assert_eq!(after(&mut map, "x", &first), None);
    assert!(map.slept.is_empty());

    end(&mut map, &id).unwrap();
    assert!(map.held.keys().all(|key| !key.contains(&id)), "{:?}", map.held);
}

#[test]
fn who_follows_waits() {
    let mut map = map();
    let id = create(&mut map, "{}", false).unwrap();
    let mut stream = Stream::begin(&mut map, &id, "1").unwrap();
    stream.keep(&mut map, Some("a"), false).unwrap();
    let last = stream.id();
    assert_eq!(streams::replay(&mut map, &id, &last, 100).unwrap(), events(&stream, &[], false));
    assert_eq!(map.slept.iter().sum::<u32>(), 100);
    map.slept.clear();
    let entry = format!("mcp-session.{id}.e.{}", last.split_once('-').unwrap().0);
    map.meanwhile = Some((2, entry, b"0 ended 9 1\na\nb".into()));
    let found = streams::replay(&mut map, &id, &last, 1000).unwrap();
    assert_eq!(found, events(&stream, &[(2, "b")], true));
    assert_eq!(map.slept, [5, 10]);
}

#[test]
fn streams_are_bounded() {
    let mut map = map();
    let id = create(&mut map, "{}", false).unwrap();
    let mut stream = Stream::begin(&mut map, &id, "\"r\"").unwrap();
    let start = stream.id();
    for n in 0..MESSAGES + 10 {
        stream.keep(&mut map, Some(&n.to_string()), false).unwrap();
    }
    let kept = after(&mut map, &id, &start).unwrap().events;
    assert_eq!((kept.len(), &*kept[0].1), (MESSAGES, "10"), "the oldest go");
    assert_eq!(kept[0].0, start.replace("-0", "-11"));

    let large = "x".repeat(BYTES - 1);
    stream.keep(&mut map, Some(&large), false).unwrap();
    stream.keep(&mut map, Some("y"), false).unwrap();
    assert_eq!(after(&mut map, &id, &start).unwrap().events.len(), 2);
    stream.keep(&mut map, Some("z"), false).unwrap();
    assert_eq!(after(&mut map, &id, &start).unwrap().events.len(), 2);
    let huge = "x".repeat(LARGEST + 1);
    stream.keep(&mut map, Some(&huge), false).unwrap();
    assert_eq!(after(&mut map, &id, &start).unwrap().events.len(), 2, "it is not kept");
    stream.keep(&mut map, Some(&huge[1..]), true).unwrap();
    assert_eq!(after(&mut map, &id, &start).unwrap().events[0].1.len(), LARGEST);

    let mut stream = Stream::begin(&mut map, &id, "\"r\"").unwrap();
    stream.keep(&mut map, Some(&huge), true).unwrap();
    let found = after(&mut map, &id, &stream.id().replace("-1", "-0")).unwrap();
    assert!(
        found.ended
            && found.events[0].1.starts_with("{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"error\":{"),
        "{found:?}"
    );

    let last = stream.id();
    for _ in 0..STREAMS - 1 {
        Stream::begin(&mut map, &id, "1").unwrap().keep(&mut map, Some("a"), true).unwrap();
    }
    assert!(after(&mut map, &id, &last).is_some());
    Stream::begin(&mut map, &id, "1").unwrap();
    assert_eq!(after(&mut map, &id, &last), None, "the oldest stream goes");
}

#[test]
fn streams_at_a_time_are_bounded() {
    let mut map = map();
    let id = create(&mut map, "{}", false).unwrap();
    let mut begin = || Stream::begin(&mut map, &id, "1").unwrap();
    let mut all: Vec<Stream> = (0..3 * STREAMS).map(|_| begin()).collect();
    for last in [false, true] {
        for stream in &mut all {
            stream.keep(&mut map, Some("a"), last).unwrap();
        }
    }
    let last = all[3 * STREAMS - 1].id();
    assert!(after(&mut map, &id, &last).unwrap().ended);
    let kept = map.held.keys().filter(|key| key.contains(".e.")).count();
    assert_eq!(kept, STREAMS);
    end(&mut map, &id).unwrap();
    assert!(map.held.keys().all(|key| !key.contains(&id)), "{:?}", map.held);
}

#[test]
fn streams_that_nobody_ends() {
    let mut map = map();
    let id = create(&mut map, "{}", false).unwrap();
    let mut stream = Stream::begin(&mut map, &id, "\"r\"").unwrap();
    stream.keep(&mut map, Some("a"), false).unwrap();
    let first = stream.id();
    map.now += SILENT - 1;
    assert!(!after(&mut map, &id, &first).unwrap().ended);
    let writes = map.writes;
    stream.keep(&mut map, None, false).unwrap();
    stream.keep(&mut map, None, false).unwrap();
    assert_eq!(map.writes, writes + 1, "one that was written just now is written again");
    map.now += SILENT - 1;
    assert!(
        !after(&mut map, &id, &first).unwrap().ended,
        "one that waits for its client is taken for dead"
    );
    map.now += 1;
    let found = after(&mut map, &id, &first).unwrap();
    assert!(found.ended, "{found:?}");
    let (last, error) = &found.events[0];
    assert!(error.starts_with("{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"error\":{"), "{error}");
    let found = after(&mut map, &id, last).unwrap();
    assert!(found.ended && found.events.is_empty(), "{found:?}");

    assert!(Stream::begin(&mut map, &id, &"1".repeat(257)).is_err(), "a long id is kept");
    assert!(!streams::is_cancelled(&mut map, &id, "1", 0).unwrap());
    end(&mut map, &id).unwrap();
    assert!(
        streams::is_cancelled(&mut map, &id, "1", 0).unwrap(),
        "a request outlives its session"
    );
    stream.keep(&mut map, Some("b"), true).unwrap();
    assert!(map.held.keys().all(|key| !key.contains(&id)), "a stream outlives its session");
}

#[test]
fn cancellations_reach_requests_that_are_there() {
    let mut map = map();
    let (id, other) =
        (create(&mut map, "{}", false).unwrap(), create(&mut map, "{}", false).unwrap());
    let began = map.now;
    assert!(!streams::is_cancelled(&mut map, &id, "1", began).unwrap());
    streams::cancel(&mut map, &id, "1").unwrap();
    assert!(streams::is_cancelled(&mut map, &id, "1", began).unwrap());
    assert!(!streams::is_cancelled(&mut map, &id, "\"1\"", began).unwrap());
    assert!(!streams::is_cancelled(&mut map, &id, "2", began).unwrap());
    assert!(!streams::is_cancelled(&mut map, &other, "1", began).unwrap());
    assert!(!streams::is_cancelled(&mut map, &id, "1", began + 1).unwrap(), "the id is used again");
    for n in 0..1000 {
        streams::cancel(&mut map, &id, &n.to_string()).unwrap();
    }
    let places = map.held.keys().filter(|key| key.contains(".c.")).count();
    assert_eq!(places, 64);
}
