"""The chain of custody: it follows, it is sealed, and tampering is found."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2

from tests.storage.samples import OFFICER, SUPERVISOR, new_case
from tipdesk.cases.custody.chain import GENESIS, custody_json, entry_after, seen_from, verify_chain
from tipdesk.core.errors import CustodyBroken
from tipdesk.storage import custody_rows
from tipdesk.storage.database import connect
from tipdesk.storage.vault import Vault


@pytest.fixture
def grow(vault, clock):
    def add(count, case_id=None):
        for number in range(count):
            custody_rows.append(
                vault,
                at=clock(),
                officer=OFFICER,
                action="edited",
                case_id=case_id,
                detail={"fields": "a b", "n": str(number)},
            )

    return add


def test_entries_follow_and_come_back_as_they_were_hashed(vault, grow, clock):
    first = custody_rows.append(vault, at=clock(), officer=OFFICER, action="unlocked")
    assert (first.seq, first.previous) == (1, GENESIS)
    grow(5)
    events = custody_rows.chain(vault)
    assert events[0] == first
    assert verify_chain(events) == custody_rows.head(vault) == custody_rows.verify(vault)


def test_a_file_sees_its_own_entries_whole_and_the_others_as_hashes(vault, grow):
    case, other = new_case(vault), new_case(vault, 2)
    grow(2, case.id)
    grow(2, other.id)
    grow(1)
    seen = custody_rows.seen_from(vault, case.id)
    assert [event.action for event in seen] == ["edited", "edited", "", "", ""]
    assert verify_chain(seen).seq == 5
    assert seen == seen_from(case.id, custody_rows.chain(vault))
    assert [event.seq for event in custody_rows.of_case(vault, other.id)] == [3, 4]


def test_the_longest_history_is_measured_without_building_it(vault, grow):
    assert custody_rows.longest_json(vault) < 100
    short, long = new_case(vault), new_case(vault, 2)
    grow(3, short.id)
    grow(120, long.id)
    grow(400)
    real = len(custody_json(custody_rows.seen_from(vault, long.id)))
    assert real <= custody_rows.longest_json(vault) <= real * 1.04


def test_an_entry_stands_or_falls_with_what_it_speaks_of(vault, clock):
    def cut_off():
        with vault.transaction():
            vault.set_meta("what", "happened")
            custody_rows.append(vault, at=clock(), officer=OFFICER, action="x")
            raise KeyError

    with pytest.raises(KeyError):
        cut_off()
    assert vault.meta("what") == ""
    assert custody_rows.head(vault) is None
    assert custody_rows.verify(vault) is None


def test_seals_are_each_officers_own(vault, grow, seeds, clock):
    assert custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock()) is None
    grow(3)
    first = custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    assert first.seq == 3
    assert custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock()) is None
    other = custody_rows.seal(vault, login=SUPERVISOR, seed=seeds[SUPERVISOR], at=clock())
    assert custody_rows.seals(vault) == (first, other)
    with pytest.raises(CustodyBroken):
        custody_rows.seal(vault, login=OFFICER, seed=seeds[SUPERVISOR], at=clock())
    assert custody_rows.verify(vault).seq == 3


def test_a_seal_is_due_after_100_entries(vault, grow, seeds, clock):
    assert not custody_rows.seal_is_due(vault)
    grow(99)
    assert not custody_rows.seal_is_due(vault)
    grow(1)
    assert custody_rows.seal_is_due(vault)
    custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    assert not custody_rows.seal_is_due(vault)


def test_the_clock_may_not_stand_before_the_last_entry(vault, grow, clock):
    assert custody_rows.behind(vault, clock()) is None
    early = clock()
    grow(1)
    assert custody_rows.behind(vault, early) == custody_rows.head(vault).at
    assert custody_rows.behind(vault, clock()) is None


_LIKE_3 = "INTO custody SELECT {}, at, 'X', action, case_id, detail FROM custody WHERE seq = 3"
REFUSED = [
    "UPDATE custody SET officer = 'X'",
    "UPDATE custody SET detail = '{}' WHERE seq = 2",
    "DELETE FROM custody",
    "DELETE FROM custody WHERE seq = 3",
    f"INSERT OR REPLACE {_LIKE_3.format('seq, previous, hash')}",
    f"INSERT {_LIKE_3.format('5, hash, lower(hex(zeroblob(32)))')}",
    f"INSERT {_LIKE_3.format('4, previous, lower(hex(zeroblob(32)))')}",
    "DELETE FROM custody_seal",
    "UPDATE custody_seal SET signature = zeroblob(64)",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_vault_refuses_to_alter_it(vault, grow, seeds, clock, statement):
    grow(3)
    custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    before = custody_rows.chain(vault), custody_rows.seals(vault)
    with pytest.raises((dbapi2.IntegrityError, CustodyBroken)):
        vault.execute(statement)
    assert (custody_rows.chain(vault), custody_rows.seals(vault)) == before


@pytest.fixture
def forge(vault_dir, dek, grow, vault, seeds, clock):
    """What somebody with the data key and a database tool can do: no triggers, any statement."""
    grow(4)
    custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    grow(2)
    vault.close()

    def run(*scripts):
        connection = connect(vault_dir / "vault.db", dek)
        connection.execute("PRAGMA foreign_keys=OFF")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for script in scripts:
            connection.execute(script)
        connection.close()
        return Vault.open(vault_dir, dek)

    return run


FORGED = {
    "a field": ("UPDATE custody SET action = 'viewed' WHERE seq = 2", 2),
    "a time": ("UPDATE custody SET at = at + 1 WHERE seq = 6", 6),
    "an officer": ("UPDATE custody SET officer = 'S-01' WHERE seq = 4", 4),
    "an entry cut out": ("DELETE FROM custody WHERE seq = 3", 4),
    "the end cut off before a seal": ("DELETE FROM custody WHERE seq > 3", 4),
    "a hash": ("UPDATE custody SET hash = printf('%064d', 1) WHERE seq = 5", 5),
    "a seal moved": ("UPDATE custody_seal SET seq = 5", 5),
    "a seal's signature": ("UPDATE custody_seal SET signature = zeroblob(64)", 4),
    "an officer's key exchanged": ("UPDATE officer_key SET ed25519 = zeroblob(32)", 4),
}


@pytest.mark.parametrize("name", FORGED)
def test_forging_with_the_data_key_is_found(forge, name):
    statement, seq = FORGED[name]
    with forge(statement) as vault:
        with pytest.raises(CustodyBroken) as caught:
            custody_rows.verify(vault)
        assert caught.value.details == {"seq": seq}


def test_recomputing_the_chain_breaks_the_seals(forge, vault_dir, dek):
    """Every hash is made anew after a change: only the officer's seal still tells."""
    with forge() as vault:
        rewritten, last = [], None
        for event in custody_rows.chain(vault):
            last = entry_after(
                last,
                at=event.at,
                officer=event.officer,
                action="viewed" if event.seq == 2 else event.action,
                case_id=event.case_id,
                detail=event.detail,
            )
            rewritten.append(last)
        for event in rewritten:
            vault.execute(
                "UPDATE custody SET previous = ?, hash = ?, action = ? WHERE seq = ?",
                (event.previous, event.hash, event.action, event.seq),
            )
        verify_chain(custody_rows.chain(vault))
        with pytest.raises(CustodyBroken) as caught:
            custody_rows.verify(vault)
        assert caught.value.details == {"seq": 4}


def test_an_untouched_chain_verifies_after_all_that(forge):
    with forge() as vault:
        assert custody_rows.verify(vault).seq == 6
