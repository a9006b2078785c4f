# Every command a developer types. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test soak build models bench check format clean

help:  ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run:  ## show it: a sample shop, direct and through the gateway (ONCE=1: show, then stop)
	@dev/install run
	@dev/build --product phony
	@ONCE=$(ONCE) demo/run

test:  ## all tests: Swift, then real clients against a real server
	@dev/install test
	@dev/build --build-tests
	@dev/build --product phony
	@rules/train
	@dev/test

soak:  ## the long parts of the tests in full
	@dev/install test
	@dev/build --build-tests
	@dev/build --product phony
	@rules/train
	@SOAK=1 dev/test

build:  ## the gateway alone, as .build/release/phony
	@dev/install build
	@dev/build --product phony

models:  ## the n-gram models of names and places that schemas refer to, trained into rules/
	@dev/install models
	@dev/build --product phony
	@rules/train

bench:  ## the gateway and the generator beside their peers, as ratios of one run
	@dev/install bench
	@dev/build --product phony
	@PHONY_BENCHMARKS=1 dev/build --product CoreBenchmark
	@ls .venv-rules/bin/python .build/training/en_US/last_names.tsv \
	    rules/en_US/models/{first_names,last_names,cities}.ngram >/dev/null 2>&1 || rules/train
	@cd Benchmarks && swift build -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked
	@python3 Benchmarks/throughput.py
	@python3 Benchmarks/instructions.py
	@python3 Benchmarks/idle.py
	@python3 Benchmarks/idle.py --tls --connections 2000
	@python3 Benchmarks/core.py

check:  ## what CI checks besides the tests: format, warnings, file sizes, shell scripts, words, keys
	@dev/install check
	@dev/check

format:  ## rewrite the Swift sources as .swift-format says
	@swift format --in-place --recursive --parallel Package.swift Sources Tests

clean:  ## remove what was built and generated
	rm -rf .build .venv .venv-rules rules/*/models
