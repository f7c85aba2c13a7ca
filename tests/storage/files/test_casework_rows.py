"""Case work in the vault: added in order, each with its entry of the chain, and tampering is found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests.cases.casework import histories
from tests.storage.samples import OFFICER, START, new_case
from tipdesk.cases.casework.entries import EntryKind, WorkEntry, entry_text
from tipdesk.cases.custody.document import custody_json, read_custody
from tipdesk.cases.custody.following import follow
from tipdesk.cases.model import Case, CustodyEvent
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage import custody_rows
from tipdesk.storage.database import connect
from tipdesk.storage.files import case_rows, casework_rows, sealing
from tipdesk.storage.keys import case_keys
from tipdesk.storage.vault import Vault

AT = "2026-11-24T07:00:00.000Z"
KEY = os.urandom(case_keys.KEY_SIZE)


def entry(case: Case, seq: int, kind: EntryKind, subject: str = "", **body: str) -> WorkEntry:
    written = histories.entry(seq, kind, subject, START + timedelta(minutes=seq), OFFICER, **body)
    return replace(written, case_id=case.id)


def incident(case: Case, seq: int) -> WorkEntry:
    return entry(case, seq, EntryKind.INCIDENT, what="approach", at_=AT, words="أمام المركز")


def sent(case: Case, seq: int) -> WorkEntry:
    return entry(case, seq, EntryKind.REFERRAL_SENT, "intake:1", agency="moh")


def closing(case: Case) -> casework_rows.Closes:
    """What is of level 4 is closed under the file's key."""

    def close(place: str, text: str) -> str:
        if place != casework_rows.NOTE:
            return text
        return case_keys.close_text(KEY, 1, case.id, place, text)

    return close


def opening(case: Case) -> case_keys.Opens:
    return lambda place, closed: case_keys.open_text(KEY, case.id, place, closed)


def enter(vault: Vault, written: WorkEntry, case: Case) -> None:
    def chains(detail: Mapping[str, str]) -> CustodyEvent:
        return custody_rows.append(
            vault, at=written.at, officer=written.by, action=casework_rows.ENTERED, detail=detail
        )

    casework_rows.enter(vault, written, closing(case), chains)


@pytest.fixture
def case(vault: Vault) -> Case:
    return new_case(vault)


@pytest.fixture
def log(vault: Vault, case: Case) -> tuple[WorkEntry, ...]:
    entries = (sent(case, 1), incident(case, 2), sent(case, 3))
    for written in entries:
        enter(vault, written, case)
    return entries


def wrong(vault: Vault, *cases: Case) -> tuple[int, ...]:
    opens = {each.id: opening(each) for each in cases}
    return casework_rows.faults(vault, lambda case_id: opens.get(case_id, case_keys.opens_nothing))


def numbers_of(vault: Vault) -> list[int]:
    return [event.seq for event in custody_rows.since(vault, 0, casework_rows.ENTERED)]


def test_a_log_reads_back_as_it_was_entered(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...]
) -> None:
    assert casework_rows.of_case(vault, case.id, opening(case)) == log
    assert casework_rows.of_case(vault, new_case(vault, 2).id, case_keys.opens_nothing) == ()
    assert wrong(vault, case) == wrong(vault) == ()


def test_what_is_of_level_4_is_closed_to_whoever_is_not_named(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...]
) -> None:
    seen = casework_rows.of_case(vault, case.id, case_keys.opens_nothing)
    assert [written.kind for written in seen] == [written.kind for written in log]
    assert seen[1] == replace(log[1], body={"what": "approach", "at": AT})
    assert seen[1].level == 4
    stored = vault.rows("SELECT words, note FROM work_entry")
    assert not any("\\u0627" in text for row in stored for text in row)  # no Arabic letter


def test_each_entry_has_one_of_the_chain_that_tells_no_file_and_no_kind(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...]
) -> None:
    events = custody_rows.since(vault, 0, casework_rows.ENTERED)
    assert [event.case_id for event in events] == [None] * len(log)
    assert [event.at for event in events] == [written.at for written in log]
    told_of = [set(event.detail) for event in events]
    assert told_of == [{"entry"}, {"entry", "restricted"}, {"entry"}]
    assert len({event.detail["entry"] for event in events}) == len(log)
    assert custody_rows.verify(vault) == custody_rows.head(vault)


def test_a_bundle_shows_nothing_of_it_but_random_bytes(vault: Vault, case: Case, clock) -> None:
    """The entries of the file that a bundle shows are the same with case work and without, and a
    reader who has its keys finds no other entry of it."""
    custody_rows.append(vault, at=clock(), officer=OFFICER, action="opened", case_id=case.id)
    enter(vault, incident(case, 1), case)
    custody_rows.append(vault, at=clock(), officer=OFFICER, action="export_begun", case_id=case.id)
    shown = custody_rows.segment(vault, case.id, "KWT", ())
    text = custody_json((shown,))
    (again,) = read_custody(text, case.id)
    own = [event.action for event in custody_rows.of_case(vault, case.id)]
    assert own == ["opened", "export_begun"]
    assert again == shown
    assert b"work_entered" not in text
    assert follow(shown) == ()


def test_status_and_revision_stay(vault: Vault, case: Case, log: tuple[WorkEntry, ...]) -> None:
    assert case_rows.find(vault, case.id) == case


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE work_entry SET seq = 9 WHERE seq = 1",
        "UPDATE work_entry SET words = replace(words, 'moh', 'iom') WHERE seq = 1",
        "UPDATE work_entry SET custody_seq = custody_seq + 100",
        "DELETE FROM work_entry WHERE seq = 3",
    ],
)
def test_nothing_is_changed_or_deleted(
    vault: Vault, log: tuple[WorkEntry, ...], change: str
) -> None:
    with pytest.raises(dbapi2.Error):
        vault.execute(change)


