"""What the program asks of a form beyond its grammar.

What is recorded of indicators never leaves the unit, in whatever form it is asked. The program's
own interview keeps every question, repeat and choice that code works with: a form without them
would look the same and do less, such as close no statement. Each room's list stands with its names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tipdesk.cases import evidence
from tipdesk.cases.casework.entries import LISTS_OF_FORM
from tipdesk.cases.consent import ledger, sharing
from tipdesk.cases.files import review
from tipdesk.cases.handover import release
from tipdesk.cases.interview import (
    document_filling,
    indicators,
    people,
    statement,
    timeline,
)
from tipdesk.cases.paper import referrals
from tipdesk.cases.persons import elsewhere, of_file
from tipdesk.core.errors import FormUnusable
from tipdesk.forms.model import FormDefinition, Question, Release
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.plan import places
from tipdesk.forms.xlsform.compiler import Compiled, compile_form, shape_of
from tipdesk.forms.xlsform.export import checked_definition
from tipdesk.forms.xlsform.faults import Faults, SheetFault
from tipdesk.forms.xlsform.sheets import Sheets
from tipdesk.forms.xlsform.words import canonical
from tipdesk.i18n.text import language

# What a station fills in, lists, searches and weighs (`desk`; a test holds them together).
_STATION = frozenset(
    {
        "case_no", "victim_code", "officer_id", "supervisor_id", "intake_agency", "urgency",
        "prosecution_notified_at", "name_ar_first", "name_ar_father", "name_ar_grandfather",
        "name_ar_family", "alias", "phone_safe", "contact_phone", "police_report_no",
        "prosecution_case_no", "is_child", "ex_form", "case_type", "language_preferred",
        "account", "readback", "session_end", "exhibits", "interpreter_named",
        "intake_site_type",
    }
)  # fmt: skip
NEEDED = _STATION.union(
    {indicators.EXHIBIT_TYPE},
    statement.WAIVER_NEEDED,
    people.INTERPRETING_NEEDED,
    sharing.NOTICE,
    sharing.WHEREABOUTS,
    *(
        room.NEEDED
        for room in (
            statement,
            review,
            document_filling,
            elsewhere,
            of_file,
            evidence,
            indicators,
            timeline,
            people,
            release,
            referrals,
            ledger,
        )
    ),
)
_CODES: Mapping[str, frozenset[str]] = {
    **statement.NEEDED_CODES,
    **evidence.NEEDED_CODES,
    **indicators.NEEDED_CODES,
    **release.NEEDED_CODES,
    **referrals.NEEDED_CODES,
}
_LEAVING = frozenset({Release.PROSECUTION, Release.PROSECUTION_IF_PICKED, Release.ANNEX})


def compiled_form(sheets: Sheets, published: Sequence[FormDefinition] = ()) -> Compiled:
    """As `compile_form`, with what the program asks of a form beyond its grammar."""
    compiled = compile_form(sheets, published)
    if compiled.definition is None:
        return compiled
    faults = form_faults(compiled.definition, canonical(sheets))
    return Compiled(None, faults, compiled.waiting) if faults else compiled


def checked_form(body: str, known: Sequence[FormDefinition] = ()) -> FormDefinition:
    """As `checked_definition`, with what the program asks of a form beyond its grammar.

    Raises:
        FormNeedsNewer, FormUnusable
    """
    form = checked_definition(body, known)
    faults = form_faults(form, {})
    if faults:
        raise FormUnusable(count=len(faults), first=faults[0].text.text(language()))
    return form


def form_faults(form: FormDefinition, sheets: Sheets) -> tuple[SheetFault, ...]:
    """What the form owes the program, where its sheets say it."""
    faults = Faults(sheets)
    rows = {row.get("name"): row.number for row in sheets["survey"].rows} if sheets else {}
    for name, code, details in (*_released(form), *_missing(form)):
        column = "release" if code == "duty_release" else "name"
        faults.add(("survey", rows.get(name, 0), column), code, found=name, **details)
    return faults.sorted()


Fault = tuple[str, str, dict[str, str]]  # question, code, details


def _released(form: FormDefinition) -> Iterator[Fault]:
    for question in form.questions():
        if question.name not in release.NEVER:
            continue
        if Release.INTERNAL not in question.release or question.release & _LEAVING:
            yield question.name, "duty_release", {}


def _missing(form: FormDefinition) -> Iterator[Fault]:
    if load_published().digest(form.form_id, form.version) == form.digest:
        return  # it came with the program: older ones have less
    wanted = _shapes(form.form_id)
    by_name = {place.element.name: place for place in places(form.sections)} if wanted else {}
    for name, shape in wanted.items():
        place = by_name.get(name)
        if place is None:
            yield name, "duty_missing", {}
            continue
        if (now := shape_of(place)) != shape:
            yield name, "duty_shape", {"was": shape, "now": now}
        if isinstance(place.element, Question):
            known = {choice.name for choice in form.choices.get(place.element.list_name, ())}
            for choice in sorted(_CODES.get(name, frozenset()) - known):
                yield name, "duty_choice", {"choice": choice}
    if wanted:
        yield from _lists_missing(form)


def _lists_missing(form: FormDefinition) -> Iterator[Fault]:
    """Case work says its codes by lists of the form, also by those that no question names."""
    for list_name, codes in LISTS_OF_FORM.items():
        known = {choice.name for choice in form.choices.get(list_name, ())}
        if not known:
            yield list_name, "duty_list", {}
        for choice in sorted(codes - known if known else ()):
            yield list_name, "duty_choice", {"choice": choice}


@cache
def _shapes(form_id: str) -> Mapping[str, str]:
    """Name → shape of what the program's own form of this id must keep; empty for another."""
    shipped = load_published()
    if form_id not in shipped.forms():
        return {}
    form_places = places(shipped.newest(form_id).sections)
    return {
        place.element.name: shape_of(place) for place in form_places if place.element.name in NEEDED
    }
