"""What the hidden cells of a block hold before any recalculation (see :mod:`native`)."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import cast

from xlportal.core.exact import decimals_of, plain
from xlportal.core.ledger import Entry, Terms
from xlportal.core.rules import Rules
from xlportal.score.assessment import INFO, RANK
from xlportal.score.scoring import earned
from xlportal.sheets.forms import GROUPS
from xlportal.sheets.monthly import DIGITS, Block
from xlportal.sheets.native import EXTRAS, RULES
from xlportal.sheets.results import ByColumn


def hidden_values(
    block: Block, rows: Sequence[Entry | None], shown: Sequence[ByColumn]
) -> dict[str, list[object]]:
    """Return the values of hidden cells and columns by name, a row of the block each.

    ``rows`` are what was filed, ``shown`` the results, all empty where the block is not filled.
    """
    terms, info_scores = block.terms, [cast("Fraction | None", row.get(INFO)) for row in shown]
    rules, points = terms.rules, [item.points for item in terms.items]
    places = _decimals(rules.bonus) + max(map(_decimals, points))
    align = max(_decimals(rules.pass_ratio), _decimals(rules.pass_score))
    given = [getattr(row, field) for row in rows if row for field in EXTRAS]
    finest = max([rules.decimals, *map(_decimals, given)])
    ticks = [None if score is None else int(score * 10**places) for score in info_scores]
    units, total = sum(tick is not None for tick in ticks), sum(tick or 0 for tick in ticks)
    ratio = int(rules.pass_ratio * 10**align)
    times, over, by = 2 * 10**finest, 1, 10**places
    if rules.is_relative:
        times, over, by = times * units * int(rules.pass_score * 10**align), ratio, max(1, total)
    under = math.gcd(times, over)
    steps = [divmod(times // under * 10**place, by) for place in range(DIGITS)]
    shared: Mapping[str, object] = {
        **_words(rules),
        **{f"points{slot}": value for slot, value in enumerate(points)},
        "filled": int(units > 0), "places": places, "finest": finest, "waits": 0, "units": units,
        "total": total, "align": align, "ratio": ratio, "times": times, "over": over, "by": by,
        "under": under, "state": "",
        **{f"quotient{place}": whole for place, (whole, _) in enumerate(steps)},
        **{f"remainder{place}": rest for place, (_, rest) in enumerate(steps)},
    }  # fmt: skip
    shares = ["" if tick is None else times // under * tick // by for tick in ticks]
    order = [
        int(cast("Fraction", result[RANK]) * 10**6) + row + 1 if RANK in result else ""
        for row, result in zip(block.rows, shown, strict=True)
    ]
    listed = sorted(range(len(order)), key=lambda at: order[at] or math.inf)
    beside = {
        "share": shares,
        "order": order,
        "listed": [at + 1 if order[at] else "" for at in listed],
    }
    columns = _counts(terms, rows, 10**places) | _extras(rows) | beside
    return {name: [value] for name, value in shared.items()} | columns


def _counts(terms: Terms, rows: Sequence[Entry | None], tick: int) -> dict[str, list[object]]:
    made: dict[str, list[object]] = {}
    for slot, (place, item) in enumerate(zip(terms.slots, terms.items, strict=True)):
        counts = [row.counts[place] if row else None for row in rows]
        worth = [earned(c, item.points, terms.rules.bonus) * tick if c else 0 for c in counts]
        made[f"text{slot}"] = [f"{c.pieces}({c.in_column})" if c else "" for c in counts]
        made[f"worth{slot}"] = [*map(int, worth)]
    return made


def _extras(rows: Sequence[Entry | None]) -> dict[str, list[object]]:
    points = {f: [getattr(row, f, Fraction(0)) for row in rows] for f in EXTRAS}
    return {f"{f}_text": [plain(p) if p else "" for p in given] for f, given in points.items()}


def _decimals(value: Fraction) -> int:
    return decimals_of(value.denominator) or 0


def _words(rules: Rules) -> dict[str, object]:
    """Return the rules as their cells in 参数 show them."""
    return {field: GROUPS[field].written(getattr(rules, field)) for field in RULES}


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
