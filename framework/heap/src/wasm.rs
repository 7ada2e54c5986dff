//! The allocator over a module's linear memory.

use crate::classes::{Heap, Memory};
use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::panic::PanicInfo;

const PAGE: usize = 65536;

struct Linear;

impl Memory for Linear {
    fn reach(&mut self, end: usize) -> bool {
        let missing = end.div_ceil(PAGE).saturating_sub(core::arch::wasm32::memory_size(0));
        missing == 0 || core::arch::wasm32::memory_grow(0, missing) != usize::MAX
    }
}

#[repr(transparent)]
struct Global(UnsafeCell<Heap<Linear>>);

// SAFETY: a component's instance has one thread.
unsafe impl Sync for Global {}

/// Exported for `memory.wat`, which gives blocks to the host.
#[global_allocator]
#[unsafe(export_name = "HEAP")]
static GLOBAL: Global = Global(UnsafeCell::new(Heap::new(Linear)));

unsafe extern "C" {
    /// Where the linker's data ends.
    static __heap_base: u8;
}

// SAFETY: blocks do not overlap, since a block is either above `top`, free, or given away.
unsafe impl GlobalAlloc for Global {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = &raw const __heap_base as usize;
        unsafe { (*self.0.get()).allocate(base, layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { (*self.0.get()).free(block, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        unsafe {
            if (*self.0.get()).resize(block, layout.size(), layout.align(), size) {
                return block;
            }
            let new = Layout::from_size_align_unchecked(size, layout.align());
            let moved = self.alloc(new);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
