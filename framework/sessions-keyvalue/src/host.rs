//! The store of the host, and what else is asked of the host.

use alloc::string::String;
use alloc::vec::Vec;

/// The host, as far as sessions need it. Errors are its own texts.
pub trait Host {
    /// Where a listing goes on.
    type Cursor;
    /// What is under a key.
    fn get(&mut self, key: &str) -> Result<Option<Vec<u8>>, String>;
    /// Puts something under a key.
    fn set(&mut self, key: &str, value: &[u8]) -> Result<(), String>;
    /// Removes a key, whether it is there or not.
    fn delete(&mut self, key: &str) -> Result<(), String>;
    /// Some of all keys, and where the next ones are.
    fn keys(
        &mut self,
        cursor: Option<Self::Cursor>,
    ) -> Result<(Vec<String>, Option<Self::Cursor>), String>;
    /// Milliseconds since 1970.
    fn moment(&mut self) -> u64;
    /// Seconds since 1970.
    fn now(&mut self) -> u64 {
        self.moment() / 1000
    }
    /// As many bytes that nobody can guess.
    fn random(&mut self, count: usize) -> Vec<u8>;
    /// Waits for some milliseconds.
    fn sleep(&mut self, milliseconds: u32);
}
