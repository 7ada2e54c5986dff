package ship

import (
	"context"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci"
)

// checkout tells what git knows of the directory that a file is in: where it came from, and the
// commit, unless files have changed since. Without git, or outside a checkout, it tells nothing.
func checkout(ctx context.Context, a *cli.App, file string) oci.Checkout {
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	git := askGit(ctx, filepath.Dir(file), a.Environ)
	var found oci.Checkout
	if inside, ok := git.run("rev-parse", "--is-inside-work-tree"); !ok || inside != "true" {
		return found
	}
	if remote, ok := git.run("remote", "get-url", "origin"); ok {
		found.Source = sourceURL(remote)
	}
	if !git.withoutFilters() {
		return found
	}
	// What a submodule has checked out is compared; looking into it would be asking its own settings.
	if changes, ok := git.run("status", "--porcelain", "--untracked-files=no", "--ignore-submodules=dirty"); ok && changes == "" {
		if head, ok := git.run("rev-parse", "--verify", "--quiet", "HEAD"); ok {
			found.Revision = head
		}
	}
	return found
}

// scpPattern matches user@host:path, as git has it for SSH.
var scpPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[^@/\s]+@)?([A-Za-z0-9.-]+\.[A-Za-z0-9-]+):([^/\s][^\s]*)$`)
})

// sourceURL makes of a remote's address one that people can open, without user or password. What is
// only known on this machine gives nothing.
func sourceURL(remote string) string {
	if m := scpPattern().FindStringSubmatch(remote); m != nil {
		return "https://" + m[1] + "/" + strings.TrimSuffix(m[2], ".git")
	}
	u, err := url.Parse(remote)
	if err != nil || u.Host == "" {
		return ""
	}
	host := u.Host
	switch u.Scheme {
	case "https", "http":
	case "ssh", "git", "git+ssh":
		host = u.Hostname() // its port is not that of the web server
	default:
		return ""
	}
	scheme := "https"
	if u.Scheme == "http" {
		scheme = "http"
	}
	return (&url.URL{Scheme: scheme, Host: host, Path: strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), ".git")}).String()
}
