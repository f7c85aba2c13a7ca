"""Words for what the indicators say: strengths, counts, what is suggested and what is not."""

from __future__ import annotations

from tipdesk.cases.interview.indicators import Assessment, ElementKind, Strength
from tipdesk.i18n.catalogue import _


def strength_word(strength: Strength) -> str:
    """How much a row weighs, in a word."""
    return {
        Strength.STRONG: _("strong"),
        Strength.MEDIUM: _("medium"),
        Strength.WEAK: _("weak"),
    }[strength]


def coverage_words(assessment: Assessment) -> str:
    """How many rows were explored; never as a share."""
    said = _("Indicators explored: {count} of {size}")
    return said.format(count=assessment.explored, size=assessment.size)


def kind_title(kind: ElementKind) -> str:
    """The heading over the elements of one part of the law."""
    return {
        ElementKind.ACT: _("Trafficking: the acts"),
        ElementKind.MEANS: _("Trafficking: the means"),
        ElementKind.PURPOSE: _("Trafficking: the purpose of exploitation"),
        ElementKind.AGGRAVATING: _("Trafficking: aggravating circumstances"),
        ElementKind.SMUGGLING: _("Smuggling of migrants: the elements"),
        ElementKind.SMUGGLING_AGGRAVATING: _("Smuggling of migrants: aggravating circumstances"),
    }[kind]
