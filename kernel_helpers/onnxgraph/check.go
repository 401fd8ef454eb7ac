package onnxgraph

import "fmt"

// check reports the mistakes that a runtime would report late or unclearly: a name that nothing
// defines, one that is defined twice, a weight whose data do not fill its shape.
func (g Graph) check() error {
	known := map[string]bool{}
	define := func(name string) error {
		if known[name] {
			return fmt.Errorf("%q is defined twice", name)
		}
		known[name] = true
		return nil
	}
	for _, v := range g.Inputs {
		if err := define(v.Name); err != nil {
			return err
		}
	}
	for _, w := range g.Weights {
		if err := w.check(); err != nil {
			return err
		}
		if err := define(w.Name); err != nil {
			return err
		}
	}
	for _, n := range g.Nodes {
		for _, name := range n.Inputs {
			if name != "" && !known[name] {
				return fmt.Errorf("%s reads %q, which nothing before it defines", n.Op, name)
			}
		}
		for _, name := range n.Outputs {
			if err := define(name); err != nil {
				return err
			}
		}
	}
	for _, v := range g.Outputs {
		if !known[v.Name] {
			return fmt.Errorf("output %q is not defined", v.Name)
		}
	}
	return nil
}

func (w Weight) check() error {
	n, size := int64(1), int64(4)
	if w.Type == Float16 {
		size = 2
	}
	for _, d := range w.Shape {
		n *= d
	}
	if e := w.External; e.Location != "" {
		if w.Data != nil || e.Offset < 0 || e.Length != size*n {
			return fmt.Errorf("weight %q of shape %v is not the %d bytes at %d of %s", w.Name, w.Shape, e.Length, e.Offset, e.Location)
		}
		return nil
	}
	if n != int64(len(w.Data)) {
		return fmt.Errorf("weight %q of shape %v has %d values", w.Name, w.Shape, len(w.Data))
	}
	return nil
}
