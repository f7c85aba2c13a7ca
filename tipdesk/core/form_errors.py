"""What can go wrong with a form: its sheets, its workbook, its definition."""

from __future__ import annotations

from tipdesk.core.errors import DataError, FileUnreadable, UserError


class FormDefinitionInvalid(DataError):
    """A form's sheets or its compiled definition have faults (details: count, first)."""


class FormUnreadable(DataError):
    """A form that officers work with cannot be read on this station (details: count, first)."""


class FormFileInvalid(DataError):
    """A signed form file does not verify (details: code)."""


class FormNeedsNewer(DataError):
    """A form holds what this version of the program does not know (details: form)."""


class FormUnusable(DataError):
    """A form holds faults that interviews would stumble over (details: count, first)."""


class FormOlder(UserError):
    """A newer version of the form is in use (details: form, found, known)."""


class FormDiffers(DataError):
    """The same version is here with other contents (details: form, version)."""


class FormPublished(UserError):
    """The version of the form is published with other contents (details: form, version)."""


class ExpressionFault(DataError):
    """An expression cannot be read or evaluated (details: reason, position, found)."""


class FormUnknown(DataError):
    """The definition that a file was taken with is not on this station (details: form, version)."""


class WorkbookInvalid(FileUnreadable):
    """A file is no Excel workbook, or it is damaged (details: name)."""


class WorkbookOfAnotherKind(FileUnreadable):
    """A file is a workbook, but no .xlsx (details: name, reason)."""


class WorkbookTooLarge(FileUnreadable):
    """A workbook holds more rows, cells or formats than any form (details: name)."""


class SurveyMissing(FileUnreadable):
    """A workbook or a folder has no sheet of questions (details: name)."""


class DefinitionExpected(FileUnreadable):
    """A published definition is needed, and this is something else (details: name)."""


class CellRefused(UserError):
    """A workbook would lose a part of a cell (details: reason, sheet, cell, found)."""
