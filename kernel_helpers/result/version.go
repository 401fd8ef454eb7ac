package result

import (
	"encoding/json"
	"fmt"
)

// kind is one of the kinds of file that stand among results. Each names its version in a field of its own.
type kind struct {
	field string // that holds the version
	noun  string // what the file is, as in "no version of …"
	known int    // newest version that is read
	again string // what makes it anew
}

var (
	records    = kind{"schema", "a vfm result", Schema, "run the model again"}
	insights   = kind{"insight", "a vfm insight", InsightVersion, "run the model again"}
	duplicates = kind{"duplicates", "vfm's duplicates", DuplicatesVersion, "run a model again"}
	probes     = kind{"probes", "vfm's probes", ProbesVersion, "run vfm probe again"}
)

// decode reads a file of the kind, of any version up to the one that is known, and checks it.
func decode[T interface{ Validate() error }](k kind, text []byte) (T, error) {
	var none, t T
	var fields map[string]json.RawMessage
	var version int
	err := json.Unmarshal(text, &fields)
	if value := fields[k.field]; err == nil && value != nil {
		err = json.Unmarshal(value, &version)
	}
	switch {
	case err != nil:
		return none, fmt.Errorf("%w; delete it and %s", err, k.again)
	case version < 1:
		return none, fmt.Errorf("field %s: %d is no version of %s", k.field, version, k.noun)
	case version > k.known:
		return none, fmt.Errorf("field %s: version %d is newer than this vfm, which knows %d: update vfm", k.field, version, k.known)
	}
	if err := json.Unmarshal(text, &t); err != nil {
		return none, err
	}
	return t, t.Validate()
}
