package train

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// near compares two lists of numbers.
func near(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 1e-5 {
			t.Errorf("%s is %v, want %v", what, got, want)
			return
		}
	}
}

// TestDescend takes two steps along a constant gradient of length 5, cut to 1: AdamW moves each value by the rate
// against the sign of its gradient, and matrices by their decay.
func TestDescend(t *testing.T) {
	list := []weight{{name: "matrix", dims: []int{1, 2}, fill: 2}, {name: "vector", dims: []int{1}, fill: 2}}
	var all []weight
	for _, w := range list {
		all = append(all, weight{name: studentScope + w.name, dims: w.dims, fill: w.fill},
			weight{name: firstScope + w.name, dims: w.dims}, weight{name: secondScope + w.name, dims: w.dims})
	}
	store, err := newStore(all, func(w weight) ([]float32, error) { return w.values(1), nil })
	if err != nil {
		t.Fatal(err)
	}
	exec, err := model.NewExec(open(t), store, func(_ *model.Scope, knobs *graph.Node) *graph.Node {
		s := newStep(store, list, knobs)
		loss := graph.Add(graph.ReduceAllSum(graph.Mul(s.weights["matrix"], graph.Const(s.graph, [][]float32{{3, 0}}))), graph.ReduceAllSum(graph.MulScalar(s.weights["vector"], -4)))
		s.descend(list, loss, 1)
		return loss
	})
	if err != nil {
		t.Fatal(err)
	}
	for step := range 2 {
		k := knobs{rate: 0.1, decay: 0.5, count: float64(step + 1)}.list()
		if _, err := exec.Call1(tensors.FromFlatDataAndDimensions(k, len(k))); err != nil {
			t.Fatal(err)
		}
	}
	first := 2 - 0.1*(1+0.5*2)
	still := 2 - 0.1*0.5*2.0
	for name, want := range map[string][]float32{
		"student/matrix": {float32(first - 0.1*(1+0.5*first)), float32(still - 0.1*0.5*still)},
		"student/vector": {2.2},
		"first/vector":   {-0.8 * (1 - beta1*beta1)},
	} {
		got, err := read(store, "/"+name)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name, got, want)
	}
}

// TestTeacherFollows makes one step of distillation: the teacher moves to the student that the step made, by the
// momentum, and the centre to the mean of what the teacher said.
func TestTeacherFollows(t *testing.T) {
	r := small(Distillation)
	r.Images, r.DINO.Momentum = r.Batch, 0.75
	before := newAim(r, nil).weights()
	var after training
	after.recipe, after.options = r, Options{Workers: 1}
	if err := after.begin(); err != nil {
		t.Fatal(err)
	}
	if err := after.steps(t.Context(), open(t)); err != nil {
		t.Fatal(err)
	}
	moved := false
	for _, w := range before {
		old := w.values(r.Seed)
		student, err := read(after.store, studentScope+w.name)
		if err != nil {
			t.Fatal(err)
		}
		teacher, err := read(after.store, teacherScope+w.name)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float32, len(old))
		for i := range want {
			want[i] = 0.75*old[i] + 0.25*student[i]
			moved = moved || student[i] != old[i]
		}
		near(t, w.name, teacher, want)
	}
	if !moved {
		t.Error("the student stayed as it was")
	}
	middle, err := read(after.store, centre)
	if err != nil {
		t.Fatal(err)
	}
	var length float64
	for _, x := range middle {
		length += float64(x * x)
		if math.Abs(float64(x)) > 0.1 { // a tenth of cosines
			t.Errorf("the centre has %v after one step with momentum 0.9", x)
		}
	}
	if length == 0 {
		t.Error("the centre stayed at zero")
	}
}

// TestKoLeo has three rows whose nearest others are 60°, 60° and 90° away: distances 1, 1 and √2.
func TestKoLeo(t *testing.T) {
	rows := [][]float32{{2, 0, 0}, {1, float32(math.Sqrt(3)), 0}, {0, 0, 5}}
	exec, err := graph.NewExec(open(t), koleo)
	if err != nil {
		t.Fatal(err)
	}
	got, err := exec.Call1(rows)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "KoLeo", []float32{tensors.ToScalar[float32](got)}, []float32{float32(-math.Log(math.Sqrt2) / 3)})
}
