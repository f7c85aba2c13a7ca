"""The letterhead of papers: its lines and emblem on one side, the first page beside them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QDialog, QWidget

from tipdesk.core.errors import TipdeskError
from tipdesk.desk.paper import letterheads
from tipdesk.desk.paper.printing_room import render
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit import parts
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, show_error
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.viewers.pages import PdfPreview

_SIZE = (1080, 660)  # at 100 %
_FIELDS = 420
_PAUSE = 300  # milliseconds after the last key before the page is drawn


class LetterheadDialog(Dialog):
    """What is typed is drawn after a pause; nothing is kept before "Use it"."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Letterhead of documents"), Shape(margins=(20, 16, 20, 16)))
        self._services = services
        self._room = services.session.letterheads
        self._emblem: letterheads.Emblem | None = None
        self._asked = 0  # number of the newest drawing asked for
        self._make_parts()
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._draw)
        self._connect()
        self._show(self._room.current())
        self._arabic[0].setFocus()

    # --- building ---------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._arabic = [
            self._line(_("Line {number}, Arabic"), at) for at in range(letterheads.MOST_LINES)
        ]
        self._english = [
            self._line(_("Line {number}, English"), at) for at in range(letterheads.MOST_LINES)
        ]
        self._foot = TextLine()
        self._foot.setMaxLength(letterheads.LONGEST_FOOT)
        self._which = parts.label("", "muted", wrap=True)
        self._choose = parts.button(_("Choose a picture…"), "folder-open")
        self._star = parts.button(_("The neutral star"), style="ghost")
        self._problem = parts.label("", "error", wrap=True)
        self._problem.setVisible(False)
        self._preview = PdfPreview(self._services.jobs)
        self._reset = parts.button(_("The program's own"), "arrow-counter-clockwise", "ghost")
        self._reset.setToolTip(_("State, agency and unit, the star, no foot"))
        self._cancel = parts.button(_("Cancel"))
        self._use = parts.button(_("Use it"), "check", "primary")
        self._use.setDefault(True)

    def _line(self, name: str, at: int) -> TextLine:
        line = TextLine()
        line.setMaxLength(letterheads.LONGEST_LINE)
        line.setAccessibleName(name.format(number=isolated(str(at + 1))))
        return line

    def _build(self) -> None:
        hint = _(
            "Documents never say which shelter somebody is in. The program refuses "
            "what it can know of it; a name that it cannot know, or one inside the "
            "emblem, only you can see."
        )
        fields = parts.column(
            self._group(_("Arabic lines, the state or ministry first"), self._arabic),
            self._group(_("English lines"), self._english),
            parts.labelled(_("One line at the foot of every page"), self._foot),
            parts.column(
                parts.label(_("Emblem (PNG or JPEG)"), "fieldLabel"),
                self._which,
                parts.row(self._choose, self._star, 1, spacing=px(6)),
                spacing=px(4),
            ),
            1,
            spacing=px(10),
        )
        side = parts.scrolled(fields)
        side.setFixedWidth(px(_FIELDS))
        box = self.box
        box.addWidget(parts.label(hint, "muted", wrap=True))
        box.addWidget(parts.row(side, self._preview, spacing=px(16), wide=1), 1)
        box.addWidget(self._problem)
        self.add_buttons(self._cancel, self._reset, 1, self._use)
        parts.resize_on_screen(self, *_SIZE)

    def _group(self, title: str, lines: list[TextLine]) -> QWidget:
        return parts.column(parts.label(title, "fieldLabel"), *lines, spacing=px(4))

    def _connect(self) -> None:
        for line in (*self._arabic, *self._english, self._foot):
            line.textEdited.connect(self._pause.start)
        self._choose.clicked.connect(self._on_choose)
        self._star.clicked.connect(partial(self._on_emblem, None))
        self._reset.clicked.connect(partial(self._show, letterheads.PLAIN))
        self._cancel.clicked.connect(self.reject)
        self._use.clicked.connect(self._on_use)

    # --- what is shown ----------------------------------------------------------------------

    def _show(self, letterhead: letterheads.Letterhead, _checked: bool = False) -> None:
        for lines, texts in (
            (self._arabic, letterhead.arabic),
            (self._english, letterhead.english),
        ):
            for at, line in enumerate(lines):
                line.setText(texts[at] if at < len(texts) else "")
        self._foot.setText(letterhead.foot)
        for line in (*self._arabic, *self._english, self._foot):
            line.setCursorPosition(0)  # a long line is shown from its beginning
        self._on_emblem(letterhead.emblem)

    def _on_emblem(self, emblem: letterheads.Emblem | None, _checked: bool = False) -> None:
        self._emblem = emblem
        self._star.setEnabled(emblem is not None)
        emblem_text = _("The program's neutral star")
        if emblem is not None:
            emblem_text = _("A picture of {width} × {height} points").format(
                width=isolated(str(emblem.width)), height=isolated(str(emblem.height))
            )
        self._which.setText(emblem_text)
        self._draw()

    def typed(self) -> letterheads.Letterhead:
        """What stands in the fields."""
        return letterheads.Letterhead(
            arabic=tuple(line.text() for line in self._arabic),
            english=tuple(line.text() for line in self._english),
            foot=self._foot.text(),
            emblem=self._emblem,
        )

    @Slot()
    def _draw(self) -> None:
        self._pause.stop()
        try:
            plan = self._room.preview(self.typed())
        except TipdeskError as error:
            self._refuse(error)
            return
        self._say("")
        self._asked += 1
        self._services.jobs.run(
            partial(render, plan),
            done=partial(self._on_drawn, self._asked),
            failed=self._refuse,
        )

    def _on_drawn(self, request: int, pdf: bytes) -> None:
        if request == self._asked:
            self._preview.show_pdf(pdf)

    def _refuse(self, error: TipdeskError) -> None:
        message = sentence(error)
        self._say(f"{message.what} {message.next_step}")

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self._use.setEnabled(not text)

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_choose(self) -> None:
        pattern = _("Pictures ({kinds})").format(kinds="*.png *.jpg *.jpeg")
        path = choose_file(self, _("Emblem of the agency"), pattern)
        if path is None:
            return
        self._set_reading(True)
        self._services.jobs.run(
            partial(letterheads.read_emblem, path), done=self._on_read, failed=self._on_unread
        )

    def _on_read(self, emblem: letterheads.Emblem) -> None:
        self._set_reading(False)
        self._on_emblem(emblem)

    def _on_unread(self, error: TipdeskError) -> None:
        self._set_reading(False)
        show_error(self, error)

    def _set_reading(self, reading: bool) -> None:
        self._choose.setEnabled(not reading)
        self._use.setEnabled(not reading)

    @Slot()
    def _on_use(self) -> None:
        try:
            self._room.keep(self.typed())
        except TipdeskError as error:
            self._refuse(error)
            return
        self.accept()


def set_letterhead(services: Services, parent: QWidget) -> bool:
    """Let somebody change it; whether it was kept."""
    dialog = LetterheadDialog(services, parent)
    changed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return changed
