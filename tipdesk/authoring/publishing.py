"""A form is published: its sheets and its definition stand in a folder, and no longer change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tipdesk.authoring.sources import FormDraft, folder_of, published_for, sheets_from
from tipdesk.cases.form_duties import compiled_form
from tipdesk.core.errors import FormPublished
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.catalogue import PUBLISHED, published_files, read_digests
from tipdesk.forms.publishing.differences import Difference, differences
from tipdesk.forms.xlsform.compiler import form_id_of, version_of
from tipdesk.forms.xlsform.sheets import Sheets, sheet_files, write_into


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


def plan_publishing(path: Path) -> Publishing | FormDraft:
    """What is published of the sheets or the workbook at `path`; the draft when it has faults.

    Raises:
        FileUnreadable: there is no form. FormDefinitionInvalid: a published version is damaged.
        FormPublished: this version is published with other contents.
    """
    folder, sheets = folder_of(path), sheets_from(path)
    published = published_for(path, form_id_of(sheets))
    compiled = compiled_form(sheets, published)
    form = compiled.definition
    if form is None:
        return FormDraft(None, compiled.faults)
    for earlier in published:
        if earlier.version == form.version and earlier.digest != form.digest:
            raise FormPublished(form=form.form_id, version=form.version)
    before = published[-1] if published else None
    changes = differences(before, form) if before is not None else ()
    return Publishing(folder, form, sheets, before, changes)


def draft_replacing(path: Path) -> FormDraft:
    """The form at `path`, for the place of its own version: that one binds nothing any more, nor
    has it to be whole.

    Raises:
        FileUnreadable, FormDefinitionInvalid: as `plan_publishing`.
    """
    sheets = sheets_from(path)
    published = published_for(path, form_id_of(sheets), but=version_of(sheets))
    compiled = compiled_form(sheets, published)
    return FormDraft(compiled.definition, compiled.faults)


def publish_planned(planned: Publishing) -> Path:
    """Write sheets, definition and digest; the definition's file.

    Raises:
        FormPublished, DiskFull, TargetNotWritable: all of it is as it was.
    """
    folder, form = planned.folder, planned.definition
    write_into(folder, sheet_files(planned.sheets) | published_files(folder, form))
    return folder / f"v{form.version}.json"
