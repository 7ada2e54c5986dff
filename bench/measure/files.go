package measure

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// Build makes a program as releases are built.
func Build(output, pkg string) error {
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", output, pkg)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// WriteJSON writes results to a file, unless its name is empty.
func WriteJSON(file string, results any) error {
	if file == "" {
		return nil
	}
	encoded, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(encoded, '\n'), 0o644)
}
