"""The papers as PDF files: everything is on them that belongs there, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from tests.printing.samples import NOW, SHELTER, case_file, form, shown_values
from tests.programs import program
from tipdesk.cases.model import Amendment, Answer, CaseFile, MissingReason
from tipdesk.forms.model import Group, QuestionType
from tipdesk.printing.documents.registry import FILLED
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.layout.grid import CELLS
from tipdesk.printing.plan import (
    BlankForm,
    ContentLine,
    Copy,
    CoverInfo,
    PrintOptions,
    WithheldLine,
    highest_level,
)
from tipdesk.printing.preview import page_count, text
from tipdesk.printing.wording import wording

COVER = CoverInfo(
    bundle_id="0b8f6d1e-52c3-4f43-9a2b-7d0c3f3c1a77",
    created=NOW,
    recipient="النيابة العامة",
    contents=(ContentLine("السجل", "المراجعة 2", "3cc76a22d72c9ef5"),),
    withheld=(WithheldLine("نوع الإصابة", "تُرسل إذا اختارها المشرف"),),
    withheld_level4=7,
    fingerprint="0104883695016514377462985829716817089965",
)
OPTIONS = PrintOptions(bundle=COVER)


def words(of: str) -> set[str]:
    """Words as PDFium and people see them: compatible forms, without marks and punctuation.

    Letters and digits count apart: PDFium gives «00123456N» for N00123456 in an Arabic line, and
    where a mark stands alone it puts its letter on a line of its own.
    """
    plain = unicodedata.normalize("NFKC", of)
    kept = (
        c if unicodedata.category(c)[0] in "LN" else " "
        for c in plain
        if unicodedata.category(c)[0] not in "MC" or c in "\r\n\f"
    )
    return set(re.findall(r"\d+|[^\W\d]+", "".join(kept)))


def printed(document: str, file: CaseFile | BlankForm, options: PrintOptions = OPTIONS) -> str:
    return text(render(document, file, options))


@pytest.mark.parametrize("document", FILLED)
@pytest.mark.parametrize("kind", ["filled", "blank"])
def test_a_file_that_any_reader_takes(document: str, kind: str, tmp_path: Path) -> None:
    source = case_file() if kind == "filled" else BlankForm(form())
    path = tmp_path / "paper.pdf"
    path.write_bytes(render(document, source, OPTIONS))
    check = subprocess.run(
        [program("qpdf"), "--check", path], capture_output=True, encoding="utf-8", check=False
    )
    assert check.returncode == 0, check.stdout + check.stderr
    fonts = subprocess.run(
        [program("pdffonts"), path], capture_output=True, encoding="utf-8", check=True
    ).stdout.splitlines()[2:]
    assert fonts
    for line in fonts:
        assert "CID TrueType" in line, line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line  # embedded, subset, ToUnicode


_DIGESTS = """
import json
from tests.printing.documents.test_documents import *
print(json.dumps({one: hashlib.sha256(render(one, case_file(), OPTIONS)).hexdigest() for one in FILLED}))
"""


@pytest.fixture(scope="module")
def elsewhere() -> list[dict[str, str]]:
    """The digest of every paper, by its name, in each of two other processes."""
    command = [sys.executable, "-c", _DIGESTS]
    return [
        json.loads(subprocess.check_output(command, cwd=Path(__file__).parents[3]))
        for _process in range(2)
    ]


@pytest.mark.parametrize("document", FILLED)
def test_the_same_input_gives_the_same_bytes_in_another_process(
    document: str, elsewhere: list[dict[str, str]]
) -> None:
    digest = hashlib.sha256(render(document, case_file(), OPTIONS)).hexdigest()
    assert [digests[document] for digests in elsewhere] == [digest, digest]


@pytest.mark.parametrize("number", range(6))
def test_every_answer_can_be_copied_from_the_paper(number: int) -> None:
    file = case_file(number)
    on_paper = words(printed("intake", file) + printed("statement", file) + printed("cover", file))
    questions = {question.name: question for question in file.form.questions()}
    checked = 0
    for path, value in shown_values(file).items():
        question = questions[path.rpartition("/")[2]]
        if not question.prints & {"intake", "statement", "cover"} or question.level >= 4:
            continue
        checked += 1
        lost = words(value) - on_paper
        assert not lost, path
    assert checked > 15


def test_the_words_of_a_cell_stay_in_their_order() -> None:
    name = "عبد الرحمن بن إبراهيم"
    on_paper = printed("intake", case_file(extra={"name_ar_first": name, "name_ar_father": "سعد"}))
    assert name in unicodedata.normalize("NFKC", on_paper)


def test_level_4_is_printed_only_when_asked_for() -> None:
    secret = "مشرف الناصية السابعة"
    file = case_file(extra={"address_landmark": secret, "phone_safe": "+96550123456"})
    for document in FILLED:
        on_paper = words(printed(document, file))
        assert not words(secret) & on_paper
        assert "96550123456" not in " ".join(on_paper)
    own = PrintOptions(copy="file", include_level4=True)
    asked = words(printed("intake", file, own))
    assert words(secret) <= asked
    assert words("مقيدة") <= asked
    # Others may find what the person carries; what is to be filled in has its own level.
    assert highest_level("intake", "person", blank=False, restricted=True) == 2
    assert highest_level("intake", "file", blank=True, restricted=True) == 3


@pytest.mark.parametrize("document", FILLED)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_shelter_is_named(document: str, language: str) -> None:
    file = case_file(
        0,
        station=SHELTER,
        extra={"intake_site_type": "shelter_women", "intake_agency": "pam_shelter"},
    )
    options = PrintOptions(language=language, bundle=COVER)  # type: ignore[arg-type]
    for source in (file, BlankForm(form(), SHELTER)):
        on_paper = printed(document, source, options)
        for governorates in ("العاصمة حولي الفروانية", "Capital Hawalli Farwaniya"):
            on_paper = on_paper.replace(governorates, "")
        for part in ("جليب", "الشيوخ", "حولي", "Jleeb", "Hawalli", "عنبر", "العمالة الوافدة"):
            assert part not in on_paper
            assert part[::-1] not in on_paper


def test_two_shelters_are_one_box_on_blank_paper() -> None:
    on_paper = printed("intake", BlankForm(form()))
    site = on_paper[on_paper.index("نوع موقع الاستقبال") :][:400]
    assert site.count("مركز إيواء") == 1


def test_answers_to_questions_that_are_not_asked_stay_away() -> None:
    file = case_file(0, extra={"intake_site_type": "hospital", "intake_port": "abdali"})
    on_paper = printed("intake", file)
    assert "العبدلي" not in on_paper
    assert words("المنفذ").isdisjoint(words(on_paper))
    opened = case_file(0, extra={"intake_site_type": "border_port", "intake_port": "abdali"})
    assert "العبدلي" in printed("intake", opened)


def test_a_reason_for_not_answering_is_printed_as_an_answer() -> None:
    file = case_file(reasons={"age_basis": MissingReason.DECLINED})
    assert "امتنع عن الإجابة" in printed("intake", file)


def test_what_stands_empty_says_so_and_what_the_program_fills_is_left_out() -> None:
    file = case_file(extra={"police_report_no": ""})
    on_paper = printed("intake", file)
    assert words("لم يدون") <= words(on_paper)
    for source in (file, BlankForm(form())):
        assert "البصمة الرقمية للنص" not in printed("statement", source)


def test_prompts_agree_with_the_person() -> None:
    woman, man = case_file(extra={"sex": "female"}), case_file(extra={"sex": "male"})
    assert words("وافقت") <= words(printed("consent", woman))
    assert words("وافقت").isdisjoint(words(printed("consent", man)))
    assert "صاحبة الأقوال" in printed("statement", woman)
    assert "صاحب الأقوال" in printed("statement", man)


def test_names_can_be_hidden() -> None:
    file = case_file(extra={"name_ar_first": "زمردة", "name_latin_given": "ZUMURRUDA"})
    shown = words(printed("intake", file))
    assert {"زمردة", "ZUMURRUDA"} <= shown
    hidden = words(printed("intake", file, PrintOptions(hide_names=True)))
    assert hidden.isdisjoint({"زمردة", "ZUMURRUDA"})


@pytest.mark.parametrize("document", FILLED)
def test_the_display_name_is_on_no_paper(document: str) -> None:
    assert words("لا يُطبع") - words("لا") - words(printed(document, case_file())) == words("يُطبع")


def test_only_released_fields_are_printed() -> None:
    file = case_file(extra={"summons_address": "مكتب الارتباط"})
    assert "مكتب الارتباط" in printed("intake", file)
    options = PrintOptions(fields=frozenset({"sex", "case_type"}))
    on_paper = printed("intake", file, options)
    assert "مكتب الارتباط" not in on_paper
    assert "نوع الواقعة" in on_paper


def test_level_3_is_for_the_prosecution_alone() -> None:
    file = case_file(extra={"open_matters": "منع سفر"})
    assert "منع سفر" in printed("intake", file)
    assert "منع سفر" not in printed("intake", file, PrintOptions(copy="file"))
    assert "منع سفر" not in printed("intake", file, PrintOptions(copy="person"))


def test_what_the_annex_alone_may_tell_is_on_no_copy_but_the_agencys_own() -> None:
    file = case_file(extra={"risk_level": "high"})
    copies: tuple[Copy, ...] = ("prosecution", "person")
    for copy in copies:
        options = PrintOptions(copy=copy, include_level4=True)
        assert "درجة الخطورة" not in printed("intake", file, options)
    assert "درجة الخطورة" in printed("safety", file, PrintOptions(copy="file"))


def test_every_page_is_numbered_and_marked() -> None:
    pdf = render("intake", case_file(rows=6), OPTIONS)
    pages = text(pdf).split("\f")
    assert len(pages) == page_count(pdf) >= 3
    for number, page in enumerate(pages, start=1):
        assert words(f"صفحة {number} من {len(pages)}") <= words(page)
        assert {"سري"} <= words(page)
        assert "MOI-2026-000417" in page
        assert "K7Q-4MX" in page
        assert "3cc76a22" in page


def test_the_notice_is_one_page_without_name_or_place() -> None:
    file = case_file(extra={"name_ar_first": "زمردة", "summons_address": "مكتب الارتباط"})
    pdf = render("notice", file)
    assert page_count(pdf) == 1
    on_paper = text(pdf)
    assert "زمردة" not in on_paper
    assert "مكتب الارتباط" not in on_paper
    for part in (
        "أساس الإحالة",
        "أساس الإخطار",
        "رغبة الشخص",
        "الجنس",
        "نوع الواقعة",
        "درجة الاستعجال",
    ):
        assert part in on_paper
    assert page_count(render("notice", BlankForm(form()))) == 1


def test_the_statement_is_never_called_a_testimony_and_signing_is_free() -> None:
    police = printed("statement", case_file())
    shelter = printed("statement", case_file(station=SHELTER))
    assert words("محضر") <= words(police)
    forces = wording("statement").setting("police_agencies").split()
    assert set(forces) < {agency.name for agency in form().choices["agency"]}
    assert words("تقرير مقابلة") <= words(shelter)
    for on_paper in (police, shelter):
        assert "دون حلف يمين" in on_paper
        assert words("الصمت حق يُستند إليه") <= words(on_paper)
        assert words("شهادة اعتراف").isdisjoint(words(on_paper))
        assert words("لم يُطلب التوقيع امتنع عجز") <= words(on_paper)
        assert "بصمة الإبهام" in on_paper


def test_the_rights_card_says_every_right_in_both_languages() -> None:
    for source in (case_file(), BlankForm(form())):
        on_paper = printed("consent", source)
        for choice in form().choices["rights"]:
            assert words(choice.filter["card_ar"]) <= words(on_paper)
            assert words(choice.filter["card_en"]) <= words(on_paper)


def test_the_cover_lists_contents_and_counts_level_4_only() -> None:
    on_paper = printed("cover", case_file())
    assert words("السجل نوع الإصابة 7") <= words(on_paper)
    for at in range(0, 40, 5):
        assert COVER.fingerprint[at : at + 5] in on_paper
    assert COVER.bundle_id in on_paper.replace("\r\n", "")


def test_the_notice_says_the_level_that_it_has_and_none_that_it_may_have() -> None:
    up_to = wording("frame").part("up_to")
    for copy in ("prosecution", "file"):
        for restricted in (False, True):
            options = replace(OPTIONS, copy=copy, include_level4=restricted)
            on_paper = words(printed("notice", case_file(), options))
            assert words(up_to.text("2").ar) <= on_paper, (copy, restricted)
            for level in "34":
                assert not words(up_to.text(level).ar) <= on_paper, (copy, restricted)
    whole = words(printed("statement", case_file(), replace(OPTIONS, copy="prosecution")))
    assert words(up_to.text("3").ar) <= whole


def test_every_type_of_question_has_a_cell() -> None:
    assert set(CELLS) == set(QuestionType)


def test_a_whole_day_is_one_box_a_digit_with_the_day_outermost() -> None:
    file = case_file(extra={"medical_report_date": "2024-03-07"})
    on_paper = printed("intake", file)
    assert "شعبان" in on_paper  # Umm al-Qura beside it
    assert words("1445") <= words(on_paper)


def test_an_english_paper_runs_from_left_to_right() -> None:
    pdf = render("intake", case_file(), PrintOptions(language="en"))
    assert "Copy for the Public Prosecution" in text(pdf)


def test_what_was_changed_after_completion_stands_beside_what_it_was() -> None:
    change = Amendment(
        path="age_stated",
        before=Answer("30"),
        after=Answer("47", by="K-0417", at=NOW),
        note="ظهرت شهادة ميلاد رسمية",
    )
    hidden = Amendment("address_landmark", Answer("هنا"), Answer("القطعة السابعة"), "سبب آخر")
    file = replace(case_file(2), amendments=(change, hidden))
    on_paper = words(printed("intake", file))
    assert words("ما عُدِّل بعد اكتمال السجل 30 47 ظهرت شهادة ميلاد رسمية") <= on_paper
    assert words("السابعة").isdisjoint(on_paper)
    assert words("ظهرت").isdisjoint(words(printed("statement", file)))


OWN_WORDS = frozenset(wording("statement").setting("own_words").split())


def statement_without(staying: frozenset[str], **more: bool) -> str:
    """The Prosecution's copy of a statement from which these answers stay."""
    file = case_file()
    fields = {question.name for question in file.form.questions()} - staying
    return printed("statement", file, replace(OPTIONS, fields=fields, **more))


