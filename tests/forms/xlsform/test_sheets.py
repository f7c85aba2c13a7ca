"""The sheets as files: read as they were written, refused when they are none."""

from pathlib import Path

import pytest

from tests.forms.sheets_for_tests import (
    AR,
    EN,
    question,
)
from tests.forms.xlsform.test_xlsform import form
from tipdesk.core.errors import FileUnreadable
from tipdesk.forms.xlsform.sheets import read_sheets, write_sheets


def test_sheets_are_read_as_they_were_written(tmp_path: Path) -> None:
    written = form(
        question("text", "q", hint_ar='سطر "أول"،\nسطر ثانٍ', hint_en="a, b", code="=1+1")
    )
    write_sheets(tmp_path, written)
    assert read_sheets(tmp_path) == written


def test_blank_lines_keep_the_numbers_of_the_rows(tmp_path: Path) -> None:
    write_sheets(tmp_path, form())
    (tmp_path / "survey.csv").write_text(
        f"\ufefftype,name,{AR},{EN}\n\n,,,\nbegin_group,s,ق,S\n", encoding="utf-8"
    )
    assert [row.number for row in read_sheets(tmp_path)["survey"].rows] == [4]


@pytest.mark.parametrize("data", [b"\xff\xfe", b'type,name\n"open', None])
def test_files_that_are_no_sheets(tmp_path: Path, data: bytes | None) -> None:
    write_sheets(tmp_path, form())
    path = tmp_path / "survey.csv"
    path.unlink() if data is None else path.write_bytes(data)
    with pytest.raises(FileUnreadable) as caught:
        read_sheets(tmp_path)
    assert caught.value.details == {"name": "survey.csv"}
