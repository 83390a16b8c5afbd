"""What stops a command before any data are judged."""


class CannotProceed(Exception):
    """Wrong usage or an unreadable file; the text is one Chinese line for staff (exit code 2)."""
