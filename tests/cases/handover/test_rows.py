"""What the digests of a record hold, whoever changes it, and what they do not tell."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.small_form import EVERYTHING, case_file, state_of
from tests.records import SECRET, answers_of
from tests.storage.samples import ROOT
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.handover.reading import read_record
from tipdesk.cases.handover.record import build_record, disclosed
from tipdesk.cases.handover.rows import (
    RowUnproved,
    document,
    narrowed,
    prove,
    read_rows,
    record_root,
    row_of,
)
from tipdesk.cases.model import Answer
from tipdesk.core.errors import RestrictedClosed

STATE = state_of(EVERYTHING)
RECORD = build_record(case_file(), STATE, (), SECRET)
ROWS = json.loads(RECORD)["rows"]
STAYING = ["mixed", "need", "papers[1]/holder", "plan", "status", "view", "wish"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
PATHS = st.from_regex(r"[a-z][a-z0-9_]{0,20}(\[[1-9][0-9]{0,2}\]/[a-z]{1,9})?", fullmatch=True)


def with_rows(rows: list[Any], record: bytes = RECORD) -> bytes:
    return canonical({**json.loads(record), "rows": sorted(rows, key=lambda row: row[1])})


@given(st.integers(0, len(ROWS) - 1), VALUES)
def test_a_row_that_says_something_else_is_found(number: int, value: object) -> None:
    rows = json.loads(json.dumps(ROWS))
    if rows[number][2] == value and type(rows[number][2]) is type(value):
        return
    rows[number][2] = value
    with pytest.raises(RowUnproved) as caught:
        read_rows(with_rows(rows))
    assert caught.value.path == ROWS[number][1]


@given(PATHS, VALUES, st.from_regex("[0-9a-f]{32}", fullmatch=True))
def test_a_row_that_was_never_there_is_found(path: str, value: object, salt: str) -> None:
    others = [row for row in ROWS if row[1] != path]
    with pytest.raises(RowUnproved, match=r".+"):
        read_rows(with_rows([*others, [salt, path, value]]))


@given(st.permutations(range(len(ROWS))))
def test_rows_that_change_places_are_found(order: list[int]) -> None:
    """The value of one under the path of another, with either's salt."""
    if list(order) == sorted(order):
        return
    for moved in (1, 2):
        rows = json.loads(json.dumps(ROWS))
        for number, other in enumerate(order):
            for cell in range(3 - moved, 3):
                rows[number][2 if cell == 2 else 0] = ROWS[other][2 if cell == 2 else 0]
        with pytest.raises(RowUnproved):
            read_rows(with_rows(rows))


@given(st.sets(st.sampled_from([row[1] for row in ROWS])))
def test_fewer_rows_are_the_same_record(left_out: set[str]) -> None:
    copy = narrowed(RECORD, left_out)
    assert record_root(copy) == record_root(RECORD) == read_rows(copy).root
    assert read_rows(copy).values.keys() == read_rows(RECORD).values.keys() - left_out
    answers = {path for path in left_out if not path.startswith("_")}
    if answers == left_out:
        read = read_record(copy)
        assert {answer.path for answer in read.answers} == answers_of(RECORD).keys() - answers


def test_what_a_copy_leaves_out_has_to_be_there() -> None:
    with pytest.raises(KeyError):
        narrowed(RECORD, ["plan"])


