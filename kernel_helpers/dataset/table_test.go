package dataset

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const csvCard = "name: shop\ntask: retrieval\nsource: file:items.csv\nlayout: csv\nsplits: {query: q, gallery: g}\n"

// csvSet writes a set whose images are a.jpg, b.jpg and sub/c d.jpg.
func csvSet(t *testing.T, card, table string) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, dir, "dataset.yaml", card)
	writeFile(t, dir, "items.csv", table)
	for _, name := range []string{"a.jpg", "b.jpg", "sub/c d.jpg"} {
		writeFile(t, dir, name, name)
	}
	return dir
}

func TestTable(t *testing.T) {
	want := []string{"query x a.jpg", "gallery x b.jpg", "gallery  sub/c d.jpg"}
	for name, table := range map[string]string{
		"plain":         "path,label,split\na.jpg,x,q\nb.jpg,x,g\nsub/c d.jpg,,g\n",
		"other order":   "split,more,path,label\nq,1,a.jpg,x\ng,2,b.jpg,x\ng,3,sub/c d.jpg,\n",
		"BOM and CRLF":  "\ufeffpath,label,split\r\na.jpg,x,q\r\nb.jpg,x,g\r\nsub/c d.jpg,,g\r\n",
		"quotes":        "\"path\", label ,split\n\"a.jpg\",\"x\",q\n./b.jpg,x,g\n\n\"sub/../sub/c d.jpg\",\"\",g",
		"spaces":        "path,label,split\na.jpg, x\t,q \nb.jpg,x , g\nsub/c d.jpg, ,g\n",
		"other columns": "path,note,note,label,split\na.jpg,,,x,q\nb.jpg,,,x,g\nsub/c d.jpg,,,,g\n",
	} {
		s, err := open(t, csvSet(t, csvCard, table))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := listed(s); !reflect.DeepEqual(got, want) || len(s.Problems) != 0 {
			t.Errorf("%s: items %q, problems %v; want %q", name, got, s.Problems, want)
		}
	}
}

func TestTableInFolder(t *testing.T) {
	card := strings.Replace(csvCard, "file:items.csv", "dir:.", 1)
	dir := csvSet(t, card, "path,label,split\na.jpg,x,q\nb.jpg,x,g\n")
	if s, err := open(t, dir); err != nil || len(s.Items) != 2 {
		t.Errorf("one CSV in a folder: %v", err)
	}
	writeFile(t, dir, "more.csv", "")
	if _, err := open(t, dir); err == nil || !strings.Contains(err.Error(), "holds 2 .csv files") {
		t.Errorf("two CSVs in a folder: %v", err)
	}
}

func TestTableErrors(t *testing.T) {
	loo := strings.Replace(csvCard, "{query: q, gallery: g}", "{gallery: g}", 1)
	for _, c := range []struct{ name, card, table, want string }{
		{"empty file", csvCard, "", "items.csv:1: the file is empty"},
		{"no column", csvCard, "path,split\na.jpg,q\n", "items.csv:1: the column label is missing"},
		{"semicolons", csvCard, "path;label;split\na.jpg;x;q\n", "separated by commas"},
		{"column twice", csvCard, "path,label,split,label\n", "items.csv:1: the column label is there twice"},
		{"UTF-16", csvCard, "p\x00a\x00", "items.csv:1: the file is not UTF-8"},
		{"short row", csvCard, "path,label,split\na.jpg,x,q\nb.jpg,x\n", "items.csv:3: wrong number of fields"},
		{"open quote", csvCard, "path,label,split\n\"a.jpg,x,q\n", "items.csv:"},
		{"query without label", csvCard, "path,label,split\nb.jpg,x,g\na.jpg,,q\n", "items.csv:3: a.jpg has no label, and every image of split query needs one"},
		{"query with a blank label", csvCard, "path,label,split\nb.jpg,x,g\na.jpg, \t,q\n", "items.csv:3: a.jpg has no label"},
		{"leave one out without label", loo, "path,label,split\nb.jpg,x,g\na.jpg,,g\n", "items.csv:3: a.jpg has no label"},
		{"empty path", csvCard, "path,label,split\n,x,q\n", "items.csv:2: the path is empty"},
		{"way out", csvCard, "path,label,split\nsub/../../a.jpg,x,q\n", `items.csv:2: the path "sub/../../a.jpg" leaves the data folder`},
		{"absolute", csvCard, "path,label,split\n/a.jpg,x,q\n", "items.csv:2: the path \"/a.jpg\" leaves"},
		{"twice", csvCard, "path,label,split\na.jpg,x,q\nb.jpg,x,g\n./a.jpg,x,g\n", "items.csv:4: a.jpg is already in line 2"},
		{"no query", csvCard, "path,label,split\nb.jpg,x,g\na.jpg,x,gg\n", `items.csv with split "q"`},
	} {
		_, err := open(t, csvSet(t, c.card, c.table))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want it to hold %q", c.name, err, c.want)
		}
	}
}

