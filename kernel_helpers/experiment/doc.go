// Package experiment runs a suite: for each model and each data set it embeds the images, searches the
// neighbours, scores them and saves a result record. What is on disk is not done again, so a run that was
// stopped goes on where it was, and ends in the same bytes.
//
//	s, err := suite.Read("mine/suite.yaml")
//	records, err := experiment.Run(ctx, s, experiment.Options{Families: []string{"DINO"}})
//
// One model is in memory at a time, and none while vectors are searched. The memory taken by images and
// vectors in work does not grow with the data set: a fixed number of batches goes round between the decoders
// and the engine, finished vectors are mapped from their file, and queries are searched in blocks. What grows
// is what the metrics need: some 4 kB for each query of a classification, and the ranks of the relevant
// images in an image search.
package experiment
