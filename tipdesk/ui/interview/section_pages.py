"""The views of an open file's sections: made when first needed, kept until the file is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from tipdesk.cases.answers import NO_ANSWER
from tipdesk.cases.files import review
from tipdesk.cases.interview.unfinished import readable
from tipdesk.cases.model import Answer
from tipdesk.desk.interview.assessing import board
from tipdesk.forms.model import Group
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.form.clarify import ClarifyView
from tipdesk.ui.form.indicators import IndicatorsView
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.question_frame import MASK
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.form.section_state import Shown
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.suggesting import Suggesting


class SectionPages:
    """Holds one view a section inside `box`; one of them is shown."""

    def __init__(self, box: QVBoxLayout, seek: Callable[[str], object]) -> None:
        """`seek` turns to the question at a path."""
        self._box, self._seek = box, seek
        self._views: dict[str, SectionView] = {}
        self._suggesting: Suggesting | None = None
        self.masked = False

    def follow(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        """Another file is open."""
        self._suggesting = Suggesting(file, keeper, self.row)

    def view(self, section: Group, file: OpenFile, keeper: AnswerKeeper) -> SectionView:
        """The view of a section, up to date."""
        found = self._views.get(section.name)
        if found is None:
            found = self._made(section, file, keeper)
            found.edited.connect(keeper.edited)
            found.left.connect(keeper.flush)  # the focus has gone to another row
            found.left.connect(keeper.row_left)
            found.remove_asked.connect(keeper.remove_row)
            found.restore_asked.connect(keeper.restore_row)
            found.repeat_reason.connect(keeper.explain_repeat)
            found.amend_asked.connect(keeper.amend_asked)
            found.agree_asked.connect(keeper.agree_asked)
            found.kept_asked.connect(partial(self._on_kept, keeper))
            if self._suggesting is not None:
                found.offer_pressed.connect(self._suggesting.press)
            found.hide()
            self._box.addWidget(found)
            self._views[section.name] = found
        self.refresh(found, section, file, keeper)
        return found

    def _made(self, section: Group, file: OpenFile, keeper: AnswerKeeper) -> SectionView:
        if section.name == review.PAGE:
            clarified = ClarifyView(section, file.rules, file.surroundings())
            clarified.deferred.connect(partial(self._on_deferred, file, keeper))
            clarified.go_asked.connect(self._seek)
            return clarified
        if not IndicatorsView.shows(section, file.rules.definition):
            return SectionView(section, file.rules, file.surroundings())
        made = IndicatorsView(section, file.rules, file.surroundings(), board)
        made.put_asked.connect(keeper.put_now)
        made.seek_asked.connect(self._seek)
        return made

    def _on_deferred(self, file: OpenFile, keeper: AnswerKeeper, path: str) -> None:
        """What waits is a topic of the next session."""
        left = file.answers.get(review.TOPICS_LEFT, NO_ANSWER)
        section = file.rules.section_of(path)
        topics = review.with_topic(file.rules.definition, left.value, section)
        if topics != left.value:
            keeper.put_now({review.TOPICS_LEFT: Answer(topics)})

    def refresh(
        self, view: SectionView, section: Group, file: OpenFile, keeper: AnswerKeeper
    ) -> None:
        """Show what the answers ask for now."""
        shown = Shown(
            state=file.state,
            answers=file.answers,
            needed=file.needs.get(section.name, frozenset()),
            quick=file.quick,
            read_only=not (file.can_edit or keeper.amending),
            masked=self.masked,
            typed=keeper.unrecorded.typed,
            kept=_offers(file, keeper.unrecorded.aside, masked=self.masked),
            remarks={} if self.masked else _by_path(file),
            advice={} if self.masked else file.advice,
            amendable=file.can_amend,
            frozen=file.frozen,
            offers=self._suggesting.offers(masked=self.masked) if self._suggesting else {},
            closed_words=tuple(one for one in file.closed if one.section == section.name),
        )
        view.refresh(shown, file.surroundings())

    def is_made(self, section: str) -> bool:
        """Whether a section has its view."""
        return section in self._views

    def row(self, path: str) -> QuestionRow | None:
        """The row of a question, wherever it was made."""
        for view in self._all():
            row = view.row(path)
            if row is not None:
                return row
        return None

    def clear(self) -> None:
        """Forget every view and what it shows."""
        for view in self._all():
            view.hide()
            self._box.removeWidget(view)
            view.deleteLater()
        self._views.clear()

    def _on_kept(self, keeper: AnswerKeeper, path: str, use: bool) -> None:
        """Kept words go into their field, where they are half an answer, or are given up."""
        words, row = keeper.unrecorded.aside.pop(path, None), self.row(path)
        if use and words is not None and row is not None:
            row.show_typed(words)
            keeper.edited(path)
            row.take_focus()
        keeper.put_now({})

    def _all(self) -> Iterator[SectionView]:
        yield from self._views.values()


def _by_path(file: OpenFile) -> dict[str, str]:
    """What was remarked on each question, one remark a line."""
    found: dict[str, str] = {}
    for remark in file.remarks:
        found[remark.path] = "\n".join(filter(None, (found.get(remark.path), remark.text)))
    return found


def _offers(file: OpenFile, aside: Mapping[str, str], *, masked: bool) -> dict[str, str]:
    """What is said of one's own words at a colleague's answer, by path."""
    said = _("This answer is {who}'s. Your own words, no answer yet, are kept: {words}")
    found: dict[str, str] = {}
    for path, words in aside.items():
        shown = MASK if masked else readable(file.rules.question(path).type, words)
        who = isolated(file.name_of(file.answers[path].by))
        found[path] = said.format(who=who, words=isolated(shown))
    return found
