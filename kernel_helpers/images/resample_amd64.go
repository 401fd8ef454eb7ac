package images

import "golang.org/x/sys/cpu"

// vectorised says whether the assembly runs here. Tests switch it off.
var vectorised = cpu.X86.HasAVX2

// resampleRow is resampleRowGo, all but the outputs at the end in assembly: it reads 16 bytes at a time
// and writes 4, which must not reach beyond the slices.
func resampleRow(dst, src []byte, f *filter) {
	if !vectorised {
		resampleRowGo(dst, src, f, 0)
		return
	}
	const over = 4 // bytes that the last read touches beyond its four pixels
	n := len(f.start) - 1
	for n > 0 && 3*(int(f.start[n-1])+f.stride)+over > len(src) {
		n--
	}
	if n > 0 {
		_ = dst[3*n]
		resampleRowAVX2(&dst[0], &src[0], n, &f.start[0], &f.packed[0], f.stride/4)
	}
	resampleRowGo(dst, src, f, max(n, 0))
}

// blendRows is blendRowsGo in assembly where the row is long enough.
func blendRows(dst, src []byte, stride int, sums, weights []int32) {
	const block = 32
	if !vectorised || len(dst) < block || len(weights) == 0 {
		blendRowsGo(dst, src, stride, sums, weights)
		return
	}
	_ = src[(len(weights)-1)*stride+len(dst)-1]
	blendRowsAVX2(&dst[0], &src[0], len(dst), stride, &weights[0], len(weights))
}

// resampleRowAVX2 makes outputs pixels, each from 4·groups pixels of src that begin at its start.
//
//go:noescape
func resampleRowAVX2(dst, src *byte, outputs int, starts *int32, packed *int16, groups int)

// blendRowsAVX2 makes n ≥ 32 bytes from taps ≥ 1 rows.
//
//go:noescape
func blendRowsAVX2(dst, src *byte, n, stride int, weights *int32, taps int)
