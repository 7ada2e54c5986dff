package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cachekey"
	"github.com/wasmcp/wasmcp-go/internal/private"
	"github.com/wasmcp/wasmcp-go/runtime"
)

const (
	// cacheVariable overrides where wasmcp keeps what it can make or fetch again.
	cacheVariable = "WASMCP_CACHE"
	// stateVariable overrides where it keeps what it cannot: the key of the cache.
	stateVariable = "WASMCP_STATE"
)

// variableOf is what a variable of the environment is set to.
func (a *App) variableOf(name string) string {
	for _, pair := range a.Environ {
		if value, ok := strings.CutPrefix(pair, name+"="); ok && value != "" {
			return value
		}
	}
	return ""
}

// CacheDir is where wasmcp keeps what it can make or fetch again; empty where there is no place for
// it.
func (a *App) CacheDir() string {
	if dir := a.variableOf(cacheVariable); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "wasmcp")
}

// stateDir is where wasmcp keeps what is this user's on this machine and is not made again.
func (a *App) stateDir() (string, error) {
	if dir := a.variableOf(stateVariable); dir != "" {
		return dir, nil
	}
	switch goruntime.GOOS {
	case "windows", "darwin", "ios", "plan9":
		dir, err := os.UserConfigDir()
		return filepath.Join(dir, "wasmcp"), err
	}
	if dir := a.variableOf("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "wasmcp"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "state", "wasmcp"), err
}

// CacheKey is the key that authenticates what is kept as compiled code and as answers of providers.
// Nothing of that is kept where there can be no key.
func (a *App) CacheKey(ctx context.Context) ([]byte, bool) {
	if a.key == nil && !a.keyless {
		dir, err := a.stateDir()
		if err == nil {
			a.key, err = cachekey.Load(ctx, dir)
		}
		if err != nil {
			a.keyless, a.key = true, nil
			a.uncached(dir, err)
		}
	}
	return a.key, a.key != nil
}

// CodeCache is the cache of compiled code; nil where there can be none.
func (a *App) CodeCache(ctx context.Context) *runtime.Cache {
	base := a.CacheDir()
	if base == "" {
		return nil
	}
	key, ok := a.CacheKey(ctx)
	if !ok {
		return nil
	}
	dir := filepath.Join(base, compiledDir)
	c, err := runtime.OpenCache(dir, key)
	if err != nil {
		a.uncached(dir, err)
		return nil
	}
	return c
}

// uncached tells once why nothing is kept. Where others than the user could change what is kept, that is a
// fault of the machine's and always told; where nothing can be written it may be meant.
func (a *App) uncached(path string, err error) {
	unsafe := (*private.Error)(nil)
	isUnsafe := errors.As(err, &unsafe)
	if a.warned || !isUnsafe && !a.Verbose {
		return
	}
	a.warned = true
	if isUnsafe {
		a.Warn("compiled code is not cached: " + unsafe.Error())
		return
	}
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		path = p.Path
	}
	a.Warn("compiled code is not cached: " + FileError(path, err).Error())
}

// CacheLimit is how many bytes of compiled code are kept.
const CacheLimit = 2 << 30
