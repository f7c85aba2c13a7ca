"""Attached files and the list of exhibits: what the list says of a file is what becomes of it."""

import hashlib
import json
from dataclasses import replace

import pytest

from tests.desk.approving import approve as approve_file
from tests.desk.handover.test_handover import attach, opened
from tests.desk.world import World
from tests.json_schema import faults
from tests.records import answers_of, numbered, rows_of
from tipdesk.cases.consent.sharing import ReleasedContent, Sharing
from tipdesk.cases.evidence import NOTHING_KEPT, described, kept_back, link_to, pickable
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Answer, Attachment, CaseFile, CaseId
from tipdesk.core.errors import AnswerRefused, FormIncomplete
from tipdesk.core.settings import resource
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.handover.outgoing import ContentKind, ExportCondition, ExportPreview
from tipdesk.desk.handover.received_content import read_content
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.plan import Copy
from tipdesk.printing.preview import text

DESCRIBED = {"att_type": "contract", "att_title": "عقد عمل، نسخة مصوَّرة", "att_level": "2",
        "att_obtained_at": "2026-11-20T09:00:00Z", "att_obtained_how": "سلّمه الشخص",
        "att_in_bundle": ""}  # fmt: skip
RESTRICTED = {"att_level": "4", "att_title": "علامة-مقيدة", "att_no": "E-4471"}


def save(world: World, case_id: CaseId, answers: dict[str, str]) -> None:
    changes = {path: Answer(text) for path, text in answers.items()}
    world.officers.answers.save_answers(case_id, changes)


def row(world: World, case_id: CaseId, number: int, **answers: str) -> None:
    head = f"exhibit_rows[{number}]"
    changes = {f"{head}/{name}": text for name, text in (DESCRIBED | answers).items()}
    save(world, case_id, {head: "1", **changes})


def attached(world: World, case_id: CaseId, name: str, data: bytes) -> Attachment:
    attach(world, case_id, name, data)
    return world.officers.files.load(case_id).attachments[-1]


def value(world: World, case_id: CaseId, name: str, number: int = 1) -> str:
    files = world.officers.files
    return files.state(files.load(case_id)).value(f"exhibit_rows[{number}]/{name}")


def approve(world: World, case_id: CaseId, *picks: Pick) -> ExportPreview:
    world.officers.steps.complete(case_id)
    approve_file(world.officers, case_id, world.confirm(SUPERVISOR), picks)
    return world.officers.handover.prepare(case_id)


def sent(world: World, case_id: CaseId) -> tuple[bytes, dict[str, bytes]]:
    """The record, and every file of the bundle by its path in the record's folder."""
    report = opened(world, world.exported(case_id).path)
    assert read_content(report).added_to(report).valid
    files = {name: report.container.open(file.path).read() for name, file in report.index.of_case()}
    report.close()
    record = files["record.json"]
    schema = json.loads(resource("schemas", "record.schema.json").read_text("utf-8"))
    assert faults(json.loads(record), schema) == []
    return record, files


def going(preview: ExportPreview) -> list[str]:
    return [content.name for content in preview.contents if content.kind is ContentKind.ATTACHMENT]


def on_paper(world: World, case_id: CaseId, copy: Copy) -> Reading:
    plan = world.officers.printing.print_plan(case_id, "intake", PrintOptions(copy=copy))
    assert isinstance(plan.source, CaseFile)
    return Reading("intake", plan.source, plan.options)


@pytest.mark.parametrize("copy", ["file", "prosecution"])
def test_paper_says_of_a_described_file_what_the_window_says(world: World, copy: Copy) -> None:
    """Its mark stands because its hash does, which the program works out and does not print."""
    case_id = world.interview()
    first, other = (attached(world, case_id, f"{n}.pdf", b"%PDF " + n.encode()) for n in "ab")
    row(world, case_id, 1, att_file=link_to(first), att_in_bundle="yes")
    row(
        world,
        case_id,
        2,
        att_file=link_to(first),
        att_in_bundle="redacted",
        att_redacted=link_to(other),
    )
    paper = on_paper(world, case_id, copy)
    for number, mark in ((1, "yes"), (2, "redacted")):
        assert value(world, case_id, "att_in_bundle", number) == mark
        assert paper.entry(f"exhibit_rows[{number}]/att_in_bundle").value == mark
    assert paper.is_asked("exhibit_rows[2]/att_redacted")
    assert paper.entry("exhibit_rows[1]/att_hash").value == ""


