"""The keys of the assessment document (spec section 5), a line each for reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from xlportal.core.book import Settings
from xlportal.core.exact import plain
from xlportal.core.json_nodes import Node
from xlportal.core.limits import ANNEXES, FIRST_MONTH, LAST_MONTH, MAX_DECIMALS
from xlportal.core.rules import Item, Order, Rounding, Scheme, Ties, Unit
from xlportal.core.wording import Part, When

NEEDED = object()
"""The default of a key that must not be left out."""


def _itself(value: Any) -> Any:
    return value


def _word(value: Enum) -> Any:
    return value.value


@dataclass(frozen=True)
class Key:
    """A key of an object: how its value is read and written, and the field that holds it.

    One that is left out is the ``default``; a default is written only where it is ``shown``.
    """

    name: str
    read: Callable[[Node], Any]
    write: Callable[[Any], Any] = _itself
    field: str = ""
    default: Any = NEEDED
    shown: bool = False

    @property
    def holds(self) -> str:
        """Return the name of the field."""
        return self.field or self.name


Keys = Sequence[Key]


def read_keys(node: Node, keys: Keys) -> dict[str, Any]:
    """Return the values of an object by field. Raises :class:`DocumentError`."""
    needed = [key.name for key in keys if key.default is NEEDED]
    found = node.fields(*(key.name for key in keys), needed=needed)
    return {
        key.holds: key.read(found[key.name]) if key.name in found else key.default for key in keys
    }


def written(value: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
    """Return the object of a value's fields."""
    return {
        key.name: key.write(value[key.holds])
        for key in keys
        if key.shown or value[key.holds] != key.default
    }


def _listed(read: Callable[[Node], Any]) -> Callable[[Node], tuple[Any, ...]]:
    return lambda node: tuple(map(read, node.parts()))


def month_number(node: Node) -> int:
    """Return the number of a month."""
    return node.whole(FIRST_MONTH, LAST_MONTH)


def _lasting(*, shown: bool = False) -> tuple[Key, Key]:
    return (
        Key("from", month_number, field="first_month", default=FIRST_MONTH, shown=shown),
        Key("to", month_number, field="last_month", default=LAST_MONTH, shown=shown),
    )


def _objects(
    kind: Callable[..., Any], keys: Keys
) -> tuple[Callable[[Node], tuple[Any, ...]], Callable[[Any], list[dict[str, Any]]]]:
    """Return how a list of objects is read and written."""
    return (
        _listed(lambda node: kind(**read_keys(node, keys))),
        lambda values: [written(vars(value), keys) for value in values],
    )


def _choice(name: str, words: type[Enum], **options: Any) -> Key:
    return Key(name, lambda node: node.choice(words), _word, **options)


ITEM = (
    Key("name", Node.name),
    Key("unit", Node.name, field="measure"),
    Key("points", Node.number, plain),
    *_lasting(),
)
UNIT = (
    Key("name", Node.name),
    Key("former", _listed(Node.single_name), list, default=(), shown=True),
    *_lasting(shown=True),
)
RULES = (
    Key("bonus", Node.number, plain),
    Key("pass_ratio", Node.number, plain),
    Key("pass_score", Node.number, plain),
    Key("decimals", lambda node: node.whole(0, MAX_DECIMALS)),
    _choice("rounding", Rounding),
    _choice("ties", Ties),
    Key("deductions", Node.flag),
    _choice("scheme", Scheme, default=Scheme.RELATIVE),
    Key("additions", Node.flag, default=False),
    _choice("order", Order, default=Order.ROSTER),
)
RULE_KEYS = {key.name: key for key in (*RULES, ITEM[-3])}
"""The keys of what can change, by name: a group's rules, and the points of an item."""

GROUP = (
    Key("name", Node.name),
    Key("short", Node.name),
    Key("annex", lambda node: node.whole(*ANNEXES)),
    Key("items", *_objects(Item, ITEM)),
    *RULES,
    Key("units", *_objects(Unit, UNIT)),
    *_lasting(),
    Key("called", Node.name, default=""),
)
CHANGE = (
    Key("from", month_number, field="first_month"),
    Key("rule", Node.text),
    Key("item", Node.name, default=""),
    Key("value", _itself),
)
OPENING = (
    Key("unit", Node.name),
    Key("through", month_number),
    Key("score", Node.number, plain),
)
ENTRY = (
    Key("unit", Node.name),
    Key("deduction", Node.number, plain, default=Fraction(0), shown=True),
    Key("note", Node.text, default="", shown=True),
    Key("addition", Node.number, plain, default=Fraction(0)),
    Key("addition_note", Node.text, default=""),
    Key("remark", Node.text, default=""),
)
SENTENCE = (
    _choice("part", Part),
    Key("group", lambda node: node.whole(*ANNEXES), field="annex", default=None),
    _choice("when", When, default=When.ALWAYS, shown=True),
    Key("text", Node.text),
)
SETTINGS = (
    Key("month", month_number, default=Settings().month),
    Key("issuer", Node.text, default=Settings().issuer),
    Key("column_name", Node.text, default=Settings().column_name),
)
