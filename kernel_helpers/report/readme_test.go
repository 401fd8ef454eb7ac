package report

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// TestReadmeNamesEverything wants every format, every column of the CSV and every key of the JSON explained.
func TestReadmeNamesEverything(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	names := append([]string{"metric", "class", "clean", "points", "difference", "cost"}, spreadsheetHeader...)
	for _, f := range Formats {
		names = append(names, string(f))
	}
	names = keys(reflect.TypeFor[result.Duplicates](), keys(reflect.TypeFor[Document](), names))
	names = append(names, result.ByBytes, result.ByPixels, result.ByHash, result.ByModel, result.ByAnother)
	for _, name := range names {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("README.md does not name `%s`", name)
		}
	}
	if len(names) < 100 {
		t.Errorf("only %d names were looked for", len(names))
	}
}

// keys adds the JSON keys of a type and of all that it holds.
func keys(of reflect.Type, names []string) []string {
	switch {
	case of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer:
		return keys(of.Elem(), names)
	case of.Kind() != reflect.Struct || of == reflect.TypeFor[time.Time]() || of == reflect.TypeFor[digest.SHA256]():
		return names
	}
	for i := range of.NumField() {
		field := of.Field(i)
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
		names = keys(field.Type, names)
	}
	return names
}
