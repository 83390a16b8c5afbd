from __future__ import annotations

import io

from portal_setup.conversation import Conversation


def talk(answers: str, *, is_quiet: bool = False) -> tuple[Conversation, io.StringIO]:
    screen = io.StringIO()
    return Conversation(is_quiet, io.StringIO(answers), screen), screen


def test_an_empty_answer_is_the_default_and_a_dragged_path_loses_its_quotes() -> None:
    conversation, screen = talk('\n"D:\\考核 2026"\n')
    assert conversation.ask("放在哪里？", "C:\\a") == "C:\\a"
    assert conversation.ask("放在哪里？", "C:\\a") == "D:\\考核 2026"
    assert "放在哪里？\n（直接按回车就是：C:\\a）> " in screen.getvalue()


def test_yes_and_no_are_understood_in_both_languages_and_asked_again_otherwise() -> None:
    conversation, screen = talk("是\nN\n也许\ny\n\n")
    assert conversation.agree("好吗？", default=False)
    assert not conversation.agree("好吗？", default=True)
    assert conversation.agree("好吗？", default=False)
    assert "请输入 y 或 n。" in screen.getvalue()
    assert not conversation.agree("好吗？", default=False)


def test_a_quiet_conversation_asks_nothing() -> None:
    conversation, screen = talk("", is_quiet=True)
    assert conversation.ask("放在哪里？", "C:\\a") == "C:\\a"
    assert conversation.agree("好吗？", default=True)
    assert screen.getvalue() == ""
