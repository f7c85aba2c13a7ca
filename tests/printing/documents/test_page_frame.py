"""What ties every page to its record: code, numbers, version, copy."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.printing.documents.test_documents import words
from tests.printing.samples import NOW, case_file, form
from tests.programs import program
from tipdesk.cases.paper.prints import PageCode, grouped_serial, new_serials, read_page_code
from tipdesk.core.work import Work
from tipdesk.printing.documents.rendering import PACK, draw, render, render_packs
from tipdesk.printing.outside.own_process import read_codes
from tipdesk.printing.plan import PrintOptions
from tipdesk.printing.preview import page_count, text


@pytest.mark.parametrize("dpi", ["150", "300"])
def test_every_page_says_which_page_of_which_state_of_which_file_it_is(
    dpi: str, tmp_path: Path
) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(render("statement", case_file(), PrintOptions(copy_number=4)))
    subprocess.run([program("pdftoppm"), "-gray", "-r", dpi, path, tmp_path / "page"], check=True)
    images = sorted(tmp_path.glob("page-*.pgm"))
    assert len(images) > 2
    for number, image in enumerate(images, 1):
        decoded = subprocess.run(
            [program("zbarimg"), "--quiet", "--raw", image],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout.strip()
        digest = case_file().digest[:32]
        wanted = PageCode("statement", "MOI-2026-000417", 2, digest, number, len(images), 4)
        assert read_page_code(decoded) == wanted


def test_every_page_names_its_file_its_version_its_copy_and_for_whom_it_is() -> None:
    options = PrintOptions(copy="file", copy_number=4)
    pages = text(render("intake", case_file(), options)).split("\f")
    assert len(pages) > 2
    for page in pages:
        on_page = words(page)
        assert words("MOI-2026-000417 K7Q-4MX نسخة الملف النسخة رقم 4 مراجعة السجل 2") <= on_page


def test_packs_of_blank_paper_have_a_number_of_their_own_on_every_page(tmp_path: Path) -> None:
    serials = new_serials(2, NOW.date(), lambda _most: 4839271)
    pdf = render_packs(form(), None, serials, PrintOptions(blank=True))
    assert pdf == render_packs(form(), None, serials, PrintOptions(blank=True))
    pages = text(pdf).split("\f")
    each = len(pages) // 2
    codes = [codes[0] for codes in read_codes(pdf, Work(), pdf=True)[0]]
    assert [code.number for code in codes] == [serials[0]] * each + [serials[1]] * each
    named = tuple(dict.fromkeys(code.document for code in codes))
    assert named == PACK == ("notice", "consent", "quick", "statement")
    for page, code in zip(pages, codes, strict=True):
        assert grouped_serial(code.number) in page  # the digits in their order


def test_a_page_that_says_the_same_has_the_same_digest_in_every_state_and_copy() -> None:
    """And only a page that says something else has another, though its new letters number those
    of every other page anew."""
    file = case_file()
    first = draw("intake", file, PrintOptions(copy="file", copy_number=1))
    assert first.pdf == render("intake", file, PrintOptions(copy="file", copy_number=1))
    assert len(set(first.digests)) == len(first.digests) == page_count(first.pdf) > 3
    later = replace(file, case=replace(file.case, revision=3), digest="ab" * 32)
    options = PrintOptions(copy="file", copy_number=7, printed_at=NOW)
    second = draw("intake", later, options)
    assert second.pdf != first.pdf
    assert second.digests == first.digests
    # Letters that stand on no page yet.
    other = draw("intake", case_file(extra={"police_report_no": "Ωмѯ"}), options)
    changed = [
        digest
        for digest, before in zip(other.digests, first.digests, strict=True)
        if digest != before
    ]
    assert len(changed) == 1


def test_the_sheet_to_carry_away_has_digests_too() -> None:
    paper = draw("closing", case_file(), PrintOptions(copy="person"))
    assert len(paper.digests) == page_count(paper.pdf)
