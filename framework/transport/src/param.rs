//! Arguments of a tool that the client repeats in headers.
//!
//! A tool's schema marks such an argument with `x-mcp-header`; what stands in between client and
//! server may act on the header, so it has to say what the body says.

use crate::chain::{fault, object};
use crate::envelope::doubled;
use crate::fault::Fault;
use crate::header::{Headers, decoded};
use crate::message::shortened;
use crate::server::Server;
use json::{Kind, Value};

const PREFIX: &str = "mcp-param-";

/// Whether a request has such headers at all. Only then is a tool's schema worth asking for.
fn has_any(headers: &Headers) -> bool {
    headers.0.iter().any(|(name, _)| {
        name.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
    })
}

/// Compares the headers of a `tools/call` with its arguments. Which arguments have headers was
/// written down when the server was composed; for a tool that was not known then, the tools are
/// asked. A tool that nobody has is refused by whoever is called.
pub fn check(headers: &Headers, params: Value, server: &mut impl Server) -> Result<(), Fault> {
    let info = server.info();
    if info.param_headers.is_empty() && (info.tools_known || !has_any(headers)) {
        return Ok(());
    }
    let tool = params.get("name").and_then(Value::string).unwrap_or_default();
    let mut known = info.tools_known;
    for header in info.param_headers.iter().filter(|header| header.tool == tool) {
        known = true;
        let mut argument = params.get("arguments");
        for name in &header.path {
            argument = member(argument, name)?;
        }
        compare(headers, &header.name, argument)?;
    }
    if known || !has_any(headers) {
        return Ok(());
    }
    let list = server.call("tools/list", "{}").map_err(fault)?;
    let list = object(&list, "tools/list")?;
    let mut listed = list.get("tools").unwrap_or(Value::EMPTY).elements();
    let found = listed.find(|one| one.get("name").is_some_and(|name| name.is(&tool)));
    match found.and_then(|tool| tool.get("inputSchema")) {
        Some(schema) => walk(headers, schema, params.get("arguments"), DEEPEST),
        None => Ok(()),
    }
}

/// How deep a schema is looked into, since the stack is small.
const DEEPEST: u32 = 16;

/// Goes through the properties of a schema and, beside them, the arguments.
fn walk(
    headers: &Headers,
    schema: Value,
    arguments: Option<Value>,
    depth: u32,
) -> Result<(), Fault> {
    if depth == 0 {
        return Ok(());
    }
    for (name, property) in schema.get("properties").unwrap_or(Value::EMPTY).members() {
        let argument = member(arguments, &name.name())?;
        if let Some(header) = property.get("x-mcp-header").and_then(Value::string) {
            compare(headers, &header, argument)?;
        }
        walk(headers, property, argument, depth - 1)?;
    }
    Ok(())
}

/// A member of an argument. One that occurs twice is refused: the tool might take the value that no
/// header was compared with.
fn member<'a>(of: Option<Value<'a>>, name: &str) -> Result<Option<Value<'a>>, Fault> {
    let Some(of) = of else { return Ok(None) };
    let [found] = of.pick([name]).map_err(|twice| doubled("params.arguments", twice))?;
    Ok(found)
}

fn compare(headers: &Headers, name: &str, argument: Option<Value>) -> Result<(), Fault> {
    // Where the body has nothing, a header says nothing about it.
    let Some(argument) = argument.filter(|value| value.kind() != Kind::Null) else {
        return Ok(());
    };
    let field = json::joined(&[PREFIX, name]);
    let Some(given) = headers.get(&field) else {
        return Err(Fault::header(&["Mcp-Param-", name, " is missing"]));
    };
    let same = decoded(&given).is_some_and(|given| match argument.kind() {
        Kind::String => argument.is(&given),
        Kind::Number => same_number(&given, argument.raw()),
        _ => given == argument.raw(),
    });
    if same {
        return Ok(());
    }
    let (given, body) = (shortened(&given), shortened(argument.raw()));
    Err(Fault::header(&["Mcp-Param-", name, " is ", given, ", the body says ", body]))
}

/// Whether two JSON numbers are equal, however they are written.
fn same_number(a: &str, b: &str) -> bool {
    let number = |text| Value::parse(text).ok().filter(|value| value.kind() == Kind::Number);
    match (number(a), number(b)) {
        (Some(a), Some(b)) => Digits::of(a.raw()).equals(&Digits::of(b.raw())),
        _ => false,
    }
}

/// The digits of a number and where the point stands in them.
struct Digits<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Digits<'a> {
    fn of(text: &'a str) -> Digits<'a> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        Digits {
            negative: whole.starts_with('-'),
            whole: whole.trim_start_matches('-'),
            fraction,
            exponent: exponent.parse().unwrap_or(i64::MAX / 4),
        }
    }

    /// The digits that are not zero, each with its power of ten.
    fn places(&self) -> impl Iterator<Item = (i64, u8)> {
        let first = self.exponent + self.whole.len() as i64;
        let digits = self.whole.bytes().chain(self.fraction.bytes());
        digits
            .enumerate()
            .map(move |(at, digit)| (first - at as i64, digit))
            .filter(|p| p.1 != b'0')
    }

    fn equals(&self, other: &Digits) -> bool {
        let zero = self.places().next().is_none();
        self.places().eq(other.places()) && (zero || self.negative == other.negative)
    }
}
