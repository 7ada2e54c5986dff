//! Content blocks and resource contents, from typed to JSON.

use crate::bindings::wasmcp::mcp::types::{
    BlobContent, Content, Resource, ResourceBody, ResourceContents,
};
use alloc::string::String;
use json::{Array, Error, Object, Value, base64};

/// Which member is not what it should be, and why.
pub type Wrong = (&'static str, Error);

/// The members of `extra` that are not written yet.
pub fn extra(object: &mut Object, extra: Option<&str>, written: &[&str]) -> Result<(), Wrong> {
    if let Some(extra) = extra {
        object.splice(Value::object(extra).map_err(|bad| ("extra", bad))?, written);
    }
    Ok(())
}

/// An array of content blocks.
pub fn blocks(out: &mut String, content: &[Content]) -> Result<(), Wrong> {
    let mut array = Array::new(out);
    for one in content {
        block(array.element(), one)?;
    }
    array.end();
    Ok(())
}

/// One content block.
pub fn block(out: &mut String, content: &Content) -> Result<(), Wrong> {
    if let Content::Other(raw) = content {
        let value = Value::object(raw).map_err(|bad| ("content", bad))?;
        if value.get("type").and_then(Value::string).is_none() {
            return Err(("content", Error { at: 0, what: "expected an object with a type" }));
        }
        out.push_str(value.raw());
        return Ok(());
    }
    let mut object = Object::new(out);
    match content {
        Content::Text(text) => {
            object.string("type", "text");
            object.string("text", &text.text);
            extra(&mut object, text.extra.as_deref(), &["type", "text"])?;
        }
        Content::Image(blob) => blob_block(&mut object, "image", blob)?,
        Content::Audio(blob) => blob_block(&mut object, "audio", blob)?,
        Content::ResourceLink(link) => {
            object.string("type", "resource_link");
            resource_members(&mut object, link)?;
        }
        Content::EmbeddedResource(contents) => {
            object.string("type", "resource");
            resource_contents(object.key("resource"), contents)?;
        }
        Content::Other(_) => {}
    }
    object.end();
    Ok(())
}

fn blob_block(object: &mut Object, kind: &str, blob: &BlobContent) -> Result<(), Wrong> {
    object.string("type", kind);
    bytes(object, "data", &blob.data);
    object.string("mimeType", &blob.mime_type);
    extra(object, blob.extra.as_deref(), &["type", "data", "mimeType"])
}

fn bytes(object: &mut Object, name: &str, bytes: &[u8]) {
    let out = object.key(name);
    out.push('"');
    base64::push(out, bytes);
    out.push('"');
}

/// The members of a resource, in a list or as a link.
pub fn resource_members(object: &mut Object, resource: &Resource) -> Result<(), Wrong> {
    object.string("uri", &resource.uri);
    object.string("name", &resource.name);
    object.optional("description", resource.description.as_deref());
    object.optional("mimeType", resource.mime_type.as_deref());
    let written = ["type", "uri", "name", "description", "mimeType"];
    extra(object, resource.extra.as_deref(), &written)
}

/// What a resource holds, with its URI.
pub fn resource_contents(out: &mut String, contents: &ResourceContents) -> Result<(), Wrong> {
    let mut object = Object::new(out);
    object.string("uri", &contents.uri);
    object.optional("mimeType", contents.mime_type.as_deref());
    match &contents.body {
        ResourceBody::Text(text) => object.string("text", text),
        ResourceBody::Blob(blob) => bytes(&mut object, "blob", blob),
    }
    extra(&mut object, contents.extra.as_deref(), &["uri", "mimeType", "text", "blob"])?;
    object.end();
    Ok(())
}
