# make demo   computes the 2020 circular's data and says where the results lie
# make test   style, types, tests and coverage; installs what it needs
# make        lists everything there is to make

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test check template catalogue messages audit-page pictures manual bench \
  oracle wheel-test fuzz bundle lock clean

help:
	@grep -E '^# make' Makefile | sed 's/^# //'

demo: .venv/ready
	@$(BIN)/xlportal demo demo

test: .venv/ready .venv/tools check
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -q -n auto
	@$(BIN)/python -W ignore -m coverage combine -q
	@rm -f .coverage.*   # what programs that tests killed or starved left half-written
	@$(BIN)/coverage report

# make check     style and types only
check: .venv/ready
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy

# make fuzz      tries 20,000 invented inputs on each program in fuzz/, or RUNS=… of them
RUNS ?= 20000
fuzz: .venv/ready
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	@mkdir -p build/fuzz
	@for program in fuzz/*.py; do \
	  PYTHONPATH=tests $(BIN)/python $$program -runs=$(RUNS) -artifact_prefix=build/fuzz/ 2>build/fuzz/log || \
	    { tail -40 build/fuzz/log; exit 1; }; \
	done

# make template  builds workbook_template.xlsm anew
template: .venv/ready
	@$(BIN)/python -m xlportal.excel.template workbook_template.xlsm

# make catalogue lists every problem in docs/problems.md anew
catalogue: .venv/ready
	@$(BIN)/python docs/make_problems.py docs/problems.md

# make manual    prints the manual into docs/使用手册.docx anew
manual: .venv/ready
	@$(BIN)/python docs/make_manual.py docs/使用手册.docx

# make bench     measures speed against other programs, side by side (docs/performance.md)
bench: .venv/ready .venv/bench/ready .venv/tools
	@.venv/bench/bin/python -m bench

.venv/bench/ready: pyproject.toml constraints.txt .ci/prepare | .venv/ready
	@.ci/prepare bench
	@touch $@

# make messages  lists everything else the program says in docs/messages.md anew
messages: .venv/ready
	@$(BIN)/python docs/make_messages.py docs/messages.md

# make audit-page lists what is wrong in the real circular in docs/audit-2020-02.md anew
audit-page: .venv/ready
	@$(BIN)/python docs/make_audit_page.py docs/audit-2020-02.md

# make wheel-test tests the built wheel in an empty environment; TESTS=tests: with all tests
wheel-test: .venv/ready
	@.ci/wheel-test $(TESTS)

# make bundle    builds the folder for Windows computers without internet, in dist/
bundle: .venv/ready
	@$(BIN)/python installer/bundle.py dist

# make lock      pins the packages of that folder anew, after a dependency has changed
lock: .venv/ready
	@$(BIN)/uv pip compile -q pyproject.toml -c constraints.txt --python-version 3.11 \
	  --python-platform x86_64-pc-windows-msvc --only-binary :all: --generate-hashes \
	  --no-annotate --custom-compile-command "make lock" -o installer/requirements.txt

# make pictures  prints the demo's files and keeps pictures of their pages in docs/pictures
pictures: .venv/ready .venv/tools
	@$(BIN)/python docs/make_pictures.py docs/pictures

# make oracle    judges 3,000 random documents, through real workbooks, against an independent calculation
oracle: .venv/ready
	@PYTHONPATH=tests $(BIN)/python tests/oracle.py


# make clean     removes everything that can be made again
clean:
	rm -rf .venv node_modules demo dist build .coverage .coverage.* *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/ready: pyproject.toml constraints.txt .ci/prepare
	@.ci/prepare python $(PYTHON)
	@touch $@

.venv/tools: package.json .ci/prepare | .venv/ready
	@.ci/prepare tools
	@touch $@
