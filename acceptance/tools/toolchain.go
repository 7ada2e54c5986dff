package tools

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Toolchain builds the projects of a language.
type Toolchain struct {
	language, scripts string
	// environment is shell text that sets what the language's own tools want.
	environment string
}

// NewToolchain installs, by scripts/toolchain of the tree at root, what a project of a language in dir is
// built with.
func NewToolchain(root, language, dir string) (*Toolchain, error) {
	scripts, err := filepath.Abs(filepath.Join(root, "scripts"))
	if err != nil {
		return nil, err
	}
	script := filepath.Join(scripts, "toolchain", language+".sh")
	var environment, problem strings.Builder
	cmd := exec.Command(script)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &environment, &problem
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", script, err, problem.String())
	}
	return &Toolchain{language, scripts, environment.String()}, nil
}

// Make runs make in a folder.
func (c *Toolchain) Make(dir string, args ...string) error {
	_, err := c.run(dir, `make "$@"`, args...)
	return err
}

func (c *Toolchain) run(dir, command string, args ...string) (string, error) {
	cmd := exec.Command("sh", append([]string{"-c", c.environment + command, "make"}, args...)...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("make %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// versions prints what there is of a language's tools that the scripts take as it is.
var versions = map[string]string{
	"rust": "rustc -vV && cargo -V", "python": "python3 -VV", "typescript": "node -v && npm -v",
}

// Recipe returns what a project in dir depends on, as it is now: its files and the toolchain.
func (c *Toolchain) Recipe(dir string, texts ...string) (*Recipe, error) {
	version, err := c.run(dir, versions[c.language])
	if err != nil {
		return nil, err
	}
	r := NewRecipe(append(texts, c.language, c.environment, version)...)
	if err := r.Files(c.scripts, nil); err != nil {
		return nil, err
	}
	return r, r.Files(dir, nil)
}
