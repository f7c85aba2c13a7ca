"""Workbooks of other kinds than .xlsx: known by what they hold, and said to be what they are."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.forms.xlsform.test_forms_command import run
from tests.forms.xlsform.test_other_workbooks import EXAMPLES
from tipdesk.authoring.sources import read_draft
from tipdesk.core.errors import WorkbookInvalid, WorkbookOfAnotherKind
from tipdesk.i18n.text import set_language
from tipdesk.texts.messages import sentence

OLD = "is an old Excel workbook (.xls), which this program does not read."
LOCKED = "is a workbook that is protected with a passphrase, which this program cannot open."
BINARY = "is a binary Excel workbook (.xlsb), which this program does not read."
OPEN = "is an OpenDocument workbook of LibreOffice (.ods), which this program does not read."


def old_excel() -> bytes:
    with zipfile.ZipFile(EXAMPLES) as archive:
        return archive.read("example_xls/gps.xls")


def compound(*streams: str) -> bytes:
    """An OLE compound file: its head, and one sector of directory entries."""
    head = bytes.fromhex("D0CF11E0A1B11AE1").ljust(512, b"\0")
    entries = [name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)]
    return head + b"".join(entries)


def spoilt(method: int) -> bytes:
    """A packed member that unpacks to nothing."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument.spreadsheet" * 20)
    data = bytearray(file.getvalue())
    first = data.index(b"mimetype") + len(b"mimetype") + 9  # behind the head that LZMA has
    data[first : first + 20] = bytes(byte ^ 0xFF for byte in data[first : first + 20])
    return bytes(data)


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


def opendocument(kind: str) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return zipped(mimetype=mimetype, content_xml=b"<office:document-content/>")


def binary_excel() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", b"\x83\x01\0")
    return file.getvalue()


KINDS = {
    "old": (old_excel(), OLD),
    "older": (compound("Book"), OLD),
    "locked": (compound("EncryptionInfo", "EncryptedPackage"), LOCKED),
    "binary": (binary_excel(), BINARY),
    "open": (opendocument("spreadsheet"), OPEN),
    "template": (opendocument("spreadsheet-template"), OPEN),
}


@pytest.mark.parametrize("ending", [".xls", ".xlsx", ".ods", ""])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_said_what_it_is_and_what_helps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, ending: str
) -> None:
    data, says = KINDS[kind]
    path = tmp_path / f"form{ending}"
    path.write_bytes(data)
    set_language("en")
    for words in (("check",), ("diff",), ("publish",), ("compile",)):
        assert run(*words, str(path)) == 2
        complaint = re.sub("[\u2066-\u2069]", "", capsys.readouterr().err)
        assert f"form{ending} {says}" in complaint
        assert ".xlsx" in complaint
        assert "damaged" not in complaint
    assert run("from-xlsx", str(path), str(tmp_path / "folder")) == 2
    assert says in capsys.readouterr().err
    with pytest.raises(WorkbookOfAnotherKind) as refused:
        read_draft(path)  # what the window reads to try a form
    assert "xlsx" in sentence(refused.value, "ar").next_step
    assert "تالف" not in sentence(refused.value, "ar").what


def test_another_document_of_these_programs_is_no_workbook(tmp_path: Path) -> None:
    for data in (compound("WordDocument"), opendocument("text"), b"PK\x03\x04", compound()):
        (tmp_path / "form.xls").write_bytes(data)
        with pytest.raises(WorkbookInvalid):
            read_draft(tmp_path / "form.xls")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_does_not_unpack_is_said_to_be_damaged(tmp_path: Path, method: int) -> None:
    (tmp_path / "form.xlsx").write_bytes(spoilt(method))
    with pytest.raises(WorkbookInvalid):
        read_draft(tmp_path / "form.xlsx")


def test_an_xlsx_workbook_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "survey"
    book.save(tmp_path / "form.xlsx")
    (tmp_path / "form.xlsx").rename(tmp_path / "form.xls")
    assert read_draft(tmp_path / "form.xls").faults
