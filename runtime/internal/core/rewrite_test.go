package core

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

// leb is a number in as many bytes as asked for.
func leb(v uint32, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(v)&0x7f | 0x80
		v >>= 7
	}
	out[n-1] &= 0x7f
	return out
}

// one is code that leaves nothing, and a result.
var one = cat(opI32Const, 1)

// nested is code in n blocks.
func nested(n int) []byte {
	return cat(bytes.Repeat(cat(opBlock, blockVoid), n), bytes.Repeat(cat(opEnd), n), one)
}

// What the compiler takes, it takes rewritten.
func TestRewrite_valid(t *testing.T) {
	r := engine(t)
	for name, module := range map[string][]byte{
		"no code":               build(sectionMemory, vec(cat(0, 1)), sectionExport, vec(cat("m", 2, 0))),
		"nothing":               build(),
		"no sections to add":    build(sectionType, vec(cat(0x60, 0, 0)), sectionFunction, vec(cat(0)), sectionCode, vec(fn(0))),
		"the sample":            sample(0, one),
		"a loop":                sample(0, opLoop, blockVoid, 0x0c, 0, opEnd, one),
		"nested loops":          sample(0, opLoop, blockVoid, opLoop, blockVoid, one, 0x0d, 1, one, 0x0d, 0, opEnd, opEnd, one),
		"a loop with params":    sample(0, one, opLoop, 1, opEnd),
		"if and else":           sample(0, one, opIf, 0x7f, one, opElse, one, opEnd),
		"call":                  sample(0, one, opCall, 2),
		"call of an import":     sample(0, opCall, 0, one),
		"return_call":           sample(0, one, 0x12, 2),
		"call_indirect":         sample(0, one, one, 0x11, 1, 0),
		"return_call_indirect":  sample(0, one, one, 0x13, 1, 0),
		"br_table":              sample(0, opBlock, blockVoid, opBlock, blockVoid, one, opBrTable, 2, 0, 1, 0, opEnd, opEnd, one),
		"locals":                sample(3, opLocalGet, 3, opLocalTee, 1),
		"globals":               sample(0, opGlobalGet, 0, opGlobalSet, 0, one),
		"ref.func":              sample(0, opRefFunc, 1, opDrop, one),
		"select":                sample(0, one, one, one, 0x1c, 1, 0x7f),
		"memory.fill":           sample(0, one, one, one, prefixBulk, 11, 0, one),
		"memory.copy":           sample(0, one, one, one, prefixBulk, 10, 0, 0, one),
		"memory.init":           sample(0, one, one, one, prefixBulk, 8, 0, 0, prefixBulk, 9, 0, one),
		"memory.grow":           sample(0, one, 0x40, 0),
		"memory.size":           sample(0, 0x3f, 0),
		"table.init":            sample(0, one, one, one, prefixBulk, 12, 0, 0, prefixBulk, 13, 0, one),
		"table.copy":            sample(0, one, one, one, prefixBulk, 14, 0, 0, one),
		"table.fill":            sample(0, one, opRefNull, 0x70, one, prefixBulk, 17, 0, one),
		"table.grow":            sample(0, opRefNull, 0x70, one, prefixBulk, 15, 0),
		"table.size":            sample(0, prefixBulk, 16, 0),
		"table.get":             sample(0, one, 0x25, 0, opDrop, one),
		"in dead code":          sample(0, 0x00, prefixBulk, 11, 0, 0x40, 0, prefixBulk, 15, 0),
		"a vector":              sample(0, prefixVector, 12, make([]byte, 16), prefixVector, leb(0x83, 2)),
		"a long opcode":         sample(0, one, one, one, prefixBulk, leb(11, 5), 0, one),
		"a long number":         sample(0, opI32Const, leb(1, 5)),
		"names":                 build(sectionType, vec(cat(0x60, 0, 0)), sectionFunction, vec(cat(0)), sectionCode, vec(fn(0)), sectionCustom, cat("name", 0, 2, "m", 1, 4, 1, 0, "f")),
		"a broken name section": build(sectionCustom, cat("name", 0, 99)),
		"other custom sections": build(sectionCustom, cat("other", 1, 2, 3)),
		"extended constants":    sampleWith(map[int][]byte{sectionGlobal: vec(cat(0x7f, 1, one, one, 0x6a, opEnd))}, 0, one),
		"a start function":      sampleWith(map[int][]byte{sectionStart: cat(1)}, 0, one),
		"many blocks":           sample(0, nested(1000)),
	} {
		if err := valid(t, r, module); err != nil && name != "a broken name section" && name != "a long opcode" {
			t.Errorf("%s: the compiler does not take the module itself: %v", name, err)
		}
		out, err := rewrite(module)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := valid(t, r, out.Module); err != nil {
			t.Errorf("%s: rewritten: %v", name, err)
		}
	}
}

