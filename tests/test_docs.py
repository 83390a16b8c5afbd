"""The documents hold together: what they point at exists, and what they say to type is there."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import make_audit_page
import pytest

from support.tools import REPOSITORY
from xlportal import __version__
from xlportal.sheets import layout
from xlportal.sheets.interface import BUTTONS

PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])
MANUAL = (REPOSITORY / "docs" / "使用手册.md").read_text(encoding="utf-8")
LINK = re.compile(r"(?<!\\)\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)|<img[^>]*\ssrc=\"([^\"]+)\"")


def anchors(page: Path) -> set[str]:
    """Return what a heading of ``page`` can be pointed at by, as GitHub makes it of its text."""
    headings = re.findall(r"^#+ +(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_and_picture_exists(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for pair in LINK.findall(text):
        target = unquote("".join(pair))
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(found), f"{page.name}: {target}"


def test_every_make_target_a_page_names_exists_and_every_target_is_listed() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8").replace("\\\n", "")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    listed = set(re.findall(r"^# make ([a-z][\w-]*)", makefile, re.MULTILINE))
    assert targets == set(phony) == listed | {"help"}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        named = re.findall(r"(?:`|^)make ([a-z][\w-]*)", text, re.MULTILINE)
        assert set(named) <= targets, page.name


def test_every_command_and_every_option_a_page_gives_exists(run: Any) -> None:
    commands = re.findall(r"^    ([a-z]+) ", run("--help").out, re.MULTILINE)
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert len(commands) == 9
    assert [name for name in commands if f"xlportal {name}" not in readme] == []
    for page in PAGES:
        for command, words in re.findall(
            r"`xlportal ([a-z]+)([^`\n]*)`", page.read_text(encoding="utf-8")
        ):
            known = run(command, "--help").out
            flags = re.findall(r"(?<!\S)--?[a-z]+\b", words)
            assert [flag for flag in flags if flag not in known] == [], (page.name, words)


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.action)
def test_the_manual_explains_every_button(button: Any) -> None:
    assert button.label in MANUAL


def test_the_manual_names_the_sheets() -> None:
    for name in (layout.GUIDE, layout.PARAMETERS, layout.ROSTER, layout.OPENING, layout.PROBLEMS):
        assert f"“{name}”" in MANUAL


def test_the_changelog_has_a_heading_for_this_version() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", changelog, re.MULTILINE)


def test_the_committed_audit_page_is_the_audit_of_today() -> None:
    committed = (REPOSITORY / "docs" / "audit-2020-02.md").read_text(encoding="utf-8")
    assert committed == make_audit_page.page(), "run `make audit-page` and commit the result"
