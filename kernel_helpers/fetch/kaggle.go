package fetch

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// kaggle is how Kaggle is reached.
type kaggle struct {
	endpoint string
	auth     string // Authorization header; "" = no key
}

// newKaggle reads the key where Kaggle's own program looks for it: a token or a user and key in the
// environment, then the files access_token and kaggle.json.
func newKaggle(env func(string) string) kaggle {
	k := kaggle{endpoint: "https://www.kaggle.com"}
	var dirs []string
	if dir := env("KAGGLE_CONFIG_DIR"); dir != "" {
		dirs = append(dirs, dir)
	}
	if home, err := os.UserHomeDir(); err == nil {
		dirs = append(dirs, filepath.Join(home, ".kaggle"), filepath.Join(home, ".config", "kaggle"))
	}
	switch token, user, key := env("KAGGLE_API_TOKEN"), env("KAGGLE_USERNAME"), env("KAGGLE_KEY"); {
	case token != "":
		k.auth = bearer(token)
		return k
	case user != "" && key != "":
		k.auth = basic(user, key)
		return k
	}
	for _, dir := range dirs {
		if k.auth = keyFile(dir); k.auth != "" {
			return k
		}
	}
	return k
}

// keyFile reads the key in a folder.
func keyFile(dir string) string {
	if text, err := os.ReadFile(filepath.Join(dir, "access_token")); err == nil && strings.TrimSpace(string(text)) != "" {
		return bearer(string(text))
	}
	var key struct{ Username, Key string }
	text, err := os.ReadFile(filepath.Join(dir, "kaggle.json"))
	if err != nil || json.Unmarshal(text, &key) != nil || key.Username == "" || key.Key == "" {
		return ""
	}
	return basic(key.Username, key.Key)
}

func bearer(token string) string { return "Bearer " + strings.TrimSpace(token) }

func basic(user, key string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+key))
}

// url is where the zip of a data set is.
func (k kaggle) url(owner, slug string) string {
	return k.endpoint + "/api/v1/datasets/download/" + owner + "/" + slug
}

// refused explains an answer that is no zip.
func (k kaggle) refused(owner, slug string, a answer) error {
	what := fmt.Sprintf("getting %s/%s from Kaggle", owner, slug)
	page := "https://www.kaggle.com/datasets/" + owner + "/" + slug
	switch {
	case a.StatusCode == http.StatusNotFound:
		return fmt.Errorf("%s: there is no such data set, or it is private; look at %s and correct the card", what, page)
	case (a.StatusCode == http.StatusUnauthorized || a.StatusCode == http.StatusForbidden) && k.auth == "":
		return fmt.Errorf("%s: Kaggle wants to know who you are; make a key at https://www.kaggle.com/settings and put it into ~/.kaggle/kaggle.json, or set KAGGLE_USERNAME and KAGGLE_KEY", what)
	case a.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("%s: Kaggle does not know your key; make a new one at https://www.kaggle.com/settings", what)
	case a.StatusCode == http.StatusForbidden:
		return fmt.Errorf("%s: your account may not have it; open %s in a browser and accept its rules", what, page)
	}
	return unexpected(what, a)
}
