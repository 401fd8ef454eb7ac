// Package spread takes the long steps of package curate on many machines, as Apache Beam pipelines: embedding and looking at
// images, the search for duplicates, laying pictures over each other, and retrieval. Machines is a curate.Elsewhere; what
// must see the whole, such as the components of duplicates, curate does in the one process that asks for the steps.
//
//	beam.Init()
//	m := &spread.Machines{Model: spread.Model{Suite: "suite.yaml", Name: "dinov2-vits14"}, Work: "gs://bucket/work"}
//	out, err := curate.RunWith(ctx, suite, options, sources, settings, m)
//
// Images are cut into tiles, which a worker embeds and looks at as one; tiles next to each other are a block, and each block
// of queries meets each block of the pool. The best of each meeting are combined in an order that depends on the images
// alone. Candidates by hashes are bounded by rules that look at all images, which parts of them cannot follow; so they are
// looked for in one index of all, that each worker process makes, and only the images whose candidates are wanted are dealt
// out. So the outcome is that of one process with exact search, whatever the size of tiles and blocks and the number of workers.
//
// What goes from step to step lies in files of the folder Work, each written whole under a name that its content determines:
// a worker that is killed, or a shard that is done twice, leaves neither half a file nor a row twice.
package spread
