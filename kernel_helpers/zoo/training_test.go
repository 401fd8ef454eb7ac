package zoo

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTraining reads the records of the models that vfm trained: their losses fell, over the same pictures.
func TestTraining(t *testing.T) {
	for name, objective := range map[string]string{"micro-clip": "contrastive", "micro-dino": "distillation", "micro-imagenet": "supervised"} {
		card, err := ReadCard(filepath.Join("cards", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		training, err := card.Training()
		if err != nil {
			t.Fatal(err)
		}
		first, last := training.Curve[0], training.Curve[len(training.Curve)-1]
		if training.Recipe.Objective != objective || training.Recipe.Images != 480_000 || last.Step <= first.Step || last.Loss >= first.Loss {
			t.Errorf("%s: %s of %d images, loss from %+v to %+v", name, training.Recipe.Objective, training.Recipe.Images, first, last)
		}
	}
}

func TestTrainingOfOthers(t *testing.T) {
	t.Setenv("VFM_CACHE", t.TempDir())
	card, err := ReadCard(write(t, "", ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := card.Training(); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "was not trained by vfm") {
		t.Errorf("weights without a record: %v", err)
	}
	path, err := card.WeightsPath()
	if err != nil {
		t.Fatal(err)
	}
	record := path + ".training.json"
	if err := os.WriteFile(record, []byte(`{"curve": []}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := card.Training(); err == nil || !strings.Contains(err.Error(), record) || !strings.Contains(err.Error(), "no curve") {
		t.Errorf("a record without a curve: %v", err)
	}
}
