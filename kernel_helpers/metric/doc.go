// Package metric turns rankings into numbers: accuracies of a nearest-neighbour vote, precision of an
// image search, their 95 % intervals, and tests of whether two models differ. Its functions are pure: the
// same input gives the same output, whatever the number of threads. It ranks nothing itself (package knn
// does) and reads no files.
//
//	c, err := metric.Classify(queries, classes, trainSize)
//	for _, m := range c.Metrics {
//		fmt.Println(m.Name, m.Value, m.Low, m.High, metric.Definition(m.Name))
//	}
//
// # Classification
//
// The neighbours of a test image are the training images by falling cosine similarity s. Classes with
// equal votes: the one that sorts first. K is 5, 10, 20, 100 and 200, as far as there are that many
// training images.
//
//   - knn-1: accuracy of the nearest neighbour's label. The headline.
//   - knn-K: accuracy of the vote of K neighbours with weight exp(s / 0.07) (the kNN protocol of DINO, Caron et al. 2021).
//   - majority-K: accuracy of the vote of K neighbours with equal weights.
//   - top5-K: share of test images whose class is among the five with most votes of knn-K; a class without a vote is never among them.
//   - balanced-1: mean over classes of the share of the class that knn-1 gets right.
//   - linear-probe: accuracy of multinomial logistic regression with an L2 penalty on the same vectors; package linear says how it is fitted and its strength chosen.
//   - zero-shot: accuracy of the class whose words are nearest, for models that read texts: the mean of its sentences' vectors, one for each template.
//
// # Image search
//
// The gallery is ranked by falling similarity; R images of it are relevant to the query, at ranks
// r1 < r2 < … < rR from 1 on. A relevant image counts however low its similarity. A query with R = 0 is
// left out of every mean and counted in a warning.
//
//   - map: mean of the average precision AP = (1/R) Σ i/ri over the full ranking. The headline.
//   - map@1000: the same sum over ranks up to 1000 only, still divided by R.
//   - map@R: the same sum over ranks up to R only, divided by R (Musgrave et al. 2020).
//   - r-precision: share of the first R images that are relevant.
//   - recall@1, recall@5, recall@10: share of queries with a relevant image among the first 1, 5, 10 (hit rate).
//   - ndcg: DCG = Σ 1/log2(1+ri) over the full ranking, divided by the DCG of the ranks 1 … R (Järvelin and Kekäläinen 2002).
//   - mrr: mean of 1/r1.
//
// # Search by captions
//
// Each caption of the data set is a query, once, for models that read texts. It searches the test images of a
// classification or the gallery of an image search; the images that have it are relevant.
//
//   - text-recall@1, text-recall@5, text-recall@10, text-map: as recall@k and map.
//
// # Intervals and tests
//
// Shares of right answers have the Wilson score interval (Wilson 1927). What is averaged over queries, and
// balanced-1, has the percentile bootstrap over queries (Efron 1979), 10,000 resamples from a fixed seed.
// The difference of two models on the same queries has the score interval of paired shares (Newcombe 1998),
// or for means the bootstrap of both over the same resamples.
// Two models on the same queries are compared by the exact test of McNemar (right or wrong answers) or by
// the paired sign-flip permutation test (average precisions); many pairs at once by Holm's correction.
package metric
