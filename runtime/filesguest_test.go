//go:build linux || darwin

package runtime

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// A program of operations on files, which one component performs on any host. The component reads
// the operations from its memory, one record after the other, and writes what each returned.

// fileOp is an operation. What its fields mean is at [fileOps].
type fileOp struct {
	name string
	// fd is the descriptor it is done to, by its place in the component's table of descriptors, and
	// to the other one, or the place of the new one.
	fd, to     int
	path, text string
	a, b, c    uint32
	x, y       uint64
}

// fileOps are the operations in the order of their numbers, with what the component's core code does
// for each. There, macros read a field of the record, and $r is where results are put.
var fileOps = []struct{ name, code string }{
	{"root", `(call $directories (i32.const R)) (call $place (i32.load (i32.load (i32.const R))))`},
	{"open", `(call $open FD A PATH B C (i32.const R)) (call $opened4) (call $done (i32.const 0))`},
	{"drop", `(call $drop FD) (call $cleared)`},
	{"mkdir", `(call $mkdir FD PATH (i32.const R)) (call $done1)`},
	{"rmdir", `(call $rmdir FD PATH (i32.const R)) (call $done1)`},
	{"unlink", `(call $unlink FD PATH (i32.const R)) (call $done1)`},
	{"symlink", `(call $symlink FD TEXT PATH (i32.const R)) (call $done1)`},
	{"readlink", `(call $readlink FD PATH (i32.const R)) (call $bytes (i32.const 4))`},
	{"stat", `(call $stat FD (i32.const R)) (call $status)`},
	{"stat-at", `(call $stat-at FD A PATH (i32.const R)) (call $status)`},
	{"times", `(call $times FD B X (i32.const 7) C Y (i32.const 8) (i32.const R)) (call $done1)`},
	{"times-at", `(call $times-at FD A PATH B X (i32.const 7) C Y (i32.const 8) (i32.const R)) (call $done1)`},
	{"link", `(call $link FD A PATH TO TEXT (i32.const R)) (call $done1)`},
	{"rename", `(call $rename FD PATH TO TEXT (i32.const R)) (call $done1)`},
	{"read", `(call $read FD X Y (i32.const R)) (call $bytes (i32.const 4))`},
	{"read-end", `(call $read FD X Y (i32.const R)) (call $done-at (i32.const 12) (i32.const 1))`},
	{"write", `(call $write FD TEXT Y (i32.const R)) (call $done-at (i32.const 8) (i32.const 8))`},
	{"set-size", `(call $set-size FD X (i32.const R)) (call $done1)`},
	{"flags", `(call $flags FD (i32.const R)) (call $done-at (i32.const 1) (i32.const 1))`},
	{"type", `(call $type FD (i32.const R)) (call $done-at (i32.const 1) (i32.const 1))`},
	{"sync", `(call $sync FD (i32.const R)) (call $done1)`},
	{"sync-data", `(call $sync-data FD (i32.const R)) (call $done1)`},
	{"advise", `(call $advise FD X Y A (i32.const R)) (call $done1)`},
	{"hash", `(call $hash FD (i32.const R)) (call $hashed)`},
	{"hash-at", `(call $hash-at FD A PATH (i32.const R)) (call $hashed)`},
	{"same", `(i32.store8 (i32.const R) (i32.const 0)) (i32.store8 offset=1 (i32.const R) (call $same FD TO)) (call $done-at (i32.const 1) (i32.const 1))`},
	{"list", `(call $list FD (i32.const R)) (call $listed)`},
	{"next", `(call $next FD (i32.const R)) (call $entry)`},
	{"unlist", `(call $unlist FD) (call $cleared)`},
	{"append", `(call $append FD (i32.const R)) (call $stream-out TEXT)`},
	{"write-stream", `(call $write-stream FD Y (i32.const R)) (call $stream-out TEXT)`},
	{"read-stream", `(call $read-stream FD Y (i32.const R)) (call $stream-in X)`},
	{"open-reader", `(call $read-stream FD Y (i32.const R)) (call $opened4) (call $done (i32.const 0))`},
	{"reader", `(call $pull FD X (i32.const R)) (call $bytes (i32.const 4))`},
}

