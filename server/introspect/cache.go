package introspect

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wasmcp/wasmcp-go/internal/atomicfile"
	"github.com/wasmcp/wasmcp-go/mcp"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/private"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// cacheFormat is part of every key: another format has other keys.
const cacheFormat = "wasmcp introspection 2"

// cacheLimit is how many bytes of answers are kept.
const cacheLimit = 64 << 20

// key is the name under which an answer is kept: a digest of all that it depends on.
func (a *Asker) key(provider chain.Source, libraries []chain.Source) string {
	h := sha256.New()
	part := func(name string, s chain.Source) {
		fmt.Fprintf(h, "%s %s\n", name, s.Sum())
	}
	_, _ = io.WriteString(h, cacheFormat+"\n")
	for _, p := range chain.Parts() {
		if s, ok := a.Options.Framework[p]; ok {
			part(string(p), s)
		}
	}
	part("provider", provider)
	for _, l := range libraries {
		part("library", l)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// load reads what is kept under a key. A file that is not whole, or that somebody else has written, is
// as good as none: what is in it goes into servers.
func (a *Asker) load(key string) (*mcp.Definitions, bool) {
	if a.CacheDir == "" {
		return nil, false
	}
	f, err := private.Open(a.path(key))
	if err != nil {
		return nil, false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, cacheLimit))
	if err != nil {
		return nil, false
	}
	tag, body, ok := bytes.Cut(b, []byte("\n"))
	if !ok || !hmac.Equal(tag, a.tag(key, body)) {
		return nil, false
	}
	d := new(mcp.Definitions)
	return d, json.Unmarshal(body, d) == nil
}

// store keeps an answer. The file appears when it is whole; where it cannot be written, the provider
// is asked again the next time.
func (a *Asker) store(key string, d *mcp.Definitions) {
	if a.CacheDir == "" || private.Dir(a.CacheDir) != nil {
		return
	}
	body, err := json.Marshal(d)
	if err != nil {
		return
	}
	keep := func() error {
		return atomicfile.Write(a.path(key), 0o600, func(f *os.File) error {
			_, err := fmt.Fprintf(f, "%s\n%s", a.tag(key, body), body)
			return err
		})
	}
	err = keep()
	if info, statErr := os.Lstat(a.path(key)); err != nil && statErr == nil && info.IsDir() {
		// A directory in its place is nothing that was put there by us.
		if os.RemoveAll(a.path(key)) == nil {
			_ = keep()
		}
	}
	// What cannot be removed now is when the next answer is kept.
	_ = runtime.PruneCache(a.CacheDir, cacheLimit)
}

func (a *Asker) path(key string) string { return filepath.Join(a.CacheDir, key+".json") }

// tag authenticates what is kept under a key.
func (a *Asker) tag(key string, body []byte) []byte {
	h := hmac.New(sha256.New, a.CacheKey)
	fmt.Fprintf(h, "%s\n%s\n", cacheFormat, key)
	h.Write(body)
	return hex.AppendEncode(nil, h.Sum(nil))
}
