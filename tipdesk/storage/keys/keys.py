"""Who can open a vault: making, opening and changing its key slots.

Everything here is pure: it reads the slot files and returns values, so it may run in a worker
thread. A changed document is written by `tipdesk.storage.keys.slot_rows.store`, which also lets the
vault remember it; `create_slots` writes the first one itself.

What every way into a vault has in common is the way from the seed in a slot to the data key
(`UnlockedKey`).

A dearer slot costs a thief more for each guess: it is raised to what this machine would choose
(`raised`). An officer who is out for a time has no slot in the slot file, and gets it back as it
was (`without_slot`, `with_slot_again`). That keeps the program from opening the vault for the
officer; whoever copied the slot file before still has the data key, and against that only a removal
helps (`tipdesk.storage.keys.rekeying`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from argon2.exceptions import HashingError
from cryptography.exceptions import InvalidTag

from tipdesk.core.errors import (
    TipdeskError,
    UnknownLogin,
    VaultDamaged,
    VaultExists,
    WrongPassphrase,
    WrongRecoveryWords,
)
from tipdesk.storage.kdf import (
    KdfCost,
    key_from_passphrase,
    subkey,
    wipe,
)
from tipdesk.storage.keys import known_costs, slot_crypto
from tipdesk.storage.keys.slot_crypto import KEY_SIZE, OfficerKeys, officer_keys
from tipdesk.storage.keys.slot_file import (
    DATABASE,
    RECOVERY,
    RECOVERY_LOGIN,
    SHARES,
    Slot,
    SlotDocument,
    read_documents,
    read_slot,
    set_aside,
    write_document,
)
from tipdesk.storage.keys.slot_making import (
    RECOVERY_INFO,
    NewSlot,
    following,
    normalise_login,
    officer_slot,
    recovery_slot,
    replaced,
    with_passphrase,
)
from tipdesk.storage.passphrase import from_words
from tipdesk.storage.platform import disk_errors, make_durably

# --- from the seed to the data key ------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class UnlockedKey:
    """What a passphrase opens. `dek` opens the vault, `seed` is the officer's own secret."""

    login: str
    dek: bytearray
    seed: bytearray
    next_dek: bytearray | None = None  # while the data key is being changed: `rekeying.settle`
    dearer: SlotDocument | None = None  # the own slot at a higher cost, to be stored when open
    shares: tuple[int, ...] = ()  # the numbers of the recovery shares that were used
    by_shift_key: bool = False  # a PIN brought its officer back, no passphrase

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
    for document, slot in (
        (candidate, slot) for candidate in documents for slot in slots(candidate)
    ):
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
    own = next(candidate for candidate in following.slots if candidate.id == slot.id)
    try:
        dek = slot_crypto.open_dek(own, following, seed)
    except (InvalidTag, ValueError) as error:
        raise VaultDamaged(what="slots") from error
    if not slot_crypto.authentic(following, dek):
        wipe(dek)
        raise VaultDamaged(what="slots")
    return dek


@dataclass(frozen=True, slots=True, repr=False)
class CreatedKeys:
    """The keys of a new vault. The words are shown once and kept nowhere."""

    dek: bytearray
    recovery_words: tuple[str, ...]
    officers: Mapping[str, OfficerKeys]  # by login
    seeds: Mapping[str, bytearray]  # by login, for the first seals
    document: SlotDocument

    def wipe(self) -> None:
        """Overwrite the data key and the seeds."""
        wipe(self.dek, *self.seeds.values())


