//! The methods that the transport treats in a way of their own. All others go through as they are.

/// What is special about a method of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A list, whole inside the chain and paged here; the member of its result that holds it.
    List(&'static str),
    /// `resources/read`.
    Read,
    /// `tools/call`.
    Call,
    /// Anything else.
    Other,
}

/// The kind of a method.
pub fn kind(method: &str) -> Kind {
    match method {
        "tools/list" => Kind::List("tools"),
        "prompts/list" => Kind::List("prompts"),
        "resources/list" => Kind::List("resources"),
        "resources/templates/list" => Kind::List("resourceTemplates"),
        "resources/read" => Kind::Read,
        "tools/call" => Kind::Call,
        _ => Kind::Other,
    }
}

/// Methods of the legacy revisions that the modern ones took out.
pub fn is_removed(method: &str) -> bool {
    matches!(
        method,
        "initialize"
            | "ping"
            | "logging/setLevel"
            | "resources/subscribe"
            | "resources/unsubscribe"
    )
}

/// Methods that only the modern revisions have.
pub fn is_new(method: &str) -> bool {
    matches!(method, "server/discover" | "subscriptions/listen")
}

/// Methods whose results may ask the client for input.
pub fn may_ask(method: &str) -> bool {
    matches!(method, "tools/call" | "prompts/get" | "resources/read")
}

/// The parameter that `Mcp-Name` repeats.
pub fn named_by(method: &str) -> Option<&'static str> {
    match method {
        "tools/call" | "prompts/get" => Some("name"),
        "resources/read" => Some("uri"),
        "tasks/get" | "tasks/update" | "tasks/cancel" => Some("taskId"),
        _ => None,
    }
}
