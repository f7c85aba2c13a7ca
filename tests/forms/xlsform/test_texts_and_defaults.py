"""Texts that stand as they are on screen and paper, and defaults that are answers."""

from collections.abc import Callable

import pytest

from tests.forms.sheets_for_tests import AR, EN, choice, question
from tests.forms.xlsform.test_xlsform import R, asks, chosen, form
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.sheets import Sheets

CASES: list[tuple[str, Callable[[], Sheets], tuple[str, int, str]]] = [
    ("default_bad", lambda: form(question("integer", "q", default="today")), (R, 4, "default")),
    ("default_bad", lambda: form(question("select_one ynu", "q", default="نعم")), (R, 4, "default")),
    ("column_not_of_type", lambda: form(question("note", "q", default="x")), (R, 4, "default")),
    ("text_reference", lambda: chosen(choice("more", "a", "أ ${ask}", "a")), ("choices", 5, AR)),
    ("text_reference", lambda: asks(label_f="${ask}", label_m="x"), (R, 4, "bind::tip:label_f")),
    ("text_markup", lambda: asks(label_f="م", label_m="**م**"), (R, 4, "bind::tip:label_m")),
    ("text_reference", lambda: chosen(choice("more", "a") | {"label_f": "${ask}", "label_m": "x"}),
     ("choices", 5, "label_f")),
    ("text_markup", lambda: asks(label_en="Say *this* first"), (R, 4, EN)),
    ("text_markup", lambda: asks(label_en="Say _this_ first"), (R, 4, EN)),
    ("appearance_not_here", lambda: form(question("date", "q", appearance="tip-partial-date")),
     (R, 4, "appearance")),
    ("appearance_not_here", lambda: form(question("select_one ynu", "q", appearance="tip-person")),
     (R, 4, "appearance")),
    ("appearance_not_here", lambda: asks(appearance="tip-stop"), (R, 4, "appearance")),
    ("appearance_unknown", lambda: asks(appearance="tip-partal-date"), (R, 4, "appearance")),
    ("appearance_unknown", lambda: asks(appearance="w13"), (R, 4, "appearance")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "make_sheets", "where"), CASES)
def test_it_is_named_where_it_stands(
    code: str, make_sheets: Callable[[], Sheets], where: tuple[str, int, str]
) -> None:
    faults = compile_form(make_sheets()).faults
    assert [(fault.code, (fault.sheet, fault.row, fault.column)) for fault in faults] == [
        (code, where)
    ]


@pytest.mark.parametrize("text", ["Age *", "2 * 3 * 4", "a_b_c", "____", "* one * two", "name_1_"])
def test_a_star_or_a_line_alone_is_no_markup(text: str) -> None:
    assert compile_form(form(question("text", "q", label_en=text))).faults == ()
