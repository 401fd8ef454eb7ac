package main

import "slices"

// benches returns the cases in the order of the table.
func benches() []bench {
	return []bench{
		{"exact search 2,048 × 50,000 × 768, k = 20", searchBench},
		{"exact search against a plain matmul", matmulBench},
		{"memory of search 100,000 × 100,000 × 1,024", memoryBench},
		{"decode + preprocess 500 × 375 JPEG", preprocessBench},
		{"whole pipeline, " + model, pipelineBench},
		{"ViT-B/14, CPU", towerBench("eager", vitB)},
		{"ViT-B/14 beside torch.compile, CPU", towerBench("compile", vitB)},
		{"ConvNeXt-B, CPU", towerBench("eager", convNeXtB)},
		{"ConvNeXt-B beside torch.compile, CPU", towerBench("compile", convNeXtB)},
		{"memory growth, 1,000 to 20,000 images", growthBench},
		{"full-ranking mAP 20,000 × 20,000", ranksBench},
		{"engine xla, " + model + ", CPU", xlaBench},
		{"near pairs of perceptual hashes", hashesBench},
		{"deciding on a pool and its tables", fatesBench},
		{"planted copies among 300 drawn scenes", plantedBench},
		{"retrieval from a pool in float16, 10,000 seeds, k = 32", poolBench},
		{"memory of that retrieval", poolMemoryBench},
		{"zero-shot head of 1,000 classes × 80 templates, micro-clip", headBench},
		{"text tower of the size of CLIP ViT-L/14, CPU", textBench},
		{"linear probe 10,000 × 1,024 × 100 classes", logisticBench},
		{"notebook cell", cellBench},
		{"the sampler by vfm run, nothing in the cache", samplerBench},
		{"peak memory of that run", samplerMemoryBench},
		{"the sampler by make report, nothing in the cache", samplerReportBench},
	}
}

// longBenches are the cases that take minutes: they run where -only asks for them.
func longBenches() []bench {
	long := []bench{{"linear probe 100,000 × 1,024 × 1,000 classes", largeProbeBench}}
	return slices.Concat(long, new(nearPairs).rows(), manyResults().rows(), manyQueries().rows())
}
