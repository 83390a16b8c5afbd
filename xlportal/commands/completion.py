"""``xlportal completion``: a script that lets a shell complete the command's words."""

from __future__ import annotations

import argparse

import shtab

from xlportal import cli
from xlportal.commands.common import DONE, say


def run(shell: str) -> int:
    """Print the completion script of a shell, made from the command's own parser."""
    say(shtab.complete(_with_files(cli.parser()), shell))
    return DONE


def _with_files(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Return ``parser`` with the shell's own file names where a file is wanted."""
    for action in parser._actions:  # noqa: SLF001 - argparse tells its words in no other way
        if action.nargs == argparse.PARSER:
            for command in action.choices.values():  # type: ignore[union-attr]
                _with_files(command)
        elif action.type is cli.as_path:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    return parser
