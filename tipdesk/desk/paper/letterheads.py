"""The letterhead of the station's papers: what stands now, what would stand, and the change."""

from __future__ import annotations

from pathlib import Path

from tipdesk.cases.model import Act
from tipdesk.cases.paper import letterhead
from tipdesk.core.plain_file import read_plain
from tipdesk.core.settings import Language
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.paper.printing_room import BlankForm, PrintOptions, PrintPlan
from tipdesk.printing.outside import own_process
from tipdesk.storage import station_rows

Emblem = letterhead.Emblem
Letterhead = letterhead.Letterhead
MOST_LINES, LONGEST_LINE = letterhead.MOST_LINES, letterhead.LONGEST_LINE
LONGEST_FOOT, PLAIN = letterhead.LONGEST_FOOT, letterhead.PLAIN
_SHOWN = "notice"  # the paper of the preview: one page


def read_emblem(path: Path) -> Emblem:
    """The picture of a PNG or JPEG file as it would be printed. JOB.

    Raises:
        FileUnreadable
        LetterheadRefused: it is no such picture (details: reason "kind", "large", "unreadable").
    """
    return own_process.emblem_of(read_plain(path, own_process.MOST_BYTES))


class Letterheads:
    """One for the whole station. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def current(self) -> Letterhead:
        """What papers carry now; `PLAIN` is the program's own."""
        return station_rows.letterhead(self._desk.vault)

    def preview(self, proposed: Letterhead, language: Language = "ar") -> PrintPlan:
        """A blank paper as it would look.

        Raises:
            LetterheadRefused: as `keep`.
        """
        options = PrintOptions(language=language, copy="file", letterhead=self._checked(proposed))
        form = BlankForm(self._desk.forms.newest(), self._desk.station)
        return PrintPlan(_SHOWN, form, options)

    def keep(self, proposed: Letterhead) -> Letterhead:
        """Every paper carries it from now on, those of bundles too; `PLAIN` goes back to the
        program's own. What was typed is cleaned first; the answer is what is kept.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "set_letterhead").
            LetterheadRefused: a line is too long or names a shelter (details: reason, line).
            DiskFull, VaultReadOnly: the one before stays.
        """
        self._desk.require(Act.SET_LETTERHEAD)
        checked = self._checked(proposed)
        if checked == self.current():
            return checked
        with self._desk.vault.transaction():
            station_rows.keep_letterhead(self._desk.vault, checked)
            if checked == PLAIN:
                self._desk.enter("letterhead_reset")
            else:
                self._desk.enter("letterhead_changed", letterhead=checked.digest)
        return checked

    def _checked(self, proposed: Letterhead) -> Letterhead:
        form = self._desk.forms.newest()
        return letterhead.checked_letterhead(proposed, form, self._desk.station)
