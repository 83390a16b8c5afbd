"""Talking with whoever sits at the computer, in a console window."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TextIO

YES, NO = ("y", "yes", "是", "好"), ("n", "no", "否", "不")


class Refused(Exception):
    """What makes going on impossible; the text says in Chinese what it is and what to do."""


@dataclass(frozen=True)
class Conversation:
    """Questions and answers; one that ``is_quiet`` asks nothing and takes every default."""

    is_quiet: bool = False
    answers: TextIO = field(default_factory=lambda: sys.stdin)
    screen: TextIO = field(default_factory=lambda: sys.stdout)

    def say(self, *lines: str) -> None:
        """Show lines."""
        self.screen.write("".join(f"{line}\n" for line in lines))
        self.screen.flush()

    def ask(self, question: str, default: str) -> str:
        """Return the answer to a question; an empty one is ``default``."""
        if self.is_quiet:
            return default
        self.screen.write(f"{question}\n（直接按回车就是：{default}）> ")
        self.screen.flush()
        # Dragging a folder into the window types its path in quotation marks.
        return self.answers.readline().strip().strip('"').strip() or default

    def agree(self, question: str, *, default: bool) -> bool:
        """Return whether a question was answered with yes."""
        while True:
            answer = self.ask(f"{question}（y 是 / n 否）", "y" if default else "n").lower()
            if answer in YES or answer in NO:
                return answer in YES
            self.say("请输入 y 或 n。")
