//! The export: which method becomes which call.

use crate::bindings;
use crate::content::Wrong;
use crate::failure::{self, INVALID_PARAMS, METHOD_NOT_FOUND, describe, not_json, rpc};
use crate::merge;
use crate::params::{self, Target};
use crate::{prompts, resources, tools};
use alloc::string::String;
use alloc::vec::Vec;
use bindings::exports::wasmcp::mcp::handler::Guest;
use bindings::wasmcp::mcp::completions::{self, Reference};
use bindings::wasmcp::mcp::context::{self, LogLevel};
use bindings::wasmcp::mcp::handler as next;
use bindings::wasmcp::mcp::provided::{self, Capabilities};
use bindings::wasmcp::mcp::types::{Error, RpcError};
use bindings::wasmcp::mcp::{prompts as prompts_of, resources as resources_of, tools as tools_of};
use json::{Object, Value, push_string};

struct Component;

#[cfg(target_family = "wasm")]
bindings::export!(Component with_types_in bindings);

type Answer = Result<String, RpcError>;

/// An entry of a list, or what it is and what is wrong with it.
type Entry = Result<String, (String, Wrong)>;

impl Guest for Component {
    fn handle(method: String, params: String) -> Answer {
        let mut answer = answer(method, params);
        // What a provider gives as JSON is passed on as it is, but for what JSON's readers fail with.
        if let Ok(result) = &mut answer {
            json::mend_text(result);
        }
        answer
    }

    fn notify(method: String, params: String) {
        next::notify(&method, &params);
    }
}

fn answer(method: String, params: String) -> Answer {
    let offered = provided::get();
    let has = |capability: Capabilities| offered.bits() & capability.bits() != 0;
    match &*method {
        "server/discover" => discover(offered, &params),
        "tools/list" if has(Capabilities::TOOLS) => {
            list(&method, &params, "tools", tools_of::list_tools(), |tool| {
                tools::entry(tool).map_err(|bad| (named("tool", &tool.name), bad))
            })
        }
        "tools/call" if has(Capabilities::TOOLS) => call_tool(&params),
        "resources/list" if has(Capabilities::RESOURCES) => {
            list(&method, &params, "resources", resources_of::list_resources(), |resource| {
                resources::entry(resource).map_err(|bad| (named("resource", &resource.uri), bad))
            })
        }
        "resources/templates/list" if has(Capabilities::RESOURCES) => {
            let own = resources_of::list_resource_templates();
            list(&method, &params, "resourceTemplates", own, |template| {
                resources::template(template)
                    .map_err(|bad| (named("resource template", &template.uri_template), bad))
            })
        }
        "resources/read" if has(Capabilities::RESOURCES) => read_resource(&params),
        "prompts/list" if has(Capabilities::PROMPTS) => {
            list(&method, &params, "prompts", prompts_of::list_prompts(), |prompt| {
                prompts::entry(prompt).map_err(|bad| (named("prompt", &prompt.name), bad))
            })
        }
        "prompts/get" if has(Capabilities::PROMPTS) => get_prompt(&params),
        "completion/complete" if has(Capabilities::COMPLETIONS) => complete(&params),
        "completion/complete" => {
            match (next::handle(&method, &params), params::completion(&params)) {
                (Err(error), Ok(wanted)) => unless_listed(error, &wanted.target),
                (answer, _) => answer,
            }
        }
        _ => next::handle(&method, &params),
    }
}

fn discover(offered: Capabilities, params: &str) -> Answer {
    let names = [
        (Capabilities::TOOLS, "tools"),
        (Capabilities::RESOURCES, "resources"),
        (Capabilities::PROMPTS, "prompts"),
        (Capabilities::COMPLETIONS, "completions"),
    ];
    let own: Vec<_> = names
        .iter()
        .filter(|(capability, _)| offered.bits() & capability.bits() != 0)
        .map(|(_, name)| *name)
        .collect();
    let rest = from_rest("server/discover", params)?.unwrap_or(String::from("{}"));
    let rest = Value::object(&rest).map_err(|bad| not_json("server/discover", "result", bad))?;
    Ok(merge::discovery(&own, rest))
}

/// A list of this link's entries and then the rest's. What a provider gets wrong costs its own
/// entries only.
fn list<T>(
    method: &str,
    params: &str,
    member: &str,
    own: Result<Vec<T>, Error>,
    entry: impl Fn(&T) -> Entry,
) -> Answer {
    let own = own.map(|own| own.iter().map(entry).collect());
    joined_list(method, params, member, own)
}

fn joined_list(method: &str, params: &str, member: &str, own: Result<Vec<Entry>, Error>) -> Answer {
    let mut entries = Vec::new();
    match own {
        Ok(own) => {
            for entry in own {
                match entry {
                    Ok(text) => entries.push(text),
                    Err((what, (member, bad))) => report(&describe(&what, member, bad)),
                }
            }
        }
        Err(error) => {
            if let Some(Err(error)) = failure::answer(error, method, false) {
                report(&json::joined(&[method, ": ", &error.message]));
            }
        }
    }
    let rest = from_rest(method, params)?;
    let rest = match &rest {
        Some(rest) => Some(Value::object(rest).map_err(|bad| not_json(method, "result", bad))?),
        None => None,
    };
    Ok(merge::list(member, &entries, rest))
}

