"""A form is published: its sheets and its definition stand in a folder, and no longer change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tipdesk.authoring.sources import Draft, published_in, sheets_from
from tipdesk.errors import FormPublished
from tipdesk.forms.catalogue import PUBLISHED, load_published, published_files, read_digests
from tipdesk.forms.differences import Difference, differences
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.sheets import Sheets, sheet_files, write_into
from tipdesk.forms.xlsform import compile_form


@dataclass(frozen=True, slots=True)
class Publishing:
    """What would be published where, and what it changes."""

    folder: Path
    definition: FormDefinition
    sheets: Sheets
    before: FormDefinition | None  # the newest version that is published there
    changes: tuple[Difference, ...]

    @property
    def done(self) -> bool:
        """Whether exactly this is published already."""
        known = read_digests(self.folder / PUBLISHED).get(self.definition.version)
        return known == self.definition.digest


def folder_of(path: Path) -> Path:
    """Where a form is published: in its folder of sheets, or in one named after its workbook."""
    return path if path.is_dir() else path.with_suffix("")


def plan_publishing(path: Path) -> Publishing | Draft:
    """What is published of the sheets or the workbook at `path`; the draft when it has faults.

    Raises:
        FileUnreadable: there is no form. FormDefinitionInvalid: a published version is damaged.
        FormPublished: this version is published with other contents.
    """
    folder, sheets = folder_of(path), sheets_from(path)
    published = published_in(folder)
    compiled = compile_form(sheets, published)
    if compiled.definition is not None and not published:  # a form of the program's, changed
        published = _of_the_program(compiled.definition.form_id)
        compiled = compile_form(sheets, published) if published else compiled
    form = compiled.definition
    if form is None:
        return Draft(None, compiled.faults)
    for one in published:
        if one.version == form.version and one.digest != form.digest:
            raise FormPublished(form=form.form_id, version=form.version)
    before = published[-1] if published else None
    changes = differences(before, form) if before is not None else ()
    return Publishing(folder, form, sheets, before, changes)


def _of_the_program(form_id: str) -> tuple[FormDefinition, ...]:
    shipped = load_published()
    if form_id not in shipped.forms():
        return ()
    return tuple(shipped.get(form_id, version) for version in shipped.versions(form_id))


def publish_planned(planned: Publishing) -> Path:
    """Write sheets, definition and digest; the definition's file.

    Raises:
        FormPublished, DiskFull, TargetNotWritable: all of it is as it was.
    """
    folder, form = planned.folder, planned.definition
    write_into(folder, sheet_files(planned.sheets) | published_files(folder, form))
    return folder / f"v{form.version}.json"
