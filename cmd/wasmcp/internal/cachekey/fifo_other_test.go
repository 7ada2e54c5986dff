//go:build !unix

package cachekey

import "errors"

func mkfifo(string) error { return errors.ErrUnsupported }
