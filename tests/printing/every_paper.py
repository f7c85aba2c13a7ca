"""Every paper, to be made when asked: for what holds all of them to one rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from tests.printing.hardest import NARRATIVE, hardest
from tests.printing.samples import STATION, case_file, form
from tests.printing.test_chain_papers import paper, reading
from tests.printing.test_documents import OPTIONS
from tests.printing.test_shift_paper import shift
from tipdesk.cases.chain_reading import Doubt, Objection
from tipdesk.cases.review import Need, NeedKind, ReviewReport
from tipdesk.cases.supervision import Concerns
from tipdesk.forms.model import LocalText
from tipdesk.i18n.language_cards import LANGUAGES
from tipdesk.printing.chain_papers import render_chain
from tipdesk.printing.documents import BLANK_PAPERS, DOCUMENTS, render
from tipdesk.printing.plan import BlankForm, ReviewInfo, Staying

Maker = Callable[[], bytes]
_NOTE = LocalText("يُنظر في تاريخ الجلسة قبل الاعتماد.", "Look at the day of the session first.")
_URGENCY = LocalText("درجة الاستعجال", "Urgency")
REVIEW = ReviewInfo(
    report=ReviewReport(
        stage=None,
        needed=(Need("urgency", _URGENCY, "registration", NeedKind.MISSING),),
        warnings=(Need("note", _NOTE, "registration", NeedKind.ADVICE),),
        ready=False, next_step=None, next_roles=frozenset(),
    ),
    leaving=tuple((LocalText(f"قسم {at}", f"Section {at}"), at) for at in range(1, 9)),
    staying=(Staying(LocalText("الأسرة", "Family"), "يبقى لدى الوحدة", (_URGENCY, _URGENCY)),),
    withheld_level4=3, pickable=(), picks=(), concerns=Concerns(date(2026, 1, 5), True),
    authors=("T-07",), completed=None,
)  # fmt: skip


def filled() -> Mapping[str, Maker]:
    """Each document of one file, and the papers about the chain, by a name for people."""
    found = reading()
    faults = [Objection(Doubt.LINK_ALTERED, str(number)) for number in range(1, 9)]
    made: dict[str, Maker] = {
        name: partial(render, name, case_file(), OPTIONS) for name in DOCUMENTS
    }
    told = {"review": replace(OPTIONS, review=REVIEW), "handover": replace(OPTIONS, shift=shift(9))}
    for name, options in told.items():
        made[name] = partial(render, name, case_file(), options)
    made["custody"] = partial(render_chain, "custody", paper(reading(120)))
    made["certificate"] = partial(render_chain, "certificate", paper(found, *faults))
    return made


def further() -> Mapping[str, Maker]:
    """The same blank, in English both ways, with long tables, and every language of the card."""
    english = replace(OPTIONS, language="en")
    long = case_file(rows=20)
    made: dict[str, Maker] = {}
    for name in DOCUMENTS:
        made[f"{name}-blank"] = partial(render, name, BlankForm(form()), OPTIONS)
        made[f"{name}-english"] = partial(render, name, case_file(), english)
        made[f"{name}-english-blank"] = partial(render, name, BlankForm(form()), english)
        made[f"{name}-long"] = partial(render, name, long, OPTIONS)
    for name in BLANK_PAPERS:
        made[f"{name}-blank"] = partial(render, name, BlankForm(form(), STATION), OPTIONS)
        made[f"{name}-english"] = partial(render, name, BlankForm(form()), english)
    for language in LANGUAGES:
        options = replace(OPTIONS, card=language)
        made[f"card-{language}"] = partial(render, "card", case_file(), options)
    return made


def kept() -> Mapping[str, Maker]:
    """The papers whose pictures are kept: filled, and blank under a digest that stays."""
    made = {f"{name}-filled": make for name, make in filled().items()}
    blank = BlankForm(replace(form(), digest="0" * 64))
    for name in (*DOCUMENTS, *BLANK_PAPERS):
        made[f"{name}-blank"] = partial(render, name, blank, OPTIONS)
    return made


def hard() -> Mapping[str, Maker]:
    """Every paper with what is hardest to print."""
    made: dict[str, Maker] = {
        f"{name}-hardest": partial(render, name, hardest(), OPTIONS) for name in DOCUMENTS
    }
    made["statement-narrative"] = lambda: render("statement", hardest(NARRATIVE), OPTIONS)
    return made
