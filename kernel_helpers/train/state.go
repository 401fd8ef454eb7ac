package train

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// Where the variables of a training are: what is trained, AdamW's two moments of its gradients, the teacher.
const (
	studentScope = "/student/"
	firstScope   = "/first/"
	secondScope  = "/second/"
	teacherScope = "/teacher/"
)

// step is one step of a training while its graph is built.
type step struct {
	graph   *graph.Graph
	store   *model.Store
	weights nodes // those that are trained

	rate, decay, count           *graph.Node // scalars, as in knobs
	momentum, temperature, freed *graph.Node
}

func newStep(store *model.Store, list []weight, knobs *graph.Node) *step {
	t := &step{graph: knobs.Graph(), store: store}
	t.weights = t.scope(studentScope, list)
	for i, p := range []**graph.Node{&t.rate, &t.decay, &t.count, &t.momentum, &t.temperature, &t.freed} {
		*p = graph.Reshape(graph.Slice(knobs, graph.AxisElem(i)))
	}
	return t
}

// scope returns the variables of a scope with the names of the list.
func (t *step) scope(scope string, list []weight) nodes {
	w := nodes{}
	for _, p := range list {
		w[p.name] = t.variable(scope + p.name)
	}
	return w
}

func (t *step) variable(name string) *graph.Node { return t.store.GetVariable(name).NodeValue(t.graph) }

func (t *step) set(name string, value *graph.Node) { t.store.GetVariable(name).SetNodeValue(value) }

// variables are all that a training remembers, named with their scope, as they are before its first step.
func variables(a aim) []weight {
	var list []weight
	for _, w := range a.weights() {
		trained := w
		trained.name, trained.seed = studentScope+w.name, w.name
		list = append(list, trained,
			weight{name: firstScope + w.name, dims: w.dims}, weight{name: secondScope + w.name, dims: w.dims})
	}
	return append(list, a.others()...)
}

// newStore holds the variables with the values of the function.
func newStore(list []weight, values func(weight) ([]float32, error)) (*model.Store, error) {
	store := model.NewStore()
	for _, w := range list {
		v, err := values(w)
		if err != nil {
			return nil, err
		}
		store.VariableWithValue(w.name, tensors.FromFlatDataAndDimensions(v, w.dims...))
	}
	return store, nil
}

// newExec compiles one step of a training: inputs are the knobs and the parts of a batch, the result is the loss.
func newExec(backend compute.Backend, store *model.Store, a aim, r Recipe) (*model.Exec, error) {
	exec, err := model.NewExec(backend, store, func(_ *model.Scope, inputs []*graph.Node) []*graph.Node {
		list := a.weights()
		t := newStep(store, list, inputs[0])
		loss := a.loss(t, inputs[1:])
		t.descend(list, loss, r.Clip)
		a.after(t)
		return []*graph.Node{loss}
	})
	if err != nil {
		return nil, fmt.Errorf("building a step of %s: %w", r.Objective, err)
	}
	return exec, nil
}

// read copies the variable of a name out of the store.
func read(store *model.Store, name string) ([]float32, error) {
	value, err := store.GetVariable(name).Value()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return tensors.CopyFlatData[float32](value)
}

// tensor brings a part to the device.
func (p part) tensor() *tensors.Tensor {
	if p.pixels != nil {
		return tensors.FromFlatDataAndDimensions(p.pixels, p.dims...)
	}
	return tensors.FromFlatDataAndDimensions(p.ids, p.dims...)
}