const fileOpSize = 64

// filesComponent returns the text of the component that performs operations.
func filesComponent(ops []fileOp) string {
	var records, texts []byte
	const textsAt = 10 << 20
	at := map[string]int{}
	put := func(s string) (uint32, uint32) {
		p, ok := at[s]
		if !ok {
			p = textsAt + len(texts)
			at[s] = p
			texts = append(texts, s...)
		}
		return uint32(p), uint32(len(s))
	}
	number := map[string]uint32{}
	for i, o := range fileOps {
		number[o.name] = uint32(i)
	}
	for _, o := range ops {
		n, ok := number[o.name]
		if !ok {
			panic(o.name)
		}
		path, pathLen := put(o.path)
		text, textLen := put(o.text)
		for _, v := range []uint32{n, uint32(o.fd), uint32(o.to), path, pathLen, text, textLen, o.a, o.b, o.c} {
			records = binary.LittleEndian.AppendUint32(records, v)
		}
		records = binary.LittleEndian.AppendUint64(records, o.x)
		records = binary.LittleEndian.AppendUint64(records, o.y)
		records = append(records, make([]byte, (fileOpSize-len(records)%fileOpSize)%fileOpSize)...)
	}
	field := func(name string, i int) (string, string) {
		return " " + name, fmt.Sprintf(" (i32.load offset=%d (local.get $r))", 4*i)
	}
	slot := func(name string, i int) (string, string) {
		return " " + name, fmt.Sprintf(" (i32.load (i32.add (i32.const 2048) (i32.shl (i32.load offset=%d (local.get $r)) (i32.const 2))))", 4*i)
	}
	var pairs []string
	add := func(old, new string) { pairs = append(pairs, old, new) }
	_, path := field("", 3)
	_, pathLen := field("", 4)
	_, text := field("", 5)
	_, textLen := field("", 6)
	add(" PATH", path+pathLen)
	add(" TEXT", text+textLen)
	add(slot("FD", 1))
	add(slot("TO", 2))
	add(field("A", 7))
	add(field("B", 8))
	add(field("C", 9))
	add(" X", " (i64.load offset=40 (local.get $r))")
	add(" Y", " (i64.load offset=48 (local.get $r))")
	add("(i32.const R)", "(i32.const 1024)")
	macros := strings.NewReplacer(pairs...)
	var cases strings.Builder
	for i, o := range fileOps {
		fmt.Fprintf(&cases, "(if (i32.eq (i32.load (local.get $r)) (i32.const %d)) (then %s (return)))\n", i, macros.Replace(o.code))
	}
	quote := func(b []byte) string {
		var s strings.Builder
		for _, c := range b {
			fmt.Fprintf(&s, `\%02x`, c)
		}
		return s.String()
	}
	return strings.NewReplacer(
		"CASES", cases.String(), "COUNT", fmt.Sprint(len(ops)), "TEXTSAT", fmt.Sprint(textsAt),
		"RECORDS", quote(records), "TEXTS", quote(texts),
	).Replace(filesGuest)
}

