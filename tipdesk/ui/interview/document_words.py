"""What is said of machine-readable lines: what was mended in the typing, and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from tipdesk.cases.interview.document_filling import CivilId, Read
from tipdesk.cases.interview.machine_readable import Doubt, Slip
from tipdesk.i18n.catalogue import N_, _
from tipdesk.i18n.text import isolated

_SLIPS = {
    Slip.ARABIC_KEYS: N_("The keyboard was set to Arabic; the same keys were read as Latin ones."),
    Slip.ARABIC_DIGITS: N_("Arabic digits were read as 0 to 9."),
    Slip.LOWER_CASE: N_("Small letters were read as capitals."),
    Slip.LETTERS: N_("Letters with marks were read without them."),
    Slip.SPACES: N_("Spaces were taken out, or read as <."),
    Slip.FILLERS: N_("The signs < were not as many as the line has; their number was mended."),
    Slip.LETTER_FOR_DIGIT: N_("A letter stood where only a digit can: O was read as 0, I as 1."),
    Slip.DIGIT_FOR_LETTER: N_("A digit stood where only a letter can: 0 was read as O, 1 as I."),
}
_DOUBTS = {
    Doubt.NUMBER: N_("The check digit of the number does not fit."),
    Doubt.BIRTH: N_("The check digit of the birth date does not fit."),
    Doubt.EXPIRY: N_("The check digit of the expiry date does not fit."),
    Doubt.OPTIONAL: N_("The check digit of the optional data does not fit."),
    Doubt.COMPOSITE: N_("The check digit of the whole does not fit."),
    Doubt.BIRTH_UNREAD: N_("The birth date is no day of the calendar and was left out."),
    Doubt.EXPIRY_UNREAD: N_("The expiry date is no day of the calendar and was left out."),
    Doubt.NAMES_CUT: N_("The names fill their line to its end and may be cut: look at the page."),
}


def said_slips(found: Read) -> str:
    """What was mended, one sentence a line; '' when nothing was."""
    return "" if isinstance(found, CivilId) else "\n".join(_(_SLIPS[one]) for one in found.slips)


def said_doubts(found: Read, unknown: Sequence[str]) -> str:
    """What does not fit, one sentence a line; '' when all fits. `unknown` are codes of countries
    that the form does not have."""
    lines: list[str] = []
    if isinstance(found, CivilId):
        if not found.fits:
            lines.append(_("The check digit of the civil ID number does not fit."))
    else:
        lines += [_(_DOUBTS[one]) for one in found.doubts]
        if found.alike:
            like = _("It would fit as {numbers}: O and 0, I and 1, S and 5 look alike.")
            numbers = " • ".join(isolated(one) for one in found.alike)
            lines.append(like.format(numbers=numbers))
    for code in unknown:
        said = _("The form has no country with the code {code}; it was left out.")
        lines.append(said.format(code=isolated(code)))
    if lines:
        lines.append(_("Look at the typing again. It can be filled in all the same."))
    return "\n".join(lines)
