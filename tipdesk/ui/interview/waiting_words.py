"""Words in a file that are no answer yet: listed on the review, asked about before completion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from tipdesk.cases.answers import sex_of
from tipdesk.cases.interview.unfinished import readable
from tipdesk.cases.model import CaseFile, CaseId
from tipdesk.desk.session.session import Session
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.interview.saving_words import named_answers
from tipdesk.ui.toolkit.dialogs import ask
from tipdesk.ui.toolkit.link_row import LinkRow
from tipdesk.ui.toolkit.parts import card, column, label, note
from tipdesk.ui.toolkit.tables import MASK

Go = Callable[[str, str], None]  # section, path


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the officer of the session has typed at one question and not recorded."""

    section: str
    path: str
    label: str
    words: str


def waiting(session: Session, case_file: CaseFile) -> tuple[Waiting, ...]:
    """In the order in which it was typed; what the form does not ask any more is left out."""
    intake, case_id = session.intake, case_file.case.id
    rules, state = intake.rules(case_id), intake.state(case_file)
    draft = intake.draft(case_id)
    found: dict[str, Waiting] = {}
    for path in (*draft.typed, *draft.amended):
        if not state.is_relevant(path):
            continue
        try:
            question, section = rules.question(path), rules.section_of(path)
        except KeyError:  # a row that was added or taken away
            continue
        words = _("An amendment that waits for its reason")
        if path in draft.typed:
            words = readable(question.type, draft.typed[path])
        title = question.label.text(language(), sex_of(case_file.answers))
        found[path] = Waiting(section, path, title, words)
    return tuple(found.values())


def said(session: Session, case_file: CaseFile, go: Go, *, masked: bool) -> Iterator[QWidget]:
    """What the review says of words that are no part of what is reviewed."""
    if lines := waiting(session, case_file):
        yield _card(lines, go, masked=masked)
    if (others := _others_note(session, case_file.case.id)) is not None:
        yield others


def _card(lines: Sequence[Waiting], go: Go, *, masked: bool) -> QWidget:
    """Each line leads to its question; `masked` hides what was typed."""
    head = column(
        label(_("Typed, but no answer yet"), "h2", wrap=True),
        label(_("It is kept for you and seen by nobody else."), "muted", wrap=True),
        spacing=2,
    )
    rows = []
    for one in lines:
        made = LinkRow(isolate(one.label), MASK if masked else isolate(one.words), "note-pencil")
        made.clicked.connect(lambda _checked=False, one=one: go(one.section, one.path))
        rows.append(made)
    return card(head, *rows, spacing=10)


def _others_note(session: Session, case_id: CaseId) -> QWidget | None:
    """Whoever reviews hears that a colleague's typing is not part of what is reviewed."""
    names = session.staff.names()
    who = [isolated(names.get(login, login)) for login in session.intake.others_drafts(case_id)]
    if not who:
        return None
    said = _("Typed here and not recorded yet by: {who}. Only the writer sees it.")
    return note(said.format(who=" • ".join(who)))


def complete_without(parent: QWidget, lines: Sequence[Waiting]) -> bool:
    """Whether the file is completed without these words."""
    named = named_answers([one.label for one in lines])
    kept = _("If you complete the file without them, they are kept and wait here for you.")
    title = _("These words are no answer yet")
    yes, no = _("Complete without them"), _("Go there")
    return ask(parent, title, "\n".join((*named, kept)), yes, no, grave=True)
