"""One row of the survey sheet, read cell by cell; what is wrong with them is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tipdesk.forms.model import LocalText, Stage
from tipdesk.forms.xlsform.faults import Faults
from tipdesk.forms.xlsform.sheet_columns import APPEARANCES, LANGUAGES, NAME, TIP
from tipdesk.forms.xlsform.sheets import Row
from tipdesk.forms.xlsform.words import HINT, HINTS, text_mark, yes_or_no

_Word = TypeVar("_Word")
_STAGES = {stage.value: stage for stage in Stage}


class RowReader:
    """Reads the cells of one row, recording what is wrong with them."""

    def __init__(self, row: Row, faults: Faults) -> None:
        self.row = row
        self._faults = faults

    def fault(self, column: str, code: str, **details: str | int) -> None:
        """Record a fault in `column` of this row."""
        self._faults.add(("survey", self.row.number, column), code, **details)

    def has(self, column: str) -> bool:
        """Whether the sheet has the column; that it has not is said once, not in each row."""
        return column in self._faults.sheets["survey"].columns

    def missing(self, column: str, code: str) -> None:
        """Record that this row, or the whole sheet, lacks what every question needs."""
        if self.has(column):
            self.fault(column, code)
        else:
            self._faults.add(("survey", 1, ""), "column_missing", found=column)

    def text(self, name: str, *, needed: bool) -> LocalText:
        """The texts of column `name`; both languages or, unless `needed`, neither."""
        found = {code: self.row.get(name + column) for code, column in LANGUAGES.items()}
        feminine, masculine = self.row.get(f"{TIP}{name}_f"), self.row.get(f"{TIP}{name}_m")
        if needed or any(found.values()) or feminine or masculine:
            for code, column in LANGUAGES.items():
                if not found[code] and (name != "label" or self.has(name + column)):
                    self.fault(name + column, "text_missing")
        if bool(feminine) is not bool(masculine):
            self.fault(f"{TIP}{name}_{'m' if feminine else 'f'}", "gender_half")
        named = {name + LANGUAGES[code]: text for code, text in found.items()}
        own = {f"{TIP}{name}_f": feminine, f"{TIP}{name}_m": masculine}
        self._as_they_stand(named | own)
        return LocalText(found["ar"], found["en"], feminine, masculine)

    def _as_they_stand(self, found: Mapping[str, str]) -> None:
        for column, text in found.items():
            code, part = text_mark(text)
            if code:
                self.fault(column, code, found=part[:60])

    def name(self) -> str:
        """The name of the question or group."""
        name = self.row.get("name")
        if not name:
            self.fault("name", "name_missing")
        elif not NAME.fullmatch(name):
            self.fault("name", "name_bad", found=name)
        return name

    def yes(self, column: str) -> bool:
        """Whether `column` says yes."""
        cell = self.row.get(column)
        said = yes_or_no(cell)
        if said is None:
            self.fault(column, "yes_bad", found=cell[:60])
        return bool(said)

    def one(self, column: str, known: Mapping[str, _Word], code: str) -> _Word | None:
        """The word in `column`, one of `known`."""
        cell = self.row.get(column)
        if cell and cell not in known:
            self.fault(column, code, found=cell)
        return known.get(cell)

    def several(self, column: str, known: Mapping[str, _Word], code: str) -> frozenset[_Word]:
        """The words in `column`, all of `known`."""
        words = self.row.get(column).split()
        for word in words:
            if word not in known:
                self.fault(column, code, found=word)
        return frozenset(known[word] for word in words if word in known)

    def appearance(self) -> frozenset[str]:
        """The words of the appearance."""
        words = self.row.get("appearance").split()
        for word in words:
            if word not in APPEARANCES | HINTS and not HINT.fullmatch(word):
                self.fault("appearance", "appearance_unknown", found=word)
        return frozenset(words)

    def stage(self) -> Stage | None:
        """The step that needs this answer; `required` must agree with it."""
        stage = self.one(f"{TIP}stage", _STAGES, "stage_bad")
        required = yes_or_no(self.row.get("required")) is not False  # yes, or a condition
        if required and not self.row.get(f"{TIP}stage"):
            self.fault(f"{TIP}stage", "required_without_stage")
        return stage

    def required_if(self) -> str:
        """The condition in `required`; '' when it says yes or no."""
        cell = self.row.get("required")
        return cell if yes_or_no(cell) is None else ""
