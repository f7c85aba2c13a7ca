"""From the seed in a slot to the data key: what every way into a vault has in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from tipdesk.core.errors import TipdeskError, VaultDamaged, WrongPassphrase
from tipdesk.storage.kdf import wipe
from tipdesk.storage.keys import slot_crypto
from tipdesk.storage.keys.slot_document import Slot, SlotDocument
from tipdesk.storage.keys.slot_making import RECOVERY_LOGIN


@dataclass(frozen=True, slots=True, repr=False)
class UnlockedKey:
    """What a passphrase opens. `dek` opens the vault, `seed` is the officer's own secret."""

    login: str
    dek: bytearray
    seed: bytearray
    next_dek: bytearray | None = None  # while the data key is being changed: `rekeying.settle`
    dearer: SlotDocument | None = None  # the own slot at a higher cost, to be stored when open
    shares: tuple[int, ...] = ()  # the numbers of the recovery shares that were used

    @property
    def recovered(self) -> bool:
        """Whether the recovery words, or two recovery shares, were used."""
        return self.login == RECOVERY_LOGIN

    def wipe(self) -> None:
        """Overwrite every secret."""
        wipe(self.dek, self.seed, *([self.next_dek] if self.next_dek is not None else []))

    def use_next(self) -> None:
        """The database has the key to come: it takes the place of the old one."""
        if self.next_dek is not None:
            self.dek[:] = self.next_dek


def unlocked(
    slot: Slot, document: SlotDocument, seed: bytearray, documents: Sequence[SlotDocument]
) -> UnlockedKey:
    """What a slot whose `seed` was found opens; `documents` are all whole copies.

    Raises:
        VaultDamaged: slot or document were altered.
        WrongPassphrase: a newer copy is authentic, so that this slot counts no more.
    """
    dek = _dek(slot, document, seed, documents)
    return UnlockedKey(slot.login, dek, seed, _next_dek(slot, document, seed))


def recovered(
    documents: Sequence[SlotDocument],
    slots: Callable[[SlotDocument], tuple[Slot, ...]],
    seed_of: Callable[[Slot, SlotDocument], bytearray | None],
    fault: TipdeskError,
) -> UnlockedKey:
    """What the first of `slots` that `seed_of` opens leads to, newest document first.

    Raises:
        VaultDamaged: it opened, and was altered.
        `fault`: none opens, or a newer document has other ones.
    """
    for document, slot in ((one, slot) for one in documents for slot in slots(one)):
        seed = seed_of(slot, document)
        if seed is None:
            continue
        try:
            return unlocked(slot, document, seed, documents)
        except VaultDamaged as error:
            fault = error
        except WrongPassphrase:
            break
    raise fault


def _dek(
    slot: Slot, document: SlotDocument, seed: bytearray, documents: Sequence[SlotDocument]
) -> bytearray:
    """The data key, once slot and document have proved whole and no newer copy is authentic.

    Copies differ when the power went between writing the first and the second: what the older
    one still opens is no longer valid.
    """
    try:
        dek = slot_crypto.open_dek(slot, document, seed)
    except (InvalidTag, ValueError) as error:
        raise VaultDamaged(what="slots") from error
    if not slot_crypto.authentic(document, dek):
        wipe(dek)
        raise VaultDamaged(what="slots")
    newer = (other for other in documents if other.epoch > document.epoch)
    if any(slot_crypto.authentic(other, dek) for other in newer):
        wipe(dek)
        raise WrongPassphrase
    return dek


def _next_dek(slot: Slot, document: SlotDocument, seed: bytearray) -> bytearray | None:
    """The key to come, in a document that was written while the data key was being changed."""
    following = document.successor
    if following is None:
        return None
    own = next(one for one in following.slots if one.id == slot.id)
    try:
        dek = slot_crypto.open_dek(own, following, seed)
    except (InvalidTag, ValueError) as error:
        raise VaultDamaged(what="slots") from error
    if not slot_crypto.authentic(following, dek):
        wipe(dek)
        raise VaultDamaged(what="slots")
    return dek
