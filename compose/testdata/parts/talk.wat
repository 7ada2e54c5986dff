;; Has something said, then prints "b" by way of WASI 0.2.3. It needs a part of wasi:http too, whose
;; types use those of wasi:io.
(module
  (import "t:s/say@1.0.0" "say" (func $say))
  (import "wasi:cli/stdout@0.2.3" "get-stdout" (func $stdout (result i32)))
  (import "wasi:io/streams@0.2.3" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (import "wasi:io/streams@0.2.3" "[resource-drop]output-stream" (func $drop (param i32)))
  (import "wasi:http/types@0.2.3" "[constructor]fields" (func $fields (result i32)))
  (import "wasi:http/types@0.2.3" "[resource-drop]fields" (func $drop-fields (param i32)))
  (import "wasi:http/types@0.2.3" "[method]incoming-body.stream" (func $body (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "b\0a")
  (func (export "wasi:cli/run@0.2.3#run") (result i32)
    (local $out i32)
    (call $say)
    (call $drop-fields (call $fields))
    (local.set $out (call $stdout))
    (call $write (local.get $out) (i32.const 0) (i32.const 2) (i32.const 16))
    (call $drop (local.get $out))
    (i32.const 0)))
