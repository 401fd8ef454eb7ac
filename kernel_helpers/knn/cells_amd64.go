package knn

import "golang.org/x/sys/cpu"

// vectorised says whether the assembly runs here. Tests switch it off.
var vectorised = cpu.X86.HasAVX2

// cells writes the cell of every score, as cell has it.
func (m *scoreMap) cells(scores []float32, out []uint16) {
	n := 0
	if vectorised {
		n = len(scores) &^ 15
		if n > 0 {
			_ = out[n-1]
			cellsAVX2(&scores[0], &out[0], n, m.low, m.scale, lastCell)
		}
	}
	m.cellsGo(scores[n:], out[n:])
}

// cellsAVX2 takes n scores, a multiple of 16, at least 16.
//
//go:noescape
func cellsAVX2(scores *float32, out *uint16, n int, low, scale, last float32)
