package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// TestModelPage reads every card that zoo/README.md shows, and sees that its tables name every key of a card.
func TestModelPage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "zoo", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	cards := regexp.MustCompile("(?s)```yaml\n# models/(\\S+)\\.yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(cards) != 3 {
		t.Fatalf("zoo/README.md shows %d cards", len(cards))
	}
	for _, card := range cards {
		path := filepath.Join(t.TempDir(), card[1]+".yaml")
		if err := os.WriteFile(path, []byte(card[2]), 0o644); err != nil {
			t.Fatal(err)
		}
		if c, err := zoo.ReadCard(path); err != nil || c.Name != card[1] {
			t.Errorf("the card %s: %+v, %v", card[1], c, err)
		}
	}
	for _, spec := range []any{zoo.Card{}, zoo.Output{}, zoo.Text{}, architecture.Spec{}, images.Spec{}} {
		kind := reflect.TypeOf(spec)
		for i := range kind.NumField() {
			key := kind.Field(i).Tag.Get("yaml")
			if key != "-" && !strings.Contains(string(page), "`"+key+"`") && !strings.Contains(string(page), "  "+key+": ") && !strings.Contains(string(page), "`"+key+": ") {
				t.Errorf("zoo/README.md does not name the key %s of %v", key, kind)
			}
		}
	}
}
