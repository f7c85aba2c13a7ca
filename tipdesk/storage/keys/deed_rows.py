"""The register of deeds in the vault (`tipdesk.cases.deeds`), and what each person saw of it.

A deed is a row that is added and never changed; its entry in the audit log holds its digest.
Whoever unlocks the vault can write these rows all the same: what they say counts by the signatures,
which only the holders of the seeds make.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from tipdesk.cases.deeds.deed import (
    BEFORE_ALL,
    Deed,
    DeedSignature,
    PublicKeys,
    Rows,
    Standing,
    View,
    signed_text,
)
from tipdesk.cases.deeds.needs import RegisteredPerson, RegisterState
from tipdesk.cases.deeds.register import Memory
from tipdesk.cases.model import CaseId
from tipdesk.storage.database import Database, Row, to_stored
from tipdesk.storage.keys import case_keys, slot_rows, team_rows
from tipdesk.storage.keys.slot_crypto import OfficerKeys, seal_key
from tipdesk.storage.keys.slot_file import OFFICER

Seed = bytes | bytearray


# --- signatures ---------------------------------------------------------------------------------


def verifies(key: str, text: bytes, signature: bytes) -> bool:
    """Whether a signature holds under an Ed25519 key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign(deed: Deed, signer: str, seed: Seed) -> DeedSignature:
    """Somebody's signature on a deed: `signer` is a login, or the X25519 key of a sheet."""
    return DeedSignature(signer, seal_key(seed).sign(signed_text(deed.digest)))


def sign_opening(deed: Deed, opening: bytes) -> DeedSignature:
    """The signature of the key in somebody's box of a station kit: that it was opened."""
    key = Ed25519PrivateKey.from_private_bytes(opening)
    name = key.public_key().public_bytes_raw().hex()
    return DeedSignature(name, key.sign(signed_text(deed.digest)))


def public_keys(keys: OfficerKeys) -> PublicKeys:
    """As the deeds write them."""
    return PublicKeys(keys.ed25519_public.hex(), keys.x25519_public.hex())


def as_body(keys: OfficerKeys) -> dict[str, str]:
    """As the body of a deed brings them."""
    return {"ed25519": keys.ed25519_public.hex(), "x25519": keys.x25519_public.hex()}


# --- deeds --------------------------------------------------------------------------------------


def add(vault: Database, deed: Deed, seq: int) -> None:
    """Keep a deed with its signatures; `seq`: the number of its entry in the audit log."""
    number = json.loads(deed.text)["number"]
    with vault.transaction():
        vault.execute("INSERT INTO deed VALUES(?, ?, ?, ?)", (number, seq, deed.text, deed.digest))
        for signature in deed.signatures:
            add_signature(vault, number, signature)


