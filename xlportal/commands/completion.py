"""``xlportal completion``: a script that lets a shell complete the command's words.

Written from the command's own parser, so that it cannot know other words than the command does.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from xlportal import cli
from xlportal.commands.common import DONE, say

MONTHS = tuple(str(month) for month in range(1, 13))


@dataclass(frozen=True)
class Option:
    """An option: its spellings, what it is for, whether a value follows, and which are known."""

    flags: tuple[str, ...]
    text: str
    takes_value: bool
    values: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """A command with its options; ``values`` are the words its first argument may be, if known."""

    name: str
    text: str
    options: tuple[Option, ...]
    values: tuple[str, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        """Return every spelling of every option."""
        return tuple(flag for option in self.options for flag in option.flags)


def run(shell: str) -> int:
    """Print the completion script of a shell."""
    say(script(shell, commands()))
    return DONE


def script(shell: str, known: tuple[Command, ...]) -> str:
    """Return the completion script of ``shell`` for the commands ``known``."""
    writers = {"bash": _bash, "zsh": _zsh, "fish": _fish, "powershell": _powershell}
    return "\n".join(writers[shell](known))


def commands() -> tuple[Command, ...]:
    """Return what the command understands, as its parser has it."""
    groups = [a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction)]  # noqa: SLF001 - argparse tells its words in no other way
    (group,) = groups
    texts = {choice.dest: choice.help or "" for choice in group._choices_actions}  # noqa: SLF001
    return tuple(
        Command(name, texts[name], *_words(parser)) for name, parser in group.choices.items()
    )


def _words(parser: argparse.ArgumentParser) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    actions = parser._actions  # noqa: SLF001
    options = tuple(_option(action) for action in actions if action.option_strings)
    first = [_values(action) for action in actions if not action.option_strings]
    return options, first[0] if first else ()


def _option(action: argparse.Action) -> Option:
    flags = tuple(action.option_strings)
    return Option(flags, action.help or "", action.nargs != 0, _values(action))


def _values(action: argparse.Action) -> tuple[str, ...]:
    """Return the words an argument may be, by what it is called; files are the shell's business."""
    return {"month": MONTHS, "shell": cli.SHELLS}.get(action.dest, ())


def _bash(known: tuple[Command, ...]) -> Iterator[str]:
    names = " ".join(["--help", "--version", *(command.name for command in known)])
    yield "_xlportal() {"
    yield '    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=""'
    yield "    COMPREPLY=()"
    yield '    case "$COMP_CWORD ${COMP_WORDS[1]} $before $word" in'
    yield f'        "1 "*) words="{names}" ;;'
    for command in known:
        for option in command.options:
            for flag in option.flags:
                if option.takes_value:
                    values = " ".join(option.values)
                    yield f'        *" {command.name} {flag} "*) words="{values}" ;;'
        flags = " ".join(command.flags)
        yield f'        *" {command.name} "*" -"*) words="{flags}" ;;'
        if command.values:
            yield f'        *" {command.name} "*) words="{" ".join(command.values)}" ;;'
    yield "    esac"
    yield "    # Where there are no words to choose from, the shell offers files."
    yield '    [ -z "$words" ] || COMPREPLY=($(compgen -W "$words" -- "$word"))'
    yield "}"
    yield "complete -o default -F _xlportal xlportal"


def _zsh(known: tuple[Command, ...]) -> Iterator[str]:
    yield "autoload -U +X compinit && compinit"
    yield "autoload -U +X bashcompinit && bashcompinit"
    yield from _bash(known)


def _fish(known: tuple[Command, ...]) -> Iterator[str]:
    start = "complete -c xlportal"
    for flag in ("help", "version"):
        yield f"{start} -n __fish_use_subcommand -f -l {flag}"
    for command in known:
        yield f"{start} -n __fish_use_subcommand -f -a {command.name} -d {_quoted(command.text)}"
        within = f"{start} -n '__fish_seen_subcommand_from {command.name}'"
        if command.values:
            yield f"{within} -f -a {_quoted(' '.join(command.values))}"
        for option in command.options:
            spelt = " ".join(_fish_flag(flag) for flag in option.flags)
            value = " -r" if option.takes_value else ""
            value += f" -f -a {_quoted(' '.join(option.values))}" if option.values else ""
            yield f"{within} {spelt}{value} -d {_quoted(option.text)}"


def _fish_flag(flag: str) -> str:
    return f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"


def _powershell(known: tuple[Command, ...]) -> Iterator[str]:
    yield "Register-ArgumentCompleter -Native -CommandName xlportal -ScriptBlock {"
    yield "    param($word, $line, $position)"
    yield "    $commands = @{"
    for command in known:
        words = ", ".join(_quoted(word) for word in (*command.flags, *command.values))
        yield f"        '{command.name}' = @({words})"
    yield "    }"
    yield "    $values = @{"
    for flag, values in sorted(_known_values(known).items()):
        yield f"        '{flag}' = @({', '.join(_quoted(value) for value in values)})"
    yield "    }"
    yield "    $said = @($line.CommandElements | ForEach-Object { $_.ToString() })"
    yield "    if ($word) { $said = @($said | Select-Object -SkipLast 1) }"
    yield "    $words = @('--help', '--version') + @($commands.Keys | Sort-Object)"
    yield "    if ($said.Count -gt 1) { $words = $commands[$said[1]] }"
    yield "    if ($values.ContainsKey($said[-1])) { $words = $values[$said[-1]] }"
    yield '    $words | Where-Object { $_ -like "$word*" } | ForEach-Object {'
    yield "        [System.Management.Automation.CompletionResult]::new($_)"
    yield "    }"
    yield "}"


def _known_values(known: tuple[Command, ...]) -> dict[str, tuple[str, ...]]:
    options = [option for command in known for option in command.options if option.values]
    return {flag: option.values for option in options for flag in option.flags}


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
