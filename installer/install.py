"""Installing and uninstalling, started by the command scripts: see the package beside this file."""

import sys

try:
    from portal_setup.stories import main
except (ImportError, SyntaxError, ValueError):
    if tuple(sys.version_info) < (3, 11):  # which fails on whole files too
        raise
    if "--suits" in sys.argv:  # the Python does; the installation itself says what is wrong
        sys.exit(0)
    sys.exit("交付的文件夹不完整，什么也没有做。请重新复制整个文件夹。")

sys.exit(main(sys.argv[1:]))
