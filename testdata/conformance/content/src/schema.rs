//! What the list of tools says of each besides its name and description.

use serde_json::{Value, json};

/// The schema of a tool's arguments.
pub fn input(tool: &str) -> Value {
    match tool {
        "test_custom_header" => json!({
            "type": "object",
            "properties": {
                "region": { "type": "string", "x-mcp-header": "Region" },
                "attempts": { "type": "integer", "x-mcp-header": "Attempts" },
                "dry-run": { "type": "boolean", "x-mcp-header": "Dry-Run" },
            },
            "additionalProperties": false,
        }),
        "json_schema_2020_12_tool" => json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "$defs": {
                "address": {
                    "$anchor": "addressDef",
                    "type": "object",
                    "properties": {
                        "street": { "type": "string" },
                        "city": { "type": "string" },
                    },
                },
            },
            "properties": {
                "name": { "type": "string" },
                "address": { "$ref": "#/$defs/address" },
                "contactMethod": { "type": "string", "enum": ["phone", "email"] },
                "phone": { "type": "string" },
                "email": { "type": "string" },
            },
            "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
            "if": {
                "properties": { "contactMethod": { "const": "phone" } },
                "required": ["contactMethod"],
            },
            "then": { "required": ["phone"] },
            "else": { "required": ["email"] },
            "additionalProperties": false,
        }),
        _ => json!({ "type": "object", "additionalProperties": false }),
    }
}

/// The schema of a tool's structured content.
pub fn output(tool: &str) -> Option<Value> {
    match tool {
        "test_structured_content" => Some(json!({
            "type": "object",
            "properties": {
                "temperature": { "type": "number" },
                "conditions": { "type": "string" },
            },
            "required": ["temperature", "conditions"],
        })),
        "test_structured_list" => Some(json!({ "type": "array", "items": { "type": "string" } })),
        _ => None,
    }
}

/// Further members of a tool.
pub fn extra(tool: &str) -> Option<Value> {
    (tool == "test_simple_text").then(|| {
        json!({
            "title": "Simple text",
            "annotations": { "readOnlyHint": true, "openWorldHint": false },
            "icons": [{ "src": "https://example.com/text.png", "mimeType": "image/png", "sizes": ["48x48"] }],
            "_meta": { "example.com/kind": "text" },
        })
    })
}
