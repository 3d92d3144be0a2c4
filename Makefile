# The commands of README.md. `make help` lists them.
SHELL := /bin/bash
SWIFT ?= swift
BUILD := $(SWIFT) build -c release
BIN := .build/release

.PHONY: help setup model build test test-neon test-services check format demo bench dist asan clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## install the system libraries that are missing
	@Scripts/setup

model: setup ## fetch all-MiniLM-L6-v2 once and unpack it under .models
	@Scripts/model

build: setup ## build kbc, kbc-extract and kbq
	$(BUILD) --product kbc
	$(BUILD) --product kbc-extract
	$(BUILD) --product kbq

# One after the other: a test that keeps all cores busy would make others miss the time limits of what they talk to.
test: setup model ## build everything and run all tests
	$(BUILD) --build-tests
	$(SWIFT) test -c release --skip-build --no-parallel

test-services: test ## PostgreSQL, OpenAI's and MCP's Python clients, schemathesis, against real servers
	@Scripts/test-services

test-neon: ## hold the NEON kernels to the scalar code, under an emulator
	@Scripts/test-neon

check: setup model ## formatting, imports, layers, linked libraries, lengths, FORMAT.md
	@Scripts/check

format: ## rewrite the sources in the house format
	$(SWIFT) format -i -p -r Package.swift Sources Tests

demo: build model ## compile the handbook and ask it three questions
	@Scripts/demo

bench: build model ## measure builds and searches: make bench COLLECTIONS=folder of BEIR collections
	@Benchmarks/retrieval/run.sh "$(COLLECTIONS)"

dist: setup model ## static release programs and an archive under build/dist
	@Scripts/dist

asan: setup model ## the tests under the address sanitizer, in a build folder of their own
	$(SWIFT) test -c debug --sanitize=address --scratch-path .build-asan

clean: ## remove what the build made
	rm -rf .build .build-* build
