package setup

import (
	"context"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
)

// chartPart is the script that makes the report's charts interactive. Without it they are static pictures.
func (c Checkout) chartPart() Part {
	echarts := npmPackage{"echarts", chart.EChartsVersion}
	script := filepath.Join(echarts.folder(c), "dist", "echarts.min.js")
	find := func(context.Context) Finding {
		if _, err := chart.ReadECharts(script); err != nil {
			return Finding{What: "the report's charts are static pictures: the script of ECharts is not here or not the published one",
				Mend: "install npm (https://nodejs.org), then make setup"}
		}
		return Finding{OK: true, What: echarts.version + " (" + script + ")"}
	}
	return Part{Name: "ECharts", Needed: false, Pinned: echarts.version, Find: find,
		Install: func(ctx context.Context, log *Log) (Finding, error) {
			if err := echarts.install(ctx, log, c); err != nil {
				return find(ctx), err
			}
			return find(ctx), nil
		},
	}
}
