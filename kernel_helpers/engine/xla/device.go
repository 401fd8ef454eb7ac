package xla

import (
	"fmt"

	"github.com/gomlx/compute"
)

// Backend opens GoMLX's backend for the device, "cpu" or "cuda", as Open does, for computing other things than
// models with it. The name says which it is, with its version. The caller finalizes it.
func Backend(device string) (compute.Backend, string, error) {
	if device != "cpu" && device != "cuda" {
		return nil, "", fmt.Errorf("opening device %q: unknown; say cpu or cuda", device)
	}
	backend, name, err := openBackend(device)
	if err != nil {
		return nil, "", err
	}
	return backend, "gomlx " + gomlxVersion + " " + name + " " + device, nil
}
