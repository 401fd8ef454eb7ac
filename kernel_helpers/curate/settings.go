package curate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Ways of retrieval, what decides whether two images that are near by their vectors are one picture, and how such images
// are looked for.
const (
	BySample  = "sample"  // the K nearest of each seed
	ByCluster = "cluster" // images of the clusters that hold enough seeds

	JudgePictures = "pictures" // the pictures are laid over each other
	JudgeVectors  = "vectors"  // the threshold alone, as in the paper; for models that were trained to detect copies

	IndexAuto     = "auto"     // IndexInverted for pools of 100,000 images or more, if a sample says that it is faster
	IndexExact    = "exact"    // every image meets every other
	IndexInverted = "inverted" // an image meets those of the cells that are nearest to it
)

// Settings are the numbers of the pipeline. The zero value is what the paper used.
//
// The paper's thresholds are those of a model that was trained to detect copies (SSCD, Pizzi et al. 2022). To models that
// were trained to see kinds of things, different pictures of one kind are as near as that; so with JudgePictures a
// threshold only says which pairs are looked at.
type Settings struct {
	Near       float64 `json:"near"`        // cosine of two images of the pool, from which on they may be duplicates; 0 = 0.6
	Leak       float64 `json:"leak"`        // the same of an image of the pool and one of a test or of the seeds; 0 = 0.45
	Neighbours int     `json:"neighbours"`  // nearest images of each that are looked at for duplicates; 0 = 64, below 0 = none: hashes alone
	Judge      string  `json:"judge"`       // "" = JudgePictures
	Retrieval  string  `json:"retrieval"`   // "" = BySample
	K          int     `json:"k"`           // BySample: images for each seed; 0 = 4, the paper's for large sets, 32 for ImageNet-1k
	Clusters   int     `json:"clusters"`    // ByCluster; 0 = 100,000, and never more than a tenth of the pool
	Least      int     `json:"least"`       // ByCluster: seeds that a cluster must hold; 0 = 4
	PerCluster int     `json:"per_cluster"` // ByCluster: images taken of each; 0 = 10,000
	Cap        int     `json:"cap"`         // images that one seed set may bring; 0 = 1,000,000
	Draw       uint64  `json:"draw"`        // number of the random draws: of the first cluster centres, of the index's sample, and of what is planted
	Index      string  `json:"index"`       // how near images within the pool are looked for; "" = IndexAuto
	Recall     float64 `json:"recall"`      // the share of them that an index shall find, by a sample; 0 = 0.99
	Planted    int     `json:"planted"`     // images of which copies of each kind are planted, to count how many are found; 0 = none

	indexFrom int // a test's pool from which on IndexAuto tries an index; 0 = indexFrom
}

// withDefaults fills in what is left open.
func (s Settings) withDefaults() Settings {
	s.Near, s.Leak = cmp.Or(s.Near, 0.6), cmp.Or(s.Leak, 0.45)
	s.Neighbours, s.K = cmp.Or(s.Neighbours, 64), cmp.Or(s.K, 4)
	s.Judge, s.Retrieval = cmp.Or(s.Judge, JudgePictures), cmp.Or(s.Retrieval, BySample)
	s.Index, s.Recall = cmp.Or(s.Index, IndexAuto), cmp.Or(s.Recall, 0.99)
	s.Clusters, s.Least = cmp.Or(s.Clusters, 100_000), cmp.Or(s.Least, 4)
	s.PerCluster, s.Cap = cmp.Or(s.PerCluster, 10_000), cmp.Or(s.Cap, 1_000_000)
	return s
}

// Defaults are the settings of the zero value, spelled out.
func Defaults() Settings { return Settings{}.withDefaults() }

// Elsewhere are the settings as other machines follow them, where near images are looked for exactly. It refuses an index.
func (s Settings) Elsewhere() (Settings, error) {
	if s.Index == IndexInverted {
		return s, fmt.Errorf("index is %q, which one process makes for itself: on other machines near images are looked for exactly; leave it out, or run vfm curate", s.Index)
	}
	s.Index = IndexExact
	return s, nil
}

// Validate says what is wrong with the settings.
func (s Settings) Validate() error {
	s = s.withDefaults()
	for _, t := range []struct {
		name  string
		value float64
	}{{"near", s.Near}, {"leak", s.Leak}} {
		if !(t.value >= -1 && t.value <= 1) {
			return fmt.Errorf("%s is %v; a cosine is from -1 to 1", t.name, t.value)
		}
	}
	for _, w := range []struct {
		name, value string
		known       []string
	}{{"judge", s.Judge, []string{JudgePictures, JudgeVectors}}, {"retrieval", s.Retrieval, []string{BySample, ByCluster}}, {"index", s.Index, []string{IndexAuto, IndexExact, IndexInverted}}} {
		if !slices.Contains(w.known, w.value) {
			return fmt.Errorf("%s is %q; it must be %s", w.name, w.value, strings.Join(w.known, " or "))
		}
	}
	if !(s.Recall > 0 && s.Recall <= 1) {
		return fmt.Errorf("recall is %v; it is a share, above 0 and at most 1", s.Recall)
	}
	if s.Planted < 0 {
		return fmt.Errorf("planted is %d; it must be at least 0", s.Planted)
	}
	for _, n := range []struct {
		name  string
		value int
	}{{"k", s.K}, {"clusters", s.Clusters}, {"least", s.Least}, {"per-cluster", s.PerCluster}, {"cap", s.Cap}} {
		if n.value < 1 {
			return fmt.Errorf("%s is %d; it must be at least 1", n.name, n.value)
		}
	}
	return nil
}
