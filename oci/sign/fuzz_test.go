package sign

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"

	"github.com/opencontainers/go-digest"
)

// FuzzBundle wants no bundle to pass but the one that was signed, about what it was signed for.
func FuzzBundle(f *testing.F) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	private := &PrivateKey{Name: "k", key: key}
	public, err := private.Public()
	if err != nil {
		f.Fatal(err)
	}
	d, other := digest.FromString("signed"), digest.FromString("other")
	good, err := signBundle(private, d, "registry.example/a", SignaturePredicate, []byte("{}"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"dsseEnvelope":{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":""}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys := []*PublicKey{public}
		if st, _ := checkBundle(text, other, keys); st != nil {
			t.Errorf("accepted for something else: %s", text)
		}
		if st, _ := checkBundle(text, d, keys); st != nil && st.PredicateType != SignaturePredicate {
			t.Errorf("accepted as something else: %s", text)
		}
		_, _ = checkSimple(text, d)
		_ = isSignature(text)
	})
}
