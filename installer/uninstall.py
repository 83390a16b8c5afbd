"""Uninstalling, started by the command script: see the package beside this file."""

import sys

from portal_setup.uninstalling import main

sys.exit(main())
