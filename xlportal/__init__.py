"""Monthly assessment of the units that feed a portal site, from an Excel workbook.

Four functions and what they raise are the whole public interface (``docs/api.md``); they are
imported when first asked for, so that ``import xlportal`` costs nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from xlportal.api import DataProblems, assess, load, render, table
    from xlportal.errors import CannotProceed

__version__ = "0.2.0"
__all__ = ["CannotProceed", "DataProblems", "__version__", "assess", "load", "render", "table"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from xlportal import api  # noqa: PLC0415 - only when something is asked for

    return getattr(api, name)


def __dir__() -> list[str]:
    return __all__
