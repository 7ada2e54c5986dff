package ship

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// A checkout may be somebody else's, and its settings name programs: filters, hooks, monitors,
// transports. git is asked with all of them off, and with bounds: nothing that a checkout has can start
// a program, keep git waiting, or make it say very much.
const (
	gitPatience = 10 * time.Second
	mostOfGit   = 1 << 20
)

// gitOff are settings that win over those of a checkout.
var gitOff = []string{
	"core.fsmonitor=false",
	"core.hooksPath=" + os.DevNull,
	"core.pager=cat",
	"core.sshCommand=false",
	"core.alternateRefsCommand=false",
	"diff.external=",
	"protocol.allow=never",
	"status.submoduleSummary=false",
	"status.renames=false",
	"submodule.recurse=false",
	// A directory that is a repository without a checkout is content of the one that it is in.
	"safe.bareRepository=explicit",
}

// gitAsker asks git about one directory.
type gitAsker struct {
	ctx      context.Context
	dir      string
	env, off []string
}

// askGit prepares to ask git about a directory. The variables of git's that decide which repository is
// asked, or that name programs, are left out.
func askGit(ctx context.Context, dir string, environ []string) *gitAsker {
	g := &gitAsker{ctx: ctx, dir: dir, off: slices.Clone(gitOff)}
	kept := map[string]bool{"GIT_CONFIG_GLOBAL": true, "GIT_CONFIG_SYSTEM": true, "GIT_CONFIG_NOSYSTEM": true,
		"GIT_CEILING_DIRECTORIES": true, "GIT_DISCOVERY_ACROSS_FILESYSTEM": true}
	for _, pair := range environ {
		if name, _, _ := strings.Cut(pair, "="); kept[name] || !strings.HasPrefix(name, "GIT_") {
			g.env = append(g.env, pair)
		}
	}
	g.env = append(g.env,
		"GIT_OPTIONAL_LOCKS=0",    // the index is not written
		"GIT_NO_LAZY_FETCH=1",     // objects that are missing are not fetched,
		"GIT_ALLOW_PROTOCOL=none", // which starts what the remote's settings name
		"GIT_NO_REPLACE_OBJECTS=1",
		"GIT_TERMINAL_PROMPT=0",
		"LC_ALL=C")
	return g
}

// run returns what git says, without the line's end.
func (g *gitAsker) run(args ...string) (string, bool) {
	out, code := g.code(args...)
	return strings.TrimRight(out, "\r\n"), code == 0
}

// code returns what git says and its exit code, which is -1 where it did not come to an end, or said too
// much.
func (g *gitAsker) code(args ...string) (string, int) {
	var all []string
	for _, s := range g.off {
		all = append(all, "-c", s)
	}
	c := exec.CommandContext(g.ctx, "git", append(append(all, "--no-pager"), args...)...)
	c.Dir, c.Env, c.WaitDelay = g.dir, g.env, time.Second
	var out limitedBuffer
	c.Stdout = &out
	err := c.Run()
	exit := (*exec.ExitError)(nil)
	switch {
	case out.full:
		return "", -1
	case err == nil:
		return out.String(), 0
	case errors.As(err, &exit):
		return out.String(), exit.ExitCode()
	}
	return "", -1
}

// withoutFilters turns off the filters that settings name: git would have the ones that a checkout's
// attributes ask for read its files. It returns false where that is not possible.
func (g *gitAsker) withoutFilters() bool {
	const noneFound = 1
	names, code := g.code("config", "--null", "--name-only", "--get-regexp", `^filter\..`)
	if code == noneFound && names == "" {
		return true
	}
	if code != 0 {
		return false
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(names, "\x00"), "\x00") {
		if strings.Contains(name, "=") {
			return false // it would be read as the name's end
		}
		value := ""
		if strings.EqualFold(name[strings.LastIndexByte(name, '.')+1:], "required") {
			value = "false"
		}
		g.off = append(g.off, name+"="+value)
	}
	return true
}

// limitedBuffer keeps what is written to it, up to mostOfGit.
type limitedBuffer struct {
	bytes.Buffer
	full bool
}

var errGitLong = errors.New("git says too much")

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.Len()+len(p) > mostOfGit {
		b.full = true
		return 0, errGitLong
	}
	return b.Buffer.Write(p)
}
