"""What to do when the computer refuses, in Chinese: by the number Windows gives the refusal."""

from __future__ import annotations

import tempfile
from pathlib import Path

LOG = Path(tempfile.gettempdir()) / "xlportal-install.log"

IN_USE = "有文件正在使用。请关闭所有 Excel 窗口，等半分钟，再运行一次。"
IN_THE_WAY = "{aside} 挡住了更新。请把这个文件夹改名或移走，再运行一次。"
NO_PLACE = (
    "没有一个可以安装的位置（ProgramData、本人的程序文件夹、系统盘、公用文件夹都写不了）。"
    "请让管理员右键“安装.cmd”，选“以管理员身份运行”；之后本人再双击运行一次。"
)
NOT_PROTECTED = (
    "没有能把 {place} 设成其他用户只读，请管理员在它的“属性、安全”里去掉其他用户的写入权限。"
)
DAMAGED = (
    f"交付的文件夹不完整，没有安装。请重新复制整个文件夹；还不行，请把日志 {LOG} 交给维护人员。"
)
MACROS = (
    "打开工作簿时如果看到：",
    "  “安全警告 宏已被禁用”：点“启用内容”。",
    "  “安全风险 Microsoft 已阻止宏运行”：关掉工作簿，右键它，属性，勾选“解除锁定”，再打开。",
    "  按钮没有反应：杀毒软件可能拦下了 Excel 启动 Python，请把“管理员须知”交给管理员；",
    "   这期间照样填表，分数照样算（用的是表里的公式）。",
)

_DENIED = (
    "系统拒绝访问 {place}。可能是杀毒软件或单位的策略，也可能有文件正在使用："
    "请先关闭所有 Excel 窗口再试；仍不行，请把“管理员须知”交给管理员。"
)
_ANTIVIRUS = "杀毒软件拦下了它。请让管理员在杀毒软件里把文件夹 {place} 加入排除项，再运行一次。"
_POLICY = (
    "单位的策略（AppLocker 或软件限制策略）不许运行 {place} 里的程序。"
    "请让管理员允许 {place}\\Scripts\\python.exe 和 pythonw.exe（见“管理员须知”），再运行一次。"
)
_BY_NUMBER = {
    5: _DENIED, 32: IN_USE, 225: _ANTIVIRUS, 226: _ANTIVIRUS, 1260: _POLICY, 4551: _POLICY,
}  # fmt: skip
"""Windows' numbers: access denied, sharing violation, virus infected, virus deleted, access
disabled by policy, blocked by application control."""


def on_refusal(error: OSError, place: Path) -> str:
    """Return what to do about the error Windows gave."""
    text = _BY_NUMBER.get(getattr(error, "winerror", None) or 0, _DENIED)
    return text.format(place=place)


def on_failure(said: str, place: Path) -> str:
    """Return what to do about a program that failed saying ``said``, which is kept."""
    LOG.write_text(said, encoding="utf-8")
    known = (text for number, text in _BY_NUMBER.items() if f"[WinError {number}]" in said)
    return next(known, DAMAGED).format(place=place)
