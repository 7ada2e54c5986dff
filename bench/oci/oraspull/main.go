// Command oraspull pulls an artifact of a registry on the loopback interface into a folder, as
// `oras pull` does: by the library's own Copy, into its file store.
//
//	oraspull HOST/PATH:TAG FOLDER
package main

import (
	"context"
	"fmt"
	"os"

	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/file"
	"oras.land/oras-go/v2/registry/remote"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: oraspull HOST/PATH:TAG FOLDER")
		os.Exit(2)
	}
	if err := pull(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "oraspull:", err)
		os.Exit(1)
	}
}

func pull(ctx context.Context, ref, folder string) error {
	source, err := remote.NewRepository(ref)
	if err != nil {
		return err
	}
	source.PlainHTTP = true
	target, err := file.New(folder)
	if err != nil {
		return err
	}
	defer target.Close()
	_, err = oras.Copy(ctx, source, source.Reference.Reference, target, "", oras.DefaultCopyOptions)
	return err
}