/// What the rest of the chain answers; `None` where it does not know the method.
fn from_rest(method: &str, params: &str) -> Result<Option<String>, RpcError> {
    match next::handle(method, params) {
        Ok(result) => Ok(Some(result)),
        Err(error) if error.code == METHOD_NOT_FOUND => Ok(None),
        Err(error) => Err(error),
    }
}

/// Tells the client what a provider got wrong.
fn report(text: &str) {
    let mut data = String::new();
    push_string(&mut data, text);
    context::log(LogLevel::Error, None, &data);
}

fn call_tool(params: &str) -> Answer {
    let (name, arguments) = params::named(params).map_err(invalid)?;
    let what = named("tool", &name);
    let called = tools_of::call_tool(&name, arguments.raw());
    finish(called, &what, true, tools::result, || unknown("tools/call", params, "tool: ", &name))
}

fn read_resource(params: &str) -> Answer {
    let uri = params::uri(params).map_err(invalid)?;
    let read = resources_of::read_resource(&uri);
    finish(read, &named("resource", &uri), true, resources::result, || {
        unknown("resources/read", params, "resource: ", &uri).map_err(|mut error| {
            if error.code == INVALID_PARAMS && error.data.is_none() {
                let mut data = String::new();
                let mut object = Object::new(&mut data);
                object.string("uri", &uri);
                object.end();
                error.data = Some(data);
            }
            error
        })
    })
}

fn get_prompt(params: &str) -> Answer {
    let (name, arguments) = params::named_strings(params).map_err(invalid)?;
    let what = named("prompt", &name);
    let got = prompts_of::get_prompt(&name, arguments.raw());
    finish(got, &what, true, prompts::result, || unknown("prompts/get", params, "prompt: ", &name))
}

fn complete(params: &str) -> Answer {
    let wanted = params::completion(params).map_err(invalid)?;
    let (kind, name) = described(&wanted.target);
    let target = match &wanted.target {
        Target::Prompt(name) => Reference::Prompt(name.clone().into_owned()),
        Target::Template(uri) => Reference::ResourceTemplate(uri.clone().into_owned()),
    };
    let completed = completions::complete(&target, &wanted.argument, &wanted.value, wanted.chosen);
    let what = named("completion of", name);
    finish(
        completed,
        &what,
        false,
        |found| Ok(prompts::completion(found)),
        || {
            unknown("completion/complete", params, kind, name)
                .or_else(|error| unless_listed(error, &wanted.target))
        },
    )
}

fn described<'a>(target: &'a Target) -> (&'static str, &'a str) {
    match target {
        Target::Prompt(name) => ("prompt: ", name),
        Target::Template(uri) => ("resource template: ", uri),
    }
}

/// The error that nobody owns what is to be completed, or no values at all: whoever offers
/// completions need not have any for what others offer.
fn unless_listed(error: RpcError, target: &Target) -> Answer {
    let (kind, name) = described(target);
    if error.message != json::joined(&["unknown ", kind, name]) {
        return Err(error);
    }
    let lists = [
        ("prompts/list", "prompts", "name"),
        ("resources/templates/list", "resourceTemplates", "uriTemplate"),
        ("resources/list", "resources", "uri"),
    ];
    let lists = if matches!(target, Target::Prompt(_)) { &lists[..1] } else { &lists[1..] };
    for (method, member, key) in lists {
        let list = Component::handle(String::from(*method), String::from("{}")).unwrap_or_default();
        let entries = Value::object(&list).ok().and_then(|list| list.get(member));
        let mut entries = entries.unwrap_or(Value::EMPTY).elements();
        if entries.any(|entry| entry.get(key).is_some_and(|own| own.is(name))) {
            return Ok(String::from("{\"completion\":{\"values\":[]}}"));
        }
    }
    Err(error)
}

/// The answer to a call: the result as JSON, the error, or what the rest of the chain says where
/// the name is not this link's.
fn finish<T>(
    called: Result<T, Error>,
    what: &str,
    may_ask: bool,
    result: impl Fn(&T) -> Result<String, Wrong>,
    rest: impl Fn() -> Answer,
) -> Answer {
    match called {
        Ok(value) => result(&value).map_err(|(member, bad)| not_json(what, member, bad)),
        Err(error) => failure::answer(error, what, may_ask).unwrap_or_else(rest),
    }
}

/// Asks the rest of the chain; a method that it does not know is a name that nobody owns.
fn unknown(method: &str, params: &str, kind: &str, name: &str) -> Answer {
    next::handle(method, params).map_err(|error| {
        if error.code == METHOD_NOT_FOUND {
            rpc(INVALID_PARAMS, json::joined(&["unknown ", kind, name]))
        } else {
            error
        }
    })
}

fn invalid(message: String) -> RpcError {
    rpc(INVALID_PARAMS, message)
}

fn named(kind: &str, name: &str) -> String {
    let mut out = json::joined(&[kind, " "]);
    push_string(&mut out, name);
    out
}
