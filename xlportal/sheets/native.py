"""The results of a block as formulas that need no macros: what :mod:`live` shows, in plain Excel.

Excel keeps numbers as binary doubles, whole numbers below 2^53 exactly, so all is reckoned in whole
numbers: a figure with d decimals is so many ticks of 10^-d. The score is, in ticks of its own,

    floor( ( floor( floor(T·A / D) / B ) + 2·X + u·w ) / 2w )

with T the info score, D the sum of all info scores in the same ticks (where points are added up,
one point), A/B = 2·10^e·n·K/ρ in lowest terms (there 2·10^e), X what is given less what is taken
off in ticks of 10^-e, w = 10^e over 10^decimals, and u 1 where halves go up, else 0. T·A would pass
2^53: so A·10^j is divided by D beforehand, for every place j of T's digits, and quotients and
remainders are added up digit by digit. Where a number could still pass 2^53 the cells say 数太大.

INT takes a number a hair below a whole one for it; :func:`_floor` looks at the remainder as well.
Every formula is an array formula and uses functions of Excel 2016 only. Hidden cells above the
units' rows hold what all rows share, hidden columns beside them one step each; what they hold
before any recalculation is worked out in :mod:`~xlportal.sheets.native_values`.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from xlportal.core.checks import RULE_WORDS
from xlportal.core.limits import MAX_COUNT, MAX_DECIMALS
from xlportal.core.rules import ROUNDING_WORDS, SCHEME_WORDS, TIES_WORDS, Ties
from xlportal.score.assessment import INFO, RANK, SCORE
from xlportal.sheets import layout, live, monthly
from xlportal.sheets.forms import GROUPS
from xlportal.sheets.monthly import DIGITS, MEASURES, NO_POINTS, RESULTS, Block, Columns

RULES = (
    "bonus", "pass_ratio", "pass_score", "decimals", "rounding", "ties", "scheme", "deductions",
    "additions",
)  # fmt: skip
"""The rules that a month sheet rests on, in the order of their hidden cells."""
EXTRAS = ("deduction", "addition")
"""The inputs that are taken off the score, or added."""

TOO_LARGE = "数太大"
"""Shown by formulas alone: functions reckon with numbers of any size."""
_CHOICES = (ROUNDING_WORDS, TIES_WORDS, SCHEME_WORDS)
_WORDS = {one.name: word for words in _CHOICES for one, word in words.items()} | {
    "WRONG_COUNT": live.WRONG_COUNT, "WRONG_DEDUCTION": live.WRONG_DEDUCTION,
    "WRONG_ADDITION": live.WRONG_ADDITION, "WRONG_PARAMETER": live.WRONG_PARAMETER,
    "NO_NAME": live.NO_NAME, "WAITING": live.WAITING, "TOO_LARGE": TOO_LARGE, "YES": layout.YES,
}  # fmt: skip
"""Words by the names that stand for them in formulas."""


def _cell(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _floor(number: str, by: str) -> str:
    """Return the formula of a whole number divided by another, rounded down."""
    taken = f"INT(({number})/({by}))"
    return f"({taken}-(({number})-{taken}*({by})<0))"


def _decimals(cell: str) -> str:
    """Return the formula of the decimals of the number in a cell; Excel may show it as 1.5E-06."""
    mantissa = f'LEFT({cell}&"",FIND("E",{cell}&"E")-1)'
    power = f'IFERROR(VALUE(MID({cell}&"",FIND("E-",{cell}&"")+2,9)),0)'
    return f'({power}+MAX(0,LEN({mantissa})-FIND(".",{mantissa}&".")))'


def _digits_only(text: str) -> str:
    """Return the formula that is true for digits and nothing else, or an error."""
    return f'(TEXT(VALUE({text}),REPT("0",LEN({text})))={text})'


@dataclass(frozen=True)
class Formulas:
    """The formulas of one block; names in braces stand for what :attr:`at` has of them."""

    block: Block
    columns: Columns

    @cached_property
    def slots(self) -> range:
        """Return the slots of the items."""
        return range(len(self.block.terms.items))

    @cached_property
    def extras(self) -> list[str]:
        """Return what is given and taken off besides."""
        return [field for field in EXTRAS if field in self.columns.of]

    @cached_property
    def hidden(self) -> dict[str, tuple[int, int]]:
        """Return where hidden cells stand above the units' rows, and columns begin beside them."""
        counts = [f"{kind}{slot}" for slot in self.slots for kind in ("text", "worth")]
        rows: dict[int, Iterable[str]] = {
            monthly.TITLE: [*RULES, *(f"points{slot}" for slot in self.slots)],
            monthly.MARK: _SHARED_NAMES,
            monthly.POINTS: [f"quotient{place}" for place in range(DIGITS)],
            monthly.LABELS: [f"remainder{place}" for place in range(DIGITS)],
            monthly.BLOCK_HEAD: [*counts, *(f"{f}_text" for f in self.extras), *_BESIDE],
        }
        return {
            name: (self.block.head(row), self.columns.hidden[index])
            for row, names in rows.items()
            for index, name in enumerate(names)
        }

    @cached_property
    def at(self) -> dict[str, str]:
        """Return what names stand for: words, addresses, parts of formulas."""
        first, columns = self.block.rows[0], dict(self.columns.of)
        columns |= {name: column for name, (row, column) in self.hidden.items() if row == first}
        points, last = self.block.head(monthly.POINTS), self.columns.pieces(len(self.slots)) - 1
        at = {
            **_WORDS,
            **{name: _cell(*place) for name, place in self.hidden.items()},
            **{name: self._column(column) for name, column in columns.items()},
            "names": self._column(monthly.UNIT_COLUMN),
            "counts": self._column(monthly.FIRST_COUNT, last),
            "points": xl_range_abs(points, monthly.FIRST_COUNT, points, last),
            "mark": _cell(self.block.head(monthly.MARK), monthly.VALUE_COLUMN),
        }
        return at | {name: text.format_map(at) for name, text in _PARTS.items()}

    def helpers(self) -> dict[str, str]:
        """Return the formulas of the hidden cells and columns, by name."""
        annex = self.block.group.annex
        rules = {f: self._in_force(RULE_WORDS[f], f"{GROUPS[f].name}_{annex}") for f in RULES}
        points = {}
        for slot, item in enumerate(self.block.terms.items):
            name = item.name.replace('"', '""')
            usual = f'SUMPRODUCT((项目附表号={annex})*(项目名称="{name}"),项目分值)'
            points[f"points{slot}"] = self._in_force(name, usual)
        return rules | points | self._shared() | self._division() | self._beside()

    def _in_force(self, what: str, usual: str) -> str:
        """Return a rule as 规则变更 has it in the month, else as it usually is; a number as one."""
        month, annex = self.block.terms.month, self.block.group.annex
        own = f'(变更附表号={annex})*(变更规则="{what}")'
        since = f"IF(ISNUMBER(变更起始月),变更起始月,{month + 1})"
        start = f"MAX({own}*({since}<={month})*{since})"
        row = f"MATCH(1,{own}*({since}<={month})*({since}={start}),0)"
        found = f"IFERROR(INDEX(变更值,{row}),{usual})"
        return f'=IF({found}="","",IFERROR(VALUE({found}),{found}))'

    def _shared(self) -> dict[str, str]:
        """Return what follows for the whole block."""
        filled = "+".join(f"SUM(LEN({{text{slot}}}))" for slot in self.slots)
        filled += "".join(f"+SUM(LEN(TRIM({{{field}}})))" for field in self.extras)
        places = ",".join(_decimals(f"{{points{slot}}}") for slot in self.slots)
        texts = [f"{{{field}_text}}" for field in self.extras]
        longest = ",".join(f'LEN({text})-FIND(".",{text}&".")' for text in texts)
        large = "+".join(f"(MAX(IFERROR(VALUE({text}),0))*10^{{finest}}>=4E15)" for text in texts)
        return self._say({
            "filled": f'IFERROR(IF(TRIM({{mark}})="{{YES}}",1,--({filled}>0)),1)',
            "places": f"{_decimals('{bonus}')}+MAX({places})",
            "finest": f"MAX({{decimals}},{longest})",
            **_SHARED,
            "state": f'IF({{waits}}>0,"{{WAITING}}",IF({{units}}=0,"",IF(NOT({_RULES_FIT}),'
            f'"{{WRONG_PARAMETER}}",IF(IFERROR({_TOO_LARGE}+{large},1)>0,"{{TOO_LARGE}}",""))))',
        })  # fmt: skip

    def _division(self) -> dict[str, str]:
        """Return the division of A·10^j by D, step by step as on paper."""
        steps, before, rest = {}, "0", "{times}/{under}"
        for place in range(DIGITS):
            part = _floor(rest, "{by}")
            steps[f"quotient{place}"] = f"{before}+{part}"
            steps[f"remainder{place}"] = f"{rest}-{part}*{{by}}"
            before, rest = f"10*{{quotient{place}}}", f"10*{{remainder{place}}}"
        return self._say(steps)

    def _beside(self) -> dict[str, str]:
        """Return what is worked out row by row."""
        made: dict[str, str] = {}
        for slot in self.slots:
            left = self.columns.pieces(slot)
            pair = (_clean(self._column(column)) for column in (left, left + 1))
            made[f"text{slot}"] = _one_text(*pair)
            made |= self._say({f"worth{slot}": _WORTH.replace("SLOT", str(slot))})
        for field in self.extras:
            made[f"{field}_text"] = _points_text(_clean(self.at[field]))
        return made | self._say(_BESIDE)

    def results(self) -> dict[str, str]:
        """Return the formulas of the units' results: the function's number, else the native one."""
        native = {INFO: self._info_score(), SCORE: self._score(), RANK: _RANK}
        addition = ",{addition}" if "addition" in self.extras else ""
        calls = {result.field: result.call.replace("{addition}", addition) for result in RESULTS}
        for slot in self.slots:
            field, pair = monthly.column_names(slot)[-1], self.columns.pieces(slot)
            native[field] = _EARNED.replace("SLOT", str(slot))
            counts = self._column(pair, pair + 1)
            calls[field] = f"xp_item_score({{names}},{counts},{{points{slot}}},{{bonus}})"
        return self._say({f: f"IFERROR(0+{calls[f]},{text})" for f, text in native.items()})

    def sums(self) -> dict[str, str]:
        """Return the formulas of the sums above the units, by the name of their column."""
        sums = {INFO: _TOTAL}
        for slot in self.slots:
            for name, text in zip(monthly.column_names(slot), _SUMS, strict=True):
                sums[name] = text.replace("SLOT", str(slot))
        return self._say(sums)

    def ranking(self, row: int) -> list[str]:
        """Return the formulas of a row of the small table by rank."""
        at = xl_rowcol_to_cell(row, self.hidden["listed"][1], col_abs=True)
        return [f'=IF({at}="","",INDEX({self.at[name]},{at}))' for name in (RANK, "names", SCORE)]

    def _info_score(self) -> str:
        worth = [f"{{worth{slot}}}" for slot in self.slots]
        points = ",".join(f"ISNUMBER({{points{slot}}}),{{points{slot}}}>=0" for slot in self.slots)
        fits = f"AND(ISNUMBER({{bonus}}),{{bonus}}>0,{points})"
        # In Excel, and not in LibreOffice, TRUE and FALSE are greater than any number.
        wrong, total = "+".join(["0", *(f"({one}<0)" for one in worth)]), "+".join(worth)
        texts = "&".join(f"{{text{slot}}}" for slot in self.slots)
        return (
            f'IF({{used}},IF({{filled}}=0,"",IF(NOT({fits}),"{{WRONG_PARAMETER}}",IF({wrong}>0,'
            f'"{{WRONG_COUNT}}",IF({total}>=1E15,"{{TOO_LARGE}}",({total})/10^{{places}})))),'
            f'IF({texts}<>"","{{NO_NAME}}",""))'
        )

    def _score(self) -> str:
        ticks = {f: f"ROUND(IFERROR(VALUE({{{f}_text}}),0)*10^{{finest}},0)" for f in self.extras}
        extra = f"{ticks.get('addition', '0')}-{ticks['deduction']}"
        step = "10^({finest}-{decimals})"
        half = f'IF({{rounding}}="{{HALF_UP}}",{step},0)'
        score = _floor(f"{_floor('{share}', '{over}/{under}')}+2*({extra})+{half}", f"2*{step}")
        shown = f"IF({score}>0,{score},0)/10^{{decimals}}"
        for field in reversed(self.extras):
            shown = f'IF({{{field}_text}}="?","{{WRONG_{field.upper()}}}",{shown})'
        return (
            f'IF({{used}},IF({{state}}<>"",{{state}},IF(ISNUMBER({{info_score}}),{shown},"")),"")'
        )

    def measures(self) -> dict[str, str]:
        """Return the formulas of average, pass line and pass rate; blank where there are none."""
        return self._say({
            measure.field: f'IF({{direct}},"",IFERROR(0+{measure.call},IF({{waits}}>0,'
            f'"{{WAITING}}",IF({{units}}=0,"",IF(NOT({fits}),"{{WRONG_PARAMETER}}",'
            f'IF({large}>=9E15,"{{TOO_LARGE}}",{shown}))))))'
            for measure, (fits, large, shown) in zip(MEASURES, _MEASURES, strict=True)
        })  # fmt: skip

    def rules_line(self) -> str:
        """Return the formula of the line that says the rules in force."""
        return self._say({"line": _RULES_LINE})["line"]

    def _column(self, first: int, last: int | None = None) -> str:
        return str(xl_range_abs(*self.block.down(first, last)))

    def _say(self, texts: dict[str, str]) -> dict[str, str]:
        return {name: f"={text.format_map(self.at)}" for name, text in texts.items()}


