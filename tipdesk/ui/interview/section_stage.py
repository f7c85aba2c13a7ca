"""Which section of the open file is shown, and what stands around it: list, heading, way on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.files.review import PAGE
from tipdesk.cases.interview.document_filling import DOCUMENTS
from tipdesk.cases.model import Status
from tipdesk.desk.files.suspects import SECTION as SUSPECTS
from tipdesk.forms.model import Group, split_path
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.ui.form.answer_menu import AnswerMenu
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame
from tipdesk.ui.interview.open_file import OpenFile, open_in
from tipdesk.ui.interview.section_list import SectionLine, phase_label
from tipdesk.ui.interview.section_pages import SectionPages
from tipdesk.ui.toolkit.dialogs import ask, errors_said

_LOOKS_AT_SUSPECTS = frozenset({"indicators", "assessment"})


class SectionStage(QObject):
    """Turns from section to section of one open file at a time."""

    turned = Signal()  # a section was turned to, or what it asks for has changed
    section_shown = Signal(str)  # another section is shown
    ended = Signal()  # the way on from the last section was asked for

    def __init__(self, frame: InterviewFrame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._views = SectionPages(frame.card_box, self.seek)
        self._file: OpenFile | None = None
        self._keeper: AnswerKeeper | None = None
        self._shown: SectionView | None = None
        self.section = ""
        frame.sections.chosen.connect(self.show)
        frame.previous.clicked.connect(lambda: self.step(-1))
        frame.following.clicked.connect(lambda: self.step(1))

    # --- opening and closing ----------------------------------------------------------------

    def open(self, file: OpenFile, keeper: AnswerKeeper, section: str = "") -> None:
        """Show a file at `section`, or at its first one."""
        self.close()
        self._file, self._keeper = file, keeper
        keeper.changed.connect(self.refresh)
        self._views.follow(file, keeper)
        names = [one.name for one in file.sections()]
        self.show(section if section in names else names[0])

    def close(self) -> None:
        """Forget the file and every view of it."""
        self._file, self._keeper, self._shown = None, None, None
        self._views.clear()

    # --- turning ----------------------------------------------------------------------------

    @Slot(str)
    def show(self, section: str) -> None:
        """Turn to a section; what was typed in the one before is kept first."""
        if self._file is None or self._keeper is None:
            return
        self._keeper.flush()
        if section == SUSPECTS and self._file.suspects_closed and not self._open_suspects():
            if self._shown is not None:
                return
            section = ""  # the first one
        if self._shown is not None:
            self._shown.check()
            self._shown.hide()
            self._keeper.fold()
        groups = {group.name: group for group in self._file.sections()}
        group = groups.get(section) or next(iter(groups.values()))
        if (group.name == PAGE) != (self.section == PAGE):
            self._views.clear()  # a question has one row: here, or in the section it belongs to
        self.section = group.name
        made = self._views.is_made(group.name)
        self._shown = self._views.view(group, self._file, self._keeper)
        if not made:
            self._shown.add_asked.connect(self._on_add)
        self._shown.show()
        self._frame.in_sight.open_at_title(self._shown.first())
        self._frame.area.verticalScrollBar().setValue(0)
        self._refresh_frame(group)
        self.section_shown.emit(group.name)
        QTimer.singleShot(0, self._prebuild)

    def _open_suspects(self) -> bool:
        """The section of the suspects is opened for itself; whether it is open now."""
        file, yes = self._file, False
        if file is not None and ask(self._frame, *_suspects_question()):
            with errors_said(self._frame):
                file.session.access.open_suspects(file.case.id)
                file.reload(file.case)
                yes = True
        return yes

    def step(self, by: int) -> None:
        """Turn to the section before or after; after the last one the review follows."""
        if self._file is None:
            return
        names = [group.name for group in self._on_the_way(self._file)]
        at = names.index(self.section) + by if self.section in names else 0
        if at >= len(names):
            self.ended.emit()
        elif at >= 0:
            self.show(names[at])
            self.focus_first()

    def _on_the_way(self, file: OpenFile) -> list[Group]:
        """The sections that one goes through: a closed one is only read when it is chosen."""
        return [
            one
            for one in file.sections()
            if one.name == self.section or not file.is_closed(one.name)
        ]

    def go_to(self, path: str, caret: int | None = None) -> bool:
        """Put the cursor on a question of the section that is shown; whether it is there."""
        if self._shown is None:
            return False
        self._shown.reveal(path)
        name, number, question = split_path(path)
        row = self._shown.row(path)
        if number and not question:  # the row of a repeat itself
            row = self._shown.first_row_in(name, number)
        repeat = self._shown.repeat(path.partition("[")[0])
        if row is not None and row.isVisibleTo(self._shown):
            self._into_sight(row)
            row.take_focus(caret)
            return True
        if repeat is not None:
            self._into_sight(repeat)
            repeat.take_focus()
            return True
        return False

    def _into_sight(self, part: QWidget) -> None:
        """Now, and once more when a section that was never shown before has its sizes."""
        self._frame.scroll_to(part)
        QTimer.singleShot(0, part, partial(self._frame.scroll_to, part))

    def seek(self, path: str) -> bool:
        """Turn to the section of a question and put the cursor on it; whether it is asked now."""
        if self._file is None or not self._file.state.is_relevant(path):
            return False
        section = self._file.rules.section_of(path)
        if section not in {group.name for group in self._file.sections()}:
            return False
        if section != self.section:
            self.show(section)
        return self.go_to(path)

    def show_first_open(self) -> None:
        """Turn to the first section in which something is needed, or stay."""
        if self._file is not None:
            names = [one.name for one in self._file.sections()]
            self.show(next((name for name in names if open_in(self._file, name)), self.section))
            self.focus_first()

    def focus_first(self) -> None:
        """Put the cursor on the first question."""
        if self._shown is not None:
            self._shown.take_focus()

    def focused(self) -> QuestionRow | None:
        """The question that has the cursor."""
        return self._shown.focused() if self._shown is not None else None

    def focused_menu(self) -> AnswerMenu | None:
        """The menu of the question or repeat that has the cursor."""
        return self._shown.focused_menu() if self._shown is not None else None

    def row(self, path: str) -> QuestionRow | None:
        """The row of a question that was shown already."""
        return self._views.row(path)

    # --- keeping up -------------------------------------------------------------------------

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is."""
        self._views.masked = masked
        self._frame.remarks.set_masked(masked)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The answers changed: show what they ask for now."""
        if self._file is None or self._keeper is None or self._shown is None:
            return
        groups = {group.name: group for group in self._file.sections()}
        group = groups.get(self.section)
        if group is None:  # the section has closed under the cursor
            self.show(next(iter(groups)))
            return
        self._views.refresh(self._shown, group, self._file, self._keeper)
        self._refresh_frame(group)

    @Slot(str)
    def _on_add(self, repeat: str) -> None:
        if self._keeper is None or self._shown is None:
            return
        number = self._keeper.add_row(repeat)
        first = self._shown.first_row_in(repeat, number) if number else None
        if first is not None:
            self._frame.scroll_to(first)
            first.take_focus()

    @Slot()
    def _prebuild(self) -> None:
        """While nothing else is to do: make the section that comes next."""
        if self._file is None or self._keeper is None or self.section == PAGE:
            return
        groups = self._on_the_way(self._file)
        names = [group.name for group in groups]
        at = names.index(self.section) + 1 if self.section in names else len(names)
        if at < len(groups) and names[at] != PAGE and not self._views.is_made(names[at]):
            view = self._views.view(groups[at], self._file, self._keeper)
            view.add_asked.connect(self._on_add)

    def _can_answer(self) -> bool:
        file, keeper = self._file, self._keeper
        return file is not None and (file.can_edit or (keeper is not None and keeper.amending))

    def _refresh_frame(self, group: Group) -> None:
        file = self._file
        if file is None:
            return
        about = (language(), file.surroundings().sex)
        groups = file.sections()
        lines = [
            SectionLine(
                one.name,
                one.label.text(*about),
                one.phase,
                open_in(file, one.name),
                one.name in file.started,
                file.is_closed(one.name),
            )
            for one in groups
        ]
        self._frame.sections.show_lines(lines, group.name)
        title, hint = group.label.text(*about), group.hint.text(*about)
        if file.suspects_closed and group.name in _LOOKS_AT_SUSPECTS:
            closed = _("The section of the suspects is closed: it is not counted here.")
            hint = f"{hint} {closed}".strip()
        only_read = file.is_closed(group.name)
        self._frame.show_section(phase_label(group.phase), title, "" if only_read else hint)
        documents = any(child.name == DOCUMENTS for child in group.children)
        self._frame.document_lines.setVisible(documents and self._can_answer())
        needed, broken = file.needs.get(group.name, ()), file.broken.get(group.name, ())
        nothing_follows = only_read or file.case.status is Status.VOIDED
        said = _("Only to be read") if nothing_follows else _said_needs(len(needed), len(broken))
        self._frame.show_needs(said, open_=bool(needed or broken))
        way = [one.name for one in self._on_the_way(file)]
        labels = {line.name: line.label for line in lines}
        at = way.index(group.name)
        before = labels[way[at - 1]] if at else ""
        after = labels[way[at + 1]] if at + 1 < len(way) else ""
        self._frame.show_way(before, after, _("Review"))
        self._frame.ending.setVisible(file.quick and file.can_edit and not after)
        self.turned.emit()


def _suspects_question() -> tuple[str, str, str]:
    title = _("Open the section of the suspects?")
    text = _(
        "It holds what was told of others, and is opened separately from the person's sections. "
        "That you opened it is entered; it closes with the lock."
    )
    return title, text, _("Open the section")


def _said_needs(needed: int, broken: int) -> str:
    if not needed and not broken:
        return _("Nothing is missing here for the next step")
    said = []
    if needed:
        words = ngettext(
            "{count} answer needed for the next step",
            "{count} answers needed for the next step",
            needed,
        )
        said.append(words.format(count=needed))
    if broken:
        words = ngettext(
            "{count} answer to mend before the next step",
            "{count} answers to mend before the next step",
            broken,
        )
        said.append(words.format(count=broken))
    return " • ".join(said)
