package ship

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/atomicfile"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/serverjson"
	"github.com/wasmcp/wasmcp-go/server/config"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// publishOptions are what publish is told.
type publishOptions struct {
	output     string
	dryRun     bool
	force      bool
	server     serverjson.Server
	repository string
	remotes    []string
	env        []string
	secrets    []string
	hosts      []string
}

func PublishCommand(a *cli.App) *cobra.Command {
	var o publishOptions
	c := &cobra.Command{
		Use:   "publish REFERENCE",
		Short: "Write server.json, the file that lists your server in the MCP registry",
		Long: `Writes server.json, the file that lists your server in the MCP registry. First it checks what the
registry checks: the schema, the registry's rules, and that the artifact has the server's name as a
label (push --name sets it). Values come from flags, then the artifact, then wasmcp.toml.

It does not contact the MCP registry. Run mcp-publisher to publish the file.`,
		Example: `  wasmcp push server.wasm ghcr.io/acme/weather:1.2.0 --name io.github.acme/weather
  wasmcp publish ghcr.io/acme/weather:1.2.0 --description "The weather, anywhere"
  mcp-publisher login github && mcp-publisher publish`,
		Args: cli.OneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runPublish(cmd.Context(), a, args[0], &o)
		},
	}
	f := c.Flags()
	f.StringVarP(&o.output, "output", "o", serverjson.FileName, "write `FILE`")
	f.BoolVar(&o.dryRun, "dry-run", false, "check everything and print the file; write nothing")
	f.BoolVar(&o.force, "force", false, "overwrite a file with other contents")
	f.StringVar(&o.server.Name, "name", "", "the server's `NAME` in the MCP registry (default: the artifact's label)")
	f.StringVar(&o.server.Version, "server-version", "", "the server's version (default: the artifact's)")
	f.StringVar(&o.server.Title, "title", "", "the server's display name")
	f.StringVar(&o.server.Description, "description", "", "what the server is for, in up to 100 characters")
	f.StringVar(&o.server.WebsiteURL, "website", "", "the `URL` of the server's web page")
	f.StringVar(&o.repository, "repository", "", "the `URL` of the source code on GitHub or GitLab (default: the artifact's)")
	f.StringArrayVar(&o.remotes, "remote", nil, "a `URL` where the server runs. Repeatable")
	f.StringArrayVar(&o.env, "env", nil, "the server reads the environment variable `KEY`. Repeatable")
	f.StringArrayVar(&o.secrets, "secret-env", nil, "the server needs the environment variable `KEY`, a secret. Repeatable")
	f.StringArrayVar(&o.hosts, "allow-host", nil, "the server sends requests to `HOST[:PORT]`. Repeatable")
	return c
}

// labelError is an artifact of which the MCP registry would say that it belongs to another server.
type labelError struct {
	reference   oci.Reference
	found, want string
}

func (e *labelError) Error() string {
	if e.found == "" {
		return fmt.Sprintf("%s has no label %s, so the MCP registry cannot tell whose server it is", e.reference, oci.ServerNameLabel)
	}
	return fmt.Sprintf("%s belongs to another server\n  found:    %s\n  expected: %s", e.reference, e.found, e.want)
}

// fileDiffersError is a file that would be lost.
type fileDiffersError struct{ file string }

func (e *fileDiffersError) Error() string { return e.file + " already exists, with other content" }

// runPublish runs the command.
func runPublish(ctx context.Context, a *cli.App, spec string, o *publishOptions) error {
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	end := a.Transfer(r, "asking for "+spec)
	artifact, label, err := labelled(ctx, r, spec)
	end()
	if err != nil {
		return err
	}
	s := o.server
	cli.SetDefault(&s.Name, label)
	if s.Name == "" || label != s.Name {
		return &labelError{artifact.Reference, label, s.Name}
	}
	if err := o.fill(&s, artifact); err != nil {
		return err
	}
	if err := s.Check(); err != nil {
		return err
	}
	text := serverjson.Encode(s)
	if !a.Registry.Offline {
		if err := public(ctx, r, artifact.Reference); err != nil {
			a.Warn("the MCP registry will not be able to read it: " + cli.Plain(err).Headline)
		}
	}
	if o.dryRun {
		_, err := a.Stdout.Write(text)
		return err
	}
	if err := o.write(text); err != nil {
		return err
	}
	if !a.Quiet {
		a.Err.Line(fmt.Sprintf("%s  %s %s", o.output, s.Name, s.Version))
		a.Err.Note("List it in the MCP registry:")
		a.Err.Command("mcp-publisher login github && mcp-publisher publish")
	}
	return nil
}

