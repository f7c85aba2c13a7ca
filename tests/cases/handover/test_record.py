"""What leaves in a record, what is only named, and what is only counted."""

import hashlib
import json
from dataclasses import replace

import pytest

from tests.cases.small_form import EVERYTHING, FORM, NOW, case_file, state_of
from tests.json_schema import faults
from tests.records import SECRET, answers_of, changed, numbered, rows_of
from tipdesk.cases.consent.sharing import ReleasedContent, Sharing
from tipdesk.cases.handover.reading import read_record
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.handover.release import Pick, release_of, released_fields
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import Amendment, Answer, Attachment, AttachmentId, MissingReason
from tipdesk.core.settings import resource

STATE = state_of(EVERYTHING)
PICKED = (Pick("status", "طلبته النيابة كتابةً", "S-01"),)


def record(*picks: Pick) -> bytes:
    return build_record(case_file(), STATE, picks, SECRET)


def values_of(document: bytes) -> dict[str, str]:
    return {path: answer.get("value", "") for path, answer in answers_of(document).items()}


def test_only_prosecution_fields_go() -> None:
    assert values_of(record()) == {
        "case_no": "ABC-2026-00001",
        "name": "NAME",
        "site": "shelter",
        "shown_sum": "3",
        "consent_prosecution": "granted",
        "papers[1]/number": "P1",
        "papers[3]/number": "P3",
    }


def test_no_withheld_value_stands_anywhere_in_the_bytes() -> None:
    data = record().decode()
    for value in ("STATUS", "WISH", "MIXED", "PLAN", "VIEW", "NEED", "HOLDER", "DEEP"):
        assert value not in data
    for word in ("women", "UNIT", "DISPLAYED"):
        assert word not in data


def test_a_picked_field_goes_with_its_reason() -> None:
    document = record(*PICKED)
    assert values_of(document)["status"] == "STATUS"
    assert rows_of(document)["_release"]["picks"] == [
        {"name": "status", "reason": "طلبته النيابة كتابةً", "by": "S-01"}
    ]


@pytest.mark.parametrize("name", ["plan", "view", "need", "mixed"])
def test_a_pick_of_another_field_lets_nothing_out(name: str) -> None:
    assert name not in released_fields(FORM, [Pick(name, "reason")])


def test_levels_one_to_three_are_named_and_level_four_is_counted() -> None:
    release = release_of(case_file(), STATE)
    assert {(field.name, field.reason) for field in release.withheld} == {
        ("wish", "not_picked"),
        ("mixed", "not_for_prosecution"),
        ("view", "not_for_prosecution"),
        ("need", "not_for_prosecution"),
        ("holder", "not_for_prosecution"),
    }
    assert release.withheld_level4 == 2  # status and plan
    assert release_of(case_file(), STATE, PICKED).withheld_level4 == 1
    assert rows_of(record())["_withheld_level4"] == 2
    data = record().decode()
    assert '"plan' not in data
    assert '"status"' not in data


def test_a_reason_stands_in_the_record_as_an_answer() -> None:
    answers = EVERYTHING | {"name": Answer(reason=MissingReason.DECLINED)}
    row = answers_of(build_record(case_file(answers), state_of(answers), (), SECRET))["name"]
    assert row["reason"] == "declined"
    assert "value" not in row


def test_amendments_of_withheld_fields_stay() -> None:
    def amended(path: str) -> Amendment:
        return Amendment(path, Answer("BEFORE"), Answer("AFTER", by="T-07", at=NOW), f"note {path}")

    file = case_file(amendments=(amended("name"), amended("plan"), amended("deep")))
    data = build_record(file, STATE, (), SECRET)
    assert [row["path"] for row in numbered(data, "_amendment")] == ["name"]
    assert b"note plan" not in data


def test_the_root_is_of_the_digests_and_does_not_follow_what_comes_later() -> None:
    data = record()
    digests = json.loads(data)["digests"]
    assert record_root(data) == hashlib.sha256(bytes.fromhex("".join(digests))).hexdigest()
    assert record_root(data) == read_record(data).digest
    assert "file_status" not in answers_of(data)
    later = replace(case_file(), case=replace(case_file().case, receipt_number="P-2026-1"))
    assert build_record(later, STATE, (), SECRET) == data
    assert record_root(record(*PICKED)) != record_root(data)
    assert record_root(build_record(case_file(), STATE, (), bytes(32))) != record_root(data)