def create_slots(
    vault_dir: Path, vault_id: str, slots: Sequence[NewSlot], cost: KdfCost
) -> CreatedKeys:
    """Make a data key and a slot for each officer and for the recovery words, and write them. Slow.

    `vault_id` has 32 hex digits.

    Raises:
        VaultExists: the folder holds a vault.
        ValueError: no slot, a doubled or empty login, or a cost out of bounds.
        DiskFull, VaultReadOnly: no slot was written.
    """
    if (vault_dir / DATABASE).exists():
        raise VaultExists
    logins = [normalise_login(slot.login) for slot in slots]
    if not logins or len(set(logins)) != len(logins):
        raise ValueError("each officer needs a login of their own")
    dek = bytearray(os.urandom(KEY_SIZE))
    seeds: dict[str, bytearray] = {}
    document = SlotDocument(vault_id, generation=1, epoch=1, slots=())
    for login, slot in zip(logins, slots, strict=True):
        new_slot, seed = officer_slot(document, dek, NewSlot(login, slot.passphrase), cost)
        seeds[login] = seed
        document = replace(document, slots=(*document.slots, new_slot))
    recovery, words = recovery_slot(document, dek)
    document = slot_crypto.signed(replace(document, slots=(*document.slots, recovery)), dek)
    with disk_errors():
        make_durably(vault_dir)
    set_aside(vault_dir)
    write_document(vault_dir, document)
    officers = {login: officer_keys(seed) for login, seed in seeds.items()}
    return CreatedKeys(dek, words, officers, seeds, document)


def unlock(vault_dir: Path, login: str, passphrase: str) -> UnlockedKey:
    """Open an officer's slot. Slow.

    Raises:
        UnknownLogin, WrongPassphrase: the person can try again.
        VaultMissing, VaultDamaged, VaultTooNew: the slots cannot be used.
    """
    login = normalise_login(login)
    documents = read_documents(vault_dir)
    faults: list[TipdeskError] = []
    for document in documents:
        slot = document.find(login)
        if slot is None:
            faults.append(UnknownLogin(login=login))
            continue
        try:
            seed = _seed(slot, document, passphrase, vault_dir)
            return unlocked(slot, document, seed, documents)
        except (WrongPassphrase, VaultDamaged) as error:
            faults.append(error)
    # A slot that opened and then proved altered says more than one that did not open.
    raise next((fault for fault in faults if isinstance(fault, VaultDamaged)), faults[0])


def unlock_recovery(vault_dir: Path, words: str | Sequence[str]) -> UnlockedKey:
    """Open a recovery slot with its 24 words, their first four letters or their numbers.

    Raises:
        WrongRecoveryWords: mistyped (details: position of the unknown word, or 0), or another
            vault's.
        VaultMissing, VaultDamaged, VaultTooNew: the slots cannot be used.
    """
    key = from_words(words)
    kek = subkey(key, RECOVERY_INFO)

    def seed_of(slot: Slot, document: SlotDocument) -> bytearray | None:
        return slot_crypto.opens(slot, document.vault_id, kek)

    try:
        documents = read_documents(vault_dir)
        fault = WrongRecoveryWords(position=0)
        return recovered(documents, SlotDocument.recoveries, seed_of, fault)
    finally:
        wipe(key, kek)


def confirm(vault_dir: Path, login: str, passphrase: str) -> bytearray:
    """The officer's seed, after the same check as `unlock`: for a signature. Slow.

    Raises:
        as `unlock`.
    """
    key = unlock(vault_dir, login, passphrase)
    wipe(key.dek, *([key.next_dek] if key.next_dek is not None else []))
    return key.seed


def change_passphrase(
    vault_dir: Path, key: UnlockedKey, login: str, new: str, cost: KdfCost
) -> SlotDocument:
    """The document with `login`'s own seed under a new passphrase; keys and seals stay valid. Slow.

    For an officer who has forgotten the passphrase `reset_slot` is the way: nobody else has the
    seed.

    Raises:
        UnknownLogin: there is no such officer.
        ValueError: `key` is not this officer's.
    """
    document = authentic_document(vault_dir, key.dek)
    slot = document.find(normalise_login(login))
    if slot is None:
        raise UnknownLogin(login=login)
    if officer_keys(key.seed).x25519_public != slot.public:
        raise ValueError("the seed is another officer's")
    changed = with_passphrase(slot, document, key.seed, new, cost)
    # The data key stays sealed to the same public key; only the seed's wrapping is new.
    return following(document, replaced(document, slot, changed), key.dek)


