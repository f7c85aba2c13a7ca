"""`tipdesk print`: papers without a vault, blank and of a record."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desk.paper_words import plain
from tests.printing.samples import case_file, context
from tests.records import SECRET, Rows, answers_of, changed
from tipdesk.cases.answers import values
from tipdesk.cases.handover.record import build_record, with_digest
from tipdesk.cases.handover.release import released_fields
from tipdesk.cases.model import CaseFile
from tipdesk.cli import print as print_command
from tipdesk.cli.main import main
from tipdesk.forms.rules.rules import rules_for
from tipdesk.printing.documents import rendering
from tipdesk.printing.documents.registry import BLANK_ONLY, DOCUMENTS, FILLED
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import PrintOptions
from tipdesk.printing.preview import text

OUTSIDE_THE_FRAME = {"label", "closing", "recovery", "keys"}
"""Cut up; the person's; for an envelope; of the program."""


@pytest.fixture
def file() -> CaseFile:
    return case_file(3)


@pytest.fixture
def record(file: CaseFile, tmp_path: Path) -> Path:
    path = tmp_path / "record.json"
    path.write_bytes(_record(file))
    return path


def _record(file: CaseFile) -> bytes:
    state = rules_for(file.form).evaluate(values(file.answers), context())
    return build_record(file, state, (), SECRET)


def _answers(like: Rows, values: list[tuple[str, str]]) -> Rows:
    return {path: {**like, "value": value} for path, value in values}


def text_of_paper(out: Path, *words: str) -> str:
    assert main(["print", *words, "--out", str(out)]) == 0
    return text(out.read_bytes())


@pytest.mark.parametrize("document", [*FILLED, *BLANK_ONLY])
def test_every_document_is_made_blank_and_of_a_record(
    document: str, record: Path, tmp_path: Path
) -> None:
    blank = text_of_paper(tmp_path / "blank.pdf", document, "--blank")
    assert blank
    if document not in OUTSIDE_THE_FRAME:
        assert plain("نموذج للملء بخط اليد") in plain(blank)
    if not DOCUMENTS[document].is_of_a_file or document == "review":
        if document == "custody":  # which needs a chain beside it: `test_print_chain`
            return
        with pytest.raises(SystemExit):
            text_of_paper(tmp_path / "of.pdf", document, "--record", str(record))
        assert not (tmp_path / "of.pdf").exists()
        return
    if document == "referral":  # what leaves with a bundle tells of no need
        return
    filled = text_of_paper(tmp_path / "of.pdf", document, "--record", str(record))
    assert document in OUTSIDE_THE_FRAME or "MOI-2026-000417" in filled


@pytest.mark.parametrize("document", ["notice", "intake", "statement", "consent"])
def test_the_paper_of_a_record_says_what_the_paper_of_its_file_says(
    document: str, file: CaseFile, record: Path, tmp_path: Path
) -> None:
    """But for what did not leave with it: names of officers, the unit, questions left empty."""
    approved = with_digest(file, _record(file))
    options = PrintOptions(fields=released_fields(file.form))
    of_file = plain(text(render(document, approved, options)))
    paper = text_of_paper(tmp_path / "of.pdf", document, "--record", str(record))
    assert approved.digest[:32] in plain(paper)
    answers = [
        answer for path, answer in approved.answers.items() if answer.value and "[" not in path
    ]
    for answer in answers:
        if len(answer.value) > 12 and plain(answer.value) in of_file:
            assert plain(answer.value) in plain(paper)
    assert len(plain(paper)) > 0.9 * len(of_file)


def test_the_language_of_a_card_is_named_by_its_code_or_in_the_record(
    record: Path, tmp_path: Path
) -> None:
    assert "नेपाली" in text_of_paper(tmp_path / "card.pdf", "card", "--blank", "--lang", "npi")
    preferred = text_of_paper(tmp_path / "own.pdf", "card", "--record", str(record))
    assert "नेपाली" in preferred  # as the record says
    assert "Intake form" in text_of_paper(tmp_path / "en.pdf", "intake", "--blank", "--lang", "en")


def test_all_documents_are_listed_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", "--list", "--lang", "ar"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("\t")[0] for line in lines] == list(DOCUMENTS)
    noted = dict(line.partition("\t")[::2] for line in lines if line.count("\t") == 2)
    assert noted.keys() == {"handover", "calendar", "review", "recovery", "certificate", "keys"}
    assert noted["recovery"].endswith("من البرنامج نفسه، من خزنته")
    assert noted["certificate"].endswith("من سجل وسلسلته فقط")
    assert "نموذج استقبال حالة" in lines[1]


