package dataset

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// captioned lists the captions of a set by the ids of their images.
func captioned(s *Set) map[string][]string {
	all := map[string][]string{}
	for i, texts := range s.Captions {
		all[s.Items[i].ID] = texts
	}
	return all
}

func TestCaptionTable(t *testing.T) {
	want := map[string][]string{"a.jpg": {"a boot, red"}, "sub/c d.jpg": {"two shoes", "shoes"}}
	const beside = "caption,path\n\"a boot, red\",a.jpg\ntwo shoes,sub/c d.jpg\nshoes,./sub/c d.jpg\ntwo shoes,sub/c d.jpg\n,b.jpg\nnobody,z.jpg\n"
	const items = "path,label,split\na.jpg,x,q\nb.jpg,x,g\nsub/c d.jpg,x,g\n"
	for name, c := range map[string]struct {
		card, items, captions string
		problems              int
	}{
		"beside":        {csvCard + "captions: words.csv\n", items, beside, 1},
		"alone beside":  {strings.Replace(csvCard, "file:items.csv", "dir:.", 1) + "captions: words.csv\n", items, beside, 1},
		"other columns": {csvCard + "captions: words.csv\ncolumns: {path: file, caption: text}\n", strings.Replace(items, "path", "file", 1), strings.Replace(beside, "caption,path", "text,file", 1), 1},
		"the same":      {csvCard + "captions: items.csv\n", "path,label,split,caption\na.jpg,x,q,\"a boot, red\"\nb.jpg,x,g,\nsub/c d.jpg,x,g,two shoes\n", "", 0},
	} {
		dir := csvSet(t, c.card, c.items)
		if c.captions != "" {
			writeFile(t, dir, "words.csv", c.captions)
		}
		s, err := open(t, dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := want
		if name == "the same" {
			want = map[string][]string{"a.jpg": {"a boot, red"}, "sub/c d.jpg": {"two shoes"}}
		}
		if got := captioned(s); !reflect.DeepEqual(got, want) || len(s.Problems) != c.problems || s.DescribedRole() != Gallery {
			t.Errorf("%s: captions %q, want %q; problems %v", name, got, want, s.Problems)
		}
		if c.problems > 0 && s.Problems[0] != (Problem{"words.csv", "captions left out because the data set has no such image: 1, such as of z.jpg"}) {
			t.Errorf("%s: problem %+v", name, s.Problems[0])
		}
	}
}

func TestCaptionsOfFolders(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "dataset.yaml", "name: shoes\ntask: classification\nsource: dir:.\nsplits: {train: train, test: test}\ncaptions: words/all.csv\ncolumns: {caption: text}\n")
	for _, name := range []string{"train/a/1.jpg", "train/b/1.jpg", "test/a/1.jpg", "test/b/1.jpg"} {
		writeFile(t, dir, name, name)
	}
	writeFile(t, dir, "words/all.csv", "path,text\n../test/a/1.jpg,a boot\n../train/b/1.jpg,a shoe\n")
	s, err := open(t, dir)
	if err == nil || !strings.Contains(err.Error(), `all.csv:2: the path "../test/a/1.jpg" leaves the data folder`) {
		t.Errorf("paths out of the folder of the table: %v, %v", s, err)
	}
	writeFile(t, dir, "words.csv", "path,text\ntest/a/1.jpg,a boot\ntrain/b/1.jpg,a shoe\n")
	writeFile(t, dir, "dataset.yaml", "name: shoes\ntask: classification\nsource: dir:.\nsplits: {train: train, test: test}\ncaptions: words.csv\ncolumns: {caption: text}\n")
	s, err = open(t, dir)
	if want := map[string][]string{"test/a/1.jpg": {"a boot"}, "train/b/1.jpg": {"a shoe"}}; err != nil || !reflect.DeepEqual(captioned(s), want) || s.DescribedRole() != Test {
		t.Errorf("captions %q, %v; want %q", captioned(s), err, want)
	}
}

func TestCaptionErrors(t *testing.T) {
	const items = "path,label,split\na.jpg,x,q\nb.jpg,x,g\n"
	for _, c := range []struct{ card, captions, want string }{
		{csvCard + "captions: words.csv\n", "", "words.csv: no such file or directory; put the table there or correct captions in"},
		{csvCard + "captions: words.csv\n", "path,text\na.jpg,a boot\n", "words.csv:1: the column caption is missing"},
		{csvCard + "captions: words.csv\n", "path,caption\n,a boot\n", "words.csv:2: the path is empty"},
		{csvCard + "captions: words.csv\n", "path,caption\na.jpg,a boot\nb.jpg, \n", "words.csv has no caption of an image of split gallery"},
		{csvCard + "captions: words.txt\n", "", `:6: captions is "words.txt", which is no .csv file below the data folder; name a table with the columns path and caption`},
		{csvCard + "captions: ../words.csv\n", "", ":6: captions is"},
		{csvCard + "columns: {caption: text}\n", "", ":6: layout csv has no column caption"},
		{"name: p\ntask: retrieval\nsource: world:products@7\nsplits: {query: query, gallery: gallery}\ncaptions: words.csv\n", "", ":5: drawn pictures bring the captions that they have; remove the line"},
	} {
		dir := csvSet(t, c.card, items)
		if c.captions != "" {
			writeFile(t, dir, "words.csv", c.captions)
		}
		read, err := ReadCard(filepath.Join(dir, "dataset.yaml"))
		if err == nil {
			_, err = read.Open(t.Context())
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("card %q, captions %q: %v, want %q", c.card, c.captions, err, c.want)
		}
	}
}

// TestDrawnCaptions opens a drawn data set of which three pictures are there.
func TestDrawnCaptions(t *testing.T) {
	t.Setenv("VFM_CACHE", t.TempDir())
	path := writeFile(t, t.TempDir(), "dataset.yaml", "name: p\ntask: retrieval\nsource: world:products@7\nsplits: {query: query, gallery: gallery}\n")
	c, err := ReadCard(path)
	if err != nil {
		t.Fatal(err)
	}
	folder := dataFolder(t, c)
	pictures, err := world.Pictures("products", 7)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, p := range []world.Picture{pictures[0], pictures[400], pictures[500]} {
		writeFile(t, folder, p.Name+".png", p.Name)
		want[p.Name+".png"] = []string{p.Caption()}
	}
	s, err := c.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := captioned(s); !reflect.DeepEqual(got, want) || !strings.HasPrefix(fmt.Sprint(got["query/can-1/000.png"]), "[a ") {
		t.Errorf("captions %q, want %q", got, want)
	}
}
