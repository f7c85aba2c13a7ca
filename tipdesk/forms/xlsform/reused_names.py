"""Names that published versions use already keep their type: old answers stay comparable."""

from __future__ import annotations

from collections.abc import Sequence

from tipdesk.forms.model import FormDefinition, Group
from tipdesk.forms.rules.order import Place, places
from tipdesk.forms.xlsform.faults import Faults
from tipdesk.forms.xlsform.survey import Survey


def check_reused(survey: Survey, published: Sequence[FormDefinition], faults: Faults) -> None:
    """Record every name whose type, or whose kind of repeat, another version knows otherwise."""
    known: dict[str, tuple[str, int]] = {}
    for form in published:
        for place in places(form.sections):
            known[place.element.name] = (shape_of(place), form.version)
    for place in places(survey.sections):
        name = place.element.name
        shape, version = known.get(name, ("", 0))
        if shape and shape != shape_of(place):
            where = ("survey", survey.rows.get(name, 0), "name")
            faults.add(
                where, "name_reused", found=name, was=shape, now=shape_of(place), version=version
            )


def shape_of(place: Place) -> str:
    """The type of a question or the kind of a group, with the repeat around it."""
    element = place.element
    kind = element.kind.value if isinstance(element, Group) else element.type.value
    return f"{kind} ({place.repeat})" if place.repeat else kind
