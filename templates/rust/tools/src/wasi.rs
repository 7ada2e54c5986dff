//! Keeps WASI out of the component but for standard error, so that whoever runs it need grant it nothing.
//!
//! The standard library prints with `write`, the message of a panic too, and asks `getenv` for variables
//! of the environment. The C library's versions of these two import files, standard input, the
//! environment and more from the host. Here, all that is printed goes to standard error, the host's log,
//! and there are no variables. The feature `wasi` leaves these versions out.
#![cfg(all(target_family = "wasm", not(feature = "wasi")))]

use std::ffi::{CStr, c_char, c_int, c_void};

use wasi::cli::stderr::get_stderr;

wit_bindgen::generate!({
    inline: "
        package project:log;

        world log {
            import wasi:cli/stderr@0.2.0;
        }

        package wasi:cli@0.2.0 {
            interface stderr {
                use wasi:io/streams@0.2.0.{output-stream};
                get-stderr: func() -> output-stream;
            }
        }

        package wasi:io@0.2.0 {
            interface error {
                resource error;
            }
            interface streams {
                use error.{error};
                variant stream-error { last-operation-failed(error), closed }
                resource output-stream {
                    blocking-write-and-flush: func(contents: list<u8>) -> result<_, stream-error>;
                }
            }
        }
    ",
    generate_all,
});

#[unsafe(no_mangle)]
extern "C" fn write(file: c_int, bytes: *const c_void, length: usize) -> isize {
    if file != 1 && file != 2 {
        return -1;
    }
    // No more than that is taken at once.
    let length = length.min(4096);
    log(unsafe { std::slice::from_raw_parts(bytes.cast(), length) });
    length as isize
}

/// Writes to standard error. A log that is not there is nobody's fault.
fn log(bytes: &[u8]) {
    let _ = get_stderr().blocking_write_and_flush(bytes);
}

#[unsafe(no_mangle)]
extern "C" fn getenv(name: *const c_char) -> *mut c_char {
    let name = unsafe { CStr::from_ptr(name) }.to_bytes();
    // What Rust's own library asks for is nobody's concern.
    if !name.starts_with(b"RUST_") {
        for part in [b"environment variable ", name, b": this component has none; build it with `make WASI=1`, and let the host grant it (--env)\n"] {
            log(part);
        }
    }
    std::ptr::null_mut()
}
