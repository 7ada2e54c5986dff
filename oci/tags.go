package oci

import (
	"context"
	"slices"
	"strings"
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

// sortTags puts versions in their order before other tags. What cannot be a tag is left out: nobody
// could ask for it.
func sortTags(tags []string) []string {
	tags = slices.DeleteFunc(tags, func(t string) bool { return !tagPattern().MatchString(t) })
	slices.SortFunc(tags, compareTags)
	return slices.Compact(tags)
}

// NewestFirst is the order of tags in an error: the newest versions, then other tags. Tags are in the
// order of [Client.Tags].
func NewestFirst(tags []string) []string {
	tags = slices.DeleteFunc(slices.Clone(tags), isReferrersTag)
	last := len(tags)
	for i, t := range tags {
		if loose(t) == "" {
			last = i
			break
		}
	}
	slices.Reverse(tags[:last])
	return tags
}
