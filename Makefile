# `make run` and `make test` install what is missing (apt) and work on a fresh Debian or Ubuntu with a Swift toolchain, git and make.
# SwiftPM keeps debug and release apart inside .build; two builds never run at once, so the steps of a goal are in one recipe.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.NOTPARALLEL:
.PHONY: setup run test soak build lint format bench fuzz sanitize completions man deb install uninstall

ARGS ?=
FILTER ?=
ONLY ?=
JSON ?=
DESTDIR ?=
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
# What `make install` installs; built when it is not there.
BINARY ?= .build/release/dogwatch

setup:
	@scripts/setup build test

build:
	@scripts/setup build
	swift build

# Watches the Docker engine found here; without one, and without a word of where it is, shows the demo.
run:
	@scripts/setup build
	swift build --product dogwatch
	demo=$$(scripts/demo-option $(ARGS))
	exec .build/debug/dogwatch run $$demo $(ARGS)

# The summary of the tests is the last thing printed. DOGWATCH_TESTS_MUST_RUN: as root with all that setup installs nothing may be skipped.
test:
	@scripts/setup build
	# Meanwhile: what only the tests need is fetched and made.
	scripts/setup test &
	setup=$$!
	trap wait EXIT
	swift format lint --strict --recursive Sources Tests Benchmarks Fuzzing Package.swift
	swift build --build-tests
	wait $$setup
	export DOGWATCH_TESTS_MUST_RUN=$$((EUID == 0))
	release=(swift build -c release --static-swift-stdlib --product dogwatch)
	run_tests() { swift test --skip-build "$$@"; }
	if [[ -n "$(FILTER)" ]]; then
	  "$${release[@]}"
	  run_tests --filter '$(FILTER)'
	else
	  # In turn: what only reckons would starve what waits for sockets, and both what watches an engine.
	  run_tests --filter '^(JSON|Watch|Terminal|Settings|Ledger|Exposition|Fuzzing)Tests\.'
	  run_tests --filter '^(DockerEngine|SimulatedEngine|Webhooks|Systemd|Endpoints|DaemonAPI|DogwatchDaemon)Tests\.'
	  # Meanwhile: the release binary, which one test and the example's image need, out of what tests that mostly wait leave of the machine. SwiftPM
	  # does one thing at a time: they are run without it.
	  run_beside() { .build/debug/dogwatchPackageTests.xctest --testing-library swift-testing "$$@"; }
	  scripts/idly "$${release[@]}" >.build/release.log 2>&1 &
	  building=$$!
	  trap 'kill $$building 2>/dev/null || true; wait' EXIT
	  # A process killed every second; another seed each time with make soak.
	  DOGWATCH_SEED=$${DOGWATCH_SEED:-53} run_beside --filter '^AcceptanceTests\.Kills'
	  # Tapes only records, when it is asked to; Chaos takes minutes.
	  run_beside --filter '^AcceptanceTests\.' \
	    --skip '^AcceptanceTests\.(Tapes|Chaos|BesideAlertmanager|Binary|Floods|Kills|Documentation|ExampleImage|ExampleCompose|ExampleRules|Hostility|ResourceEnds)'
	  wait $$building || { tail -n 50 .build/release.log; exit 1; }
	  # Goes by the clock of another program, and has the machine to itself.
	  run_tests --filter '^AcceptanceTests\.BesideAlertmanager'
	  # What is heavy, away from what looks closely, and what needs the release binary.
	  run_tests --filter '^AcceptanceTests\.(Binary|Floods|Documentation|ExampleImage|ExampleCompose|ExampleRules|Hostility|ResourceEnds)'
	fi

# Chaos on a real engine for DOGWATCH_SOAK minutes, after the long floods and a hundred kills, with the release binary. DOGWATCH_SEED repeats a run.
soak:
	@scripts/setup build test
	swift build -c release --static-swift-stdlib --product dogwatch
	swift build --build-tests
	export DOGWATCH_TESTS_MUST_RUN=$$((EUID == 0)) DOGWATCH_BINARY=$(CURDIR)/.build/release/dogwatch DOGWATCH_SOAK=$${DOGWATCH_SOAK:-60}
	swift test --skip-build --filter '^AcceptanceTests\.Floods'
	swift test --skip-build --filter '^AcceptanceTests\.Kills'
	swift test --skip-build --filter '^AcceptanceTests\.Chaos'

lint:
	@swift format lint --strict --recursive Sources Tests Benchmarks Fuzzing Package.swift

format:
	@swift format --in-place --recursive Sources Tests Benchmarks Fuzzing Package.swift

