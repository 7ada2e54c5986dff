//! Keeps WASI out of the component, so that whoever runs it need grant it nothing.
//!
//! The standard library prints the message of a panic with `write`, and asks `getenv` whether to
//! print a backtrace. The C library's versions of these two import files, clocks, the environment
//! and more from the host. These versions import nothing, and what a program prints is dropped.
//! The feature `wasi` leaves them out.
#![cfg(all(target_family = "wasm", not(feature = "wasi")))]

use std::ffi::{c_char, c_int, c_void};

#[unsafe(no_mangle)]
extern "C" fn write(file: c_int, _bytes: *const c_void, length: usize) -> isize {
    match file {
        1 | 2 => length as isize,
        _ => -1,
    }
}

#[unsafe(no_mangle)]
extern "C" fn getenv(_name: *const c_char) -> *mut c_char {
    std::ptr::null_mut()
}