def add_signature(vault: Database, number: int, signature: DeedSignature) -> None:
    """Somebody signs a deed afterwards."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO deed_signature VALUES(?, ?, ?)",
            (number, signature.signer, signature.value),
        )


def head(vault: Database) -> tuple[int, str]:
    """Number and digest of the last deed."""
    row = vault.row("SELECT number, digest FROM deed ORDER BY number DESC LIMIT 1")
    return (int(row[0]), str(row[1])) if row else BEFORE_ALL


def is_there(vault: Database, place: tuple[int, str]) -> bool:
    """Whether a deed has this number and digest; before all there is none."""
    known = vault.row("SELECT digest FROM deed WHERE number = ?", (place[0],))
    return place == BEFORE_ALL or (known is not None and str(known[0]) == place[1])


def deed(vault: Database, number: int) -> Deed:
    """The deed with this number, of those that are there."""
    return deeds(vault, number - 1, number)[0]


def deeds(vault: Database, after: int = 0, last: int = 1 << 62) -> tuple[Deed, ...]:
    """Every deed after this number, to the `last`, in order."""
    signed: dict[int, list[DeedSignature]] = {}
    for number, signer, value in vault.rows(
        "SELECT deed, signer, value FROM deed_signature WHERE deed > ? AND deed <= ?"
        " ORDER BY deed, signer",
        (after, last),
    ):
        signed.setdefault(number, []).append(DeedSignature(signer, bytes(value)))
    rows = vault.rows(
        "SELECT number, text, digest FROM deed WHERE number > ? AND number <= ? ORDER BY number",
        (after, last),
    )
    return tuple(Deed(text, digest, tuple(signed.get(number, ()))) for number, text, digest in rows)


def unentered(vault: Database, after: int = 0) -> tuple[int, ...]:
    """The numbers of deeds after this one whose entry in the audit log does not hold their
    digest."""
    rows = vault.rows(
        "SELECT number FROM deed LEFT JOIN custody ON custody.seq = deed.seq WHERE number > ?"
        " AND coalesce(json_extract(detail, '$.deed'), '') <> deed.digest ORDER BY number",
        (after,),
    )
    return tuple(int(number) for (number,) in rows)


# --- memories -----------------------------------------------------------------------------------


def memory(vault: Database, login: str) -> Memory | None:
    """What somebody saw last; None: there is none, or it cannot be read."""
    row = vault.row(
        "SELECT seq, head, number, digest, void, signature FROM deed_view WHERE login = ?",
        (login,),
    )
    if row is None:
        return None
    seq, hashed, number, digest, void, signature = row
    try:
        numbers = tuple(int(text) for text in void.split())
    except ValueError:
        return None
    return Memory(View(seq, hashed, number, digest, numbers), bytes(signature))


def keep_memory(vault: Database, login: str, seed: Seed, view: View) -> None:
    """Keep what somebody sees now, signed with their own seed."""
    signature = seal_key(seed).sign(view.signed_text())
    with vault.transaction():
        vault.execute(
            "INSERT OR REPLACE INTO deed_view VALUES(?, ?, ?, ?, ?, ?, ?)",
            (
                login,
                view.seq,
                view.head,
                view.number,
                view.digest,
                " ".join(map(str, view.void)),
                signature,
            ),
        )


def is_entered(vault: Database, seq: int, hashed: str) -> bool:
    """Whether the audit log entry that somebody saw last is there as they saw it."""
    row = vault.row("SELECT hash FROM custody WHERE seq = ?", (seq,))
    return row is not None and str(row[0]) == hashed


# --- what the rows say --------------------------------------------------------------------------


def rows(vault: Database) -> Rows:
    """People, keys, readers and slots as they lie there, to be held against the deeds."""
    people = vault.rows(
        "SELECT login, role, suspended_at IS NOT NULL, removed_at IS NOT NULL FROM officer"
    )
    newest = vault.rows(
        "SELECT login, ed25519, x25519 FROM officer_key JOIN officer ON officer.id = officer"
        " ORDER BY officer_key.id"
    )
    readers: dict[str, set[str]] = {}
    for case, login in vault.rows(
        "SELECT uuid, login FROM case_file JOIN reader ON case_ref = case_file.id"
        " JOIN officer ON officer.id = reader.officer"
    ):
        readers.setdefault(case, set()).add(login)
    document = slot_rows.in_use(vault)
    slots = document.slots if document is not None else ()
    return Rows(
        roles={login: role for login, role, _suspended, _removed in people},
        standing={login: _standing(row) for login, *_rest in people for row in (_rest,)},
        keys={
            login: PublicKeys(bytes(ed25519).hex(), bytes(x25519).hex())
            for login, ed25519, x25519 in newest
        },
        readers=readers,
        hidden={
            case for (case,) in vault.rows("SELECT uuid FROM case_file WHERE hidden_at IS NOT NULL")
        },
        slots={slot.login: slot.public.hex() for slot in slots if slot.kind == OFFICER},
        sheets={slot.public.hex() for slot in slots if slot.kind != OFFICER},
        owners=dict(
            vault.rows(
                "SELECT uuid, login FROM owner JOIN case_file ON case_file.id = case_ref"
                " JOIN officer ON officer.id = officer"
            )
        ),
        teams=team_rows.members(vault),
        given=team_rows.given(vault),
    )


def work_keys(vault: Database) -> dict[str, set[str]]:
    """Of each file the X25519 keys (hex) to which a work key is sealed."""
    sealed: dict[str, set[str]] = {}
    if vault.version >= team_rows.SINCE:
        for case, public in vault.rows(
            "SELECT DISTINCT uuid, recipient FROM work_key"
            " JOIN case_file ON case_file.id = case_ref"
        ):
            sealed.setdefault(case, set()).add(bytes(public).hex())
    return sealed


def unsigned_sheets(rows: Rows) -> list[PublicKeys]:
    """The recovery sheets of a vault of before: nothing is known that they could sign with."""
    return [PublicKeys("", key) for key in sorted(rows.sheets)]


def _standing(row: Sequence[object] | Row) -> Standing:
    _role, suspended, removed = row
    if removed:
        return Standing.REMOVED
    return Standing.SUSPENDED if suspended else Standing.IN


def put_right(vault: Database, state: RegisterState, at: datetime) -> None:
    """Let the rows of people, keys and readers say what the deeds say."""
    lying = rows(vault)
    with vault.transaction():
        for login in lying.enrolled - state.people.keys():
            vault.execute(
                "UPDATE officer SET removed_at = ? WHERE login = ?", (to_stored(at), login)
            )
        for login, member in state.people.items():
            _put_member_right(vault, login, member, at)
            if lying.keys.get(login) != member.keys:
                vault.execute(
                    "INSERT INTO officer_key(officer, ed25519, x25519, created_at)"
                    " VALUES((SELECT id FROM officer WHERE login = ?), ?, ?, ?)",
                    (
                        login,
                        bytes.fromhex(member.keys.ed25519),
                        bytes.fromhex(member.keys.x25519),
                        to_stored(at),
                    ),
                )
        for case in {*state.readers, *lying.readers}:
            _put_readers_right(vault, case, frozenset(state.readers.get(case, ())), at)
        _put_teams_right(vault, lying, state)
        for case in {*lying.hidden} ^ state.hidden.keys():
            hidden_at = to_stored(at) if case in state.hidden else None
            vault.execute("UPDATE case_file SET hidden_at = ? WHERE uuid = ?", (hidden_at, case))
            vault.touch(CaseId(case))


def _put_teams_right(vault: Database, lying: Rows, state: RegisterState) -> None:
    for team in {*lying.teams, *state.teams}:
        known = {*state.teams[team].members} if team in state.teams else set()
        there = {*lying.teams.get(team, ())}
        for login in there - known:
            team_rows.leave(vault, team, login)
        for login in known - there:
            team_rows.join(vault, team, login)
    for case in {*lying.given} - state.given.keys():
        team_rows.take(vault, CaseId(case))
    for case, team in state.given.items():
        if lying.given.get(case) != team:
            team_rows.give(vault, CaseId(case), team)
    for case, keys in work_keys(vault).items():
        for public in keys - state.work_holders(case):
            case_keys.drop(vault, CaseId(case), bytes.fromhex(public), case_keys.WORK)


def _put_member_right(vault: Database, login: str, member: RegisteredPerson, at: datetime) -> None:
    removed, suspended = (
        to_stored(at) if member.standing is standing else None
        for standing in (Standing.REMOVED, Standing.SUSPENDED)
    )
    vault.execute(
        "UPDATE officer SET role = ?, removed_at = CASE WHEN ? IS NULL THEN NULL"
        " ELSE coalesce(removed_at, ?) END, suspended_at = CASE WHEN ? IS NULL THEN NULL"
        " ELSE coalesce(suspended_at, ?) END WHERE login = ?",
        (member.role.value, removed, removed, suspended, suspended, login),
    )


def _put_readers_right(vault: Database, case: str, logins: frozenset[str], at: datetime) -> None:
    lying = {
        login
        for (login,) in vault.rows(
            "SELECT login FROM reader JOIN officer ON officer.id = reader.officer WHERE case_ref ="
            " (SELECT id FROM case_file WHERE uuid = ?)",
            (case,),
        )
    }
    for login in lying - logins:
        vault.execute(
            "DELETE FROM reader WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)"
            " AND officer = (SELECT id FROM officer WHERE login = ?)",
            (case, login),
        )
    for login in logins - lying:
        vault.execute(
            "INSERT INTO reader SELECT case_file.id, officer.id, officer.id, ? FROM case_file,"
            " officer WHERE uuid = ? AND login = ?",
            (to_stored(at), case, login),
        )
