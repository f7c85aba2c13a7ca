"""What the review says of the supervisor's remarks: those that wait, and those of before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from tipdesk.cases.answers import question_name, sex_of
from tipdesk.cases.files.four_eyes import open_remarks
from tipdesk.cases.model import CaseFile, Remark, Status
from tipdesk.desk.session.session import Session
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolate, isolated, with_code
from tipdesk.ui.toolkit.link_row import LinkRow
from tipdesk.ui.toolkit.parts import card, column, label
from tipdesk.ui.toolkit.tables import MASK
from tipdesk.ui.toolkit.theme import px

GoTo = Callable[[str, str], None]  # section, path


def remark_cards(
    session: Session, case_file: CaseFile, go: GoTo, *, masked: bool = False
) -> list[QWidget]:
    """In the order in which they were written, as in the interview; each leads to its question.
    `masked` hides them, for they may name somebody."""
    if case_file.case.status not in (Status.RETURNED, Status.COMPLETED):
        return []
    waiting = open_remarks(case_file)
    before = case_file.remarks[: len(case_file.remarks) - len(waiting)]
    names = {} if masked else session.staff.names()
    rules, state = session.intake.rules(case_file.case.id), session.intake.state(case_file)

    def line(remark: Remark) -> QWidget:
        when = isolated(format_datetime(remark.at, language()))
        text = MASK if masked else _remark_text(case_file, remark)
        signed = f"{with_code(remark.by, names.get(remark.by, ''))} • {when}"
        if not remark.path or not state.is_relevant(remark.path):
            return column(label(text, wrap=True), label(signed, "muted"), spacing=px(2))
        made = LinkRow(text, signed, "note-pencil")
        section = rules.section_of(remark.path)
        made.clicked.connect(lambda _checked=False: go(section, remark.path))
        return made

    def shown(title: str, remarks: Sequence[Remark]) -> QWidget:
        return card(label(title, "h2"), *map(line, remarks), spacing=px(10))

    both = ((_("The supervisor's remarks"), waiting), (_("Earlier remarks"), before))
    return [shown(title, remarks) for title, remarks in both if remarks]


def _remark_text(case_file: CaseFile, remark: Remark) -> str:
    """What was remarked, after the question that it speaks of."""
    questions = {question.name: question for question in case_file.form.questions()}
    question = questions.get(question_name(remark.path))
    if question is None:
        return isolate(remark.text)
    return isolate(f"{question.label.text(language(), sex_of(case_file.answers))}: {remark.text}")


def remark_lines(case_file: CaseFile, *, masked: bool = False) -> str:
    """The remarks of the last return, one a line."""
    found = open_remarks(case_file)
    return "\n".join(MASK if masked else f"• {_remark_text(case_file, one)}" for one in found)
