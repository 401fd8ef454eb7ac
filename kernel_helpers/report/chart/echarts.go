package chart

import (
	"bytes"
	"fmt"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// The script that makes charts interactive is dist/echarts.min.js of the npm package echarts: this version
// and no other.
const (
	EChartsVersion = "6.1.0"
	EChartsSHA256  = "b66b25aeb4df84e33199dc21694014d336d222cbd9deb0e5a7c14bd6aa0d0fd0"
)

// ReadECharts returns the script at path, safe to stand in a script element. It is an error if the file is
// not the published one.
func ReadECharts(path string) ([]byte, error) {
	script, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the ECharts script: %w", err)
	}
	if found := digest.Of(script).String(); found != EChartsSHA256 {
		return nil, fmt.Errorf("reading the ECharts script: SHA-256 is %s, version %s has %s", found, EChartsVersion, EChartsSHA256)
	}
	return bytes.ReplaceAll(script, []byte("</script"), []byte(`<\/script`)), nil
}