def test_a_statement_says_that_words_stay_and_why_where_they_were_refused() -> None:
    general = words(wording("statement").text("withheld").ar)
    refused = words("لعدم موافقة على إطلاع")
    whole = words(statement_without(frozenset()))
    assert not {"يدرج", "النسخة"} <= whole
    without = words(statement_without(OWN_WORDS))
    assert general <= without
    assert not refused <= without
    assert refused <= words(statement_without(OWN_WORDS, denied=True))


def test_a_statement_says_nothing_of_what_is_no_word_of_hers_or_was_never_written() -> None:
    general = words(wording("statement").text("withheld").ar)
    others = statement_without(frozenset({"session_officer", "int_name"}), denied=True)
    assert not general <= words(others)
    file = case_file()
    emptied = {
        path: answer
        for path, answer in file.answers.items()
        if path.split("/")[-1] not in OWN_WORDS
    }
    fields = {question.name for question in file.form.questions()} - OWN_WORDS
    silent = replace(OPTIONS, fields=fields, denied=True)
    assert not general <= words(printed("statement", replace(file, answers=emptied), silent))


def at_level(group: Group, names: frozenset[str], level: int) -> Group:
    children = (
        at_level(child, names, level)
        if isinstance(child, Group)
        else replace(child, level=level)
        if child.name in names
        else child
        for child in group.children
    )
    return replace(group, children=tuple(children))


