"""``python -m xlportal``: the same as the command ``xlportal``."""

import sys

from xlportal.cli import main

sys.exit(main())
