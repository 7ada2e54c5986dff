package wit_test

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit"
)

func ExampleParse() {
	p, err := wit.Parse("world.wit", "package demo:app;\nworld app { import log: func(line: string); export run: func(); }\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(wit.Print(p))
	// Output:
	// package demo:app;
	//
	// world app {
	//   import log: func(line: string);
	//
	//   export run: func();
	// }
}

func ExampleParse_errors() {
	_, err := wit.Parse("world.wit", "package demo:app;\ninterface shapes {\n  record point { x: s32, y: s32 }\n  draw: func(at: piont);\n}\n")
	fmt.Println(err)
	// Output:
	// world.wit:4:18: type `piont` does not exist; did you mean `point`?
	//  4 |   draw: func(at: piont);
	//    |                  ^~~~~
}
