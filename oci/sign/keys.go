package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	_ "crypto/sha512" // for crypto.SHA384 and SHA512
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/secure-systems-lab/go-securesystemslib/encrypted"
)

// PEM types of cosign's private keys, the present one first.
const (
	privateType      = "ENCRYPTED SIGSTORE PRIVATE KEY"
	olderPrivateType = "ENCRYPTED COSIGN PRIVATE KEY"
	publicType       = "PUBLIC KEY"
)

// KeyError is a key that cannot be read or used.
type KeyError struct {
	Name, Problem string
	Err           error
}

func (e *KeyError) Error() string {
	s := e.Name + ": " + e.Problem
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *KeyError) Unwrap() error { return e.Err }

// PublicKey verifies signatures.
type PublicKey struct {
	// Name is what errors call it, such as the file it came from.
	Name string
	key  crypto.PublicKey
	der  []byte
}

// PrivateKey makes signatures.
type PrivateKey struct {
	Name string
	key  crypto.Signer
}

// ParsePublicKey reads a PEM file: an ECDSA, Ed25519 or RSA key.
func ParsePublicKey(name string, text []byte) (*PublicKey, error) {
	block, rest := pem.Decode(text)
	switch {
	case block == nil:
		return nil, &KeyError{Name: name, Problem: "not a PEM file"}
	case block.Type != publicType:
		return nil, &KeyError{Name: name, Problem: fmt.Sprintf("%q is no public key (want %q)", block.Type, publicType)}
	}
	if again, _ := pem.Decode(rest); again != nil {
		return nil, &KeyError{Name: name, Problem: "more than one key in it"}
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, &KeyError{name, "the key cannot be read", err}
	}
	return newPublicKey(name, key)
}

func newPublicKey(name string, key crypto.PublicKey) (*PublicKey, error) {
	if err := usable(key); err != nil {
		return nil, &KeyError{name, "the key cannot be used", err}
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, &KeyError{name, "the key cannot be used", err}
	}
	return &PublicKey{Name: name, key: key, der: der}, nil
}

// usable refuses kinds and sizes of keys that are weak, or that cosign does not use.
func usable(key crypto.PublicKey) error {
	const leastRSA = 2048
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P224() {
			return errors.New("curve P-224 (want P-256 or larger)")
		}
		return nil
	case ed25519.PublicKey:
		return nil
	case *rsa.PublicKey:
		if n := k.N.BitLen(); n < leastRSA {
			return fmt.Errorf("RSA of %d bits (want at least %d)", n, leastRSA)
		}
		return nil
	}
	return fmt.Errorf("unknown kind %T (want ECDSA, Ed25519 or RSA)", key)
}

// ID is the digest of the key, by which two files of one key can be told to be one.
func (k *PublicKey) ID() string {
	sum := sha256.Sum256(k.der)
	return hex.EncodeToString(sum[:])
}

// PEM returns the key as a file.
func (k *PublicKey) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: publicType, Bytes: k.der})
}

// verify says whether the key made the signature. Of larger curves' keys there are signatures of
// SHA-256 and of the digest that is as large as the curve: cosign has made both.
func (k *PublicKey) verify(message, signature []byte) bool {
	switch key := k.key.(type) {
	case *ecdsa.PublicKey:
		for _, h := range []crypto.Hash{crypto.SHA256, curveHash(key.Curve)} {
			if ecdsa.VerifyASN1(key, hashed(h, message), signature) {
				return true
			}
		}
		return false
	case ed25519.PublicKey:
		return ed25519.Verify(key, message, signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, hashed(crypto.SHA256, message), signature) == nil
	}
	return false
}

func curveHash(c elliptic.Curve) crypto.Hash {
	switch c {
	case elliptic.P384():
		return crypto.SHA384
	case elliptic.P521():
		return crypto.SHA512
	}
	return crypto.SHA256
}

func hashed(h crypto.Hash, message []byte) []byte {
	w := h.New()
	w.Write(message)
	return w.Sum(nil)
}

// ParsePrivateKey reads a private key as cosign writes it. password is asked for once.
func ParsePrivateKey(name string, text []byte, password func() ([]byte, error)) (*PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, &KeyError{Name: name, Problem: "not a PEM file"}
	}
	if block.Type != privateType && block.Type != olderPrivateType {
		return nil, &KeyError{Name: name, Problem: fmt.Sprintf("%q is no private key of cosign (want %q)", block.Type, privateType)}
	}
	secret, err := password()
	if err != nil {
		return nil, &KeyError{name, "no password", err}
	}
	der, err := encrypted.Decrypt(block.Bytes, secret)
	if err != nil {
		return nil, &KeyError{Name: name, Problem: "the password is not right"}
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, &KeyError{name, "the key cannot be read", err}
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, &KeyError{Name: name, Problem: fmt.Sprintf("the key cannot be used: unknown kind %T", key)}
	}
	return NewPrivateKey(name, signer)
}

// NewPrivateKey returns a private key that is in memory already. The error is a [*KeyError] where it is of
// a kind that is not used.
func NewPrivateKey(name string, key crypto.Signer) (*PrivateKey, error) {
	if err := usable(key.Public()); err != nil {
		return nil, &KeyError{name, "the key cannot be used", err}
	}
	return &PrivateKey{Name: name, key: key}, nil
}

// Generate makes a pair of keys, as the two files that cosign makes: cosign.key, which the password
// opens, and cosign.pub.
func Generate(password []byte) (private, public []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	box, err := encrypted.Encrypt(der, password)
	if err != nil {
		return nil, nil, err
	}
	of, err := newPublicKey("", key.Public())
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: privateType, Bytes: box}), of.PEM(), nil
}

// Public returns the other half.
func (k *PrivateKey) Public() (*PublicKey, error) { return newPublicKey(k.Name, k.key.Public()) }

// sign makes a signature. The same key and message give the same one: it takes no random numbers
// where the kind of key allows that.
func (k *PrivateKey) sign(message []byte) ([]byte, error) {
	var signature []byte
	var err error
	if _, ok := k.key.(ed25519.PrivateKey); ok {
		signature, err = k.key.Sign(nil, message, crypto.Hash(0))
	} else {
		signature, err = k.key.Sign(nil, hashed(crypto.SHA256, message), crypto.SHA256)
	}
	if err != nil {
		return nil, &KeyError{k.Name, "the key cannot sign", err}
	}
	return signature, nil
}
