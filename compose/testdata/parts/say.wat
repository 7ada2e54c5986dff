;; Prints "a" by way of WASI 0.2.0.
(module
  (import "wasi:cli/stdout@0.2.0" "get-stdout" (func $stdout (result i32)))
  (import "wasi:io/streams@0.2.0" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (import "wasi:io/streams@0.2.0" "[resource-drop]output-stream" (func $drop (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "a")
  (func (export "t:s/say@1.0.0#say")
    (local $out i32)
    (local.set $out (call $stdout))
    (call $write (local.get $out) (i32.const 0) (i32.const 1) (i32.const 16))
    (call $drop (local.get $out))))
