"""What to do when the computer refuses, in Chinese: by the number Windows gives the refusal."""

from __future__ import annotations

LOG = "xlportal-install.log"

IN_USE = "有文件正在使用。请关闭所有 Excel 窗口，等半分钟，再运行一次。"
DAMAGED = "交付的文件夹不完整，没有安装。请重新复制整个文件夹。有问题的文件："
IN_THE_WAY = "{aside} 挡住了更新。请关闭所有 Excel 窗口，把这个文件夹改名或移走，再运行一次。"
NOT_PROTECTED = (
    "没有能把 {place} 设成其他用户只读，别的用户可能改得了里面的程序。"
    "请让管理员在它的“属性、安全”里去掉其他用户的写入权限。"
)
NO_PLACE = (
    "没有一个可以安装的位置（ProgramData、本人的程序文件夹、系统盘、公用文件夹都写不了）。"
    "请让管理员右键“安装.cmd”，选“以管理员身份运行”；之后本人再双击运行一次。"
)
ANTIVIRUS = (
    "杀毒软件拦下了它。请让管理员在杀毒软件里把文件夹 {place} 加入排除项，再运行一次。"
    "装的每个文件都在 SHA256SUMS.txt 里有校验和，可以核对。"
)
POLICY = (
    "单位的策略（AppLocker 或软件限制策略）不许运行 {place} 里的程序。"
    "请让管理员允许 {place}\\Scripts\\python.exe 和 pythonw.exe（见“管理员须知”），再运行一次。"
)
DENIED = (
    "系统拒绝访问 {place}。可能是杀毒软件或单位的策略，也可能有文件正在使用："
    "请先关闭所有 Excel 窗口再试；仍不行，请把“管理员须知”交给管理员。"
)
UNKNOWN = "没有装成，{place} 里没有留下东西。请把日志 {log} 交给维护人员。"

MACROS = (
    "打开工作簿时如果看到：",
    "  “安全警告 宏已被禁用”：点“启用内容”。",
    "  “安全风险 Microsoft 已阻止宏运行”：关掉工作簿，右键它，属性，勾选“解除锁定”，确定，再打开。",
    "  “正在启动……”之后报错或没有反应：杀毒软件可能拦下了 Excel 启动 Python，",
    "   请把“管理员须知”交给管理员；这期间可以照样填表，用命令计算。",
)
STARTER = "不用 Excel 按钮时，双击“命令行.cmd”，在那个窗口里输入 xlportal 命令。"
STARTER_EXAMPLE = "  它在工作簿旁边。例如：xlportal compute {book} --month 1"
STARTER_KEPT = (
    "{path} 不是安装程序写的，或者改过，没有动它。要用新的，请先把它改名，再运行一次“安装.cmd”。"
)
STARTER_FAILED = "写不了 {path}（{reason}）。"
WITHOUT_STARTER = "不用 Excel 按钮时，按 Win+R，输入 cmd 回车，在那个窗口里输入："

_BY_NUMBER = {
    5: DENIED,
    32: IN_USE,
    225: ANTIVIRUS,
    226: ANTIVIRUS,
    1260: POLICY,
    4551: POLICY,
}
"""Windows' numbers: access denied, sharing violation, virus infected, virus deleted, access
disabled by policy, blocked by application control."""


def on_refusal(error: OSError, place: object, log: object) -> str:
    """Return what to do about the error Windows gave."""
    number: int = getattr(error, "winerror", None) or 0
    text = _BY_NUMBER.get(number, DENIED if isinstance(error, PermissionError) else UNKNOWN)
    return text.format(place=place, log=log)


def on_failure(said: str, place: object, log: object) -> str:
    """Return what to do about a program that failed saying ``said``."""
    for number, text in _BY_NUMBER.items():
        if f"[WinError {number}]" in said:
            return text.format(place=place, log=log)
    return UNKNOWN.format(place=place, log=log)
