"""What is said after unlocking: failed passphrases and PINs, and damage to the database.

A large database is read every day, behind the pages; of that nothing is said unless it found damage
(`ReadingRoom`). Which passphrases and PINs failed is said since the officer was last here. The rows
of what is owed are held against their files meanwhile (`RowsRoom`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Act
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.locked_vault import RECOVERY_LOGIN, FailedTries
from tipdesk.i18n.text import N_, _, format_datetime, is_rtl, isolated, language, ngettext
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.parts import Strip, button
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

if TYPE_CHECKING:  # the unlock screen does without the desk's rooms
    from tipdesk.desk.open_vault import SessionNews

# --- the daily reading of a large database ----------------------------------------------------


class DamageNote(QWidget):
    """A strip above the pages: nobody's interview is stopped for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._read = button(_("I have read it"), style="ghost")
        self._strip = Strip(kind="notedanger", action=self._read)
        self._read.clicked.connect(self.hide)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(8), px(20), 0)
        box.addWidget(self._strip)
        self.hide()

    def say(self, text: str) -> None:
        """What was found and what to do."""
        self._text = text
        self._strip.set_text(text)
        self.show()

    def unread(self) -> str:
        """What is said until somebody has read it; '' for nothing."""
        return "" if self.isHidden() else self._text


class ReadingRoom(QObject):
    """Reads the database of each session through on a thread of its own: no other work waits for
    it, and no lock."""

    def __init__(
        self, services: Services, entered: SignalInstance, locked: SignalInstance, parent: QWidget
    ) -> None:
        """It begins after each unlocking, and ends with the lock."""
        super().__init__(parent)
        self._services = services
        self._jobs: JobRunner | None = None
        self.note = DamageNote(parent)
        entered.connect(self._on_entered)
        locked.connect(self._on_locked)

    def renew_note(self, unread: str) -> None:
        """Another strip for a window that is built anew, with what nobody has read yet."""
        self.note = DamageNote()
        if unread:
            self.note.say(unread)

    @Slot()
    def _on_entered(self) -> None:
        reading = self._services.session.reading.begin()
        if reading is not None:
            self._jobs = JobRunner(self)
            task = partial(reading.is_whole, self._jobs.work())
            self._jobs.run(task, done=self._on_read, failed=self._on_not_read)

    @Slot()
    def _on_locked(self) -> None:
        self.note.hide()
        if self._jobs is not None:
            self._jobs.close()
            self._jobs.deleteLater()
            self._jobs = None

    def _on_read(self, undamaged: bool) -> None:
        session = self._services.open_session
        if session is None:
            return
        with suppress(TipdeskError):  # said all the same; read again at the next unlocking
            session.reading.record(undamaged=undamaged)
        if not undamaged:
            from tipdesk.ui.station.backup import last_text

            self.note.say(damage_text(last_text(session.backups.last())))

    def _on_not_read(self, _error: TipdeskError) -> None:
        if (session := self._services.open_session) is not None:
            session.reading.end()


# --- what is owed, as rows ---------------------------------------------------------------------


class RowsRoom(QObject):
    """Goes through files after each unlocking, a few at a time between what the officer does: those
    of an older vault get what lists and search say of them, some are compared with that."""

    BEGINS_AFTER, STEP_EVERY = 3000, 100  # ms; the first pages come before it

    def __init__(
        self, services: Services, entered: SignalInstance, locked: SignalInstance, parent: QObject
    ) -> None:
        """It begins after each unlocking, and ends with the lock."""
        super().__init__(parent)
        self._services = services
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        entered.connect(self._on_entered)
        locked.connect(self._timer.stop)

    @Slot()
    def _on_entered(self) -> None:
        if self._services.session.may(Act.SEE_FILES):
            self._timer.start(self.BEGINS_AFTER)

    @Slot()
    def _on_timeout(self) -> None:
        session = self._services.open_session
        if session is None:
            return
        with suppress(TipdeskError):  # a full disk: the next session goes on
            if session.derived.step():
                self._timer.start(self.STEP_EVERY)


