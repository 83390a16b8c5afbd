"""``python -m xlportal``: the same as the command ``xlportal``."""

import sys

# With "-m" Python looks for modules in the current folder first. A workbook's folder may hold a
# json.py or an openpyxl.py, which must not run. This package has been found already.
if not sys.flags.safe_path and not __file__.startswith(sys.path[0]):
    del sys.path[0]

from xlportal.cli import main

sys.exit(main())
