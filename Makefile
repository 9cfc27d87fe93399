# The whole vocabulary: format, lint, build, test, demo, check. `make check` is what CI runs.

SWIFT ?= swift
BIN = $(shell $(SWIFT) build --show-bin-path)

.PHONY: help setup setup-tests build test test-readme test-stranger test-systemd demo format lint check clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## Install what is missing (libsystemd-dev, …), saying so
	@Tests/setup

setup-tests: ## Also install what only tests need (systemd-container, …), saying so
	@Tests/setup --tests

build: setup ## Build everything, with warnings as errors
	$(SWIFT) build --build-tests

test: setup-tests build ## Run the unit, property and end-to-end tests
	$(SWIFT) test --disable-xctest --skip-build

test-readme: setup-tests build ## Run every command of the README
	Tests/readme/run $(BIN)

test-stranger: setup-tests build ## Drive the simulator with the vendor's own client
	Tests/DocSpaceSimulatorTests/Stranger/run $(BIN)/docspace-simulator

test-systemd: setup-tests build ## Run the service on a real systemd, as root in a container
	Tests/systemd/run $(BIN)

demo: setup ## Show the main job against the bundled simulator
	@$(SWIFT) build --product retentiond
	@$(SWIFT) build --product docspace-simulator
	@Tests/demo/run $(BIN)

format: ## Format the sources in place
	$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Tests

lint: ## Fail if formatting or linting would change or complain about anything
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

check: export README_BUILD = 1
check: lint build test demo test-readme test-stranger test-systemd ## Everything that CI runs

clean: ## Remove what the build made
	rm -rf .build