# Every figure in one table, and as JSON; ONLY=scrape, what is called so; JSON=FILE.
bench:
	@scripts/setup build bench
	swift build -c release --static-swift-stdlib --product dogwatch
	swift build -c release --static-swift-stdlib --product dogwatch-bench
	.build/release/dogwatch-bench $(if $(ONLY),--only '$(ONLY)') $(if $(JSON),--json '$(JSON)') $(ARGS)

# libFuzzer over what reads what others write (Fuzzing/README.md). ARGS: the targets, all by default.
fuzz:
	@scripts/setup build
	export DOGWATCH_FUZZING=1
	swift build -c release --scratch-path .build-fuzz --product dogwatch-fuzz
	scripts/fuzz .build-fuzz/release/dogwatch-fuzz $(ARGS)

# The tests that need no real engine, and one that does, under Address and Thread Sanitizer. ARGS: address or thread, both by default.
sanitize:
	@scripts/setup build test
	for sanitizer in $(or $(ARGS),address thread); do
	  scripts/sanitize $$sanitizer
	done

# Binary, units, sysusers.d file, manual pages, completions and an empty folder for the configuration. Then, on the machine itself:
# systemd-sysusers && systemctl daemon-reload && systemctl enable --now dogwatch
install:
	@if [[ ! -x "$(BINARY)" ]]; then
	  scripts/setup build
	  swift build -c release --static-swift-stdlib --product dogwatch
	fi
	scripts/setup install
	install -D -m 0755 --strip "$(BINARY)" "$(DESTDIR)$(PREFIX)/bin/dogwatch"
	units="$(DESTDIR)$(PREFIX)/lib/systemd/system"
	install -d "$$units"
	for unit in dogwatch.service dogwatch@.service; do
	  sed 's|^ExecStart=/usr/bin/|ExecStart=$(PREFIX)/bin/|' "systemd/$$unit" > "$$units/$$unit"
	  chmod 0644 "$$units/$$unit"
	done
	install -D -m 0644 systemd/dogwatch.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/dogwatch.conf"
	share="$(DESTDIR)$(PREFIX)/share"
	install -D -m 0644 -t "$$share/doc/dogwatch/dropins" systemd/dropins/*.conf
	install -D -m 0644 -t "$$share/doc/dogwatch" config.example.json
	made=$$(mktemp -d)
	trap 'rm -rf "$$made"' EXIT
	scripts/make-man "$(BINARY)" "$$made/man"
	gzip -9n "$$made"/man/*
	install -D -m 0644 -t "$$share/man/man8" "$$made/man/dogwatch.8.gz"
	install -D -m 0644 -t "$$share/man/man5" "$$made/man/dogwatch.json.5.gz"
	scripts/make-completions "$(BINARY)" "$$made"
	install -D -m 0644 -t "$$share/bash-completion/completions" "$$made/dogwatch"
	install -D -m 0644 -t "$$share/zsh/site-functions" "$$made/_dogwatch"
	install -D -m 0644 -t "$$share/fish/vendor_completions.d" "$$made/dogwatch.fish"
	install -d -m 0755 "$(DESTDIR)$(SYSCONFDIR)/dogwatch"

# The configuration and the state (/var/lib/dogwatch) stay; a folder that is empty does not.
uninstall:
	@rm -f "$(DESTDIR)$(PREFIX)/bin/dogwatch" "$(DESTDIR)$(PREFIX)/lib/sysusers.d/dogwatch.conf"
	rm -f "$(DESTDIR)$(PREFIX)/lib/systemd/system/dogwatch.service" "$(DESTDIR)$(PREFIX)/lib/systemd/system/dogwatch@.service"
	share="$(DESTDIR)$(PREFIX)/share"
	rm -f "$$share/man/man8/dogwatch.8.gz" "$$share/man/man5/dogwatch.json.5.gz" "$$share/bash-completion/completions/dogwatch"
	rm -f "$$share/zsh/site-functions/_dogwatch" "$$share/fish/vendor_completions.d/dogwatch.fish"
	rm -rf "$$share/doc/dogwatch"
	rmdir "$(DESTDIR)$(SYSCONFDIR)/dogwatch" 2>/dev/null || true

completions:
	@scripts/setup build
	swift build --product dogwatch
	scripts/make-completions .build/debug/dogwatch .build/completions

# dogwatch(8) and dogwatch.json(5).
man:
	@scripts/setup build install
	swift build --product dogwatch
	scripts/make-man .build/debug/dogwatch .build/man

# .build/deb/dogwatch_VERSION_ARCHITECTURE.deb of BINARY; of the sources as they are now when that is not set.
deb:
	@scripts/setup package
	if [[ "$(origin BINARY)" == file ]]; then
	  scripts/setup build
	  swift build -c release --static-swift-stdlib --product dogwatch
	fi
	scripts/make-deb "$(BINARY)" .build/deb
