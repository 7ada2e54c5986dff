//! Blocks in sizes that are powers of two, each size with a list of its free blocks.
//!
//! Rust tells the size of a block when it is freed, so a block needs no header. A block is never
//! split or joined: a size that was needed once can be needed again, and the sum over all sizes is
//! at most four times the most that was in use at once.

use core::ptr;

/// Where memory comes from: one stretch that only grows.
pub trait Memory {
    /// Makes the memory up to the address `end` usable; false if there is no more.
    fn reach(&mut self, end: usize) -> bool;
}

/// The smallest block; it has to hold the link of the list of free ones.
const SMALLEST: usize = 16;
const CLASSES: usize = 28;

/// The state of the allocator. `memory.wat` has to know where its fields lie.
#[repr(C)]
pub struct Heap<M> {
    /// Free blocks of `SMALLEST << class` bytes, linked through their first word.
    free: [*mut u8; CLASSES],
    /// Everything from here on has never been used; 0 before the first block.
    top: usize,
    memory: M,
}

impl<M: Memory> Heap<M> {
    /// An allocator that has given nothing away.
    pub const fn new(memory: M) -> Heap<M> {
        Heap { free: [ptr::null_mut(); CLASSES], top: 0, memory }
    }

    /// A block for `size` bytes, or null.
    ///
    /// # Safety
    /// `base` is the same at every call, and from there on the memory belongs to this allocator.
    pub unsafe fn allocate(&mut self, base: usize, size: usize, align: usize) -> *mut u8 {
        let Some(class) = class(size, align) else { return ptr::null_mut() };
        let head = self.free[class];
        if !head.is_null() {
            // SAFETY: a free block holds the address of the next one.
            self.free[class] = unsafe { head.cast::<*mut u8>().read() };
            return head;
        }
        if self.top == 0 {
            self.top = base;
        }
        let start = self.top.next_multiple_of(align.max(SMALLEST));
        self.take(start, class)
    }

    /// Moves the top behind a block at `start`, if the memory reaches that far.
    fn take(&mut self, start: usize, class: usize) -> *mut u8 {
        match start.checked_add(SMALLEST << class) {
            Some(end) if self.memory.reach(end) => {
                self.top = end;
                start as *mut u8
            }
            _ => ptr::null_mut(),
        }
    }

    /// Takes a block back.
    ///
    /// # Safety
    /// `block` came from this allocator with this size and alignment and is not used any more.
    pub unsafe fn free(&mut self, block: *mut u8, size: usize, align: usize) {
        let Some(class) = class(size, align) else { return };
        if block as usize + (SMALLEST << class) == self.top {
            self.top = block as usize;
            return;
        }
        // SAFETY: the block is at least `SMALLEST` bytes and nobody else's.
        unsafe { block.cast::<*mut u8>().write(self.free[class]) };
        self.free[class] = block;
    }

    /// Whether a block can be given `new` bytes where it lies. The last block can always grow: a
    /// text that is being written is seldom moved.
    ///
    /// # Safety
    /// As for [`Heap::free`].
    pub unsafe fn resize(&mut self, block: *mut u8, old: usize, align: usize, new: usize) -> bool {
        let (Some(from), Some(to)) = (class(old, align), class(new, align)) else { return false };
        let start = block as usize;
        from == to || start + (SMALLEST << from) == self.top && !self.take(start, to).is_null()
    }
}

/// The class whose blocks hold `size` bytes so aligned.
fn class(size: usize, align: usize) -> Option<usize> {
    let last = size.max(align).max(SMALLEST) - 1;
    let class = (usize::BITS - (last / SMALLEST).leading_zeros()) as usize;
    (class < CLASSES).then_some(class)
}
