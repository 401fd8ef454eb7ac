//go:build !amd64

package knn

// cells writes the cell of every score, as cell has it.
func (m *scoreMap) cells(scores []float32, out []uint16) { m.cellsGo(scores, out) }