def damage_text(backup: str) -> str:
    """What is said of a damage; `backup` is a sentence about the last one."""
    return _(
        "A part of the database on this computer is damaged. What was saved may not all be read "
        "again. Finish what cannot wait, then lock, and tell whoever looks after this computer "
        "today: {check} says what is damaged, {salvage} saves what can be read into a new folder. "
        "A backup of before can be restored. {backup}"
    ).format(
        check=isolated("tipdesk vault check"),
        salvage=isolated("tipdesk vault salvage"),
        backup=backup,
    )


class FailedTriesNote(QWidget):
    """A strip above the pages, until it was read: what failed, and what others did with people,
    keys and files since the officer was last here. Hidden when there is nothing, and while a file
    is open: it would move what is read and written there."""

    unread_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[str, ...] = ()
        self._tries: tuple[FailedTries, ...] = ()
        self._news: tuple[SessionNews, ...] = ()
        self._added: tuple[str, ...] = ()
        self._file_is_open = False  # what is said waits
        self._read = button(_("I have read it"), style="ghost")
        self._strip = Strip(kind="notewarn", action=self._read)
        self._read.clicked.connect(self._on_read)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(8), px(20), 0)
        box.addWidget(self._strip)
        self.hide()

    def step_aside(self, file_is_open: bool) -> None:
        """Wait while a file is open, or come back."""
        self._file_is_open = file_is_open
        self.setVisible(bool(self._lines) and not file_is_open)

    @Slot()
    def _on_read(self) -> None:
        self.say(())

    def say_again(self, before: FailedTriesNote) -> None:
        """Say in the language of now what nobody has read yet of the strip before this one."""
        self.say(before._tries, before._news)
        self.add(*before._added)

    def _put(self, lines: Sequence[str]) -> None:
        """Say this; nothing for none."""
        self._lines = tuple(lines)
        self._strip.set_text("\n".join(self._lines))
        self.setVisible(bool(self._lines) and not self._file_is_open)
        self.unread_changed.emit(bool(self._lines))

    def follow(self, services: Services, entered: SignalInstance, locked: SignalInstance) -> None:
        """Say it after each unlocking; nothing after the lock."""
        self._services = services
        entered.connect(self.tell)
        locked.connect(self._on_locked)

    @Slot()
    def tell(self) -> None:
        """Say what failed before this session, and what is new."""
        session = self._services.session
        self.say(session.failed_tries, session.news)

    @Slot()
    def _on_locked(self) -> None:
        self.say(())

    def say(self, tries: Sequence[FailedTries], news: Sequence[SessionNews] = ()) -> None:
        """Say how often, when and for which code; then what is new. Nothing for none."""
        self._tries, self._news, self._added = tuple(tries), tuple(news), ()
        self._put([*([_sentence(tries)] if tries else []), *([news_text(news)] if news else [])])

    def add(self, *lines: str) -> None:
        """Say this too."""
        if lines:
            self._added = (*self._added, *lines)
            self._put((*self._lines, *lines))


_NEWS: Mapping[str, str] = {  # the gravest first
    "never_sent": N_(
        "the Prosecution has case bundle {number} in the name of this station, and it was never "
        "sent from here; its receipt is kept as a proof ({by} brought it)"
    ),
    "in_own_name": N_("file {number} was changed in your name, in a session that you did not lock"),
    "taken_in_own_name": N_(
        "a shift was taken over in your name, in a session that you did not lock"
    ),
    "unasked": N_(
        "the trust list names a certificate of {who} that was not asked for here: call the "
        "certification authority today, both of its people, by a number that you know ({by} "
        "brought the list)"
    ),
    "founded": N_(
        "the register of keys was begun with what this vault lists: {who}; if one was signed here "
        "before, add nothing and call the certification authority"
    ),
    "sheet": N_(
        "a new recovery sheet ({by}); from your next session on it opens what is restricted in "
        "your files, too"
    ),
    "shares": N_(
        "new recovery shares ({by}); from your next session on two of them open what is "
        "restricted in your files, too"
    ),
    "enrolled": N_("{who} was added ({by})"),
    "rekeyed": N_("new keys of {who} ({by})"),
    "role": N_("another role of {who} ({by})"),
    "let_in": N_("{who} was let in again ({by})"),
    "trusted": N_("a trust list was taken ({by})"),
    "form": N_("a form was installed ({by})"),
    "series": N_("case bundles are numbered anew, since a backup was restored ({by})"),
    "accepted": N_("what differed from the register of keys was settled ({by})"),
    "settled": N_("{who} will not sign the register of keys ({by})"),
    "approved": N_("file {number} was approved ({by})"),
    "completion_asked": N_(
        "the Prosecution asks for file {number} to be completed; it waits in your list ({by} "
        "brought the message)"
    ),
    "reassigned": N_("file {number} was reassigned, from the first to the second: {who} ({by})"),
    "unnamed": N_("{who} was taken off file {number} ({by})"),
    "named": N_("{who} was added to file {number} ({by})"),
    "hidden": N_("file {number} was hidden ({by})"),
    "shown_again": N_("file {number} is shown again ({by})"),
    "escrowed": N_(
        "the Prosecution's office can open hidden file {number} from now on, should you be lost"
    ),
    "given": N_("file {number} was given to a team ({by})"),
    "taken": N_("file {number} was withdrawn from a team ({by})"),
    "team_joined": N_("{who} joined a team ({by})"),
    "team_left": N_("{who} left a team ({by})"),
    "team_made": N_("a team was made ({by})"),
    "suspended": N_("{who} was suspended ({by})"),
    "removed": N_("{who} was removed ({by})"),
    "retired": N_("an earlier recovery sheet or earlier shares open nothing more ({by})"),
    "notices": N_("electronic notices were allowed here, or ended ({by})"),
    "reviewed": N_("{by} went through the electronic notice of file {number}"),
}
_GRAVITY = {what: place for place, what in enumerate(_NEWS)}


