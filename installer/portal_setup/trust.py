"""Excel's trusted locations of this user: a folder in which workbooks may run their macros."""

from __future__ import annotations

from pathlib import Path

from portal_setup.machine import Machine

LOCATIONS = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office\16.0"
DESCRIPTION = "xlportal 门户网站考核"
"""By this text the setup knows its own entries again; others are never touched."""

_EXCEL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_FORBIDDEN = (
    (rf"{POLICIES}\Excel\Security\Trusted Locations", "AllLocationsDisabled", 1),
    (rf"{POLICIES}\Common\Security\Trusted Locations", "Allow User Locations", 0),
)


def trusted(machine: Machine) -> dict[str, str]:
    """Return the folders that the setup made trusted, by the name of their entry."""
    entries = machine.registry.children(LOCATIONS)
    return {
        entry: str(machine.registry.value(rf"{LOCATIONS}\{entry}", "Path"))
        for entry in entries
        if machine.registry.value(rf"{LOCATIONS}\{entry}", "Description") == DESCRIPTION
    }


def trust(folder: Path, machine: Machine) -> None:
    """Make ``folder``, without those below it, a trusted location of this user."""
    path = _as_excel_writes(folder)
    if path not in trusted(machine).values():
        taken = {entry.lower() for entry in machine.registry.children(LOCATIONS)}
        numbers = range(len(taken) + 1)
        entry = next(f"Location{n}" for n in numbers if f"location{n}" not in taken)
        machine.registry.write(
            rf"{LOCATIONS}\{entry}",
            {"Path": path, "Description": DESCRIPTION, "AllowSubFolders": 0},
        )


def distrust(machine: Machine) -> list[str]:
    """Remove every entry the setup made; return their folders."""
    found = trusted(machine)
    for entry in found:
        machine.registry.remove(rf"{LOCATIONS}\{entry}")
    return list(found.values())


def forbidden(machine: Machine) -> bool:
    """Return whether the office's policies leave a user's trusted location without effect."""
    return any(machine.registry.value(key, name) == value for key, name, value in _FORBIDDEN)


def excel(machine: Machine) -> str:
    """Return where Excel is, ``""`` where there is none."""
    return str(machine.registry.value(_EXCEL, "") or "")


def _as_excel_writes(folder: Path) -> str:
    separator = "\\" if "\\" in str(folder) else "/"
    return str(folder).rstrip("\\/") + separator