def _clean(cell: str) -> str:
    """Return the formula of a cell's text in narrow digits and brackets, without stray spaces."""
    # Not with ASC, which only makes wide characters narrow where Excel's own language is Chinese.
    # Errors go first: LibreOffice shifts the rows when it joins texts with errors among them.
    text = f'IFERROR({cell},"?")&""'
    for found, meant in zip("０１２３４５６７８９．（）　\u00a0", "0123456789.()  ", strict=True):
        text = f'SUBSTITUTE({text},"{found}","{meant}")'
    text = f"TRIM({text})"
    for found in (" (", "( ", " )"):
        text = f'SUBSTITUTE({text},"{found}","{found.strip()}")'
    return text


def _one_text(left: str, right: str) -> str:
    """Return the formula of a count as one text such as ``3(1)``, empty where nothing is filled."""
    both = f'IF({left}="","0",{left})&"("&IF({right}="","0",{right})&")"'
    return f'=IF({left}&{right}="","",IF(ISNUMBER(FIND("(",{left})),{left}&{right},{both}))'


def _points_text(text: str) -> str:
    """Return the formula of points as a text, empty for none, ``?`` where they are wrong."""
    none = f'ISNUMBER(FIND("|"&{text}&"|","||0|{"|".join(NO_POINTS)}|"))'
    digits = f'SUBSTITUTE({text},".","")'
    fits = f"(LEN({text})-LEN({digits})<=1)*{_digits_only(digits)}"
    return f'=IF({none},"",IFERROR(IF({fits},{text},"?"),"?"))'


