"""Parts of a package as bytes with the places of their elements, and changes of those bytes.

The parser is the standard library's; it expands nothing, for a part with a document type is
refused. Whatever is not named in a change stays as it was, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from operator import attrgetter
from xml.parsers import expat

_START_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_OWN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotEditable(ValueError):
    """A part that is not as spreadsheet programs write it."""


@dataclass(frozen=True)
class Element:
    """An element from ``start`` to ``end``; its content is between ``inner`` and ``close``.

    An element without content, such as ``<c/>``, has both of them at its end.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    close: int
    end: int


@dataclass(frozen=True)
class Splice:
    """Bytes of a part to be replaced."""

    start: int
    end: int
    text: bytes


def spliced(part: bytes, splices: Iterable[Splice]) -> bytes:
    """Return ``part`` with the splices made; those at one place follow in the order given."""
    pieces: list[bytes] = []
    done = 0
    for splice in sorted(splices, key=attrgetter("start")):
        pieces += [part[done : splice.start], splice.text]
        done = splice.end
    return b"".join([*pieces, part[done:]])


def escaped(text: str) -> str:
    """Return ``text`` for a part of a workbook, where XML cannot hold every character."""
    marked = _OWN_ESCAPE.sub("_x005F_", text)
    return escape(_NOT_IN_XML.sub(_as_escape, marked), quote=False)


def elements(part: bytes, name: str, text_in: str = "") -> list[tuple[Element, str]]:
    """Return every element called ``name`` with its text: its own, or that of ``text_in`` in it."""
    found: list[tuple[Element, str]] = []
    texts: list[str] = []

    def begin(path: tuple[str, ...], _: Mapping[str, str]) -> None:
        if path[-1] == name:
            texts.clear()

    def characters(path: tuple[str, ...], text: str) -> None:
        if path[-1] == (text_in or name) and "rPh" not in path:
            texts.append(text)

    def finish(path: tuple[str, ...], element: Element) -> None:
        if path[-1] == name:
            found.append((element, "".join(texts)))

    walk(part, begin, characters, finish)
    return found


Begin = Callable[[tuple[str, ...], Mapping[str, str]], None]
Characters = Callable[[tuple[str, ...], str], None]
Finish = Callable[[tuple[str, ...], Element], None]


def walk(part: bytes, begin: Begin, characters: Characters, finish: Finish) -> None:
    """Call back for every element, with the path of names (without prefixes) that leads to it.

    Raises :class:`NotEditable` where the part is not well-formed, has a document type or is not
    in UTF-8.
    """
    try:
        _Walk(part, begin, characters, finish).run()
    except expat.ExpatError as error:
        raise NotEditable(str(error)) from error


class _Walk:
    def __init__(self, part: bytes, begin: Begin, characters: Characters, finish: Finish) -> None:
        if part[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise NotEditable("not UTF-8")
        self.part = part
        self.calls = (begin, characters, finish)
        self.path: tuple[str, ...] = ()
        self.open: list[tuple[str, Mapping[str, str], int]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser.XmlDeclHandler = _check_encoding
        self.parser.StartElementHandler = self.begin
        self.parser.CharacterDataHandler = self.characters
        self.parser.EndElementHandler = self.finish

    def run(self) -> None:
        self.parser.Parse(self.part, True)  # noqa: FBT003 - the parser's way to say it is all

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.path = (*self.path, name.rpartition(":")[2])
        self.open.append((name, attributes, self.parser.CurrentByteIndex))
        self.calls[0](self.path, attributes)

    def characters(self, text: str) -> None:
        self.calls[1](self.path, text)

    def finish(self, _: str) -> None:
        name, attributes, start = self.open.pop()
        at = self.parser.CurrentByteIndex
        tag = _START_TAG.match(self.part, start)
        if tag is None:
            raise NotEditable(f"no start tag at {start}")
        places = (at, at, at)
        if not (at == tag.end() and tag[0].endswith(b"/>")):
            places = (tag.end(), at, self.part.index(b">", at) + 1)
        self.calls[2](self.path, Element(name, attributes, start, *places))
        self.path = self.path[:-1]


def _refuse_doctype(*_: object) -> None:
    raise NotEditable("a document type")


def _check_encoding(_: str, encoding: str | None, __: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise NotEditable("not UTF-8")


def _as_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    surrogate = 0xD800 <= code <= 0xDFFF
    return "\ufffd" if surrogate or code > 0xFFFF else f"_x{code:04X}_"
