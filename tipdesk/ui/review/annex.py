"""The protective annex on the page of a file: who reads it, and one that nobody has answered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from tipdesk.bundle.trust_rows import PersonKey
from tipdesk.desk.handover.annexing import WaitingAnnex
from tipdesk.i18n.text import _, isolated
from tipdesk.ui.toolkit.dialogs import choose_one
from tipdesk.ui.toolkit.parts import note


def reader_text(office: str, login: str) -> str:
    """A prosecutor by code and office."""
    return _("prosecutor {login} of office {office}").format(
        login=isolated(login), office=isolated(office)
    )


def waiting_notes(waiting: WaitingAnnex | None) -> list[QWidget]:
    """What is to be said of an annex that its prosecutor has not taken in."""
    if waiting is None:
        return []
    text = (
        _(
            "The protective annex for {person} was refused there. Approve and refer the file once "
            "more: another annex is sealed then."
        )
        if waiting.refused
        else _(
            "The protective annex for {person} left more than 14 days ago, and they have signed no "
            "receipt. Ask there whether it arrived; approving and referring the file again sends "
            "another."
        )
    )
    return [note(text.format(person=reader_text(waiting.office, waiting.login)), "notewarn")]


def choose_prosecutor(parent: QWidget, people: Sequence[PersonKey]) -> PersonKey | None:
    """Who alone opens the annex; nobody is asked where there is one, or nothing to seal."""
    named = [reader_text(person.office, person.login) for person in people]
    chosen = choose_one(
        parent,
        _("Who reads the protective annex?"),
        [
            _("{person}, head of the office").format(person=words) if person.leads else words
            for person, words in zip(people, named, strict=True)
        ],
        explained=_(
            "Risk, safe contacts, whereabouts and family are sealed to one prosecutor; nobody else "
            "at the office opens them."
        ),
    )
    return None if chosen is None else people[chosen]
