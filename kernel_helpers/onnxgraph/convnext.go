package onnxgraph

import "fmt"

// plane is a value of the graph: the pixels of n pictures, [n·side·side, dim]. Channels stay last, as LayerNorm
// and the MLPs need them; a runtime merges the transpositions around a convolution into its own change of layout.
type plane struct {
	name      string
	dim, side int
}

// convNeXt builds timm's ConvNeXt
// (https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/convnext.py).
func (b *builder) convNeXt() (vector, error) {
	x := b.shrink(plane{TowerInput, 3, b.tower.Size}, b.pixels(), "stem.0")
	x.name = b.norm(x.name, "stem.1", x.dim)
	stages := max(b.count("stages.%."), 1)
	scaled := b.has("stages.0.blocks.0.gamma")
	for s := range stages {
		stage := fmt.Sprintf("stages.%d", s)
		if s > 0 {
			x.name = b.norm(x.name, stage+".downsample.0", x.dim)
			x = b.shrink(x, b.channelsFirst(x), stage+".downsample.1")
		}
		blocks := max(b.count(stage+".blocks.%."), 1)
		for i := range blocks {
			last := s == stages-1 && i == blocks-1
			x = b.convBlock(x, fmt.Sprintf("%s.blocks.%d", stage, i), scaled, last)
		}
	}
	if b.err != nil {
		return vector{}, b.err
	}
	return b.project(vector{b.norm(x.name, "head.norm", x.dim), x.dim}, "head.fc"), b.err
}

// channelsFirst returns x as [n, dim, side, side], and channelsLast takes such a value back.
func (b *builder) channelsFirst(x plane) string {
	return b.transpose(b.reshape(x.name, -1, x.side, x.side, x.dim), 0, 3, 1, 2)
}

func (b *builder) channelsLast(x string, dim int) string {
	return b.reshape(b.transpose(x, 0, 2, 3, 1), -1, dim)
}

// mean is the mean of x over its pixels, [n, dim].
func (b *builder) mean(x plane) string {
	return b.node("ReduceMean", []string{b.reshape(x.name, -1, x.side*x.side, x.dim)}, Ints("axes", 1), Int("keepdims", 0))
}

// shrink is a convolution of pixels [n, dim, side, side] whose stride is its kernel, with bias.
func (b *builder) shrink(x plane, pixels, name string) plane {
	kernel := b.shape(name+".weight", 4)
	if b.err != nil {
		return x
	}
	dim, size := kernel[0], kernel[2]
	if x.side < size {
		b.fail("input.size %d is too small: at %s there are %d pixels left, fewer than the kernel's %d", b.tower.Size, name, x.side, size)
	}
	stride := int64(size)
	out := b.node("Conv", []string{pixels, b.weight(name+".weight", dim, x.dim, size, size), b.weight(name+".bias", dim)},
		Ints("kernel_shape", stride, stride), Ints("strides", stride, stride))
	return plane{b.channelsLast(out, dim), dim, x.side / size}
}

// convBlock is x + gamma · mlp(norm(depthwise convolution of x)). Of the last block only the mean over the pixels is
// used; so it is taken as early as it can be, before the second half of the MLP.
func (b *builder) convBlock(x plane, name string, scaled, last bool) plane {
	kernel := b.shape(name+".conv_dw.weight", 4)[2]
	if b.err == nil && kernel%2 == 0 {
		b.fail("tensor %q has the shape %v, expected an odd kernel", name+".conv_dw.weight", b.tensors[name+".conv_dw.weight"].Shape)
	}
	size, pad := int64(kernel), int64(kernel/2)
	y := b.node("Conv", []string{b.channelsFirst(x), b.weight(name+".conv_dw.weight", x.dim, 1, kernel, kernel), b.weight(name+".conv_dw.bias", x.dim)},
		Ints("kernel_shape", size, size), Ints("pads", pad, pad, pad, pad), Int("group", int64(x.dim)))
	y = b.norm(b.channelsLast(y, x.dim), name+".norm", x.dim)
	y, hidden := b.hidden(y, name+".mlp", x.dim)
	if last {
		x.name, y = b.mean(x), b.mean(plane{y, hidden, x.side})
	}
	y = b.linear(y, name+".mlp.fc2", x.dim, hidden, true)
	if scaled {
		y = b.multiply(y, b.weight(name+".gamma", x.dim))
	}
	x.name = b.add(x.name, y)
	return x
}
