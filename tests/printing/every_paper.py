"""Every paper, to be made when asked: for what holds all of them to one rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from tests.printing.documents.test_calendar_sheet import week
from tests.printing.documents.test_chain_papers import paper, reading
from tests.printing.documents.test_documents import OPTIONS
from tests.printing.documents.test_referral_letter import MARK, asked
from tests.printing.documents.test_shift_paper import shift
from tests.printing.hardest import CHILD, NARRATIVE, hardest, injured
from tests.printing.samples import NOW, STATION, case_file, form
from tipdesk.cases.custody.reading import Doubt, Objection
from tipdesk.cases.files.review import NeedKind, ReviewLine, ReviewReport
from tipdesk.cases.model import CaseFile
from tipdesk.forms.model import LocalText
from tipdesk.i18n.language_cards import LANGUAGES
from tipdesk.printing.documents.chain_log import render_chain
from tipdesk.printing.documents.registry import BLANK_ONLY, FILLED
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import (
    BlankForm,
    Copy,
    ReviewInfo,
    Staying,
    copies,
    may_be_large,
    read_by_person,
)

Maker = Callable[[], bytes]
_NOTE = LocalText("يُنظر في تاريخ الجلسة قبل الاعتماد.", "Look at the day of the session first.")
_URGENCY = LocalText("درجة الاستعجال", "Urgency")
REVIEW = ReviewInfo(
    report=ReviewReport(
        stage=None,
        needed=(ReviewLine("urgency", _URGENCY, "registration", NeedKind.MISSING),),
        warnings=(ReviewLine("note", _NOTE, "registration", NeedKind.ADVICE),),
        ready=False, next_step=None, next_roles=frozenset(),
    ),
    leaving=tuple((LocalText(f"قسم {at}", f"Section {at}"), at) for at in range(1, 9)),
    staying=(Staying(LocalText("الأسرة", "Family"), "يبقى لدى الوحدة", (_URGENCY, _URGENCY)),),
    withheld_level4=3, pickable=(), picks=(), non_punishment=True,
    authors=("T-07",), completed=None,
)  # fmt: skip


OPTIONS_OF = {
    "review": replace(OPTIONS, review=REVIEW),
    "handover": replace(OPTIONS, shift=shift(9)),
    "calendar": replace(OPTIONS, week=week(4)),
    "referral": replace(OPTIONS, copy="service", printed_at=NOW, need=1, letter=MARK),
}
"""What a paper is told beyond the file."""
BY_HAND = replace(OPTIONS, bundle=None)  # blank paper knows of no bundle
ANNEXES = {"child", "smuggling"}


def file_of(document: str, rows: int = 2) -> CaseFile:
    """One file for all papers but those that would have nothing to tell of it."""
    if document in ANNEXES:
        return case_file(CHILD, rows=rows)
    if document == "injuries":
        places = ("arm_r", "arm_r", "back", "head", "private", "foot_l")
        return case_file(rows=rows, extra=injured(*places))
    file = case_file(rows=rows, extra=asked("medical", "moh") if document == "referral" else None)
    if document == "review":
        return replace(file, case=replace(file.case, review_due=date(2026, 1, 5)))
    return file


def made_of(document: str, rows: int = 2, **options: Any) -> Maker:
    """The document, filled."""
    own_options = replace(OPTIONS_OF.get(document, OPTIONS), **options)
    return lambda: render(document, file_of(document, rows), own_options)


def filled() -> Mapping[str, Maker]:
    """Each document of a file, and the papers about the chain, by a name for people."""
    chain_read = reading()
    faults = [Objection(Doubt.ENTRY_ALTERED, str(number)) for number in range(1, 9)]
    makers = {name: made_of(name) for name in FILLED}
    makers["custody"] = partial(render_chain, "custody", paper(reading(120)))
    makers["certificate"] = partial(render_chain, "certificate", paper(chain_read, *faults))
    return makers


def further() -> Mapping[str, Maker]:
    """The same blank, in English both ways, with long tables, and every language of the card."""
    english = replace(BY_HAND, language="en")
    makers: dict[str, Maker] = {}
    for name in FILLED:
        makers[f"{name}-blank"] = partial(render, name, BlankForm(form()), BY_HAND)
        makers[f"{name}-english"] = made_of(name, language="en")
        makers[f"{name}-english-blank"] = partial(render, name, BlankForm(form()), english)
        makers[f"{name}-long"] = made_of(name, rows=20)
        if "person" in copies(name):
            makers[f"{name}-person"] = made_of(name, copy="person")
    for name in BLANK_ONLY:
        makers[f"{name}-blank"] = partial(render, name, BlankForm(form(), STATION), OPTIONS)
        makers[f"{name}-english"] = partial(render, name, BlankForm(form()), english)
    for language in LANGUAGES:
        options = replace(OPTIONS, card=language)
        makers[f"card-{language}"] = partial(render, "card", case_file(), options)
    return makers


def for_her(*, large: bool) -> Mapping[str, Maker]:
    """Every copy that the person carries or reads, or, `large`, that is printed so on request; of
    each paper blank and of each of its copies."""
    makers: dict[str, Maker] = {}
    asked_of = may_be_large if large else read_by_person
    for name in FILLED:
        if asked_of(name, "file", blank=True):
            makers[f"{name}-blank"] = partial(
                render, name, BlankForm(form()), replace(BY_HAND, large=large)
            )
        hers: list[Copy] = [copy for copy in copies(name) if asked_of(name, copy, blank=False)]
        for copy in hers:
            makers[f"{name}-{copy}"] = made_of(name, copy=copy, large=large)
    return makers


def kept() -> Mapping[str, Maker]:
    """The papers whose pictures are kept: filled, and blank under a digest that stays."""
    makers = {f"{name}-filled": make for name, make in filled().items()}
    blank = BlankForm(replace(form(), digest="0" * 64))
    for name in (*FILLED, *BLANK_ONLY):
        makers[f"{name}-blank"] = partial(render, name, blank, BY_HAND)
    return makers


def hard() -> Mapping[str, Maker]:
    """Every paper with what is hardest to print."""
    makers: dict[str, Maker] = {
        f"{name}-hardest": _hard(name, CHILD if name in ANNEXES else 3) for name in FILLED
    }
    makers["statement-narrative"] = lambda: render("statement", hardest(NARRATIVE), OPTIONS)
    return makers


def _hard(document: str, number: int) -> Maker:
    return lambda: render(document, hardest(number=number), OPTIONS_OF.get(document, OPTIONS))
