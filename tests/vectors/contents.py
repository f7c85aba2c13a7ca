"""Faults of what is said: index, approval, record, chain, signed pages, notices, numbers (§4 to §9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.vectors import cast, signing
from tests.vectors.good import SCAN, carried, scans
from tests.vectors.people import DAY, NOW, canonical, seed, stamp
from tests.vectors.vector import Vector, bundle, case
from tests.vectors.writing import (
    CASE,
    CREATED,
    PDF,
    PHOTO,
    Chain,
    Edit,
    Event,
    Files,
    answer,
    drop,
    file_key,
    media_type,
    put,
    sha256,
    swap,
    text,
)

ANOTHER = "00000000-0000-4000-8000-000000000001"
Value = dict[str, Any]


def vectors() -> Iterator[Vector]:
    yield from _json()
    yield from _index()
    yield from _files()
    yield from _approval()
    yield from _direct()
    yield from _record()
    yield from _rows()
    yield from _custody()
    yield from _followed()
    yield from _signed()
    yield from _notice()
    yield from _numbers()


def within(name: str, edit: Edit) -> Edit:
    """An edit of one member."""
    return lambda value: {**value, name: edit(value[name])}


def first(edit: Edit) -> Edit:
    """An edit of the first item of a list."""
    return lambda items: [edit(items[0]), *items[1:]]


# --- canonical JSON ---------------------------------------------------------------------------


def _json() -> Iterator[Vector]:
    forms: dict[str, tuple[str, Edit]] = {
        "spaces": ("white space.", swap(b",", b", ")),
        "newline": ("a line feed at the end.", lambda d: d + b"\n"),
        "order": ("members in another order.", lambda d: b'{"tenure":1,' + d[1:-12] + b"}"),
        "twice": ("a member twice.", swap(b"{", b'{"app_version":"0.3.0",')),
        "float": ("a number with a point.", swap(b'"number":1', b'"number":1.0')),
        "minus-zero": ("-0.", swap(b'"revision":3', b'"revision":-0')),
        "long-number": ("16 digits.", swap(b'"number":1', b'"number":1' + b"0" * 15)),
        "utf8": ("UTF-8 instead of an escape.", swap(b'"0.3.0"', '"ن"'.encode())),
        "upper-escape": ("an escape in upper case.", swap(b'"0.3.0"', b'"\\u06AA"')),
        "delete": ("U+007F as itself.", swap(b'"0.3.0"', b'"\x7f"')),
        "surrogate": ("a lone surrogate.", swap(b'"0.3.0"', b'"\\ud800"')),
        "nul": ("U+0000.", swap(b'"0.3.0"', b'"\\u0000"')),
        "deep": ("17 levels.", swap(b'"supplements":null', b'"supplements":' + b"[" * 16 + b"]" * 16)),
    }  # fmt: skip
    for name, (about, edit) in forms.items():
        yield case(
            f"json-{name}", f"index.json: {about}", "E_INDEX_FORM", index_bytes=edit, kind="notice"
        )
    yield case("good-15-digits", "A number of 15 digits.", number=10**15 - 1,
               previous=seed("before").hex())  # fmt: skip


# --- index ------------------------------------------------------------------------------------


def _index() -> Iterator[Vector]:
    form = "E_INDEX_FORM"
    rows: list[tuple[str, str, Edit]] = [
        ("more", "a member that nobody knows.", put(more=1)),
        ("less", "a member is missing.", drop("tenure")),
        ("format-other", "another document.", put(format="tipdesk-record/1.0")),
        ("format-before", "the format before 1.0.", put(format="tipdesk-index/1")),
        ("format-zero", "a minor version with a zero before it.",
         put(format="tipdesk-index/1.01")),
        ("uuid-version", "a uuid of version 1.",
         put(series="0b1f2c3d-4e5f-1a6b-8c7d-9e0f1a2b3c4d")),
        ("time", "a day that no calendar has.", put(created="2026-02-30T00:00:00Z")),
        ("kind", "another kind.", put(kind="annex")),
        ("number-true", "`true` instead of a number.", put(number=True)),
        ("previous", "`previous` is no digest.", put(previous="0" * 63)),
        ("digest", "a digest in upper case.", within("files", first(put(sha256="A" * 64)))),
        ("path", "a path that leads upwards.", within("files", first(put(path="../x")))),
        ("order", "files in another order.", within("files", lambda f: f[::-1])),
        ("not-sent", "a number that was not sent is 0.",
         put(not_sent=[{"number": 0, "bundle_id": ANOTHER}])),
        ("how", "a change of a kind that nobody knows.",
         put(supplements={"manifest": "0" * 64, "revision": 2,
                          "changes": [{"path": "name", "how": "lost"}]})),
    ]  # fmt: skip
    for name, about, edit in rows:
        yield case(f"index-{name}", f"index.json: {about}", form, index=edit, kind="notice")
    yield case("index-major", "index.json: another major version.", "E_VERSION",
               index=put(format="tipdesk-index/2.0"), kind="notice")  # fmt: skip
    yield case("index-major-10", "index.json: major version 10.", "E_VERSION",
               index=put(format="tipdesk-index/10.0"), kind="notice")  # fmt: skip


def _files() -> Iterator[Vector]:
    wrong = "E_INDEX_MISMATCH"
    rows: list[tuple[str, str, tuple[str, ...], Edit]] = [
        ("other-bundle", "another uuid than bag-info.txt.", (), put(bundle_id=ANOTHER)),
        ("digest-other", "another digest.", ("E_NOT_AS_APPROVED",),
         within("files", _photo(put(sha256="0" * 64)))),
        ("size-other", "another size.", ("E_NOT_AS_APPROVED",),
         within("files", _photo(put(size=1)))),
        ("file-less", "a file is not named.", ("E_NOT_AS_APPROVED",),
         within("files", lambda f: [row for row in f if "att/" not in row["path"]])),

        ("file-surplus", "a file is named that is not there.", (),
         within("files", lambda f: [*f, {**f[-1], "path": "zz.txt"}])),
        ("created-other", "`created` is not the time of the signature.", (),
         put(created=stamp(CREATED))),
    ]  # fmt: skip
    for name, about, more, edit in rows:
        values: Value = {"cms": _time(CREATED + DAY / 24)} if name == "created-other" else {}
        at = {"at": NOW + DAY} if values else {}
        yield case(f"index-{name}", f"index.json: {about}", wrong, *more, index=edit,
                   **values, **at)  # fmt: skip
    yield case("index-other-case", "The index is of another case.", wrong, "E_MEMBER_MISSING",
               index=put(case_id=ANOTHER))  # fmt: skip
    yield case("index-other-folder", "A file lies beside the folder of its case.", wrong,
               payload=_index_again(lambda p: {**p, f"{ANOTHER}/x.txt": b"x"}))  # fmt: skip
    yield case("index-tenure", "The index says a tenure that the approval does not.",
               "E_APPROVAL_OTHER", index=put(tenure=2))  # fmt: skip
    yield case("index-station-other", "The index is of another station than the approval.",
               "E_STATION", index=put(station="SH9"))  # fmt: skip
    yield case("index-office-other", "The approval is for other offices.", "E_APPROVAL_OTHER",
               approval=put(**{"for": ["PPY"]}))  # fmt: skip


def _time(when: object) -> Edit:
    return lambda parts: parts.put(signing.TIME, signing.utc_time(when))


def _photo(edit: Edit) -> Edit:
    return lambda rows: [edit(row) if "att/" in row["path"] else row for row in rows]


def _index_again(edit: Callable[[Files], Files]) -> Edit:
    """Files added or changed, and an index that names them."""

    def changed(payload: Files) -> Files:
        files = edit(dict(payload))
        index = json.loads(files.pop("index.json"))
        index["files"] = [
            {
                "path": path,
                "sha256": sha256(files[path]),
                "size": len(files[path]),
                "media_type": media_type(path),
            }
            for path in sorted(files)
        ]
        return {**files, "index.json": canonical(index)}

    return changed


# --- approval ---------------------------------------------------------------------------------


def _approval() -> Iterator[Vector]:
    form = "E_APPROVAL_FORM"
    rows: list[tuple[str, str, Edit]] = [
        ("more", "a member that nobody knows.", put(more=1)),
        ("less", "a member is missing.", drop("annex")),
        ("kind", "another kind.", put(kind="third_person")),
        ("no-office", "no office.", put(**{"for": []})),
        ("authors-order", "authors in another order.", put(authors=["T-09", "T-07"])),
        ("head", "`head` has one item.", put(head=[5])),
        ("subjects-order", "subjects in another order.",
         within("subjects", lambda s: s[::-1])),
        ("subject-custody", "custody.json among the subjects.",
         within("subjects", lambda s: sorted([*s, {**s[0], "name": "custody.json"}],
                                             key=lambda row: row["name"]))),
        ("subject-path", "a subject outside.", within("subjects", first(put(name="../x")))),
    ]  # fmt: skip
    for name, about, edit in rows:
        yield case(f"approval-{name}", f"approval.json: {about}", form, approval=edit)
    yield case("approval-json", "approval.json: white space.", form,
               approval_bytes=swap(b",", b", "))  # fmt: skip
    yield case("approval-major", "approval.json: another major version.", "E_VERSION",
               approval=put(format="tipdesk-approval/2.0"))  # fmt: skip
    yield case("approval-none", "No approval.json.", "E_MEMBER_MISSING",
               sent=lambda f: {n: d for n, d in f.items() if n != "approval.json"})  # fmt: skip
    yield case("approval-station", "The approval is of another station.", "E_STATION",
               approval=put(station="SH9"))  # fmt: skip
    yield case("approval-case", "The approval is of another case.", "E_APPROVAL_OTHER",
               approval=put(case_id=ANOTHER))  # fmt: skip
    yield case("approval-revision", "The approval is of another revision.", "E_APPROVAL_OTHER",
               approval=put(revision=2))  # fmt: skip
    yield case("approval-root-other", "The approval is of another record.", "E_RECORD_ROOT",
               approval=put(record_root="0" * 64))  # fmt: skip
    yield case("approval-keys", "Other keys than the chain shows.", "E_CASE_KEYS",
               approval=put(case_keys="0" * 64))  # fmt: skip
    yield case("approval-head-other", "`head` has another hash.", "E_HEAD",
               approval=lambda v: {**v, "head": [v["head"][0], "0" * 64]})  # fmt: skip
    yield case("approval-head-beyond", "`head` lies behind the end.", "E_HEAD",
               approval=put(head=[99, "0" * 64]))  # fmt: skip
    yield from _as_approved()


def _as_approved() -> Iterator[Vector]:
    other = "E_NOT_AS_APPROVED"
    photo = "att/0001.jpg"
    yield case("approved-photo-swapped", "Another photograph than was approved.", other,
               sent=lambda f: {**f, photo: PHOTO + b"x"})  # fmt: skip
    yield case("approved-paper-swapped", "Another paper than was approved.", other,
               files=lambda f: {**f, "intake.pdf": PDF},
               sent=lambda f: {**f, "intake.pdf": PDF + b"x"})  # fmt: skip
    yield case("approved-record-swapped", "Another record than was approved.", other,
               sent=lambda f: {**f, "record.json": _other_record(f["record.json"])})  # fmt: skip
    yield case("approved-photo-missing", "An approved photograph is missing.", other,
               sent=lambda f: {n: d for n, d in f.items() if n != photo})  # fmt: skip
    yield case("approved-more", "A paper more than was approved.", other,
               sent=lambda f: {**f, "statement.pdf": PDF})  # fmt: skip
    yield case("approved-unknown", "A file in the case that the format does not know, approved.",
               other, files=lambda f: {**f, "more.txt": b"x"})  # fmt: skip
    yield case("approved-not-in-record", "An attachment that the record does not list.", other,
               files=lambda f: {**f, "att/0002.jpg": PHOTO})  # fmt: skip
    yield case("approved-record-lists-more", "The record lists an attachment that is not there.",
               other, rows=put(**{"_attachment[2]": _attachment(2, b"x")}))  # fmt: skip
    yield case("approved-record-other", "The record has another digest of the photograph.", other,
               rows=put(**{"_attachment[1]": _attachment(1, b"x")}))  # fmt: skip
    yield case("carried-unapproved", "What came before was not approved.", other,
               **carried(sha256="0" * 64))  # fmt: skip
    yield case("carried-elsewhere", "What came before is of another case.", other,
               **carried(path=f"{ANOTHER}/att/0002.jpg"))  # fmt: skip
    yield case("carried-and-there", "What came before is there again.", other,
               **{**carried(), "sent": lambda f: f})  # fmt: skip
    yield case("carried-paper", "A paper came before, which only attachments may.", other,
               **carried(path=f"{CASE}/statement.pdf"))  # fmt: skip


def _attachment(number: int, data: bytes) -> Value:
    return {
        "path": f"att/{number:04d}.jpg",
        "sha256": sha256(data),
        "size": len(data),
        "media_type": "image/jpeg",
    }


def _other_record(data: bytes) -> bytes:
    return data.replace(b'"T-07"', b'"T-70"')


def _direct() -> Iterator[Vector]:
    alone: Value = {"direct": True, "approver": cast.OFFICER, "approver_login": "T-07"}
    yield case("direct-not-hidden", "`direct` of a file that was never hidden.", "E_DIRECT",
               "A_DIRECT", events=_without("hidden"), **alone)  # fmt: skip
    yield case("direct-hidden-before", "`direct` of a file that was hidden before this format.",
               "A_DIRECT", events=lambda e: [
                   Event("format_1.0", "", {"head": "0" * 64, "seq": "9"}, of="none"),
                   Event("carried_over", "", {"links": "4", "digest": "0" * 64, "authors": "T-07",
                                              "hidden": "yes"}),
                   *[event for event in e[4:] if event.action != "hidden"]], **alone)  # fmt: skip
    yield case("direct-approved", "`direct`, and the chain says `approved`.", "E_NOT_APPROVED",
               "A_DIRECT", events=_renamed("approved_directly", "approved"),
               head_action="approved", **alone)  # fmt: skip
    yield case("direct-said-second", "Two people are said, the chain says `approved_directly`.",
               "E_NOT_APPROVED", events=_renamed("approved", "approved_directly"),
               head_action="approved_directly")  # fmt: skip


def _renamed(old: str, new: str) -> Edit:
    def edit(events: list[Event]) -> None:
        for event in events:
            if event.action == old:
                event.action = new

    return edit


def _without(action: str) -> Edit:
    return lambda events: [event for event in events if event.action != action]


# --- record -----------------------------------------------------------------------------------


def _record() -> Iterator[Vector]:
    form = "E_RECORD_FORM"

    def digests(edit: Edit) -> Edit:
        return within("digests", edit)

    rows: list[tuple[str, str, Edit]] = [
        ("more", "a member that nobody knows.", put(more=1)),
        ("format", "the format before 1.0.", put(format="tipdesk-record/1")),
        ("digests-order", "digests in another order.", digests(lambda d: d[::-1])),
        ("digests-twice", "a digest twice.", digests(lambda d: [d[0], *d])),
        ("digests-count", "a digest that no row has, and no multiple of 64.",
         digests(lambda d: sorted([*d, "0" * 64]))),
        ("rows-order", "rows in another order.", within("rows", lambda r: r[::-1])),
        ("row-twice", "a row twice.", within("rows", lambda r: [r[0], *r])),
        ("row-short", "a row of two.", within("rows", first(lambda r: r[:2]))),
        ("salt", "a salt of 31 digits.", within("rows", first(lambda r: ["0" * 31, *r[1:]]))),
    ]  # fmt: skip
    for name, about, edit in rows:
        yield case(f"record-{name}", f"record.json: {about}", form, record=edit, kind="notice")
    yield case("record-json", "record.json: white space.", form,
               record_bytes=swap(b",", b", "))  # fmt: skip
    yield case("record-major", "record.json: another major version.", "E_VERSION",
               record=put(format="tipdesk-record/2.0"))  # fmt: skip
    yield case("record-row-unproved", "A row that the digests do not prove.", "E_ROW",
               record=within("rows", _changed_row))  # fmt: skip
    yield case("record-salt-other", "A row with another salt than was approved.", "E_ROW",
               record=within("rows", first(lambda r: ["0" * 32, *r[1:]])))  # fmt: skip
    yield case("record-none", "No record.json.", "E_MEMBER_MISSING",
               files=lambda f: {n: d for n, d in f.items() if n != "record.json"})  # fmt: skip
    yield case("record-text", "record.json is no JSON.", form,
               record_bytes=text(b"record"))  # fmt: skip


def _changed_row(rows: list[Any]) -> list[Any]:
    at = next(place for place, row in enumerate(rows) if row[1] == "name")
    salt, path, value = rows[at]
    return [*rows[:at], [salt, path, {**value, "value": "غيرها"}], *rows[at + 1 :]]


def _rows() -> Iterator[Vector]:
    form = "E_RECORD_FORM"

    def row(of: str, **values: object) -> Edit:
        return within(of, put(**values))

    label = {"ar": "x"}
    rows: list[tuple[str, str, Edit]] = [
        *((f"no{name.replace('_', '-')}", f"no row {name}.", drop(name))
          for name in ("_case", "_station", "_form", "_release", "_withheld", "_withheld_level4")),
        ("unknown", "a row that nobody knows.", put(_later=1)),
        ("path", "a path that is none.", put(**{"9lives": answer("x", 9)})),
        ("gap", "attachments with a gap.", lambda r: _moved(r, "_attachment[1]", 2)),
        ("case-more", "`_case` has a member more.", row("_case", more=1)),
        ("case-quick", "`quick` is a number.", row("_case", quick=1)),
        ("answer-more", "an answer has a member more.", row("urgency", more=1)),
        ("answer-both", "an answer has value and reason.", row("urgency", reason="refused")),
        ("answer-none", "an answer has neither value nor reason.", within("urgency", drop("value"))),
        ("answer-label", "a label in one language.", row("urgency", label=label)),
        ("answer-place", "place 0.", row("urgency", place=0)),
        ("withheld-label", "what stays has no label.",
         put(_withheld=[{"name": "x", "level": 1, "reason": "redacted"}])),
        ("attachment-path", "an attachment outside att/.", row("_attachment[1]", path="x/0001.jpg")),
        ("attachment-number", "an attachment under another number.",
         row("_attachment[1]", path="att/0002.jpg")),
        ("amendment", "an amendment without a note.",
         put(**{"_amendment[1]": {"path": "name", "before": {}, "after": {}}})),
    ]  # fmt: skip
    for name, about, edit in rows:
        of_case = name in ("no-withheld", "no-withheld-level4", "gap") or "attachment" in name
        kind = "case" if of_case else "notice"
        yield case(f"rows-{name}", f"record.json: {about}", form, rows=edit, kind=kind)
    yield case("rows-other-case", "The record is of another case.", "E_INDEX_MISMATCH",
               rows=row("_case", id=ANOTHER))  # fmt: skip
    yield case("rows-other-revision", "The record is of another revision.", "E_INDEX_MISMATCH",
               rows=lambda r: {**r, "_case": {**r["_case"], "revision": 2}})  # fmt: skip


def _moved(rows: Value, name: str, number: int) -> Value:
    value = rows[name]
    rest = drop(name)(rows)
    value = {**value, "path": f"att/{number:04d}.jpg"}
    return {**rest, f"{name.partition('[')[0]}[{number}]": value}


# --- chain ------------------------------------------------------------------------------------


def _segment(edit: Edit) -> Edit:
    return within("segments", first(edit))


def _custody() -> Iterator[Vector]:
    form = "E_CUSTODY_FORM"

    def row_at(place: int, edit: Edit) -> Edit:
        return _segment(
            within("links", lambda rows: [*rows[:place], edit(rows[place]), *rows[place + 1 :]])
        )

    def cell(place: int, value: object) -> Edit:
        return row_at(3, lambda row: [*row[:place], value, *row[place + 1 :]])

    rows: list[tuple[str, str, Edit]] = [
        ("more", "a member that nobody knows.", put(more=1)),
        ("format", "the format before 1.0.", put(format="tipdesk-custody/1")),
        ("no-keys", "no key.", _segment(put(keys=[]))),
        ("key-twice", "a key twice.", _segment(within("keys", lambda k: [*k, *k]))),
        ("from", "`from` says no number.", _segment(put(**{"from": ["1", "0" * 64]}))),
        ("link-class", "class 2.", cell(2, 2)),
        ("link-n", "n = 0.", cell(1, 0)),
        ("link-day", "a day that no calendar has.", cell(4, "2026-02-30T08:00:00.000Z")),
        ("link-action", "an action in upper case.", cell(6, "Completed")),
        ("link-detail", "a detail that is no text.", cell(7, {"a": 1})),
    ]  # fmt: skip
    for name, about, edit in rows:
        yield case(f"custody-{name}", f"custody.json: {about}", form, custody=edit)
    yield case("custody-json", "custody.json: white space.", form,
               custody_bytes=swap(b",", b", "))  # fmt: skip
    yield case("custody-none", "No custody.json.", "E_MEMBER_MISSING",
               sent=lambda f: {n: d for n, d in f.items() if n != "custody.json"})  # fmt: skip
    yield case("custody-major", "custody.json: another major version.", "E_VERSION",
               custody=put(format="tipdesk-custody/2.0"))  # fmt: skip
    yield case("custody-two-segments", "Two segments, and the file changed stations never.",
               "E_SEGMENT", custody=within("segments", lambda s: [*s, *s]))  # fmt: skip
    yield case("custody-station", "The segment is of another station.", "E_SEGMENT",
               custody=_segment(put(station="SH9")))  # fmt: skip
    yield case("custody-rewritten", "A link says something else than was hashed.", "E_HEAD",
               custody=cell(5, "T-99"))  # fmt: skip
    yield case("custody-begins-later", "The beginning was cut off.", "E_LINK_MISSING",
               chain=_begins_later)  # fmt: skip
    yield case("custody-end-cut", "The end was cut off.", "E_EXPORTER",
               custody=_segment(within("links", lambda rows: rows[:-2])))  # fmt: skip


def _begins_later(chain: Chain) -> None:
    chain.first = 3


def _followed() -> Iterator[Vector]:
    def at(place: int, **values: object) -> Edit:
        def edit(events: list[Event]) -> None:
            for name, value in values.items():
                setattr(events[place], name, value)

        return edit

    def before_end(*more: Event) -> Edit:
        return lambda events: [*events[:-1], *more, events[-1]]

    yield case("link-hidden", "A withdrawal is shown as another file's.", "E_LINK_HIDDEN",
               "E_LINK_MISSING", events=before_end(Event("withdrawn", "S-01", show="other")))  # fmt: skip
    yield case("link-hidden-viewing", "A viewing is shown as another file's.", "E_LINK_HIDDEN",
               "E_LINK_MISSING", events=at(3, show="other"))  # fmt: skip
    yield case("link-hidden-without-gap", "The same, and the count hides it.", "E_LINK_HIDDEN",
               events=_hidden_without_gap)  # fmt: skip
    yield case("link-foreign", "Another file's link is shown as this file's.", "E_LINK_FOREIGN",
               events=at(3, key=seed("another file")))  # fmt: skip
    yield case("link-key-before", "A link after the export has the key of before.",
               "E_LINK_FOREIGN", number=2, previous=seed("before").hex(),
               events=lambda e: [*e[:6], Event("exported"), *e[6:-1],
                                 Event("viewed", key=file_key("chain SH2", 0)),
                                 e[-1]])  # fmt: skip
    yield case("link-missing", "The count has a gap.", "E_LINK_MISSING", events=at(4, n=5))
    yield case("link-n-twice", "The count stands still.", "E_LINK_MISSING", events=at(4, n=2))
    yield case("link-first", "The first link is none that begins a file.", "E_LINK_MISSING",
               events=at(1, action="viewed"))  # fmt: skip
    yield case("link-first-n", "The first link has n = 2.", "E_LINK_MISSING", events=at(1, n=2))
    yield case("link-decision-closed", "A decision is closed.", "E_DECISION_CLOSED",
               events=before_end(Event("returned", "S-01", show="closed")))  # fmt: skip
    yield case("link-decision-class", "A decision has class 0.", "E_CUSTODY_FORM",
               events=at(4, decision=0))  # fmt: skip
    yield case("link-key-more", "A key more than the links have.", "E_CUSTODY_FORM",
               custody=_segment(within("keys", lambda k: [*k, "11" * 32])))  # fmt: skip
    yield case("link-key-less", "A key less than the links have.", "E_CUSTODY_FORM",
               "E_LINK_FOREIGN", number=2, previous=seed("before").hex(),
               events=lambda e: [*e[:6], Event("exported"), *e[6:]],
               custody=_segment(within("keys", lambda k: k[:1])))  # fmt: skip
    yield case("link-key-made-up", "After an export comes a key of which that before is no digest.",
               "E_CASE_KEYS", number=2, previous=seed("before").hex(),
               events=lambda e: [*e[:6], Event("exported"),
                                 *(replace(event, key=seed("made up")) for event in e[6:])],
               custody=_segment(within("keys", lambda k: [k[0], seed("made up").hex()])))  # fmt: skip
    for action in ("amended", "withdrawn", "voided"):
        yield case(f"chain-{action}-after", f"`{action}` follows the approval.", "E_NOT_APPROVED",
                   events=before_end(Event(action, "S-01")))  # fmt: skip
    yield case("chain-approved-by-other", "Somebody else approved in the chain.",
               "E_NOT_APPROVED", events=at(5, officer="S-09"))  # fmt: skip
    yield case("chain-subjects", "The chain names other subjects.", "E_NOT_APPROVED",
               events=at(5, detail={"subjects": "0" * 64}))  # fmt: skip
    yield case("chain-no-subjects", "The chain names no subjects.", "E_NOT_APPROVED",
               events=at(5, detail={}))  # fmt: skip
    yield case("chain-head-completed", "`head` is another link than the approval.",
               "E_NOT_APPROVED", head_action="completed")  # fmt: skip
    yield case("chain-no-export", "The last link is no export.", "E_EXPORTER",
               events=lambda e: e[:-1])  # fmt: skip
    yield case("chain-link-after-export", "A link follows the export.", "E_EXPORTER",
               events=lambda e: [*e, Event("viewed")])  # fmt: skip
    yield case("chain-export-by-other", "Somebody else began the export.", "E_EXPORTER",
               events=at(7, officer="T-09"))  # fmt: skip
    for name, value in (
        ("bundle", ANOTHER),
        ("number", "2"),
    ):
        yield case(f"chain-export-{name}", f"The export in the chain has another `{name}`.",
                   "E_EXPORTER", events=_begun(**{name: value}))  # fmt: skip
    yield case("chain-author-hidden", "Somebody amended whom the approval does not name.",
               "E_ONE_PERSON", events=lambda e: [*e[:5], Event("amended", "T-09"), *e[5:]])  # fmt: skip
    yield case("good-author-before", "An author of what left before need not be named.",
               number=2, previous=seed("before").hex(),
               events=lambda e: [*e[:4], Event("completed", "T-09"),
                                 Event("approved", "S-01", {"subjects": "0" * 64}),
                                 Event("export_begun"), Event("exported"), *e[4:]])  # fmt: skip


def _hidden_without_gap(events: list[Event]) -> list[Event]:
    """The hidden link has a count of its own."""
    events[3].show = "other"
    events[3].n = 1
    for event in events[4:]:
        event.n = None
    return events


def _begun(**values: str) -> Edit:
    def edit(events: list[Event]) -> None:
        events[-1].detail = {**events[-1].detail, **values}

    return edit


# --- signed pages -----------------------------------------------------------------------------


def _signed() -> Iterator[Vector]:
    wrong, form = "E_INDEX_MISMATCH", "E_INDEX_FORM"

    def paper(**values: object) -> Edit:
        return within("scans", first(within("papers", first(put(**values)))))

    rows: list[tuple[str, str, str, Edit]] = [
        ("major", "another major version.", "E_VERSION", put(format="tipdesk-signed/2.0")),
        ("before", "the format before 1.0.", form, put(format="tipdesk-signed/1")),
        ("state", "a state that nobody knows.", form, paper(state="older")),
        ("pages", "a page beyond the last.", form, paper(pages=[3])),
        ("path", "a path that is none.", form, within("scans", first(put(path="signed/0001.png")))),
        ("twice", "a scan twice.", wrong, within("scans", lambda s: [*s, *s])),
        ("none", "a scan is not named.", wrong, put(scans=[])),
        ("record", "a page of another record, said to be of this one.", wrong,
         paper(record="0" * 32)),
        ("same-words", "a page of this record, said to be of an older one.", wrong,
         paper(state="same_words")),
    ]  # fmt: skip
    for name, about, code, edit in rows:
        yield case(f"signed-{name}", f"signed.json: {about}", code, **scans(listed=edit))
    yield case("signed-no-list", "A scan without a list.", wrong,
               sent=lambda f: {**f, "signed/0001.png": SCAN})  # fmt: skip
    bare = scans()
    bare.pop("events")
    yield case("signed-no-link", "A scan whose filing the chain does not tell of.", wrong, **bare)


# --- notices ----------------------------------------------------------------------------------


def _notice() -> Iterator[Vector]:
    more = "E_NOTICE_MORE"
    notice: Value = {"kind": "notice"}
    yield case("notice-answer", "An answer that a notice may not have.", more,
               rows=put(name=answer("زينب", 9)), **notice)  # fmt: skip
    yield case("notice-withheld", "The row `_withheld`.", more, rows=put(_withheld=[]), **notice)
    yield case("notice-attachment", "An attachment.", more,
               files=lambda f: {**f, "att/0001.jpg": PHOTO},
               rows=put(**{"_attachment[1]": _attachment(1, PHOTO)}), **notice)  # fmt: skip
    yield case("notice-paper", "A paper more.", more,
               files=lambda f: {**f, "intake.pdf": PDF}, **notice)  # fmt: skip
    yield case("notice-staying", "Digests of answers that stay.", more,
               record=within("digests", _filled), **notice)  # fmt: skip
    yield case("notice-basis", "Another basis.", more,
               rows=within("_release", put(basis=["consent"])), **notice)  # fmt: skip
    yield case("notice-long", "A story in the place of a code.", more,
               rows=within("urgency", put(value="و" * 301)), **notice)  # fmt: skip
    yield case("notice-shown-long", "A story in the words of a code.", more,
               rows=within("urgency", put(shown={"ar": "و" * 301, "en": ""})), **notice)  # fmt: skip
    picks: Value = {"picks": [{"name": "name", "reason": "كل القصة", "by": "S-01"}]}
    yield case("notice-picks", "Reasons for fields that a supervisor let go.", more,
               rows=within("_release", put(**picks)), **notice)  # fmt: skip
    yield case("notice-approval", "An approval.", more,
               files=lambda f: {**f, "approval.json": b"{}"}, **notice)  # fmt: skip
    yield case("notice-role", "A notice signed by an approver.", "E_CERT_ROLE",
               exporter=cast.SUPERVISOR, **notice)  # fmt: skip
    yield case("notice-no-record", "A notice without a record.", "E_MEMBER_MISSING",
               files=lambda f: {"notice.pdf": PDF}, **notice)  # fmt: skip
    yield case("notice-says-case", "A notice that says it is a case.", "E_MEMBER_MISSING",
               index=put(kind="case"), info=lambda r: [(n, "case" if v == "notice" else v) for n, v in r],
               **notice)  # fmt: skip


def _filled(digests: list[str]) -> list[str]:
    more = [seed("more", number).hex() for number in range(64 - len(digests))]
    return sorted([*digests, *more])


# --- numbers ----------------------------------------------------------------------------------


def _bundle_id(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


def _events_of(values: Value) -> list[Event]:
    """All links of the vault, up to the export that a bundle shows last."""
    kept: list[Event] = []

    def keep(events: list[Event]) -> list[Event]:
        edit = values.get("events")
        grown = edit(events) if edit else events
        kept.extend(grown)
        return grown

    bundle(**{**values, "events": keep}).bytes()
    return kept


def _after(values: Value, *more: Event) -> Edit:
    """The chain goes on after that bundle: `more`, then the next approval and export."""
    past = [*_events_of(values), *more]
    return lambda events: [*past, *events[5:]]


def _elsewhere(events: list[Event]) -> list[Event]:
    """Twelve links of other files before all of these."""
    return [*(Event("edited", of="other") for _place in range(12)), *events]


def _begins_after_them(chain: Chain) -> None:
    chain.first = 13


def _numbers() -> Iterator[Vector]:
    def manifest(**values: object) -> str:
        manifests: list[bytes] = []

        def keep(data: bytes) -> None:
            manifests.append(data)

        bundle(**values, manifest=keep).bytes()
        return sha256(manifests[0])

    exported = Event("exported")
    begun: Value = {"bundle_id": _bundle_id(1), "number": 1, "revision": 1}
    first_manifest = manifest(**begun)
    two: Value = {
        "bundle_id": _bundle_id(2),
        "number": 2,
        "revision": 2,
        "previous": first_manifest,
        "events": _after(begun, exported),
    }
    three: Value = {
        "bundle_id": _bundle_id(3),
        "number": 3,
        "previous": manifest(**two),
        "events": _after(two, exported),
    }
    yield case("number-1", "The first of a station's numbers.", **begun)
    yield case("number-2", "The second, after the first.", before=["number-1"], **two)
    yield case("number-3", "The third, after both.", before=["number-1", "number-2"], **three)
    yield case("number-missing", "The third, and the second never came.", "W_MISSING",
               before=["number-1"], **three)  # fmt: skip
    void: Value = {**three, "previous": first_manifest, "not_sent": ((2, ANOTHER),)}
    late: Value = {**two, "revision": 4}
    broken_off: Value = {**void, "events": _after(late), "not_sent": ((2, _bundle_id(2)),)}
    yield case("number-not-sent", "The second was never sent, and says so.", before=["number-1"],
               **{**void, "events": _after(begun, exported)})  # fmt: skip
    yield case("number-void-came", "What came is told as not sent.", "A_VOID_CAME",
               before=["number-1", "number-2"],
               **{**void, "not_sent": ((2, _bundle_id(2)),)})  # fmt: skip
    yield case("number-void-comes", "It was told as not sent, and comes.", "A_VOID_CAME",
               before=["number-1", "number-void-first"], **late)  # fmt: skip
    yield case("number-void-first", "The third says that the second was not sent.",
               before=["number-1"], **broken_off)  # fmt: skip
    yield case("number-twice", "Two case bundles with one number.", "A_NUMBER_TWICE",
               before=["number-1", "number-2"],
               **{**late, "bundle_id": _bundle_id(9), "events": _after(two, exported)})  # fmt: skip
    yield case("number-previous", "`previous` is not what came before.", "A_PREVIOUS",
               before=["number-1"], **{**two, "previous": "0" * 64})  # fmt: skip
    yield case("number-no-previous", "The second, without `previous`.", "A_PREVIOUS",
               before=["number-1"], **{**two, "previous": None})  # fmt: skip
    yield case("number-series", "A new series begins with 1.", "W_NEW_SERIES", before=["number-1"],
               **{**two, "series": ANOTHER, "number": 1, "previous": None})  # fmt: skip
    yield case("number-older", "An older revision comes later.", "W_OLD_REVISION",
               before=["number-1", "number-2"], **{**three, "revision": 1})  # fmt: skip
    yield case("number-same-revision", "The same revision, signed later.", "W_SAME_REVISION",
               before=["number-1", "number-2"],
               **{**three, "revision": 2, "created": CREATED + DAY / 1440})  # fmt: skip
    yield case("number-same-bundle", "Another case bundle under a uuid that came.",
               "E_REPLAY_CONFLICT", before=["number-1"], **{**two, "bundle_id": _bundle_id(1)})  # fmt: skip
    grown_anew = {name: value for name, value in two.items() if name != "events"}
    yield case("number-fork", "The chain was cut before the first export, and grown anew.",
               "A_FORK", before=["number-1"], **grown_anew)  # fmt: skip
    yield case("number-gap", "The chain shows nothing that was shown before.", "W_HISTORY_GAP",
               before=["number-1"], chain=_begins_after_them,
               **{**two, "events": _elsewhere})  # fmt: skip
    follows: Value = {"manifest": seed("before").hex(), "revision": 1, "changes": []}
    yield case("number-supplement", "It follows a case bundle that never came.",
               "W_EARLIER_MISSING", before=["number-1"], index=put(supplements=follows),
               **two)  # fmt: skip
