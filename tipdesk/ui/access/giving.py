"""A file is given to a team, and taken back; what a team reads of it beside the case work."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tipdesk.cases.answers import question_name, shown_value
from tipdesk.cases.model import Answer, Case, CaseFile
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import Question, split_path
from tipdesk.i18n.text import MASK, _, isolate, isolated, language
from tipdesk.texts.messages import reason_label
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, ask, choose_one, errors_said, say
from tipdesk.ui.toolkit.parts import button, column, label, resize_on_screen, scrolled
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import px

_ROOM = (720, 620)  # of the answers, at 100 %


def give_or_take(session: Session, case: Case, parent: QWidget) -> None:
    """Ask which team is to have a file, and give it; or take it back from the one that has it."""
    team = session.teams.team_of(case.id)
    number = isolated(case.number)
    if team is not None:
        title = _("Withdraw file {number} from the team {team}?")
        text = _(
            "What its members have read they know. What is noted from now on is closed to them, "
            "and they open the file with a reason only."
        )
        sure = title.format(number=number, team=isolate(team.name))
        if ask(parent, sure, text, _("Withdraw the file")):
            with errors_said(parent):
                session.teams.take(case.id)
        return
    teams = session.teams.teams()
    if not teams:
        text = _("Whoever leads this station makes one, on the page “Teams” of the station.")
        say(parent, _("There is no team yet"), text, done=False)
        return
    names = [isolate(team.name) for team in teams]
    at = choose_one(parent, _("To which team is file {number} given?").format(number=number), names)
    if at is None:
        return
    sure = _("Give file {number} to the team {team}?").format(number=number, team=names[at])
    text = _(
        "Its members open the case work and the answers of levels 1 and 2 without a reason, and "
        "read the room, the safe way and what is noted of incidents. What else is restricted stays "
        "with the assigned staff."
    )
    if ask(parent, sure, text, _("Give it")):
        with errors_said(parent):
            session.teams.give(case.id, teams[at].code)


def show_told(case_file: CaseFile, parent: QWidget, *, masked: bool) -> None:
    """Show the answers that a team reads without a reason; `masked` hides what they say."""
    title = _("Answers of levels 1 and 2")
    dialog = Dialog(parent, title, Shape(least_width=_ROOM[0]))
    resize_on_screen(dialog, *_ROOM)
    dialog.add_heading(title)
    parts: list[QWidget] = []
    for section in case_file.form.sections:
        names = {question.name for question in section.questions()}
        lines = _lines(case_file, names, masked=masked)
        if lines:
            heading = section.label.text(language(), case_file.sex)
            parts.append(column(label(isolate(heading), "h3"), facts(lines), spacing=px(6)))
    shown = parts or [label(_("Nothing is recorded yet."), "muted")]
    dialog.box.addWidget(scrolled(column(*shown, 1, spacing=px(16))), 1)
    close = button(_("Close"), style="primary")
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    dialog.add_buttons(1, close)
    close.setFocus()
    dialog.exec()
    dialog.deleteLater()


def _lines(case_file: CaseFile, names: set[str], *, masked: bool) -> list[tuple[str, Value]]:
    questions = {question.name: question for question in case_file.form.questions()}
    order = {name: place for place, name in enumerate(questions)}
    paths = [path for path in case_file.answers if question_name(path) in names]
    paths = [path for path in paths if not path.endswith("]")]
    lines: list[tuple[str, Value]] = []
    for path in sorted(paths, key=lambda path: (split_path(path)[1], order[question_name(path)])):
        question, answer = questions[question_name(path)], case_file.answers[path]
        row = split_path(path)[1]
        text = isolate(question.label.text(language(), case_file.sex))
        number = f" {isolated(str(row))}" if row else ""
        lines.append(
            (f"{text}{number}", MASK if masked else _answer_text(case_file, question, answer))
        )
    return lines


def _answer_text(case_file: CaseFile, question: Question, answer: Answer) -> str:
    if answer.reason is not None:
        return reason_label(answer.reason, sex=case_file.sex)
    if not answer.value:
        return "—"
    return isolate(shown_value(case_file.form, question, answer.value, language(), case_file.sex))