@given(st.integers(0, 200), st.integers(0, 200))
def test_how_many_answers_stay_is_told_by_steps_of_64_only(shown: int, staying: int) -> None:
    rows = {f"q{number}": row_of(SECRET, f"q{number}", number) for number in range(1, shown + 1)}
    hidden = [row_of(SECRET, f"h{number}", number) for number in range(staying)]
    digests = json.loads(document(rows, hidden, SECRET))["digests"]
    assert len(digests) == -(-(shown + staying) // 64) * 64
    assert digests == sorted(set(digests))


@given(st.integers(1, 60))
def test_filling_looks_like_any_digest(staying: int) -> None:
    """With other secrets and other answers that stay, nothing but digests differs."""
    rows = {"q": row_of(SECRET, "q", 1)}
    hidden = [row_of(SECRET, f"h{number}", "yes") for number in range(staying)]
    some, none = document(rows, hidden, SECRET), document(rows, [], SECRET)
    assert len(some) == len(none)
    assert json.loads(some)["rows"] == json.loads(none)["rows"]


def test_no_answer_that_stays_can_be_found_by_trying() -> None:
    """Whoever has the record tries yes and no, with every salt that it shows."""
    record = build_record(case_file(EVERYTHING | {"plan": Answer("yes")}), STATE, (), SECRET)
    document_ = json.loads(record)
    answer = disclosed(
        record, case_file(EVERYTHING | {"plan": Answer("yes")}), STATE, SECRET, ["plan"]
    )
    salt, _path, value = answer["plan"]
    for tried in [row[0] for row in document_["rows"]]:
        with pytest.raises(RowUnproved):
            prove([[tried, "plan", value]], document_["digests"])
    assert prove([[salt, "plan", value]], document_["digests"]) == {"plan": value}


def test_every_answer_of_every_level_is_proved() -> None:
    """What goes by its row, what stays when it is shown later; nothing else."""
    rows = [*disclosed(RECORD, case_file(), STATE, SECRET, STAYING).values()]
    digests = json.loads(RECORD)["digests"]
    shown = prove(json.loads(json.dumps(rows)), digests)
    assert {path: value["value"] for path, value in shown.items()} == {
        "mixed": "MIXED", "need": "NEED", "papers[1]/holder": "HOLDER", "plan": "PLAN",
        "status": "STATUS", "view": "VIEW", "wish": "WISH",
    }  # fmt: skip
    assert not shown.keys() & answers_of(RECORD).keys()


@pytest.mark.parametrize("path", STAYING)
def test_what_was_changed_since_cannot_be_shown_as_what_stood_then(path: str) -> None:
    later = EVERYTHING | {path: Answer("LATER")}
    rows = disclosed(RECORD, case_file(later), state_of(later), SECRET, STAYING)
    assert path in STAYING
    assert path not in rows


@pytest.mark.parametrize("path", ["sum", "deep", "file_status", "papers[2]/holder", "nothing"])
def test_nothing_is_shown_of_what_nobody_answered_or_was_asked(path: str) -> None:
    assert [*disclosed(RECORD, case_file(), STATE, SECRET, ["plan", path])] == ["plan"]


def test_another_secret_proves_nothing() -> None:
    assert disclosed(RECORD, case_file(), STATE, bytes(32), STAYING) == {}


def test_whoever_may_not_read_an_answer_builds_no_record() -> None:
    file = case_file(EVERYTHING | {"plan": Answer(closed=True)})
    with pytest.raises(RestrictedClosed):
        build_record(file, STATE, (), SECRET)


SPELLINGS = {
    "white space": lambda data: data.replace(b":", b": ", 1),
    "a line feed": lambda data: data + b"\n",
    "an escape": lambda data: data.replace(b"ABC-2026", b"\\u0041BC-2026", 1),
    "a member twice": lambda data: data.replace(b'"format"', b'"format":"x","format"', 1),
    "another member": lambda data: data.replace(b'"rows"', b'"more":1,"rows"', 1),
    "a float": lambda data: data.replace(b'"revision":1', b'"revision":1.0', 1),
    "a newer major": lambda data: data.replace(b"record/1.0", b"record/2.0", 1),
    "the format before": lambda data: data.replace(b"record/1.0", b"record/1", 1),
    "a mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "too much": lambda data: data + b" " * (16 << 20),
    "a salt in capitals": lambda data: data.replace(
        ROWS[0][0].encode(), ROWS[0][0].upper().encode() + b"A", 1
    ),
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_a_record_has_one_spelling(how: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_rows(SPELLINGS[how](RECORD))


def test_digests_stand_in_order_each_once_and_by_steps() -> None:
    record = json.loads(RECORD)
    digests = record["digests"]
    for wrong in (
        digests[::-1],
        [*digests, digests[-1]],
        [digests[0], *digests],
        sorted([*digests, "f" * 64]),
        [*digests[:-1], digests[-1].upper()],
        "".join(digests),
        None,
    ):
        with pytest.raises(ValueError, match=r".+"):
            read_rows(canonical({**record, "digests": wrong}))


def test_rows_stand_in_order_each_path_once() -> None:
    record = json.loads(RECORD)
    for wrong in ([*ROWS[::-1]], [ROWS[0], *ROWS], [*ROWS, []], [*ROWS, "row"], ROWS[0], {"a": 1}):
        with pytest.raises(ValueError, match=r".+"):
            read_rows(canonical({**record, "rows": wrong}))


def test_a_newer_minor_version_is_read_without_what_nobody_knows_here() -> None:
    newer = RECORD.replace(b"record/1.0", b"record/1.3", 1).replace(
        b'"rows"', b'"more":1,"rows"', 1
    )
    rows = read_rows(canonical(json.loads(newer)))
    assert rows.newer
    assert rows.root == record_root(RECORD)
    assert read_record(canonical(json.loads(newer))).digest == rows.root


_ELSEWHERE = """
import hashlib
from tests.cases.handover import test_rows
print(hashlib.sha256(test_rows.RECORD).hexdigest())
"""


def test_every_process_builds_the_same_bytes() -> None:
    """Hash seed, time zone and locale do not come into it."""
    seen = set()
    for seed, zone, locale in (("0", "UTC", "C"), ("4711", "Pacific/Kiritimati", "ar_KW.UTF-8")):
        names = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        run = subprocess.run(
            [sys.executable, "-c", _ELSEWHERE], cwd=ROOT, env={**os.environ, **names},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        seen.add(run.stdout)
    assert len(seen) == 1