def test_the_hash_of_a_row_is_that_of_its_file_and_goes_with_it(world: World) -> None:
    case_id = world.interview()
    row(world, case_id, 1)
    assert value(world, case_id, "att_hash") == ""
    attachment = attached(world, case_id, "عقد.pdf", b"%PDF contract")
    row(world, case_id, 1, att_file=link_to(attachment), att_in_bundle="yes")
    digest = hashlib.sha256(b"%PDF contract").hexdigest()
    assert value(world, case_id, "att_hash") == digest == attachment.sha256
    assert going(approve(world, case_id)) == ["عقد.pdf"]
    record, _files = sent(world, case_id)
    values = {path: answer.get("value") for path, answer in answers_of(record).items()}
    assert (
        values["exhibit_rows[1]/att_hash"] == numbered(record, "_attachment")[0]["sha256"] == digest
    )
    assert "exhibit_rows[1]/att_file" not in values
    assert "عقد.pdf" not in json.dumps(rows_of(record), ensure_ascii=False)


def test_a_file_that_is_to_go_and_has_no_hash_holds_the_export_back(world: World) -> None:
    """V5. A thing that is no file is not held up."""
    case_id = world.interview()
    attachment = attached(world, case_id, "chat.png", b"chat")
    row(world, case_id, 1, att_file=link_to(attachment), att_in_bundle="yes")
    row(world, case_id, 2, att_type="seized_item", att_in_bundle="yes")
    session = world.officers
    assert session.steps.review(case_id).ready
    session.attachments.detach(case_id, attachment)
    assert value(world, case_id, "att_hash") == ""
    needed = session.steps.review(case_id).needed
    assert [need.path for need in needed] == ["exhibit_rows[1]/att_in_bundle"]
    assert ExportCondition.INCOMPLETE in world.officers.handover.prepare(case_id).blockers
    with pytest.raises(FormIncomplete):
        session.steps.complete(case_id)
    save(world, case_id, {"exhibit_rows[1]/att_in_bundle": "no"})
    assert session.steps.review(case_id).ready


@pytest.mark.parametrize("kind", ["photo_injury", "audio", "chat"])
def test_what_is_a_file_by_its_nature_needs_one_before_it_goes(world: World, kind: str) -> None:
    case_id = world.interview()
    row(world, case_id, 1, att_type=kind, att_in_bundle="yes")
    assert not world.officers.steps.review(case_id).ready
    attachment = attached(world, case_id, "file.bin", b"contents")
    save(world, case_id, {"exhibit_rows[1]/att_file": link_to(attachment)})
    assert world.officers.steps.review(case_id).ready


def test_what_is_left_out_stays_and_is_named_without_its_contents(world: World) -> None:
    case_id = world.interview()
    out = attached(world, case_id, "private.png", b"not for others")
    attached(world, case_id, "again.png", b"not for others")  # the same, attached twice
    free = attached(world, case_id, "unlisted.txt", b"listed nowhere")
    row(world, case_id, 1, att_no="7", att_file=link_to(out), att_in_bundle="no")
    preview = approve(world, case_id)
    assert going(preview) == [free.name]
    assert [content.described for content in preview.contents if content.size] == [False]
    named = {withheld.name: (withheld.label.ar, withheld.reason) for withheld in preview.withheld}
    assert named["exhibit_rows[1]/att_file"] == ("المرفق رقم 7 (عقد)", "left_out")
    record, files = sent(world, case_id)
    assert [attachment["sha256"] for attachment in numbered(record, "_attachment")] == [free.sha256]
    assert numbered(record, "_attachment")[0]["path"] == "att/0001.txt"
    assert "المرفق رقم 7" in text(files["cover.pdf"])
    assert "ميّزه الموظف" in text(files["cover.pdf"])
    for data in files.values():
        assert b"not for others" not in data
        assert out.sha256.encode() not in data
        assert b"private.png" not in data


def test_of_what_is_redacted_only_the_copy_goes(world: World) -> None:
    case_id = world.interview()
    original = attached(world, case_id, "whole.txt", b"a name stands here")
    row(world, case_id, 1, att_file=link_to(original), att_in_bundle="redacted")
    steps = world.officers.steps
    assert not steps.review(case_id).ready
    save(world, case_id, {"exhibit_rows[1]/att_redacted": link_to(original)})
    assert not steps.review(case_id).ready  # the original is no redacted copy of itself
    copy = attached(world, case_id, "copy.txt", b"[...] stands here")
    save(world, case_id, {"exhibit_rows[1]/att_redacted": link_to(copy)})
    assert value(world, case_id, "att_hash") == copy.sha256
    preview = approve(world, case_id)
    assert going(preview) == ["copy.txt"]
    assert "redacted" in {withheld.reason for withheld in preview.withheld}
    record, files = sent(world, case_id)
    assert [attachment["sha256"] for attachment in numbered(record, "_attachment")] == [copy.sha256]
    assert not any(original.sha256.encode() in data for data in files.values())


