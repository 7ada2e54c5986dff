package chain

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// What the end of the chain answers. JSON-RPC 2.0, section 5.1 has the code.
const (
	methodNotFound = -32601
	unknownMethod  = "method not found: "
	discovery      = "server/discover"
	nothingOffered = `{"capabilities":{}}`
)

// addEnd adds the end of the chain to a component being generated: a handler that knows no method.
// Discovery is answered with no capabilities, to which every link before it adds its own.
func (g *generator) addEnd(name string, t *types.Instance) error {
	x, ok := t.Export("handle")
	if !ok {
		return fmt.Errorf("%s has no function handle", name)
	}
	answer, err := g.handlerAnswer(x.Type)
	if err != nil {
		return fmt.Errorf("%s: handle: %w", name, err)
	}
	alloc := g.importAlloc()
	if notify, ok := t.Export("notify"); ok {
		g.export("end.", notify, 0, nil)
	}
	const method, length, result, message = 0, 1, 4, 5
	var c core.Code
	c = c.Const(int32(answer.size)).Call(alloc).Set(result)
	c = c.Block()
	c = c.Get(length).Const(int32(len(discovery))).Do(core.Ne).BrIf(0)
	for at := 0; at < len(discovery); at += 4 {
		at := min(at, len(discovery)-4)
		c = c.Get(method).Load32(uint32(at)).Const(word(discovery[at:])).Do(core.Ne).BrIf(0)
	}
	c = c.Get(result).Const(0).Store8(0)
	c = c.Get(result).Const(g.constants.constant([]byte(nothingOffered))).Store32(answer.payload)
	c = c.Get(result).Const(int32(len(nothingOffered))).Store32(answer.payload + 4)
	c = c.Get(result).Do(core.Return, core.End)

	c = c.Get(length).Const(int32(len(unknownMethod))).Do(core.Add).Call(alloc).Set(message)
	c = c.Get(message).Const(g.constants.constant([]byte(unknownMethod))).Const(int32(len(unknownMethod))).MemoryCopy()
	c = c.Get(message).Const(int32(len(unknownMethod))).Do(core.Add).Get(method).Get(length).MemoryCopy()
	c = c.Get(result).Const(1).Store8(0)
	c = c.Get(result).Const(methodNotFound).Store32(answer.code)
	c = c.Get(result).Get(message).Store32(answer.message)
	c = c.Get(result).Get(length).Const(int32(len(unknownMethod))).Do(core.Add).Store32(answer.message + 4)
	c = c.Get(result).Const(0).Store8(answer.data)
	c = c.Get(result)
	g.export("end.", x, 2, c)
	g.exported = append(g.exported, exported{name: name, prefix: "end.", typ: t})
	return nil
}

// word is four bytes as a load reads them.
func word(s string) int32 {
	return int32(s[0]) | int32(s[1])<<8 | int32(s[2])<<16 | int32(s[3])<<24
}

// answer is where the parts of a result<json, rpc-error> lie.
type answer struct{ size, payload, code, message, data uint32 }

// handlerAnswer works out where the result of handle has its parts. The parameters are two strings.
func (g *generator) handlerAnswer(handle types.ID) (answer, error) {
	f := g.arena.Type(handle).(types.Func)
	result, ok := g.arena.Type(f.Result).(types.Result)
	if !ok || len(f.Params) != 2 || result.Err == 0 {
		return answer{}, fmt.Errorf("it is not of the form func(method, params) -> result<json, rpc-error>")
	}
	failure, ok := g.arena.Type(result.Err).(types.Record)
	if !ok {
		return answer{}, fmt.Errorf("its error is no record")
	}
	l, inner := g.layouts.Of(f.Result), g.layouts.Of(result.Err)
	a := answer{size: l.Size, payload: l.Payload}
	places := map[string]*uint32{"code": &a.code, "message": &a.message, "data": &a.data}
	for i, field := range failure.Fields {
		place, ok := places[field.Name]
		if !ok {
			return answer{}, fmt.Errorf("its error has a field %q, which is unknown", field.Name)
		}
		*place = l.Payload + inner.Offsets[i]
		delete(places, field.Name)
	}
	for name := range places {
		return answer{}, fmt.Errorf("its error has no field %q", name)
	}
	return a, nil
}
