// Package card reads the YAML files that people write: data set cards, model cards and suites. It is
// strict (an unknown key, a key given twice or a value of the wrong type is an error) and every error
// begins with path:line, so that an editor can jump there. It knows nothing of what the keys mean.
//
//	var c Card
//	doc, err := card.Read("datasets/birds/dataset.yaml", &c)
//	if c.Name == "" {
//		return doc.Errorf("name", "the name is missing; add `name: …`")
//	}
package card

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxBytes bounds a card: more is surely some other file, and the YAML parser is slow on long ones.
const maxBytes = 256 << 10

// Document is a card that was read. It remembers on which line each key stands.
type Document struct {
	path string
	root *ast.MappingNode
}

// Read decodes the YAML mapping in path into the struct that into points to. Its fields, named by yaml
// tags, may be string, int, float32, bool, and structs, maps, slices and arrays of these.
func Read(path string, into any) (*Document, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading card: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("reading card %s: it is no file; name the YAML file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading card: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading card: %w", err)
	}
	return Parse(path, text, into)
}

// Parse is Read for a text that is already in memory; path is only named in errors.
func Parse(path string, text []byte, into any) (*Document, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(text) > maxBytes {
		return nil, fmt.Errorf("%s:1: the file is too long for a card (limit %d bytes); is it the right file?", path, maxBytes)
	}
	if !utf8.Valid(text) || bytes.ContainsFunc(text, binary) {
		return nil, fmt.Errorf("%s:1: the file is not text in UTF-8; is it the right file?", path)
	}
	file, err := parser.ParseBytes(quoteColons(text), 0)
	if err != nil {
		return nil, syntaxError(path, err)
	}
	d := &Document{path: path}
	if err := d.setRoot(file); err != nil {
		return nil, err
	}
	if err := d.refuseAnchors(); err != nil {
		return nil, err
	}
	if err := d.decode(d.root, "", reflect.ValueOf(into).Elem()); err != nil {
		return nil, err
	}
	return d, nil
}

// binary reports whether a character does not occur in text files.
func binary(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' }

// setRoot finds the one mapping that a card consists of.
func (d *Document) setRoot(file *ast.File) error {
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if d.root != nil {
			return d.at(doc.Body, "a second YAML document begins here; keep one card in one file")
		}
		root, ok := doc.Body.(*ast.MappingNode)
		if !ok {
			return d.at(doc.Body, "the file should hold lines of `key: value`")
		}
		d.root = root
	}
	if d.root == nil {
		return fmt.Errorf("%s:1: the file is empty; it should hold lines of `key: value`", d.path)
	}
	return nil
}

// syntaxError turns an error of the YAML parser into one that begins with path:line.
func syntaxError(path string, err error) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return fmt.Errorf("%s:1: %w; correct the YAML", path, err)
	}
	step := "put a text with special characters in quotes, and indent with spaces"
	if strings.Contains(at.GetMessage(), "already defined") {
		step = "keep one of them"
	}
	return fmt.Errorf("%s:%d: %s; %s", path, at.GetToken().Position.Line, at.GetMessage(), step)
}

// refuseAnchors keeps cards to what a line says by itself: what &, *, << or a !tag means may stand elsewhere.
func (d *Document) refuseAnchors() error {
	var found ast.Node
	ast.Walk(visitor(func(n ast.Node) {
		switch n.(type) {
		case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
			if found == nil {
				found = n
			}
		}
	}), d.root)
	if found == nil {
		return nil
	}
	return d.at(found, "YAML anchors and tags (&, *, <<, !) are not read in cards; write the value out, or put it in quotes")
}

// visitor calls itself for every node.
type visitor func(ast.Node)

// Visit implements ast.Visitor.
func (v visitor) Visit(n ast.Node) ast.Visitor {
	v(n)
	return v
}
