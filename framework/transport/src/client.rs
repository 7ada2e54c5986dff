//! What is remembered of a legacy client: by this instance on stdio, by the session store on HTTP.

use crate::envelope::{LEVELS, level_of};
use crate::era::{LEGACY, STRUCTURED};
use crate::fault::{Fault, INVALID_PARAMS};
use alloc::string::String;
use json::{Kind, Object, Value, push_i64};

/// A legacy client as its handshake described it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The revision agreed on.
    pub version: String,
    /// Who it says it is, JSON.
    pub info: Option<String>,
    /// What it can do, JSON.
    pub capabilities: String,
    /// The least severe level it wants logged.
    pub level: usize,
    /// Who called when the session began; nobody else may use it.
    pub caller: Option<String>,
}

/// What is logged to a client that did not say: not the debugging.
const INFO: usize = 1;

/// What a client may say of itself, in bytes: a session holds it, whoever began it.
const LONGEST: usize = 16 << 10;

impl Client {
    /// A client of which nothing is known but the revision.
    pub fn unknown(version: &str) -> Client {
        Client {
            version: String::from(version),
            info: None,
            capabilities: String::from("{}"),
            level: INFO,
            caller: None,
        }
    }

    /// The client that sends these `initialize` parameters. The revision is the one it asks for
    /// if that is served, else the newest that is.
    pub fn introduced(params: Value) -> Result<Client, Fault> {
        let names = ["protocolVersion", "clientInfo", "capabilities"];
        let [version, info, capabilities] = params.pick(names).unwrap_or_default();
        let version = version.and_then(Value::string).ok_or_else(|| {
            Fault::new(200, INVALID_PARAMS, &["params.protocolVersion is not a string"])
        })?;
        let agreed = LEGACY.iter().find(|served| **served == version).unwrap_or(&LEGACY[0]);
        let object = |value: &Value| value.kind() == Kind::Object;
        let info = info.filter(object).map_or("", Value::raw);
        let capabilities = capabilities.filter(object).unwrap_or(Value::EMPTY).raw();
        if info.len() + capabilities.len() > LONGEST {
            return Err(too_long(info.len() + capabilities.len()));
        }
        let mut client = Client::unknown(agreed);
        client.info = (!info.is_empty()).then(|| String::from(info));
        client.capabilities = String::from(capabilities);
        if *agreed < STRUCTURED {
            // The revision does not have it.
            client.capabilities.clear();
            let mut object = Object::new(&mut client.capabilities);
            object.splice(Value::parse(capabilities).unwrap_or(Value::EMPTY), &["elicitation"]);
            object.end();
        }
        Ok(client)
    }

    /// As a session holds it.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        object.string("version", &self.version);
        if let Some(info) = &self.info {
            object.raw("info", info);
        }
        object.raw("capabilities", &self.capabilities);
        object.string("level", LEVELS.get(self.level).copied().unwrap_or("info"));
        object.optional("caller", self.caller.as_deref());
        object.end();
        out
    }

    /// Back from a session; `None` where that holds something else.
    pub fn from_json(text: &str) -> Option<Client> {
        let names = ["version", "info", "capabilities", "level", "caller"];
        let [version, info, capabilities, level, caller] =
            Value::object(text).ok()?.pick(names).ok()?;
        Some(Client {
            version: version?.string()?.into_owned(),
            info: info.map(|info| String::from(info.raw())),
            capabilities: String::from(capabilities?.raw()),
            level: level_of(level?)?,
            caller: match caller {
                Some(caller) => Some(caller.string()?.into_owned()),
                None => None,
            },
        })
    }
}

fn too_long(found: usize) -> Fault {
    let mut bytes = String::new();
    push_i64(&mut bytes, found as i64);
    bytes.push_str(" bytes together, at most ");
    push_i64(&mut bytes, LONGEST as i64);
    Fault::new(
        200,
        INVALID_PARAMS,
        &["params.clientInfo and params.capabilities are ", &bytes, " are taken"],
    )
}