def test_what_is_no_record_is_said_and_writes_nothing(
    tmp_path: Path, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.pdf"
    spoiled = tmp_path / "spoiled.json"
    body = record.read_bytes()
    for bad in (
        b"",
        b"[]",
        body[:-9],
        body.replace(b"{", b'{"digests":[],', 1),  # can be read in two ways
        body.replace(b"tipdesk-record/1", b"tipdesk-record/9"),
        body.replace(b'"quick":false', b'"quick":true'),  # no digest proves it
        changed(body, lambda rows: rows["_case"].update(created_at="9999-12-31T23:00:00.000Z")),
    ):
        spoiled.write_bytes(bad)
        assert main(["print", "intake", "--record", str(spoiled), "--out", str(out)]) == 1
        assert "سجلاً من حافظة إحالة" in capsys.readouterr().err
    other = changed(body, lambda rows: rows["_form"].update(digest="0" * 64))
    spoiled.write_bytes(other)
    assert main(["print", "intake", "--record", str(spoiled), "--out", str(out)]) == 1
    assert "victim-intake" in capsys.readouterr().err
    assert not out.exists()


def test_a_blank_paper_may_have_an_agencys_letterhead(tmp_path: Path) -> None:
    paper = text_of_paper(tmp_path / "of.pdf", "notice", "--blank", "--agency", "moi_tip")
    assert plain("وزارة الداخلية") in plain(paper)
    with pytest.raises(SystemExit):
        main(["print", "notice", "--blank", "--agency", "nobody", "--out", str(tmp_path / "x")])


def test_a_letter_of_referral_needs_its_consent_and_says_so(
    tmp_path: Path, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "letter.pdf"
    assert main(["print", "referral", "--record", str(record), "--out", str(out)]) == 1
    assert "لم يُختر احتياج" in capsys.readouterr().err
    body = record.read_bytes()
    answers = {"service_agency": "moh", "service_consent": "refused"}
    rows = [(f"consent_services[1]/{name}", value) for name, value in answers.items()]
    answers = {"need_type": "medical", "need_wanted": "yes", "ref_agency": "moh"}
    rows += [(f"needs[1]/{name}", value) for name, value in answers.items()]
    known = answers_of(body)["case_no"]
    record.write_bytes(changed(body, lambda own: own.update(_answers(known, rows))))
    assert main(["print", "referral", "--record", str(record), "--out", str(out)]) == 1
    assert "الرفض جواب كامل" in capsys.readouterr().err
    assert not out.exists()
    rows = [(path, value.replace("refused", "granted")) for path, value in rows]
    record.write_bytes(changed(body, lambda own: own.update(_answers(known, rows))))
    assert plain("وزارة الصحة") in plain(text_of_paper(out, "referral", "--record", str(record)))
    rows += [(path.replace("[1]", "[2]"), value.replace("moh", "ngo")) for path, value in rows]
    record.write_bytes(changed(body, lambda own: own.update(_answers(known, rows))))
    words = ["referral", "--record", str(record), "--force"]
    assert main(["print", *words, "--out", str(out)]) == 1  # it is not said which of the two
    paper = plain(text_of_paper(out, *words, "--need", "2"))
    assert plain("جمعية نفع عام") in paper
    assert plain("وزارة الصحة") not in paper


def test_what_a_supervisor_let_go_of_level_4_stands_only_where_that_is_asked_for(
    tmp_path: Path, record: Path
) -> None:
    body = record.read_bytes()
    let_go = _answers(answers_of(body)["case_no"], [("safety_plan", "لا يخرج وحده")])
    record.write_bytes(changed(body, lambda rows: rows.update(let_go)))
    words = ["safety", "--record", str(record)]
    assert plain("لا يخرج وحده") not in plain(text_of_paper(tmp_path / "usual.pdf", *words))
    paper = plain(text_of_paper(tmp_path / "whole.pdf", *words, "--restricted"))
    assert plain("لا يخرج وحده") in paper
    assert plain("يتضمن بيانات مقيّدة") in paper


def test_packs_are_numbered_in_the_language_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "PACK", ("notice",))  # one paper of each says as much
    new_year = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)  # and half past midnight in Kuwait
    monkeypatch.setattr(print_command, "system_clock", lambda: new_year)
    packs = text_of_paper(
        tmp_path / "packs.pdf", "--packs", "2", "--lang", "en", "--agency", "moi_tip"
    )
    serials = capsys.readouterr().out.split("\n")[:2]
    assert len(set(serials)) == 2
    assert [serial[:2] for serial in serials] == ["27", "27"]
    for serial in serials:
        assert serial.strip() in packs
    assert "Emergency pack number" in packs
    assert "MoI" in packs


def test_a_file_that_is_there_goes_only_when_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.pdf"
    out.write_bytes(b"somebody's")
    for words in (["label"], ["--packs", "1"]):
        assert main(["print", *words, "--out", str(out)]) == 1
        assert "موجود من قبل" in capsys.readouterr().err
        assert out.read_bytes() == b"somebody's"
    assert text_of_paper(out, "label", "--force")
    assert main(["print", "label", "--out", str(tmp_path / ("a" * 300))]) == 1
    assert "تعذرت الكتابة" in capsys.readouterr().err
