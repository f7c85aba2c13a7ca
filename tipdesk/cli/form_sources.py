"""Where a form comes from: a folder of sheets, a workbook, or a definition in JSON."""

from __future__ import annotations

from pathlib import Path

from tipdesk.cli.form_workbook import read_workbook
from tipdesk.errors import FileUnreadable
from tipdesk.forms.catalogue import PUBLISHED, load_version, read_digests
from tipdesk.forms.definition_json import definition_from_json
from tipdesk.forms.model import FormDefinition
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
    try:
        text = read_plain(path, MAX_DEFINITION).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileUnreadable(name=path.name) from error
    return definition_from_json(text)
