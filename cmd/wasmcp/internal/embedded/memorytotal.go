package embedded

import (
	"math"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// memoryTotal is the memory that all instances may have together.
type memoryTotal struct{ size cli.ByteSize }

// automatic is what [memoryTotal] is called by default.
const automatic = "auto"

// Set parses a size, or that it is to be what the machine lets.
func (m *memoryTotal) Set(text string) error {
	if text == automatic {
		m.size = autoTotal
		return nil
	}
	return m.size.Set(text)
}

// autoTotal stands for a size that is not known yet.
const autoTotal cli.ByteSize = math.MaxUint64

// String formats it.
func (m *memoryTotal) String() string {
	if m.size == autoTotal {
		return automatic
	}
	return m.size.String()
}

// Type is what help calls a value.
func (*memoryTotal) Type() string { return "SIZE" }

// TotalFlag adds the option to a command.
func (e *Options) TotalFlag(c *cobra.Command) {
	c.Flags().Var(&e.total, "memory-total", "maximum memory of all instances together, as `SIZE`. "+automatic+" means three quarters of the machine's or container's memory, 0 means no limit")
}

// bytes returns the number of bytes, 0 for any.
func (m *memoryTotal) bytes() uint64 {
	if m.size != autoTotal {
		return uint64(m.size)
	}
	return machineMemory() / 4 * 3
}

// machineMemory returns how much memory there is for the process: of its control group, or of the
// machine, whichever has less. It is 0 where neither tells.
func machineMemory() uint64 {
	most := uint64(math.MaxUint64)
	for _, tell := range []memlimit.Provider{memlimit.FromCgroup, memlimit.FromSystem} {
		if n, err := tell(); err == nil && n > 0 {
			most = min(most, n)
		}
	}
	if most == math.MaxUint64 {
		return 0
	}
	return most
}

// spareMemory is what the process may need beside its instances before garbage is collected more often.
const spareMemory = 128 << 20

// collectFor has garbage collected in time for all instances to have their total: memories of those that
// are gone are garbage, too. GOMEMLIMIT, where somebody has set it, stays.
func collectFor(total uint64) {
	limit := total + max(total/6, spareMemory)
	if total == 0 || limit > math.MaxInt64 || debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return
	}
	debug.SetMemoryLimit(int64(limit))
}