_PARTS = {
    "used": '(TRIM(SUBSTITUTE({names},"　",""))<>"")',
    "direct": '({scheme}="{DIRECT}")',
    "ticks": "ROUND(IF(ISNUMBER({info_score}),{info_score},0)*10^{places},0)",
}
_SHARED = {
    "waits": 'SUM({used}*ISTEXT({info_score})*({info_score}<>""))',
    "units": "COUNT({info_score})",
    "total": "SUM({ticks})",
    "align": f"MAX({_decimals('{pass_ratio}')},{_decimals('{pass_score}')})",
    "ratio": "ROUND({pass_ratio}*10^{align},0)",
    "times": "2*10^{finest}*IF({direct},1,{units}*ROUND({pass_score}*10^{align},0))",
    "over": "IF({direct},1,{ratio})",
    "by": "IF({direct},10^{places},MAX(1,{total}))",
    "under": "GCD({times},{over})",
}
_SHARED_NAMES = ("filled", "places", "finest", *_SHARED, "state")
_RULES_FIT = (
    "IFERROR(AND(ISNUMBER({decimals}),{decimals}=INT({decimals}),{decimals}>=0,"
    f'{{decimals}}<={MAX_DECIMALS},OR({{rounding}}="{{HALF_UP}}",{{rounding}}="{{TRUNCATE}}"),'
    'OR({direct},{scheme}="{RELATIVE}"),OR({direct},AND(ISNUMBER({pass_ratio}),{pass_ratio}>0,'
    "ISNUMBER({pass_score}),{pass_score}>0))),FALSE)"
)
_TOO_LARGE = (
    "({total}>=7E13)+({by}>=7E13)+({times}/{under}>=9E15)"
    "+(MAX({ticks})*({times}/{under}/{by})>=9E15)"
)
_BRACKET = 'FIND("(",{textSLOT})'
_PIECES = f"LEFT({{textSLOT}},{_BRACKET}-1)"
_IN_COLUMN = f"MID({{textSLOT}},{_BRACKET}+1,LEN({{textSLOT}})-{_BRACKET}-1)"
_WORTH = (
    f'IF({{textSLOT}}="",0,IFERROR(IF({_digits_only(_PIECES)}*{_digits_only(_IN_COLUMN)}'
    f'*(RIGHT({{textSLOT}},1)=")")*(VALUE({_IN_COLUMN})<=VALUE({_PIECES}))'
    f"*(VALUE({_PIECES})<={MAX_COUNT}),IF(VALUE({_PIECES})*{{pointsSLOT}}*10^{{places}}<9E15,"
    f"VALUE({_PIECES})*ROUND({{pointsSLOT}}*10^{{places}},0)"
    f"+VALUE({_IN_COLUMN})*ROUND({{pointsSLOT}}*({{bonus}}-1)*10^{{places}},0),1E16),-1),-1))"
)
"""What the pieces of one item earn in ticks, below 0 where they are wrong, 1E16 where too large."""

