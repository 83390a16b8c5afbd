# make demo       computes the 2020 circular's data and says where the results lie
# make test       style, types, tests and coverage; installs what it needs
# make            lists everything there is to make

PYTHON ?= python3
BIN := .venv/bin
IN_TESTS := PYTHONPATH=$(CURDIR):$(CURDIR)/tests $(BIN)/python

.PHONY: help demo test check oracle mutate failures bench template audit-page pictures wheel-test bundle \
  lock clean

help:
	@grep -E '^# make' Makefile | sed 's/^# //'

demo: .venv/ready
	@$(BIN)/xlportal demo demo

test: .venv/ready .venv/tools check
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -q -n auto --dist loadfile --no-loadscope-reorder
	@$(BIN)/python -W ignore -m coverage combine -q
	@rm -f .coverage.*   # what programs that tests killed or starved left half-written
	@$(BIN)/coverage report

# make check      style and types only
check: .venv/ready
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy

# make oracle     thousands of random documents against an independent calculation
oracle: .venv/ready
	@$(IN_TESTS) tests/oracle.py

# make mutate     thousands of wrong characters in a circular against the audit
mutate: .venv/ready
	@$(IN_TESTS) tests/mutate.py

# make failures   lets every single step of every button fail, one after another
failures: .venv/ready .venv/tools
	@XLPORTAL_EVERY_STEP=1 $(BIN)/python -m pytest -q -rP -n auto tests/excel -k failure_at_any_step

# make bench      measures speed against other programs, side by side, into docs/performance.md
bench: .venv/ready .venv/tools
	@$(IN_TESTS) -m bench

# make template   builds workbook_template.xlsm anew
template: .venv/ready
	@$(BIN)/python -m xlportal.excel.template workbook_template.xlsm

# make audit-page lists what is wrong in the real circular in docs/audit-2020-02.md anew
audit-page: .venv/ready
	@$(BIN)/python docs/make_audit_page.py docs/audit-2020-02.md

# make pictures   prints the demo's files and keeps pictures of their pages in docs/pictures
pictures: .venv/ready .venv/tools
	@$(BIN)/python docs/make_pictures.py docs/pictures

# make wheel-test tests the built wheel in an empty environment; TESTS=tests: with all tests
wheel-test: .venv/ready
	@.ci/wheel-test $(TESTS)

# make bundle     builds the folder for Windows computers without internet, in dist/
bundle: .venv/ready
	@$(BIN)/python installer/bundle.py dist

# make lock       pins the packages of that folder anew, after a dependency has changed
lock: .venv/ready
	@$(BIN)/uv pip compile -q pyproject.toml -c constraints.txt --python-version 3.11 \
	  --python-platform x86_64-pc-windows-msvc --only-binary :all: --generate-hashes \
	  --no-annotate --custom-compile-command "make lock" -o installer/requirements.txt

# make clean      removes everything that can be made again
clean:
	rm -rf .venv node_modules demo dist build .coverage .coverage.* *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/ready: pyproject.toml constraints.txt .ci/prepare
	@.ci/prepare python $(PYTHON)
	@touch $@

.venv/tools: package.json .ci/prepare | .venv/ready
	@.ci/prepare tools
	@touch $@
