//! Makes a component of the list in prompts.rs. Nothing here needs to change when prompts do.

mod prompts;
mod wasi;

wit_bindgen::generate!({ path: "wit", world: "prompts-component" });

use exports::wasmcp::mcp::prompts as contract;
use wasmcp::mcp::types::{Content, Role, TextContent};

pub use contract::{Error, PromptMessage};
pub use wasmcp::mcp::context;

/// What getting a prompt returns. An error's message goes to the client; an [Error] of the contract
/// goes out as it is.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A prompt, as [prompt] makes it.
pub struct Prompt {
    name: &'static str,
    description: &'static str,
    arguments: Vec<contract::PromptArgument>,
    extra: Option<String>,
    get: Box<dyn Fn(&Arguments) -> Result<Vec<PromptMessage>>>,
}

/// A prompt that is what `get` makes of the arguments.
pub fn prompt(
    name: &'static str,
    description: &'static str,
    get: impl Fn(&Arguments) -> Result<Vec<PromptMessage>> + 'static,
) -> Prompt {
    Prompt { name, description, arguments: vec![], extra: None, get: Box::new(get) }
}

impl Prompt {
    /// Adds an argument that has to be given.
    pub fn required(self, name: &str, description: &str) -> Prompt {
        self.argument(name, description, true)
    }

    /// Adds an argument that may be left out.
    pub fn optional(self, name: &str, description: &str) -> Prompt {
        self.argument(name, description, false)
    }

    fn argument(mut self, name: &str, description: &str, required: bool) -> Prompt {
        let (name, description) = (name.into(), Some(description.into()));
        self.arguments.push(contract::PromptArgument { name, description, required });
        self
    }

    /// Adds further members to what a client is told, a JSON object: `title`, `icons`, ...
    pub fn extra(mut self, members: serde_json::Value) -> Prompt {
        self.extra = Some(members.to_string());
        self
    }
}

/// The arguments of a prompt.
pub struct Arguments(serde_json::Value);

impl Arguments {
    /// An argument's value, and nothing for one that was left out.
    pub fn get(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }
}

/// What the user says.
pub fn user(text: impl Into<String>) -> PromptMessage {
    message(Role::User, text.into())
}

/// What the model is to have said.
pub fn assistant(text: impl Into<String>) -> PromptMessage {
    message(Role::Assistant, text.into())
}

fn message(role: Role, text: String) -> PromptMessage {
    PromptMessage { role, content: Content::Text(TextContent { text, extra: None }) }
}

struct Component;

impl contract::Guest for Component {
    fn list_prompts() -> std::result::Result<Vec<contract::Prompt>, Error> {
        let prompts = prompts::prompts().into_iter();
        Ok(prompts
            .map(|prompt| contract::Prompt {
                name: prompt.name.into(),
                description: prompt.description.into(),
                arguments: prompt.arguments,
                extra: prompt.extra,
            })
            .collect())
    }

    fn get_prompt(
        name: String,
        args: String,
    ) -> std::result::Result<contract::PromptResult, Error> {
        let mut prompts = prompts::prompts().into_iter();
        let prompt = prompts.find(|prompt| prompt.name == name).ok_or(Error::NotFound)?;
        let wrong = |error: serde_json::Error| Error::InvalidParams(error.to_string());
        let arguments = Arguments(serde_json::from_str(&args).map_err(wrong)?);
        let mut required = prompt.arguments.iter().filter(|argument| argument.required);
        if let Some(missing) = required.find(|argument| arguments.0[&argument.name].is_null()) {
            return Err(Error::InvalidParams(format!("{name}: {} is missing", missing.name)));
        }
        match (prompt.get)(&arguments) {
            Ok(messages) => Ok(contract::PromptResult {
                description: Some(prompt.description.into()),
                messages,
                extra: None,
            }),
            Err(error) => Err(match error.downcast::<Error>() {
                Ok(error) => *error,
                Err(error) => Error::Internal(error.to_string()),
            }),
        }
    }
}

/// Gets a prompt as a client would, for tests: the texts of its messages, or the error's message.
#[cfg(test)]
pub fn get(name: &str, arguments: &str) -> std::result::Result<Vec<String>, String> {
    use contract::Guest;
    let result = Component::get_prompt(name.into(), arguments.into());
    let messages = result.map_err(|error| format!("{error:?}"))?.messages.into_iter();
    let texts = messages.filter_map(|message| match message.content {
        Content::Text(block) => Some(block.text),
        _ => None,
    });
    Ok(texts.collect())
}

export!(Component);