@pytest.mark.parametrize("consent", ["refused", "withdrawn"])
def test_a_refusal_keeps_sensitive_fields_here_unless_they_are_picked(consent: str) -> None:
    answers = EVERYTHING | {"consent_prosecution": Answer(consent)}
    answers |= {"processing_basis": Answer("legal_duty")}
    file, state = case_file(answers), state_of(answers)
    form = replace(
        file.form,
        sections=tuple(
            replace(
                section,
                children=tuple(
                    replace(child, level=3) if child.name in ("site", "shown_sum") else child
                    for child in section.children
                ),
            )
            for section in file.form.sections
        ),
    )
    file = replace(file, form=form)
    narrowed = build_record(file, state, (), SECRET)
    narrow = values_of(narrowed)
    assert "site" not in narrow
    assert rows_of(narrowed)["_release"]["narrowed"] is True
    assert narrow["name"] == "NAME"
    assert narrow["consent_prosecution"] == consent
    kept = {field.name: field.reason for field in release_of(file, state).withheld}
    assert kept["site"] == "not_picked"
    picked = build_record(file, state, [Pick("site", "why", "S-01")], SECRET)
    assert "site" in answers_of(picked)
    granted = build_record(replace(file, answers=EVERYTHING), state, (), SECRET)
    assert "site" in answers_of(granted)
    assert rows_of(granted)["_release"]["narrowed"] is False
    against = Sharing(content=ReleasedContent.NARROWED)
    assert released_fields(form, reach=against) < released_fields(form)


def test_a_record_is_read_without_its_form() -> None:
    read = read_record(record(*PICKED))
    assert (read.number, read.person_code, read.revision) == ("ABC-2026-00001", "K7M2Q9", 1)
    site = next(answer for answer in read.answers if answer.path == "site")
    assert (site.shown, site.shown_en, site.section_en) == ("مركز إيواء", "Shelter", "first")
    assert "view بالعربية" in read.withheld
    assert read.withheld_level4 == 1
    assert read.picks == ("status",)
    in_order = ["case_no", "name", "site", "status", "shown_sum", "consent_prosecution"]
    in_order += ["papers[1]/number", "papers[3]/number"]
    assert [answer.path for answer in read.answers] == in_order


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b'{"format":"tipdesk-record/1.0"}', b"x", b"[" * 9999]
)
def test_another_document_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a record"):
        read_record(data)


def test_a_record_fits_the_committed_schema() -> None:
    schema = json.loads(resource("schemas", "record.schema.json").read_text(encoding="utf-8"))
    amended = Amendment("name", Answer("BEFORE"), Answer("AFTER", by="T-07", at=NOW), "note")
    attachment = Attachment(
        AttachmentId("0" * 32),
        case_file().case.id,
        "وثيقة بالعربية.PDF",
        "application/pdf",
        7,
        "0" * 64,
        0,
        "T-07",
        NOW,
    )
    file = replace(case_file(amendments=(amended,)), attachments=(attachment,))
    data = build_record(file, STATE, PICKED, SECRET)
    assert faults(json.loads(data), schema) == []
    (listed,) = numbered(data, "_attachment")
    assert listed["path"] == "att/0001.pdf"
    assert "وثيقة" not in json.dumps(rows_of(data), ensure_ascii=False)
    assert read_record(data).attachments == (("att/0001.pdf", "0" * 64),)
    for spoiled in (
        changed(data, lambda rows: rows["_release"].pop("basis")),
        changed(data, lambda rows: rows["_case"].update(name="somebody")),
        changed(data, lambda rows: rows.update(_more=1)),
        changed(data, lambda rows: rows["name"].update(place=0)),
        changed(data, lambda rows: rows["name"].update(by="T-07\n")),
    ):
        assert len(faults(json.loads(spoiled), schema)) == 1
        with pytest.raises(ValueError, match="not a record"):
            read_record(spoiled)


def test_a_record_lists_no_path_twice() -> None:
    """Else one of the two digests would be what was approved, and nobody could say which."""
    first = {"path": "att/0001.jpg", "sha256": "a" * 64, "size": 1, "media_type": "image/jpeg"}
    one_listed = changed(record(), lambda rows: rows.update({"_attachment[1]": first}))
    assert read_record(one_listed).attachments
    for other in (first, first | {"sha256": "b" * 64}):
        twice = changed(
            one_listed, lambda rows, other=other: rows.update({"_attachment[2]": other})
        )
        with pytest.raises(ValueError, match="not a record"):
            read_record(twice)


def test_what_would_turn_words_round_is_not_shown() -> None:
    """Whoever writes a record by hand can put it there, and sign it."""
    turned = "\u202e100\u202c \u2068دينار"

    def change(rows: dict) -> None:
        rows["name"].update(value=turned)
        for part in ("label", "shown", "section"):
            rows["name"][part].update(ar=turned)

    data = changed(record(), change)
    read = read_record(data)
    (answer,) = (answer for answer in read.answers if answer.path == "name")
    texts = answer.value, answer.label, answer.shown, answer.section
    assert set(texts) == {"100 دينار"}
    assert record_root(data) == read.digest  # of the bytes as they were signed
