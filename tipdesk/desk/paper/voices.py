"""Recorded voices for the language cards: taken in by a supervisor, played from the vault."""

from __future__ import annotations

from pathlib import Path

from tipdesk.cases.permissions import Act, allowed
from tipdesk.core.errors import TransitionRefused
from tipdesk.core.plain_file import read_plain, shown_name
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.paper.sound_check import check_sound
from tipdesk.i18n.language_cards import Part
from tipdesk.storage.station import resource_rows

MOST = 16 * 1024 * 1024  # bytes: more than ten minutes as MP3


class Voices:
    """The sound files of the cards. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    @property
    def may_change(self) -> bool:
        """Whether this officer may add and remove recordings."""
        return allowed(Act.KEEP_VOICES, self._desk.officer.role)

    def find(self, language: str, part: Part) -> bytes | None:
        """The sound file of a card, or None."""
        return resource_rows.voice(self._desk.vault, language, part)

    def add(self, language: str, part: Part, path: Path) -> None:
        """Take a sound file (WAV, MP3, FLAC; at most `MOST` bytes) into the vault.

        Raises:
            FileUnreadable: it cannot be read or is larger.
            VoiceRefused: it is no such file, or too long (see `sound_check`).
            TransitionRefused: not a supervisor.
            DiskFull, VaultReadOnly
        """
        self._check_role()
        body = read_plain(path, MOST)
        check_sound(body, shown_name(path))
        with self._desk.vault.transaction():
            by, at = self._desk.officer.login, self._desk.now()
            resource_rows.keep_voice(self._desk.vault, (language, part), body, by, at)
            self._desk.enter("voice_added", language=language, card=part)

    def remove(self, language: str, part: Part) -> None:
        """Take a recording away.

        Raises:
            TransitionRefused: not a supervisor.
        """
        self._check_role()
        with self._desk.vault.transaction():
            resource_rows.remove_voice(self._desk.vault, language, part)
            self._desk.enter("voice_removed", language=language, card=part)

    def _check_role(self) -> None:
        if not self.may_change:
            raise TransitionRefused(step="voice", status="", reason="role")
