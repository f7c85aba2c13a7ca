"""`tipdesk print custody|certificate`: the chain that a bundle carries, really examined."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cases.custody.chains import START, Chain
from tests.cli.test_print import _record, text_of_paper
from tests.desk.paper_words import plain
from tests.printing.samples import case_file
from tipdesk.cases.custody.document import custody_json
from tipdesk.cases.handover.record import with_digest
from tipdesk.cases.interview.statement import FROZEN
from tipdesk.cases.model import CaseFile
from tipdesk.cli.main import main
from tipdesk.i18n.text import format_datetime
from tipdesk.printing.preview import text

AT = START + timedelta(seconds=2)  # of the second entry of the file

HOLDS = {
    "custody": "جرى التحقق من الحلقات الموجودة كلها: 4",
    "certificate": "السجل والسلسلة متوافقان بلا حالة عدم تطابق",
}
BROKEN = {
    "custody": "وفيها حالات عدم تطابق مبيَّنة أدناه",
    "certificate": "في السجل حالات عدم تطابق مبيَّنة",
}


def chain(file: CaseFile, digest: str, *more: str) -> bytes:
    """custody.json with entries of the file and of another; `more` of what was done."""
    growing = Chain()
    growing.add("unlocked")
    growing.add("opened", file.case.id)
    for action in more:
        growing.add(action, file.case.id)
    growing.add("completed", file.case.id)
    growing.add("locked")
    growing.add("approved", file.case.id, "S-01", record=digest)
    return custody_json((growing.shown(file.case.id),))


@pytest.fixture
def carried(tmp_path: Path) -> tuple[Path, Path]:
    """record.json and custody.json as they lie in a bundle."""
    file = case_file(3)
    record = _record(file)
    (tmp_path / "record.json").write_bytes(record)
    body = chain(file, with_digest(file, record).digest)
    (tmp_path / "custody.json").write_bytes(body)
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
    assert document == "certificate" or plain("3 of 4 entries") in paper  # those of the file
    other, out = tmp_path / "other.json", tmp_path / "broken.pdf"
    body = beside.read_bytes()
    command = ["print", document, "--record", str(record), "--chain", str(other)]
    for old, new, exception in (
        (b'"from":[2,', b'"from":[7,', "الحلقة \u20667\u2069 ليست من الملف"),
        (b'",2,1,"', b'",3,1,"', "الحلقة \u20663\u2069 لا تتبع"),
        (b'"S-01"', b'"T-07"', "ليس في السلسلة اعتماد"),
    ):
        other.write_bytes(body.replace(old, new))
        assert main([*command, "--out", str(out), "--force"]) == 1
        complaint = capsys.readouterr().err
        assert plain(exception) in plain(complaint), complaint
        assert plain(BROKEN[document]) in plain(text(out.read_bytes()))
    out.unlink()
    for bad in (b'{"format": "something"}', body.replace(b"{", b'{"segments":[],', 1)):
        other.write_bytes(bad)  # the second can be read in two ways
        assert main([*command, "--out", str(out)]) == 1
        assert "ليس سلسلة حيازة" in capsys.readouterr().err
        assert not out.exists()


def test_a_record_that_the_chain_did_not_let_go_is_said(
    carried: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, beside = carried
    beside.write_bytes(chain(case_file(3), "0" * 64))
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
    body = chain(file, digest, FROZEN)
    words = ["statement", "--record", str(record), "--lang", "en"]
    closed = plain(f"Statement closed after its reading on: {format_datetime(AT, 'en')}")
    assert closed not in plain(text_of_paper(tmp_path / "alone.pdf", *words))
    beside.write_bytes(body)
    assert closed in plain(text_of_paper(tmp_path / "holds.pdf", *words, "--chain", str(beside)))
    beside.write_bytes(body.replace(b'"from":[2,', b'"from":[7,'))
    out = tmp_path / "broken.pdf"
    assert main(["print", *words, "--chain", str(beside), "--out", str(out)]) == 1
    assert closed not in plain(text(out.read_bytes()))
    assert "not one of the file" in capsys.readouterr().err


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
