package world

import "github.com/vfm-go/vfm/kernel_helpers/world/paint"

// good is a kind of product: a form, and where on it the label is.
type good struct {
	figure
	label paint.Pose // where its emblem is
}

// goods are the forms of the products. The training world has none of them.
var goods = []good{
	{figure{name: "can", outline: paint.Box(-0.58, -0.9, 0.58, 0.9, 0.14),
		marks: []mark{
			{pale, 0, paint.Ellipse(0, -0.82, 0.56, 0.1)},
			{accent, 0.12, open(-0.52, 0.74).Line(0.52, 0.74)},
		}}, paint.Pose{Y: 0.02, Size: 0.5}},
	{figure{name: "carton", outline: paint.Polygon(-0.6, -0.45, -0.35, -0.85, -0.35, -0.98, 0.35, -0.98, 0.35, -0.85,
		0.6, -0.45, 0.6, 0.97, -0.6, 0.97),
		marks: []mark{
			{accent, 0, paint.Polygon(-0.57, -0.45, -0.35, -0.82, 0.35, -0.82, 0.57, -0.45)},
			{ink, 0.05, open(-0.35, -0.84).Line(0.35, -0.84)},
		}}, paint.Pose{Y: 0.25, Size: 0.5}},
	{figure{name: "jar", outline: paint.Box(-0.72, -0.6, 0.72, 0.95, 0.3).Add(paint.Box(-0.55, -0.95, 0.55, -0.5, 0.08)),
		marks: []mark{{accent, 0, paint.Box(-0.55, -0.95, 0.55, -0.62, 0.08)}}}, paint.Pose{Y: 0.2, Size: 0.5}},
	{figure{name: "tube", outline: paint.Polygon(-0.55, -0.97, 0.55, -0.97, 0.42, 0.6, 0.25, 0.68, 0.25, 0.98, -0.25,
		0.98, -0.25, 0.68, -0.42, 0.6),
		marks: []mark{
			{accent, 0, paint.Box(-0.25, 0.68, 0.25, 0.98, 0.05)},
			{ink, 0.05, open(-0.53, -0.82).Line(0.53, -0.82)},
		}}, paint.Pose{Y: -0.15, Size: 0.42}},
	{figure{name: "spray", outline: paint.Polygon(-0.3, -0.4, -0.15, -0.55, -0.15, -0.7, -0.5, -0.7, -0.6, -0.95,
		0.3, -0.95, 0.5, -0.6, 0.2, -0.65, 0.2, -0.5, 0.5, -0.25, 0.5, 0.97, -0.5, 0.97, -0.5, -0.25),
		marks: []mark{
			{accent, 0, paint.Polygon(-0.15, -0.52, -0.15, -0.7, -0.5, -0.7, -0.58, -0.93, 0.3, -0.93, 0.46, -0.64, 0.2,
				-0.68, 0.2, -0.52)},
		}}, paint.Pose{Y: 0.4, Size: 0.42}},
	{figure{name: "bag", outline: paint.Polygon(-0.7, -0.45, 0.7, -0.45, 0.85, 0.95, -0.85, 0.95),
		marks: []mark{{accent, 0.12, open(-0.35, -0.45).Curve(-0.35, -1.1, 0.35, -1.1, 0.35, -0.45)}}},
		paint.Pose{Y: 0.28, Size: 0.5}},
	{figure{name: "shoe", outline: open(-0.95, -0.6).Line(-0.35, -0.6).Curve(-0.2, -0.1, 0.3, -0.1, 0.75, 0.15).
		Curve(0.98, 0.25, 0.98, 0.5, 0.95, 0.62).Line(-0.95, 0.62).Close(),
		marks: []mark{
			{pale, 0, paint.Box(-0.97, 0.42, 0.97, 0.64, 0.06)},
			{accent, 0.08, open(-0.3, -0.35).Line(-0.05, -0.5)},
			{accent, 0.08, open(-0.12, -0.2).Line(0.12, -0.36)},
			{accent, 0.08, open(0.1, -0.12).Line(0.32, -0.25)},
		}}, paint.Pose{X: -0.5, Y: 0.05, Size: 0.34}},
	{figure{name: "shirt", outline: paint.Polygon(-0.4, -0.85, -0.2, -0.75, 0.2, -0.75, 0.4, -0.85, 0.98, -0.4, 0.75,
		-0.02, 0.52, -0.18, 0.52, 0.92, -0.52, 0.92, -0.52, -0.18, -0.75, -0.02, -0.98, -0.4),
		marks: []mark{{accent, 0.1, open(-0.4, -0.82).Curve(-0.2, -0.55, 0.2, -0.55, 0.4, -0.82)}}}, paint.Pose{Y: 0.15,
		Size: 0.44}},
	{figure{name: "lamp", outline: paint.Polygon(-0.4, -0.95, 0.4, -0.95, 0.8, 0.1, -0.8, 0.1).
		Add(paint.Box(-0.09, 0, 0.09, 0.85, 0)).Add(paint.Ellipse(0, 0.86, 0.45, 0.12)),
		marks: []mark{
			{accent, 0, paint.Box(-0.08, 0.12, 0.08, 0.8, 0)},
			{accent, 0, paint.Ellipse(0, 0.86, 0.44, 0.11)},
		}}, paint.Pose{Y: -0.35, Size: 0.4}},
	{figure{name: "pot", outline: paint.Ellipse(0, 0.2, 0.62, 0.6).
		Add(paint.Polygon(0.45, 0.35, 0.75, -0.35, 0.98, -0.35, 0.6, 0.6)),
		marks: []mark{
			{accent, 0.12, open(-0.5, -0.15).Curve(-1.15, -0.2, -1.05, 0.6, -0.5, 0.5)},
			{accent, 0, paint.Ellipse(0, -0.38, 0.34, 0.12)},
			{accent, 0, paint.Ellipse(0, -0.56, 0.11, 0.11)},
		}}, paint.Pose{Y: 0.22, Size: 0.42}},
	{figure{name: "clock", outline: paint.Ellipse(0, 0, 0.9, 0.9),
		marks: []mark{
			{accent, 0.14, paint.Ellipse(0, 0, 0.8, 0.8)},
			{ink, 0.09, open(0.02, -0.62).Line(0, 0).Line(0.45, 0.12)},
		}}, paint.Pose{Y: 0.38, Size: 0.28}},
	{figure{name: "pack", outline: paint.Box(-0.65, -0.8, 0.65, 0.95, 0.28),
		marks: []mark{
			{accent, 0.1, open(-0.25, -0.8).Curve(-0.25, -1.02, 0.25, -1.02, 0.25, -0.8)},
			{accent, 0, paint.Box(-0.5, 0.3, 0.5, 0.85, 0.12)},
			{ink, 0.05, open(-0.5, -0.35).Curve(-0.3, -0.5, 0.3, -0.5, 0.5, -0.35)},
		}}, paint.Pose{Y: -0.05, Size: 0.34}},
}