def reset_slot(
    vault_dir: Path, key: UnlockedKey, slot: NewSlot, cost: KdfCost
) -> tuple[SlotDocument, bytearray]:
    """The document with a fresh seed for an enrolled officer, for example after recovery, and the
    seed, with which they sign that it is theirs. Slow.

    The officer's old signing key and certificate are lost with the old seed.

    Raises:
        UnknownLogin: there is no such officer.
    """
    document = authentic_document(vault_dir, key.dek)
    login = normalise_login(slot.login)
    old = document.find(login)
    if old is None:
        raise UnknownLogin(login=login)
    new_slot, seed = officer_slot(document, key.dek, NewSlot(login, slot.passphrase), cost)
    return following(document, replaced(document, old, new_slot), key.dek), seed


def add_slot(
    vault_dir: Path, key: UnlockedKey, slot: NewSlot, cost: KdfCost
) -> tuple[SlotDocument, bytearray]:
    """The document with one more officer, and their seed. Slow.

    Raises:
        ValueError: the login is empty, reserved or taken.
    """
    document = authentic_document(vault_dir, key.dek)
    login = normalise_login(slot.login)
    if document.find(login) is not None:
        raise ValueError("the login is taken")
    new_slot, seed = officer_slot(document, key.dek, NewSlot(login, slot.passphrase), cost)
    return following(document, (*document.slots, new_slot), key.dek), seed


def authentic_document(vault_dir: Path, dek: bytes | bytearray) -> SlotDocument:
    """The newest copy that a holder of the data key wrote; while the key is being changed and
    `dek` is the one to come, what follows that copy.

    Raises:
        VaultDamaged: there is none (details: what="slots").
    """
    for document in read_documents(vault_dir):
        for candidate in (document, document.successor):
            if candidate is not None and slot_crypto.authentic(candidate, dek):
                return candidate
    raise VaultDamaged(what="slots")


def _seed(slot: Slot, document: SlotDocument, passphrase: str, vault_dir: Path) -> bytearray:
    if slot.kdf is None:
        raise VaultDamaged(what="slots")
    known_costs.refuse_too_dear(vault_dir, document.vault_id, slot.kdf)
    kek = key_from_passphrase(passphrase, slot.kdf.salt, slot.kdf.cost)
    seed = slot_crypto.opens(slot, document.vault_id, kek)
    wipe(kek)
    if seed is None:
        raise WrongPassphrase
    return seed


# --- other changes: a new recovery sheet, a dearer slot, an officer out for a time ----------------


# --- a dearer slot ----------------------------------------------------------------------------


def cost_of(document: SlotDocument, login: str) -> KdfCost | None:
    """What a try at the passphrase of `login` costs; None where there is none."""
    slot = document.find(login)
    return None if slot is None or slot.kdf is None else slot.kdf.cost


def raised(
    vault_dir: Path, key: UnlockedKey, passphrase: str, cost: KdfCost
) -> SlotDocument | None:
    """The document with the slot that `passphrase` has just opened at `cost`, the seed the same;
    None when `cost` is less in any part, or when anything at all stands against it. Slow.

    Nobody has asked for the change, so it must keep nobody out: the new slot was opened once.
    """
    try:
        document = authentic_document(vault_dir, key.dek)
        slot, before = document.find(key.login), cost_of(document, key.login)
        if slot is None or before is None or not before.below(cost):
            return None
        changed = with_passphrase(slot, document, key.seed, passphrase, cost)
        if not _opens(changed, document, key, passphrase):
            return None
        return following(document, replaced(document, slot, changed), key.dek)
    except (TipdeskError, ValueError, MemoryError, HashingError):
        return None


def _opens(slot: Slot, document: SlotDocument, key: UnlockedKey, passphrase: str) -> bool:
    """Whether a second derivation finds the seed again: the memory of an old computer may err."""
    if slot.kdf is None:
        return False
    kek = key_from_passphrase(passphrase, slot.kdf.salt, slot.kdf.cost)
    seed = slot_crypto.opens(slot, document.vault_id, kek)
    wipe(kek)
    if seed is None:
        return False
    equal = seed == key.seed
    wipe(seed)
    return equal


