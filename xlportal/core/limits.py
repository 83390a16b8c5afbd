"""Every limit of what is accepted, once: for sheets, documents, functions and imports alike."""

from fractions import Fraction

FIRST_MONTH, LAST_MONTH = 1, 12
MONTHS = range(FIRST_MONTH, LAST_MONTH + 1)
YEARS = (1900, 9999)

ANNEXES = (1, 999)
MAX_UNITS = 5_000
"""Units of all groups together: more would take a sheet minutes to open."""

MAX_COUNT = 999_999
MAX_DECIMALS = 10
PARAMETERS = (Fraction(1, 10**6), Fraction(10**6))
"""Bonus, pass ratio, pass score and points; points may be 0 besides."""
MAX_DEDUCTION = Fraction(10**6)
"""A deduction or an addition."""
MAX_SCORE = Fraction(10**9)
"""A score that is carried in."""

MAX_TEXT = 32_767
"""Characters that a cell of a worksheet holds."""