// emblems are what labels show.
var emblems = []*paint.Path{
	paint.Ellipse(0, 0, 0.8, 0.8),
	paint.Polygon(0, -0.95, 0.8, 0, 0, 0.95, -0.8, 0),
	paint.Box(-0.95, -0.3, 0.95, 0.3, 0),
	paint.Box(-0.3, -0.95, 0.3, 0.95, 0),
	paint.Ellipse(0, 0, 0.9, 0.9).Add(paint.Ellipse(0, 0, -0.5, 0.5)),
	paint.Star(8, 0.6),
	paint.Polygon(-0.95, 0.5, -0.45, -0.5, 0, 0.3, 0.45, -0.5, 0.95, 0.5, 0.6, 0.7, 0.4, 0.3, 0, 0.95, -0.4, 0.3, -0.6, 0.7),
	paint.Ellipse(-0.5, 0, 0.38, 0.38).Add(paint.Ellipse(0.5, 0, 0.38, 0.38)),
	paint.Ellipse(0, -0.45, 0.36, 0.36).Add(paint.Ellipse(-0.48, 0.4, 0.36, 0.36)).Add(paint.Ellipse(0.48, 0.4, 0.36, 0.36)),
	paint.Polygon(-0.9, -0.8, 0.9, -0.8, 0.9, -0.4, -0.1, 0.4, 0.9, 0.4, 0.9, 0.8, -0.9, 0.8, -0.9, 0.4, 0.1, -0.4, -0.9, -0.4),
}