@pytest.mark.parametrize("linked", [True, False])
def test_a_restricted_exhibit_goes_only_when_a_supervisor_picked_it(
    world: World, linked: bool
) -> None:
    case_id = world.interview()
    before = world.officers.handover.prepare(case_id).withheld_level4
    secret = attached(world, case_id, "secret.txt", b"where she is")
    marks = {"att_file": link_to(secret), "att_in_bundle": "yes"} if linked else {}
    row(world, case_id, 1, **RESTRICTED, **marks)
    save(world, case_id, {"att_custody[1]": "1", "att_custody[1]/custody_no": "E-4471",
                          "att_custody[1]/custody_why": "غرض-مقيد"})  # fmt: skip
    session = world.officers
    offered = {field.name: field.level for field in session.files.pickable(case_id)}
    assert offered["exhibit_rows:1"] == 4
    session.steps.complete(case_id)
    with pytest.raises(AnswerRefused):
        approve_file(session, case_id, world.confirm(SUPERVISOR), [Pick("exhibit_rows:2", "لا")])
    approve_file(session, case_id, world.confirm(SUPERVISOR))
    preview = world.officers.handover.prepare(case_id)
    assert preview.withheld_level4 == before + 1
    assert going(preview) == ([] if linked else ["secret.txt"])
    assert not [withheld for withheld in preview.withheld if "exhibit" in withheld.name]
    record, files = sent(world, case_id)
    for hidden in ("علامة-مقيدة", "E-4471", "غرض-مقيد"):
        assert hidden not in json.dumps(rows_of(record), ensure_ascii=False)
        assert hidden not in text(files["intake.pdf"])
    assert any(secret.sha256.encode() in data for data in files.values()) is not linked


def test_a_restricted_exhibit_that_was_picked_goes_with_the_reason(world: World) -> None:
    case_id = world.interview()
    secret = attached(world, case_id, "secret.txt", b"where she is")
    row(world, case_id, 1, **RESTRICTED, att_file=link_to(secret), att_in_bundle="yes")
    preview = approve(world, case_id, Pick("exhibit_rows:1", "طلبته النيابة كتابةً"))
    assert going(preview) == ["secret.txt"]
    record, files = sent(world, case_id)
    assert files["att/0001.txt"] == b"where she is"
    assert rows_of(record)["_release"]["picks"][0]["name"] == "exhibit_rows:1"
    assert "علامة-مقيدة" in json.dumps(rows_of(record), ensure_ascii=False)
    assert "E-4471" in text(files["intake.pdf"])


def test_a_refusal_keeps_a_sensitive_file_here_unless_it_is_picked(world: World) -> None:
    case_id = world.interview(consent_prosecution="refused", processing_basis="legal_duty")
    photo = attached(world, case_id, "photo.png", b"an injury")
    row(world, case_id, 1, att_file=link_to(photo), att_level="3", att_in_bundle="yes")
    assert "exhibit_rows:1" in {field.name for field in world.officers.files.pickable(case_id)}
    preview = approve(world, case_id)
    assert going(preview) == []
    reasons = {withheld.name: withheld.reason for withheld in preview.withheld}
    assert reasons["exhibit_rows[1]/att_file"] == "not_picked"


def test_a_mark_holds_a_file_back_also_when_the_list_is_no_longer_asked(world: World) -> None:
    case_id = world.interview()
    out = attached(world, case_id, "private.png", b"not for others")
    row(world, case_id, 1, att_no="7", att_file=link_to(out), att_in_bundle="no")
    save(
        world,
        case_id,
        {
            "fit_now": "no",
            "sessions[9]": "1",
            "sessions[9]/session_fit": "no",
            "iv_before_stop": "no",
        },
    )
    files = world.officers.files
    assert not files.state(files.load(case_id)).is_relevant("exhibits")
    preview = world.officers.handover.prepare(case_id)
    assert going(preview) == []
    assert [withheld.label.ar for withheld in preview.withheld if "exhibit" in withheld.name] == [
        "المرفق في الصف 1"
    ]


def test_the_copy_for_the_prosecution_on_paper_tells_no_more_than_the_bundle(world: World) -> None:
    case_id = world.interview()
    row(world, case_id, 1, **RESTRICTED)
    printing = world.officers.printing
    paper = text(render(printing.print_plan(case_id, "intake", PrintOptions(copy="prosecution"))))
    assert "E-4471" not in paper
    assert "E-4471" not in text(render(printing.print_plan(case_id, "intake")))
    options = PrintOptions(copy="file", include_level4=True)
    printing = world.reopen(SUPERVISOR).printing
    assert "E-4471" in text(render(printing.print_plan(case_id, "intake", options)))


def test_a_form_without_the_question_keeps_no_file_back(world: World) -> None:
    """As every file of version 1 was taken."""
    case_id = world.interview()
    out = attached(world, case_id, "private.png", b"not for others")
    row(world, case_id, 1, att_file=link_to(out), att_in_bundle="no", att_level="4")
    files = world.officers.files
    now = files.load(case_id)
    old = replace(now, form=load_published().get("victim-intake", 1))
    state = files.state(now)
    assert kept_back(old, state, ()) == NOTHING_KEPT
    assert described(old, state) is None
    against = Sharing(content=ReleasedContent.NARROWED)
    assert pickable(old.form, old.answers, state, against) == ()
    assert kept_back(old, state, (), against).attachments == {out.id}  # nobody says what it shows
