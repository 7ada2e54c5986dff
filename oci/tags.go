package oci

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Tags lists the tags of a repository: versions in their order, then other tags by name. Tags that
// registries without a list of referrers use for them (sha256-…) are left out.
func (c *Client) Tags(ctx context.Context, r Reference) ([]string, error) {
	s, err := c.store(ctx, r)
	if err != nil {
		return nil, err
	}
	tags, err := s.tags(ctx, r)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tags, isReferrersTag), nil
}

func isReferrersTag(tag string) bool {
	return strings.HasPrefix(tag, "sha256-") || strings.HasPrefix(tag, "sha512-")
}

// sortTags puts versions in their order before other tags.
func sortTags(tags []string) []string {
	version := func(tag string) *semver.Version {
		v, err := semver.NewVersion(VersionOf(tag))
		if err != nil {
			return nil
		}
		return v
	}
	slices.SortFunc(tags, func(a, b string) int {
		va, vb := version(a), version(b)
		switch {
		case va != nil && vb != nil:
			return cmp.Or(va.Compare(vb), strings.Compare(a, b))
		case va != nil:
			return -1
		case vb != nil:
			return 1
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(tags)
}

// NewestFirst is the order of tags in an error: the newest versions, then other tags. Tags are in the
// order of [Client.Tags].
func NewestFirst(tags []string) []string {
	tags = slices.DeleteFunc(slices.Clone(tags), isReferrersTag)
	last := len(tags)
	for i, t := range tags {
		if _, err := semver.NewVersion(VersionOf(t)); err != nil {
			last = i
			break
		}
	}
	slices.Reverse(tags[:last])
	return tags
}
