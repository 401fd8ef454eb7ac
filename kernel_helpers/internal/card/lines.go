package card

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Errorf returns an error that begins with path:line of a key. Keys of inner mappings are joined with
// dots, as in "splits.train". A key that is not in the file is placed at the innermost that is.
func (d *Document) Errorf(key, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", d.path, d.line(key), fmt.Errorf(format, args...))
}

// line returns the 1-based line of a key, written as Errorf takes it.
func (d *Document) line(key string) int {
	at, node := 1, ast.Node(d.root)
	for rest := key; rest != ""; {
		entry, length := find(node, rest)
		if entry == nil {
			break
		}
		at, node = line(entry.Key), entry.Value
		rest = strings.TrimPrefix(rest[length:], ".")
	}
	return at
}

// Keys returns the keys of the inner mapping named key, in the order of the file; nil if there is none.
func (d *Document) Keys(key string) []string {
	entry, _ := find(d.root, key)
	if entry == nil {
		return nil
	}
	var keys []string
	for _, e := range entries(entry.Value) {
		if k, ok := scalar(e.Key); ok {
			keys = append(keys, k)
		}
	}
	return keys
}

// find returns the entry of a mapping whose key begins the dotted path, and the length of that key.
func find(node ast.Node, path string) (*ast.MappingValueNode, int) {
	for _, e := range entries(node) {
		k, ok := scalar(e.Key)
		if !ok {
			continue
		}
		if path == k || strings.HasPrefix(path, k+".") {
			return e, len(k)
		}
	}
	return nil, 0
}

// entries returns the key-value pairs of a mapping node, or nothing for a node of another kind.
func entries(node ast.Node) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// line returns the 1-based line on which a node begins.
func line(n ast.Node) int { return n.GetToken().Position.Line }
