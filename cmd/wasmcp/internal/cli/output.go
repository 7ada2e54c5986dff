package cli

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/wasmcp/wasmcp-go/internal/atomicfile"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/filemap"
)

// sameFileError is an output that is one of the inputs.
type sameFileError struct{ output, input string }

func (e *sameFileError) Error() string {
	return fmt.Sprintf("-o %s would overwrite one of its inputs", e.output)
}

// outputError is an output that cannot be a file.
type outputError struct{ output, problem, instead string }

func (e *outputError) Error() string { return "-o " + e.output + " " + e.problem }

// terminalError is a component about to be written to a terminal.
type terminalError struct{}

func (*terminalError) Error() string {
	return "a component is binary, and standard output is a terminal"
}

// CheckOutput refuses an output that is one of the inputs under this or another name, and one that
// is a directory.
func CheckOutput(output string, specs []string, overrides map[chain.Part]string) error {
	if output == "" || output == "-" {
		return nil
	}
	dir := filepath.Dir(output)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return &outputError{output, "cannot be written: " + dir + " is no directory", ""}
	}
	info, err := os.Stat(output)
	if err != nil {
		return nil // what is wrong with it, if anything, writing it tells
	}
	if info.IsDir() {
		return &outputError{output, "is a directory, not a file to write", filepath.Join(output, "server.wasm")}
	}
	inputs := slices.Clone(specs)
	for _, part := range chain.Parts() {
		if spec, ok := overrides[part]; ok {
			inputs = append(inputs, spec)
		}
	}
	for _, input := range inputs {
		if other, err := os.Stat(input); err == nil && os.SameFile(info, other) {
			return &sameFileError{output, input}
		}
	}
	return nil
}

// WriteComponent writes a component and returns its digest. The file appears under its name when
// it is whole: a failure leaves what was there.
func (a *App) WriteComponent(output string, out io.WriterTo) (string, error) {
	hash := sha256.New()
	digest := func() string { return "sha256:" + hex.EncodeToString(hash.Sum(nil)) }
	if output == "-" {
		if err := a.checkTerminal(); err != nil {
			return "", err
		}
		_, err := out.WriteTo(io.MultiWriter(a.Stdout, hash))
		return digest(), err
	}
	err := ReplaceFile(output, Readable, func(f *os.File) error {
		w := bufio.NewWriterSize(io.MultiWriter(f, hash), 1<<16)
		if _, err := out.WriteTo(w); err != nil {
			return err
		}
		return w.Flush()
	})
	if err != nil {
		return "", FileError(output, err)
	}
	return digest(), nil
}

// checkTerminal refuses to write a component to a terminal.
func (a *App) checkTerminal() error {
	if ui.IsTerminal(a.Stdout) {
		return &terminalError{}
	}
	return nil
}

// WriteComposed is writeComponent for what a command that passes components on has made of them. The
// digest is worked out where it is wanted, since nothing else would look at the components again.
func (a *App) WriteComposed(output string, mode fs.FileMode, out *compose.Output, wanted bool) (string, error) {
	write := func(w io.Writer) error { return a.Files.WriteTo(w, out.Parts()) }
	var err error
	if output == "-" {
		if err := a.checkTerminal(); err != nil {
			return "", err
		}
		err = write(a.Stdout)
	} else {
		err = ReplaceFile(output, mode, func(f *os.File) error { return write(f) })
	}
	if changed := (*filemap.ChangedError)(nil); err != nil && !errors.As(err, &changed) && output != "-" {
		err = FileError(output, err)
	}
	if err != nil || !wanted {
		return "", err
	}
	hash := sha256.New()
	err = write(hash)
	return "sha256:" + hex.EncodeToString(hash.Sum(nil)), err
}

// The modes of files that are written, of which the system takes away what the user's mask says.
const (
	Readable fs.FileMode = 0o644
	Secret   fs.FileMode = 0o600
)

// ModeFor is the mode of what is made of files: it is a secret where one of them is kept from others.
// What is no file here counts as readable.
func ModeFor(inputs ...string) fs.FileMode {
	for _, input := range inputs {
		if info, err := os.Stat(input); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o044 == 0 {
			return Secret
		}
	}
	return Readable
}

// ReplaceFile has a file written beside another one, whose name it gets when it is whole. A link stays
// one, to the new file; what is no file, such as a device or a pipe, is written to and stays too. Others
// can do no more with the file than mode says, and no more than with the one that was there.
func ReplaceFile(output string, mode fs.FileMode, write func(*os.File) error) error {
	if info, err := os.Stat(output); err == nil && !info.Mode().IsRegular() {
		return writeTo(output, write)
	} else if err == nil {
		mode &= info.Mode().Perm() | 0o600
		if output, err = filepath.EvalSymlinks(output); err != nil {
			return err
		}
	}
	return atomicfile.Write(output, mode, write)
}

// writeTo has what there is under a name written to.
func writeTo(output string, write func(*os.File) error) error {
	f, err := os.OpenFile(output, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = write(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
