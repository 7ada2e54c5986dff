//! The parameters of the methods that this link knows.

use alloc::borrow::Cow;
use alloc::string::String;
use json::{Duplicate, Kind, Value};

/// What a completion is for.
#[derive(Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// The prompt with this name.
    Prompt(Cow<'a, str>),
    /// The resource template with this text.
    Template(Cow<'a, str>),
}

/// The parameters of `completion/complete`.
#[derive(Debug, PartialEq, Eq)]
pub struct Completion<'a> {
    /// What is being filled in.
    pub target: Target<'a>,
    /// Which of its arguments.
    pub argument: Cow<'a, str>,
    /// What has been typed of it.
    pub value: Cow<'a, str>,
    /// The values already chosen, a JSON object of strings.
    pub chosen: &'a str,
}

/// `name` and `arguments`; arguments that were not sent are an empty object.
pub fn named(params: &str) -> Result<(Cow<'_, str>, Value<'_>), String> {
    let [name, arguments] = pick(object(params)?, ["name", "arguments"])?;
    let arguments = arguments.unwrap_or(Value::EMPTY);
    if arguments.kind() != Kind::Object {
        return Err(wrong("params.arguments", "an object"));
    }
    Ok((string("params.name", name)?, arguments))
}

/// `name` and `arguments` where all arguments are strings.
pub fn named_strings(params: &str) -> Result<(Cow<'_, str>, Value<'_>), String> {
    let (name, arguments) = named(params)?;
    strings("params.arguments", arguments)?;
    Ok((name, arguments))
}

/// `uri`.
pub fn uri(params: &str) -> Result<Cow<'_, str>, String> {
    let [uri] = pick(object(params)?, ["uri"])?;
    string("params.uri", uri)
}

/// `ref`, `argument` and `context.arguments`.
pub fn completion(params: &str) -> Result<Completion<'_>, String> {
    let [target, argument, context] = pick(object(params)?, ["ref", "argument", "context"])?;
    let target = target.unwrap_or(Value::EMPTY);
    let [kind, name, uri] = pick(target, ["type", "name", "uri"])?;
    let target = if kind.is_some_and(|kind| kind.is("ref/prompt")) {
        Target::Prompt(string("params.ref.name", name)?)
    } else if kind.is_some_and(|kind| kind.is("ref/resource")) {
        Target::Template(string("params.ref.uri", uri)?)
    } else {
        return Err(wrong("params.ref.type", "ref/prompt or ref/resource"));
    };
    let [name, value] = pick(argument.unwrap_or(Value::EMPTY), ["name", "value"])?;
    let [chosen] = pick(context.unwrap_or(Value::EMPTY), ["arguments"])?;
    let chosen = chosen.unwrap_or(Value::EMPTY);
    strings("params.context.arguments", chosen)?;
    Ok(Completion {
        target,
        argument: string("params.argument.name", name)?,
        value: string("params.argument.value", value)?,
        chosen: chosen.raw(),
    })
}

fn object(params: &str) -> Result<Value<'_>, String> {
    Value::object(params).map_err(|_| wrong("params", "an object"))
}

fn pick<'a, const N: usize>(
    value: Value<'a>,
    names: [&str; N],
) -> Result<[Option<Value<'a>>; N], String> {
    value.pick(names).map_err(|Duplicate(name)| json::joined(&["params: ", name, " occurs twice"]))
}

fn string<'a>(path: &str, value: Option<Value<'a>>) -> Result<Cow<'a, str>, String> {
    value.and_then(Value::string).ok_or_else(|| wrong(path, "a string"))
}

fn strings(path: &str, value: Value) -> Result<(), String> {
    if value.kind() != Kind::Object || value.members().any(|(_, v)| v.kind() != Kind::String) {
        return Err(wrong(path, "an object of strings"));
    }
    Ok(())
}

fn wrong(path: &str, expected: &str) -> String {
    json::joined(&[path, " is not ", expected])
}
