//! Resources, a template of resources, and completions of the template's variable.

#[path = "../../../../templates/rust/tools/src/wasi.rs"]
mod wasi;

wit_bindgen::generate!({
    path: "../../../wit/mcp/mcp.wit",
    inline: "
        package conformance:resources;
        world component {
            import wasmcp:mcp/context@0.1.0;
            export wasmcp:mcp/resources@0.1.0;
            export wasmcp:mcp/completions@0.1.0;
        }
    ",
    generate_all,
});

use exports::wasmcp::mcp::completions::{self, Completion, Reference};
use exports::wasmcp::mcp::resources::{self, Error, ReadResult, Resource, ResourceTemplate};
use serde_json::json;
use wasmcp::mcp::types::{ResourceBody, ResourceContents};

struct Component;

/// The template's text.
const TEMPLATE: &str = "test://template/{id}/data";

/// What can be completed for its variable.
const IDS: [&str; 4] = ["123", "124", "200", "300"];

/// URI, name, description and media type of what never changes.
const RESOURCES: [(&str, &str, &str, &str); 3] = [
    ("test://static-text", "static-text", "A text.", "text/plain"),
    ("test://static-binary", "static-binary", "A few bytes.", "application/octet-stream"),
    ("test://watched-resource", "watched-resource", "A text to subscribe to.", "text/plain"),
];

impl resources::Guest for Component {
    fn list_resources() -> Result<Vec<Resource>, Error> {
        let resources = RESOURCES.iter().map(|(uri, name, description, mime_type)| Resource {
            uri: uri.to_string(),
            name: name.to_string(),
            description: Some(description.to_string()),
            mime_type: Some(mime_type.to_string()),
            extra: (*name == "static-text").then(|| {
                json!({
                    "title": "Static text",
                    "size": 19,
                    "annotations": { "audience": ["assistant"], "priority": 1 },
                })
                .to_string()
            }),
        });
        Ok(resources.collect())
    }

    fn list_resource_templates() -> Result<Vec<ResourceTemplate>, Error> {
        Ok(vec![ResourceTemplate {
            uri_template: TEMPLATE.into(),
            name: "template".into(),
            description: Some("The data of what has this id.".into()),
            mime_type: Some("application/json".into()),
            extra: None,
        }])
    }

    fn read_resource(uri: String) -> Result<ReadResult, Error> {
        let (mime_type, body) = match uri.as_str() {
            "test://static-text" => ("text/plain", ResourceBody::Text("A text, as it was.".into())),
            "test://static-binary" => {
                ("application/octet-stream", ResourceBody::Blob(vec![0, 1, 2, 0xfd, 0xfe, 0xff]))
            }
            "test://watched-resource" => ("text/plain", ResourceBody::Text("Watched.".into())),
            _ => {
                let id = id(&uri).ok_or(Error::NotFound)?;
                ("application/json", ResourceBody::Text(json!({ "id": id }).to_string()))
            }
        };
        let contents =
            ResourceContents { uri, mime_type: Some(mime_type.into()), body, extra: None };
        Ok(ReadResult { contents: vec![contents], extra: None })
    }
}

/// The template's variable in a URI, if it is one of the template's.
fn id(uri: &str) -> Option<&str> {
    let (before, after) = TEMPLATE.split_once("{id}")?;
    let id = uri.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

impl completions::Guest for Component {
    fn complete(
        target: Reference,
        argument: String,
        value: String,
        _: String,
    ) -> Result<Completion, Error> {
        match target {
            Reference::ResourceTemplate(text) if text == TEMPLATE && argument == "id" => {
                let fits = IDS.iter().filter(|id| id.starts_with(&value));
                let values: Vec<_> = fits.map(|id| id.to_string()).collect();
                Ok(Completion { total: Some(values.len() as u32), values, has_more: Some(false) })
            }
            _ => Err(Error::NotFound),
        }
    }
}

export!(Component);
