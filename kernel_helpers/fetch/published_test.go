package fetch

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
)

// TestPublishedCards plans the data sets of the repository: zips of Kaggle, and two that a person has to get.
func TestPublishedCards(t *testing.T) {
	b := newBench(t)
	byHand := map[string]string{}
	for name, zip := range map[string]string{
		"fruits-vegetables": "kritikseth/fruit-and-vegetable-image-recognition", "birds": "gpiosenka/100-bird-species",
		"chest-xray": "paultimothymooney/chest-xray-pneumonia", "facescrub": "", "products": "",
	} {
		c, err := dataset.ReadCard(filepath.Join("..", "..", "datasets", name, "dataset.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		w := want(t, c.Source)
		w.Name, w.Dataset, w.Card, w.Files = c.Name, true, c.Path, c.Files()
		b.server.Add("/api/v1/datasets/download/"+zip, random(1000+len(zip)))
		p, err := b.client.Plan(t.Context(), w)
		var hand *ByHandError
		switch {
		case zip == "" && errors.As(err, &hand):
			byHand[name] = strings.Join(hand.Instructions(), "\n")
		case zip == "" || err != nil || p.Size != int64(1000+len(zip)) || p.Left != p.Size:
			t.Errorf("%s: plan %+v, %v", name, p, err)
		}
	}
	for name, what := range map[string]string{"facescrub": "source: dir:FACESCRUB", "products": "MCS2023_development_test_data.zip"} {
		if !strings.Contains(byHand[name], what) {
			t.Errorf("the steps for %s do not name %s:\n%s", name, what, byHand[name])
		}
	}
}
