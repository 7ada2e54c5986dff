//! Standard input, taken apart into lines.
//!
//! What is read while a call runs is kept: the call is only interested in its own cancellation,
//! and the other messages wait for their turn.

use alloc::vec::Vec;
use json::Value;

/// A line of input.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// Its bytes without the line end.
    Bytes(Vec<u8>),
    /// It had more bytes than allowed.
    TooLong,
}

/// Bytes that have been read and not yet been taken as lines.
#[derive(Default)]
pub struct Lines {
    held: Vec<u8>,
    /// Where the next line begins.
    start: usize,
    /// Up to where no line end is.
    searched: usize,
    /// Up to where whole lines have been looked at for a cancellation.
    examined: usize,
    /// The rest of the line that `held` begins with is dropped.
    skipping: bool,
    /// There is no more input.
    ended: bool,
}

impl Lines {
    /// Nothing read yet.
    pub const fn new() -> Lines {
        Lines {
            held: Vec::new(),
            start: 0,
            searched: 0,
            examined: 0,
            skipping: false,
            ended: false,
        }
    }

    /// Adds what has been read.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.held.drain(..self.start);
            self.searched -= self.start;
            self.examined = self.examined.saturating_sub(self.start);
            self.start = 0;
        }
        self.held.extend_from_slice(bytes);
    }

    /// Notes that nothing follows.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Whether nothing follows.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// How many bytes wait.
    pub fn waiting(&self) -> usize {
        self.held.len() - self.start
    }

    /// The next line, if a whole one has been read. Input that ends without a line end ends its
    /// last line too.
    pub fn next(&mut self, limit: usize) -> Option<Line> {
        let end = match self.line_end(self.searched) {
            Some(end) => end,
            None if !self.ended => {
                self.searched = self.held.len();
                self.skip_long(limit);
                return None;
            }
            None if self.waiting() == 0 && !self.skipping => return None,
            None => self.held.len(),
        };
        let line = self.held.get(self.start..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if self.skipping || line.len() > limit {
            Line::TooLong
        } else {
            Line::Bytes(line.to_vec())
        };
        self.skipping = false;
        self.start = (end + 1).min(self.held.len());
        self.searched = self.start;
        if self.start == self.held.len() {
            self.clear();
        }
        Some(line)
    }

    fn line_end(&self, from: usize) -> Option<usize> {
        let rest = self.held.get(from..)?;
        rest.iter().position(|&c| c == b'\n').map(|at| from + at)
    }

    /// Drops what has been read of a line that is too long already, so that memory stays bounded.
    fn skip_long(&mut self, limit: usize) {
        // One more than the limit: a carriage return does not count.
        if self.skipping || self.waiting() > limit + 1 {
            self.skipping = true;
            self.clear();
        }
    }

    /// Lets go of what was read: a line may have been large, and the next ones need not pay for it.
    fn clear(&mut self) {
        self.held = Vec::new();
        (self.start, self.searched, self.examined) = (0, 0, 0);
    }

    /// Has the lines that wait looked at once more.
    pub fn examine_again(&mut self) {
        self.examined = self.start;
    }

    /// Whether a line that waits and was not asked about before cancels the request with this id.
    pub fn cancels(&mut self, id: &str) -> bool {
        let mut from = self.examined.max(self.start);
        let mut cancelled = false;
        while let Some(end) = self.line_end(from) {
            cancelled |= self.held.get(from..end).is_some_and(|line| is_cancellation(line, id));
            from = end + 1;
        }
        self.examined = from;
        cancelled
    }
}

fn is_cancellation(line: &[u8], id: &str) -> bool {
    // Most lines are something else, and what is not text or not JSON gets its answer when its
    // turn comes.
    let Ok(text) = core::str::from_utf8(line) else { return false };
    let Ok(message) = Value::object(text) else { return false };
    if !message.get("method").is_some_and(|method| method.is("notifications/cancelled")) {
        return false;
    }
    let cancelled = message.get("params").and_then(|params| params.get("requestId"));
    let Ok(id) = Value::parse(id) else { return false };
    cancelled.is_some_and(|value| match id.string() {
        Some(id) => value.is(&id),
        None => value.raw() == id.raw(),
    })
}
