//! `resources/list`, `resources/templates/list` and `resources/read`.

use crate::bindings::wasmcp::mcp::resources::{ReadResult, ResourceTemplate};
use crate::bindings::wasmcp::mcp::types::Resource;
use crate::content::{Wrong, extra, resource_contents, resource_members};
use alloc::string::String;
use json::{Array, Object};

/// An entry of the list of resources.
pub fn entry(resource: &Resource) -> Result<String, Wrong> {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    resource_members(&mut object, resource)?;
    object.end();
    Ok(out)
}

/// An entry of the list of templates.
pub fn template(template: &ResourceTemplate) -> Result<String, Wrong> {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.string("uriTemplate", &template.uri_template);
    object.string("name", &template.name);
    object.optional("description", template.description.as_deref());
    object.optional("mimeType", template.mime_type.as_deref());
    let written = ["uriTemplate", "name", "description", "mimeType"];
    extra(&mut object, template.extra.as_deref(), &written)?;
    object.end();
    Ok(out)
}

/// What has been read.
pub fn result(result: &ReadResult) -> Result<String, Wrong> {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    let mut array = Array::new(object.key("contents"));
    for contents in &result.contents {
        resource_contents(array.element(), contents)?;
    }
    array.end();
    extra(&mut object, result.extra.as_deref(), &["contents", "resultType"])?;
    object.end();
    Ok(out)
}
