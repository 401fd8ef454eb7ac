package dataset

import (
	"slices"
	"strings"
)

// Columns are the names of what a table, a Parquet file or a sample of a webdataset holds, where they are
// not the usual ones.
type Columns struct {
	Path    string `yaml:"path"`    // csv: of the file; "" = path
	Label   string `yaml:"label"`   // "" = label, in a webdataset cls; of JSON `json.KEY`
	Split   string `yaml:"split"`   // csv: "" = split
	Image   string `yaml:"image"`   // parquet: "" = image; webdataset: "" = the first of jpg, jpeg, png, …
	Caption string `yaml:"caption"` // of a table of captions: "" = caption; its images are in the column Path
}

func (c Columns) path() string    { return or(c.Path, "path") }
func (c Columns) label() string   { return or(c.Label, "label") }
func (c Columns) split() string   { return or(c.Split, "split") }
func (c Columns) image() string   { return or(c.Image, "image") }
func (c Columns) caption() string { return or(c.Caption, "caption") }

func or(name, usual string) string {
	if name == "" {
		return usual
	}
	return name
}

// webLabel is the field of a sample that holds the label, and the key in it if it is JSON.
func (c Columns) webLabel() (field, key string) {
	if field, key, ok := strings.Cut(c.Label, "."); ok && field == "json" {
		return field, key
	}
	return strings.ToLower(or(c.Label, "cls")), ""
}

// imageRank is the place of a field among those that can be the image, the first the best; -1 if it is none.
func (c Columns) imageRank(field string) int {
	if c.Image == "" {
		return slices.Index(extensions, "."+field)
	}
	if field == strings.ToLower(c.Image) {
		return 0
	}
	return -1
}
