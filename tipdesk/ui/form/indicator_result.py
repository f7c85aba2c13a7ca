"""What the recorded indicators suggest: rows, strengths and coverage; no score and no verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.cases.interview.indicators import (
    YES,
    Assessment,
    DimensionCount,
    IndicatorBoard,
    IndicatorLine,
)
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.form.indicator_words import coverage_words, strength_word
from tipdesk.ui.toolkit.parts import button, column, label, row
from tipdesk.ui.toolkit.theme import px

Name = Callable[[str, str], str]  # list, code → what the form calls it


class IndicatorResult(QFrame):
    """Above the indicators. `own_asked` leads to the officer's own assessment."""

    wide = True
    own_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("subcard")
        self._title = label("", "h3", wrap=True)
        self._kuwaiti, self._palermo = label("", "h3", wrap=True), label("", "h3", wrap=True)
        kuwaiti = _("Law 91/2013: act, means and purpose")
        palermo = _("Palermo Protocol: of a child no means is asked")
        self._readings = QWidget()
        beside = QHBoxLayout(self._readings)
        beside.setContentsMargins(0, px(4), 0, px(4))
        beside.setSpacing(px(18))
        for title, reading in ((kuwaiti, self._kuwaiti), (palermo, self._palermo)):
            beside.addWidget(
                column(label(isolate(title), "muted", wrap=True), reading, 1, spacing=2), 1
            )
        self._rows = label("", wrap=True)
        self._coverage = label("", "muted", wrap=True)
        self._waits = label("", "hint", wrap=True)
        self._aid = label(
            _(
                "An aid for you, never a finding. It closes no need, holds up no referral and "
                "lowers no level of risk. The legal characterisation belongs to the Prosecution."
            ),
            "hint",
            wrap=True,
        )
        self.own = button(_("Your own assessment"), "note-pencil")
        self.own.clicked.connect(self.own_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(14), px(18), px(16))
        box.setSpacing(px(6))
        parts = (self._title, self._readings, self._rows, self._coverage, self._waits, self._aid)
        for part in parts:
            box.addWidget(part)
        box.addWidget(row(self.own, 1))

    def show_board(self, board: IndicatorBoard, name: Name, language: str, *, own: bool) -> None:
        """Say it anew; `own` tells whether the officer's assessment is asked in this file."""
        found = board.assessment
        yes = [line for line in board.lines if line.state == YES]
        self._title.setText(isolate(_headline(found, name)))
        self._kuwaiti.setText(isolate(name("determ", found.kuwaiti)))
        self._palermo.setText(isolate(name("determ", found.palermo or found.kuwaiti)))
        self._readings.setVisible(found.palermo is not None and found.explored > 0)
        counts = {count.dimension: count for count in found.dimensions}
        told = [
            _dimension(name("dimension", one), counts[one], _of(yes, one), language)
            for one in counts
            if _of(yes, one)
        ]
        self._rows.setText("\n".join(isolate(line) for line in told))
        self._rows.setVisible(bool(told))
        used = name("ind_set", found.set)
        said = _("{coverage}. Set used: {set}.").format(coverage=coverage_words(found), set=used)
        self._coverage.setText(isolate(said))
        self._waits.setText(isolate("\n".join(_open_points(found, yes, language))))
        self._waits.setVisible(bool(self._waits.text()))
        self.own.setVisible(own)


def _headline(found: Assessment, name: Name) -> str:
    if not found.explored:
        return _(
            "No indicator is recorded yet. Open a dimension below and record what you explored."
        )
    if found.palermo is not None:
        return _("The recorded indicators point to two readings:")
    result = name("determ", found.kuwaiti)
    return _("The recorded indicators point to: {result}").format(result=result)


def _dimension(
    title: str, count: DimensionCount, lines: Sequence[IndicatorLine], language: str
) -> str:
    rows = _separator(language).join(
        _("{indicator} ({strength})").format(
            indicator=line.indicator.label.text(language), strength=strength_word(line.strength)
        )
        for line in lines
    )
    if count.positive:
        return _("{dimension} – enough for this dimension: {rows}").format(
            dimension=title, rows=rows
        )
    return _("{dimension} – not enough for this dimension: {rows}").format(
        dimension=title, rows=rows
    )


def _of(lines: Sequence[IndicatorLine], dimension: str) -> list[IndicatorLine]:
    return [line for line in lines if line.indicator.dimension == dimension]


def _open_points(found: Assessment, yes: Sequence[IndicatorLine], language: str) -> Iterator[str]:
    bare = [line.indicator.label.text(language) for line in yes if not line.based]
    if bare:
        listed = _separator(language).join(bare)
        yield _("What these rest on is not recorded yet: {indicators}").format(indicators=listed)
    if not found.act:
        yield _("No act is recorded yet: recruiting, use, transport, harbouring or receiving.")
    if found.provisional:
        yield _("Provisional strengths: those of this set are not typed in yet.")


def _separator(language: str) -> str:
    return "، " if language == "ar" else ", "
