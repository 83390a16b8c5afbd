from __future__ import annotations

import pytest

from portal_setup import advice


class WindowsError(OSError):
    """An error as Windows gives it, with its own number."""

    def __init__(self, number: int) -> None:
        super().__init__(13, "拒绝访问")
        self.winerror = number


@pytest.mark.parametrize(
    ("number", "part"),
    [
        (5, "系统拒绝访问 C:\\x"),
        (32, "请关闭所有 Excel 窗口"),
        (225, "杀毒软件拦下了它。请让管理员在杀毒软件里把文件夹 C:\\x 加入排除项"),
        (1260, "请让管理员允许 C:\\x\\Scripts\\python.exe 和 pythonw.exe"),
        (4551, "AppLocker"),
        (999, "请把日志 C:\\log 交给维护人员"),
    ],
)
def test_every_refusal_of_windows_has_its_advice(number: int, part: str) -> None:
    assert part in advice.on_refusal(WindowsError(number), "C:\\x", "C:\\log")
    assert part in advice.on_failure(f"ERROR: [WinError {number}] 拒绝", "C:\\x", "C:\\log")


def test_a_refusal_without_windows_number_is_told_by_its_kind() -> None:
    assert "系统拒绝访问" in advice.on_refusal(PermissionError(13, "x"), "C:\\x", "C:\\log")
    assert "维护人员" in advice.on_refusal(OSError(28, "x"), "C:\\x", "C:\\log")
