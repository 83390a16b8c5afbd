"""What the hidden cells of a block hold before any recalculation (see :mod:`native`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from xlportal.core.exact import decimals_of, plain
from xlportal.core.ledger import Count, Entry, Terms
from xlportal.core.rules import Item, Rules
from xlportal.sheets import layout
from xlportal.sheets.native import DIGITS, EXTRAS


class Values:
    """The values of a block: what its rows hold (None for nothing), and their info scores.

    The info scores are all None where the block is not filled.
    """

    def __init__(
        self, terms: Terms, rows: Sequence[Entry | None], info_scores: Sequence[Fraction | None]
    ) -> None:
        rules, self.terms, self.rows = terms.rules, terms, rows
        self.places = _decimals(rules.bonus) + max(_decimals(item.points) for item in terms.items)
        self.ticks = [None if s is None else int(s * 10**self.places) for s in info_scores]
        self.units = sum(tick is not None for tick in self.ticks)
        self.total = sum(tick or 0 for tick in self.ticks)
        self.align = max(_decimals(rules.pass_ratio), _decimals(rules.pass_score))
        given = [getattr(row, field) for row in rows if row for field in EXTRAS]
        self.finest = max([rules.decimals, *map(_decimals, given)])
        self.ratio = int(rules.pass_ratio * 10**self.align)
        scored = self.units * int(rules.pass_score * 10**self.align)
        self.times = 2 * 10**self.finest * (scored if rules.is_relative else 1)
        self.over = self.ratio if rules.is_relative else 1
        self.by = max(1, self.total) if rules.is_relative else 10**self.places
        self.under = math.gcd(self.times, self.over)

    def cells(self) -> dict[str, object]:
        """Return the values of the hidden cells above the rows, by name."""
        names = (
            "places", "units", "total", "align", "finest", "ratio", "times", "over", "by", "under",
        )  # fmt: skip
        steps = [self._divided(10**place) for place in range(DIGITS)]
        return {
            **vars(self.terms.rules),
            **_words(self.terms.rules),
            **{f"points{slot}": item.points for slot, item in enumerate(self.terms.items)},
            **{name: getattr(self, name) for name in names},
            "filled": int(self.units > 0), "waits": 0, "state": "",
            **{f"quotient{place}": whole for place, (whole, _) in enumerate(steps)},
            **{f"remainder{place}": rest for place, (_, rest) in enumerate(steps)},
        }  # fmt: skip

    def columns(self) -> dict[str, list[object]]:
        """Return the values of the hidden columns beside the rows, by name."""
        made: dict[str, list[object]] = {}
        for slot, (place, item) in enumerate(zip(self.terms.slots, self.terms.items, strict=True)):
            counts = [row.counts[place] if row else None for row in self.rows]
            made[f"text{slot}"] = [f"{c.pieces}({c.in_column})" if c else "" for c in counts]
            made[f"worth{slot}"] = [self._worth(item, count) for count in counts]
        for field in EXTRAS:
            points = [getattr(row, field) if row else Fraction(0) for row in self.rows]
            made[f"{field}_text"] = [plain(one) if one else "" for one in points]
        shares = ["" if tick is None else self._divided(tick)[0] for tick in self.ticks]
        return {**made, "share": [*shares]}

    def _divided(self, ticks: int) -> tuple[int, int]:
        whole, rest = divmod(self.times // self.under * ticks, self.by)
        return whole, rest

    def _worth(self, item: Item, count: Count | None) -> int:
        pieces, in_column = count or (0, 0)
        return int(
            item.points * (pieces + (self.terms.rules.bonus - 1) * in_column) * 10**self.places
        )


def _decimals(value: Fraction) -> int:
    return decimals_of(value.denominator) or 0


def _words(rules: Rules) -> dict[str, object]:
    yes_no = {True: layout.YES, False: layout.NO}
    return {
        "rounding": layout.ROUNDING_WORDS[rules.rounding],
        "ties": layout.TIES_WORDS[rules.ties],
        "scheme": layout.SCHEME_WORDS[rules.scheme],
        "deductions": yes_no[rules.deductions],
        "additions": yes_no[rules.additions],
    }


def rules_line(rules: Rules) -> str:
    """Return the line that says the rules in force."""
    share = f"，及格比例 {plain(rules.pass_ratio)}，达标分值 {plain(rules.pass_score)}"
    words = _words(rules)
    return (
        f"本月规则：{words['scheme']}{share if rules.is_relative else ''}"
        f"，专栏加成 {plain(rules.bonus)}，取 {rules.decimals} 位小数"
        f"，{words['rounding']}，{words['ties']}"
        f"，{'设扣分' if rules.deductions else '不设扣分'}{'，设加分' if rules.additions else ''}"
    )
