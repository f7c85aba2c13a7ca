"""The elements of Law 91/2013: what of the file bears on each, and what could still be asked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tipdesk.cases.interview.indicators import Bearing, ElementKind, IndicatorBoard
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.form.dimension_block import Fold
from tipdesk.ui.form.indicator_words import kind_title
from tipdesk.ui.form.place_links import PlaceLinks, PlaceWords
from tipdesk.ui.form.spoken_text import SpokenPrompt
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.parts import label, row
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px


class _ElementRow(QFrame):
    """One element."""

    def __init__(self, bearing: Bearing, language: str) -> None:
        super().__init__()
        self.setObjectName("tableRow")
        element = bearing.element
        article = _("article {number}").format(number=isolated(element.article))
        title = label(isolate(element.label.text(language)), "fieldLabel", wrap=True)
        side = label(article, "faint")
        side.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answers, self.exhibits = PlaceLinks(), PlaceLinks()
        self._exhibits = label(_("Exhibits"), "faint")
        self._gap = label("", "advice", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(8), 0, px(10))
        box.setSpacing(px(6))
        box.addWidget(row(title, side, wide=0))
        for part in (self.answers, self._exhibits, self.exhibits, self._gap):
            box.addWidget(part)
        self._spoken = SpokenPrompt(element.code, box.addWidget, "follow_ups")

    def show_bearing(
        self, bearing: Bearing, words: PlaceWords, about: Surroundings, *, account_open: bool
    ) -> None:
        self.answers.show_places([(path, words.text(path)) for path in bearing.answers])
        self.exhibits.show_places([(path, words.text(path)) for path in bearing.exhibits])
        self._exhibits.setVisible(bool(bearing.exhibits))
        self._gap.setText(isolate(_gap(bearing, about, account_open=account_open)))
        self._gap.setVisible(not bearing.answers)
        asked = account_open and bearing.element.to_person and not bearing.answers
        self._spoken.speak(about.spoken if asked else "")


def _gap(bearing: Bearing, about: Surroundings, *, account_open: bool) -> str:
    element = bearing.element
    ask = element.ask.text(about.language, about.sex)
    if not element.to_person:
        return _("Nothing recorded. To look up: {words}").format(words=ask)
    if not account_open:
        return _("Nothing recorded. The account is closed, so nothing is asked about it.")
    return _("Nothing recorded. If it has not come up: {question}").format(question=ask)


class ElementList(QWidget):
    """All elements that concern the file, part by part."""

    wide = True
    asked = Signal(str)  # path of an answer or exhibit

    def __init__(self) -> None:
        super().__init__()
        self._folds: dict[ElementKind, Fold] = {}
        self._rows: dict[ElementKind, dict[str, _ElementRow]] = {kind: {} for kind in ElementKind}
        aid = Strip(
            _(
                "An aid to see what the file tells and what it does not. It is no finding, it is "
                "not printed and it never leaves the unit. An answer bears on an element; it does "
                "not prove it."
            )
        )
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(10))
        self._box.addWidget(aid)

    def show_board(self, board: IndicatorBoard, words: PlaceWords, about: Surroundings) -> None:
        """Bring it up to date."""
        for kind in ElementKind:
            bearings = [one for one in board.bearings if one.element.kind is kind]
            fold = self._folds.get(kind)
            if fold is None:
                fold = self._folds[kind] = Fold(kind_title(kind))
                fold.head.setChecked(kind in (ElementKind.ACT, ElementKind.SMUGGLING))
                self._box.addWidget(fold)
            fold.setVisible(bool(bearings))
            borne = sum(bool(one.answers) for one in bearings)
            said = _("answers bear on {count} of {size}")
            fold.say(said.format(count=borne, size=len(bearings)))
            for bearing in bearings:
                line = self._row(fold, bearing, about.language)
                line.show_bearing(bearing, words, about, account_open=board.account_open)

    def stops(self) -> list[QWidget]:
        """What takes the focus, in order."""
        found: list[QWidget] = []
        for kind, fold in self._folds.items():
            found.append(fold.head)
            for line in self._rows[kind].values():
                found += [*line.answers.stops(), *line.exhibits.stops()]
        return found

    def _row(self, fold: Fold, bearing: Bearing, language: str) -> _ElementRow:
        rows, code = self._rows[bearing.element.kind], bearing.element.code
        if code not in rows:
            line = rows[code] = _ElementRow(bearing, language)
            line.answers.asked.connect(self.asked)
            line.exhibits.asked.connect(self.asked)
            fold.body.addWidget(line)
        return rows[code]
