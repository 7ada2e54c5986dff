package acceptance

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// TestHandler uses a stretch of chain, composed beforehand, in a server: what clients see is the
// same as if its components had been given one by one.
func TestHandler(t *testing.T) {
	t.Parallel()
	stretch := filepath.Join(t.TempDir(), "stretch.wasm")
	run(t, "", wasmcp(t), "compose", "handler", provider(t, "text"), provider(t, "probe"), "-o", stretch)
	run(t, "", tools.Need(t, "wasm-tools"), "validate", stretch)
	server := composed(t, provider(t, "calculator"), stretch)
	for _, host := range hosts {
		t.Run(host.Name, func(t *testing.T) {
			client := clients[0]
			plan, want := client.prepare(offer{name: "acceptance", tools: sampleTools, calls: slices.Concat(basics, probes)})
			plan.Endpoint = host.http(t, server)
			if diff := cmp.Diff(plain(want), plain(client.Follow(t, plan))); diff != "" {
				t.Errorf("transcript differs from what was expected (-want +got):\n%s", diff)
			}
		})
	}
}
