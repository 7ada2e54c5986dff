//! Makes a component of the lists in resources.rs. Nothing here needs to change when they do.

mod resources;
mod wasi;

wit_bindgen::generate!({ path: "wit", world: "resources-component" });

use exports::wasmcp::mcp::resources as contract;
use wasmcp::mcp::types::{ResourceBody, ResourceContents};

pub use contract::Error;
pub use wasmcp::mcp::context;

/// What reading returns: a text, or bytes. An error's message goes to the client; an [Error] of
/// the contract, for example `Error::NotFound`, goes out as it is.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A resource, or a template of resources, without the function that reads it.
pub struct Entry {
    uri: &'static str,
    name: &'static str,
    description: &'static str,
    mime_type: &'static str,
    extra: Option<String>,
    read: Box<dyn Fn(&[&str]) -> Result<ResourceBody>>,
}

/// What a resource holds: a text, or bytes.
pub trait Body {
    fn body(self) -> ResourceBody;
}

impl Body for String {
    fn body(self) -> ResourceBody {
        ResourceBody::Text(self)
    }
}

impl Body for &str {
    fn body(self) -> ResourceBody {
        ResourceBody::Text(self.into())
    }
}

impl Body for Vec<u8> {
    fn body(self) -> ResourceBody {
        ResourceBody::Blob(self)
    }
}

/// A resource that `read` reads.
pub fn resource<B: Body>(
    uri: &'static str,
    name: &'static str,
    description: &'static str,
    mime_type: &'static str,
    read: impl Fn() -> Result<B> + 'static,
) -> Entry {
    let read = Box::new(move |_: &[&str]| read().map(Body::body));
    Entry { uri, name, description, mime_type, extra: None, read }
}

/// A template of resources. Each `{variable}` in its URI stands for one or more characters that are
/// no slash; `read` is given them in their order.
pub fn template<B: Body>(
    uri: &'static str,
    name: &'static str,
    description: &'static str,
    mime_type: &'static str,
    read: impl Fn(&[&str]) -> Result<B> + 'static,
) -> Entry {
    let read = Box::new(move |variables: &[&str]| read(variables).map(Body::body));
    Entry { uri, name, description, mime_type, extra: None, read }
}

impl Entry {
    /// Adds further members to what a client is told, a JSON object: `title`, `annotations`, ...
    pub fn extra(mut self, members: serde_json::Value) -> Entry {
        self.extra = Some(members.to_string());
        self
    }
}

/// The variables of a template in a URI that fits it.
fn variables<'a>(template: &str, uri: &'a str) -> Option<Vec<&'a str>> {
    let mut found = vec![];
    let (mut template, mut uri) = (template, uri);
    while let Some((before, rest)) = template.split_once('{') {
        let (_, after) = rest.split_once('}')?;
        uri = uri.strip_prefix(before)?;
        // The variable ends where the next text of the template begins.
        let next = after.split('{').next().unwrap_or_default();
        let end = match next {
            "" => uri.find('/').unwrap_or(uri.len()),
            next => uri.find(next)?,
        };
        let (variable, left) = uri.split_at(end);
        if variable.is_empty() || variable.contains('/') {
            return None;
        }
        found.push(variable);
        (template, uri) = (after, left);
    }
    (template == uri).then_some(found)
}

struct Component;

impl contract::Guest for Component {
    fn list_resources() -> std::result::Result<Vec<contract::Resource>, Error> {
        let resources = resources::resources().into_iter();
        Ok(resources
            .map(|entry| contract::Resource {
                uri: entry.uri.into(),
                name: entry.name.into(),
                description: Some(entry.description.into()),
                mime_type: Some(entry.mime_type.into()),
                extra: entry.extra,
            })
            .collect())
    }

    fn list_resource_templates() -> std::result::Result<Vec<contract::ResourceTemplate>, Error> {
        let templates = resources::templates().into_iter();
        Ok(templates
            .map(|entry| contract::ResourceTemplate {
                uri_template: entry.uri.into(),
                name: entry.name.into(),
                description: Some(entry.description.into()),
                mime_type: Some(entry.mime_type.into()),
                extra: entry.extra,
            })
            .collect())
    }

    fn read_resource(uri: String) -> std::result::Result<contract::ReadResult, Error> {
        let mut resources = resources::resources().into_iter();
        if let Some(entry) = resources.find(|entry| entry.uri == uri) {
            return finish(&uri, entry.mime_type, (entry.read)(&[]));
        }
        for entry in resources::templates() {
            if let Some(variables) = variables(entry.uri, &uri) {
                return finish(&uri, entry.mime_type, (entry.read)(&variables));
            }
        }
        Err(Error::NotFound)
    }
}

fn finish(
    uri: &str,
    mime_type: &str,
    body: Result<ResourceBody>,
) -> std::result::Result<contract::ReadResult, Error> {
    match body {
        Ok(body) => {
            let (uri, mime_type) = (uri.into(), Some(mime_type.into()));
            let contents = ResourceContents { uri, mime_type, body, extra: None };
            Ok(contract::ReadResult { contents: vec![contents], extra: None })
        }
        Err(error) => Err(match error.downcast::<Error>() {
            Ok(error) => *error,
            Err(error) => Error::Internal(error.to_string()),
        }),
    }
}

/// Reads a text as a client would, for tests: `None` where there is no such resource.
#[cfg(test)]
pub fn read(uri: &str) -> Option<String> {
    use contract::Guest;
    match Component::read_resource(uri.into()) {
        Ok(result) => match result.contents.into_iter().next()?.body {
            ResourceBody::Text(text) => Some(text),
            ResourceBody::Blob(_) => panic!("{uri} is no text"),
        },
        Err(Error::NotFound) => None,
        Err(error) => panic!("{uri}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_variables() {
        for (template, uri, want) in [
            ("a://{x}", "a://1", Some(vec!["1"])),
            ("a://{x}/b", "a://1/b", Some(vec!["1"])),
            ("a://{x}/{y}", "a://1/2", Some(vec!["1", "2"])),
            ("a://{x}", "a://1/2", None),
            ("a://{x}", "a://", None),
            ("a://{x}/b", "a://1/c", None),
            ("a://b", "a://b", Some(vec![])),
        ] {
            assert_eq!(variables(template, uri), want, "{template} {uri}");
        }
    }
}

export!(Component);
