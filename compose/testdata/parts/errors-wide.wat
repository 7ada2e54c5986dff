;; Expects a variant of wasi:io with a case more.
(module
  (import "wasi:io/streams@0.2.4" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (func (export "wasi:cli/run@0.2.0#run") (result i32) (i32.const 0)))