_EARNED = (
    'IF({used},IF({textSLOT}="","",IF(AND(ISNUMBER({bonus}),{bonus}>0,ISNUMBER({pointsSLOT}),'
    '{pointsSLOT}>=0),IF({worthSLOT}<0,"{WRONG_COUNT}",IF({worthSLOT}>=1E15,"{TOO_LARGE}",'
    '{worthSLOT}/10^{places})),"{WRONG_PARAMETER}")),IF({textSLOT}<>"","{NO_NAME}",""))'
)
_OF_TICKS = 'IF(TICKS>=9E15,"{TOO_LARGE}",TICKS/10^{places})'
_SUM = 'IF({filled}=0,"",IF(SUM({used}*(({worthSLOT}<0)+({worthSLOT}>=1E15)))>0,"{WAITING}",PART))'
_SUMS = (
    *(_SUM.replace("PART", f"SUM({{used}}*IFERROR(VALUE({p}),0))") for p in (_PIECES, _IN_COLUMN)),
    _SUM.replace("PART", _OF_TICKS.replace("TICKS", "SUM({used}*{worthSLOT})")),
)
"""What stands above an item's three columns."""

_POWERS = [",".join(f"1E{place + more}" for place in range(DIGITS)) for more in (0, 1)]
_EACH_DIGIT = f"INT({{ticks}}/{{{{{_POWERS[0]}}}}})-10*INT({{ticks}}/{{{{{_POWERS[1]}}}}})"
_WHOLE, _REST = (
    f"MMULT({_EACH_DIGIT},TRANSPOSE({{{name}0}}:{{{name}{DIGITS - 1}}}))"
    for name in ("quotient", "remainder")
)
_SHARE = f'IF(ISNUMBER({{info_score}}),{_WHOLE}+{_floor(_REST, "{by}")},"")'

