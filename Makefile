# The whole vocabulary: format, lint, build, test, demo, check. `make check` is what CI runs.

SWIFT ?= swift
BIN = $(shell $(SWIFT) build --show-bin-path)

# Otherwise Swift Testing takes a backtrace of each thrown error, which takes twice as long as the tests themselves.
export SWT_SWIFT_ERROR_BACKTRACING_ENABLED = 0

# Where `make install` puts things; DESTDIR goes in front of it.
PREFIX ?= /usr/local
# More options for building, such as those of .ci/run.
FLAGS ?=
# Another folder than .build for the release.
SCRATCH ?= .build
# The release contains Swift's libraries, so that it runs without Swift. Uncalled C functions and exported names are removed,
# and relocations packed where the C library can read them (glibc 2.36 and later), to keep the binary and its memory small.
PACKED = $(shell printf '2.36\n%s\n' "$$(ldd --version | sed -n '1s/.* //p')" | sort -C -V && echo \
	-Xlinker -z -Xlinker pack-relative-relocs)
RELEASE = --scratch-path $(SCRATCH) -c release -debug-info-format none --static-swift-stdlib --disable-local-rpath \
	-Xcc -Os -Xcc -ffunction-sections -Xcc -fdata-sections -Xswiftc -use-ld=lld \
	-Xlinker --no-export-dynamic $(PACKED) -Xlinker -s -Xlinker -z -Xlinker now
# The binary that install and deb pack. If you name another one, `make deb` builds none.
BINARY ?= $(SCRATCH)/release/retentiond
RELEASED = $(if $(filter file,$(origin BINARY)),release)
VERSION ?= $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/retentiond/Retentiond.swift)
DEB = .build/deb/retentiond_$(VERSION)_$(shell dpkg --print-architecture).deb

.PHONY: help setup setup-tests setup-bench build release test t test-readme test-vendor-sdk test-metrics test-report \
	test-terminal test-unit test-simulation test-systemd test-debian12 test-debian13 test-records test-system test-packaging \
	test-speed test-crash test-fuzz test-soak sanitize bench bench-growth demo simulate mutants format lint install uninstall \
	deb check check-others check-release clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# BUILT=1 says that these have run: finding that nothing is to be built takes ten seconds each time.
ifdef BUILT
setup setup-tests build: ;
else
setup: ## Install missing packages (libsystemd-dev, …) and report them
	@Tests/Tools/setup

setup-tests: ## Also install packages that only tests need (systemd-container, …)
	@Tests/Tools/setup --tests

build: setup ## Build everything, with warnings as errors
	$(SWIFT) build --build-tests $(FLAGS) --explicit-target-dependency-import-check error
endif

setup-bench: ## Also install packages that only benchmarks need (strace, …)
	@Tests/Tools/setup --bench

release: setup ## Build the optimized program for installation; it needs no Swift
	$(if $(AFTER),nice) $(SWIFT) build $(RELEASE) --product retentiond

install: $(if $(wildcard $(BINARY)),,release) ## Install the release below DESTDIR and PREFIX (/usr/local)
	@DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) deploy/install place $(BINARY)
	@echo "Installed. Next: systemctl daemon-reload; journalctl --update-catalog; man retentiond"

uninstall: ## Remove the installed files; policies, keys and state stay
	@DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) deploy/install remove

deb: $(RELEASED) ## Build a Debian package in .build/deb
	@Tests/Tools/setup --deb
	@deploy/debian/build $(BINARY) $(VERSION) .build/deb

test: test-unit test-simulation ## Run the unit, property and end-to-end tests

# `swift test` would keep others from building meanwhile.
TESTS = $(if $(AFTER),env NO_COLOR=1) $(BIN)/retentiondPackageTests.xctest --testing-library swift-testing

test-unit: setup-tests build ## Run them without the simulation
	$(TESTS) --skip SimulationTests

# It waits for nothing, so others come first.
test-simulation: setup build ## Simulate 200 runs of the daemon
	RETENTIOND_SEEDS=200 RETENTIOND_DENSE=0 RETENTIOND_DAYS=8 nice $(TESTS) --filter SimulationTests

t: ## Build, run the tests that match F=… (a regular expression on suites and names), and print only failures
	@test -n "$(F)" || { echo 'usage: make t F=PolicyKeyTests' >&2; exit 64; }
	@SWIFT='$(SWIFT)' Tests/Tools/only '$(F)'

test-readme: setup-tests build ## Run every command of the README
	Tests/System/cli/readme/run $(BIN)

test-vendor-sdk: setup-tests build ## Drive the simulator with the vendor's own client
	Tests/Unit/DocSpaceSimulatorTests/VendorSDK/run $(BIN)/docspace-simulator

test-metrics: setup-tests build ## Check the metrics with Prometheus' own tools
	Tests/System/metrics/run $(BIN)

test-report: setup-tests build ## Check reports in a browser
	Tests/System/report/run $(BIN)

test-terminal: setup-tests build ## Measure tables on terminals of several widths
	Tests/System/terminal/run $(BIN)

