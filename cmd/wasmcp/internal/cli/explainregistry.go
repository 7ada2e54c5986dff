package cli

import (
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"strings"
	"syscall"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/wkg"
)

// explainRegistry explains what goes wrong with registries and packages.
func explainRegistry(_ *App, err error) (x Explanation, ok bool) {
	x = Plain(err)
	if e := (*wkg.PackageError)(nil); errors.As(err, &e) && e.Err == nil {
		switch {
		case e.Registry == "":
			x.Hint = "name one in " + wkg.ConfigPath() + ", or give the whole reference: ghcr.io/ORGANISATION/" + e.Package.Name.Name
		case len(e.Versions) > 0:
			x.Hint = "the newest is " + e.Package.Name.String() + "@" + e.Versions[0]
		}
		return x, true
	}
	if e := (*oci.NotFoundError)(nil); errors.As(err, &e) {
		x.Hint = foundInstead(e)
		return x, true
	}
	if e := (*oci.AuthError)(nil); errors.As(err, &e) {
		x.Hint = "log in as a user with access: wasmcp login " + e.Reference.Registry
		if len(e.Unknown) > 0 {
			x.Hint = "ask whoever runs the registry for access by a password or a token"
		} else if unread := (*oci.CredentialsError)(nil); errors.As(e.Credentials, &unread) {
			x.Hint = readCredentials(unread)
		}
		return x, true
	}
	if e := (*oci.CredentialsError)(nil); errors.As(err, &e) {
		x.Hint = readCredentials(e)
		return x, true
	}
	if e := (*oci.OfflineError)(nil); errors.As(err, &e) {
		x.Hint = "leave out --offline"
		return x, true
	}
	if e := (*oci.NetworkError)(nil); errors.As(err, &e) {
		x.Hint = reachable(e)
		return x, true
	}
	if e := (*oci.DigestError)(nil); errors.As(err, &e) {
		x.Hint = "nothing was stored. If it happens again, the registry or a proxy is faulty"
		if e.Push {
			x.Hint = "leave out the digest: it is computed from the file"
		}
		return x, true
	}
	return x, false
}

// readCredentials says what to do about credentials that cannot be read.
func readCredentials(e *oci.CredentialsError) string {
	switch {
	case e.Helper != "" && errors.Is(e.Err, exec.ErrNotFound):
		return "install " + e.Helper + ", or remove it from " + Quote(e.File)
	case e.Helper != "":
		return "see what is wrong with " + e.Helper + ", or remove it from " + Quote(e.File)
	case e.File != "":
		return "repair the file, or move it away and log in again"
	}
	return ""
}

// foundInstead says what to do about an artifact that is not there.
func foundInstead(e *oci.NotFoundError) string {
	if e.What == "tag" && len(e.Tags) > 0 {
		near := Nearest(e.Reference.Tag, e.Tags)
		if near != nil && !strings.ContainsAny(e.Reference.Tag, "0123456789") { // versions are all alike
			return "did you mean " + e.Reference.WithTag(near[0]).String() + "?"
		}
		return "use " + e.Reference.WithTag(e.Tags[0]).String()
	}
	if e.Reference.Layout != "" {
		return ""
	}
	return "check the name, or log in: registries report private repositories as missing"
}

// reachable says what to do about a registry that cannot be spoken to.
func reachable(e *oci.NetworkError) string {
	host := e.Reference.Registry
	var insecure *oci.InsecureError
	var name *net.DNSError
	switch {
	case errors.Is(e.Err, http.ErrSchemeMismatch), strings.Contains(e.Err.Error(), "server gave HTTP response to HTTPS client"):
		return "if the registry has no TLS: --plain-http " + host
	case errors.As(e.Err, new(x509.UnknownAuthorityError)):
		hint := "add the registry's CA certificate to those of the system"
		if runtime.GOOS != "darwin" && runtime.GOOS != "windows" { // where Go asks nobody but the system
			hint += "; SSL_CERT_FILE can name a file of certificates"
		}
		return hint
	case errors.As(e.Err, &insecure):
		return "to allow it: --plain-http " + insecure.Host
	case errors.Is(e.Err, syscall.ECONNREFUSED):
		return "nothing answers there: check the host and the port, and that the registry is running"
	case errors.As(e.Err, &name) && name.IsNotFound:
		return "check the name of the host"
	}
	return ""
}

// looksPushed tells a path that may have been meant as a reference without its host.
func looksPushed(path string) bool {
	if strings.HasSuffix(path, ".wasm") || strings.ContainsAny(path, `\`) || !strings.Contains(path, "/") {
		return false
	}
	r, err := oci.ParseReference("ghcr.io/" + path)
	return err == nil && (r.Tag != "" || r.Digest != "")
}
