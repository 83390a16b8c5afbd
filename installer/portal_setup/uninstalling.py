"""The removal as it is told to whoever runs 卸载.cmd: the program goes, every workbook stays."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from portal_setup import advice, starter, trust
from portal_setup.conversation import Conversation
from portal_setup.environment import Installation, installations, remove
from portal_setup.installing import DONE, NOT_DONE
from portal_setup.machine import Machine, this_machine


def main(words: Sequence[str] | None = None) -> int:
    """Remove what was installed on this computer, return the exit code."""
    parser = argparse.ArgumentParser(prog="卸载.cmd", description="卸载门户网站考核 xlportal")
    parser.add_argument("--quiet", action="store_true", help="不提问")
    return uninstall(this_machine(), Conversation(is_quiet=parser.parse_args(words).quiet))


def uninstall(machine: Machine, conversation: Conversation) -> int:
    """Remove exactly what was installed, return the exit code."""
    found = installations(machine)
    if not found and not trust.trusted(machine) and not starter.noted(machine):
        conversation.say("这台电脑上没有装门户网站考核 xlportal。")
        return DONE
    conversation.say("将要删除：", *(f"  {made.place}（{made.version}）" for made in found))
    conversation.say(*(f"  受信任位置 {folder}" for folder in trust.trusted(machine).values()))
    conversation.say(*(f"  {path}" for path in starter.noted(machine)))
    conversation.say("工作簿、附表、通报一个也不删。")
    if not conversation.agree("现在删除吗？", default=True):
        conversation.say("没有删除任何东西。")
        return DONE
    trust.distrust(machine)
    for path in starter.remove(machine):
        conversation.say(f"{path} 改过或删不了，没有动。")
    return max([_remove(made, conversation) for made in found], default=DONE)


def _remove(made: Installation, conversation: Conversation) -> int:
    try:
        remaining = remove(made)
    except OSError as error:
        conversation.say(f"{made.place} 没有删完（{error.strerror}）。", advice.IN_USE)
        return NOT_DONE
    conversation.say(f"已删除 {made.place}")
    if remaining:
        conversation.say("下面这些不是安装时放进去的，没有动：")
        conversation.say(*(f"  {made.place / name}" for name in remaining))
    return DONE
