"""Updating from the terminal: the vault is opened to look into the file, and locked to install."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tipdesk.core.clock import Clock
from tipdesk.core.installation import settle, this_installation
from tipdesk.core.work import Work
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.desk.update.looking_into import OpenedUpdate, look_into
from tipdesk.desk.update.updates import Updates
from tipdesk.storage.keys.keys import UnlockedKey


def look_from_terminal(
    vault_dir: Path,
    key: UnlockedKey,
    clock: Clock,
    path: Path,
    agree: Callable[[OpenedUpdate], bool],
) -> tuple[OpenedUpdate, bool]:
    """Look into an update; `agree` is asked whether to go on with one that is accepted. What comes
    back is open, the vault is locked. `key` is wiped.

    Raises:
        TransitionRefused: not open to this role.
        as `desk.session.entering.at_the_vault`, `desk.update.looking_into.look_into` and
        `desk.update.updates.Updates.plan`.
    """
    with at_the_vault(vault_dir, key, clock, "update") as desk:
        settle(this_installation())
        updates = Updates(desk, Keys(desk))
        opened = look_into(updates.plan(path), Work())
        try:
            updates.record_seen(opened.verdict)
            agreed = opened.verdict.accepted and agree(opened)
            if agreed:
                updates.record_begun(opened.verdict)
        except BaseException:
            opened.close()
            raise
        return opened, agreed