def news_text(news: Sequence[SessionNews]) -> str:
    """What is new since the last session, and what to do when it surprises: all of it, for it is
    said once. What one did to several files is one thing, and the gravest stands first: who does
    much that is harmless hides nothing behind it."""
    numbers: dict[tuple[str, tuple[str, ...], tuple[str, ...]], dict[str, None]] = {}
    for item in sorted(news, key=lambda item: _GRAVITY[item.what]):
        numbers.setdefault((item.what, item.logins, item.by), {})[item.number or "–"] = None
    between = "؛ " if is_rtl() else "; "
    lines = [
        _(_NEWS[what]).format(who=_people(logins), number=_row(of_files), by=_people(by))
        for (what, logins, by), of_files in numbers.items()
    ]
    return _(
        "Since your last session: {news}. If something of this surprises you, tell "
        "whoever leads this station today; the audit log has all of it."
    ).format(news=between.join(lines))


def _people(logins: Sequence[str]) -> str:
    sheet = _("recovery sheet")
    return _between(sheet if login == RECOVERY_LOGIN else isolated(login) for login in logins)


def _row(words: Iterable[str]) -> str:
    return _between(map(isolated, words))


def _between(words: Iterable[str]) -> str:
    return ("، " if is_rtl() else ", ").join(words)


def _sentence(tries: Sequence[FailedTries]) -> str:
    between = "؛ " if is_rtl() else "; "
    words = between.join(map(_tries_text, tries))
    if all(failed.shift_key for failed in tries):
        return _(
            "Wrong entries since you were last here: {tries}. If they were not yours, tell a "
            "supervisor. The third in a row ends a shift key."
        ).format(tries=words)
    return _(
        "Wrong entries since you were last here: {tries}. If they were not yours, tell a "
        "supervisor. Each makes the next try wait longer, but that does not stop someone who "
        "copies the disk."
    ).format(tries=words)


def _tries_text(tries: FailedTries) -> str:
    if tries.login == RECOVERY_LOGIN:
        return ngettext(
            "{count} wrong PIN of a recovery share, on {when}",
            "{count} wrong PINs of recovery shares, last on {when}",
            tries.count,
        ).format(
            count=isolated(str(tries.count)),
            when=isolated(format_datetime(tries.last, language())),
        )
    if tries.shift_key:
        return ngettext(
            "{count} wrong PIN of the shift key of {who}, on {when}",
            "{count} wrong PINs of the shift key of {who}, last on {when}",
            tries.count,
        ).format(
            count=isolated(str(tries.count)),
            who=isolated(tries.login),
            when=isolated(format_datetime(tries.last, language())),
        )
    return ngettext(
        "{count} time for {code}, last on {when}",
        "{count} times for {code}, last on {when}",
        tries.count,
    ).format(
        count=isolated(str(tries.count)),
        code=isolated(tries.login),
        when=isolated(format_datetime(tries.last, language())),
    )
