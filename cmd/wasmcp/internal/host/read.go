package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/mcp"
)

// ReadCommand is read.
func ReadCommand(a *cli.App) *cobra.Command {
	var o clientOptions
	c := &cobra.Command{
		Use:   "read COMPONENT... URI",
		Short: "Read a resource of a server",
		Long: `Reads one resource and prints what is in it: text unchanged, and other content as bytes. On a terminal,
other content is shown as a note.

` + whichServer,
		Example: `  wasmcp list server.wasm
  wasmcp read server.wasm notes://note/green%20tea
  wasmcp read server.wasm images://logo > logo.png`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.checkOutput(); err != nil {
				return err
			}
			return runRead(cmd.Context(), a, args, &o)
		},
	}
	o.flags(c)
	return c
}

// resource is a resource, or a template of them, as a server lists it.
type resource struct {
	URI         string `json:"uri"`
	Template    string `json:"uriTemplate"`
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	MimeType    string `json:"mimeType"`
}

func (r resource) address() string { return cmp.Or(r.URI, r.Template) }

func (r resource) about() string { return cmp.Or(r.Description, r.Title, r.Name) }

// resourceError is a resource that a server does not have.
type resourceError struct {
	uri, server string
	// resources and templates are those that it lists.
	resources, templates []string
}

func (e *resourceError) Error() string { return fmt.Sprintf("%s has no resource %q", e.server, e.uri) }

// The codes by which servers say that they have no such resource: that of the older revisions, and that
// of the newer ones.
const (
	codeResourceNotFound = -32002
	codeInvalidParams    = -32602
)

// runRead runs the command.
func runRead(ctx context.Context, a *cli.App, args []string, o *clientOptions) error {
	specs, uri, err := lastWord("read", "the URI of a resource", args)
	if err != nil {
		return err
	}
	return o.ask(ctx, a, uri, specs, func(s *embedded.Server, c *mcp.Client) error {
		if _, ok := c.Server.Capabilities["resources"]; !ok {
			return &resourceError{uri: uri, server: s.Name}
		}
		found, err := limited(ctx, o.Timeout, uri, func(ctx context.Context) (*mcp.Contents, error) {
			return c.Read(ctx, uri)
		})
		if e := (*mcp.Error)(nil); errors.As(err, &e) && (e.Code == codeResourceNotFound || e.Code == codeInvalidParams) {
			return unlisted(ctx, s, c, uri, err)
		}
		if err != nil {
			return err
		}
		return printContents(a, found, o.output)
	})
}

// unlisted makes of an error of a resource that is not listed one that says what is.
func unlisted(ctx context.Context, s *embedded.Server, c *mcp.Client, uri string, err error) error {
	e := &resourceError{uri: uri, server: s.Name}
	for kind, names := range map[mcp.Kind]*[]string{mcp.Resources: &e.resources, mcp.Templates: &e.templates} {
		found, listErr := definitions[resource](ctx, c, kind)
		if listErr != nil {
			return err
		}
		for _, r := range found {
			*names = append(*names, r.address())
		}
	}
	if slices.Contains(e.resources, uri) {
		return err
	}
	return e
}

// printContents prints what is in a resource: all of the result as JSON, or the content.
func printContents(a *cli.App, c *mcp.Contents, format string) error {
	if format == "json" {
		return printRaw(a, c.Raw)
	}
	for _, p := range c.Parts {
		text := ""
		switch {
		case p.Text != nil && ui.IsTerminal(a.Stdout):
			text = lines(*p.Text)
		case p.Text != nil:
			text = *p.Text
		case ui.IsTerminal(a.Stdout):
			text = note(p.URI, p.MimeType, ui.Size(int64(len(*p.Blob)))) + "\n"
		default:
			text = string(*p.Blob)
		}
		if _, err := io.WriteString(a.Stdout, text); err != nil {
			return err
		}
	}
	return nil
}