def test_a_statement_says_nothing_of_what_a_protective_exception_keeps_back() -> None:
    """Also where the person refused: that refusal is not why it stays."""
    sections = tuple(at_level(section, OWN_WORDS, 4) for section in form().sections)
    file = case_file(definition=replace(form(), sections=sections, digest="0" * 64))
    fields = {question.name for question in file.form.questions()} - OWN_WORDS
    general = words(wording("statement").text("withheld").ar)
    for denied in (False, True):
        options = replace(OPTIONS, fields=fields, denied=denied)
        assert not general <= words(printed("statement", file, options)), denied


def test_every_page_of_a_statement_has_room_to_sign_or_not_to() -> None:
    file = case_file(extra={"stmt_arabic": "قالت إنها وصلت ثم غادرت. " * 300, "sex": "male"})
    pages = text(render("statement", file)).split("\f")
    assert len(pages) > 2
    for page in pages:
        assert words("التوقيع أو بصمة الإبهام على الصفحة دون إلزام امتنع عجز") <= words(page)


def test_signatures_never_stand_apart_from_their_heading() -> None:
    for number in range(12):
        extra = {"stmt_arabic": "قالت إنها وصلت ثم غادرت المكان بعد أيام. " * (8 * number)}
        pages = text(render("statement", case_file(number, extra=extra))).split("\f")
        (page,) = (page for page in pages if "التلاوة والتوقيع" in page)
        assert "بصمة الإبهام" in page
