package setup

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// jpegPackage is Debian's package of libjpeg-turbo's TurboJPEG library.
const jpegPackage = "libturbojpeg0"

// jpegPart is libjpeg-turbo. Without it vfm decodes JPEGs by Go's own decoder and says so on each result.
func (c Checkout) jpegPart() Part {
	return Part{Name: "libjpeg-turbo", Needed: false,
		Find: func(context.Context) Finding {
			d := images.Decoder()
			if d.Reference {
				return Finding{OK: true, What: d.Name + " (" + d.Path + ")"}
			}
			return Finding{What: d.Name + " decodes JPEGs, whose pixels are not the reference's: " + d.Problem, Mend: jpegMend()}
		},
		Install: func(ctx context.Context, log *Log) (Finding, error) {
			if err := installDebian(ctx, log, jpegPackage); err != nil {
				return Finding{Mend: jpegMend()}, err
			}
			return c.jpegInChild(ctx), nil
		},
	}
}

// jpegInChild has a new process look for the library: this one chose its decoder when it looked.
func (c Checkout) jpegInChild(ctx context.Context) Finding {
	out, err := output(ctx, c.bin("vfm"), "doctor", "libjpeg-turbo")
	if err != nil {
		return Finding{What: "the Debian package " + jpegPackage + " is installed, and not found: " + lastError([]byte(out)), Mend: jpegMend()}
	}
	return Finding{OK: true, What: "Debian package " + jpegPackage + ", installed now"}
}

func jpegMend() string {
	if command := debianCommand(jpegPackage); command != "brew install "+jpegPackage {
		return command
	}
	return "brew install jpeg-turbo"
}
