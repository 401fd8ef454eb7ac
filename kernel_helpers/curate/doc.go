// Package curate grows a data set from a large pool of images that nobody has sorted, by retrieval, after appendix A of
// DINOv2 (Oquab et al. 2023): images that the pool holds twice are dropped, images that are too like those of a test are
// dropped, and of the others those are kept that are near to the images of a small, well chosen set, the seeds.
//
//	out, err := curate.Run(ctx, suite, options, curate.Sources{Model: "micro-dino", Seeds: []string{"birds"}, Pool: "photos/"}, curate.Settings{})
//	err = out.Write("grown")
//
// The steps are functions over numbers of images, pairs and vectors, which Run puts together. All is in an order that
// depends on the images alone, so that the outcome has the same bytes whatever the number of threads, and all is exact but
// one step: the pairs of near vectors within a large pool, see Inverted and Index. Vectors are mapped and met block by
// block, decoded images are compared a few at a time.
package curate
