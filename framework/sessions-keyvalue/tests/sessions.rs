//! Sessions in a store that is a map.

use sessions_keyvalue::sessions::*;
use std::collections::BTreeMap;

#[derive(Default)]
struct Map {
    held: BTreeMap<String, Vec<u8>>,
    now: u64,
    seed: u8,
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

    fn now(&mut self) -> u64 {
        self.now
    }

    fn random(&mut self, count: usize) -> Vec<u8> {
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
    let id = create(&mut map, "{\"version\":\"x\"}").unwrap();
    assert_eq!(id, "01".repeat(16));
    assert_eq!(get(&mut map, &id).unwrap().as_deref(), Some("{\"version\":\"x\"}"));
    set(&mut map, &id, "{}").unwrap();
    assert_eq!(get(&mut map, &id).unwrap().as_deref(), Some("{}"));
    assert_ne!(create(&mut map, "2").unwrap(), id);
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
    let id = create(&mut map, "{}").unwrap();
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
    let id = create(&mut map, "{}").unwrap();
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
    let id = create(&mut map, "{}").unwrap();
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
    let (one, two) = (create(&mut map, "{}").unwrap(), create(&mut map, "{}").unwrap());
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
    let old = create(&mut map, "{}").unwrap();
    set_state(&mut map, &old, "k", "1").unwrap();
    map.now += LIFETIME;
    let live = create(&mut map, "{}").unwrap();
    assert!(map.held.keys().any(|key| key.contains(&old)));
    map.die = 0;
    for _ in 0..2 {
        create(&mut map, "{}").unwrap();
    }
    assert!(map.held.keys().all(|key| !key.contains(&old) && !key.contains("ffff")));
    assert!(map.held.contains_key("somebody else's"));
    assert!(get(&mut map, &live).unwrap().is_some());
}

#[test]
fn errors_are_the_stores_own() {
    let mut map = map();
    let id = create(&mut map, "{}").unwrap();
    map.broken = true;
    assert_eq!(create(&mut map, "{}").unwrap_err(), "disk full");
    assert_eq!(get(&mut map, &id).unwrap_err(), "disk full");
    assert_eq!(take(&mut map, &id, "r", 1).unwrap_err(), "disk full");
    map.broken = false;
    map.held.insert(format!("mcp-session.{id}"), b"\xff".into());
    assert_eq!(get(&mut map, &id).unwrap_err(), "an entry is not UTF-8");
}
