// Package errlist collects errors, so that all that is wrong is told at once, and takes them apart again.
package errlist

import "errors"

// List collects errors. The zero List is empty.
type List struct{ errs []error }

// Add adds an error; nil adds nothing.
func (l *List) Add(err error) {
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

// Err joins them; it is nil where there are none.
func (l *List) Err() error { return errors.Join(l.errs...) }

// First returns the first one, or nil.
func (l *List) First() error {
	if len(l.errs) == 0 {
		return nil
	}
	return l.errs[0]
}

// Flatten takes joined errors apart. Any other error is a list of one.
func Flatten(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, Flatten(e)...)
	}
	return all
}