_LAST = "COUNT({score})+1-RANK({score},{score},1)"
_FIRST = "RANK({score},{score})"
_NUMBERS = "IF(ISNUMBER({score}),{score},-1)"
_NEW = "IFERROR(ISNUMBER({score})*(MATCH({score},{score},0)=ROW({score})-MIN(ROW({score}))+1),0)"
_PLACES = {
    Ties.LAST: _LAST,
    Ties.FIRST: _FIRST,
    Ties.AVERAGE: f"({_LAST}+{_FIRST})/2",
    Ties.DENSE: f"1+MMULT(--(TRANSPOSE({_NUMBERS})>{_NUMBERS}),{_NEW})",
}
_PLACE = functools.reduce(
    lambda others, ties: f'IF({{ties}}="{{{ties.name}}}",{_PLACES[ties]},{others})',
    reversed(_PLACES),
    '"{WRONG_PARAMETER}"',
)
_RANK = (
    'IF(SUM({used}*ISTEXT({score})*({score}<>""))>0,IF({used},"{WAITING}",""),IF(ISNUMBER({score}),'
    f'{_PLACE},""))'
)

_TOTAL = f'IF({{waits}}>0,"{{WAITING}}",IF({{units}}=0,"",{_OF_TICKS.replace("TICKS", "{total}")}))'
_BESIDE = {
    "share": _SHARE,
    "order": 'IF(ISNUMBER({rank}),{rank}*1E6+ROW({rank}),"")',
    "listed": 'IFERROR(MATCH(SMALL({order},ROW({rank})-MIN(ROW({rank}))+1),{order},0),"")',
}
"""Beside each unit: the score before what is given or taken; a number by which the first is the
smallest, of equal ones the upper; and whose row the small table by rank shows in this one."""

_ABOVE = "SUM(--({ticks}*{units}*10^{align}-{ratio}*{total}>0))"
_SET = "IF(ISNUMBER({pass_ratio}),{pass_ratio}>0,FALSE)"
_MEASURES = (
    ("TRUE", "{total}", "{total}/({units}*10^{places})"),
    (_SET, "{ratio}*{total}", "{ratio}*{total}/({units}*10^({align}+{places}))"),
    (_SET, "{total}*{units}*10^{align}", f"{_floor(f'{_ABOVE}*2000+{{units}}', '2*{units}')}/10"),
)
"""Of every measure: when its parameter fits, what has to stay exact, the figure."""
_RULES_LINE = (
    '"本月规则："&{scheme}&IF({direct},"","，及格比例 "&{pass_ratio}&"，达标分值 "&{pass_score})'
    '&"，专栏加成 "&{bonus}&"，取 "&{decimals}&" 位小数，"&{rounding}&"，"&{ties}'
    '&IF({deductions}="{YES}","，设扣分","，不设扣分")&IF({additions}="{YES}","，设加分","")'
)
