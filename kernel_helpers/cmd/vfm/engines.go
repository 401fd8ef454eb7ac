package main

import (
	"flag"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/engine/xla"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
)

// engineFlags adds -engine and -device, and the engines that this program has.
func engineFlags(fs *flag.FlagSet, o *experiment.Options) {
	o.Runtimes = []engine.Runtime{ort.Runtime(), xla.Runtime()}
	fs.StringVar(&o.Engine, "engine", o.Engines()[0], "`NAME` of the engine: "+or(o.Engines()))
	devices := experiment.Devices()
	fs.StringVar(&o.Device, "device", "", "`NAME` of the device: "+or(devices)+"; default $"+experiment.DeviceVariable+", or "+devices[0])
}
