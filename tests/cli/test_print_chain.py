"""`tipdesk print custody|certificate`: the chain that a bundle carries, really examined."""

from pathlib import Path

import pytest

from tests.cli.test_print import _record, text_of_paper
from tests.desk.paper_words import plain
from tests.printing.samples import NOW, case_file
from tipdesk.cases.custody.chain import custody_json, entry_after, seen_from
from tipdesk.cases.handover.record import with_digest
from tipdesk.cases.interview.statement import FROZEN
from tipdesk.cases.model import CaseFile, CustodyEvent
from tipdesk.cli.main import main
from tipdesk.i18n.text import format_datetime
from tipdesk.printing.preview import text

HOLDS = {
    "custody": "جرى التحقق من الحلقات الموجودة كلها: 5",
    "certificate": "السجل والسلسلة متوافقان بلا حالة عدم تطابق",
}
BROKEN = {
    "custody": "وفيها حالات عدم تطابق مبيَّنة أدناه",
    "certificate": "في السجل حالات عدم تطابق مبيَّنة",
}


def chain(file: CaseFile, digest: str, *more: str) -> tuple[CustodyEvent, ...]:
    """Links of the file and of another, as its bundle carries them; `more` of what was done."""
    events = (
        ("unlocked", None, "T-07", {}),
        ("opened", file.case.id, "T-07", {}),
        *((action, file.case.id, "T-07", {}) for action in more),
        ("completed", file.case.id, "T-07", {}),
        ("locked", None, "T-07", {}),
        ("approved", file.case.id, "S-01", {"record": digest}),
    )
    entries: list[CustodyEvent] = []
    for action, case_id, who, detail in events:
        last = entries[-1] if entries else None
        entries.append(
            entry_after(last, at=NOW, officer=who, action=action, case_id=case_id, detail=detail)
        )
    return seen_from(file.case.id, entries)


@pytest.fixture
def carried(tmp_path: Path) -> tuple[Path, Path]:
    """record.json and custody.json as they lie in a bundle."""
    file = case_file(3)
    record = _record(file)
    entries = chain(file, with_digest(file, record).digest)
    (tmp_path / "record.json").write_bytes(record)
    (tmp_path / "custody.json").write_bytes(custody_json(entries))
    return tmp_path / "record.json", tmp_path / "custody.json"


@pytest.mark.parametrize("document", ["custody", "certificate"])
def test_a_chain_that_holds_and_one_that_does_not(
    document: str, carried: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, beside = carried
    paper = plain(text_of_paper(tmp_path / "holds.pdf", document, "--record", str(record)))
    assert str(beside) in capsys.readouterr().err  # found there, and said
    assert plain(HOLDS[document]) in paper
    assert plain("لم تُختم") not in paper
    assert plain("الموظفين") in paper  # whose seals stay in the vault
    assert document == "certificate" or plain("3 of 5 entries") in paper  # those of the file
    other, out = tmp_path / "other.json", tmp_path / "broken.pdf"
    body = beside.read_bytes()
    command = ["print", document, "--record", str(record), "--chain", str(other)]
    for old, new, exception in (
        (b'"officer":"S-01"', b'"officer":"S-02"', "الحلقة \u20665\u2069 تقول"),
        (b'"seq":3', b'"seq":7', "الحلقة \u20667\u2069 لا تتبع"),
        (b'"completed"', b'"amended"', "ليس في السلسلة اعتماد"),
    ):
        other.write_bytes(body.replace(old, new))
        assert main([*command, "--out", str(out), "--force"]) == 1
        complaint = capsys.readouterr().err
        assert plain(exception) in plain(complaint), complaint
        assert plain(BROKEN[document]) in plain(text(out.read_bytes()))
    out.unlink()
    for bad in (b'{"format": "something"}', body.replace(b"{", b'{"events":[],', 1)):
        other.write_bytes(bad)  # the second can be read in two ways
        assert main([*command, "--out", str(out)]) == 1
        assert "ليس سلسلة حيازة" in capsys.readouterr().err
        assert not out.exists()


def test_a_record_that_the_chain_did_not_let_go_is_said(
    carried: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, beside = carried
    beside.write_bytes(custody_json(chain(case_file(3), "0" * 64)))
    out = str(tmp_path / "out.pdf")
    words = ["certificate", "--record", str(record), "--out", out, "--lang", "en"]
    assert main(["print", *words]) == 1
    assert "No approval still valid" in capsys.readouterr().err
    paper = plain(text(Path(out).read_bytes()))
    assert plain("the record has the discrepancies named in part 4") in paper
    assert "1:discrepancies/" in paper  # the Arabic beside it turns the extracted order
    assert plain("only that signature proves") in paper
    assert "Page 1 of" in text(Path(out).read_bytes())  # the frame speaks the language asked for


def test_a_statement_says_when_its_statement_was_closed_as_the_chain_does_if_it_holds(
    carried: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, beside = carried
    file = case_file(3)
    digest = with_digest(file, record.read_bytes()).digest
    body = custody_json(chain(file, digest, FROZEN))
    words = ["statement", "--record", str(record), "--lang", "en"]
    closed = plain(f"Statement closed after its reading on: {format_datetime(NOW, 'en')}")
    assert closed not in plain(text_of_paper(tmp_path / "alone.pdf", *words))
    beside.write_bytes(body)
    assert closed in plain(text_of_paper(tmp_path / "holds.pdf", *words, "--chain", str(beside)))
    beside.write_bytes(body.replace(b'"seq":3', b'"seq":7'))
    out = tmp_path / "broken.pdf"
    assert main(["print", *words, "--chain", str(beside), "--out", str(out)]) == 1
    assert closed not in plain(text(out.read_bytes()))
    assert "not follow" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["certificate"], "لا تصلح إلا للتزوير"),
        (["custody", "--chain", "x"], "حدِّد السجل"),
        (["statement", "--chain", "x"], "حدِّد السجل"),
        (["recovery", "--record", "x"], "ولا تكون ملفاً أبداً"),
        (["intake", "--chain", "x"], "لا يذكر هذا المستند شيئاً"),
        (["intake", "--lang", "npi"], "بالعربية والإنجليزية فقط"),
        (["--packs", "1", "--lang", "npi"], "بالعربية والإنجليزية فقط"),
        (["--packs", "0"], "من حزمة واحدة إلى 500"),
        (["--packs", "501"], "من حزمة واحدة إلى 500"),
        (["--packs", "1", "--record", "x"], "من حزمة واحدة إلى 500"),
    ],
)
def test_what_cannot_be_made_is_said(
    words: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["print", *words, "--out", str(tmp_path / "out.pdf")])
    assert end.value.code == 2
    assert complaint in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