// labelled pulls an artifact and reads the server's name in its configuration.
func labelled(ctx context.Context, r *cli.Registries, spec string) (*oci.Artifact, string, error) {
	ref, err := r.Reference(ctx, spec)
	if err != nil {
		return nil, "", err
	}
	artifact, err := r.Client.Pull(ctx, ref)
	if err != nil {
		return nil, "", err
	}
	config, err := r.Client.Config(ctx, artifact)
	if err != nil {
		return nil, "", err
	}
	if config.Config == nil {
		return artifact, "", nil
	}
	return artifact, config.Config.Labels[oci.ServerNameLabel], nil
}

// public sees that who has no credentials can read an artifact, as the MCP registry has none.
func public(ctx context.Context, r *cli.Registries, ref oci.Reference) error {
	if ref.Layout != "" {
		return errors.New("it is in a directory of this machine")
	}
	anonymous := &oci.Client{Hosts: map[string]oci.Host{}, UserAgent: r.Client.UserAgent}
	for name, h := range r.Client.Hosts {
		h.Credential = oci.Credential{}
		anonymous.Hosts[name] = h
	}
	_, _, err := anonymous.Manifest(ctx, ref)
	return err
}

// unversioned is the version of servers of which nobody said one.
const unversioned = "0.0.0"

// fill adds what no flag said: what the artifact says of itself, and then what wasmcp.toml says.
func (o *publishOptions) fill(s *serverjson.Server, artifact *oci.Artifact) error {
	about := artifact.Manifest.Annotations
	identity := chain.Identity{}
	if c, err := component.Decode(artifact.Bytes); err == nil {
		if d, err := chain.Describe(c); err == nil && d != nil && d.Server != nil {
			identity = *d.Server
		}
	}
	var file config.Server
	f, err := config.Load(".", "")
	switch {
	case err == nil:
		file = f.Server
	case !config.Missing(err):
		return err
	}
	cli.SetDefault(&s.Version, about[oci.AnnotationVersion])
	if identity.Version != unversioned {
		cli.SetDefault(&s.Version, identity.Version)
	}
	cli.SetDefault(&s.Version, file.Version)
	if tag := artifact.Reference.Tag; tag != oci.DefaultTag {
		cli.SetDefault(&s.Version, oci.VersionOf(tag))
	}
	cli.SetDefault(&s.Title, identity.Title)
	cli.SetDefault(&s.Title, file.Title)
	cli.SetDefault(&s.Description, about[oci.AnnotationDescription])
	cli.SetDefault(&s.Description, file.Description)
	cli.SetDefault(&s.WebsiteURL, about[oci.AnnotationURL])
	cli.SetDefault(&s.WebsiteURL, file.WebsiteURL)
	if o.repository != "" {
		if s.Repository = serverjson.RepositoryAt(o.repository); s.Repository == nil {
			s.Repository = &serverjson.Repository{URL: o.repository} // which Check refuses
		}
	} else {
		s.Repository = serverjson.RepositoryAt(about[oci.AnnotationSource])
	}
	var variables []serverjson.Variable
	for _, name := range o.env {
		variables = append(variables, serverjson.Variable{Name: name})
	}
	for _, name := range o.secrets {
		variables = append(variables, serverjson.Variable{Name: name, Required: true, Secret: true})
	}
	s.Packages = []serverjson.Package{serverjson.Artifact(artifact.Reference, variables, o.hosts)}
	for _, url := range o.remotes {
		s.Remotes = append(s.Remotes, serverjson.Remote{Type: "streamable-http", URL: url})
	}
	return nil
}

// write writes the file, unless one with other content is there.
func (o *publishOptions) write(text []byte) error {
	old, err := cli.ReadSmall(o.output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case bytes.Equal(old, text):
		return nil
	case !o.force:
		return &fileDiffersError{o.output}
	}
	err = cli.ReplaceFile(o.output, cli.Readable, atomicfile.Bytes(text))
	if err != nil {
		return cli.FileError(o.output, err)
	}
	return nil
}
