"""Asking how a document is printed: on what, how often, which pages, what for, what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.paper import prints
from tipdesk.core.errors import TipdeskError
from tipdesk.core.plain_file import discard, write_file
from tipdesk.i18n.text import _, clean, isolate, isolated, language, listed, ngettext
from tipdesk.texts.custody_events import PURPOSES
from tipdesk.ui.paper.print_run import Order
from tipdesk.ui.toolkit.choosing_files import choose_save_file
from tipdesk.ui.toolkit.dialogs import Cover, Dialog, Shape, ask, say, show_error
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine, number_line
from tipdesk.ui.toolkit.parts import Strip, button, column, label, labelled, note, row
from tipdesk.ui.toolkit.printers import Printer
from tipdesk.ui.toolkit.theme import px

# --- which pages ------------------------------------------------------------------------------


class PagesField(QWidget):
    """`changed` as in `print_dialog.PrintRequest`."""

    changed = Signal()

    def __init__(
        self, count: int, changed: tuple[int, ...] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._count, self._changed = count, changed or ()
        text = ngettext("All of it: {count} page", "All of it: {count} pages", count)
        self._all = QRadioButton(text.format(count=isolated(str(count))))
        self._some = QRadioButton(_("From page"))
        self._first = self._number(_("First page to print"), 1)
        self._last = self._number(_("Last page to print"), count)
        self._only = QRadioButton(_only_words(self._changed))
        which = listed(prints.page_ranges(self._changed).split(", "), language())
        self._only.setAccessibleDescription(which)
        group = QButtonGroup(self)
        for choice in (self._all, self._some, self._only):
            group.addButton(choice)
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
        text = ngettext("Page: {pages}", "Pages: {pages}", len(self._changed))
        self._which = label(text.format(pages=which), wrap=True)
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
            "The document has pages 1 to {count}: the first number is not above the last."
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


# --- what for ---------------------------------------------------------------------------------


_MOST_WORDS = 200  # characters


class PurposeField(QWidget):
    """Nothing is chosen at first: a purpose that nobody chose says nothing later. Only the `usual`
    one is, where a paper is made for one purpose; and blank paper, where that is `offered`, is
    taken to be there to be filled in by hand."""

    changed = Signal()

    def __init__(
        self,
        offered: Sequence[prints.Purpose] = prints.FOR_A_FILE,
        usual: prints.Purpose | None = None,
    ) -> None:
        super().__init__()
        self._list = CalmCombo()
        self._list.addItem(_("Choose…"), None)
        for purpose in offered:
            self._list.addItem(_(PURPOSES[purpose]), purpose.value)
        at_first = prints.Purpose.BLANK if prints.Purpose.BLANK in offered else usual
        if at_first is not None:
            self._list.setCurrentIndex(self._list.findData(at_first.value))
        self._words = TextLine()
        self._words.setMaxLength(_MOST_WORDS)
        self._words.setPlaceholderText(_("What for, in a few words"))
        self._words.setAccessibleName(_("What for, in a few words"))
        self._words.setToolTip(_("The words stay in the vault; no case bundle carries them."))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addWidget(labelled(_("What is it for?"), self._list))
        box.addWidget(self._words)
        self._words.hide()
        self._list.currentIndexChanged.connect(self._on_chosen)
        self._words.textChanged.connect(self.changed)

    def purpose(self) -> prints.Purpose | None:
        """What was chosen."""
        chosen = self._list.currentData()
        return prints.Purpose(chosen) if chosen else None

    def words(self) -> str:
        """What was typed; it is kept of another purpose only."""
        return clean(self._words.text()).strip()

    def missing(self) -> str:
        """What is not said yet; '' for nothing."""
        if self.purpose() is None:
            return _("Say what the document is for: it is noted in the chain of custody.")
        if self.purpose() is prints.Purpose.OTHER and not self.words():
            return _("Say in a few words what the document is for.")
        return ""

    def focus_missing(self) -> None:
        """Go to what is not said yet."""
        (self._list if self.purpose() is None else self._words).setFocus()

    @Slot()
    def _on_chosen(self) -> None:
        self._words.setVisible(self.purpose() is prints.Purpose.OTHER)
        self.changed.emit()


# --- before a document becomes a file ---------------------------------------------------------


_SAVING_WIDTH = 520  # at 100 %


class _SaveDialog(Dialog):
    """The warning, and what the file is for."""

    def __init__(
        self, parent: QWidget, purposes: Sequence[prints.Purpose], usual: prints.Purpose | None
    ) -> None:
        super().__init__(
            parent, _("Save as PDF"), Shape(width=_SAVING_WIDTH, fits=True), for_officer=True
        )
        self.purpose = PurposeField(purposes, usual)
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        go_on = button(_("Choose where…"), "download-simple", "primary")
        go_on.setDefault(True)
        back = button(_("Cancel"))
        blank = prints.Purpose.BLANK in purposes
        box = self.box
        for part in (
            label(_("Save as PDF"), "h2"),
            note(_warning(purposes), "note" if blank else "notewarn"),
            self.purpose,
            self._problem,
            row(back, 1, go_on),
        ):
            box.addWidget(part)
        go_on.clicked.connect(self._on_go_on)
        back.clicked.connect(self.reject)
        self.purpose.changed.connect(self._problem.hide)

    @Slot()
    def _on_go_on(self) -> None:
        missing = self.purpose.missing()
        if not missing:
            self.accept()
            return
        self._problem.setText(missing)
        self._problem.show()
        self.purpose.focus_missing()


def _warning(purposes: Sequence[prints.Purpose]) -> str:
    """What it means that a file of such a paper lies outside the vault."""
    if prints.Purpose.BLANK in purposes:
        return _("A blank form names nobody: its computer file may lie outside the vault.")
    if tuple(purposes) == prints.FOR_THE_STATION:
        return _(
            "The computer file lies outside the vault and is not encrypted: whoever "
            "finds it reads which case files the station has and what was done with "
            "them. Save it on a USB drive that stays with you, and delete it when it "
            "has served."
        )
    return _(
        "The computer file lies outside the vault and is not encrypted: whoever finds "
        "it reads what the person told. Save it on a USB drive that stays with you, "
        "and delete it when it has served."
    )


def ask_saving(
    parent: QWidget,
    purposes: Sequence[prints.Purpose] = prints.FOR_A_FILE,
    usual: prints.Purpose | None = None,
) -> prints.Print | None:
    """Warn, and ask what for (one of `purposes`, the `usual` one offered); None when the person
    went back."""
    dialog = _SaveDialog(parent, purposes, usual)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    outcome = prints.Print(
        prints.PrintOutcome.SAVED,
        dialog.purpose.purpose() or prints.Purpose.OTHER,
        dialog.purpose.words(),
    )
    dialog.deleteLater()
    return outcome if accepted else None


def save_pdf(pdf: bytes, suggested: str, parent: QWidget, saved: Callable[[], None]) -> None:
    """Ask where to and write it. `saved` enters it before it is said: a lock may come meanwhile.
    What it cannot enter does not stay."""
    path = choose_save_file(parent, _("Save as PDF"), f"{suggested}.pdf", "PDF (*.pdf)")
    if path is None:
        return
    written = False
    try:
        write_file(path, pdf)
        written = True
        saved()
    except TipdeskError as error:
        if written:
            discard(path)
        show_error(parent, error)
        return
    say(parent, _("Saved"), _("The PDF is not encrypted. Keep it where only you can open it."))


_WIDTH, _NARROW = 780, 520  # at 100 %; with pages to choose, and without
_GAP = 32
_MOST_COPIES = 10


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """What is to be printed. `changed`: the pages (from 1) that say something else than when they
    were printed last, None where pages are not compared. `purposes`: what it may be for; none: that
    is not asked. `usual`: the one that it is made for. `secret`: it opens the vault, so it is never
    written into a file and leaves once."""

    pages: int
    changed: tuple[int, ...] | None = None
    purposes: Sequence[prints.Purpose] = prints.FOR_A_FILE
    usual: prints.Purpose | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What was answered; without a purpose where it was not asked."""

    order: Order
    purpose: prints.Purpose | None = None
    words: str = ""


