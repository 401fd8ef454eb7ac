package zoo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Training is what is kept beside weights that vfm trained itself: how the loss went.
type Training struct {
	Recipe struct {
		Objective string `json:"objective"`
		Images    int    `json:"images"` // seen in all
		Scenes    int    `json:"scenes"` // different ones
	} `json:"recipe"`
	Seconds float64 `json:"seconds"`
	Machine string  `json:"machine"`
	Curve   []struct {
		Step int     `json:"step"` // steps done
		Loss float64 `json:"loss"` // mean since the point before
	} `json:"curve"`
}

// Training reads the record of the card's training, NAME.training.json beside NAME.safetensors. Weights that were
// trained elsewhere have none: the error then is fs.ErrNotExist.
func (c Card) Training() (Training, error) {
	var t Training
	weights, err := c.WeightsPath()
	if err != nil {
		return t, fmt.Errorf("reading the training of %s: %w", c.Name, err)
	}
	path := strings.TrimSuffix(weights, "."+Safetensors) + ".training.json"
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return t, fmt.Errorf("%s was not trained by vfm: there is no %s: %w", c.Name, path, fs.ErrNotExist)
	}
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	if err == nil && len(t.Curve) < 2 {
		err = errors.New("it has no curve of losses")
	}
	if err != nil {
		return t, fmt.Errorf("reading the training of %s from %s: %w", c.Name, path, err)
	}
	return t, nil
}
