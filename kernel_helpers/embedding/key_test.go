package embedding

import (
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// TestKeyHoldsEveryField changes one field after the other: each must give another folder.
func TestKeyHoldsEveryField(t *testing.T) {
	changes := map[string]func(*Key){
		"weights":     func(k *Key) { k.Weights = digest.Of([]byte("other")) },
		"graph":       func(k *Key) { k.Graph += "x" },
		"preprocess":  func(k *Key) { k.Preprocess += "x" },
		"decoder":     func(k *Key) { k.Decoder += "x" },
		"fingerprint": func(k *Key) { k.Fingerprint = digest.Of([]byte("other")) },
		"engine":      func(k *Key) { k.Engine += "x" },
		"precision":   func(k *Key) { k.Precision += "x" },
	}
	seen := map[digest.SHA256]string{testKey.Digest(): "none"}
	for name, change := range changes {
		k := testKey
		change(&k)
		if other, taken := seen[k.Digest()]; taken {
			t.Errorf("changing %s gives the key of changing %s", name, other)
		}
		seen[k.Digest()] = name
	}
	shifted := testKey
	shifted.Graph, shifted.Preprocess = testKey.Graph+testKey.Preprocess, ""
	if shifted.Digest() == testKey.Digest() {
		t.Error("the border between two fields does not matter")
	}
}

func TestKeyDir(t *testing.T) {
	d := testKey.Digest().String()
	if got, want := testKey.Dir("/cache"), filepath.Join("/cache", "embeddings", d[:2], d); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
