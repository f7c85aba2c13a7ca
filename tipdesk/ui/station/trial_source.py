"""Where a form that is to be tried comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tipdesk.authoring.sources import Draft, read_draft, stamp_of
from tipdesk.forms.model import FormDefinition


@dataclass(frozen=True, slots=True)
class TrialSource:
    """A form, read anew whenever its author wants to see it."""

    name: str  # of the file, or the form's id
    read: Callable[[], Draft]  # JOB
    stamp: Callable[[], object]  # another one when the form was changed
    sheets: Path | None = None  # what can be published of it


def source_of(path: Path) -> TrialSource:
    """A folder of sheets, a workbook or a definition."""
    sheets = None if path.suffix.lower() == ".json" else path
    return TrialSource(path.name, partial(read_draft, path), partial(stamp_of, path), sheets)


def source_of_form(form: FormDefinition) -> TrialSource:
    """A form that was read already."""
    return TrialSource(form.form_id, lambda: Draft(form), lambda: form.digest)
