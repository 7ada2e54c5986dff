//! What bindings need at run time, in place of `wit_bindgen::rt`.
//!
//! That one takes the address of `cabi_realloc` to have it linked, which gives every module a
//! table, and overwrites what it frees; a host has to set up and reset each table for each
//! instance.

pub use wit_bindgen::rt::*;

use core::alloc::Layout;
use core::ptr::NonNull;

/// `cabi_realloc` is exported by this crate whether or not anybody names it.
pub fn maybe_link_cabi_realloc() {}

/// Memory that holds lowered arguments for the time of a call.
pub struct Cleanup {
    block: NonNull<u8>,
    layout: Layout,
}

impl Cleanup {
    /// Memory of this layout; null and nothing to clean up for none.
    pub fn new(layout: Layout) -> (*mut u8, Option<Cleanup>) {
        if layout.size() == 0 {
            return (core::ptr::null_mut(), None);
        }
        // SAFETY: the size is not zero.
        match NonNull::new(unsafe { alloc::alloc::alloc(layout) }) {
            Some(block) => (block.as_ptr(), Some(Cleanup { block, layout })),
            None => alloc::alloc::handle_alloc_error(layout),
        }
    }

    /// Leaves the memory to somebody else.
    pub fn forget(self) {
        core::mem::forget(self);
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        // SAFETY: `new` allocated it so.
        unsafe { alloc::alloc::dealloc(self.block.as_ptr(), self.layout) }
    }
}

/// Gives the host memory for what it passes in, or more for what it is passing.
///
/// # Safety
/// The canonical ABI calls this with a block that an earlier call gave, or none.
#[cfg(target_family = "wasm")]
#[unsafe(export_name = "cabi_realloc")]
pub unsafe extern "C" fn cabi_realloc(
    block: *mut u8,
    old: usize,
    align: usize,
    new: usize,
) -> *mut u8 {
    if new == 0 {
        return align as *mut u8;
    }
    let moved = unsafe {
        if old == 0 {
            alloc::alloc::alloc(Layout::from_size_align_unchecked(new, align))
        } else {
            alloc::alloc::realloc(block, Layout::from_size_align_unchecked(old, align), new)
        }
    };
    if moved.is_null() {
        core::arch::wasm32::unreachable()
    }
    moved
}
