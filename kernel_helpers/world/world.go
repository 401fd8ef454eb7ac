// Package world draws pictures: the scenes that the micro models learn from, and the data sets that they are
// compared on. It is a world in small: what it holds is simple, but where a thing lies, how large it is, what is
// behind it and how it is lit change from picture to picture as in photographs. It trains nothing and stores
// nothing.
//
//	for i := range 1000 {
//		scene := world.New(1, i)                        // the training world of seed 1
//		batch[i], texts[i] = scene.Draw(64), scene.Caption()
//	}
//	pictures, err := world.Pictures("produce", 7)       // a data set: split, label and name of each picture
//	img := pictures[0].Draw()
//
// A seed gives the same bytes on every machine of one architecture. Scene i depends on no other scene, so scenes
// may be drawn in any order and from several goroutines.
package world

// Version names the way in which pictures are drawn. It changes whenever a picture does, so that pictures of an
// older version, drawn into a cache, are not taken for new ones.
const Version = "2"

// Shapes names what a scene can show, in a fixed order.
func Shapes() []string {
	return names(shapes, func(f figure) string { return f.name })
}

// Colours names the colours that a scene's figure can have, in a fixed order.
func Colours() []string {
	return names(colours, func(k colour) string { return k.name })
}

// Textures names the textures that a scene's figure can have, in a fixed order.
func Textures() []string {
	return names(weaves, func(w weave) string { return w.name })
}

// Backgrounds names what can be behind a scene's figure, in a fixed order.
func Backgrounds() []string {
	return names(grounds, func(g ground) string { return g.Name })
}

func names[T any](list []T, name func(T) string) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = name(v)
	}
	return all
}
