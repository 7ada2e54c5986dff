package cli

import "testing"

func TestByteSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]ByteSize{
		"0": 0, "17": 17, "17B": 17, "1kB": 1000, "1KiB": 1024, "256MiB": 256 << 20, "2 GiB": 2 << 30, "3MB": 3e6,
	} {
		var s ByteSize
		if err := s.Set(text); err != nil || s != want {
			t.Errorf("Set(%q) = %d, %v, want %d", text, s, err, want)
		}
		var again ByteSize
		if err := again.Set(s.String()); err != nil || again != s {
			t.Errorf("%q is formatted as %q, which is %d (%v)", text, s.String(), again, err)
		}
	}
	for _, text := range []string{"", "MiB", "-1", "1.5GiB", "1TiB", "99999999999GiB", "0x10"} {
		s := ByteSize(7)
		if err := s.Set(text); err == nil || s != 7 {
			t.Errorf("Set(%q) = %d, %v, want an error", text, s, err)
		}
	}
}
