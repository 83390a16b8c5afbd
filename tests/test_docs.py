"""The documents hold together: what they point at exists, and what they say to type is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

from support.tools import REPOSITORY
from xlportal import __version__, cli

PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])
LINK = re.compile(r"(?<!\\)\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)|<img[^>]*\ssrc=\"([^\"]+)\"")


def without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return what a heading of ``page`` can be pointed at by, as GitHub makes it of its text."""
    headings = re.findall(r"^#+ +(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_and_picture_exists(page: Path) -> None:
    text = without_code(page.read_text(encoding="utf-8"))
    for pair in LINK.findall(text):
        target = unquote("".join(pair))
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(found), f"{page.name}: {target}"


def test_every_make_target_a_page_names_exists_and_every_target_is_listed() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    phony = set(
        re.findall(r"^\.PHONY: (.*)$", makefile.replace("\\\n", ""), re.MULTILINE)[0].split()
    )
    listed = set(re.findall(r"^# make ([a-z][\w-]*)", makefile, re.MULTILINE))
    assert targets == phony
    assert listed | {"help"} == targets
    for page in PAGES:
        named = re.findall(
            r"(?:`|^)make ([a-z][\w-]*)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
        assert set(named) <= targets, page.name


def test_every_command_is_in_the_readme() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    shown = subprocess.run(
        ["make", "-s", "-C", REPOSITORY, "help"], capture_output=True, text=True, check=True
    )
    assert "make bundle" in shown.stdout
    for command in cli.COMMANDS:
        assert f"`xlportal {command} " in readme, command


def test_the_changelog_has_a_heading_for_this_version() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", changelog, re.MULTILINE)
