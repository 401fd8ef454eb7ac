package knn

import "math"

// scoreMap tells from an approximate score how many relevant rows a gallery row surely comes before, or
// that only its exact similarity can tell. Around each relevant similarity lies a band as wide as the
// error bound; overlapping bands are one. Between the bands the answer is sure. A table over equal cells
// of the range of the bands answers at once for cells that no band touches.
type scoreMap struct {
	total int32  // relevant rows
	bands []band // ascending, disjoint
	low   float32
	scale float32 // cells for each unit of score; 0 = the table is not used
	// table has for each cell, if no band touches it, the number of relevant rows below it; else
	// total + 1 + the index of the first band that touches it.
	table [cells]int32
}

// band is a range of scores that cannot be told from the similarities of relevant rows from … to-1.
type band struct {
	low, high float32
	from, to  int32
}

// cells is the size of the table. The first and the last hold only scores below and above all bands.
const cells = 1 << 10

// reset prepares for relevant rows, worst first, and scores with the given error bound.
func (m *scoreMap) reset(relevant []Neighbour, bound float64) {
	m.bands, m.total = m.bands[:0], int32(len(relevant))
	if len(relevant) == 0 {
		return
	}
	for i, r := range relevant {
		b := band{below(r.Similarity - bound), above(r.Similarity + bound), int32(i), int32(i + 1)}
		if last := len(m.bands) - 1; last >= 0 && b.low <= m.bands[last].high {
			m.bands[last].high, m.bands[last].to = b.high, b.to
			continue
		}
		m.bands = append(m.bands, b)
	}
	high := m.bands[len(m.bands)-1].high
	m.low = m.bands[0].low
	m.scale = (cells - 4) / (high - m.low)
	usable := m.scale > 0 && !math.IsInf(float64(m.scale), 1) && m.cell(m.low) > 0 && m.cell(high) < cells-1
	if !usable { // the range is too narrow for float32, or there is no bound
		m.scale = 0
	}
	m.fill()
}

// fill writes the table. A score's cell never falls when the score rises, so a cell after that of one
// band's high end and before that of the next band's low end holds only scores between the two bands.
func (m *scoreMap) fill() {
	if m.scale == 0 {
		for i := range m.table {
			m.table[i] = m.total + 1
		}
		return
	}
	next := 0 // the first cell that is not written
	for i, b := range m.bands {
		from, to := m.cell(b.low), m.cell(b.high)
		for ; next < from; next++ {
			m.table[next] = b.from
		}
		for ; next <= to; next++ {
			m.table[next] = m.total + 1 + int32(i)
		}
	}
	for ; next < cells; next++ {
		m.table[next] = m.total
	}
}

// lastCell is the last cell.
const lastCell = cells - 1

// cell is the cell of a score, 0 for a NaN. It never falls when the score rises. The conversion keeps the
// compiler from fusing product and sum, which the assembly does not.
func (m *scoreMap) cell(s float32) int {
	x := float32((s-m.low)*m.scale) + 2
	switch {
	case x >= lastCell:
		return lastCell
	case x > 0:
		return int(x)
	}
	return 0
}

func (m *scoreMap) cellsGo(scores []float32, out []uint16) {
	for i, s := range scores {
		out[i] = uint16(m.cell(s))
	}
}

// find returns the index of the band that holds score s, whose entry in the table it is given, or the number of relevant rows that a row with
// this score surely comes before and the index -1.
func (m *scoreMap) find(s float32, entry int32) (i int, before int32) {
	if entry <= m.total {
		return -1, entry
	}
	for i = int(entry - m.total - 1); i < len(m.bands); i++ {
		switch b := &m.bands[i]; {
		case s < b.low:
			return -1, b.from
		case !(s > b.high): // in the band, or NaN
			return i, 0
		}
	}
	return -1, m.total
}
