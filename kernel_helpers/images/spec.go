package images

import "fmt"

// Spec says how a picture becomes a model's input. Its YAML form is the `input` block of a model card.
type Spec struct {
	Name          string     `yaml:"name"`          // the graph's input
	Size          int        `yaml:"size"`          // height and width of the input, pixels
	Resize        int        `yaml:"resize"`        // target of the short side, pixels; 0 = Size
	Interpolation string     `yaml:"interpolation"` // "bilinear" or "bicubic"; "" = bicubic
	Crop          string     `yaml:"crop"`          // "center", or "squash": both sides to Size, no crop; "" = center
	Mean          [3]float32 `yaml:"mean"`          // of red, green, blue, after division by 255
	Std           [3]float32 `yaml:"std"`
	Layout        string     `yaml:"layout"`  // "NCHW" or "NHWC"; "" = NCHW
	Upright       bool       `yaml:"upright"` // turn the picture as its EXIF orientation says
}

// String is the canonical form that enters the embedding key: every field that can change a pixel, defaults filled in.
func (s Spec) String() string {
	s = s.WithDefaults()
	return fmt.Sprintf("size=%d resize=%d interpolation=%s crop=%s mean=%v std=%v layout=%s upright=%t",
		s.Size, s.Resize, s.Interpolation, s.Crop, s.Mean, s.Std, s.Layout, s.Upright)
}

// WithDefaults returns s with its empty fields filled in.
func (s Spec) WithDefaults() Spec {
	if s.Resize == 0 {
		s.Resize = s.Size
	}
	if s.Interpolation == "" {
		s.Interpolation = "bicubic"
	}
	if s.Crop == "" {
		s.Crop = "center"
	}
	if s.Layout == "" {
		s.Layout = "NCHW"
	}
	return s
}

// maxSide is the largest Size and Resize, in pixels.
const maxSide = 4096

// Validate says what is wrong with the spec in words of its YAML keys, or nil.
func (s Spec) Validate() error {
	s = s.WithDefaults()
	switch {
	case s.Size < 1 || s.Size > maxSide:
		return fmt.Errorf("size is %d; it must be 1 to %d pixels", s.Size, maxSide)
	case s.Resize < 1 || s.Resize > maxSide:
		return fmt.Errorf("resize is %d; it must be 1 to %d pixels", s.Resize, maxSide)
	case s.Interpolation != "bilinear" && s.Interpolation != "bicubic":
		return fmt.Errorf("interpolation is %q; it must be bilinear or bicubic", s.Interpolation)
	case s.Crop != "center" && s.Crop != "squash":
		return fmt.Errorf("crop is %q; it must be center or squash", s.Crop)
	case s.Layout != "NCHW" && s.Layout != "NHWC":
		return fmt.Errorf("layout is %q; it must be NCHW or NHWC", s.Layout)
	}
	for c := range 3 {
		if !finite(s.Mean[c]) {
			return fmt.Errorf("mean is %v; give three numbers, of red, green and blue, 0 to 1", s.Mean)
		}
		if !finite(s.Std[c]) || s.Std[c] <= 0 {
			return fmt.Errorf("std is %v; give three numbers above 0, of red, green and blue", s.Std)
		}
	}
	return nil
}

func finite(x float32) bool { return x-x == 0 }