# --- an officer is out for a time -------------------------------------------------------------


def without_slot(vault_dir: Path, key: UnlockedKey, login: str) -> tuple[SlotDocument, str]:
    """The document without the officer's slot, and the slot (JSON).

    Raises:
        UnknownLogin: there is no such slot.
        KeyChangePending: see `slot_making.following`.
    """
    document = authentic_document(vault_dir, key.dek)
    slot = document.find(login)
    if slot is None:
        raise UnknownLogin(login=login)
    remaining = tuple(other for other in document.slots if other is not slot)
    return following(document, remaining, key.dek), json.dumps(slot.to_json(), sort_keys=True)


def with_slot_again(vault_dir: Path, key: UnlockedKey, slot: str) -> SlotDocument:
    """The document with a slot that `without_slot` gave, opened by the same passphrase as before.
    The data key, which may have changed meanwhile, is sealed to it anew.

    Raises:
        VaultDamaged: it is no slot (details: what="slots").
        KeyChangePending: see `slot_making.following`.
    """
    document = authentic_document(vault_dir, key.dek)
    try:
        old_slot = read_slot(json.loads(slot))
    except (ValueError, KeyError, TypeError) as error:
        raise VaultDamaged(what="slots") from error
    fresh = slot_crypto.close_dek(replace(old_slot, dek_box=b""), document, key.dek)
    return following(document, (*document.slots, fresh), key.dek)


def with_slots_of(
    vault_dir: Path, key: UnlockedKey, public: Collection[bytes]
) -> SlotDocument | None:
    """The document with the slots of these X25519 keys alone; None where there are no others.

    Raises:
        VaultDamaged; KeyChangePending: see `slot_making.following`.
    """
    document = authentic_document(vault_dir, key.dek)
    remaining = tuple(slot for slot in document.slots if slot.public in public)
    return None if remaining == document.slots else following(document, remaining, key.dek)


def new_recovery(vault_dir: Path, key: UnlockedKey) -> tuple[SlotDocument, tuple[str, ...]]:
    """The document with a new recovery key beside the old, and the new words.

    Both sheets open the vault until `confirmed_recovery` is stored: whoever is cut off before the
    new words are on paper still has the old. Of two old ones, that one stays which opened the
    vault just now, else the one in use; the other was never confirmed.
    """
    document = authentic_document(vault_dir, key.dek)
    new_slot, words = recovery_slot(document, key.dek)
    own = slot_crypto.officer_keys(key.seed).x25519_public
    old = sorted(document.recoveries(), key=lambda slot: slot.public != own)[:1]
    return following(document, (*_others(document), *old, new_slot), key.dek), words


def keys_of_sheet(document: SlotDocument, words: Sequence[str]) -> OfficerKeys:
    """The public keys of the recovery sheet with these words, which are its own.

    Raises:
        WrongRecoveryWords: no sheet of this document has them.
    """
    key = from_words(words)
    kek = subkey(key, RECOVERY_INFO)
    try:
        for slot in document.recoveries():
            seed = slot_crypto.opens(slot, document.vault_id, kek)
            if seed is not None:
                public = officer_keys(seed)
                wipe(seed)
                return public
    finally:
        wipe(key, kek)
    raise WrongRecoveryWords(position=0)


def confirmed_recovery(document: SlotDocument, key: UnlockedKey) -> SlotDocument:
    """What follows `new_recovery` once the new sheet is known to be readable: the old one goes, and
    so do the recovery shares when `key` was opened with them."""
    remaining = _others(document)
    if key.shares:
        remaining = tuple(slot for slot in remaining if slot.kind != SHARES)
    return following(document, (*remaining, *document.recoveries()[-1:]), key.dek)


def _others(document: SlotDocument) -> tuple[Slot, ...]:
    """Officers' slots, and that of the recovery shares."""
    return tuple(slot for slot in document.slots if slot.kind != RECOVERY)
