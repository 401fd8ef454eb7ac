package report

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// echartsPath returns where the ECharts script is looked for: $VFM_ECHARTS, else where set-up puts it.
func echartsPath() string {
	if path := os.Getenv("VFM_ECHARTS"); path != "" {
		return path
	}
	return filepath.Join(suite.Root(), ".tools", "node_modules", "echarts", "dist", "echarts.min.js")
}

// echarts returns the script, or why charts stay static, in words that name no path of this machine.
func echarts() (script []byte, problem string) {
	script, err := chart.ReadECharts(echartsPath())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "the ECharts script is not installed; make setup brings it"
	case err != nil:
		return nil, "the ECharts script is not the published version " + chart.EChartsVersion + "; make setup brings it"
	}
	return script, ""
}
