"""A LibreOffice that waits for a test to connect to it."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

from support.tools import FONTS


class Soffice:
    """A LibreOffice with a profile of its own; ``uses`` counts the tests it served."""

    def __init__(self) -> None:
        self.uses = 0
        self.pipe = f"xlportal{uuid.uuid4().hex}"
        self._profile = Path(tempfile.mkdtemp(prefix="xlportal-office-"))
        command = [
            "soffice", f"-env:UserInstallation={self._profile.as_uri()}",
            "--headless", "--norestore", "--nologo", f"--accept=pipe,name={self.pipe};urp;",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
        )  # fmt: skip

    def close(self) -> None:
        """End it with all its processes and forget its profile."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)
