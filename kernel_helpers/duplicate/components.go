package duplicate

// Groups are disjoint sets of the numbers 0 … n-1, by union-find (Tarjan and van Leeuwen 1984: linking the larger root
// below the smaller, halving the path). The lowest number of a group stands for it.
type Groups struct{ parent []int32 }

// NewGroups puts each of n numbers into a group of its own.
func NewGroups(n int) *Groups {
	g := &Groups{parent: make([]int32, n)}
	for i := range g.parent {
		g.parent[i] = int32(i)
	}
	return g
}

// Of returns the lowest number of i's group.
func (g *Groups) Of(i int) int {
	at := int32(i)
	for g.parent[at] != at {
		g.parent[at] = g.parent[g.parent[at]]
		at = g.parent[at]
	}
	return int(at)
}

// Join makes the groups of a and b one.
func (g *Groups) Join(a, b int) {
	a, b = g.Of(a), g.Of(b)
	g.parent[max(a, b)] = int32(min(a, b))
}

// Several returns the groups of more than one number, each ascending, by their lowest.
func (g *Groups) Several() [][]int {
	size := make([]int32, len(g.parent))
	for i := range g.parent {
		size[g.Of(i)]++
	}
	at := map[int]int{}
	var out [][]int
	for i := range g.parent {
		root := g.Of(i)
		if size[root] < 2 {
			continue
		}
		n, known := at[root]
		if !known {
			n = len(out)
			at[root], out = n, append(out, make([]int, 0, size[root]))
		}
		out[n] = append(out[n], i)
	}
	return out
}
