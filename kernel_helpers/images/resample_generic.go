//go:build !amd64

package images

func resampleRow(dst, src []byte, f *filter) { resampleRowGo(dst, src, f, 0) }

func blendRows(dst, src []byte, stride int, sums, weights []int32) {
	blendRowsGo(dst, src, stride, sums, weights)
}
