//! What a request says of itself in `params._meta`.

use crate::fault::Fault;
use crate::keys::{CAPABILITIES, CLIENT, LOG_LEVEL, PROGRESS, VERSION};
use crate::message::{Call, is_id};
use alloc::borrow::Cow;
use json::{Duplicate, Kind, Value};

/// Severities from the least to the most, in the contract's order.
pub const LEVELS: [&str; 8] =
    ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

/// The members of `_meta` that the transport reads, not yet judged.
#[derive(Clone, Copy, Debug)]
pub struct Meta<'a> {
    /// The whole object.
    pub all: Value<'a>,
    /// The revision claimed: any value.
    pub version: Option<Value<'a>>,
    capabilities: Option<Value<'a>>,
    client: Option<Value<'a>>,
    level: Option<Value<'a>>,
    progress: Option<Value<'a>>,
}

/// A complete modern envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The revision claimed; whether it is served is another question.
    pub version: Cow<'a, str>,
    /// What the client can do, an object.
    pub capabilities: Value<'a>,
    /// Who the client says it is.
    pub client: Option<Value<'a>>,
    /// The least severe level it wants logged.
    pub level: Option<usize>,
}

impl<'a> Meta<'a> {
    /// An absent one.
    pub const NONE: Meta<'static> = Meta {
        all: Value::EMPTY,
        version: None,
        capabilities: None,
        client: None,
        level: None,
        progress: None,
    };

    /// Reads `params._meta`; an absent one is empty.
    pub fn read(call: &Call<'a>) -> Result<Meta<'a>, Fault> {
        let [meta] = call.params.pick(["_meta"]).map_err(|twice| doubled("params", twice))?;
        let all = meta.unwrap_or(Value::EMPTY);
        if all.kind() != Kind::Object {
            return Err(Fault::params(&["params._meta is not an object"]));
        }
        let members = all.pick([VERSION, CAPABILITIES, CLIENT, LOG_LEVEL, PROGRESS]);
        let [version, capabilities, client, level, progress] =
            members.map_err(|twice| doubled("params._meta", twice))?;
        Ok(Meta { all, version, capabilities, client, level, progress })
    }

    /// The progress token, a string or an integer.
    pub fn progress(&self) -> Result<Option<&'a str>, Fault> {
        match self.progress {
            Some(token) if is_id(&token) => Ok(Some(token.raw())),
            Some(_) => Err(wrong(PROGRESS, "a string or an integer")),
            None => Ok(None),
        }
    }

    /// The envelope that a claim needs.
    pub fn envelope(&self) -> Result<Envelope<'a>, Fault> {
        let version =
            self.version.and_then(Value::string).ok_or_else(|| wrong(VERSION, "a string"))?;
        let capabilities = self
            .capabilities
            .filter(|value| value.kind() == Kind::Object)
            .ok_or_else(|| wrong(CAPABILITIES, "an object"))?;
        if let Some(client) = self.client {
            let named = ["name", "version"];
            let fits = client.pick(named).is_ok_and(|found| {
                found.iter().all(|v| v.is_some_and(|v| v.kind() == Kind::String))
            });
            if !fits {
                return Err(wrong(CLIENT, "an object with a name and a version"));
            }
        }
        let level = match self.level {
            Some(level) => Some(level_of(level).ok_or_else(|| wrong(LOG_LEVEL, "a log level"))?),
            None => None,
        };
        self.progress()?;
        Ok(Envelope { version, capabilities, client: self.client, level })
    }
}

/// The place of a log level among [`LEVELS`].
pub fn level_of(value: Value) -> Option<usize> {
    LEVELS.iter().position(|name| value.is(name))
}

fn wrong(key: &str, expected: &str) -> Fault {
    Fault::params(&["params._meta: ", key, " has to be ", expected])
}

/// A member that occurs twice.
pub fn doubled(place: &str, Duplicate(name): Duplicate) -> Fault {
    Fault::params(&[place, " has two members ", name])
}
