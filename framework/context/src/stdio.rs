//! Standard input and output.

use crate::bindings::wasi::cli::{stdin::get_stdin, stdout::get_stdout};
use crate::bindings::wasi::io::streams::{InputStream, OutputStream};
use crate::lines::{Line, Lines};

/// How much is read at once.
const CHUNK: u64 = 65536;

/// How much input may wait while a call runs. A client that sends more has to wait itself.
const WAITING: usize = 1 << 20;

/// Both streams, opened when first used: an instance that serves HTTP never does.
pub struct Stdio {
    input: Option<InputStream>,
    output: Option<OutputStream>,
    lines: Lines,
}

impl Stdio {
    pub const fn new() -> Stdio {
        Stdio { input: None, output: None, lines: Lines::new() }
    }

    /// Waits for the next line; `None` at the end of input.
    pub fn next_line(&mut self, limit: usize) -> Option<Line> {
        loop {
            if let Some(line) = self.lines.next(limit) {
                return Some(line);
            }
            if self.lines.ended() {
                return None;
            }
            match self.input().blocking_read(CHUNK) {
                Ok(bytes) => self.lines.push(&bytes),
                Err(_) => self.lines.end(),
            }
        }
    }

    /// Begins another request: what waits may cancel it, whatever it meant to the last one.
    pub fn another(&mut self) {
        self.lines.examine_again();
    }

    /// Takes what is there without waiting and says whether it cancels the request. The first
    /// call only makes the host begin to read.
    pub fn cancels(&mut self, id: &str) -> bool {
        while !self.lines.ended() && self.lines.waiting() < WAITING {
            match self.input().read(CHUNK) {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => self.lines.push(&bytes),
                Err(_) => self.lines.end(),
            }
        }
        self.lines.cancels(id)
    }

    fn input(&mut self) -> &InputStream {
        self.input.get_or_insert_with(get_stdin)
    }

    /// Writes a message and its line end; false once nobody reads any more.
    pub fn write(&mut self, message: &mut alloc::string::String) -> bool {
        message.push('\n');
        let output = self.output.get_or_insert_with(get_stdout);
        crate::http::write(output, message.as_bytes()) && output.blocking_flush().is_ok()
    }
}
