package component

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProducers(t *testing.T) {
	t.Parallel()
	p := Producers{
		{"language", []Producer{{"Rust", ""}}},
		{"processed-by", []Producer{{"a", "1"}, {"b", "2"}}},
	}
	s := p.Custom()
	if s.Name != "producers" {
		t.Errorf("Custom().Name = %q", s.Name)
	}
	want := unhex(t, "02 08 6c616e6775616765 01 04 52757374 00 0c 70726f6365737365642d6279 02 0161 0131 0162 0132")
	if string(s.Data) != string(want) {
		t.Errorf("Custom().Data = %x, want %x", s.Data, want)
	}
	got, err := DecodeProducers(s.Data)
	if diff := cmp.Diff(p, got); err != nil || diff != "" {
		t.Errorf("DecodeProducers() error = %v, mismatch (-want +got):\n%s", err, diff)
	}
	for _, bad := range []string{"", "ff", "00 00", "01 0161", "ffffffff0f"} {
		if p, err := DecodeProducers(unhex(t, bad)); err == nil || p != nil {
			t.Errorf("DecodeProducers(%s) = %v, %v, want an error", bad, p, err)
		}
	}
}

func TestProducers_Merge(t *testing.T) {
	t.Parallel()
	p := Producers{{"sdk", []Producer{{"z", "1"}}}, {"processed-by", []Producer{{"b", "1"}}}}
	q := Producers{{"processed-by", []Producer{{"b", "2"}, {"a", "3"}}}, {"language", []Producer{{"C", ""}}}}
	want := Producers{
		{"language", []Producer{{"C", ""}}},
		{"processed-by", []Producer{{"a", "3"}, {"b", "1"}}},
		{"sdk", []Producer{{"z", "1"}}},
	}
	if diff := cmp.Diff(want, p.Merge(q)); diff != "" {
		t.Errorf("Merge() mismatch (-want +got):\n%s", diff)
	}
	if got := Producers(nil).Merge(nil); got != nil {
		t.Errorf("Merge of nothing = %v", got)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	n := &Names{
		Component: "adder",
		Sorts: []SortNames{
			{SortCoreFunc, []IndexName{{0, "f"}, {200, "g"}}},
			{SortInstance, []IndexName{{1, "i"}}},
		},
	}
	s := n.Custom()
	want := unhex(t, "00 06 05 6164646572  01 0a 00 00 02 00 0166 c801 0167  01 05 05 01 01 0169")
	if string(s.Data) != string(want) {
		t.Errorf("Custom().Data = %x, want %x", s.Data, want)
	}
	got, err := DecodeNames(s.Data)
	if diff := cmp.Diff(n, got); err != nil || diff != "" {
		t.Errorf("DecodeNames() error = %v, mismatch (-want +got):\n%s", err, diff)
	}
	if got, err := DecodeNames(unhex(t, "07 02 aaaa 00 02 0161")); err != nil || got.Component != "a" {
		t.Errorf("DecodeNames with an unknown subsection = %v, %v", got, err)
	}
	for _, bad := range []string{"00", "00 09 00", "01 02 09 00", "00 03 0161 00"} {
		if n, err := DecodeNames(unhex(t, bad)); err == nil || n != nil {
			t.Errorf("DecodeNames(%s) = %v, %v, want an error", bad, n, err)
		}
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	m := Metadata{
		Version: "1.2.3", Description: "Adds.", Authors: "A <a@example.com>", Licenses: "Apache-2.0",
		Source: "https://example.com/s", Homepage: "https://example.com", Revision: "abc",
	}
	c := new(Component)
	for _, s := range m.Customs() {
		c.Sections = append(c.Sections, s)
	}
	if len(c.Sections) != 7 {
		t.Errorf("Customs() has %d sections, want 7", len(c.Sections))
	}
	if diff := cmp.Diff(m, ReadMetadata(c)); diff != "" {
		t.Errorf("ReadMetadata() mismatch (-want +got):\n%s", diff)
	}
	bad := &Component{Sections: []Section{&Custom{"version", []byte{0xff}}}}
	if got := ReadMetadata(bad); got != (Metadata{}) {
		t.Errorf("ReadMetadata of bad UTF-8 = %v", got)
	}
}
