//! Prompts, and completions of the arguments of one of them.

#[path = "../../../../templates/rust/tools/src/wasi.rs"]
mod wasi;

#[path = "../../content/src/media.rs"]
#[expect(dead_code, reason = "of the image and the sound, the image")]
mod media;

wit_bindgen::generate!({
    path: "../../../wit/mcp/mcp.wit",
    inline: "
        package conformance:prompts;
        world component {
            import wasmcp:mcp/context@0.1.0;
            export wasmcp:mcp/prompts@0.1.0;
            export wasmcp:mcp/completions@0.1.0;
        }
    ",
    generate_all,
});

use exports::wasmcp::mcp::completions::{self, Completion, Reference};
use exports::wasmcp::mcp::prompts::{
    self, Error, Prompt, PromptArgument, PromptMessage, PromptResult,
};
use serde_json::{Value, json};
use wasmcp::mcp::types::{BlobContent, Content, ResourceBody, ResourceContents, Role, TextContent};

struct Component;

/// Name, description, and the names of the arguments, all of which are needed.
const PROMPTS: [(&str, &str, &[&str]); 4] = [
    ("test_simple_prompt", "A prompt without arguments.", &[]),
    ("test_prompt_with_arguments", "A prompt of two arguments.", &["arg1", "arg2"]),
    ("test_prompt_with_embedded_resource", "A prompt with a resource.", &["resourceUri"]),
    ("test_prompt_with_image", "A prompt with an image.", &[]),
];

/// What the first argument of the second prompt can be.
const WORDS: [&str; 4] = ["paris", "park", "party", "tokyo"];

impl prompts::Guest for Component {
    fn list_prompts() -> Result<Vec<Prompt>, Error> {
        let prompts = PROMPTS.iter().map(|(name, description, arguments)| Prompt {
            name: name.to_string(),
            description: description.to_string(),
            arguments: arguments.iter().map(|name| argument(name)).collect(),
            extra: arguments.is_empty().then(|| json!({ "title": "No arguments" }).to_string()),
        });
        Ok(prompts.collect())
    }

    fn get_prompt(name: String, args: String) -> Result<PromptResult, Error> {
        let args: Value =
            serde_json::from_str(&args).map_err(|error| Error::InvalidParams(error.to_string()))?;
        let (_, description, needed) =
            PROMPTS.iter().find(|(known, ..)| *known == name).ok_or(Error::NotFound)?;
        if let Some(missing) = needed.iter().find(|name| !args[**name].is_string()) {
            return Err(Error::InvalidParams(format!("{name}: {missing} is missing")));
        }
        let messages = match name.as_str() {
            "test_simple_prompt" => vec![text("A prompt without arguments.")],
            "test_prompt_with_arguments" => {
                vec![text(&format!("Two arguments: {} and {}.", args["arg1"], args["arg2"]))]
            }
            "test_prompt_with_embedded_resource" => vec![
                message(Content::EmbeddedResource(ResourceContents {
                    uri: args["resourceUri"].as_str().unwrap_or_default().into(),
                    mime_type: Some("text/plain".into()),
                    body: ResourceBody::Text("The text of an embedded resource.".into()),
                    extra: None,
                })),
                text("What does the resource say?"),
            ],
            _ => vec![
                message(Content::Image(BlobContent {
                    data: media::PIXEL.into(),
                    mime_type: "image/png".into(),
                    extra: None,
                })),
                text("What does the image show?"),
            ],
        };
        Ok(PromptResult { description: Some(description.to_string()), messages, extra: None })
    }
}

fn argument(name: &str) -> PromptArgument {
    PromptArgument { name: name.into(), description: Some(format!("The {name}.")), required: true }
}

fn message(content: Content) -> PromptMessage {
    PromptMessage { role: Role::User, content }
}

fn text(text: &str) -> PromptMessage {
    message(Content::Text(TextContent { text: text.into(), extra: None }))
}

impl completions::Guest for Component {
    fn complete(
        target: Reference,
        argument: String,
        value: String,
        _: String,
    ) -> Result<Completion, Error> {
        let Reference::Prompt(name) = target else { return Err(Error::NotFound) };
        let (_, _, arguments) =
            PROMPTS.iter().find(|(known, ..)| *known == name).ok_or(Error::NotFound)?;
        if !arguments.contains(&argument.as_str()) {
            return Err(Error::InvalidParams(format!("{name} has no argument {argument}")));
        }
        let words = if argument == "arg1" { &WORDS[..] } else { &[] };
        let fits = words.iter().filter(|word| word.starts_with(&value));
        let values: Vec<_> = fits.map(|word| word.to_string()).collect();
        Ok(Completion { total: Some(values.len() as u32), values, has_more: Some(false) })
    }
}

export!(Component);
