;; The memory of a component and the way in for what the host passes to it.
;;
;; It is a module of its own so that it can be instantiated before the component's code: imports
;; are then lowered straight into this memory. Otherwise they would need a module of jumps and a
;; table that is filled in afterwards, and a host would set all that up for every instance.
;;
;; It shares its blocks with the allocator in src/classes.rs: the same sizes, and the same state,
;; which lies in the code's data. PAGES, HEAP and BASE are filled in when the component is built.
(module
  (memory (export "memory") PAGES)

  ;; Where a block of the class may be found: the head of its list of free blocks.
  (func $class (param $size i32) (param $align i32) (result i32)
    (local.set $size
      (select (local.get $size) (local.get $align) (i32.gt_u (local.get $size) (local.get $align))))
    (local.set $size
      (select (local.get $size) (i32.const 16) (i32.gt_u (local.get $size) (i32.const 16))))
    (i32.sub
      (i32.const 32)
      (i32.clz (i32.shr_u (i32.sub (local.get $size) (i32.const 1)) (i32.const 4)))))

  (func (export "cabi_realloc")
    (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $class i32) (local $list i32) (local $block i32) (local $end i32) (local $missing i32)
    (if (i32.eqz (local.get $size)) (then (return (local.get $align))))
    (local.set $class (call $class (local.get $size) (local.get $align)))
    (if (i32.ge_u (local.get $class) (i32.const 28)) (then (unreachable)))
    (local.set $list (i32.add (i32.const HEAP) (i32.shl (local.get $class) (i32.const 2))))
    (if (local.tee $block (i32.load (local.get $list)))
      (then
        ;; A free block holds the address of the next one.
        (i32.store (local.get $list) (i32.load (local.get $block))))
      (else
        (local.set $block (i32.load offset=112 (i32.const HEAP)))
        (if (i32.eqz (local.get $block)) (then (local.set $block (i32.const BASE))))
        (local.set $end
          (i32.add (local.get $block) (i32.shl (i32.const 16) (local.get $class))))
        (if (i32.lt_u (local.get $end) (local.get $block)) (then (unreachable)))
        (local.set $missing
          (i32.sub
            (i32.shr_u (i32.add (local.get $end) (i32.const 0xffff)) (i32.const 16))
            (memory.size)))
        (if (i32.gt_s (local.get $missing) (i32.const 0))
          (then
            (if (i32.eq (memory.grow (local.get $missing)) (i32.const -1)) (then (unreachable)))))
        (i32.store offset=112 (i32.const HEAP) (local.get $end))))
    (memory.copy
      (local.get $block)
      (local.get $old)
      (select
        (local.get $old-size)
        (local.get $size)
        (i32.lt_u (local.get $old-size) (local.get $size))))
    (local.get $block))
)
