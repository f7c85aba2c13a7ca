"""`tipdesk match-names`: whether pairs of names, with what is known beside them, are one person.

Reads a pair a line, JSON in UTF-8, and answers each line at once with one line. A line that cannot
be read is answered too, with its number; the next is read as if it had not been there. What stands
beside a name and cannot be read counts neither way, which is said among the reasons.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from tipdesk.cases.persons import described
from tipdesk.cases.persons.described import Described, NotRead
from tipdesk.cases.persons.judging import UsualRarity, judge
from tipdesk.cases.persons.names_alone import Verdict
from tipdesk.cli.main import COMMANDS
from tipdesk.core.errors import FileUnreadable
from tipdesk.i18n.text import _, clean, isolated
from tipdesk.texts.same_person import in_words

if TYPE_CHECKING:
    from tipdesk.cli.main import SubParsers

_LONGEST = 100_000  # bytes of a line
_LONGEST_FIELD = 1_000  # signs: more is no name, and comparing it would hold up the next
_PAIR = ("a", "b")
_READ_BY: dict[str, Callable[[str], str]] = {
    "birth": described.birth,
    "nationality": described.nationality,
    "document": described.document,
    "sex": described.sex,
}
_ALSO_NUMBERS = ("birth", "document")


class _NotAPair(Exception):
    """A line that is answered with what is wrong with it, in words."""


def add_parser(subparsers: SubParsers) -> None:
    """Add `match-names` to the commands of the program."""
    subparsers.add_parser(
        "match-names",
        help=_(COMMANDS["match-names"]),
        epilog=_(
            "Reads {pair} a line from the standard input; {fields} may stand beside the name."
            " Writes {answer} a line; the verdict is one of {verdicts}."
        ).format(
            pair=isolated('{"a": {"name": …}, "b": {"name": …}}'),
            fields=isolated("birth, nationality, document, sex"),
            answer=isolated('{"score": …, "verdict": …, "reasons": […]}'),
            verdicts=isolated(", ".join(Verdict)),
        ),
    )


def run(_args: argparse.Namespace) -> int:
    """Answer every line; 1 where one of them could not be read. Raises FileUnreadable."""
    try:
        return _answer_all(_lines(sys.stdin.buffer))
    except OSError as error:
        raise FileUnreadable(name="stdin") from error


def _answer_all(lines: Iterable[tuple[int, bytes | None]]) -> int:
    status, rarity = 0, UsualRarity()
    for number, line in lines:
        try:
            (first, second), unread = _pair(line)
        except _NotAPair as error:
            status = 1
            _answer({"line": number, "error": str(error)})
            continue
        judgement = judge(first, second, rarity)
        reasons = [clean(in_words(each, naming=True)) for each in judgement.reasons] + unread
        _answer({"score": judgement.score, "verdict": judgement.verdict, "reasons": reasons})
    return status


def _answer(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False), flush=True)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not empty, with their numbers; None where one is longer than any pair."""
    number = 0
    while line := stream.readline(_LONGEST):
        number += 1
        whole = len(line) < _LONGEST or line.endswith(b"\n")
        if not whole:
            while (rest := stream.readline(_LONGEST)) and not rest.endswith(b"\n"):
                pass
        if line.strip():
            yield number, line if whole else None


def _pair(line: bytes | None) -> tuple[tuple[Described, Described], list[str]]:
    """The two descriptions of a line, and what of them cannot be read. Raises _NotAPair."""
    if line is None:
        raise _NotAPair(_("The line is too long."))
    try:
        pair = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        kind = isolated("JSON, UTF-8")
        raise _NotAPair(clean(_("The line is not {kind}.").format(kind=kind))) from error
    if not isinstance(pair, dict) or not all(isinstance(pair.get(key), dict) for key in _PAIR):
        example = isolated('{"a": {"name": …}, "b": {"name": …}}')
        raise _NotAPair(clean(_("The line is no pair: {example}").format(example=example)))
    unread: list[str] = []
    first, second = (_described(pair[key], key, unread) for key in _PAIR)
    return (first, second), unread


def _described(fields: dict[str, Any], key: str, unread: list[str]) -> Described:
    name = _text(fields, "name", key)
    known = {}
    for field, read in _READ_BY.items():
        try:
            known[field] = read(_text(fields, field, key))
        except NotRead:
            sentence = _("{field} cannot be read and counts neither way")
            unread.append(clean(sentence.format(field=isolated(f"{key}.{field}"))))
    return Described(names=(name,) if name else (), **known)


def _text(fields: dict[str, Any], field: str, key: str) -> str:
    """What a field says, '' where nothing. Raises _NotAPair."""
    value = fields.get(field)
    if isinstance(value, int) and not isinstance(value, bool) and field in _ALSO_NUMBERS:
        value = str(value)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(_("{field} is not text."), key, field)
    if len(value) > _LONGEST_FIELD:
        raise _wrong(_("{field} is too long."), key, field)
    return value


def _wrong(sentence: str, key: str, field: str) -> _NotAPair:
    return _NotAPair(clean(sentence.format(field=isolated(f"{key}.{field}"))))
