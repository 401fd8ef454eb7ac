# vfm: what a person types. The work is done by bin/vfm; these recipes only build it and call it.
#
#   make report [SUITE=file]  set up, run the notebooks, write the report; without SUITE that of the sampler, which
#                             vfm draws and needs no network for
#   make test                 all tests
#   make jupyter              open the notebooks
#   make setup, lint, bench, clean   (bench TORCH=1: beside PyTorch too)
#   make published            write the published copy of the sampler's report anew, after its models or the world changed
#
# Everything that is made here lies in bin, .venv, .tools and reports, which git ignores.

SHELL = /bin/sh
SUITE = sampler
NOTEBOOKS = notebooks/10_clip.ipynb notebooks/20_dino.ipynb notebooks/30_imagenet.ipynb notebooks/40_report.ipynb
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
PEERS = .tools/bench/bin/python
BENCH_PEERS = numpy==2.4.6 pillow==13.0.0 faiss-cpu==1.15.1 onnxruntime==1.32.0 jupyter_client==8.10.0 scikit-learn==1.9.1
TORCH_PEERS = torch==2.15.0 timm==1.0.31 imagededup==0.3.3.post2

.PHONY: report setup build test lint jupyter bench published clean help

report: setup
	bin/vfm execute -suite "$(SUITE)" $(NOTEBOOKS)

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

# The package of the notebooks is compiled too, so that their first cell does not wait for that.
build:
	@command -v go >/dev/null || { echo "make: there is no go on the PATH; install Go 1.26 from https://go.dev/dl"; exit 1; }
	@command -v "$$(go env CC | cut -d' ' -f1)" >/dev/null || { echo "make: there is no C compiler; install one: sudo apt-get install gcc libc6-dev"; exit 1; }
	@mkdir -p bin
	@go build -o bin/vfm ./kernel_helpers/cmd/vfm && go build ./kernel_helpers/nb || { echo "make: vfm could not be built; see above"; exit 1; }

# Only a plain `make setup` tries optional parts again that could not be installed before.
report test jupyter bench published: ONCE = -once

setup: build
	@bin/vfm setup $(ONCE) || { echo "make: set-up is not complete; see above, and bin/vfm doctor"; exit 1; }

test: setup
	go vet ./...
	go test ./...

lint:
	@unformatted=$$(gofmt -l kernel_helpers); test -z "$$unformatted" || { echo "not formatted, run gofmt -w on:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...

jupyter: setup
	bin/vfm jupyter -suite "$(SUITE)"

# Where pip cannot get the peers, those of the system's Python are taken: Debian's python3-faiss,
# python3-numpy and python3-pil. A peer that is not there leaves its side of the table empty: PyTorch is, unless
# make bench TORCH=1 asks for it, which is several GB.
bench: setup
	@{ test -x $(PEERS) || python3 -m venv .tools/bench; } && $(PEERS) -m pip install -q --disable-pip-version-check $(BENCH_PEERS) $(if $(TORCH),$(TORCH_PEERS)) \
		|| { echo "make: pip could not get the peers; taking those of /usr/bin/python3"; rm -rf .tools/bench; }
	@python="$(CURDIR)/$(PEERS)"; test -x "$$python" || python=/usr/bin/python3; \
	VFM_BENCH_PYTHON="$$python" go run ./kernel_helpers/cmd/bench

# The copy goes without the charts' script, a megabyte, and without the answers to single queries, more than one: it stays
# in the repository for ever, each time that it is written.
published: setup
	rm -rf reports/sampler/published
	bin/vfm run -suite sampler -out reports/sampler/published
	VFM_ECHARTS=none bin/vfm report -suite sampler -brief -out reports/sampler/published
	VFM_REPORT="$(CURDIR)/reports/sampler/published/index.html" VFM_PICTURES="$(CURDIR)/reports" go test -count=1 -run TestPicture ./kernel_helpers/report

clean:
	@test ! -e .venv || test -e .venv/vfm-packages || echo "make: .venv is not of set-up's making and stays"
	test ! -e .venv/vfm-packages || rm -rf .venv
	rm -rf bin .tools bench.json
	rm -rf reports/*/results reports/*/notebooks reports/*/index.html reports/*/summary.json
