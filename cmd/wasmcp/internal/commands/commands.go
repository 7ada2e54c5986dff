// Package commands puts the families of commands together. No family knows another.
package commands

import (
	"github.com/spf13/cobra"

	"context"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/author"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/build"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/host"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ship"
)

// Main runs one command line and returns its exit code.
func Main(ctx context.Context, p cli.Process) int {
	return cli.Main(ctx, p, cli.Tree{Verbs: verbs(), Explainers: explainers()})
}

// verbs are the commands, in the order of their families.
func verbs() []cli.Verb {
	return []cli.Verb{
		{Name: "new", Command: author.NewCommand},
		{Name: "compose", Command: build.ComposeCommand},
		{Name: "update", Command: ship.UpdateCommand},
		{Name: "link", Command: build.LinkCommand},
		{Name: "serve", Command: host.ServeCommand},
		{Name: "run", Command: host.RunCommand},
		{Name: "list", Command: host.ListCommand},
		{Name: "call", Command: host.CallCommand},
		{Name: "read", Command: host.ReadCommand},
		{Name: "prompt", Command: host.PromptCommand},
		{Name: "complete", Command: host.CompleteCommand},
		{Name: "inspect", Command: build.InspectCommand},
		{Name: "validate", Command: build.ValidateCommand},
		{Name: "wit", Command: build.WitCommand},
		{Name: "push", Command: ship.PushCommand},
		{Name: "pull", Command: ship.PullCommand},
		{Name: "tags", Command: ship.TagsCommand},
		{Name: "copy", Command: ship.CopyCommand},
		{Name: "framework", Command: ship.FrameworkCommand},
		{Name: "referrers", Command: ship.ReferrersCommand},
		{Name: "publish", Command: ship.PublishCommand},
		{Name: "sign", Command: ship.SignCommand},
		{Name: "verify", Command: ship.VerifyCommand},
		{Name: "keygen", Command: ship.KeygenCommand},
		{Name: "login", Command: ship.LoginCommand},
		{Name: "logout", Command: ship.LogoutCommand},
		{Name: composing.AskedCommand, Command: embedded.AskedCommand},
		{Name: embedded.CompileVerb, Command: embedded.CompileCommand},
		{Name: "cache", Command: cacheCommand},
	}
}

// explainers know the errors of each package. An error that wraps another package's comes before that one.
func explainers() []cli.Explainer {
	return []cli.Explainer{
		build.Explain,
		composing.Explain,
		ship.Explain,
		host.Explain,
		embedded.Explain,
		author.Explain,
	}
}

// cacheCommand is about the cache, and fills it.
func cacheCommand(a *cli.App) *cobra.Command {
	c := cli.CacheCommand(a)
	c.AddCommand(embedded.WarmCommand(a))
	return c
}
