"""What two records differ in, by hand: each way once, and nothing where nothing has changed."""

from collections.abc import Iterable

from tipdesk.cases.handover.changes import changes
from tipdesk.cases.handover.rows import RecordRows

A, B = "aa" * 32, "bb" * 32


def record(answers: Iterable[str] = (), withheld: Iterable[str] = (), **rows: object) -> RecordRows:
    """A record with these answers («path=value»), names that stay, and other rows."""
    values: dict[str, object] = {
        "_case": {"number": "SH6-2026-00001", "revision": 1},
        "_withheld": [{"name": name} for name in withheld],
    }
    values |= {path: {"value": value} for path, value in (item.split("=") for item in answers)}
    return RecordRows(values | rows, (), newer=False)


def attached(number: int, sha256: str, **more: object) -> dict[str, object]:
    path = f"_attachment[{number}]"
    return {path: {"path": f"att/{number:04d}.jpg", "sha256": sha256, "size": 1, **more}}


def differences(before: RecordRows, after: RecordRows) -> list[tuple[str, str]]:
    return [(change.path, change.how.value) for change in changes(before, after)]


def test_answers_that_came_changed_went_or_stay_now() -> None:
    before = record(["age=20", "sex=f", "trip[1]/place=x", "trip[2]/place=y", "job=z"])
    after = record(["age=21", "sex=f", "city=k"], ["place", "_case"])
    assert differences(before, after) == [
        ("_withheld", "changed"),
        ("age", "changed"),
        ("city", "added"),
        ("job", "removed"),
        ("trip[1]/place", "now_withheld"),
        ("trip[2]/place", "now_withheld"),
    ]
    assert differences(before, before) == differences(record(), record()) == []


def test_another_revision_alone_is_no_change_of_the_file() -> None:
    later = record(_case={"number": "SH6-2026-00001", "revision": 2})
    assert differences(record(), later) == []
    other = record(_case={"number": "SH6-2026-00002", "revision": 2})
    assert differences(record(), other) == [("_case", "changed")]


def test_attachments_are_known_by_their_bytes_whatever_their_number() -> None:
    before = record(**attached(1, A), **attached(2, B))
    assert differences(before, record(**attached(1, B))) == [("_attachment[1]", "removed")]
    assert differences(record(**attached(1, B)), before) == [("_attachment[1]", "added")]
    described = record(**attached(1, A, acquisition={"recorded_by": "T-07"}), **attached(2, B))
    assert differences(before, described) == [("_attachment[1]", "changed")]
    turned = record(**attached(1, B), **attached(2, A))
    assert differences(before, turned) == []
    twice = record(**attached(1, A), **attached(2, B), **attached(10, A))
    assert differences(before, twice) == [("_attachment[10]", "added")]
    assert differences(twice, before) == [("_attachment[10]", "removed")]


def test_corrections_are_known_by_what_they_say() -> None:
    first = {"_amendment[1]": {"path": "age", "note": "one"}}
    more = {**first, "_amendment[2]": {"path": "age", "note": "two"}}
    fewer = {"_amendment[1]": {"path": "age", "note": "two"}}
    assert differences(record(**first), record(**more)) == [("_amendment[2]", "added")]
    assert differences(record(**more), record(**fewer)) == [("_amendment[1]", "removed")]
