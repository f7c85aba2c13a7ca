"""The letter of referral: what each service sees of one file, and the slip that comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.desk.paper_words import plain, stand_in
from tests.printing.samples import NOW, SHELTER, STATION, case_file, form
from tests.printing.scans import copier, drawn, stored, telephone
from tipdesk.cases.model import CaseFile
from tipdesk.cases.paper.prints import ReplyCode
from tipdesk.core.settings import Language
from tipdesk.core.work import Work
from tipdesk.forms.model import Group, Release
from tipdesk.printing.documents.referral_letter import content_of
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.outside.own_process import read_codes, read_replies
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.preview import page_count, text
from tipdesk.printing.wording import wording

MARK = "5a" * 16
CODE = ReplyCode("MOI-2026-000417", 1, MARK)
OPTIONS = PrintOptions(copy="service", printed_at=NOW, need=1, letter=MARK)
NAMES = {"name_ar_first": "زمردة", "name_latin_given": "ZUMURRUDA"}
SECRET = {
    "stmt_arabic": "روايةٌ محجوبة", "address_landmark": "مشرف الناصية السابعة",
    "medication": "حساسية من البنسلين", "risk_level": "high", "self_harm": "yes",
    "urgent_health": "ألم في الظهر", "sex": "female",
}  # fmt: skip


def asked(kind: str, agency: str, consent: str = "granted") -> dict[str, str]:
    """Of a need that the person wants, with the answer that was given to its agency."""
    return {
        "needs[1]": "1", "needs[1]/need_type": kind, "needs[1]/need_wanted": "yes",
        "needs[1]/need_timeframe": "d3", "needs[1]/ref_agency": agency,
        "needs[1]/ref_focal": "د. هدى العنزي", "consent_services[1]": "1",
        "consent_services[1]/service_agency": agency,
        "consent_services[1]/service_consent": consent,
    }  # fmt: skip


def need(kind: str, agency: str, consent: str = "granted", **answers: str) -> CaseFile:
    """A file whose only need is this one."""
    answers_of_need = asked(kind, agency, consent)
    return case_file(3, rows=1, extra={**NAMES, **SECRET, **answers_of_need, **answers})


def printed(file: CaseFile, options: PrintOptions = OPTIONS) -> str:
    return plain(text(render("referral", file, options)))


def test_a_service_is_asked_for_one_thing_by_a_day_and_told_of_the_consent() -> None:
    letter = printed(need("medical", "moh"))
    for words in ("وزارة الصحة", "د. هدى العنزي", "رعاية طبية", "27/11/2026", "ألم في الظهر"):
        assert stand_in(words, letter), words
    assert stand_in("لهذا الغرض: موافقة", letter)
    assert plain("K7Q-4MX") in letter


def test_a_service_that_is_told_nothing_more_reads_that() -> None:
    known = ("sex", "age_stated", "birth_date", "language_preferred", "languages", "child_possible")
    bare = need("food_clothing", "ngo")
    kept = {path: answer for path, answer in bare.answers.items() if path not in known}
    assert stand_in("لا تُرسل بيانات غير ما سبق", printed(replace(bare, answers=kept)))
    assert not stand_in("لا تُرسل بيانات غير ما سبق", printed(need("medical", "moh")))


def test_a_letter_tells_neither_name_nor_story_nor_place_nor_level_4() -> None:
    letter = printed(need("medical", "moh"))
    for words in (*NAMES.values(), "محجوبة", "الناصية", "البنسلين", "درجة الخطورة"):
        assert not stand_in(words, letter), words
    whole = printed(need("medical", "moh"), replace(OPTIONS, include_level4=True))
    assert stand_in("البنسلين", whole)
    assert not stand_in("الناصية", whole)  # no service needs it, whoever asks


@pytest.mark.parametrize(
    ("kind", "agency", "sees", "untold"),
    [
        ("wages", "pam", ("زمردة", "ZUMURRUDA"), ("ألم في الظهر",)),
        ("legal_aid", "lawyers", (), ("زمردة", "ألم في الظهر")),
        ("food_clothing", "ngo", (), ("زمردة", "ألم في الظهر", "لغات")),
        ("shelter", "pam_shelter", ("درجة الخطورة", "مركز إيواء"), ("زمردة", "العمالة الوافدة")),
        ("voluntary_return", "iom", ("ZUMURRUDA",), ("زمردة", "طفل", "ألم في الظهر")),
    ],
)
def test_each_service_sees_what_it_needs(
    kind: str, agency: str, sees: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    letter = printed(need(kind, agency))
    assert [words for words in sees if not stand_in(words, letter)] == []
    assert [words for words in untold if stand_in(words, letter)] == []


def test_a_consent_with_limits_lets_no_name_and_nothing_sensitive_go() -> None:
    limited = need("wages", "pam", "granted_limited")
    assert not any(stand_in(name, printed(limited)) for name in NAMES.values())
    assert stand_in("موافقة بشروط", printed(limited))
    ill = need("medical", "moh", "granted_limited")
    whole = printed(ill, replace(OPTIONS, include_level4=True))
    assert not stand_in("ألم في الظهر", whole)
    assert not stand_in("البنسلين", whole)
    without = replace(OPTIONS, hide_names=True)
    assert not stand_in("زمردة", printed(need("wages", "pam"), without))
    sent_fields = content_of(
        need("wages", "pam"), without
    ).fields  # what the file says that it told
    assert sent_fields
    assert not set(NAMES) & set(sent_fields)


def test_without_consent_there_is_no_letter_and_it_is_said_why() -> None:
    for consent, why in (("refused", "الرفض جواب كامل"), ("not_asked", "لم تُدوَّن موافقة")):
        letter = printed(need("medical", "moh", consent))
        assert stand_in(why, letter)
        for words in ("وزارة الصحة", "رعاية طبية", "ألم في الظهر", "قسيمة رد"):
            assert not stand_in(words, letter), words


def test_every_field_that_a_service_may_see_is_marked_for_referral() -> None:
    words = wording("referral")
    named = [*words.parts("services"), words.part("abroad")]
    fields = {name for part in named for name in part.setting("fields").split()}
    for key in ("asked", "basic", "named", "blank_fields", "blank_told"):
        fields |= set(words.setting(key).split())
    questions = {
        question.name: question for question in form().questions() if question.name in fields
    }
    assert set(questions) == fields
    for question in questions.values():
        assert Release.REFERRAL in question.release, question.name
        assert "referral" in question.prints, question.name
    kinds = {
        kind for service in words.parts("services") for kind in service.setting("needs").split()
    }
    assert kinds | {"other"} == {choice.name for choice in form().choices["need"]}
    hours = {choice.name for choice in form().choices["timeframe"]}
    assert all(int(words.part("hours").setting(name)) for name in hours)


def test_a_field_that_may_not_be_referred_stays_whatever_the_sheet_marks() -> None:
    def internal(group: Group) -> Group:
        children = tuple(
            internal(child)
            if isinstance(child, Group)
            else replace(child, release=frozenset({Release.PROSECUTION}))
            if child.name == "urgent_health"
            else child
            for child in group.children
        )
        return replace(group, children=children)

    file = need("medical", "moh")
    changed = replace(file.form, sections=tuple(map(internal, file.form.sections)))
    assert stand_in("ألم في الظهر", printed(file))
    assert not stand_in("ألم في الظهر", printed(replace(file, form=changed)))


def test_what_the_service_is_told_decides_which_letter_it_is() -> None:
    first = content_of(need("medical", "moh"), OPTIONS)
    assert "urgent_health" in first.fields
    assert content_of(need("medical", "moh", **{"needs[1]/ref_status": "sent"}), OPTIONS) == first
    for changed in (
        need("medical", "moh", urgent_health="ألم أشد"),
        need("medical", "ngo"),
        need("medical", "moh", "granted_limited"),
        need("medical", "moh", "assent"),  # a child's: it stands in the letter
    ):
        assert content_of(changed, OPTIONS).digest != first.digest


def test_what_is_not_asked_of_somebody_stands_in_no_letter() -> None:
    whole = replace(OPTIONS, include_level4=True)
    for sex, is_sent in (("female", True), ("male", False)):
        file = need("medical", "moh", pregnancy="yes", sex=sex)
        assert ("pregnancy" in content_of(file, whole).fields) is is_sent


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_blank_letter_is_one_sheet_and_names_no_shelter(language: Language) -> None:
    for source in (BlankForm(form(), STATION), BlankForm(form(), SHELTER)):
        pdf = render("referral", source, PrintOptions(language=language))
        assert page_count(pdf) == 2
        letter = plain(text(pdf))
        assert not stand_in("جليب", letter)
        there = ("قسيمة رد", "موافقة بشروط") if language == "ar" else ("Reply slip",)
        assert [phrase for phrase in there if not stand_in(phrase, letter)] == []


# --- the slip --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def letter() -> bytes:
    return render("referral", need("medical", "moh"), OPTIONS)


def test_a_black_and_white_scan_at_150_dots_gives_the_slips_code_alone(letter: bytes) -> None:
    picture = stored(copier(drawn(letter, 1, 150), 2), "PNG")
    assert read_replies(picture, Work(), pdf=False) == ((CODE,),)
    ((page,),) = read_codes(picture, Work(), pdf=False)[0]
    assert (page.document, page.page) == ("referral", 2)


def test_a_slip_that_was_cut_off_is_read_from_a_slanted_photograph(letter: bytes) -> None:
    page = drawn(letter, 1, 200)
    slip = page.crop((0, page.height // 4, page.width, page.height // 2))
    picture = stored(telephone(slip, 5), "JPEG", quality=60)
    assert read_replies(picture, Work(), pdf=False) == ((CODE,),)
    assert read_codes(picture, Work(), pdf=False)[0] == ((),)
