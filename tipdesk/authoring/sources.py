"""Where a form comes from: a folder of sheets, a workbook, or a definition in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tipdesk.authoring.workbook import read_workbook
from tipdesk.cases.form_duties import compiled_form
from tipdesk.errors import FileUnreadable, FormDefinitionInvalid
from tipdesk.forms.catalogue import PUBLISHED, load_version, read_digests
from tipdesk.forms.definition_json import definition_from_json, digest_of
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.sheet_faults import SheetFault
from tipdesk.forms.sheets import Sheets, read_sheets
from tipdesk.plain_file import read_plain

_BOOKS = (".xlsx", ".xlsm", ".xls")
MAX_DEFINITION = 50_000_000  # bytes


def sheets_from(path: Path) -> Sheets:
    """The sheets of a folder or a workbook.

    Raises:
        FileUnreadable: there are none.
    """
    return read_workbook(path) if path.suffix.lower() in _BOOKS else read_sheets(path)


def published_in(folder: Path) -> tuple[FormDefinition, ...]:
    """The versions that are published in a folder of sheets, oldest first; none for a workbook.

    Raises:
        FormDefinitionInvalid: one of them is not what was published.
    """
    if not folder.is_dir():
        return ()
    digests = read_digests(folder / PUBLISHED)
    return tuple(
        load_version(folder, version, digest) for version, digest in sorted(digests.items())
    )


def definition_in(path: Path) -> FormDefinition:
    """A definition that is kept as JSON.

    Raises:
        FileUnreadable: the file cannot be read. FormDefinitionInvalid: it is no definition.
    """
    return definition_from_json(_text(path))


def published_text(path: Path) -> str:
    """The text of a published definition, as it was published.

    Raises:
        FileUnreadable: the file cannot be read.
        FormDefinitionInvalid: it is no definition, or not the one that was published.
    """
    text = _text(path)
    definition = definition_from_json(text)
    named = read_digests(path.parent / PUBLISHED).get(definition.version)
    if named is not None and named != digest_of(text):
        raise FormDefinitionInvalid(count=1, first=f"{path.name}: digest differs")
    return text


def _text(path: Path) -> str:
    try:
        return read_plain(path, MAX_DEFINITION).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileUnreadable(name=path.name) from error


def stamp_of(path: Path) -> object:
    """Another value whenever a file of the form was written; nothing is read."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        return [(one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in files]
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as its author has it now. There is a definition exactly when there are no faults."""

    definition: FormDefinition | None
    faults: tuple[SheetFault, ...] = ()


def read_draft(path: Path) -> Draft:
    """The form of a folder of sheets, a workbook or a definition (.json).

    Raises:
        FileUnreadable: there is none. FormDefinitionInvalid: a published version is damaged.
    """
    if path.suffix.lower() == ".json":
        return Draft(definition_in(path))
    compiled = compiled_form(sheets_from(path), published_in(path))
    return Draft(compiled.definition, compiled.faults)
