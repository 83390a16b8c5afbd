"""``python tests/mutate.py [SEED [DOCUMENTS]]``: what the audit says of wrong and right circulars.

Every slip of the demo's circular has to be found, once; of what DOCUMENTS random documents publish,
as it is and as other programs save it, nothing may be said.
"""

import copy
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from support.documents import judge_drawn
from support.misprints import ALL, Circular, W, Word, demo_circular, saved_again, taken
from xlportal.core.document import read_document


def slips_found(seed: int) -> int:
    """Print how every slip was taken; return how many were missed."""
    circular, missed = demo_circular(), 0
    for slips in ALL:
        tally = taken(circular, slips(circular, random.Random(seed)))  # noqa: S311 - no secret
        missed += len(tally.missed)
        print((slips.__doc__ or "").splitlines()[0], dict(tally.counts), flush=True)
        print(*(f"  missed: {told}\n" for told in tally.missed), sep="", end="")
        print(*(f"  beside the point: {told}\n" for told in tally.beside), sep="", end="")
    return missed


def own_complained_of(seed: int, count: int) -> int:
    """Print what is said of papers that are right; return of how many anything is."""
    drawn: list[dict[str, Any]] = []
    judge_drawn(drawn.append, seed, count)
    circulars = [_last_month(document) for document in drawn[:count]]
    judged: Counter[str] = Counter()
    complained = 0
    with tempfile.TemporaryDirectory() as name:
        for way, kind, papers in _ways(circulars, Path(name)):
            for circular, paper in zip(circulars, papers, strict=True):
                found = circular.audited(paper, kind)
                judged[way] += 1
                complained += bool(found.findings)
                print(*(f"  {way}: {one.message}\n" for one in found.findings), sep="", end="")
    print("Right papers, of which something was said:", complained, dict(judged))
    return complained


def _last_month(document: dict[str, Any]) -> Circular:
    book = read_document(json.dumps(document))
    return Circular(book, book.ledger.filled[-1])


def _ways(circulars: list[Circular], folder: Path) -> Any:
    """Yield every way a paper comes back, the kind of its files, and the files' contents."""
    yield "text dump", "txt", [circular.text.encode() for circular in circulars]
    yield "our Word file", "docx", [circular.word for circular in circulars]
    yield "as Word writes it", "docx", [as_word_writes(circular.word) for circular in circulars]
    yield "our copy", "xlsx", [circular.sheets for circular in circulars]
    for kind in ("docx", "xlsx"):
        yield f"LibreOffice's {kind}", kind, saved_again(circulars, kind, folder / kind)


def as_word_writes(content: bytes) -> bytes:
    """Return a document with its runs parted, marked and numbered as Word does while one edits."""
    word = Word(content)
    for number, text in enumerate(list(word.root.iter(f"{W}t"))):
        run, words = text.getparent(), text.text or ""
        mark = run.makeelement(f"{W}proofErr", {f"{W}type": "spellStart"})
        bookmark = run.makeelement(f"{W}bookmarkStart", {f"{W}id": f"{number}", f"{W}name": "_Go"})
        run.addnext(mark)
        mark.addnext(bookmark)
        bookmark.addnext(run.makeelement(f"{W}bookmarkEnd", {f"{W}id": f"{number}"}))
        if len(run.findall(f"{W}t")) == len(run) - len(run.findall(f"{W}rPr")) == 1:
            rest = copy.deepcopy(run)
            mark.addnext(rest)
            for part, shown in ((run, words[: len(words) // 2]), (rest, words[len(words) // 2 :])):
                part.set(f"{W}rsidR", f"{number:08X}")
                part.find(f"{W}t").text = shown
                part.find(f"{W}t").set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return word.saved()


def main(seed: int = 0, documents: int = 300) -> int:
    """Return 1 where a slip was missed or a right paper complained of."""
    return int(slips_found(seed) + own_complained_of(seed, documents) > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
