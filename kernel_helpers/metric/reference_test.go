package metric

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// reference holds what scipy and statsmodels compute; testdata/reference.py writes it.
type reference struct {
	Wilson []struct {
		K, N      int
		Low, High float64
	}
	McNemar []struct {
		OnlyA int `json:"only_a"`
		OnlyB int `json:"only_b"`
		P     float64
	}
	Holm []struct{ P, Adjusted []float64 }
	Flip []struct {
		A, B []float64
		P    float64
	} `json:"sign_flip"`
	Bootstrap []struct {
		Values        []float64
		Low, High, SD float64
	}
	ShareDifference []struct {
		Both, Neither int
		OnlyA         int `json:"only_a"`
		OnlyB         int `json:"only_b"`
		Low, High     float64
	} `json:"share_difference"`
	MeanDifference []struct {
		A, B          []float64
		Low, High, SD float64
	} `json:"mean_difference"`
}

func readReference(t *testing.T) reference {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func near(got, want, relative float64) bool {
	return math.Abs(got-want) <= relative*max(math.Abs(got), math.Abs(want))
}

func TestWilsonEqualsStatsmodels(t *testing.T) {
	for _, tt := range readReference(t).Wilson {
		got := Wilson(tt.K, tt.N)
		if !near(got.Low, tt.Low, 1e-12) || !near(got.High, tt.High, 1e-12) {
			t.Errorf("Wilson(%d, %d) = %v, want %v … %v", tt.K, tt.N, got, tt.Low, tt.High)
		}
	}
}

// outcomes returns two models' answers with so many that only one of them got right.
func outcomes(both, onlyA, onlyB int) (a, b []bool) {
	for i := range both + onlyA + onlyB {
		a = append(a, i < both+onlyA)
		b = append(b, i < both || i >= both+onlyA)
	}
	return a, b
}

func TestMcNemarEqualsStatsmodels(t *testing.T) {
	for _, tt := range readReference(t).McNemar {
		a, b := outcomes(10, tt.OnlyA, tt.OnlyB)
		if got := McNemar(a, b); !near(got, tt.P, 1e-9) {
			t.Errorf("McNemar(%d, %d) = %v, want %v", tt.OnlyA, tt.OnlyB, got, tt.P)
		}
		if McNemar(a, b) != McNemar(b, a) {
			t.Errorf("McNemar(%d, %d) depends on the order of the models", tt.OnlyA, tt.OnlyB)
		}
	}
}

func TestMcNemarOfManyQueriesIsANumber(t *testing.T) {
	a, b := outcomes(0, 200_000, 0)
	if got := McNemar(a, b); got != 0 {
		t.Errorf("200,000 to 0: p = %v, want 0 (it is below the smallest float64)", got)
	}
	if got := McNemar(nil, nil); got != 1 {
		t.Errorf("no queries: p = %v, want 1", got)
	}
}

func TestHolmEqualsStatsmodels(t *testing.T) {
	for _, tt := range readReference(t).Holm {
		got := Holm(tt.P)
		for i := range got {
			if !near(got[i], tt.Adjusted[i], 1e-12) {
				t.Errorf("Holm(%v)[%d] = %v, want %v", tt.P, i, got[i], tt.Adjusted[i])
			}
		}
	}
	if got := Holm(nil); len(got) != 0 {
		t.Errorf("Holm(nil) = %v", got)
	}
}

func TestSignFlipEqualsScipy(t *testing.T) {
	for i, tt := range readReference(t).Flip {
		got := SignFlip(tt.A, tt.B)
		tolerance := 1e-12
		if len(tt.A) > exactDifferences { // four standard deviations of a share of 10,000
			tolerance = 4*math.Sqrt(tt.P*(1-tt.P)/resamples) + 1.0/resamples
		}
		if math.Abs(got-tt.P) > tolerance {
			t.Errorf("case %d, %d pairs: p = %v, want %v ± %v", i, len(tt.A), got, tt.P, tolerance)
		}
		if SignFlip(tt.B, tt.A) != got {
			t.Errorf("case %d: p depends on the order of the models", i)
		}
	}
}

func TestSignFlipWithoutDifference(t *testing.T) {
	if got := SignFlip([]float64{0.1, 0.9}, []float64{0.1, 0.9}); got != 1 {
		t.Errorf("p = %v, want 1", got)
	}
}

func TestSignFlipOfClearDifference(t *testing.T) {
	a, b := make([]float64, 1000), make([]float64, 1000)
	for i := range a {
		a[i], b[i] = 0.9, 0.1
	}
	if got, want := SignFlip(a, b), 1.0/(resamples+1); got != want {
		t.Errorf("p = %v, want the smallest possible %v", got, want)
	}
}

func TestBootstrapEqualsScipy(t *testing.T) {
	for i, tt := range readReference(t).Bootstrap {
		got := Bootstrap(tt.Values)
		if tolerance := 0.12 * tt.SD; math.Abs(got.Low-tt.Low) > tolerance || math.Abs(got.High-tt.High) > tolerance {
			t.Errorf("case %d: %v, want %v … %v ± %v", i, got, tt.Low, tt.High, tolerance)
		}
	}
}
