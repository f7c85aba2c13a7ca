"""Made-up files with answers that the form refuses: nothing of these is in the state, on the
screen (but for their own fields), on paper, in the list or in the record.

20 files, the same every time; 2,000 with --long, 1,980 of them drawn from its seed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import pypdfium2
import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.printing import samples
from tests.records import SECRET
from tests.ui.forms import ABOUT
from tipdesk.cases.answers import as_it_counts, values
from tipdesk.cases.files.review import NeedKind, review
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.model import NO_ANSWER, Amendment, Answer, CaseFile
from tipdesk.desk.files.contents import judged
from tipdesk.desk.files.listing import listing_of
from tipdesk.forms.model import Question, QuestionType, split_path
from tipdesk.forms.rules.rules import FormRules, FormState, rules_for
from tipdesk.i18n.text import ascii_digits
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import PrintOptions
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.form.section_state import SectionContents

RULES: FormRules = rules_for(samples.form())
JUDGED = {
    question.name: question
    for question in samples.form().questions()
    if question.answerable and (question.constraint or question.choice_filter)
}
FILES, ALL, CHUNK = 20, 2_000, 10
YEARS = (10, 70)  # until a verdict is read again; after 70 none of the days below is to come
REFUSED = {
    QuestionType.DATE: "2087-11-30",
    QuestionType.DATETIME: "2087-11-30T21:30:00Z",
    QuestionType.PARTIAL_DATE: "2087",
    QuestionType.INTEGER: "-47110",
    QuestionType.DECIMAL: "-47110.500",
    QuestionType.TEXT: "!! 47110 !!",
    QuestionType.SELECT_MULTIPLE: "none adequate",
}
# Refused only beside certain other answers.
NO_DATES = {"reflection_to": "1887-11-30", "risk_review_at": "2087-11-30"}
NO_CHOICE = "assent"  # a child's, in the file of an adult
SIGNS = re.compile(r"(?<![0-9A-Fa-f])(?:2087|1887|47110)(?![0-9A-Fa-f])")
PAPERS = ("notice", "statement", "consent", "quick", "child", "safety", "smuggling",
          "assessment", "injuries", "exhibits")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A file with refused answers, and the same file without them."""

    number: int
    file: CaseFile
    without: CaseFile
    state: FormState  # of `file`, worked out anew


def state_of(file: CaseFile) -> FormState:
    return judged(RULES, values(file.answers), samples.context())


def wrong(question: Question) -> str:
    """A value that cannot stand there; '' where it depends on others alone."""
    if question.choice_filter:
        return NO_CHOICE if question.list_name == "consent" else ""
    return NO_DATES.get(question.name, REFUSED.get(question.type, ""))


def sample_of(number: int) -> Sample:
    """A whole file with one to six answers that do not stand."""
    random = Random(number)
    base = samples.case_file(number, rows=1 + number % 2)
    state = state_of(base)
    base = as_it_counts(base, state)
    able = [path for path in base.answers if state.is_relevant(path) and wrong_at(path)]
    always = [path for path in able if SIGNS.search(wrong_at(path)) and is_always(path)]
    chosen = {random.choice(always), *random.sample(able, random.randint(0, 5))}
    file = replace(base, answers={**base.answers, **{p: Answer(wrong_at(p)) for p in chosen}})
    state = state_of(file)
    refused = state.refused
    left = {path: answer for path, answer in file.answers.items() if path not in refused}
    changed = tuple(Amendment(path, NO_ANSWER, file.answers[path], "سبب") for path in chosen)
    stands = tuple(change for change in changed if change.path not in refused)
    return Sample(
        number,
        replace(file, amendments=changed),
        replace(file, answers=left, amendments=stands),
        state,
    )


def is_always(path: str) -> bool:
    return split_path(path)[2] not in NO_DATES


def wrong_at(path: str) -> str:
    question = JUDGED.get(split_path(path)[2])
    return wrong(question) if question is not None else ""