@pytest.fixture
def forge(vault: Vault, vault_dir: Path, dek: bytearray) -> Iterator[Callable[..., Vault]]:
    """Writes what somebody with the key of the vault can write; the vault, opened again."""
    opened: list[Vault] = []

    def write(*statements: str) -> Vault:
        vault.close()
        connection = connect(vault_dir / "vault.db", dek)
        for change in ("update", "delete"):
            connection.execute(f"DROP TRIGGER work_entry_no_{change}")
        for statement in statements:
            connection.execute(statement)
        connection.close()
        opened.append(Vault.open(vault_dir, dek))
        return opened[-1]

    yield write
    for again in opened:
        again.close()


PUT_IN = (
    "INSERT INTO work_entry(case_ref, seq, custody_seq, words, note)"
    " SELECT case_ref, 4, 1000, words, '' FROM work_entry WHERE seq = 3"
)
EXCHANGED = "UPDATE work_entry SET seq = CASE seq WHEN 1 THEN 103 WHEN 3 THEN 101 ELSE seq END"
FORGED = {
    "another agency": (
        [0],
        "UPDATE work_entry SET words = replace(words, 'moh', 'iom') WHERE seq = 1",
    ),
    "the last one gone": ([2], "DELETE FROM work_entry WHERE seq = 3"),
    "one in the middle gone": ([1, 2], "DELETE FROM work_entry WHERE seq = 2"),
    "two exchanged": ([0, 1, 2], EXCHANGED, "UPDATE work_entry SET seq = seq % 100"),
    "level 4 taken out": ([1], "UPDATE work_entry SET note = '' WHERE seq = 2"),
    "level 4 in the open": ([1], "UPDATE work_entry SET note = '00' WHERE seq = 2"),
    "level 4 put in": ([0], "UPDATE work_entry SET note = char(29) || '1:AA' WHERE seq = 1"),
    "no text of ours": ([0], "UPDATE work_entry SET words = 'متابعة' WHERE seq = 1"),
    "put in": ([], PUT_IN),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_somebody_with_the_key_of_the_vault_writes_is_found(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...], forge: Callable[..., Vault], name: str
) -> None:
    places, *statements = FORGED[name]
    numbers = numbers_of(vault)
    again = forge(*statements)
    assert wrong(again) == (tuple(numbers[place] for place in places) or (0,))
    if name != "level 4 put in":  # whoever opens level 4 is told that it is damaged
        assert wrong(again, case) == wrong(again)


def test_an_entry_in_the_name_of_somebody_else_than_the_chain_says_is_found(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...]
) -> None:
    def chains(detail: Mapping[str, str]) -> CustodyEvent:
        action = casework_rows.ENTERED
        return custody_rows.append(vault, at=START, officer=OFFICER, action=action, detail=detail)

    casework_rows.enter(vault, replace(sent(case, 4), by="S-99"), closing(case), chains)
    assert wrong(vault, case) == wrong(vault) == (numbers_of(vault)[3],)


def test_an_entry_that_is_moved_to_another_file_is_found(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...], forge: Callable[..., Vault]
) -> None:
    other, last = new_case(vault, 2), numbers_of(vault)[2]
    again = forge(
        "UPDATE work_entry SET seq = 1, case_ref ="
        f" (SELECT id FROM case_file WHERE uuid = '{other.id}') WHERE seq = 3"
    )
    assert wrong(again, case) == wrong(again) == (last,)


def test_what_is_no_entry_is_said_to_be_damaged(
    case: Case, log: tuple[WorkEntry, ...], forge: Callable[..., Vault]
) -> None:
    again = forge("UPDATE work_entry SET words = replace(words, 'referral_sent', 'sent')")
    with pytest.raises(VaultDamaged) as caught:
        casework_rows.of_case(again, case.id, opening(case))
    assert caught.value.details == {"what": "casework"}


def test_a_hidden_file_is_closed_whole_and_opened_again(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...]
) -> None:
    def close(place: str, text: str) -> str:
        closed = case_keys.is_closed(text) or not text
        return text if closed else case_keys.close_text(KEY, 1, case.id, place, text)

    def open_(place: str, text: str) -> str:
        return opening(case)(place, text) if case_keys.is_closed(text) else text

    sealing.words(vault, case.id, close)
    assert casework_rows.of_case(vault, case.id, case_keys.opens_nothing) == ()
    assert casework_rows.of_case(vault, case.id, opening(case)) == log
    assert wrong(vault, case) == wrong(vault) == ()
    sealing.words(vault, case.id, open_)
    assert casework_rows.of_case(vault, case.id, case_keys.opens_nothing) == log


def test_an_entry_and_its_entry_of_the_chain_come_together_or_not_at_all(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...]
) -> None:
    with pytest.raises(dbapi2.Error):
        enter(vault, sent(case, 3), case)  # the number is taken
    assert len(numbers_of(vault)) == 3
    assert wrong(vault, case) == ()


def test_the_text_of_an_entry_is_kept_as_it_is_hashed(
    vault: Vault, case: Case, log: tuple[WorkEntry, ...]
) -> None:
    (row,) = vault.rows("SELECT words FROM work_entry WHERE seq = 1")
    assert row[0][32:].encode("ascii") == entry_text(log[0])
