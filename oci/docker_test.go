package oci_test

import (
	"bytes"
	"errors"
	"testing"

	"oras.land/oras-go/v2/registry/remote/auth"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

// TestDockerRegistry does with a registry that people run what the other tests do with ours.
func TestDockerRegistry(t *testing.T) {
	for name, o := range map[string]ocitest.DockerOptions{
		"open": {}, "auth": {Auth: true}, "TLS": {TLS: true}, "auth and TLS": {Auth: true, TLS: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host, certificate := ocitest.Docker(t, o)
			client := quick(openCache(t))
			client.Hosts = map[string]oci.Host{host: {}}
			settings := oci.Host{}
			if o.TLS {
				settings.RootCAs, _ = oci.RootCAs(certificate)
				client.Hosts[host] = settings
			}
			r := parse(t, "oci://"+host+"/acme/calculator:1.0.0+7")
			a := build(t, provider(t, "calculator"), oci.BuildOptions{Title: "calculator.wasm"})
			if o.Auth {
				_, err := client.Push(t.Context(), a, r)
				if e := (*oci.AuthError)(nil); !errors.As(err, &e) || !e.Anonymous || e.Action != "push" {
					t.Errorf("without a password: %v", err)
				}
				settings.Credential = auth.Credential{Username: "ada", Password: "secret"}
				client = quick(client.Cache)
				client.Hosts = map[string]oci.Host{host: settings}
			}
			for range 2 {
				d, err := client.Push(t.Context(), a, r, r.WithTag("latest"))
				if err != nil || d.Digest != a.Descriptor.Digest {
					t.Fatalf("Push = %s, %v, want %s", d.Digest, err, a.Descriptor.Digest)
				}
			}
			for range 2 { // the second time from the cache
				got, err := client.Pull(t.Context(), r)
				if err != nil || !bytes.Equal(got.Bytes, a.Bytes) {
					t.Fatalf("Pull: %v", err)
				}
			}
			note := oci.Data{ArtifactType: "application/vnd.example.note", MediaType: "text/plain", Bytes: []byte("hello")}
			if _, err := client.Attach(t.Context(), r, note); err != nil {
				t.Fatal(err)
			}
			to := parse(t, host+"/copies/calculator")
			if _, err := client.Copy(t.Context(), r, to, oci.CopyOptions{}); err != nil {
				t.Fatal(err)
			}
			found, err := client.Referrers(t.Context(), to.WithTag("1.0.0+7"), note.ArtifactType)
			if err != nil || len(found) != 1 {
				t.Errorf("referrers of the copy: %v, %v", found, err)
			}
			_, err = client.Pull(t.Context(), r.WithTag("2"))
			if e := (*oci.NotFoundError)(nil); !errors.As(err, &e) || len(e.Tags) != 2 {
				t.Errorf("a tag that is not there: %v", err)
			}
		})
	}
}
