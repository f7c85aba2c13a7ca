"""What leaves in a record, what is only named, and what is only counted."""

import hashlib
import json
from dataclasses import replace

import pytest

from tests.cases.small_form import EVERYTHING, FORM, NOW, case_file, state_of
from tests.json_schema import faults
from tipdesk.cases.handover.reading import read_record
from tipdesk.cases.handover.record import build_record, record_digest
from tipdesk.cases.handover.release import Pick, may_be_shared, release_of, released_fields
from tipdesk.cases.model import Amendment, Answer, Attachment, AttachmentId, MissingReason
from tipdesk.core.settings import resource

STATE = state_of(EVERYTHING)
PICKED = (Pick("status", "طلبته النيابة كتابةً", "S-01"),)


def record(*picks: Pick) -> dict[str, object]:
    return json.loads(build_record(case_file(), STATE, picks))


def answers_of(document: dict[str, object]) -> dict[str, str]:
    return {row["path"]: row.get("value", "") for row in document["answers"]}


def test_only_prosecution_fields_go() -> None:
    assert answers_of(record()) == {
        "case_no": "ABC-2026-00001",
        "name": "NAME",
        "site": "shelter",
        "shown_sum": "3",
        "consent_prosecution": "granted",
        "papers[1]/number": "P1",
        "papers[3]/number": "P3",
    }


def test_no_withheld_value_stands_anywhere_in_the_bytes() -> None:
    data = build_record(case_file(), STATE).decode()
    for value in ("STATUS", "WISH", "MIXED", "PLAN", "VIEW", "NEED", "HOLDER", "DEEP"):
        assert value not in data
    for word in ("women", "UNIT", "DISPLAYED"):
        assert word not in data


def test_a_picked_field_goes_with_its_reason() -> None:
    document = record(*PICKED)
    assert answers_of(document)["status"] == "STATUS"
    assert document["release"]["picks"] == [
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
    data = build_record(case_file(), STATE).decode()
    assert '"plan' not in data
    assert '"status"' not in data


def test_a_reason_stands_in_the_record_as_an_answer() -> None:
    answers = EVERYTHING | {"name": Answer(reason=MissingReason.DECLINED)}
    document = json.loads(build_record(case_file(answers), state_of(answers)))
    row = next(row for row in document["answers"] if row["path"] == "name")
    assert row["reason"] == "declined"
    assert "value" not in row


def test_amendments_of_withheld_fields_stay() -> None:
    def amended(path: str) -> Amendment:
        return Amendment(path, Answer("BEFORE"), Answer("AFTER", by="T-07", at=NOW), f"note {path}")

    file = case_file(amendments=(amended("name"), amended("plan"), amended("deep")))
    data = build_record(file, STATE)
    assert [row["path"] for row in json.loads(data)["amendments"]] == ["name"]
    assert b"note plan" not in data


def test_the_digest_is_that_of_the_file_and_does_not_follow_what_comes_later() -> None:
    data = build_record(case_file(), STATE)
    assert record_digest(data) == hashlib.sha256(data).hexdigest()
    assert "file_status" not in answers_of(json.loads(data))
    later = replace(case_file(), case=replace(case_file().case, receipt_number="P-2026-1"))
    assert build_record(later, STATE) == data
    assert build_record(case_file(), STATE, PICKED) != data


@pytest.mark.parametrize(
    ("consent", "basis", "allowed"),
    [
        ("granted", "", True),
        ("granted_limited", "", True),
        ("refused", "", False),
        ("refused", "consent", False),
        ("refused", "consent legal_duty", True),
        ("", "judicial_order", True),
        ("", "", False),
    ],
)
def test_without_consent_a_legal_basis_is_needed(consent: str, basis: str, allowed: bool) -> None:
    answers = {"consent_prosecution": Answer(consent), "processing_basis": Answer(basis)}
    assert may_be_shared(answers) is allowed


@pytest.mark.parametrize("consent", ["refused", "withdrawn"])
def test_a_refusal_keeps_sensitive_fields_here_unless_they_are_picked(consent: str) -> None:
    answers = EVERYTHING | {"consent_prosecution": Answer(consent)}
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
    narrow = answers_of(json.loads(build_record(file, state)))
    assert "site" not in narrow
    assert narrow["name"] == "NAME"
    assert narrow["consent_prosecution"] == consent
    kept = {field.name: field.reason for field in release_of(file, state).withheld}
    assert kept["site"] == "not_picked"
    picked = answers_of(json.loads(build_record(file, state, [Pick("site", "why", "S-01")])))
    assert "site" in picked
    granted = replace(file, answers=EVERYTHING)
    assert "site" in answers_of(json.loads(build_record(granted, state)))
    assert released_fields(form, narrowed=True) < released_fields(form)


def test_a_record_is_read_without_its_form() -> None:
    read = read_record(build_record(case_file(), STATE, PICKED))
    assert (read.number, read.person_code, read.revision) == ("ABC-2026-00001", "K7M2Q9", 1)
    site = next(answer for answer in read.answers if answer.path == "site")
    assert (site.shown, site.shown_en, site.section_en) == ("مركز إيواء", "Shelter", "first")
    assert "view بالعربية" in read.withheld
    assert read.withheld_level4 == 1
    assert read.picks == ("status",)


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"format":"tipdesk-record/1"}', b"x"])
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
    document = json.loads(build_record(file, STATE, PICKED))
    assert faults(document, schema) == []
    assert document["attachments"][0]["path"] == "att/0001.pdf"
    assert "وثيقة" not in json.dumps(document, ensure_ascii=False)
    del document["release"]["basis"]
    document["case"]["name"] = "somebody"
    assert len(faults(document, schema)) == 2


def test_a_record_lists_no_path_twice() -> None:
    """Else one of the two digests would be what was approved, and nobody could say which."""
    document = record()
    first = {"path": "att/0001.jpg", "sha256": "a" * 64}
    document["attachments"] = [first]
    assert read_record(json.dumps(document).encode()).attachments
    for other in (first, first | {"sha256": "b" * 64}):
        document["attachments"] = [first, other]
        with pytest.raises(ValueError, match="not a record"):
            read_record(json.dumps(document).encode())
