package component

func decodeStart(r *reader) *Start {
	s := &Start{Func: r.u32("function index"), Args: vec(r, "arguments", 1, decodeValueIndex)}
	at := r.pos
	s.Results = r.u32("number of results")
	if s.Results > 1 {
		r.failAt(at, "start function with %d results, 1 is the most", s.Results)
	}
	return s
}

func decodeValueIndex(r *reader) uint32 { return r.u32("value index") }

func appendStart(b []byte, s *Start) []byte {
	b = appendU32(b, s.Func)
	b = appendVec(b, s.Args, appendU32)
	return appendU32(b, s.Results)
}
