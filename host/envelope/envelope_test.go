package envelope

import "testing"

func TestReader(t *testing.T) {
	for line, want := range map[string]Message{
		`{"id":1,"method":"a"}`:                                                            {ID: "1", Method: "a"},
		` { "method" : "a\/b" , "id" : "x\"y" } `:                                          {ID: `"x\"y"`, Method: "a/b"},
		`{"id":null,"error":{"id":2}}`:                                                     {Failed: true},
		`{"result":[{"method":"b"},"}"],"id":-3}`:                                          {ID: "-3", Succeeded: true},
		`{"params":{"id":1,"a":"\\","m":{}},"method":"x"}`:                                 {Method: "x"},
		`{"params":{"_meta":{"name":"no"},"name":"add","arguments":{"name":"no"}},"id":4}`: {ID: "4", Name: "add"},
		`{"id":5,"params":{"uri":"u:\u00e9"},"method":"r"}`:                                {ID: "5", Method: "r", Name: "u:é"},
		`{"name":"no","params":["name"],"id":6}`:                                           {ID: "6"},
		`[{"id":1,"method":"a"}]`:                                                          {},
		`{"id":1,"method":"a"`:                                                             {},
		`{"id":1}}`:                                                                        {},
		``:                                                                                 {},
	} {
		for _, size := range []int{1, len(line) + 1} {
			var e Reader
			for b := []byte(line); len(b) > 0; {
				n := min(size, len(b))
				e.Read(b[:n])
				b = b[n:]
			}
			if m := e.End(); m.ID != want.ID || m.Method != want.Method || m.Name != want.Name || m.Succeeded != want.Succeeded || m.Failed != want.Failed {
				t.Errorf("%s in parts of %d is %+v, want %+v", line, size, m, want)
			}
		}
	}
}
