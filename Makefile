# `make` prints the verbs. Everything runs with the Bun that package.json pins.
BIN := node_modules/.bin
BUN := $(BIN)/bun

.DEFAULT_GOAL := help
.PHONY: help dev run check test bench docs screenshots build release format

help: ## Print the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

dev: ## Serve from the sources and start again when they change
	$(BUN) --watch src/main.ts serve

run: ## Serve from the sources
	$(BUN) src/main.ts serve

check: ## Format, lint, types, layering and freshness of the generated documents; warnings are errors
	$(BIN)/biome check --error-on-warnings .
	$(BIN)/tsc --noEmit
	$(BIN)/tsc --noEmit --project src/dashboard/app
	$(BUN) test test/unit/layering.test.ts test/unit/docs.test.ts \
		test/unit/cli/program.test.ts test/unit/http/openapi.test.ts test/unit/setup/guide.test.ts

test: ## All tests, the compiled binary and browsers included
	$(BUN) run test

bench: ## Measure, as ratios of one run; PARTS="sinks child" for less than all
	$(BUN) test/bench/main.ts $(PARTS)

docs: ## Write the generated documents again
	$(BUN) docs/generate.ts

screenshots: ## Take the pictures of docs/images again; needs Chromium
	$(BUN) docs/screenshots.ts

build: ## Compile dist/tattle
	$(BUN) test/support/compile.ts dist/tattle

release: ## Compile for every platform, with checksums
	$(BUN) test/support/release.ts

format: ## Format and repair what can be repaired
	$(BIN)/biome check --write .
