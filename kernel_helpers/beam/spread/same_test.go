package spread

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"

	"github.com/vfm-go/vfm/kernel_helpers/beam/spread/spreadtest"
	"github.com/vfm-go/vfm/kernel_helpers/curate"
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
	out, err := curate.RunWith(t.Context(), s, experiment.Options{Cache: cache}, from, settings, elsewhere)
	if err != nil {
		return nil, err
	}
	grown := filepath.Join(t.TempDir(), "grown")
	if err := out.Write(grown); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range []string{curate.CardName, curate.KeptName, curate.DroppedName} {
		data, err := os.ReadFile(filepath.Join(grown, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	return files, nil
}

// TestSame compares the outcome with that of one process, byte for byte, whatever the settings and the sharding.
func TestSame(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir := spreadtest.Demo(t)
	cache := t.TempDir()
	for name, settings := range map[string]curate.Settings{
		"the paper's":    {},
		"by hashes":      {Neighbours: -1, K: 2},
		"by vectors":     {Judge: curate.JudgeVectors, Near: 0.99, Leak: 0.985, Neighbours: 3, K: 7, Cap: 9},
		"by the cluster": {Retrieval: curate.ByCluster, Clusters: 6, Least: 1, PerCluster: 9},
	} {
		want, err := grow(t, dir, cache, settings, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, shards := range []struct{ tile, block int }{{64, 1}, {128, 2}, {0, 0}} {
			m := &Machines{Model: micro(dir, cache), Work: t.TempDir(), Tile: shards.tile, Block: shards.block}
			got, err := grow(t, dir, cache, settings, m)
			if err != nil {
				t.Fatal(err)
			}
			for file := range want {
				if got[file] != want[file] {
					t.Errorf("%s, tiles of %d, blocks of %d: %s is\n%s\nwant\n%s", name, shards.tile, shards.block, file, got[file], want[file])
				}
			}
		}
		t.Logf("%s: %d kept, %d dropped", name, lines(want[curate.KeptName]), lines(want[curate.DroppedName]))
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
