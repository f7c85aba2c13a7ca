"""`tipdesk match-names`: a line in, a line out, whatever stands in it."""

import io
import json
import os
import subprocess
import sys
import time
from typing import Any

import pytest

from tipdesk.cli.main import main

Capture = pytest.CaptureFixture[str]


def answers(
    lines: bytes, capsys: Capture, monkeypatch: pytest.MonkeyPatch, language: str = "en"
) -> tuple[int, list[dict[str, Any]]]:
    """The exit status, and what was answered."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    status = main(["match-names", "--lang", language])
    written = capsys.readouterr()
    assert written.err == ""
    return status, [json.loads(line) for line in written.out.splitlines()]


def line(first: object, second: object) -> bytes:
    return json.dumps({"a": first, "b": second}).encode() + b"\n"


def test_pairs_are_answered_in_their_order(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    same, other = {"name": "محمد علي حسن"}, {"name": "Rosalinda Cruz", "birth": 1990}
    lines = line(same, {"name": "Mohammed Ali Hassan"}) + line(other, same) + line(same, other)
    status, answered = answers(lines, capsys, monkeypatch)
    assert status == 0
    assert [each["verdict"] for each in answered] == ["same", "different", "different"]
    assert answered[1] == answered[2]
    assert set(answered[0]) == {"score", "verdict", "reasons"}
    assert answered[0]["reasons"] == ["Same name: mohammed, محمد"]


def test_reasons_are_in_the_language_of_the_screen(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = {"name": "Maria Santos", "birth": "1990-05-12", "document": "P1234567A"}
    (answered,) = answers(line(person, person), capsys, monkeypatch, "ar")[1]
    assert "تاريخ الميلاد نفسه" in answered["reasons"]
    assert "رقم الوثيقة نفسه" in answered["reasons"]


MISTAKES = [
    (b"x\n", "not JSON"),
    (b'{"a": {"name": "Maria"}, "b": {"name": "Mar\n', "not JSON"),
    (b"[]\n", "no pair"),
    (b"null\n", "no pair"),
    (b'{"a": {"name": "Maria"}}\n', "no pair"),
    (b'{"a": {"name": "Maria"}, "b": "Maria"}\n', "no pair"),
    (b'{"a": {"name": "\xff"}, "b": {}}\n', "not JSON"),
    (b"[" * 90_000 + b"\n", "not JSON"),
    (b'{"a": {"name": "' + b"a" * 300_000 + b'"}, "b": {}}\n', "too long"),
    (line({"name": "a" * 50_000}, {}), "a.name is too long"),
    (line({}, {"name": 5}), "b.name is not text"),
    (line({"name": ["Maria"]}, {}), "a.name is not text"),
    (line({"name": {"first": "Maria"}}, {}), "a.name is not text"),
    (line({"document": True}, {}), "a.document is not text"),
]


@pytest.mark.parametrize(("wrong", "sentence"), MISTAKES, ids=[words for _, words in MISTAKES])
def test_a_line_that_cannot_be_read_is_answered_and_the_rest_goes_on(
    wrong: bytes, sentence: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = line({"name": "Maria"}, {"name": "Marya"})
    status, answered = answers(pair + b"\n" + wrong + pair, capsys, monkeypatch)
    assert status == 1
    assert answered[0] == answered[2]
    assert answered[0]["verdict"] == "same"
    assert answered[1].pop("line") == 3
    assert sentence in answered[1].pop("error")
    assert answered[1] == {}


def test_what_beside_a_name_cannot_be_read_counts_neither_way(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = {"name": "Maria Santos", "document": "P1234567A"}
    pair = line({**person, "birth": "yesterday"}, {**person, "birth": 19, "sex": "?"})
    status, (plain, answered) = answers(line(person, person) + pair, capsys, monkeypatch)
    unread = [f"{field} cannot be read and counts neither way"
              for field in ("a.birth", "b.birth", "b.sex")]  # fmt: skip
    assert (status, answered["score"]) == (0, plain["score"])
    assert answered["reasons"] == [*plain["reasons"], *unread]


def test_an_error_is_said_in_arabic(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    (answered,) = answers(line({"name": 5}, {}), capsys, monkeypatch, "ar")[1]
    assert answered["error"] == "ليست قيمة a.name نصاً."


@pytest.mark.parametrize(
    "name", [None, "", "12345", "\u202e\u2066\u200f", "\ud800", "\x00", "😀", "+", "بن", "王小明"]
)
def test_what_is_no_name_is_answered(
    name: str | None, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, answered = answers(line({"name": name}, {"name": "Maria Santos"}), capsys, monkeypatch)
    assert (status, len(answered)) == (0, 1)
    assert answered[0]["verdict"] != "same"


def test_signs_of_direction_change_nothing_and_are_not_handed_on(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, turned = {"name": "Maria Santos"}, {"name": "\u202eMaria\u202c \u2067Santos\u2069\x07"}
    other = {"name": "Mario \u202eSantos"}
    answered = answers(line(plain, turned) + line(plain, other), capsys, monkeypatch)[1]
    assert [each["verdict"] for each in answered] == ["same", "different"]
    assert not {"\u202e", "\u2066", "\u2067", "\u2069"} & set(str(answered))


def test_the_first_line_may_begin_with_a_mark(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows writes one before UTF-8."""
    pair = line({"name": "Maria"}, {"name": "Maria"})
    assert answers(b"\xef\xbb\xbf" + pair, capsys, monkeypatch)[0] == 0


def test_nothing_asked_is_nothing_answered(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answers(b"\n\n", capsys, monkeypatch) == (0, [])


def test_a_line_is_answered_before_the_next_is_written() -> None:
    """Who asks may wait for each answer."""
    pair = line({"name": "Maria"}, {"name": "ماريا"})
    with subprocess.Popen(
        [sys.executable, "-m", "tipdesk", "match-names", "--lang", "en"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ},
    ) as asked:  # fmt: skip
        assert asked.stdin is not None
        assert asked.stdout is not None
        for _ in range(2):
            asked.stdin.write(pair)
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["verdict"] == "same"
        asked.stdin.close()
        assert asked.wait() == 0


def test_long_names_hold_nobody_up(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = "ab ca " * 160, "ba ac " * 160
    lines = b"".join(line({"name": first[n:]}, {"name": second[n:]}) for n in range(100))
    begun = time.process_time()
    status, answered = answers(lines, capsys, monkeypatch)
    assert (status, len(answered)) == (0, 100)
    assert time.process_time() - begun < 5
