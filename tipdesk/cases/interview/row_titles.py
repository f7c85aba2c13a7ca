"""What one row of a repeat is called: «Leg 1», «Document 2»."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.core.settings import Language
from tipdesk.forms.model import Group
from tipdesk.i18n.catalogue import N_, texts

# A form names its repeats in the plural. These are the repeats of the forms that we ship; a row
# of any other is named by its repeat.
_TITLES: Mapping[str, str] = {
    "iv_present": N_("Person present {number}"),
    "sessions": N_("Further session {number}"),
    "prior_interviews": N_("Earlier interview {number}"),
    "linked_files": N_("Linked file {number}"),
    "consent_services": N_("Service {number}"),
    "stmt_verbatim": N_("Phrase {number}"),
    "stmt_timeline": N_("Event {number}"),
    "stmt_corrections": N_("Correction {number}"),
    "legs": N_("Leg {number}"),
    "episodes": N_("Episode {number}"),
    "som_docs_supplied": N_("Document supplied {number}"),
    "suspect_rows": N_("Suspect {number}"),
    "name_aliases": N_("Other name {number}"),
    "documents": N_("Document {number}"),
    "children_in_kw": N_("Child {number}"),
    "contacts": N_("Contact {number}"),
    "injuries": N_("Injury {number}"),
    "needs": N_("Need {number}"),
    "iv_breaks": N_("Break {number}"),
    "indicator_rows": N_("Indicator {number}"),
    "exhibit_rows": N_("Exhibit {number}"),
    "att_custody": N_("Handing over {number}"),
}
_OTHER = N_("{what} ({number})")


def row_title(repeat: Group, number: int, language: Language, sex: str = "") -> str:
    """The row in place `number` of a repeat, counted from 1."""
    say = texts(language).gettext
    if repeat.name in _TITLES:
        return say(_TITLES[repeat.name]).format(number=number)
    return say(_OTHER).format(what=repeat.label.text(language, sex), number=number)
