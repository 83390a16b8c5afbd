"""Monthly assessment of the units that feed a portal site, from an Excel workbook."""

__version__ = "0.1.0"