// Whatever is not a module's own is refused, and what is refused is named.
func TestRewrite_refused(t *testing.T) {
	r := engine(t)
	section := func(id int, payload []byte) []byte { return sampleWith(map[int][]byte{id: payload}, 0, one) }
	// A third type has no parameters and a thousand results.
	many := map[int][]byte{sectionType: vec(cat(0x60, 0, 0), cat(0x60, 1, 0x7f, 1, 0x7f), cat(0x60, 0, leb(1000, 2), bytes.Repeat([]byte{0x7f}, 1000)))}
	for name, k := range map[string]struct {
		module   []byte
		function int
		want     string
	}{
		// One past its own is what metering adds: a function, a global, a type and a local.
		"global.get":           {sample(0, opGlobalGet, 1), 2, "global 1 does not exist (the module has 1)"},
		"global.set":           {sample(0, one, opGlobalSet, 1, one), 2, "global 1 does not exist (the module has 1)"},
		"in dead code":         {sample(0, 0x00, opGlobalSet, 1), 2, "global 1 does not exist (the module has 1)"},
		"a long index":         {sample(0, one, opGlobalSet, leb(1, 5), one), 2, "global 1 does not exist (the module has 1)"},
		"call":                 {sample(0, one, opCall, 3), 2, "function 3 does not exist (the module has 3)"},
		"return_call":          {sample(0, one, 0x12, 3), 2, "function 3 does not exist (the module has 3)"},
		"ref.func":             {sample(0, opRefFunc, 3, opDrop, one), 2, "function 3 does not exist (the module has 3)"},
		"call_indirect":        {sample(0, one, one, 0x11, 2, 0), 2, "type 2 does not exist (the module has 2)"},
		"its table":            {sample(0, one, one, 0x11, 1, 1), 2, "table 1 does not exist (the module has 1)"},
		"return_call_indirect": {sample(0, one, one, 0x13, 2, 0), 2, "type 2 does not exist (the module has 2)"},
		"block type":           {sample(0, opBlock, 2, opEnd, one), 2, "type 2 does not exist (the module has 2)"},
		"loop type":            {sample(0, opLoop, 2, opEnd, one), 2, "type 2 does not exist (the module has 2)"},
		"if type":              {sample(0, one, opIf, 2, opEnd, one), 2, "type 2 does not exist (the module has 2)"},
		"local.get":            {sample(1, opLocalGet, 2), 2, "local 2 does not exist (the module has 2)"},
		"local.set":            {sample(1, one, 0x21, 2, one), 2, "local 2 does not exist (the module has 2)"},
		"local.tee":            {sample(1, one, opLocalTee, 2), 2, "local 2 does not exist (the module has 2)"},
		"export":               {section(sectionExport, vec(cat("x", 0, 3))), -1, "function 3 does not exist (the module has 3)"},
		"global export":        {section(sectionExport, vec(cat("x", 3, 1))), -1, "global 1 does not exist (the module has 1)"},
		"table export":         {section(sectionExport, vec(cat("x", 1, 1))), -1, "table 1 does not exist (the module has 1)"},
		"memory export":        {section(sectionExport, vec(cat("x", 2, 1))), -1, "memory 1 does not exist (the module has 1)"},
		"start":                {section(sectionStart, cat(3)), -1, "function 3 does not exist (the module has 3)"},
		"element":              {section(sectionElement, vec(cat(0, one, opEnd, vec(cat(3))))), -1, "function 3 does not exist (the module has 3)"},
		"element expression":   {section(sectionElement, vec(cat(5, 0x70, vec(cat(opRefFunc, 3, opEnd))))), -1, "function 3 does not exist (the module has 3)"},
		"element offset":       {section(sectionElement, vec(cat(0, opGlobalGet, 1, opEnd, vec()))), -1, "global 1 does not exist (the module has 1)"},
		"element table":        {section(sectionElement, vec(cat(2, 1, one, opEnd, 0, vec()))), -1, "table 1 does not exist (the module has 1)"},
		"global value":         {section(sectionGlobal, vec(cat(0x7f, 0, opGlobalGet, 0, opEnd))), -1, "global 0 does not exist (the module has 0)"},
		"data offset":          {section(sectionData, vec(cat(0, opGlobalGet, 1, opEnd, "x"))), -1, "global 1 does not exist (the module has 1)"},
		"function type":        {section(sectionFunction, vec(cat(0), cat(2))), -1, "type 2 does not exist (the module has 2)"},
		"import type":          {section(sectionImport, vec(cat("a", "b", 0, 2))), -1, "type 2 does not exist (the module has 2)"},
		"memory.init":          {sample(0, one, one, one, prefixBulk, 8, 1, 0, one), 2, "data segment 1 does not exist (the module has 1)"},
		"data.drop":            {sample(0, prefixBulk, 9, 1, one), 2, "data segment 1 does not exist (the module has 1)"},
		"table.init":           {sample(0, one, one, one, prefixBulk, 12, 1, 0, one), 2, "element segment 1 does not exist (the module has 1)"},
		"elem.drop":            {sample(0, prefixBulk, 13, 1, one), 2, "element segment 1 does not exist (the module has 1)"},
		"table.grow":           {sample(0, opRefNull, 0x70, one, prefixBulk, 15, 1), 2, "table 1 does not exist (the module has 1)"},
		"table.get":            {sample(0, one, 0x25, 1, opDrop, one), 2, "table 1 does not exist (the module has 1)"},
		"br":                   {sample(0, 0x0c, 1), 2, "label 1 does not exist (1 blocks are open)"},
		"br_table":             {sample(0, one, opBrTable, 1, 1, 0), 2, "label 1 does not exist (1 blocks are open)"},

		// Ways to have bytes that are read in two ways, or code that is not read at all.
		"code after the end":      {sample(0, one, opEnd, one), 2, "3 bytes more than expected"},
		"no end":                  {sample(0, opBlock, blockVoid), 2, "unexpected end"},
		"two import sections":     {build(sectionImport, vec(), sectionImport, vec()), -1, "section 2 is out of order"},
		"types after code":        {build(sectionCode, vec(), sectionType, vec()), -1, "section 1 is out of order"},
		"a section too long":      {build(sectionType, cat(vec(), 0)), -1, "1 bytes more than expected"},
		"recursive types":         {build(sectionType, vec(cat(0x4e, 2, 0x60, 0, 0, 0x60, 0, 0))), -1, "a type of form 0x4e is not supported"},
		"an unknown section":      {build(99, vec()), -1, "section 99 is not known"},
		"tags":                    {build(sectionTag, vec()), -1, "section 13 of exception handling is not supported"},
		"bodies that are missing": {build(sectionType, vec(cat(0x60, 0, 0)), sectionFunction, vec(cat(0))), -1, "functions and their code differ in number"},
		"a vector in a long form": {sample(0, prefixVector, leb(0x183, 2)), 2, "vector instruction 387 is not supported"},
		"try_table":               {sample(0, 0x1f, blockVoid, 0, opEnd, one), 2, "instruction 0x1f of exception handling is not supported"},
		"call_ref":                {sample(0, 0x14, 0), 2, "instruction 0x14 of typed function references is not supported"},
		"atomic":                  {sample(0, prefixAtomic, 3, 0, one), 2, "instruction 0xfe of threads is not supported"},
		"struct.new":              {sample(0, prefixGC, 0, 0), 2, "instruction 0xfb of garbage collection is not supported"},
		"unknown":                 {sample(0, 0xff), 2, "instruction 0xff is not known"},
		"shared memory":           {section(sectionMemory, vec(cat(3, 1, 1))), -1, "a memory with flags 0x03 (shared, or of 64 bits) is not supported"},
		"memory of 64 bits":       {section(sectionMemory, vec(cat(4, 1))), -1, "a memory with flags 0x04 (shared, or of 64 bits) is not supported"},
		"table of 64 bits":        {section(sectionTable, vec(cat(0x70, 4, 1))), -1, "a table with flags 0x04 (shared, or of 64 bits) is not supported"},
		"table with a value":      {section(sectionTable, vec(cat(0x40, 0, 0x70, 0, 1, opRefNull, 0x70, opEnd))), -1, "reference type 0x40 is not supported"},
		"two memories":            {section(sectionMemory, vec(cat(0, 1), cat(0, 1))), -1, "2 memories (at most 1)"},
		"memory of another":       {sample(0, one, one, one, prefixBulk, 11, 1, one), 2, "memory 1: several memories are not supported"},

		// What takes the compiler long, or memory, out of few bytes.
		"locals":     {sampleWith(map[int][]byte{sectionCode: vec(fn(0), fn(50_001, one))}, 0), 2, "50001 locals (at most 50000)"},
		"all locals": {sampleWith(map[int][]byte{sectionCode: vec(fn(0), cat(9, 1, leb(1<<32-1, 5), typeI32, one, opEnd))}, 0), 2, "4294967295 locals (at most 50000)"},
		"blocks":     {sample(0, nested(maxDepth)), 2, "more than 10000 blocks are open"},
		"labels":     {sample(0, one, opBrTable, leb(1<<32-1, 5)), 2, "4294967295 labels (at most 65520)"},
		"loops in loops": {sample(0, opI32Const, 0, opDrop, bytes.Repeat(cat(opLoop, blockVoid), 2500), opLocalGet, 0, opDrop, bytes.Repeat(cat(opEnd), 2500), one), 2,
			"the function is too complex: it has too many locals, values or labels for so many loops, blocks, calls and branches"},
		"many labels": {sample(0, bytes.Repeat(cat(one, opBrTable, leb(1000, 2), make([]byte, 1001)), 101)), 2,
			"the function is too complex: it has too many locals, values or labels for so many loops, blocks, calls and branches"},
		"branches with many values": {sampleWith(many, 0, opBlock, 2, bytes.Repeat(cat(one, 0x0d, 0), 2000)), 2,
			"the function is too complex: it has too many locals, values or labels for so many loops, blocks, calls and branches"},
		"labels with many values": {sampleWith(many, 0, opBlock, 2, one, opBrTable, leb(2000, 2), make([]byte, 2001)), 2,
			"the function is too complex: it has too many locals, values or labels for so many loops, blocks, calls and branches"},
		"calls with many values": {sampleWith(many, 0, bytes.Repeat(cat(one, 0x11, 2, 0), 2001)), 2,
			"the function is too complex: it has too many locals, values or labels for so many loops, blocks, calls and branches"},
		"many blocks and locals": {sample(1000, bytes.Repeat(cat(opLocalGet, 0, opDrop), 1000), bytes.Repeat(cat(opBlock, blockVoid, opEnd), 33_000), one), 2,
			"the function is too complex: it has too many locals, values or labels for so many loops, blocks, calls and branches"},
		"more labels than bytes": {sample(0, one, opBrTable, leb(1<<14, 5), 0), 2, "16384 labels, and 2 bytes left"},
		"a large body":           {sample(0, bytes.Repeat(cat(1), maxBody), one), -1, "function 2 has 7654325 bytes (at most 7654321)"},
		"a large table":          {section(sectionTable, vec(cat(0x70, 0, leb(1<<27, 5)))), -1, "a table of at least 134217728 (at most 10000000)"},
		"tables":                 {section(sectionTable, cat(101, bytes.Repeat(cat(0x70, 0, 1), 101))), -1, "101 tables (at most 100)"},
		"elements":               {section(sectionElement, vec(cat(0, one, opEnd, leb(1<<28, 5)))), -1, "268435456 elements (at most 10000000)"},
		"imports":                {build(sectionImport, leb(1<<32-1, 5)), -1, "4294967295 imports (at most 1000000)"},
		"exports":                {build(sectionExport, leb(999_999, 5)), -1, "999999 exports, and 0 bytes left"},
		"parameters":             {build(sectionType, vec(cat(0x60, leb(1001, 5)))), -1, "1001 parameters (at most 1000)"},
		"data":                   {section(sectionData, vec(cat(1, leb(1<<32-1, 5)))), -1, "4294967295 bytes are expected, 0 are left"},
		"a long expression":      {section(sectionGlobal, vec(cat(0x7f, 0, one, bytes.Repeat(cat(one, 0x6a), 501), opEnd))), -1, "a constant expression of more than 1000 instructions"},
	} {
		_, err := rewrite(k.module)
		e := &Error{}
		if !errors.As(err, &e) || e.Function != k.function || e.Reason != k.want {
			t.Errorf("%s: error %v, want function %d: %s", name, err, k.function, k.want)
		}
		// The compiler may not be asked where it would take what it is told of.
		if !strings.Contains(k.want, "at most") && !strings.Contains(k.want, "left") && !strings.Contains(k.want, "complex") && e != nil && !e.Unsupported {
			if valid(t, r, k.module) == nil && !slices.Contains([]string{"global value", "blocks", "a long expression"}, name) {
				t.Errorf("%s: the compiler takes what is refused", name)
			}
		}
	}
}

