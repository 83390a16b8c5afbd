"""Uninstalling, started by the command script: see the package beside this file."""

import sys

try:
    from portal_setup.uninstalling import main
except (ImportError, SyntaxError, ValueError):
    sys.exit(
        "卸载程序的文件不完整，没有删除任何东西。"
        "请重新复制交付的整个文件夹，再双击其中的“卸载.cmd”。"
    )

sys.exit(main())
