//! Checked values and what is in them.

use crate::check::{Checked, Error, check, plain};
use crate::string::unescape;
use alloc::borrow::Cow;

/// One JSON value: a piece of a text that has been checked, without white space around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a>(&'a str);

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Object,
    Array,
    String,
    Number,
    Bool,
    Null,
}

/// The name of a member that an object holds twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate<'k>(pub &'k str);

impl<'a> Value<'a> {
    /// The empty object.
    pub const EMPTY: Value<'static> = Value("{}");

    /// Checks `text`, which has to be one value and nothing else.
    pub fn parse(text: &'a str) -> Result<Value<'a>, Error> {
        Value::inspect(text).map(|(value, _)| value)
    }

    /// Checks `text` as [`Value::parse`] does, and says whether `null` occurs in it.
    pub fn inspect(text: &'a str) -> Result<(Value<'a>, bool), Error> {
        let Checked { start, end, nulls } = check(text)?;
        Ok((Value(text.get(start..end).unwrap_or_default()), nulls))
    }

    /// Checks `text` as [`Value::parse`] does and requires an object.
    pub fn object(text: &'a str) -> Result<Value<'a>, Error> {
        let value = Value::parse(text)?;
        match value.kind() {
            Kind::Object => Ok(value),
            _ => Err(Error { at: 0, what: "expected an object" }),
        }
    }

    /// The value's text.
    pub fn raw(self) -> &'a str {
        self.0
    }

    /// The value's type.
    pub fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// The characters of a string; `None` for anything else.
    pub fn string(self) -> Option<Cow<'a, str>> {
        self.literal().map(unescape)
    }

    /// What stands between a string's quotes.
    fn literal(self) -> Option<&'a str> {
        self.0.strip_prefix('"')?.strip_suffix('"')
    }

    /// Whether the value is this string.
    pub fn is(self, s: &str) -> bool {
        self.literal().is_some_and(|raw| raw == s || unescape(raw) == s)
    }

    /// Whether the value is a number without fraction and exponent.
    pub fn is_integer(self) -> bool {
        self.kind() == Kind::Number && !self.0.bytes().any(|c| matches!(c, b'.' | b'e' | b'E'))
    }

    /// The members of an object in their order; none of anything else.
    pub fn members(self) -> Members<'a> {
        Members(if self.kind() == Kind::Object { Walk::new(self.0) } else { Walk::END })
    }

    /// The elements of an array in their order; none of anything else.
    pub fn elements(self) -> Elements<'a> {
        Elements(if self.kind() == Kind::Array { Walk::new(self.0) } else { Walk::END })
    }

    /// The first member with this name.
    pub fn get(self, name: &str) -> Option<Value<'a>> {
        self.members().find(|(key, _)| key.is(name)).map(|(_, value)| value)
    }

    /// The members with these names, in one pass. A name that occurs twice is refused: another
    /// reader of the same text might take the other value.
    pub fn pick<'k, const N: usize>(
        self,
        names: [&'k str; N],
    ) -> Result<[Option<Value<'a>>; N], Duplicate<'k>> {
        let mut found = [None; N];
        for (key, value) in self.members() {
            for (slot, name) in found.iter_mut().zip(names) {
                if key.is(name) {
                    if slot.is_some() {
                        return Err(Duplicate(name));
                    }
                    *slot = Some(value);
                }
            }
        }
        Ok(found)
    }

    /// The text between an array's brackets; nothing of anything else.
    pub(crate) fn inside(self) -> &'a str {
        match self.kind() {
            Kind::Array => self.0.get(1..self.0.len() - 1).unwrap_or_default(),
            _ => "",
        }
    }
}

/// The name of a member, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a>(Value<'a>);

impl<'a> Key<'a> {
    /// Whether this is the name.
    pub fn is(self, name: &str) -> bool {
        self.0.is(name)
    }

    /// The name's characters.
    pub fn name(self) -> Cow<'a, str> {
        self.0.string().unwrap_or_default()
    }

    /// The name with its quotes.
    pub fn raw(self) -> &'a str {
        self.0.0
    }
}

/// The members of an object.
#[derive(Clone)]
pub struct Members<'a>(Walk<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (Key<'a>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.next()?;
        Some((Key(key), self.0.next()?))
    }
}

/// The elements of an array.
#[derive(Clone)]
pub struct Elements<'a>(Walk<'a>);

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.0.next()
    }
}

/// Goes from value to value inside brackets. The text is checked, so what stands between two
/// values is white space, a comma or a colon.
#[derive(Clone)]
struct Walk<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Walk<'a> {
    const END: Walk<'static> = Walk { text: "", at: 0 };

    fn new(text: &'a str) -> Walk<'a> {
        Walk { text, at: 1 }
    }

    fn next(&mut self) -> Option<Value<'a>> {
        let b = self.text.as_bytes();
        while matches!(b.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b':')) {
            self.at += 1;
        }
        let start = self.at;
        if start + 1 >= b.len() {
            return None;
        }
        self.at = skip(b, start);
        self.text.get(start..self.at).map(Value)
    }
}

/// The end of the checked value that begins at `at`.
fn skip(b: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    loop {
        match b.get(at) {
            Some(b'"') => {
                at = string_end(b, at + 1);
            }
            Some(b'{' | b'[') => {
                depth += 1;
                at += 1;
            }
            Some(b'}' | b']') => {
                depth -= 1;
                at += 1;
            }
            Some(_) if depth > 0 => {
                at += 1;
                continue;
            }
            Some(_) => {
                while !matches!(
                    b.get(at),
                    None | Some(b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')
                ) {
                    at += 1;
                }
            }
            None => return b.len(),
        }
        if depth == 0 {
            return at;
        }
    }
}

/// The end of the checked string whose quote stands before `at`.
pub fn string_end(b: &[u8], mut at: usize) -> usize {
    loop {
        at = plain(b, at);
        match b.get(at) {
            Some(b'\\') => at += 2,
            Some(_) => return at + 1,
            None => return b.len(),
        }
    }
}
