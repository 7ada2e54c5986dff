//! Objects and arrays, written one member at a time.

use crate::read::{Key, Value};
use crate::string::push_string;
use alloc::string::String;

/// An object being written at the end of a text.
pub struct Object<'o> {
    out: &'o mut String,
    some: bool,
}

impl<'o> Object<'o> {
    /// Opens an object; [`Object::end`] closes it.
    pub fn new(out: &'o mut String) -> Object<'o> {
        out.push('{');
        Object { out, some: false }
    }

    fn comma(&mut self) {
        if self.some {
            self.out.push(',');
        }
        self.some = true;
    }

    /// Writes a member's name and returns the text for its value to be appended to. `name` has to
    /// be plain: it is written as it is.
    pub fn key(&mut self, name: &str) -> &mut String {
        self.comma();
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
        self.out
    }

    /// A member whose name may be anything.
    pub fn any_key(&mut self, name: &str) -> &mut String {
        self.comma();
        push_string(self.out, name);
        self.out.push(':');
        self.out
    }

    /// A member whose value is JSON already.
    pub fn raw(&mut self, name: &str, value: &str) {
        self.key(name).push_str(value);
    }

    /// A member whose value is a string.
    pub fn string(&mut self, name: &str, value: &str) {
        push_string(self.key(name), value);
    }

    /// A string member, if there is one.
    pub fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.string(name, value);
        }
    }

    /// Writes a member's name as it stands in another object and returns the text for its value to
    /// be appended to.
    pub fn as_written(&mut self, key: Key) -> &mut String {
        self.comma();
        self.out.push_str(key.raw());
        self.out.push(':');
        self.out
    }

    /// A member as it stands in another object.
    pub fn member(&mut self, key: Key, value: Value) {
        self.as_written(key).push_str(value.raw());
    }

    /// The members of `from` whose names are not in `except`, each name once.
    pub fn splice(&mut self, from: Value, except: &[&str]) {
        for (at, (key, value)) in from.members().enumerate() {
            let name = key.name();
            let written = from.members().take(at).any(|(earlier, _)| earlier.is(&name));
            if !written && !except.contains(&&*name) {
                self.member(key, value);
            }
        }
    }

    /// Closes the object.
    pub fn end(self) {
        self.out.push('}');
    }
}

/// An array being written at the end of a text.
pub struct Array<'o> {
    out: &'o mut String,
    some: bool,
}

impl<'o> Array<'o> {
    /// Opens an array; [`Array::end`] closes it.
    pub fn new(out: &'o mut String) -> Array<'o> {
        out.push('[');
        Array { out, some: false }
    }

    /// Begins an element and returns the text for it to be appended to.
    pub fn element(&mut self) -> &mut String {
        if self.some {
            self.out.push(',');
        }
        self.some = true;
        self.out
    }

    /// The elements of another array, as they stand; none of anything else.
    pub fn splice(&mut self, from: Value) {
        let inside = from.inside().trim_ascii();
        if !inside.is_empty() {
            self.element().push_str(inside);
        }
    }

    /// Closes the array.
    pub fn end(self) {
        self.out.push(']');
    }
}