func TestTableProblems(t *testing.T) {
	dir := csvSet(t, csvCard, "path,label,split\na.jpg,x,q\nb.jpg,x,g\nnone.jpg,x,g\nsub,x,g\na.jpg,x,dev\nb.jpg,x,dev\nb.jpg,x,\n")
	s, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []Problem{
		{"items.csv", `rows left out because the card does not name their split "": 1`},
		{"items.csv", `rows left out because the card does not name their split "dev": 2`},
		{"none.jpg", "there is no such file (items.csv:4)"},
		{"sub", "a folder, not an image (items.csv:5)"},
	}
	if !reflect.DeepEqual(s.Problems, want) || len(s.Items) != 2 {
		t.Errorf("problems %q, want %q; %d items", s.Problems, want, len(s.Items))
	}
}

func FuzzTable(f *testing.F) {
	f.Add("path,label,split\na.jpg,x,q\n\"b,c.jpg\",\"x\",g\n")
	f.Add("\ufeffsplit,path,label\r\nq,../a,x\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := newTable("items.csv", []byte(text), Columns{}, "path", "label", "split")
		if err != nil {
			return
		}
		for {
			r, err := table.next()
			if err != nil {
				return // io.EOF too
			}
			if r.line < 2 || r.id == "" || strings.HasPrefix(r.id, "/") || r.id == ".." || strings.HasPrefix(r.id, "../") {
				t.Errorf("row %+v of %q", r, text)
			}
		}
	})
}

// shopCard reads the tables as the product search challenge has them.
const shopCard = `name: shop
task: retrieval
source: dir:.
layout: csv
columns: {path: img_path, label: product_id}
splits: {query: queries.csv, gallery: sub/gallery.csv}
`

func TestTablesOfSplits(t *testing.T) {
	dir := csvSet(t, shopCard, "")
	writeFile(t, dir, "queries.csv", "user_img_id,img_path,product_id\n0,a.jpg,7\n")
	writeFile(t, dir, "sub/gallery.csv", "seller_img_id,img_path,product_id,split\n0,c d.jpg,7,\n1,e.jpg,,\n")
	writeFile(t, dir, "sub/e.jpg", "e")
	s := mustOpen(t, dir)
	if got, want := listed(s), []string{"query 7 a.jpg", "gallery 7 sub/c d.jpg", "gallery  sub/e.jpg"}; !reflect.DeepEqual(got, want) {
		t.Errorf("items %q, want %q", got, want)
	}
	for _, c := range []struct{ table, want string }{
		{"img_path,product_id\nsub/e.jpg,7\n", "queries.csv:2: sub/e.jpg is already in gallery.csv line 3"},
		{"img_path,product_id\na.jpg,\n", "queries.csv:2: a.jpg has no label, and every image of split query needs one; fill in the column product_id"},
		{"path,label\na.jpg,7\n", "queries.csv:1: the column img_path is missing; the first line must name img_path and product_id"},
		{"img_path,product_id\n", "split query has no image in " + filepath.Join(dir, "queries.csv")},
	} {
		writeFile(t, dir, "queries.csv", c.table)
		if _, err := open(t, dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want %q", c.table, err, c.want)
		}
	}
}

func TestTablesOfSplitsErrors(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"dir:.", "file:items.csv", "each split has a table of its own, so `source` is their folder; write `source: dir:PATH` in CARD"},
		{"sub/gallery.csv", "g.csv", "g.csv: no such file or directory; put the table there or correct splits.gallery in CARD"},
	} {
		dir := csvSet(t, strings.Replace(shopCard, c.old, c.new, 1), "")
		writeFile(t, dir, "queries.csv", "img_path,product_id\na.jpg,7\n")
		want := strings.Replace(c.want, "CARD", filepath.Join(dir, "dataset.yaml"), 1)
		if _, err := open(t, dir); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: error %v, want it to end with %q", c.new, err, want)
		}
	}
}