test-systemd: test-debian12 test-debian13 ## Run the service on a real systemd, as root in containers: Debian 12 and 13

test-debian12 test-debian13: test-%: setup-tests build
	SYSTEM=$* Tests/System/systemd/run $(BIN)
	SYSTEM=$* Tests/System/systemd/audit/run $(BIN)

test-records: setup-tests build $(RELEASED) ## Purge 50,000 items with the optimized program, and find all records
	RECORDS=50000 PROGRAM=$(BINARY) Tests/System/systemd/run $(BIN) 70

test-system: $(if $(CASE),setup-tests build) ## Run one case of Tests/System/systemd/cases, CASE=30 [SYSTEM=debian13], as root in a container
	@test -n "$(CASE)" || { echo 'usage: make test-system CASE=30 [SYSTEM=debian13]; the cases:' >&2; ls Tests/System/systemd/cases >&2; exit 64; }
	SYSTEM=$(or $(SYSTEM),debian12) Tests/System/systemd/run $(BIN) $(CASE)

bench: setup-bench release ## Measure beside curl, Python and the vendor's SDK, into docs/internals/performance.md (1 h)
	$(SWIFT) build $(RELEASE) --product docspace-simulator
	Tests/Tools/bench/run $(BINARY) $(SCRATCH)/release --write docs/internals/performance.md

bench-growth: setup-bench release ## Draw how time and memory grow with the trash, docs/internals/growth.svg (12 min)
	Tests/Tools/bench/run $(BINARY) growth docs/internals/growth.svg

test-speed: setup-tests $(RELEASED) ## Compare the number of instructions of planning with a limit
	Tests/Tools/bench/guard $(BINARY)

test-packaging: setup-tests deb ## Test the package, its manuals, its installation and removal: Debian 12 and 13
	Tests/System/packaging/run $(DEB)

test-crash: setup-tests build ## Kill the program at its system calls and check the result; ALL=1: at each of them
	Tests/System/crash/run $(BIN) $(if $(ALL),--all,--seconds $(or $(SECONDS),45))

test-fuzz: setup ## Fuzz every parser for some seconds; SECONDS=60: for longer
	Tests/Tools/fuzz/run $(or $(SECONDS),3)

test-soak: setup-tests build ## Load the service for an hour and check that it doesn't grow; MINUTES=2: for less
	Tests/System/soak/run $(BIN) $(or $(MINUTES),60)

sanitize: setup ## Run the unit tests under AddressSanitizer (10 min from nothing)
	Tests/Tools/sanitize/run

demo: setup ## Show the main job against the bundled simulator
ifndef BUILT
	@$(SWIFT) build $(FLAGS) --product retentiond
	@$(SWIFT) build $(FLAGS) --product docspace-simulator
endif
	@Tests/System/cli/demo/run $(BIN)

# Runs of the daemon that `make simulate` simulates, and the first one's seed.
SEEDS ?= 10000
FIRST_SEED ?= 1
# Days with trouble in each; 8 quiet ones follow.
DAYS ?= 60
# 1: larger, busier runs, which take twenty times as long.
DENSE ?= 0

# OPTIMIZED=1 builds once more and simulates several times as fast. A release build can't: with -enable-testing the compiler
# (Swift 6.3.1) gives up on retentiond's module ("circular reference").
simulate: setup build ## Simulate SEEDS (10000) runs of DAYS (60) with faults; docs/internals/testing.md
	RETENTIOND_SEEDS=$(SEEDS) RETENTIOND_FIRST_SEED=$(FIRST_SEED) RETENTIOND_DAYS=$(DAYS) RETENTIOND_DENSE=$(DENSE) \
		$(TESTS) --filter SimulationTests

mutants: setup ## Check that the tests notice deliberate bugs; writes .build/mutation.md
	Tests/Tools/mutation/run

format: ## Format the sources in place
	$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Tests

lint: ## Fail on any finding of the formatter or linters
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	@Tests/Tools/mutation/run --apply
	@Tests/Tools/citations/run

# Beside the unit tests only the release is built; then the containers, which mostly wait, run in parallel with each other and
# the rest. A target's output is printed when it ends.
check: ## Everything that CI runs
	$(MAKE) --no-print-directory --jobs=2 lint setup-tests build
	$(MAKE) --no-print-directory BUILT=1 AFTER=test-unit --jobs=6 --keep-going --output-sync=target \
		test-unit test-debian12 test-debian13 check-others check-release test-simulation

# AFTER names targets that end first.
test-debian12 test-debian13 test-simulation check-others: | $(AFTER)

check-others: setup-tests build
	$(MAKE) --no-print-directory --jobs=1 demo test-readme test-vendor-sdk test-metrics test-report test-terminal test-crash \
		test-fuzz

check-release: setup-tests release
	$(MAKE) --no-print-directory --jobs=1 BINARY=$(BINARY) test-packaging test-records test-speed

clean: ## Remove the build's files
	rm -rf .build .build-asan .build-tsan
