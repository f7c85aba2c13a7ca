"""What to say for every error of `form_errors`: what happened, and what the person can do next."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.core import form_errors
from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.catalogue import N_

FORM_ERRORS: Mapping[type[TipdeskError], tuple[str, str]] = {
    form_errors.FormDefinitionInvalid: (
        N_("The form has {count} faults. The first one: {first}"),
        N_("Mend the sheets of the form and check them again."),
    ),
    form_errors.FormUnreadable: (
        N_("The interview form on this computer is damaged. No file is lost."),
        N_("Tell whoever looks after this computer: the program has to be installed anew."),
    ),
    form_errors.FormFileInvalid: (
        N_("The form file does not verify: {problem}"),
        N_("Ask the authority for the file again. Nothing was changed."),
    ),
    form_errors.FormNeedsNewer: (
        N_("The form {form} needs a newer version of this program."),
        N_("Install the newer version, then install the form again. Nothing was changed."),
    ),
    form_errors.FormUnusable: (
        N_("The form has faults and was not installed ({count}). The first one: {first}"),
        N_("Tell whoever made the form; it has to be mended and signed anew. Nothing was changed."),
    ),
    form_errors.FormOlder: (
        N_("This is version {found} of the form {form}; the newer version {known} is in use."),
        N_("Ask the authority for the newest form. Nothing was changed."),
    ),
    form_errors.FormDiffers: (
        N_("The form {form}, version {version}, is here already with other contents."),
        N_("Ask the authority to publish the change under a new version. Nothing was changed."),
    ),
    form_errors.FormPublished: (
        N_("The form {form}, version {version}, is published already with other contents."),
        N_("Raise the version in the sheet “settings”, save, and read the form again."),
    ),
    form_errors.ExpressionFault: (
        N_("A rule of the form cannot be read at position {position}: {found}"),
        N_("Mend the expression in the form's sheet."),
    ),
    form_errors.FormUnknown: (
        N_("The form {form}, version {version}, is not on this station."),
        N_("Install the version of the program that holds this form."),
    ),
    form_errors.WorkbookInvalid: (
        N_("{name} is no Excel workbook, or it is damaged."),
        N_("Open it in the spreadsheet program, save it as .xlsx and try again."),
    ),
    form_errors.WorkbookOfAnotherKind: (
        N_("{name} is a workbook of a kind that this program does not read."),
        N_("Open it in Excel or LibreOffice, save it as .xlsx and choose that file."),
    ),
    form_errors.WorkbookTooLarge: (
        N_("{name} holds more than any form: too many rows, columns, cells or formats."),
        N_("Delete what is no part of the form, or copy its sheets into a new workbook."),
    ),
    form_errors.SurveyMissing: (
        N_("There is no sheet “survey” in {name}."),
        N_("A workbook needs a sheet of that name, and a folder the file survey.csv."),
    ),
    form_errors.DefinitionExpected: (
        N_("{name} is no definition of a form."),
        N_("Name the file that “tipdesk forms publish” wrote: v1.json, v2.json and so on."),
    ),
    form_errors.CellRefused: (
        N_("The cell {cell} of the sheet “{sheet}” cannot stand in an Excel workbook."),
        N_("Mend this cell. Nothing was written."),
    ),
}
