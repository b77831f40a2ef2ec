# `make run` and `make test` install what is missing (apt) and work on a fresh Debian or Ubuntu with a Swift toolchain, git and make.
# SwiftPM keeps debug and release apart inside .build; two builds never run at once, so the steps of a goal are in one recipe.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.NOTPARALLEL:
.PHONY: setup run test build lint format bench

ARGS ?=
FILTER ?=

setup:
	@scripts/setup build test

build:
	@scripts/setup build
	swift build

# Watches the Docker engine found here; without one it says where it looked and what to do, and keeps trying.
run:
	@scripts/setup build
	swift build --product dogwatch
	exec .build/debug/dogwatch run $(ARGS)

# The summary of the tests is the last thing printed. DOGWATCH_TESTS_MUST_RUN: as root with all that setup installs nothing may be skipped.
test:
	@scripts/setup build test
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift
	swift build -c release --static-swift-stdlib --product dogwatch
	export DOGWATCH_TESTS_MUST_RUN=$$((EUID == 0))
	if [[ -n "$(FILTER)" ]]; then
	  swift test --filter '$(FILTER)'
	else
	  # In turn: what only reckons would starve what waits for sockets, and both what watches an engine.
	  swift test --filter '^(JSON|Watch|Settings|Exposition)Tests\.'
	  swift test --skip-build --filter '^(DockerEngine|Endpoints|DogwatchDaemon)Tests\.'
	  swift test --skip-build --filter '^AcceptanceTests\.'
	fi

lint:
	@swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

format:
	@swift format --in-place --recursive Sources Tests Benchmarks Package.swift

bench:
	@scripts/setup build
	swift run -c release dogwatch-bench $(ARGS)
