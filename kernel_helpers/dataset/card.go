// Package dataset reads data set cards and lists their images: items with a label, a role and the
// digest of their bytes. It decodes no image and downloads nothing: package fetch does.
//
//	card, err := dataset.ReadCard("datasets/birds/dataset.yaml")
//	set, err := card.Open(ctx) // lists and hashes every image
//	for _, i := range set.Queries() {
//		fmt.Println(set.Items[i].ID, set.Items[i].Label)
//	}
package dataset

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// Task is what a data set measures.
type Task string

// The tasks.
const (
	Classification Task = "classification" // test images are given the label of near training images
	Retrieval      Task = "retrieval"      // query images search the gallery for images of their label
)

// Role is what an item is used for.
type Role string

// The roles: Train and Test for classification, Query and Gallery for retrieval.
const (
	Train   Role = "train"
	Test    Role = "test"
	Query   Role = "query"
	Gallery Role = "gallery"
)

// The layouts that Open reads.
const (
	Folders    = "folders"    // <split folder>/<label>/**/image
	CSV        = "csv"        // a table with the columns path, label, split; or one for each split, without that column
	Parquet    = "parquet"    // files of rows with an image and a label
	WebDataset = "webdataset" // tar files of images and labels
)

// Layouts are the layouts that Open reads.
var Layouts = []string{Folders, CSV, Parquet, WebDataset}

// Card is what `dataset.yaml` says.
type Card struct {
	Name        string          `yaml:"name"`
	Title       string          `yaml:"title"`
	Task        Task            `yaml:"task"`
	Description string          `yaml:"description"`
	License     string          `yaml:"license"`
	Citation    string          `yaml:"citation"`
	Source      string          `yaml:"source"` // dir:PATH or file:PATH relative to the card; what is downloaded: hf:ORG/NAME@REVISION, a zip at kaggle:OWNER/SLUG or https://…; or what is drawn: world:NAME@SEED
	SHA256      string          `yaml:"sha256"` // of the zip, 64 hexadecimal digits; "" = as it was at the first download
	Layout      string          `yaml:"layout"` // one of Layouts; "" = Folders
	Columns     Columns         `yaml:"columns"`
	Splits      map[Role]string `yaml:"splits"`   // role → folder, value of the column split, table, or pattern of files
	Prompts     Prompts         `yaml:"prompts"`  // of a classification: its classes in words
	Captions    string          `yaml:"captions"` // table with a row for each caption of an image, a .csv file below the data folder; "" = none
	Path        string          `yaml:"-"`        // of the card itself
	unlabelled  bool            // see OpenPool
}

// ReadCard reads and checks a card. Its errors begin with path:line and say what to change.
func ReadCard(path string) (Card, error) {
	var c Card
	doc, err := card.Read(path, &c)
	if err != nil {
		return Card{}, err
	}
	c.Path = path
	if c.Layout == "" {
		c.Layout = Folders
	}
	if c.Title == "" {
		c.Title = c.Name
	}
	if err := c.validate(doc); err != nil {
		return Card{}, err
	}
	return c, nil
}

// LeaveOneOut reports whether each gallery image searches all the others: a retrieval card without queries.
func (c Card) LeaveOneOut() bool { return c.Task == Retrieval && c.Splits[Query] == "" }

// Roles returns the roles that the card's task has and its splits name, queries or tests last.
func (c Card) Roles() []Role {
	var roles []Role
	for _, r := range []Role{Train, Test, Gallery, Query} {
		if c.Splits[r] != "" {
			roles = append(roles, r)
		}
	}
	return roles
}

func (c Card) validate(doc *card.Document) error {
	if err := card.CheckName(c.Name); err != nil {
		return doc.Errorf("name", "%w", err)
	}
	if c.Task != Classification && c.Task != Retrieval {
		return doc.Errorf("task", "task is %q; write %q or %q", c.Task, Classification, Retrieval)
	}
	source, err := card.ParseSource(c.Source)
	if err == nil {
		err = source.CheckRemote(false)
	}
	if err != nil {
		return doc.Errorf("source", "%w", err)
	}
	if source.Scheme == card.World {
		if err := c.validateDrawn(doc, source); err != nil {
			return err
		}
	}
	if c.SHA256 != "" {
		if source.Scheme != "kaggle" && source.Scheme != "https" {
			return doc.Errorf("sha256", "sha256 is that of a zip, and the source %q is none; remove the line", c.Source)
		}
		if _, err := digest.Parse(c.SHA256); err != nil {
			return doc.Errorf("sha256", "sha256: %w; write what `sha256sum` prints of the zip, or remove the line", err)
		}
	}
	if !slices.Contains(Layouts, c.Layout) {
		return doc.Errorf("layout", "layout %q is not read by this version, which reads %s; put the images into folders or list them in a CSV", c.Layout, strings.Join(Layouts, ", "))
	}
	if err := c.validateColumns(doc); err != nil {
		return err
	}
	if err := c.validatePrompts(doc); err != nil {
		return err
	}
	if err := c.validateCaptions(doc, source); err != nil {
		return err
	}
	return c.validateSplits(doc)
}