def ask_print(paper: PrintRequest, printers: Sequence[Printer], parent: QWidget) -> Wish | None:
    """Ask; None when the person went back, when no printer is there, which is said, or when
    everything is covered and nothing is asked."""
    if Cover.down:
        return None
    offered = [
        printer
        for printer in printers
        if not (paper.secret and printer.kind is prints.PrinterKind.FILE)
    ]
    if not offered:
        say_no_printer(parent, secret=paper.secret)
        return None
    dialog = _PrintDialog(paper, offered, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    wish = dialog.wish() if accepted else None
    dialog.deleteLater()
    return wish


def say_no_printer(parent: QWidget, *, secret: bool) -> None:
    """Tell that no printer is there, and what can be done."""
    if secret:
        title = _("There is no printer for this sheet")
        text = _(
            "It is never printed into a file: whoever finds the file could read everything. "
            "Copy the words by hand, or connect a printer and try again."
        )
    else:
        title, text = _no_printer()
    say(parent, title, text, done=False)


def saves_instead(parent: QWidget) -> bool:
    """Tell that no printer is there; whether the document is to be seen, where it can be saved."""
    return ask(parent, *_no_printer(), _("See the document"), _("Close"))


def _no_printer() -> tuple[str, str]:
    return _("No printer was found"), _(
        "Check that the printer is on and its cable is in, then try again. A new "
        "printer has to be set up in the system first. Until then, write by hand "
        "on a blank form, or save the document as PDF."
    )


def _warnings() -> dict[prints.PrinterKind, str]:
    """What is said before printing there."""
    return {
        prints.PrinterKind.NETWORK: _(
            "This printer is on a network. The pages travel through it, the printer "
            "may keep them, and they may come out where others read what the person "
            "told. Choose a printer beside you, or let a colleague stand at that one."
        ),
        prints.PrinterKind.FILE: _(
            "This one does not print on paper: it writes a file, or sends it on. The "
            "file is not encrypted; whoever finds it reads what the person told. "
            "Choose a printer, or go back and save as PDF where only you can open it."
        ),
    }


def warnings_of(printer: Printer) -> list[str]:
    """What is said before anything is printed there; nothing of a printer beside the computer."""
    return [warning for warning in (_rests(printer), _warnings().get(printer.kind, "")) if warning]


def _rests(printer: Printer) -> str:
    """What is said of a printer that does not print now; '' of one that does."""
    if printer.closed:
        return _("This printer takes no prints at present. Choose another one, or check it.")
    if printer.stopped:
        return _(
            "This printer is paused: the pages would wait in its queue, and come out "
            "when it goes on, even if nobody is beside it. Start it first, or choose "
            "another one."
        )
    return ""


class _PrintDialog(Dialog):
    def __init__(self, paper: PrintRequest, printers: Sequence[Printer], parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Print"),
            Shape(
                width=_WIDTH if paper.pages > 1 else _NARROW,
                margins=(24, 18, 24, 16),
                spacing=14,
                fits=True,
            ),
            for_officer=True,
        )
        self._printers, self._paper = printers, paper
        self._printer = CalmCombo()
        for printer in printers:
            self._printer.addItem(isolate(printer.name))
        self._both = QCheckBox(_("On both sides of the sheet"))
        self._copies = CalmCombo()
        self._copies.setFixedWidth(px(90))
        for count in range(1, _MOST_COPIES + 1):
            self._copies.addItem(isolated(str(count)), count)
        self._pages = PagesField(paper.pages, paper.changed)
        self._purpose = PurposeField(paper.purposes, paper.usual)
        self._problem = label("", "error", wrap=True)
        self._go_on = button(_("Print"), "printer", "primary")
        self._go_on.setDefault(True)
        self._warnings = Strip(kind="notewarn")
        self._build()
        self._printer.currentIndexChanged.connect(self._on_printer)
        self._go_on.clicked.connect(self._on_print)
        for part in (self._pages, self._purpose):
            part.changed.connect(self._hush)
        self._on_printer()

    def _build(self) -> None:
        back = button(_("Cancel"))
        back.clicked.connect(self.reject)
        copies = labelled(_("Copies"), self._copies)
        printer = labelled(_("Printer"), self._printer)
        below_the_title = column(1, self._both, spacing=0)
        sheets = row(copies, below_the_title, 1, spacing=px(18))
        how = column(printer, sheets, self._purpose, 1, spacing=px(14))
        box = self.box
        self.add_heading(_("Print"))
        box.addWidget(self._warnings)
        beside = QHBoxLayout()
        beside.setSpacing(px(_GAP))
        beside.addWidget(how, 1)
        pages = column(self._pages, 1)
        beside.addWidget(pages, 1)
        box.addLayout(beside)
        box.addWidget(self._problem)
        self.add_buttons(back, 1, self._go_on)
        copies.setVisible(not self._paper.secret)
        for part in (pages, self._both):
            part.setVisible(self._paper.pages > 1)
        self._purpose.setVisible(bool(self._paper.purposes))
        self._problem.hide()

    def wish(self) -> Wish:
        """What was answered."""
        order = Order(
            printer=self._chosen(),
            pages=self._pages.pages(),
            copies=self._copies.currentData(),
            both_sides=self._both.isChecked() and self._both.isEnabled(),
        )
        return Wish(order, self._purpose.purpose(), self._purpose.words())

    def _chosen(self) -> Printer:
        return self._printers[max(self._printer.currentIndex(), 0)]

    @Slot()
    def _on_printer(self) -> None:
        printer = self._chosen()
        turns = printer.both_sides
        self._both.setEnabled(turns)
        self._both.setToolTip("" if turns else _("This printer does not turn the sheets itself."))
        warnings = warnings_of(printer)
        self._warnings.set_text("\n".join(warnings))
        self._warnings.setVisible(bool(warnings))
        go_on = _("Print") if not warnings else _("Print there all the same")
        self._go_on.setText(go_on)

    @Slot()
    def _hush(self) -> None:
        self._problem.hide()

    @Slot()
    def _on_print(self) -> None:
        missing = self._pages.missing()
        where: PagesField | PurposeField = self._pages
        if not missing and self._paper.purposes:
            missing, where = self._purpose.missing(), self._purpose
        if not missing:
            self.accept()
            return
        self._problem.setText(missing)
        self._problem.show()
        where.focus_missing()
