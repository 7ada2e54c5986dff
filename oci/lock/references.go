package lock

import (
	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
)

// References are where components came from, by their digests.
func (f *File) References() (map[digest.Digest]*oci.Reference, error) {
	from := map[digest.Digest]*oci.Reference{}
	for _, i := range f.Inputs {
		if i.Reference == "" || from[i.Layer] != nil {
			continue
		}
		r, err := oci.ParseReference(i.Reference)
		if err != nil {
			return nil, err
		}
		r.Digest = i.Manifest
		from[i.Layer] = &r
	}
	return from, nil
}
