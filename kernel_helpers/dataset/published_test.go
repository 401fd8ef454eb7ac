package dataset

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// TestPublishedCards opens the repository's cards on a few files that lie as those of the real data sets do.
func TestPublishedCards(t *testing.T) {
	t.Setenv("VFM_CACHE", t.TempDir())
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{"fruits-vegetables", []string{"train/apple/Image_1.jpg", "train/sweetcorn/Image_1.jpg", "validation/apple/Image_1.jpg", "test/apple/Image_1.JPG"},
			"test apple test/apple/Image_1.JPG|train apple train/apple/Image_1.jpg|train sweetcorn train/sweetcorn/Image_1.jpg"},
		{"birds", []string{"birds.csv", "train/ABBOTTS BABBLER/001.jpg", "train/CROW/001.jpg", "test/CROW/1.jpg", "valid/CROW/1.jpg"},
			"test CROW test/CROW/1.jpg|train ABBOTTS BABBLER train/ABBOTTS BABBLER/001.jpg|train CROW train/CROW/001.jpg"},
		{"chest-xray", []string{"chest_xray/train/NORMAL/a.jpeg", "chest_xray/train/PNEUMONIA/b.jpeg", "chest_xray/test/NORMAL/c.jpeg", "chest_xray/val/NORMAL/d.jpeg",
			"chest_xray/chest_xray/train/NORMAL/a.jpeg", "chest_xray/__MACOSX/chest_xray/train/NORMAL/._a.jpeg"},
			"test NORMAL chest_xray/test/NORMAL/c.jpeg|train NORMAL chest_xray/train/NORMAL/a.jpeg|train PNEUMONIA chest_xray/train/PNEUMONIA/b.jpeg"},
		{"facescrub", []string{"faces/Aaron Eckhart/1.jpg", "faces/Aaron Eckhart/2.png", "faces/Adam Brody/1.jpg"},
			"gallery Aaron Eckhart faces/Aaron Eckhart/1.jpg|gallery Aaron Eckhart faces/Aaron Eckhart/2.png|gallery Adam Brody faces/Adam Brody/1.jpg"},
		{"products", []string{"queries/q.jpeg", "gallery/g.jpg", "gallery/h.jpg"},
			"gallery 7 gallery/g.jpg|gallery 8 gallery/h.jpg|query 7 queries/q.jpeg"},
	} {
		path := filepath.Join("..", "..", "datasets", c.name, "dataset.yaml")
		published, err := ReadCard(path)
		if err != nil {
			t.Fatal(err)
		}
		if published.Name != c.name || published.License == "" || published.Citation == "" || published.Description == "" || published.Title == c.name {
			t.Errorf("%s does not say all: %+v", path, published)
		}
		folder := dataFolder(t, published)
		for _, name := range c.files {
			writeFile(t, folder, name, name)
		}
		if c.name == "products" {
			writeFile(t, folder, "queries.csv", "user_img_id,img_path,bbox_x,bbox_y,bbox_w,bbox_h,product_id\n0,queries/q.jpeg,1,2,3,4,7\n")
			writeFile(t, folder, "gallery.csv", "seller_img_id,img_path,product_id\n0,gallery/g.jpg,7\n1,gallery/h.jpg,8\n")
		}
		if strings.Contains(published.Source, "manual:") {
			path = byHand(t, path, folder)
		}
		read, err := ReadCard(path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := read.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(listed(s), "|"); got != c.want || len(s.Problems) != 0 {
			t.Errorf("%s: items %s, want %s; problems %v", c.name, got, c.want, s.Problems)
		}
	}
}

// dataFolder makes the folder in which the data of a card would be, as if it had been fetched.
func dataFolder(t *testing.T, c Card) string {
	t.Helper()
	source, err := card.ParseSource(c.Source)
	if err != nil {
		t.Fatal(err)
	}
	if source.Scheme == "manual" {
		return t.TempDir()
	}
	s, err := shelf.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Record(source, shelf.Entry{Size: 1, SHA256: digest.Of(nil)}); err != nil {
		t.Fatal(err)
	}
	folder, err := s.FolderPath(source)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// byHand does with a copy of a card what its instructions say: the lines of source become one line.
func byHand(t *testing.T, path, folder string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^source: \|\n(?:  .*\n)+`)
	if len(lines.FindAll(text, -1)) != 1 {
		t.Fatalf("%s has not one source of several lines", path)
	}
	return writeFile(t, t.TempDir(), "dataset.yaml", lines.ReplaceAllLiteralString(string(text), "source: dir:"+folder+"\n"))
}
