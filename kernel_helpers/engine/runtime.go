package engine

// Backend is what an adapter offers: models and exact search.
type Backend interface {
	Engine
	// Scorer returns a scorer of vectors of the given dimension.
	Scorer(dim int) (Scorer, error)
}

// Runtime is an adapter that a program may open by its name. A program links the adapters that it offers
// and no others.
type Runtime struct {
	Name string // such as "ort"
	// Open makes sure that the device, "cpu" or "cuda", works. The error says what to do next.
	Open func(device string) (Backend, error)
}
