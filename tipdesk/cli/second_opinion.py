"""What pyxform, the reference compiler, says of a form. It is not needed to run tipdesk."""

from __future__ import annotations

import warnings
from importlib.util import find_spec

from tipdesk.authoring.workbook import workbook_bytes
from tipdesk.core.errors import CellRefused
from tipdesk.forms.xlsform.sheets import Sheets
from tipdesk.texts.messages import sentence


def pyxform_installed() -> bool:
    """Whether the second opinion can be asked."""
    return find_spec("pyxform") is not None


def pyxform_objection(sheets: Sheets) -> str:
    """What pyxform, the reference compiler, has against the sheets; '' when it takes them."""
    from pyxform.xls2xform import convert

    known = {name: sheet for name, sheet in sheets.items() if name != "waiting"}
    try:
        book = workbook_bytes(known)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            convert(book, file_type=".xlsx")
    except CellRefused as error:
        return sentence(error).what
    except Exception as error:  # noqa: BLE001 # it stumbles over some forms in ways of its own
        return str(error) or type(error).__name__
    return ""
