"""Where a form comes from: a folder of sheets, a workbook, or a definition in JSON."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tipdesk.authoring.workbook import read_workbook
from tipdesk.cases.form_duties import compiled_form
from tipdesk.core import errors
from tipdesk.core.plain_file import read_plain, shown_name
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.catalogue import PUBLISHED, load_published, load_version, read_digests
from tipdesk.forms.publishing.definition_json import definition_from_json, digest_of
from tipdesk.forms.xlsform.compiler import form_id_of
from tipdesk.forms.xlsform.faults import SheetFault
from tipdesk.forms.xlsform.sheets import Sheets, read_sheets

MAX_DEFINITION = 50_000_000  # bytes


def sheets_from(path: Path) -> Sheets:
    """The sheets of a folder or a workbook.

    Raises:
        FileUnreadable: there are none; as FileMissing, WorkbookInvalid, WorkbookOfAnotherKind,
            WorkbookTooLarge or SurveyMissing when it is known why.
    """
    if not os.path.lexists(path):
        raise errors.FileMissing(name=shown_name(path))
    if path.is_dir():
        if not (path / "survey.csv").exists():
            raise errors.SurveyMissing(name=shown_name(path))
        return read_sheets(path)
    return read_workbook(path)


def folder_of(path: Path) -> Path:
    """Where a form is published: in its folder of sheets, or in one named after its workbook."""
    return path if path.is_dir() else path.with_suffix("")


def published_for(path: Path, form_id: str, but: int = 0) -> tuple[FormDefinition, ...]:
    """The versions that the form at `path` is compared with, oldest first: those published
    beside it, or else those of the program's own form of that name. `but` this one, which is
    replaced.

    Raises:
        FormDefinitionInvalid: one of them is not what was published.
    """
    beside = published_in(folder_of(path), but)
    if beside:
        return beside
    shipped = load_published()
    return tuple(shipped.get(form_id, version) for version in shipped.versions(form_id))


def published_in(folder: Path, but: int = 0) -> tuple[FormDefinition, ...]:
    """The versions that are published in a folder, oldest first, without the version `but`; none
    where there is no folder.

    Raises:
        FormDefinitionInvalid: one of them is not what was published.
    """
    if not folder.is_dir():
        return ()
    digests = read_digests(folder / PUBLISHED)
    return tuple(
        load_version(folder, version, digest)
        for version, digest in sorted(digests.items())
        if version != but
    )


def definition_in(path: Path) -> FormDefinition:
    """A definition that is kept as JSON.

    Raises:
        FileUnreadable: the file cannot be read; as FileMissing or DefinitionExpected when it is
            known why. FormDefinitionInvalid: it is a damaged definition.
    """
    return definition_from_json(_text(path))


def published_text(path: Path) -> str:
    """The text of a published definition, as it was published.

    Raises:
        FileUnreadable, FormDefinitionInvalid: as `definition_in`; or it is not the definition
            that was published.
    """
    text = _text(path)
    definition = definition_from_json(text)
    named = read_digests(path.parent / PUBLISHED).get(definition.version)
    if named is not None and named != digest_of(text):
        raise errors.FormDefinitionInvalid(count=1, first=f"{path.name}: digest differs")
    return text


def _text(path: Path) -> str:
    if not os.path.lexists(path):
        raise errors.FileMissing(name=shown_name(path))
    if path.is_dir():
        raise errors.DefinitionExpected(name=shown_name(path))
    try:
        text = read_plain(path, MAX_DEFINITION).decode("utf-8")
    except UnicodeDecodeError as error:
        raise errors.DefinitionExpected(name=shown_name(path)) from error
    if not text.lstrip().startswith("{"):
        raise errors.DefinitionExpected(name=shown_name(path))
    return text


def stamp_of(path: Path) -> object:
    """Another value whenever a file of the form was written; nothing is read."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        return [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form as its author has it now. There is a definition exactly when there are no faults."""

    definition: FormDefinition | None
    faults: tuple[SheetFault, ...] = ()


def read_draft(path: Path) -> FormDraft:
    """The form of a folder of sheets, a workbook or a definition (.json).

    Raises:
        FileUnreadable: there is none. FormDefinitionInvalid: a published version is damaged.
    """
    if path.suffix.lower() == ".json":
        return FormDraft(definition_in(path))
    sheets = sheets_from(path)
    compiled = compiled_form(sheets, published_for(path, form_id_of(sheets)))
    return FormDraft(compiled.definition, compiled.faults)
