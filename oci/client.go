package oci

import (
	"context"
	"crypto/x509"
	"net/http"
	"sync"
	"time"

	"github.com/opencontainers/go-digest"
)

// Client moves artifacts. Its zero value works; its fields are not changed once it is in use.
type Client struct {
	// Cache keeps what is fetched; nil keeps nothing.
	Cache *Cache
	// Credentials are asked for by repository; nil has none. See [UserCredentials].
	Credentials CredentialStore
	// Warn hears of what is wrong with the user's credentials, once of each thing: registries are then
	// asked without those. It is called by one goroutine at a time.
	Warn func(error)
	// Hosts says what is special about some registries.
	Hosts map[string]Host
	// Offline refuses all use of the network: what the cache has is all there is.
	Offline bool
	// Verify decides whether an artifact may be pulled, before its layer is. Reference has the
	// digest. It is asked for cached artifacts too.
	Verify func(ctx context.Context, r Reference, m Manifest) error
	// Progress hears of content on its way. It is called by one goroutine at a time.
	Progress func(Progress)
	// Stall is how long a registry may be silent, by default 30 seconds.
	Stall time.Duration
	// Attempts is how often a request is made before it is given up, by default 5.
	Attempts int
	// Backoff is the wait before the second attempt, by default 250 ms. It doubles with each.
	Backoff time.Duration
	// MaxSize is the largest layer that is accepted, by default 1 GiB.
	MaxSize int64
	// UserAgent is how the client calls itself.
	UserAgent string

	mu       sync.Mutex
	progress sync.Mutex
	registry map[string]*registryClient
	stores   map[string]*remoteStore
	warning  sync.Mutex
	warned   map[string]bool
}

// Host is what is special about a registry.
type Host struct {
	Scheme Scheme
	// RootCAs are the certificates to trust, nil those of the system. See [RootCAs].
	RootCAs *x509.CertPool
	// InsecureSkipVerify accepts any certificate.
	InsecureSkipVerify bool
	// Credential goes before those of Client.Credentials.
	Credential Credential
}

// Scheme is how a registry is spoken to.
type Scheme uint8

// Schemes. Auto is HTTPS, and on the loopback interface whichever of the two is spoken there.
const (
	Auto Scheme = iota
	HTTPS
	HTTP
)

// Progress is how far some content has come.
type Progress struct {
	// Reference is what was asked for.
	Reference Reference
	Digest    digest.Digest
	// Push says that the content goes out.
	Push bool
	// Done and Total count bytes. Both are equal when all is done.
	Done, Total int64
}

const (
	maxManifest     = 4 << 20
	defaultMaxSize  = 1 << 30
	defaultStall    = 30 * time.Second
	defaultAttempts = 5
	defaultBackoff  = 250 * time.Millisecond
)

func (c *Client) stall() time.Duration {
	if c.Stall > 0 {
		return c.Stall
	}
	return defaultStall
}

func (c *Client) attempts() int {
	if c.Attempts > 0 {
		return c.Attempts
	}
	return defaultAttempts
}

func (c *Client) backoff() time.Duration {
	if c.Backoff > 0 {
		return c.Backoff
	}
	return defaultBackoff
}

func (c *Client) maxSize() int64 {
	if c.MaxSize > 0 {
		return c.MaxSize
	}
	return defaultMaxSize
}

func (c *Client) report(p Progress) {
	if c.Progress == nil {
		return
	}
	c.progress.Lock()
	defer c.progress.Unlock()
	c.Progress(p)
}

// store is one repository, remote or in a layout. Its errors name the reference it was made for,
// and what it returns has been checked against its digest.
type store interface {
	// resolve returns the descriptor of what a tag or digest names.
	resolve(ctx context.Context, r Reference) (Descriptor, error)
	// manifest returns what a tag or digest names.
	manifest(ctx context.Context, r Reference) (Descriptor, []byte, error)
	// blob returns content that is no manifest. what is what errors call it.
	blob(ctx context.Context, r Reference, what string, d Descriptor) ([]byte, error)
	// writeBlob writes such content to a file that is empty.
	writeBlob(ctx context.Context, r Reference, what string, d Descriptor, out Output) error
	// hasBlob says whether it is there already.
	hasBlob(ctx context.Context, r Reference, d Descriptor) (bool, error)
	pushBlob(ctx context.Context, r Reference, what string, d Descriptor, b []byte) error
	// pushManifest stores a manifest, under a tag unless r has none.
	pushManifest(ctx context.Context, r Reference, d Descriptor, b []byte) error
	tags(ctx context.Context, r Reference) ([]string, error)
	// referrers lists manifests whose subject is d. An empty type is all types.
	referrers(ctx context.Context, r Reference, d Descriptor, artifactType string) ([]Descriptor, error)
}

func (c *Client) store(ctx context.Context, r Reference) (store, error) {
	if r.Layout != "" {
		return &layoutStore{dir: r.Layout, maxSize: c.maxSize()}, nil
	}
	return c.remote(ctx, r)
}

// registryClient is what repositories of one registry share.
type registryClient struct {
	http  *http.Client
	plain bool
}

func (c *Client) registryClient(ctx context.Context, host string) *registryClient {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.registry[host]; r != nil {
		return r
	}
	settings := c.Hosts[host]
	r := &registryClient{plain: !c.Offline && plainHTTP(ctx, host, settings)}
	r.http = &http.Client{Transport: &offerTransport{c.transport(settings, r.plain)}}
	if c.registry == nil {
		c.registry = map[string]*registryClient{}
	}
	c.registry[host] = r
	return r
}

func (c *Client) userAgent() string {
	if c.UserAgent != "" {
		return c.UserAgent
	}
	return "wasmcp"
}
