"""The first entries of a session, opened in the window or for one deed from the terminal.

Who has come in, what failed before, and what is raised on the way. A vault that is opened from the
terminal (`at_the_vault`) is entered and sealed as any session is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tipdesk.cases.custody.chain import BY_SHIFT_KEY
from tipdesk.cases.model import Act, Officer
from tipdesk.cases.permissions import LEADING, allowed
from tipdesk.core.clock import Clock
from tipdesk.core.errors import DiskFull, TipdeskError, UnknownLogin, VaultDamaged
from tipdesk.desk.approval import enter_failures, failed_since
from tipdesk.desk.custody import integrity
from tipdesk.desk.files import derived
from tipdesk.desk.form_shelf import published_forms
from tipdesk.desk.handover.register_check import register_differs
from tipdesk.desk.locked_vault import refuse_protected
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.session.witnessing import look_through, witness
from tipdesk.desk.station import reading_through
from tipdesk.desk.station.recovery import note_use
from tipdesk.desk.update.updates import note_program
from tipdesk.forms.publishing.catalogue import Catalogue
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.keys import keys, rekeying, slot_rows
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.platform import free_space
from tipdesk.storage.schema import CAME_FROM
from tipdesk.storage.vault import Vault

_ROOM = 1 << 20  # bytes that must be free before anything is written that nobody has asked for


def enter(
    vault: Vault, key: UnlockedKey, clock: Clock, catalogue: Catalogue
) -> tuple[OpenVault, UnlockedKey | None]:
    """Who stands at the vault; the second is the recovery words' key, else the data key is wiped.

    Raises:
        as `who_stands`; DiskFull, VaultReadOnly
    """
    desk = who_stands(vault, key, clock, catalogue)
    faults = (integrity.chain_fault(vault, desk.chain), desk.note_clock())
    desk.warnings = tuple(fault for fault in faults if fault is not None)
    attachments.sweep(vault)
    before = custody_rows.head(vault)
    note_migration(desk)
    with suppress(DiskFull):  # it is told the next time
        note_program(desk)
    enter_failures(desk)
    desk.failed_tries = failed_since(desk, 0 if before is None else before.seq)
    if key.recovered:
        enter_recovered(desk, key)
        desk.keep_seed(bytearray(key.seed), seals=False)
        desk.warnings = (*desk.warnings, *look_through(desk))
        return desk, key
    how = {"by": BY_SHIFT_KEY} if key.by_shift_key else {}
    desk.enter("unlocked", None, "", **how)
    desk.keep_seed(key.seed)
    desk.warnings = (*desk.warnings, *witness(desk, key.seed))
    if allowed(Act.TAKE_IN, desk.officer.role) and (struck := register_differs(vault)):
        desk.warnings = (*desk.warnings, struck)
    _raise_cost(desk, key)
    reading_through.prepare(desk, key)
    key.dek[:] = bytes(len(key.dek))
    return desk, None


def enter_recovered(desk: OpenVault, key: UnlockedKey, tool: str = "") -> None:
    """The entry that says with what the vault was recovered, and the wish for a new one."""
    detail = {"tool": tool} if tool else {}
    with desk.vault.transaction():
        note_use(desk.vault, key)
        if key.shares:
            numbers = " ".join(map(str, key.shares))
            desk.enter("recovered_by_shares", None, "", shares=numbers, **detail)
        else:
            desk.enter("recovered", None, "", **detail)


def note_migration(desk: OpenVault) -> None:
    """Enter that the vault was brought to this program's version, and from which."""
    vault = desk.vault
    before = vault.meta(CAME_FROM)
    if not before:
        return
    with vault.transaction():
        desk.enter("migrated", from_version=before, to_version=str(vault.version))
        vault.set_meta(CAME_FROM, "")


def who_stands(vault: Vault, key: UnlockedKey, clock: Clock, catalogue: Catalogue) -> OpenVault:
    """The open vault with its station and the officer whose key it is; nothing is entered.

    Raises:
        VaultDamaged: no station. UnknownLogin: a slot without an officer, or of one who is out.
    """
    station = station_rows.station(vault)
    if station is None:
        raise VaultDamaged(what="station")
    officer = station_rows.find(vault, key.login)
    if officer is None:
        if not key.recovered:
            raise UnknownLogin(login=key.login)
        officer = Officer(0, key.login, "", LEADING)
    if officer.suspended or officer.removed:  # by a change that was cut off until now
        raise UnknownLogin(login=key.login)
    desk = OpenVault(vault, station, officer, clock, catalogue)
    derived.follow(desk)
    return desk


def _raise_cost(desk: OpenVault, key: UnlockedKey) -> None:
    """Put the dearer slot into use. What stands against it (a disk that is full, slots that were
    changed meanwhile) keeps nobody out and takes no ballast: the next unlock tries again."""
    document = key.dearer
    cost = None if document is None else keys.cost_of(document, key.login)
    if document is None or cost is None:
        return

    def record() -> None:
        desk.enter(
            "kdf_raised",
            memory_kib=str(cost.memory_kib),
            time=str(cost.time),
            lanes=str(cost.lanes),
        )

    with suppress(TipdeskError, ValueError, OSError):
        if not desk.vault.space_low and free_space(desk.vault.vault_dir) >= _ROOM:
            slot_rows.store(desk.vault, document, record)


# --- from the terminal ------------------------------------------------------------------------


@contextmanager
def at_the_vault(vault_dir: Path, key: UnlockedKey, clock: Clock, deed: str) -> Iterator[OpenVault]:
    """The open vault; `deed` stands in the entry that says that it was unlocked. `key` is wiped.

    Raises:
        VaultInUse, VaultDamaged, VaultTooNew, VaultReadOnly, DiskFull
    """
    refuse_protected(vault_dir)
    rekeying.settle(vault_dir, key)
    with Vault.open(vault_dir, key.dek) as vault:
        desk = who_stands(vault, key, clock, published_forms())
        desk.note_clock()
        note_migration(desk)
        note_program(desk)
        if key.recovered:
            enter_recovered(desk, key, tool=deed)
        else:
            desk.enter("unlocked", tool=deed)
        try:
            if not key.recovered:
                desk.keep_seed(key.seed)
            yield desk
        finally:
            with suppress(TipdeskError):
                desk.enter_owed()
                desk.enter("locked", tool=deed)
                desk.seal()
            desk.forget_seed()
            key.wipe()
