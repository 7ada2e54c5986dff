package serverjson

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/oci"
)

// FieldError is something that the registry would refuse.
type FieldError struct {
	Field, Found, Expected string
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("the MCP registry does not take the server's %s\n  found:    %s\n  expected: %s", e.Field, e.Found, e.Expected)
}

// hosts are the registries from which the MCP registry takes artifacts.
var hosts = []string{"docker.io", "ghcr.io", "quay.io", "mcr.microsoft.com"}

// hostSuffixes are of clouds whose customers have hosts of their own.
var hostSuffixes = []string{".pkg.dev", ".azurecr.io"}

// Check tells, all at once, what the registry would refuse: what its schema does not allow, and what
// it checks besides.
func (s Server) Check() error {
	const mostName, mostVersion, mostText = 200, 255, 100
	namePattern := regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9]/[a-zA-Z0-9][a-zA-Z0-9._-]*[a-zA-Z0-9]$`)
	rangePattern := regexp.MustCompile(`^\s*[\^~<>=]|[*|]|\s-\s|(^|\.)[xX](\.|$)`)
	var errs []error
	refuse := func(field, found, expected string) {
		if found = fmt.Sprintf("%q", found); found == `""` {
			found = "nothing"
		}
		errs = append(errs, &FieldError{field, found, expected})
	}
	if len(s.Name) > mostName || !namePattern.MatchString(s.Name) {
		refuse("name", s.Name, "a name space, a slash and a name, such as io.github.acme/weather")
	}
	if n := utf8.RuneCountInString(s.Description); n == 0 || n > mostText {
		refuse("description", s.Description, fmt.Sprintf("1 to %d characters", mostText))
	}
	if s.Title != "" && (utf8.RuneCountInString(s.Title) > mostText || strings.TrimSpace(s.Title) == "") {
		refuse("title", s.Title, fmt.Sprintf("1 to %d characters", mostText))
	}
	if s.Version == "" || s.Version == "latest" || len(s.Version) > mostVersion || rangePattern.MatchString(s.Version) {
		refuse("version", s.Version, "one version, such as 1.2.0")
	}
	if s.WebsiteURL != "" && !secure(s.WebsiteURL) {
		refuse("website", s.WebsiteURL, "a URL that begins with https://")
	}
	if s.Repository != nil && !s.Repository.valid() {
		refuse("repository", s.Repository.URL, "a repository at GitHub or GitLab, such as https://github.com/acme/weather")
	}
	for _, p := range s.Packages {
		p.check(refuse)
	}
	for _, r := range s.Remotes {
		if !secure(r.URL) || local(r.URL) {
			refuse("remote", r.URL, "a URL that begins with https:// and is not that of this machine")
		}
	}
	return errors.Join(errs...)
}

func (p Package) check(refuse func(field, found, expected string)) {
	if p.RegistryType != "oci" {
		return
	}
	r, err := oci.ParseReference(p.Identifier)
	switch {
	case err != nil || r.Tag == "" && r.Digest == "":
		refuse("package", p.Identifier, "a reference with its tag or digest")
	case !known(r.Registry):
		refuse("package", p.Identifier, "an artifact at "+strings.Join(hosts, ", ")+", or below "+strings.Join(hostSuffixes, ", "))
	}
	for _, v := range p.Environment {
		if v.Name == "" || strings.ContainsAny(v.Name, "= \t\n") {
			refuse("variable", v.Name, "a name of a variable, such as API_KEY")
		}
	}
}

func known(host string) bool {
	return slices.Contains(hosts, host) || slices.ContainsFunc(hostSuffixes, func(s string) bool { return strings.HasSuffix(host, s) })
}

// secure tells whether a URL is a whole one, with TLS.
func secure(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != "" && !strings.ContainsAny(text, " \t\n")
}

func local(text string) bool {
	u, err := url.Parse(text)
	if err != nil {
		return true
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// valid tells whether the URL is one of the service's, as the registry has it.
func (r *Repository) valid() bool {
	switch r.Source {
	case "github":
		return regexp.MustCompile(`^https?://(www\.)?github\.com/[\w.-]+/[\w.-]+/?$`).MatchString(r.URL)
	case "gitlab":
		return regexp.MustCompile(`^https?://(www\.)?gitlab\.com/[\w.-]+(/[\w.-]+)+/?$`).MatchString(r.URL)
	}
	return false
}
