package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

func decodeStart(r *decode.Reader) *Start {
	s := &Start{Func: r.U32("function index"), Args: decode.Vec(r, "arguments", 1, decodeValueIndex)}
	at := r.Pos
	s.Results = r.U32("number of results")
	if s.Results > 1 {
		r.FailAt(at, "start function with %d results, 1 is the most", s.Results)
	}
	return s
}

func decodeValueIndex(r *decode.Reader) uint32 { return r.U32("value index") }

func appendStart(b []byte, s *Start) []byte {
	b = appendU32(b, s.Func)
	b = appendVec(b, s.Args, appendU32)
	return appendU32(b, s.Results)
}