// filesGuest is the component: 1024 is where results go, 2048 the table of descriptors, 65536 the heap,
// 4 MiB where records begin, 10 MiB the texts, 12 MiB what is written at last.
//
// What is written for each operation is: a byte that is 0 where it went well, 1 where it did not and 2
// where its descriptor is none; the error-code; and a length and the bytes of a result.
const filesGuest = `(component
(import "wasi:io/error@0.2.0" (instance $err (export "error" (type (sub resource)))))
(alias export $err "error" (type $error))
(import "wasi:io/streams@0.2.0" (instance $streams
  (alias outer 1 $error (type $e0)) (export "error" (type $e (eq $e0)))
  (export "output-stream" (type $os (sub resource)))
  (export "input-stream" (type $is (sub resource)))
  (type $se0 (variant (case "last-operation-failed" (own $e)) (case "closed")))
  (export "stream-error" (type $se (eq $se0)))
  (export "[method]input-stream.blocking-read" (func (param "self" (borrow $is)) (param "len" u64) (result (result (list u8) (error $se)))))
  (export "[method]output-stream.blocking-write-and-flush" (func (param "self" (borrow $os)) (param "contents" (list u8)) (result (result (error $se)))))))
(alias export $streams "output-stream" (type $output-stream))
(alias export $streams "input-stream" (type $input-stream))
(import "wasi:cli/stdout@0.2.0" (instance $stdout
  (alias outer 1 $output-stream (type $os0)) (export "output-stream" (type $os (eq $os0)))
  (export "get-stdout" (func (result (own $os))))))
(import "wasi:clocks/wall-clock@0.2.0" (instance $clock
  (type $d (record (field "seconds" u64) (field "nanoseconds" u32))) (export "datetime" (type (eq $d)))))
(alias export $clock "datetime" (type $datetime))
(import "wasi:filesystem/types@0.2.0" (instance $fs
  (alias outer 1 $output-stream (type $os0)) (export "output-stream" (type $os (eq $os0)))
  (alias outer 1 $input-stream (type $is0)) (export "input-stream" (type $is (eq $is0)))
  (alias outer 1 $error (type $er0)) (export "error" (type $er (eq $er0)))
  (alias outer 1 $datetime (type $dt0)) (export "datetime" (type $dt (eq $dt0)))
  (type $u64 u64) (export "filesize" (type $size (eq $u64)))
  (type $t0 (enum "unknown" "block-device" "character-device" "directory" "fifo" "symbolic-link" "regular-file" "socket"))
  (export "descriptor-type" (type $t (eq $t0)))
  (type $df0 (flags "read" "write" "file-integrity-sync" "data-integrity-sync" "requested-write-sync" "mutate-directory"))
  (export "descriptor-flags" (type $df (eq $df0)))
  (type $pf0 (flags "symlink-follow")) (export "path-flags" (type $pf (eq $pf0)))
  (type $of0 (flags "create" "directory" "exclusive" "truncate")) (export "open-flags" (type $of (eq $of0)))
  (export "link-count" (type $lc (eq $u64)))
  (type $ds0 (record (field "type" $t) (field "link-count" $lc) (field "size" $size)
    (field "data-access-timestamp" (option $dt)) (field "data-modification-timestamp" (option $dt))
    (field "status-change-timestamp" (option $dt))))
  (export "descriptor-stat" (type $ds (eq $ds0)))
  (type $nt0 (variant (case "no-change") (case "now") (case "timestamp" $dt)))
  (export "new-timestamp" (type $nt (eq $nt0)))
  (type $de0 (record (field "type" $t) (field "name" string)))
  (export "directory-entry" (type $de (eq $de0)))
  (type $ec0 (enum "access" "would-block" "already" "bad-descriptor" "busy" "deadlock" "quota" "exist" "file-too-large"
    "illegal-byte-sequence" "in-progress" "interrupted" "invalid" "io" "is-directory" "loop" "too-many-links"
    "message-size" "name-too-long" "no-device" "no-entry" "no-lock" "insufficient-memory" "insufficient-space"
    "not-directory" "not-empty" "not-recoverable" "unsupported" "no-tty" "no-such-device" "overflow"
    "not-permitted" "pipe" "read-only" "invalid-seek" "text-file-busy" "cross-device"))
  (export "error-code" (type $ec (eq $ec0)))
  (type $ad0 (enum "normal" "sequential" "random" "will-need" "dont-need" "no-reuse"))
  (export "advice" (type $ad (eq $ad0)))
  (type $mh0 (record (field "lower" u64) (field "upper" u64)))
  (export "metadata-hash-value" (type $mh (eq $mh0)))
  (export "descriptor" (type $d (sub resource)))
  (export "directory-entry-stream" (type $des (sub resource)))
  (export "[method]descriptor.open-at" (func (param "self" (borrow $d)) (param "path-flags" $pf) (param "path" string) (param "open-flags" $of) (param "flags" $df) (result (result (own $d) (error $ec)))))
  (export "[method]descriptor.create-directory-at" (func (param "self" (borrow $d)) (param "path" string) (result (result (error $ec)))))
  (export "[method]descriptor.remove-directory-at" (func (param "self" (borrow $d)) (param "path" string) (result (result (error $ec)))))
  (export "[method]descriptor.unlink-file-at" (func (param "self" (borrow $d)) (param "path" string) (result (result (error $ec)))))
  (export "[method]descriptor.symlink-at" (func (param "self" (borrow $d)) (param "old-path" string) (param "new-path" string) (result (result (error $ec)))))
  (export "[method]descriptor.readlink-at" (func (param "self" (borrow $d)) (param "path" string) (result (result string (error $ec)))))
  (export "[method]descriptor.stat" (func (param "self" (borrow $d)) (result (result $ds (error $ec)))))
  (export "[method]descriptor.stat-at" (func (param "self" (borrow $d)) (param "path-flags" $pf) (param "path" string) (result (result $ds (error $ec)))))
  (export "[method]descriptor.set-times" (func (param "self" (borrow $d)) (param "data-access-timestamp" $nt) (param "data-modification-timestamp" $nt) (result (result (error $ec)))))
  (export "[method]descriptor.set-times-at" (func (param "self" (borrow $d)) (param "path-flags" $pf) (param "path" string) (param "data-access-timestamp" $nt) (param "data-modification-timestamp" $nt) (result (result (error $ec)))))
  (export "[method]descriptor.link-at" (func (param "self" (borrow $d)) (param "old-path-flags" $pf) (param "old-path" string) (param "new-descriptor" (borrow $d)) (param "new-path" string) (result (result (error $ec)))))
  (export "[method]descriptor.rename-at" (func (param "self" (borrow $d)) (param "old-path" string) (param "new-descriptor" (borrow $d)) (param "new-path" string) (result (result (error $ec)))))
  (export "[method]descriptor.read" (func (param "self" (borrow $d)) (param "length" $size) (param "offset" $size) (result (result (tuple (list u8) bool) (error $ec)))))
  (export "[method]descriptor.write" (func (param "self" (borrow $d)) (param "buffer" (list u8)) (param "offset" $size) (result (result $size (error $ec)))))
  (export "[method]descriptor.set-size" (func (param "self" (borrow $d)) (param "size" $size) (result (result (error $ec)))))
  (export "[method]descriptor.get-flags" (func (param "self" (borrow $d)) (result (result $df (error $ec)))))
  (export "[method]descriptor.get-type" (func (param "self" (borrow $d)) (result (result $t (error $ec)))))
  (export "[method]descriptor.sync" (func (param "self" (borrow $d)) (result (result (error $ec)))))
  (export "[method]descriptor.sync-data" (func (param "self" (borrow $d)) (result (result (error $ec)))))
  (export "[method]descriptor.advise" (func (param "self" (borrow $d)) (param "offset" $size) (param "length" $size) (param "advice" $ad) (result (result (error $ec)))))
  (export "[method]descriptor.metadata-hash" (func (param "self" (borrow $d)) (result (result $mh (error $ec)))))
  (export "[method]descriptor.metadata-hash-at" (func (param "self" (borrow $d)) (param "path-flags" $pf) (param "path" string) (result (result $mh (error $ec)))))
  (export "[method]descriptor.is-same-object" (func (param "self" (borrow $d)) (param "other" (borrow $d)) (result bool)))
  (export "[method]descriptor.read-directory" (func (param "self" (borrow $d)) (result (result (own $des) (error $ec)))))
  (export "[method]directory-entry-stream.read-directory-entry" (func (param "self" (borrow $des)) (result (result (option $de) (error $ec)))))
  (export "[method]descriptor.read-via-stream" (func (param "self" (borrow $d)) (param "offset" $size) (result (result (own $is) (error $ec)))))
  (export "[method]descriptor.write-via-stream" (func (param "self" (borrow $d)) (param "offset" $size) (result (result (own $os) (error $ec)))))
  (export "[method]descriptor.append-via-stream" (func (param "self" (borrow $d)) (result (result (own $os) (error $ec)))))))
(alias export $fs "descriptor" (type $descriptor))
(alias export $fs "directory-entry-stream" (type $entries))
(import "wasi:filesystem/preopens@0.2.0" (instance $preopens
  (alias outer 1 $descriptor (type $d0)) (export "descriptor" (type $d (eq $d0)))
  (export "get-directories" (func (result (list (tuple (own $d) string)))))))
(core module $mem-module (memory (export "m") 320)
  (global $next (export "next") (mut i32) (i32.const 65536))
  (func (export "realloc") (param i32 i32 i32) (param $n i32) (result i32) (local $p i32)
    (local.set $p (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
    (global.set $next (i32.add (local.get $p) (local.get $n)))
    (if (i32.gt_u (global.get $next) (i32.const 0x400000)) (then unreachable))
    (local.get $p)))
(core instance $mem (instantiate $mem-module))
(alias core export $mem "m" (core memory $m))
(alias core export $mem "realloc" (core func $realloc))
(core func $directories (canon lower (func $preopens "get-directories") (memory $m) (realloc $realloc)))
(core func $get-stdout (canon lower (func $stdout "get-stdout")))
(core func $put (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory $m)))
(core func $pull (canon lower (func $streams "[method]input-stream.blocking-read") (memory $m) (realloc $realloc)))
(core func $open (canon lower (func $fs "[method]descriptor.open-at") (memory $m)))
(core func $mkdir (canon lower (func $fs "[method]descriptor.create-directory-at") (memory $m)))
(core func $rmdir (canon lower (func $fs "[method]descriptor.remove-directory-at") (memory $m)))
(core func $unlink (canon lower (func $fs "[method]descriptor.unlink-file-at") (memory $m)))
(core func $symlink (canon lower (func $fs "[method]descriptor.symlink-at") (memory $m)))
(core func $readlink (canon lower (func $fs "[method]descriptor.readlink-at") (memory $m) (realloc $realloc)))
(core func $stat (canon lower (func $fs "[method]descriptor.stat") (memory $m)))
(core func $stat-at (canon lower (func $fs "[method]descriptor.stat-at") (memory $m)))
(core func $times (canon lower (func $fs "[method]descriptor.set-times") (memory $m)))
(core func $times-at (canon lower (func $fs "[method]descriptor.set-times-at") (memory $m)))
(core func $link (canon lower (func $fs "[method]descriptor.link-at") (memory $m)))
(core func $rename (canon lower (func $fs "[method]descriptor.rename-at") (memory $m)))
(core func $read (canon lower (func $fs "[method]descriptor.read") (memory $m) (realloc $realloc)))
(core func $write (canon lower (func $fs "[method]descriptor.write") (memory $m)))
(core func $set-size (canon lower (func $fs "[method]descriptor.set-size") (memory $m)))
(core func $flags (canon lower (func $fs "[method]descriptor.get-flags") (memory $m)))
(core func $type (canon lower (func $fs "[method]descriptor.get-type") (memory $m)))
(core func $sync (canon lower (func $fs "[method]descriptor.sync") (memory $m)))
(core func $sync-data (canon lower (func $fs "[method]descriptor.sync-data") (memory $m)))
(core func $advise (canon lower (func $fs "[method]descriptor.advise") (memory $m)))
(core func $hash (canon lower (func $fs "[method]descriptor.metadata-hash") (memory $m)))
(core func $hash-at (canon lower (func $fs "[method]descriptor.metadata-hash-at") (memory $m)))
(core func $same (canon lower (func $fs "[method]descriptor.is-same-object")))
(core func $list (canon lower (func $fs "[method]descriptor.read-directory") (memory $m)))
(core func $next (canon lower (func $fs "[method]directory-entry-stream.read-directory-entry") (memory $m) (realloc $realloc)))
(core func $read-stream (canon lower (func $fs "[method]descriptor.read-via-stream") (memory $m)))
(core func $write-stream (canon lower (func $fs "[method]descriptor.write-via-stream") (memory $m)))
(core func $append (canon lower (func $fs "[method]descriptor.append-via-stream") (memory $m)))
(core func $drop (canon resource.drop $descriptor))
(core func $unlist (canon resource.drop $entries))
(core func $drop-in (canon resource.drop $input-stream))
(core func $drop-out (canon resource.drop $output-stream))
(core module $main
  (import "h" "m" (memory 320))
  (import "h" "next" (global $heap (mut i32)))
  (import "h" "directories" (func $directories (param i32)))
  (import "h" "get-stdout" (func $get-stdout (result i32)))
  (import "h" "put" (func $put (param i32 i32 i32 i32)))
  (import "h" "pull" (func $pull (param i32 i64 i32)))
  (import "h" "open" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
  (import "h" "mkdir" (func $mkdir (param i32 i32 i32 i32)))
  (import "h" "rmdir" (func $rmdir (param i32 i32 i32 i32)))
  (import "h" "unlink" (func $unlink (param i32 i32 i32 i32)))
  (import "h" "symlink" (func $symlink (param i32 i32 i32 i32 i32 i32)))
  (import "h" "readlink" (func $readlink (param i32 i32 i32 i32)))
  (import "h" "stat" (func $stat (param i32 i32)))
  (import "h" "stat-at" (func $stat-at (param i32 i32 i32 i32 i32)))
  (import "h" "times" (func $times (param i32 i32 i64 i32 i32 i64 i32 i32)))
  (import "h" "times-at" (func $times-at (param i32 i32 i32 i32 i32 i64 i32 i32 i64 i32 i32)))
  (import "h" "link" (func $link (param i32 i32 i32 i32 i32 i32 i32 i32)))
  (import "h" "rename" (func $rename (param i32 i32 i32 i32 i32 i32 i32)))
  (import "h" "read" (func $read (param i32 i64 i64 i32)))
  (import "h" "write" (func $write (param i32 i32 i32 i64 i32)))
  (import "h" "set-size" (func $set-size (param i32 i64 i32)))
  (import "h" "flags" (func $flags (param i32 i32)))
  (import "h" "type" (func $type (param i32 i32)))
  (import "h" "sync" (func $sync (param i32 i32)))
  (import "h" "sync-data" (func $sync-data (param i32 i32)))
  (import "h" "advise" (func $advise (param i32 i64 i64 i32 i32)))
  (import "h" "hash" (func $hash (param i32 i32)))
  (import "h" "hash-at" (func $hash-at (param i32 i32 i32 i32 i32)))
  (import "h" "same" (func $same (param i32 i32) (result i32)))
  (import "h" "list" (func $list (param i32 i32)))
  (import "h" "next-entry" (func $next (param i32 i32)))
  (import "h" "read-stream" (func $read-stream (param i32 i64 i32)))
  (import "h" "write-stream" (func $write-stream (param i32 i64 i32)))
  (import "h" "append" (func $append (param i32 i32)))
  (import "h" "drop" (func $drop (param i32)))
  (import "h" "unlist" (func $unlist (param i32)))
  (import "h" "drop-in" (func $drop-in (param i32)))
  (import "h" "drop-out" (func $drop-out (param i32)))
  (global $r (mut i32) (i32.const 0))
  (global $out (mut i32) (i32.const 0xc00000))
  (func $byte (param i32) (i32.store8 (global.get $out) (local.get 0)) (global.set $out (i32.add (global.get $out) (i32.const 1))))
  (func $word (param i32) (i32.store (global.get $out) (local.get 0)) (global.set $out (i32.add (global.get $out) (i32.const 4))))
  (func $copy (param $p i32) (param $n i32)
    (call $word (local.get $n))
    (memory.copy (global.get $out) (local.get $p) (local.get $n))
    (global.set $out (i32.add (global.get $out) (local.get $n))))
  (func $ok (call $byte (i32.const 0)) (call $byte (i32.const 0)) (call $word (i32.const 0)))
  ;; whether the result is an error, which is written then; the code is at an offset
  (func $failed (param $code i32) (result i32)
    (if (i32.eqz (i32.load8_u (i32.const 1024))) (then (return (i32.const 0))))
    (call $byte (i32.const 1)) (call $byte (i32.load8_u (i32.add (i32.const 1024) (local.get $code)))) (call $word (i32.const 0))
    (i32.const 1))
  (func $done1 (if (call $failed (i32.const 1)) (then (return))) (call $ok))
  (func $done (param i32) (if (call $failed (i32.const 4)) (then (return))) (call $ok))
  ;; a result of so many bytes at an offset, where the code is too
  (func $done-at (param $at i32) (param $n i32)
    (if (call $failed (select (i32.const 4) (local.get $at) (i32.eq (local.get $at) (i32.const 12)))) (then (return)))
    (call $byte (i32.const 0)) (call $byte (i32.const 0))
    (call $copy (i32.add (i32.const 1024) (local.get $at)) (local.get $n)))
  (func $bytes (param $at i32)
    (if (call $failed (i32.const 4)) (then (return)))
    (call $byte (i32.const 0)) (call $byte (i32.const 0))
    (call $copy (i32.load (i32.const 1028)) (i32.load (i32.const 1032))))
  ;; descriptor-stat is at 8, of 104 bytes
  (func $status
    (if (call $failed (i32.const 8)) (then (return)))
    (call $byte (i32.const 0)) (call $byte (i32.const 0)) (call $copy (i32.const 1032) (i32.const 96)))
  (func $hashed
    (if (call $failed (i32.const 8)) (then (return)))
    (call $byte (i32.const 0)) (call $byte (i32.const 0)) (call $copy (i32.const 1032) (i32.const 8)))
  (func $place (param i32)
    (i32.store (i32.add (i32.const 2048) (i32.shl (i32.load offset=8 (global.get $r)) (i32.const 2))) (local.get 0))
    (call $ok))
  (func $cleared
    (i32.store (i32.add (i32.const 2048) (i32.shl (i32.load offset=4 (global.get $r)) (i32.const 2))) (i32.const 0))
    (call $ok))
  (func $opened4
    (i32.store (i32.add (i32.const 2048) (i32.shl (i32.load offset=8 (global.get $r)) (i32.const 2)))
      (select (i32.const 0) (i32.load (i32.const 1028)) (i32.load8_u (i32.const 1024)))))
  (func $listed (call $opened4) (call $done (i32.const 0)))
  ;; an entry is a byte of its type and its name
  (func $entry
    (if (call $failed (i32.const 4)) (then (return)))
    (call $byte (i32.const 0)) (call $byte (i32.const 0))
    (if (i32.eqz (i32.load8_u (i32.const 1028))) (then (call $word (i32.const 0)) (return)))
    (call $word (i32.add (i32.load (i32.const 1040)) (i32.const 1)))
    (call $byte (i32.load8_u (i32.const 1032)))
    (memory.copy (global.get $out) (i32.load (i32.const 1036)) (i32.load (i32.const 1040)))
    (global.set $out (i32.add (global.get $out) (i32.load (i32.const 1040)))))
  (func $stream-out (param $p i32) (param $n i32) (local $s i32)
    (if (call $failed (i32.const 4)) (then (return)))
    (local.set $s (i32.load (i32.const 1028)))
    (call $put (local.get $s) (local.get $p) (local.get $n) (i32.const 1024))
    (call $drop-out (local.get $s))
    (i32.store8 offset=4 (i32.const 1024) (i32.const 99))
    (call $done (i32.const 0)))
  (func $stream-in (param $n i64) (local $s i32)
    (if (call $failed (i32.const 4)) (then (return)))
    (local.set $s (i32.load (i32.const 1028)))
    (call $pull (local.get $s) (local.get $n) (i32.const 1024))
    (call $drop-in (local.get $s))
    (call $bytes (i32.const 4)))
  (func $op (param $r i32)
    ;; an operation whose descriptor is none is skipped; the first one has none
    (if (i32.and (i32.ne (i32.load (local.get $r)) (i32.const 0))
          (i32.eqz (i32.load (i32.add (i32.const 2048) (i32.shl (i32.load offset=4 (local.get $r)) (i32.const 2))))))
      (then (call $byte (i32.const 2)) (call $byte (i32.const 0)) (call $word (i32.const 0)) (return)))
    (memory.fill (i32.const 1024) (i32.const 0) (i32.const 256))
    CASES
    unreachable)
  (func (export "run") (result i32) (local $i i32) (local $s i32) (local $p i32) (local $n i32)
    (local.set $s (call $get-stdout))
    (loop $ops
      (global.set $r (i32.add (i32.const 0x400000) (i32.mul (local.get $i) (i32.const 64))))
      (global.set $heap (i32.const 65536))
      (call $op (global.get $r))
      (br_if $ops (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const COUNT))))
    (local.set $p (i32.const 0xc00000))
    (loop $write
      (local.set $n (i32.sub (global.get $out) (local.get $p)))
      (if (i32.gt_u (local.get $n) (i32.const 4096)) (then (local.set $n (i32.const 4096))))
      (call $put (local.get $s) (local.get $p) (local.get $n) (i32.const 1024))
      (local.set $p (i32.add (local.get $p) (local.get $n)))
      (br_if $write (i32.lt_u (local.get $p) (global.get $out))))
    (i32.const 0))
  (data (i32.const 0x400000) "RECORDS")
  (data (i32.const TEXTSAT) "TEXTS"))
(core instance $i (instantiate $main (with "h" (instance
  (export "m" (memory $m)) (export "next" (global $mem "next"))
  (export "directories" (func $directories)) (export "get-stdout" (func $get-stdout)) (export "put" (func $put)) (export "pull" (func $pull))
  (export "open" (func $open)) (export "mkdir" (func $mkdir)) (export "rmdir" (func $rmdir)) (export "unlink" (func $unlink))
  (export "symlink" (func $symlink)) (export "readlink" (func $readlink)) (export "stat" (func $stat)) (export "stat-at" (func $stat-at))
  (export "times" (func $times)) (export "times-at" (func $times-at)) (export "link" (func $link)) (export "rename" (func $rename))
  (export "read" (func $read)) (export "write" (func $write)) (export "set-size" (func $set-size)) (export "flags" (func $flags))
  (export "type" (func $type)) (export "sync" (func $sync)) (export "sync-data" (func $sync-data)) (export "advise" (func $advise))
  (export "hash" (func $hash)) (export "hash-at" (func $hash-at)) (export "same" (func $same)) (export "list" (func $list))
  (export "next-entry" (func $next)) (export "read-stream" (func $read-stream)) (export "write-stream" (func $write-stream))
  (export "append" (func $append)) (export "drop" (func $drop)) (export "unlist" (func $unlist))
  (export "drop-in" (func $drop-in)) (export "drop-out" (func $drop-out))))))
(func $run (result (result)) (canon lift (core func $i "run")))
(component $shim (import "run" (func $f (result (result)))) (export "run" (func $f)))
(instance $exported (instantiate $shim (with "run" (func $run))))
(export "wasi:cli/run@0.2.0" (instance $exported)))`
