package onnxgraph

import "fmt"

// plane is a value [n, dim, side, side] of the graph.
type plane struct {
	name      string
	dim, side int
}

// convNeXt builds timm's ConvNeXt
// (https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/convnext.py).
func (b *builder) convNeXt() (vector, error) {
	x := plane{TowerInput, 3, b.tower.Size}
	x = b.planeNorm(b.shrink(x, "stem.0"), "stem.1")
	stages := b.count("stages.%.")
	if stages == 0 {
		b.fail("tensor %q is missing, expected F32 with 4 dimensions; is the file of this architecture, in timm's naming?", "stages.0.blocks.0.conv_dw.weight")
	}
	scaled := b.has("stages.0.blocks.0.gamma")
	for s := range stages {
		stage := fmt.Sprintf("stages.%d", s)
		if s > 0 {
			x = b.shrink(b.planeNorm(x, stage+".downsample.0"), stage+".downsample.1")
		}
		for i := range b.count(stage + ".blocks.%.") {
			x = b.convBlock(x, fmt.Sprintf("%s.blocks.%d", stage, i), scaled)
		}
	}
	if b.err != nil {
		return vector{}, b.err
	}
	mean := b.node("ReduceMean", []string{x.name}, Ints("axes", 2, 3), Int("keepdims", 0))
	return b.project(vector{b.norm(mean, "head.norm", x.dim), x.dim}, "head.fc"), b.err
}

// shrink is a convolution whose stride is its kernel, with bias.
func (b *builder) shrink(x plane, name string) plane {
	kernel := b.shape(name+".weight", 4)
	if b.err != nil {
		return x
	}
	dim, size := kernel[0], kernel[2]
	if x.side < size {
		b.fail("input.size %d is too small: at %s there are %d pixels left, fewer than the kernel's %d", b.tower.Size, name, x.side, size)
	}
	stride := int64(size)
	out := b.node("Conv", []string{x.name, b.weight(name+".weight", dim, x.dim, size, size), b.weight(name+".bias", dim)},
		Ints("kernel_shape", stride, stride), Ints("strides", stride, stride))
	return plane{out, dim, x.side / size}
}

// planeNorm is LayerNorm over the channels of each pixel.
func (b *builder) planeNorm(x plane, name string) plane {
	last := b.norm(b.transpose(x.name, 0, 2, 3, 1), name, x.dim)
	x.name = b.transpose(last, 0, 3, 1, 2)
	return x
}

// convBlock is x + gamma · mlp(norm(depthwise convolution of x)).
func (b *builder) convBlock(x plane, name string, scaled bool) plane {
	kernel := b.shape(name+".conv_dw.weight", 4)[2]
	if b.err == nil && kernel%2 == 0 {
		b.fail("tensor %q has the shape %v, expected an odd kernel", name+".conv_dw.weight", b.tensors[name+".conv_dw.weight"].Shape)
	}
	size, pad := int64(kernel), int64(kernel/2)
	y := b.node("Conv", []string{x.name, b.weight(name+".conv_dw.weight", x.dim, 1, kernel, kernel), b.weight(name+".conv_dw.bias", x.dim)},
		Ints("kernel_shape", size, size), Ints("pads", pad, pad, pad, pad), Int("group", int64(x.dim)))
	y = b.reshape(b.transpose(y, 0, 2, 3, 1), -1, x.dim)
	y = b.mlp(b.norm(y, name+".norm", x.dim), name+".mlp", x.dim)
	if scaled {
		y = b.multiply(y, b.weight(name+".gamma", x.dim))
	}
	y = b.transpose(b.reshape(y, -1, x.side, x.side, x.dim), 0, 3, 1, 2)
	x.name = b.add(x.name, y)
	return x
}
