"""Nothing is ever cut: what does not fit shrinks, wraps, and is continued."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from tests.printing.documents.test_documents import words
from tests.printing.samples import case_file, form
from tipdesk.cases.model import Answer
from tipdesk.forms.model import (
    Choice,
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
)
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.layout.bodies import Value
from tipdesk.printing.plan import BlankForm
from tipdesk.printing.preview import page_count, text
from tipdesk.printing.text.layout import styles
from tipdesk.printing.wording import BODY

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def _words(count: int, seed: int = 1) -> list[str]:
    random = Random(seed)
    return ["".join(random.choices(LETTERS, k=random.randint(2, 9))) for _ in range(count)]


def _value(content: str) -> tuple[Value, list[str]]:
    taken: list[str] = []

    def take(whole: str) -> str:
        taken.append(whole)
        return "التتمة"

    look = styles("ar")
    return Value(content, look.answer, look, take), taken


@pytest.mark.parametrize(("count", "continued"), [(2, False), (12, False), (400, True)])
def test_a_value_shrinks_then_wraps_then_goes_on(count: int, continued: bool) -> None:
    content = " ".join(_words(count))
    value, taken = _value(content)
    body = value.set(130.0)
    assert taken == ([content] if continued else [])
    assert body.height <= 7 * 10.0


def test_a_long_answer_is_not_made_smaller() -> None:
    for count in (1, 3, 5, 8, 14):
        value, _ = _value(" ".join(_words(count)))
        assert value.set(130.0).style.size == BODY  # type: ignore[attr-defined]


def test_a_long_answer_is_whole_on_the_continuation_sheet() -> None:
    content = " ".join(_words(900))
    file = case_file(extra={"summons_address": content})
    pages = text(render("intake", file)).split("\f")
    sheet = next(number for number, page in enumerate(pages) if "ورقة تتمة" in page)
    assert words(content) <= words(" ".join(pages[sheet:]))
    assert {"البند", "1"} <= words(pages[0])
    assert "محل الإعلان المختار" in pages[sheet]


def test_a_long_answer_in_a_table_is_continued_too() -> None:
    content = " ".join(_words(500))
    file = case_file(extra={"stmt_corrections[1]/correction_text": content})
    on_paper = text(render("statement", file))
    assert "ورقة تتمة" in on_paper
    assert words(content) <= words(on_paper)


def test_the_notice_keeps_its_one_page_under_a_long_answer() -> None:
    renamed = replace(
        form(),
        choices={
            **form().choices,
            "source": (Choice("self", LocalText(" ".join(_words(30)), "self")),),
        },
        digest="0" * 64,
    )
    file = case_file(extra={"case_source": "self"}, definition=renamed)
    assert page_count(render("notice", file)) == 1


def test_a_narrative_of_200_000_characters() -> None:
    parts = _words(36_000, seed=3)
    content = "\n".join(" ".join(parts[at : at + 90]) for at in range(0, len(parts), 90))
    assert len(content) > 200_000
    pdf = render("statement", case_file(extra={"stmt_arabic": content}))
    assert 45 < page_count(pdf) < 90
    on_paper = words(text(pdf))
    assert len(words(content) - on_paper) == 0


def test_one_paragraph_of_130_000_characters_and_one_endless_word() -> None:
    content = " ".join(_words(21_000, seed=4)) + " " + "م" * 5_000
    pdf = render("statement", case_file(extra={"stmt_arabic": content}))
    assert page_count(pdf) > 25
    assert text(pdf).count("م") >= 5_000


def _everything(long: str) -> FormDefinition:
    """A form with a question of every type, in a section, a table and a repeat."""
    label = LocalText("سؤال طويل العنوان جداً لا يتسع له سطر واحد في خانة ضيقة", "A long label")
    choices = {"many": tuple(Choice(f"c{n}", LocalText(f"خيار {n}", f"Choice {n}"))
                             for n in range(30))}  # fmt: skip
    questions = tuple(
        Question(
            name=f"q_{kind.value}",
            type=kind,
            label=label,
            list_name="many" if "select" in kind.value else "",
            calculation=f"'{long[:40]}'" if kind is QuestionType.CALCULATE else "",
            prints=frozenset({"intake"}),
        )
        for kind in QuestionType
    )
    in_rows = tuple(replace(question, name=f"r_{question.name}") for question in questions)
    few = tuple(replace(question, name=f"s_{question.name}") for question in questions[:4])
    section = Group("all", GroupKind.SECTION, LocalText("كل الأنواع", "Every type"), (
        *questions,
        Group("many_columns", GroupKind.REPEAT, LocalText("صفوف", "Rows"), in_rows),
        Group("few_columns", GroupKind.REPEAT, LocalText("جدول", "Table"), few),
    ))  # fmt: skip
    title = LocalText("نموذج اختبار", "Test form")
    return FormDefinition("test", 1, title, (section,), choices, digest="f" * 64)


VALUES = {
    QuestionType.TEXT: "نص قصير",
    QuestionType.LONG_TEXT: "نص طويل على سطور",
    QuestionType.INTEGER: "42",
    QuestionType.DECIMAL: "12.750",
    QuestionType.DATE: "2024-03-07",
    QuestionType.DATETIME: "2024-03-07T08:15:00+00:00",
    QuestionType.PARTIAL_DATE: "2024-03~|قبل رمضان الماضي",
    QuestionType.SELECT_ONE: "c7",
    QuestionType.SELECT_MULTIPLE: "c7 c8 c29",
    QuestionType.PERSON: "شخص آخر",
    QuestionType.OFFICER: "K-0102",
    QuestionType.ATTACHMENT: f"{'a' * 32}|scan.pdf",
}
SHOWN = {
    QuestionType.TEXT: "نص قصير",
    QuestionType.LONG_TEXT: "نص طويل على سطور",
    QuestionType.INTEGER: "42",
    QuestionType.DECIMAL: "12 750",
    QuestionType.DATE: "1445 شعبان",
    QuestionType.DATETIME: "07 03 2024 11 15",
    QuestionType.PARTIAL_DATE: "مارس 2024 رمضان",
    QuestionType.SELECT_ONE: "خيار 7",
    QuestionType.SELECT_MULTIPLE: "خيار 7 8 29",
    QuestionType.PERSON: "شخص آخر",
    QuestionType.OFFICER: "سالم المطيري",
    QuestionType.ATTACHMENT: "scan.pdf",
}


@pytest.mark.parametrize("kind", QuestionType)
def test_every_type_is_printed_in_cells_grids_and_tables(kind: QuestionType) -> None:
    definition = _everything("حساب")
    value = VALUES.get(kind, "")
    extra = {
        f"q_{kind.value}": value,
        "many_columns[1]": "1",
        f"many_columns[1]/r_q_{kind.value}": value,
        "few_columns[1]": "1",
        f"few_columns[1]/s_q_{kind.value}": value,
    }
    file = replace(case_file(), form=definition, answers={})
    file = replace(file, answers={path: Answer(v) for path, v in extra.items() if v})
    on_paper = words(text(render("intake", file)))
    if kind in SHOWN:
        assert words(SHOWN[kind]) <= on_paper
    if kind is QuestionType.CALCULATE:
        assert "حساب" in on_paper
    assert page_count(render("intake", BlankForm(definition))) >= 1


def test_a_very_long_value_of_every_text_type_is_whole() -> None:
    definition = _everything("حساب")
    content = " ".join(_words(700, seed=9))
    texts = [QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON]
    answers = {f"q_{kind.value}": Answer(content) for kind in texts}
    answers["many_columns[1]"] = Answer("1")
    answers |= {f"many_columns[1]/r_q_{kind.value}": Answer(content) for kind in texts}
    pdf = render("intake", replace(case_file(), form=definition, answers=answers))
    on_paper = words(text(pdf))
    assert words(content) <= on_paper
    assert {"1", "2", "3"} <= on_paper
