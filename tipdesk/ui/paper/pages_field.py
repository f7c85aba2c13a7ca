"""Which pages are printed: all, from one to another, or those that changed since the last print."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from tipdesk.cases.paper.prints import page_ranges
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.text import isolated, listed
from tipdesk.ui.toolkit.fields import TextLine, number_line
from tipdesk.ui.toolkit.parts import label, row
from tipdesk.ui.toolkit.theme import px


class PagesField(QWidget):
    """`changed` as in `print_dialog.Paper`."""

    changed = Signal()

    def __init__(
        self, count: int, changed: tuple[int, ...] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._count, self._changed = count, changed or ()
        told = ngettext("All of it: {count} page", "All of it: {count} pages", count)
        self._all = QRadioButton(told.format(count=isolated(str(count))))
        self._some = QRadioButton(_("From page"))
        self._first = self._number(_("First page to print"), 1)
        self._last = self._number(_("Last page to print"), count)
        self._only = QRadioButton(_only_words(self._changed))
        which = listed(page_ranges(self._changed).split(", "), language())
        self._only.setAccessibleDescription(which)
        group = QButtonGroup(self)
        for one in (self._all, self._some, self._only):
            group.addButton(one)
        self._all.setChecked(True)
        self._advice = label(
            _(
                "The pages that you keep still carry the older version of the record in their "
                "code; the new ones carry today's, and a new copy number. Put them in the place of "
                "the old ones, and destroy those."
            ),
            "muted",
            wrap=True,
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(label(_("Pages"), "fieldLabel"))
        box.addWidget(self._all)
        box.addWidget(row(self._some, self._first, label(_("to")), self._last, 1, spacing=px(8)))
        box.addWidget(self._only)
        told = ngettext("Page: {pages}", "Pages: {pages}", len(self._changed))
        self._which = label(told.format(pages=which), wrap=True)
        box.addWidget(self._which)
        box.addWidget(self._advice)
        for part in (self._only, self._which):
            part.setVisible(bool(self._changed) and len(self._changed) < count)
        if changed == ():
            box.addWidget(label(_("No page has changed since it was printed last."), "muted"))
        group.buttonToggled.connect(self._on_chosen)
        self._on_chosen()

    def pages(self) -> tuple[int, ...]:
        """The chosen pages, from 1; none where the numbers make no sense."""
        if self._only.isChecked():
            return self._changed
        if self._some.isChecked():
            return tuple(range(_int(self._first), _int(self._last) + 1))
        return tuple(range(1, self._count + 1))

    def missing(self) -> str:
        """What is wrong; '' for nothing."""
        pages = self.pages()
        if pages and pages[0] >= 1 and pages[-1] <= self._count:
            return ""
        return _(
            "The paper has pages 1 to {count}: the first number is not above the last."
        ).format(count=isolated(str(self._count)))

    def focus_missing(self) -> None:
        """Go to the numbers."""
        self._first.setFocus()

    def _number(self, name: str, value: int) -> TextLine:
        line = number_line(name)
        line.setText(str(value))
        line.textEdited.connect(self._on_typed)
        return line

    @Slot()
    def _on_typed(self) -> None:
        self._some.setChecked(True)
        self.changed.emit()

    @Slot()
    def _on_chosen(self) -> None:
        self._advice.setVisible(self._only.isChecked())
        self.changed.emit()


def _int(line: TextLine) -> int:
    return int(line.text()) if line.text().isdecimal() else 0


def _only_words(pages: tuple[int, ...]) -> str:
    return ngettext(
        "Only the page that changed since the last print",
        "Only the pages that changed since the last print",
        len(pages),
    )
