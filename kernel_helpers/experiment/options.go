package experiment

import (
	"cmp"
	"os"
	"slices"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
)

// Options chooses what of a suite is run, on what, and where the outcome goes. The zero value runs all of
// the suite on the CPU through ONNX Runtime.
type Options struct {
	Families []string // family names, suite.BaselineFamily for its baselines; empty = all of the suite
	Models   []string // model names; empty = all of the chosen families
	Datasets []string // data set names; empty = all of the suite

	Runtimes []engine.Runtime // the engines that the program has, the default first; empty = ONNX Runtime alone

	Engine string // name of one of Runtimes; "" = the first
	Device string // "cpu" or "cuda"; "" = DefaultDevice()

	// Precision is what models compute in: "fp32" or "fp16"; "" = the first of Precisions(). A ready .onnx file has a
	// precision of its own, so that fp16 is for models with safetensors weights only.
	Precision string

	// ZeroShot brings the text models of the chosen models too, where they have to be downloaded, as the suite's
	// `zero_shot: true` does. What is here is used in any case.
	ZeroShot bool

	// Probes is how many queries of each data set are changed, at most, to see what models look at; 0 = as the suite says.
	Probes int

	Out   string // results go to Out/results; "" = the suite's own output folder
	Cache string // embeddings are kept here; "" = shelf.CacheDir(), where downloads always lie

	OnEvent func(Event) // progress, never called by two goroutines at once; may be nil
}

// runtimes are the engines that Engine can name.
func (o Options) runtimes() []engine.Runtime {
	if len(o.Runtimes) == 0 {
		return []engine.Runtime{ort.Runtime()}
	}
	return o.Runtimes
}

// Engines lists the names that Engine can have, the default first.
func (o Options) Engines() []string {
	var names []string
	for _, r := range o.runtimes() {
		names = append(names, r.Name)
	}
	return names
}

// runtime is the engine that Engine names, which Validate has found.
func (o Options) runtime() engine.Runtime {
	return o.runtimes()[max(0, slices.Index(o.Engines(), o.Engine))]
}

// DeviceVariable is the environment variable that chooses the device where Options.Device does not.
const DeviceVariable = "VFM_DEVICE"

// DefaultDevice returns $VFM_DEVICE, or the first of Devices.
func DefaultDevice() string { return cmp.Or(os.Getenv(DeviceVariable), Devices()[0]) }

func (o Options) device() string { return cmp.Or(o.Device, DefaultDevice()) }

// Precisions lists what models can compute in, the default first.
func Precisions() []string { return []string{"fp32", "fp16"} }

func (o Options) half() bool { return o.Precision == "fp16" }

// Validate returns an UnknownError for an engine that Runtimes lacks, an unknown precision or an unknown device. Names of
// families, models and data sets are checked against the suite by what is given both.
func (o Options) Validate() error {
	if err := known("engine", []string{cmp.Or(o.Engine, o.Engines()[0])}, o.Engines()); err != nil {
		return err
	}
	if err := known("precision", []string{cmp.Or(o.Precision, Precisions()[0])}, Precisions()); err != nil {
		return err
	}
	return known("device", []string{o.device()}, Devices())
}

// Phase is a step of the work on one (model, data set).
type Phase string

// The phases, in their order.
const (
	PhaseFetch  Phase = "fetch"  // downloading what is not here; Done counts bytes, or pictures that are drawn
	PhaseRead   Phase = "read"   // listing and hashing the files of a data set
	PhaseLoad   Phase = "load"   // reading the model
	PhaseWait   Phase = "wait"   // another process is embedding the same
	PhaseEmbed  Phase = "embed"  // images to vectors; Done counts images
	PhaseSearch Phase = "search" // neighbours of every query
	PhaseScore  Phase = "score"  // metrics
	PhaseFit    Phase = "fit"    // the linear probe
	PhaseSaved  Phase = "saved"  // the record is on disk
	PhaseProbe  Phase = "probe"  // changed queries to vectors; Step names the change at hand, Done counts the queries of all changes

	PhaseDuplicates Phase = "duplicates" // looking for pictures that a data set holds twice
)

// Event is a sign of progress. Family and Model are empty while a data set is read or searched for duplicates. In PhaseFetch the name
// of the model or that of the data set is there.
type Event struct {
	Family, Model, Dataset string
	Phase                  Phase
	Done, Total            int           // of the phase; Total 0 = not known
	Step                   string        // of PhaseFetch: "", or a fetch.Step; of PhaseProbe: the change
	Rate                   float64       // images per second in PhaseEmbed, what Done counts per second in PhaseFetch
	Left                   time.Duration // expected time left of the phase
	Cached                 bool          // PhaseEmbed: the vectors were already on disk
}