// What an instance takes is counted before there is one.
func TestRewrite_counts(t *testing.T) {
	plain, err := rewrite(sample(0, one))
	if err != nil {
		t.Fatal(err)
	}
	large, err := rewrite(sampleWith(map[int][]byte{sectionTable: vec(cat(0x70, 0, leb(1_000_000, 5)))}, 0, one))
	if err != nil {
		t.Fatal(err)
	}
	if plain.Pages != 1 || large.Pages != 1 {
		t.Errorf("pages %d and %d, want 1", plain.Pages, large.Pages)
	}
	if got, want := large.Bytes-plain.Bytes, uint64(8*(1_000_000-10)); got != want {
		t.Errorf("a table of 1000000 counts %d bytes more than one of 10, want %d", got, want)
	}
}

// The same module gives the same bytes, and a function without calls and loops stays as it is.
func TestRewrite_writes(t *testing.T) {
	module := sample(0, one)
	a, err := rewrite(module)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := rewrite(module)
	if !bytes.Equal(a.Module, b.Module) {
		t.Error("two results differ")
	}
	want := build(
		sectionType, vec(cat(0x60, 0, 0), cat(0x60, 1, 0x7f, 1, 0x7f), cat(0x60, 2, 0x7f, 0x7f, 1, 0x7f)),
		sectionImport, vec(cat("env", "host", 0, 0), cat("h", "tick", 0, 2)),
		sectionFunction, vec(cat(0), cat(1)),
		sectionTable, vec(cat(0x70, 1, 10, 20)),
		sectionMemory, vec(cat(1, 1, 4)),
		sectionGlobal, vec(cat(0x7f, 1, opI32Const, 7, opEnd), cat(0x7f, 1, opI32Const, 0, opEnd)),
		sectionExport, vec(cat("f", 0, 3), cat("m", 2, 0), cat("g", 3, 0), cat("t", 1, 0)),
		sectionElement, vec(cat(0, opI32Const, 0, opEnd, vec(cat(2), cat(3)))),
		sectionDataCount, cat(1),
		sectionCode, vec(fn(0), fn(0, one)),
		sectionData, vec(cat(1, "data")),
	)
	if !bytes.Equal(a.Module, want) {
		t.Errorf("got  %x\nwant %x", a.Module, want)
	}
}
