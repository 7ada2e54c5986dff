//! The allocator over an array instead of a module's memory.

use heap::classes::{Heap, Memory};

struct Limit(usize);

impl Memory for &mut Limit {
    fn reach(&mut self, end: usize) -> bool {
        end <= self.0
    }
}

const ROOM: usize = 1 << 22;

fn arena() -> (Vec<u64>, usize, Limit) {
    let memory = vec![0u64; ROOM / 8];
    let base = memory.as_ptr() as usize;
    (memory, base, Limit(base + ROOM))
}

/// A generator of numbers that are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn blocks_do_not_overlap_and_keep_what_is_in_them() {
    let (_memory, base, mut limit) = arena();
    let mut heap = Heap::new(&mut limit);
    let mut numbers = Numbers(1);
    let mut blocks: Vec<(*mut u8, usize, usize, u8)> = Vec::new();
    for round in 0..20_000 {
        match numbers.below(3) {
            0 if blocks.len() < 60 => {
                let (size, align) = (1 + numbers.below(9000), 1 << numbers.below(5));
                let block = unsafe { heap.allocate(base, size, align) };
                assert!(!block.is_null());
                assert_eq!(block as usize % align, 0);
                let mark = round as u8;
                unsafe { block.write_bytes(mark, size) };
                blocks.push((block, size, align, mark));
            }
            1 if !blocks.is_empty() => {
                let at = numbers.below(blocks.len());
                let (block, size, align, mark) = blocks.swap_remove(at);
                for i in 0..size {
                    assert_eq!(unsafe { block.add(i).read() }, mark);
                }
                unsafe { heap.free(block, size, align) };
            }
            2 if !blocks.is_empty() => {
                let at = numbers.below(blocks.len());
                let (block, size, align, mark) = blocks[at];
                let new = 1 + numbers.below(9000);
                if unsafe { heap.resize(block, size, align, new) } {
                    for i in 0..size.min(new) {
                        assert_eq!(unsafe { block.add(i).read() }, mark);
                    }
                    unsafe { block.write_bytes(mark, new) };
                    blocks[at].1 = new;
                }
            }
            _ => {}
        }
    }
}

#[test]
fn what_is_freed_is_used_again() {
    let (_memory, base, mut limit) = arena();
    let mut heap = Heap::new(&mut limit);
    for round in 0..100_000 {
        let sizes = [17, 1000 + round % 1000, 300_000, 5];
        let blocks = sizes.map(|size| unsafe { heap.allocate(base, size, 1) });
        for (block, size) in blocks.into_iter().zip(sizes) {
            assert!(!block.is_null(), "round {round}");
            unsafe { heap.free(block, size, 1) };
        }
    }
}

#[test]
fn the_last_block_grows_where_it_lies() {
    let (_memory, base, mut limit) = arena();
    let mut heap = Heap::new(&mut limit);
    unsafe {
        let first = heap.allocate(base, 10, 1);
        let last = heap.allocate(base, 10, 1);
        assert!(heap.resize(first, 10, 1, 16));
        assert!(!heap.resize(first, 16, 1, 17));
        assert!(heap.resize(last, 10, 1, 1 << 20));
        assert!(heap.resize(last, 1 << 20, 1, 1 << 21));
    }
}

#[test]
fn no_memory_is_null() {
    let (_memory, base, mut limit) = arena();
    let mut heap = Heap::new(&mut limit);
    for size in [ROOM + 1, usize::MAX / 2, usize::MAX] {
        assert!(unsafe { heap.allocate(base, size, 1) }.is_null(), "{size}");
    }
    let block = unsafe { heap.allocate(base, 1 << 20, 1) };
    assert!(!block.is_null());
    assert!(!unsafe { heap.resize(block, 1 << 20, 1, ROOM * 2) });
}
