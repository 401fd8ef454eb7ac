package spread

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"

	"github.com/vfm-go/vfm/kernel_helpers/beam/spread/spreadtest"
	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// endpointVariable names a job server on which the tests run, such as Flink's; without it they run on Prism in this process.
const endpointVariable = "VFM_BEAM_ENDPOINT"

func TestMain(m *testing.M) {
	if endpoint := os.Getenv(endpointVariable); endpoint != "" {
		*runners.Runner, *jobopts.Endpoint, *jobopts.EnvironmentType = "universal", endpoint, "LOOPBACK"
	}
	beam.Init()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // Prism tells much
	os.Exit(m.Run())
}

// grow writes the outcome to a folder and returns the files that say what became of each image.
func grow(t *testing.T, dir, cache string, settings curate.Settings, elsewhere curate.Elsewhere) (map[string]string, error) {
	t.Helper()
	return growFrom(t, dir, cache, filepath.Join(dir, "pool"), settings, elsewhere)
}

// growFrom is grow from another pool.
func growFrom(t testing.TB, dir, cache, pool string, settings curate.Settings, elsewhere curate.Elsewhere) (map[string]string, error) {
	t.Helper()
	s, err := suite.Read(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	from := curate.Sources{Model: "micro-clip", Seeds: []string{"seeds", "more"}, Pool: pool}
	settings.Index = curate.IndexExact // as other machines have it
	out, err := curate.RunWith(t.Context(), s, experiment.Options{Cache: cache}, from, settings, elsewhere)
	if err != nil {
		return nil, err
	}
	grown := filepath.Join(t.TempDir(), "grown")
	if err := out.Write(grown); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range []string{curate.CardName, curate.KeptName, curate.DroppedName, curate.PlantedName} {
		data, err := os.ReadFile(filepath.Join(grown, name))
		if errors.Is(err, fs.ErrNotExist) && name == curate.PlantedName {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	if out.Planted != nil {
		files[countsName] = countsOf(out.Planted)
	}
	return files, nil
}

// countsName stands for a file with what was found of planted copies.
const countsName = "counts of planted copies"

func countsOf(p *curate.Planted) string {
	return fmt.Sprintf("%d %+v %+v, %d wrong pairs", p.Originals, p.Kinds, p.All, len(p.Wrong))
}

// sharding is how a pool is cut.
type sharding struct{ tile, block int }

// TestSame compares the outcome with that of one process, byte for byte, whatever the settings and the sharding.
func TestSame(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir := spreadtest.Demo(t)
	same(t, dir, filepath.Join(dir, "pool"), t.TempDir(), map[string]curate.Settings{
		"the paper's":    {},
		"by hashes":      {Neighbours: -1, K: 2},
		"by vectors":     {Judge: curate.JudgeVectors, Near: 0.99, Leak: 0.985, Neighbours: 3, K: 7, Cap: 9},
		"by the cluster": {Retrieval: curate.ByCluster, Clusters: 6, Least: 1, PerCluster: 9},
		"planted":        {Planted: 9, Draw: 5, K: 3},
	}, []sharding{{64, 1}, {128, 2}, {0, 0}})
}

// TestSameInCrowd has look-alikes of which an image has more, nearly the same, than it is compared with.
func TestSameInCrowd(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir, cache := spreadtest.Demo(t), t.TempDir()
	pool := spreadtest.Crowd(t, dir)
	set, err := dataset.OpenPool(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	looks, err := curate.Looks(t.Context(), cache, set.Items, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	found := duplicate.Candidates(printsOf(looks), make([]bool, len(looks)))
	cut := 0
	for _, beyond := range found.Beyond {
		if beyond <= 10 { // even of those that a crowded image is compared with some are left out
			cut++
		}
	}
	if cut < len(looks)/3 {
		t.Fatalf("only %d of %d images have more candidates than they are compared with", cut, len(looks))
	}
	same(t, dir, pool, cache, map[string]curate.Settings{"a crowd": {K: 40, Planted: 3}}, []sharding{{64, 1}, {128, 5}})
}

// TestAlikeIsCandidates has prints of so many look-alikes that not all of them are looked at, cut into parts in two ways.
func TestAlikeIsCandidates(t *testing.T) {
	const n = 6000
	r := rand.New(rand.NewPCG(79, 80))
	draw := func() duplicate.Print {
		return duplicate.Print{Coarse: duplicate.Hash(r.Uint64()), Fine: duplicate.Hash(r.Uint64())}
	}
	large, small, looks, skip := draw(), draw(), make([]curate.Look, n), make([]bool, n)
	for i := range looks {
		skip[i] = i%11 == 5
		for window := range looks[i].Prints {
			looks[i].Prints[window] = draw()
		}
		p := large
		switch {
		case i%3 == 2:
			continue // an image that is like no other
		case i%30 == 0:
			p = small
		}
		for range 2 {
			p.Coarse ^= 1 << r.IntN(64)
		}
		for range 9 {
			p.Fine ^= 1 << r.IntN(64)
		}
		looks[i].Prints[0] = p
	}
	want := duplicate.Candidates(printsOf(looks), skip)
	if !slices.Contains(want.Beyond, 0) || !slices.Contains(want.Beyond, duplicate.All) || !slices.ContainsFunc(want.Beyond, func(b int) bool { return b > 0 && b < duplicate.All }) {
		t.Fatal("not all bounds are met")
	}
	for _, c := range []sharding{{64, 10}, {1024, 4}} {
		m := &Machines{Work: t.TempDir(), Tile: c.tile, Block: c.block}
		m.pool = &pool{folder: m.folder()}
		got, err := m.Steps(curate.Work{}).Alike(t.Context(), looks, skip)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Beyond, want.Beyond) || !slices.EqualFunc(got.Lists, want.Lists, slices.Equal) {
			t.Errorf("in parts of %d the candidates differ", c.tile*c.block)
		}
	}
}

// same grows data sets in one process and by Beam.
func same(t *testing.T, dir, pool, cache string, ways map[string]curate.Settings, cuts []sharding) {
	t.Helper()
	work := map[sharding]string{} // what is embedded is the same whatever the settings
	for _, c := range cuts {
		work[c] = t.TempDir()
	}
	for name, settings := range ways {
		want, err := growFrom(t, dir, cache, pool, settings, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cuts {
			m := &Machines{Model: micro(dir, cache), Work: work[c], Tile: c.tile, Block: c.block}
			got, err := growFrom(t, dir, cache, pool, settings, m)
			if err != nil {
				t.Fatal(err)
			}
			differ(t, fmt.Sprintf("%s, tiles of %d, blocks of %d", name, c.tile, c.block), got, want)
		}
		if _, planted := want[curate.PlantedName]; planted != (settings.Planted > 0) {
			t.Errorf("%s: copies are planted: %v", name, planted)
		}
		t.Logf("%s: %d kept, %d dropped", name, lines(want[curate.KeptName]), lines(want[curate.DroppedName]))
	}
}

// differ says which files are not as they should be.
func differ(t *testing.T, name string, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d files, want %d", name, len(got), len(want))
	}
	for file := range want {
		if got[file] != want[file] {
			t.Errorf("%s: %s is\n%s\nwant\n%s", name, file, got[file], want[file])
		}
	}
}

func lines(text string) (n int) {
	for _, c := range text {
		if c == '\n' {
			n++
		}
	}
	return n - 1
}