def shown_texts(widget: QWidget) -> Iterator[str]:
    """All that a person reads or hears in a section, but for the fields of refused answers themselves."""
    for part in widget.findChildren(QWidget):
        if not part.isVisibleTo(widget):
            continue
        texts = [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
        if isinstance(part, QLabel | QLineEdit | QAbstractButton):
            texts.append(part.text())
        elif isinstance(part, QPlainTextEdit):
            texts.append(part.toPlainText())
        yield from (text for text in texts if SIGNS.search(ascii_digits(text)))


def around_fields(view: SectionView, refused: frozenset[str]) -> list[str]:
    """Where a refused value is read outside its own field."""
    own = [text for path in refused if (row := view.rows().get(path)) for text in shown_texts(row)]
    everywhere = list(shown_texts(view))
    for text in own:
        everywhere.remove(text)
    return everywhere


def years_later(sample: Sample, years: int) -> FormState:
    """The file as it is read so long after its answers were given."""
    later, context = samples.NOW.replace(year=samples.NOW.year + years), samples.context()
    given = dict.fromkeys(sample.file.answers, samples.NOW)
    moved = replace(context, today=later.date(), now=later)
    return judged(RULES, values(sample.file.answers), moved, given=given)


def look_at(sample: Sample) -> None:
    """Every promise about one file."""
    state, alone = sample.state, state_of(sample.without)
    assert sample.state.refused, "nothing was refused: the sample says nothing"
    assert (state.values(), state.run.relevant) == (alone.values(), alone.run.relevant)
    assert alone.refused == set()
    for years in YEARS:
        assert years_later(sample, years).refused == state.refused, (sample.number, years)
    # The record that would leave, with what it names as withheld, and the list of files.
    record = build_record(sample.file, state, (), SECRET)
    assert record == build_record(sample.without, alone, (), SECRET)
    case, form = sample.file.case, sample.file.form
    listing = listing_of(case, form, sample.file.answers)
    assert listing == listing_of(case, form, sample.without.answers)
    # Not completed before each is corrected.
    faults = review(form, sample.file.answers, state, sample.file.case).needed
    refused = {fault.path for fault in faults if fault.kind is NeedKind.FAULT}
    assert refused == sample.state.refused


def look_at_paper(sample: Sample) -> None:
    options = PrintOptions(include_level4=True)
    papers = [PAPERS[sample.number % len(PAPERS)], *(["intake"] if sample.number % 5 == 0 else [])]
    for paper in papers:
        pdf = render(paper, sample.file, options)
        assert SIGNS.findall(text_of(pdf)) == [], paper
    if sample.number % 5 == 0:
        assert render(papers[0], sample.file, options) == render(papers[0], sample.without, options)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def look_at_screen(sample: Sample, qtbot: QtBot) -> None:
    path = sorted(sample.state.refused)[sample.number % len(sample.state.refused)]
    name = RULES.section_of(path)
    section = next(group for group in RULES.definition.sections if group.name == name)
    view = SectionView(section, RULES, ABOUT)
    qtbot.addWidget(view)
    view.refresh(SectionContents(sample.state, sample.file.answers, frozenset()), ABOUT)
    view.complete()
    view.reveal(path)  # the other rows of its list are told by a line of their own
    row = view.rows().get(path)
    assert row is not None, path
    assert row.faulty, path
    assert around_fields(view, sample.state.refused) == []


@pytest.mark.parametrize("first", range(0, FILES, CHUNK))
def test_what_is_refused_is_nowhere_but_in_its_field(first: int, qtbot: QtBot) -> None:
    for number in range(first, first + CHUNK):
        sample = sample_of(number)
        look_at(sample)
        look_at_paper(sample)
        look_at_screen(sample, qtbot)


@pytest.mark.long
@pytest.mark.parametrize("first", range(FILES, ALL, CHUNK))
def test_and_so_it_is_in_many_more_files(
    first: int, qtbot: QtBot, pytestconfig: pytest.Config
) -> None:
    """Others every time: the seed stands above and below the tests."""
    seed = pytestconfig.getoption("--seed") or 0
    test_what_is_refused_is_nowhere_but_in_its_field(seed * ALL + first, qtbot)
