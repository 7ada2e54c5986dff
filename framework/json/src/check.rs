//! Whether a text is JSON.

/// How deep arrays and objects may be nested. A deeper text is refused: whoever reads it next may
/// recurse.
pub const MAX_DEPTH: u32 = 128;

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The byte at which it shows.
    pub at: usize,
    /// What was expected or found there.
    pub what: &'static str,
}

/// What a check finds.
pub(crate) struct Checked {
    /// Where the value begins and ends.
    pub start: usize,
    pub end: usize,
    /// Whether `null` occurs in it.
    pub nulls: bool,
}

/// Checks one value and the white space around it.
pub(crate) fn check(text: &str) -> Result<Checked, Error> {
    let mut s = Scanner { b: text.as_bytes(), at: 0, nulls: false };
    s.space();
    let start = s.at;
    s.value()?;
    let end = s.at;
    s.space();
    if s.at < s.b.len() {
        return s.fail("more text after the value");
    }
    Ok(Checked { start, end, nulls: s.nulls })
}

struct Scanner<'a> {
    b: &'a [u8],
    at: usize,
    nulls: bool,
}

/// What may come next between two tokens.
enum Next {
    /// A value.
    Value,
    /// A value, or the end of the array just opened.
    FirstElement,
    /// A key, or the end of the object just opened.
    FirstKey,
    /// A comma or the end of what is open.
    After,
}

impl Scanner<'_> {
    fn fail<T>(&self, what: &'static str) -> Result<T, Error> {
        Err(Error { at: self.at, what })
    }

    fn peek(&self) -> u8 {
        // No token begins or goes on with a zero byte, so it stands for the end.
        self.b.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// One value, without recursion: a bit a level says whether it is an object.
    fn value(&mut self) -> Result<(), Error> {
        let mut objects: u128 = 0;
        let mut depth = 0;
        let mut next = Next::Value;
        loop {
            self.space();
            let c = self.peek();
            next = match (next, c) {
                (Next::FirstElement, b']') | (Next::FirstKey, b'}') => {
                    self.at += 1;
                    depth -= 1;
                    objects >>= 1;
                    Next::After
                }
                (Next::FirstKey, _) => self.key()?,
                (Next::After, b',') => {
                    self.at += 1;
                    if objects & 1 == 1 {
                        self.space();
                        self.key()?
                    } else {
                        Next::Value
                    }
                }
                (Next::After, b']') if objects & 1 == 0 => {
                    self.at += 1;
                    depth -= 1;
                    objects >>= 1;
                    Next::After
                }
                (Next::After, b'}') if objects & 1 == 1 => {
                    self.at += 1;
                    depth -= 1;
                    objects >>= 1;
                    Next::After
                }
                (Next::After, _) => return self.fail("expected a comma or the end"),
                (_, b'{' | b'[') => {
                    if depth == MAX_DEPTH {
                        return self.fail("nested too deep");
                    }
                    depth += 1;
                    objects = objects << 1 | u128::from(c == b'{');
                    self.at += 1;
                    if c == b'{' { Next::FirstKey } else { Next::FirstElement }
                }
                _ => {
                    self.scalar(c)?;
                    Next::After
                }
            };
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn key(&mut self) -> Result<Next, Error> {
        if self.peek() != b'"' {
            return self.fail("expected a member's name");
        }
        self.string()?;
        self.space();
        if self.peek() != b':' {
            return self.fail("expected a colon");
        }
        self.at += 1;
        Ok(Next::Value)
    }

    fn scalar(&mut self, first: u8) -> Result<(), Error> {
        match first {
            b'"' => self.string(),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => {
                self.nulls = true;
                self.word("null")
            }
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.fail("expected a value"),
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), Error> {
        if !self.b[self.at..].starts_with(word.as_bytes()) {
            return self.fail("expected a value");
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), Error> {
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Error> {
        if !self.peek().is_ascii_digit() {
            return self.fail("expected a digit");
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Error> {
        self.at += 1;
        loop {
            self.at = plain(self.b, self.at);
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => {
                    self.at += 1;
                    self.escape()?;
                }
                _ if self.at >= self.b.len() => return self.fail("a string without end"),
                _ => return self.fail("a control character in a string"),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Error> {
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.at += 1;
                Ok(())
            }
            b'u' => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_ascii_hexdigit() {
                        return self.fail("expected a hexadecimal digit");
                    }
                    self.at += 1;
                }
                Ok(())
            }
            _ => self.fail("an unknown escape"),
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// Where, from `at` on, the first backslash stands; the length of `b` if there is none.
pub(crate) fn backslash(b: &[u8], mut at: usize) -> usize {
    while let Some(eight) = b.get(at..at + 8) {
        let word = u64::from_le_bytes(eight.try_into().unwrap_or([0; 8]));
        let word = word ^ (ONES * u64::from(b'\\'));
        let stop = word.wrapping_sub(ONES) & !word & TOPS;
        if stop != 0 {
            return at + (stop.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < b.len() && b[at] != b'\\' {
        at += 1;
    }
    at
}

/// Where, from `at` on, the first byte stands that is a quote, a backslash or a control
/// character; the length of `b` if there is none. Most bytes of a large message pass through
/// here, so it takes eight at a time.
pub(crate) fn plain(b: &[u8], mut at: usize) -> usize {
    while let Some(eight) = b.get(at..at + 8) {
        let word = u64::from_le_bytes(eight.try_into().unwrap_or([0; 8]));
        // A byte below n leaves its top bit set in (word - n) & !word; the lowest such bit is
        // always true, which is all that is used of it.
        let below = |w: u64, n: u64| w.wrapping_sub(ONES * n) & !w & TOPS;
        let stop = below(word, 0x20)
            | below(word ^ (ONES * u64::from(b'"')), 1)
            | below(word ^ (ONES * u64::from(b'\\')), 1);
        if stop != 0 {
            return at + (stop.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < b.len() && !matches!(b[at], 0..=0x1f | b'"' | b'\\') {
        at += 1;
    }
    at
}
