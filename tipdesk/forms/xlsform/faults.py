"""What can be wrong in the sheets of a form, said where it stands, in Arabic and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tipdesk.core.form_errors import ExpressionFault
from tipdesk.forms.expression.faults import every_fault
from tipdesk.forms.model import LocalText
from tipdesk.forms.xlsform.sheet_sentences import SENTENCES
from tipdesk.forms.xlsform.sheets import Sheet, Sheets
from tipdesk.i18n.catalogue import language, texts
from tipdesk.i18n.text import isolated


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault. `row` 0 speaks of the whole sheet; `cell` is e.g. "M12", '' without a column."""

    sheet: str
    row: int
    column: str
    cell: str
    code: str
    text: LocalText


@dataclass(slots=True)
class Faults:
    """Collects faults in the order in which they are found."""

    sheets: Sheets
    found: list[SheetFault] = field(default_factory=list)

    def add(self, where: tuple[str, int, str], code: str, **details: str | int) -> None:
        """Record a fault at (sheet, row, column). `details` fill its sentence."""
        sheet, row, column = where
        cell = _cell(self.sheets.get(sheet), row, column)
        self.found.append(SheetFault(sheet, row, column, cell, code, fault_text(code, details)))

    def add_expression(
        self, where: tuple[str, int, str], text: str, first: ExpressionFault
    ) -> None:
        """Record what the parser found in `text`, and what it would have found after that."""
        for fault in every_fault(text, first):
            self._add_expression(where, fault)

    def _add_expression(self, where: tuple[str, int, str], fault: ExpressionFault) -> None:
        details = fault.details
        position = details.get("position", 0)
        self.add(
            where,
            f"expression_{details.get('reason', '')}",
            found=str(details.get("found", "")),
            position=position + 1 if isinstance(position, int) else position,
        )

    def sorted(self) -> tuple[SheetFault, ...]:
        """Every fault once, by sheet, row and column as they stand."""
        order = {name: index for index, name in enumerate(self.sheets)}
        unique = dict.fromkeys(self.found)
        return tuple(sorted(unique, key=lambda fault: (order.get(fault.sheet, 99), fault.row)))


def fault_line(fault: SheetFault) -> str:
    """Where a fault stands and what it is, in the language in use."""
    place = " ".join(part for part in (fault.sheet, fault.cell or str(fault.row or "")) if part)
    column = f" ({fault.column})" if fault.column else ""
    spoken = language()
    where = f"{place}{column}"
    return f"{isolated(where) if spoken == 'ar' else where}: {fault.text.text(spoken)}"


def fault_text(code: str, details: Mapping[str, str | int]) -> LocalText:
    """The sentence of a fault in both languages; what it quotes is isolated in Arabic."""
    sentence = SENTENCES[code]
    shown = {name: isolated(str(value)) for name, value in details.items()}
    return LocalText(
        ar=texts("ar").gettext(sentence).format(**shown),
        en=texts("en").gettext(sentence).format(**details),
    )


def _cell(sheet: Sheet | None, row: int, column: str) -> str:
    if sheet is None or row < 1 or column not in sheet.columns:
        return ""
    index, letters = sheet.columns.index(column) + 1, ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
