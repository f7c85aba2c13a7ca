"""How an officer sees the window: theirs alone, on whatever page it was chosen."""

from __future__ import annotations

from tipdesk.core.settings import WindowLooks
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import station_rows


class OwnLooks:
    """The looks of the officer of one session."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def keep(self, chosen: WindowLooks) -> None:
        """Keep them in the vault.

        Raises:
            DiskFull, VaultReadOnly: they are kept as they were.
        """
        station_rows.remember_looks(self._desk.vault, self._desk.officer.login, chosen)

    def last(self) -> WindowLooks | None:
        """What they chose; None: nothing yet."""
        return station_rows.last_looks(self._desk.vault, self._desk.officer.login)
