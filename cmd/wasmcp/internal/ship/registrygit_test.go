package ship

import "testing"

func TestSourceURL(t *testing.T) {
	for remote, want := range map[string]string{
		"https://github.com/acme/weather.git":           "https://github.com/acme/weather",
		"https://ada:secret@github.com/acme/weather":    "https://github.com/acme/weather",
		"https://git.example.com:8443/acme/weather.git": "https://git.example.com:8443/acme/weather",
		"http://git.example.com/acme/weather/":          "http://git.example.com/acme/weather",
		"https://example.com/a.git?token=secret#x":      "https://example.com/a",
		"git@github.com:acme/weather.git":               "https://github.com/acme/weather",
		"github.com:acme/weather":                       "https://github.com/acme/weather",
		"ssh://git@github.com:22/acme/weather.git":      "https://github.com/acme/weather",
		"/srv/git/weather":                              "",
		"../weather":                                    "",
		"file:///srv/git/weather":                       "",
		`C:\weather`:                                    "",
		"backup:weather.git":                            "",
		"":                                              "",
	} {
		if got := sourceURL(remote); got != want {
			t.Errorf("sourceURL(%q) = %q, want %q", remote, got, want)
		}
	}
}
