package card

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// decode fills the value that into is from a YAML node. It is stricter than YAML libraries are by default,
// and takes texts as they are written: the name 1.10 stays 1.10. key is the dotted path of the node, for
// errors. A value that is left out or null leaves the zero value.
func (d *Document) decode(node ast.Node, key string, into reflect.Value) error {
	if _, null := node.(*ast.NullNode); null || node == nil {
		return nil
	}
	switch into.Kind() {
	case reflect.Struct:
		return d.decodeStruct(node, key, into)
	case reflect.Map:
		return d.decodeMap(node, key, into)
	case reflect.Slice, reflect.Array:
		return d.decodeList(node, key, into)
	}
	return d.decodeScalar(node, key, into)
}

// decodeStruct fills a struct's fields, which are named by their yaml tags.
func (d *Document) decodeStruct(node ast.Node, key string, into reflect.Value) error {
	fields := map[string]reflect.Value{}
	var known []string
	for i := range into.NumField() {
		if name := into.Type().Field(i).Tag.Get("yaml"); name != "" && name != "-" {
			fields[name] = into.Field(i)
			known = append(known, name)
		}
	}
	return d.each(node, key, func(e *ast.MappingValueNode, name string) error {
		field, ok := fields[name]
		if !ok {
			hint := "keys are " + strings.Join(known, ", ")
			if near := Nearest(name, known); len(near) > 0 {
				hint = "did you mean " + near[0] + "?"
			}
			return d.at(e.Key, "unknown key %q; %s", name, hint)
		}
		return d.decode(e.Value, join(key, name), field)
	})
}

// decodeMap fills a map whose keys are strings.
func (d *Document) decodeMap(node ast.Node, key string, into reflect.Value) error {
	into.Set(reflect.MakeMap(into.Type()))
	return d.each(node, key, func(e *ast.MappingValueNode, name string) error {
		value := reflect.New(into.Type().Elem()).Elem()
		if err := d.decode(e.Value, join(key, name), value); err != nil {
			return err
		}
		into.SetMapIndex(reflect.ValueOf(name).Convert(into.Type().Key()), value)
		return nil
	})
}

// each calls visit for each entry of a mapping. A key that is there twice is an error.
func (d *Document) each(node ast.Node, key string, visit func(*ast.MappingValueNode, string) error) error {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		return d.at(node, "%s should hold lines of `key: value`", key)
	}
	first := map[string]int{}
	for _, e := range entries(node) {
		name, ok := scalar(e.Key)
		if !ok {
			return d.at(e.Key, "this key is not a plain text; write `key: value`")
		}
		if l, twice := first[name]; twice {
			return d.at(e.Key, "key %q is already in line %d; keep one of them", name, l)
		}
		first[name] = line(e.Key)
		if err := visit(e, name); err != nil {
			return err
		}
	}
	return nil
}

// decodeList fills a slice, or an array that must have exactly as many values.
func (d *Document) decodeList(node ast.Node, key string, into reflect.Value) error {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return d.at(node, "%s should be a list; write `[A, B]`", key)
	}
	n := len(list.Values)
	switch {
	case into.Kind() == reflect.Slice:
		into.Set(reflect.MakeSlice(into.Type(), n, n))
	case into.Len() != n:
		return d.at(node, "%s has %d values; give %d", key, n, into.Len())
	}
	for i, value := range list.Values {
		if _, null := value.(*ast.NullNode); null {
			return d.at(value, "%s has an empty value; fill it in or remove it", key)
		}
		if err := d.decode(value, key, into.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// decodeScalar fills a text, a number or a truth value.
func (d *Document) decodeScalar(node ast.Node, key string, into reflect.Value) error {
	text, ok := scalar(node)
	if !ok {
		return d.at(node, "%s should be one value, not a list or a mapping", key)
	}
	quoted := false
	if s, isText := node.(*ast.StringNode); isText {
		quoted = strings.HasPrefix(strings.TrimSpace(s.Token.Origin), `"`) || strings.HasPrefix(strings.TrimSpace(s.Token.Origin), `'`)
	}
	var err error
	switch into.Kind() {
	case reflect.String:
		into.SetString(text)
		return nil
	case reflect.Int:
		var n int
		if n, err = strconv.Atoi(text); err == nil && !quoted {
			into.SetInt(int64(n))
			return nil
		}
		return d.at(node, "%s is %q; write a whole number", key, text)
	case reflect.Float32:
		var x float64
		if x, err = strconv.ParseFloat(text, 32); err == nil && !quoted {
			into.SetFloat(x)
			return nil
		}
		return d.at(node, "%s is %q; write a number", key, text)
	case reflect.Bool:
		if b, isBool := node.(*ast.BoolNode); isBool {
			into.SetBool(b.Value)
			return nil
		}
		return d.at(node, "%s is %q; write true or false", key, text)
	}
	return fmt.Errorf("reading %s: %s has the type %s, which cards do not know", d.path, key, into.Type())
}

// scalar returns the text of a single value as it is written, quotes and escapes resolved.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// at returns an error that begins with path:line of a node.
func (d *Document) at(node ast.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", d.path, line(node), fmt.Errorf(format, args...))
}

func join(outer, key string) string {
	if outer == "" {
		return key
	}
	return outer + "." + key
}