// validateDrawn checks a source of pictures that vfm draws.
func (c Card) validateDrawn(doc *card.Document, source card.Source) error {
	name, seed, err := source.World()
	if err != nil {
		return doc.Errorf("source", "%w", err)
	}
	if !slices.Contains(world.Sets(), name) {
		return doc.Errorf("source", "there is no drawn data set %q; write `world:NAME@%d` with a NAME of %s", name, seed, strings.Join(world.Sets(), ", "))
	}
	if c.Layout != Folders {
		return doc.Errorf("layout", "layout is %q, and drawn pictures come in %s; remove the line", c.Layout, Folders)
	}
	return nil
}

func (c Card) validateSplits(doc *card.Document) error {
	allowed, required := []Role{Train, Test}, []Role{Train, Test}
	if c.Task == Retrieval {
		allowed, required = []Role{Query, Gallery}, []Role{Gallery}
	}
	for _, role := range doc.Keys("splits") {
		if !slices.Contains(allowed, Role(role)) {
			return doc.Errorf("splits."+role, "task %s has no split %q; its splits are %s and %s", c.Task, role, allowed[0], allowed[1])
		}
		if c.Splits[Role(role)] == "" {
			return doc.Errorf("splits."+role, "split %s is empty; name its folder, its files, or its value in the column split", role)
		}
	}
	for _, role := range required {
		if c.Splits[role] == "" {
			return doc.Errorf("splits", "split %s is missing; task %s needs it: add `splits: {%s: FOLDER, …}`", role, c.Task, role)
		}
	}
	if c.Layout == Folders {
		return c.validateFolders(doc)
	}
	if a, b := c.Splits[allowed[0]], c.Splits[allowed[1]]; a == b {
		return doc.Errorf("splits", "%s and %s are both %q; give each its own value%s", allowed[0], allowed[1], a, c.sameHint())
	}
	if c.Layout == CSV {
		return c.validateTables(doc)
	}
	for _, role := range c.Roles() {
		if err := checkPattern(c.Splits[role]); err != nil {
			return doc.Errorf("splits."+string(role), "split %s: %w", role, err)
		}
	}
	return nil
}

// validateColumns refuses names of columns that the layout does not have.
func (c Card) validateColumns(doc *card.Document) error {
	allowed := map[string][]string{CSV: {"path", "label", "split"}, Parquet: {"image", "label"}, WebDataset: {"image", "label"}}[c.Layout]
	if c.Captions != "" {
		allowed = append(allowed, "path", "caption")
	}
	for _, key := range doc.Keys("columns") {
		if !slices.Contains(allowed, key) {
			return doc.Errorf("columns."+key, "layout %s has no column %s%s; remove the line", c.Layout, key, only(allowed))
		}
	}
	return nil
}

func only(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ", only " + strings.Join(names, ", ")
}

// validateFolders refuses split folders outside the data folder or inside one another.
func (c Card) validateFolders(doc *card.Document) error {
	var roles []Role
	for _, role := range c.Roles() {
		if dir := path.Clean(c.Splits[role]); path.IsAbs(dir) || dir == ".." || strings.HasPrefix(dir, "../") {
			return doc.Errorf("splits."+string(role), "folder %q is outside the data folder; let `source` name a folder that holds all splits", c.Splits[role])
		}
		for _, other := range roles {
			if nested(c.Splits[role], c.Splits[other]) || nested(c.Splits[other], c.Splits[role]) {
				return doc.Errorf("splits."+string(role), "the folders of %s and %s overlap; give each its own%s", other, role, c.sameHint())
			}
		}
		roles = append(roles, role)
	}
	return nil
}

// sameHint says what a person who named one split twice may have wanted.
func (c Card) sameHint() string {
	if c.Task == Retrieval {
		return fmt.Sprintf(", or name %s alone to let each image search all the others", Gallery)
	}
	return ""
}

// nested reports whether folder inner is outer or lies in it.
func nested(inner, outer string) bool {
	inner, outer = path.Clean(inner), path.Clean(outer)
	return inner == outer || outer == "." || strings.HasPrefix(inner, outer+"/")
}
