package world

import "github.com/vfm-go/vfm/kernel_helpers/world/paint"

// shapes are the figures of the training world, in a fixed order. None of them is a class, an identity or a
// product of a data set.
var shapes = []figure{
	// plain forms
	{name: "square", outline: paint.Box(-0.8, -0.8, 0.8, 0.8, 0.08)},
	{name: "triangle", outline: paint.Polygon(0, -0.95, 0.95, 0.75, -0.95, 0.75)},
	{name: "star", outline: paint.Star(5, 0.42)},
	{name: "cross", outline: paint.Polygon(-0.3, -0.95, 0.3, -0.95, 0.3, -0.3, 0.95, -0.3, 0.95, 0.3, 0.3, 0.3, 0.3,
		0.95, -0.3, 0.95, -0.3, 0.3, -0.95, 0.3, -0.95, -0.3, -0.3, -0.3)},
	{name: "arrow", outline: paint.Polygon(-0.95, -0.28, 0.1, -0.28, 0.1, -0.75, 0.95, 0, 0.1, 0.75, 0.1, 0.28, -0.95, 0.28)},
	{name: "bolt", outline: paint.Polygon(0.3, -1, 0.05, -0.25, 0.6, -0.25, -0.35, 1, -0.05, 0.15, -0.6, 0.15)},
	{name: "heart", outline: open(0, -0.45).Curve(0.25, -1, 1.05, -0.85, 0.95, -0.2).Curve(0.9, 0.3, 0.3, 0.6, 0, 0.95).
		Curve(-0.3, 0.6, -0.9, 0.3, -0.95, -0.2).Curve(-1.05, -0.85, -0.25, -1, 0, -0.45).Close()},
	{name: "moon", outline: open(0.4, -0.9).Curve(-0.25, -0.55, -0.25, 0.55, 0.4, 0.9).
		Curve(-1.1, 1, -1.1, -1, 0.4, -0.9).Close()},

	// what grows and lives
	{name: "leaf",
		outline: open(0, -1).Curve(0.95, -0.5, 0.75, 0.5, 0, 0.75).Curve(-0.75, 0.5, -0.95, -0.5, 0, -1).Close(),
		marks: []mark{
			{ink, 0.08, open(0, -0.75).Line(0, 1)},
			{ink, 0.06, open(0.4, -0.4).Line(0, -0.1).Line(-0.4, -0.4)},
			{ink, 0.06, open(0.42, 0).Line(0, 0.3).Line(-0.42, 0)},
		}},
	{name: "tree",
		outline: paint.Polygon(0, -1, 0.45, -0.4, 0.25, -0.4, 0.65, 0.15, 0.4, 0.15, 0.85, 0.65, 0.15, 0.65, 0.15, 1,
			-0.15, 1, -0.15, 0.65, -0.85, 0.65, -0.4, 0.15, -0.65, 0.15, -0.25, -0.4, -0.45, -0.4),
		marks: []mark{{ink, 0, paint.Box(-0.15, 0.65, 0.15, 1, 0)}}},
	{name: "flower",
		outline: paint.Ellipse(0, -0.58, 0.36, 0.38).Add(paint.Ellipse(0.5, -0.29, 0.38, 0.36)).
			Add(paint.Ellipse(0.5, 0.29, 0.38, 0.36)).
			Add(paint.Ellipse(0, 0.58, 0.36, 0.38)).Add(paint.Ellipse(-0.5, 0.29, 0.38, 0.36)).
			Add(paint.Ellipse(-0.5, -0.29, 0.38, 0.36)).Add(paint.Ellipse(0, 0, 0.4, 0.4)),
		marks: []mark{
			{ink, 0, paint.Ellipse(0, 0, 0.34, 0.34)},
			{pale, 0, paint.Ellipse(0, 0, 0.26, 0.26)},
		}},
	{name: "mushroom",
		outline: open(-0.95, 0.1).Curve(-0.9, -1.2, 0.9, -1.2, 0.95, 0.1).Line(0.3, 0.12).
			Curve(0.28, 0.5, 0.35, 0.7, 0.4, 0.95).
			Line(-0.4, 0.95).Curve(-0.35, 0.7, -0.28, 0.5, -0.3, 0.12).Close(),
		marks: []mark{
			{pale, 0, open(0.28, 0.14).Curve(0.27, 0.5, 0.33, 0.7, 0.38, 0.93).Line(-0.38, 0.93).
				Curve(-0.33, 0.7, -0.27, 0.5, -0.28, 0.14).Close()},
		}},
	{name: "pear",
		outline: paint.Symmetric(0, -0.78, 0.27, -0.6, 0.36, -0.2, 0.72, 0.3, 0.6, 0.8, 0, 0.95),
		marks:   []mark{{ink, 0.12, open(0, -0.7).Line(0.1, -1)}}},
	{name: "fish",
		outline: open(-0.5, 0).Curve(-0.2, -0.75, 0.6, -0.7, 0.95, 0).Curve(0.6, 0.7, -0.2, 0.75, -0.5, 0).Close().
			Add(paint.Polygon(-0.35, 0, -0.98, 0.55, -0.82, 0, -0.98, -0.55)),
		marks: []mark{
			{pale, 0, paint.Ellipse(0.6, -0.12, 0.13, 0.13)},
			{ink, 0, paint.Ellipse(0.62, -0.12, 0.07, 0.07)},
			{ink, 0.06, open(0.35, -0.35).Curve(0.25, -0.1, 0.25, 0.1, 0.35, 0.35)},
		}},
	{name: "duck",
		outline: paint.Ellipse(0.35, -0.48, 0.4, 0.4).Add(paint.Smooth(-0.98, -0.2, -0.5, 0.05, 0, -0.05, 0.5, 0, 0.8,
			0.4, 0.4, 0.88, -0.4, 0.88, -0.85, 0.45)).Add(paint.Polygon(0.65, -0.62, 1, -0.4, 0.65, -0.28)),
		marks: []mark{
			{pale, 0, paint.Polygon(0.7, -0.58, 0.98, -0.4, 0.7, -0.32)},
			{ink, 0, paint.Ellipse(0.45, -0.56, 0.08, 0.08)},
			{ink, 0.07, open(-0.5, 0.2).Curve(-0.4, 0.65, 0.2, 0.65, 0.3, 0.25)},
		}},
	{name: "cat",
		outline: open(-0.8, -0.95).Line(-0.3, -0.55).Curve(-0.1, -0.62, 0.1, -0.62, 0.3, -0.55).Line(0.8, -0.95).
			Curve(0.9, -0.5, 0.98, 0.1, 0.88, 0.3).
			Curve(0.6, 0.95, -0.6, 0.95, -0.88, 0.3).Curve(-0.98, 0.1, -0.9, -0.5, -0.8, -0.95).Close(),
		marks: []mark{
			{pale, 0, paint.Ellipse(-0.38, -0.1, 0.17, 0.14)},
			{pale, 0, paint.Ellipse(0.38, -0.1, 0.17, 0.14)},
			{ink, 0, paint.Ellipse(-0.38, -0.1, 0.07, 0.14)},
			{ink, 0, paint.Ellipse(0.38, -0.1, 0.07, 0.14)},
			{ink, 0, paint.Polygon(-0.12, 0.22, 0.12, 0.22, 0, 0.36)},
			{ink, 0.05, open(-0.25, 0.35).Line(-0.8, 0.3)},
			{ink, 0.05, open(0.25, 0.35).Line(0.8, 0.3)},
		}},
	{name: "butterfly",
		outline: wing().Add(wing().Mirrored()),
		marks: []mark{
			{ink, 0, paint.Ellipse(0, 0.05, 0.1, 0.62)},
			{ink, 0.06, open(-0.3, -0.95).Line(0, -0.5).Line(0.3, -0.95)},
			{pale, 0, paint.Ellipse(0.55, -0.4, 0.15, 0.15)},
			{pale, 0, paint.Ellipse(-0.55, -0.4, 0.15, 0.15)},
		}},
	{name: "face",
		outline: paint.Ellipse(0, 0, 0.9, 0.92),
		marks: []mark{
			{pale, 0, paint.Ellipse(-0.33, -0.22, 0.18, 0.2)},
			{pale, 0, paint.Ellipse(0.33, -0.22, 0.18, 0.2)},
			{ink, 0, paint.Ellipse(-0.33, -0.2, 0.1, 0.12)},
			{ink, 0, paint.Ellipse(0.33, -0.2, 0.1, 0.12)},
			{ink, 0.12, open(-0.45, 0.32).Curve(-0.25, 0.65, 0.25, 0.65, 0.45, 0.32)},
		}},

	// what people make
	{name: "house",
		outline: paint.Polygon(0, -0.95, 0.95, -0.1, 0.7, -0.1, 0.7, 0.9, -0.7, 0.9, -0.7, -0.1, -0.95, -0.1),
		marks: []mark{
			{ink, 0, paint.Box(-0.5, 0.2, -0.1, 0.9, 0)},
			{pale, 0, paint.Box(0.15, 0.1, 0.5, 0.45, 0)},
			{ink, 0.08, open(-0.72, -0.1).Line(0.72, -0.1)},
		}},
	{name: "boat",
		outline: paint.Polygon(-0.95, 0.4, 0.95, 0.4, 0.6, 0.9, -0.6, 0.9).Add(paint.Box(-0.06, -0.98, 0.06, 0.45, 0)).
			Add(paint.Polygon(0.06, -0.9, 0.8, 0.25, 0.06, 0.25)).Add(paint.Polygon(-0.06, -0.7, -0.06, 0.25, -0.65, 0.25)),
		marks: []mark{
			{ink, 0, paint.Box(-0.06, -0.98, 0.06, 0.4, 0)},
			{pale, 0.08, open(-0.8, 0.55).Line(0.8, 0.55)},
		}},
	{name: "car",
		outline: open(-0.95, 0.45).Line(-0.95, 0.1).Curve(-0.9, -0.05, -0.7, -0.05, -0.55, -0.1).Line(-0.3, -0.55).
			Line(0.35, -0.55).Line(0.6, -0.1).
			Curve(0.9, -0.05, 0.95, 0, 0.95, 0.2).Line(0.95, 0.45).Close().Add(paint.Ellipse(-0.5, 0.45, 0.27, 0.27)).
			Add(paint.Ellipse(0.5, 0.45, 0.27, 0.27)),
		marks: []mark{
			{pale, 0, paint.Polygon(-0.4, -0.1, -0.22, -0.42, -0.03, -0.42, -0.03, -0.1)},
			{pale, 0, paint.Polygon(0.07, -0.42, 0.28, -0.42, 0.44, -0.1, 0.07, -0.1)},
			{ink, 0, paint.Ellipse(-0.5, 0.45, 0.27, 0.27)},
			{ink, 0, paint.Ellipse(0.5, 0.45, 0.27, 0.27)},
			{pale, 0, paint.Ellipse(-0.5, 0.45, 0.12, 0.12)},
			{pale, 0, paint.Ellipse(0.5, 0.45, 0.12, 0.12)},
		}},
	{name: "mug",
		outline: paint.Box(-0.85, -0.75, 0.4, 0.85, 0.15).Add(paint.Ellipse(0.42, 0.05, 0.53, 0.5)).
			Add(paint.Ellipse(0.42, 0.05, -0.3, 0.28)),
		marks: []mark{{ink, 0, paint.Ellipse(-0.225, -0.7, 0.6, 0.14)}}},
	{name: "bottle",
		outline: open(-0.17, -1).Line(0.17, -1).Line(0.17, -0.5).Curve(0.2, -0.25, 0.45, -0.25, 0.45, 0.05).
			Line(0.45, 0.97).Line(-0.45, 0.97).
			Line(-0.45, 0.05).Curve(-0.45, -0.25, -0.2, -0.25, -0.17, -0.5).Close(),
		marks: []mark{
			{ink, 0, paint.Box(-0.2, -1, 0.2, -0.78, 0)},
			{pale, 0, paint.Box(-0.45, 0.2, 0.45, 0.65, 0)},
		}},
	{name: "umbrella",
		outline: open(-0.97, 0.08).Curve(-0.9, -1.2, 0.9, -1.2, 0.97, 0.08).Curve(0.8, -0.12, 0.5, -0.12, 0.32, 0.08).
			Curve(0.2, -0.12, -0.2, -0.12, -0.32, 0.08).Curve(-0.5, -0.12, -0.8, -0.12, -0.97, 0.08).Close(),
		marks: []mark{
			{ink, 0.12, open(0, 0).Line(0, 0.75).Curve(0, 1.02, 0.38, 1.02, 0.38, 0.75)},
			{ink, 0.06, open(0, -0.85).Line(-0.32, 0.05)},
			{ink, 0.06, open(0, -0.85).Line(0.32, 0.05)},
		}},
	{name: "key",
		outline: paint.Ellipse(-0.52, 0, 0.46, 0.46).Add(paint.Ellipse(-0.52, 0, -0.2, 0.2)).
			Add(paint.Box(-0.15, -0.12, 0.98, 0.12, 0)).
			Add(paint.Box(0.45, 0.05, 0.63, 0.45, 0)).Add(paint.Box(0.78, 0.05, 0.96, 0.38, 0))},
	{name: "hat",
		outline: paint.Box(-0.5, -0.85, 0.5, 0.55, 0.05).Add(paint.Ellipse(0, 0.55, 0.98, 0.24)),
		marks:   []mark{{pale, 0, paint.Box(-0.5, 0.1, 0.5, 0.36, 0)}}},
	{name: "crown",
		outline: paint.Polygon(-0.95, -0.65, -0.42, 0, 0, -0.85, 0.42, 0, 0.95, -0.65, 0.75, 0.75, -0.75, 0.75),
		marks: []mark{
			{ink, 0.08, open(-0.78, 0.42).Line(0.78, 0.42)},
			{pale, 0, paint.Ellipse(0, -0.82, 0.13, 0.13)},
			{pale, 0, paint.Ellipse(-0.92, -0.62, 0.12, 0.12)},
			{pale, 0, paint.Ellipse(0.92, -0.62, 0.12, 0.12)},
		}},
	{name: "bell",
		outline: open(-0.15, -0.8).Curve(-0.12, -1, 0.12, -1, 0.15, -0.8).Curve(0.8, -0.65, 0.45, 0.2, 0.92, 0.58).
			Line(-0.92, 0.58).
			Curve(-0.45, 0.2, -0.8, -0.65, -0.15, -0.8).Close().Add(paint.Ellipse(0, 0.7, 0.22, 0.22)),
		marks: []mark{
			{ink, 0, paint.Ellipse(0, 0.72, 0.2, 0.2)},
			{pale, 0.09, open(-0.7, 0.38).Line(0.7, 0.38)},
		}},
}

// open starts a path.
func open(x, y float64) *paint.Path { return paint.Start(x, y) }

// wing is the right pair of wings of a butterfly.
func wing() *paint.Path {
	upper := open(0, -0.15).Curve(0.3, -1.15, 1.15, -1, 0.95, -0.3).Curve(0.85, 0, 0.4, 0.12, 0, 0.1).Close()
	return upper.Add(open(0, 0).Curve(0.5, 0, 0.95, 0.25, 0.75, 0.7).Curve(0.5, 1.05, 0.1, 0.7, 0, 0.25).Close())
}
