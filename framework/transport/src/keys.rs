//! The members of `_meta` that MCP has.

/// The revision; its presence claims the modern era.
pub const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
/// What the client can do.
pub const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
/// Who the client says it is.
pub const CLIENT: &str = "io.modelcontextprotocol/clientInfo";
/// The least severe level that it wants logged.
pub const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";
/// What its progress notifications are told apart by.
pub const PROGRESS: &str = "progressToken";
/// Who the server says it is.
pub const SERVER: &str = "io.modelcontextprotocol/serverInfo";
