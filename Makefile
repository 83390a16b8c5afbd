# make demo   computes the 2020 circular's data and says where the results lie
# make test   style, types, tests and coverage; installs what it needs
# make        lists everything there is to make

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test check template clean

help:
	@grep -E '^# make' Makefile | sed 's/^# //'

demo: .venv/ready
	@$(BIN)/xlportal demo demo

test: .venv/ready .venv/tools check
	@$(BIN)/coverage run -m pytest -q
	@$(BIN)/coverage report

# make check     style and types only
check: .venv/ready
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy

# make template  builds workbook_template.xlsm anew
template: .venv/ready
	@$(BIN)/python -m xlportal.workbook.template workbook_template.xlsm

# make clean     removes everything that can be made again
clean:
	rm -rf .venv node_modules demo dist build .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/ready: pyproject.toml constraints.txt .ci/prepare
	@.ci/prepare python $(PYTHON)
	@touch $@

.venv/tools: package.json .ci/prepare | .venv/ready
	@.ci/prepare tools
	@touch $@
