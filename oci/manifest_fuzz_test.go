package oci

import (
	"testing"

	"github.com/opencontainers/go-digest"
)

// FuzzManifest wants every manifest to be either refused or of one layer of the right type.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"mediaType":"` + MediaTypeManifest + `","layers":[{"mediaType":"application/wasm"}]}`))
	f.Add([]byte(`{"mediaType":"` + MediaTypeIndex + `","manifests":[1,2]}`))
	f.Add([]byte(`{"layers":null}`))
	r := Reference{Registry: "registry.example", Repository: "a"}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d := describe(digest.FromBytes(raw), raw)
		m, err := parseManifest(r, d, raw)
		if err == nil {
			err = checkLayer(r, m, MediaTypeLayer)
		}
		if err == nil && (len(m.Layers) != 1 || m.Layers[0].MediaType != MediaTypeLayer) {
			t.Errorf("accepted: %s", raw)
		}
		if err != nil {
			_ = err.Error()
		}
	})
}
