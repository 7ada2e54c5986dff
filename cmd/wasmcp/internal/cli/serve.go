package cli

import (
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/runtime"
)

const defaultTimeout = time.Minute

func (a *app) serveCommand() *cobra.Command {
	var e embedded
	addr := "127.0.0.1:8080"
	c := &cobra.Command{
		Use:   "serve COMPONENT...",
		Short: "Serve a server over HTTP",
		Long: `Serves a server over Streamable HTTP.

Several components, or one that is no server, are composed in memory; without components, those of
wasmcp.toml are. The server may do nothing but compute and answer unless flags let it.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.start(cmd.Context(), args, &e)
			if err != nil {
				return err
			}
			h, err := s.Handler(runtime.HandlerOptions{Timeout: e.timeout, Output: a.Stderr})
			if err != nil {
				return errors.Join(err, s.Close())
			}
			l, err := net.Listen("tcp", addr)
			if err != nil {
				return err
			}
			a.err.Line("http://" + l.Addr().String() + "/mcp")
			return http.Serve(l, h)
		},
	}
	c.Flags().StringVar(&addr, "addr", addr, "listen on this `ADDRESS`")
	e.flags(c, defaultTimeout)
	return c
}
