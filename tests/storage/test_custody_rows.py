"""The chain of custody: it follows, it is sealed, and tampering is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlcipher3 import dbapi2

from tests.cases.custody.chains import verify_chain
from tests.storage.samples import BACK_TO_8, OFFICER, SUPERVISOR, complete, new_case, take_back
from tipdesk.cases.custody.chain import (
    BORDER,
    CARRIED,
    DECISIONS,
    GENESIS,
    entry_after,
)
from tipdesk.cases.custody.document import custody_json, read_custody
from tipdesk.cases.custody.following import follow
from tipdesk.cases.files.review import state_fault
from tipdesk.cases.model import Status
from tipdesk.core.errors import CustodyBroken
from tipdesk.storage import custody_rows
from tipdesk.storage.database import connect
from tipdesk.storage.files import case_rows
from tipdesk.storage.vault import Vault
from tipdesk.texts.custody_events import ACTIONS


@pytest.fixture
def grow(vault, clock):
    def add(count, case_id=None, action="edited"):
        for number in range(count):
            custody_rows.append(
                vault,
                at=clock(),
                officer=OFFICER,
                action=action,
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


def segment(vault, case, leaving=(), since=None):
    """As a bundle shows it, read again."""
    shown = custody_rows.segment(vault, case.id, "KWT", leaving, since)
    (again,) = read_custody(custody_json((shown,)), case.id)
    assert again == shown
    return again


def test_a_file_sees_its_own_entries_whole_and_the_others_as_digests(vault, grow):
    case, other = new_case(vault), new_case(vault, 2)
    grow(1)
    grow(1, case.id, "opened")
    grow(2, case.id)
    grow(2, other.id)
    grow(1)
    shown = segment(vault, case)
    assert follow(shown) == ()
    assert [event.action for event in shown.own] == ["opened", "edited", "edited"]
    assert (shown.first, len(shown.entries)) == (2, 6)
    last = custody_rows.head(vault)
    assert shown.head == (last.seq, last.hash)
    assert shown.keys == custody_rows.case_keys(vault, case.id)
    assert b"edited" not in custody_json((segment(vault, case),)).split(b"]")[-3]
    assert [event.seq for event in custody_rows.of_case(vault, other.id)] == [5, 6]


def test_it_begins_where_the_file_does_or_where_the_office_left_off(vault, grow):
    grow(4)
    case = new_case(vault)
    grow(1, case.id, "opened")
    grow(3)
    assert segment(vault, case).first == 5
    for since, first in ((1, 1), (3, 3), (5, 5), (8, 5)):
        shown = segment(vault, case, since=since)
        assert (shown.first, shown.before) == (first, segment_before(vault, first))
        assert follow(shown) == ()
    with pytest.raises(CustodyBroken):
        custody_rows.segment(vault, new_case(vault, 2).id, "KWT", ())


def segment_before(vault, seq):
    return custody_rows.chain(vault)[seq - 1].previous


def test_each_file_has_keys_of_its_own_and_a_new_one_after_each_export(vault, grow):
    case, other = new_case(vault), new_case(vault, 2)
    assert custody_rows.case_keys(vault, case.id) == ()
    grow(1, case.id, "opened")
    grow(1, other.id, "opened")
    grow(1, case.id, "exported")
    (first,) = custody_rows.case_keys(vault, case.id)
    assert custody_rows.case_keys(vault, other.id) != (first,)
    grow(2, case.id)
    grow(1, case.id, "exported")
    assert len(custody_rows.case_keys(vault, case.id)) == 2
    grow(1, case.id)
    keys = custody_rows.case_keys(vault, case.id)
    assert keys[0] == first
    assert len(set(keys)) == 3
    assert follow(segment(vault, case)) == ()
    assert custody_rows.every_key(vault)[case.id] == keys
    assert custody_rows.verify(vault).seq == 7
    assert list(custody_rows.chain_faults(vault)) == []


def test_the_longest_history_is_measured_without_building_it(vault, grow):
    assert custody_rows.longest_json(vault) == 0
    short, long = new_case(vault), new_case(vault, 2)
    grow(1, long.id, "opened")
    grow(3, short.id)
    grow(120, long.id)
    grow(400)
    real = len(custody_json((segment(vault, long),)))
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


_LIKE_3 = (
    "INTO custody SELECT {}, at, 'X', action, case_id, detail, n, decision, salt, tag, digest"
    " FROM custody WHERE seq = 3"
)
REFUSED = [
    "UPDATE custody SET officer = 'X'",
    "UPDATE custody SET detail = '{}' WHERE seq = 2",
    "DELETE FROM custody",
    "DELETE FROM custody WHERE seq = 3",
    f"INSERT OR REPLACE {_LIKE_3.format('seq, previous, hash')}",
    f"INSERT {_LIKE_3.format('5, hash, lower(hex(zeroblob(32)))')}",
    f"INSERT {_LIKE_3.format('4, previous, lower(hex(zeroblob(32)))')}",
    (
        "INSERT INTO custody(seq, previous, hash, at, officer, action, detail)"
        " SELECT 4, hash, lower(hex(zeroblob(32))), at, 'X', action, detail FROM custody"
        " WHERE seq = 3"
    ),
    "UPDATE custody_key SET key = zeroblob(32)",
    "DELETE FROM custody_key",
    "UPDATE custody_last_key SET key = zeroblob(32)",
    "DELETE FROM custody_last_key",
    "DELETE FROM custody_seal",
    "UPDATE custody_seal SET signature = zeroblob(64)",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_vault_refuses_to_alter_it(vault, grow, seeds, clock, statement):
    grow(2)
    grow(1, new_case(vault).id)
    custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    before = custody_rows.chain(vault), custody_rows.seals(vault), custody_rows.every_key(vault)
    with pytest.raises((dbapi2.IntegrityError, CustodyBroken)):
        vault.execute(statement)
    after = custody_rows.chain(vault), custody_rows.seals(vault), custody_rows.every_key(vault)
    assert after == before


@pytest.fixture
def forge(vault_dir, dek, grow, vault, seeds, clock):
    """What somebody with the data key and a database tool can do: no triggers, any statement."""
    grow(2)
    grow(2, new_case(vault).id)
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
    "a class": ("UPDATE custody SET decision = 1 WHERE seq = 5", 5),
    "a count": ("UPDATE custody SET n = 3 WHERE seq = 4", 4),
    "a salt": ("UPDATE custody SET salt = zeroblob(16) WHERE seq = 5", 5),
    "a tag": ("UPDATE custody SET tag = zeroblob(16) WHERE seq = 5", 5),
    "a digest": ("UPDATE custody SET digest = zeroblob(32) WHERE seq = 5", 5),
    "the file of an entry": ("UPDATE custody SET case_id = 'other' WHERE seq = 4", 4),
    "an entry of a file made one of none": ("UPDATE custody SET case_id = NULL WHERE seq = 3", 3),
    "an entry of none made one of a file": (
        "UPDATE custody SET case_id = 'other' WHERE seq = 5",
        5,
    ),
    "the keys of a file": ("UPDATE custody_key SET key = zeroblob(32)", 3),
    "no keys": ("DELETE FROM custody_key", 3),
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


def test_no_decision_is_entered_under_a_key_that_somebody_put_in(forge, clock):
    """It could be shown as another file's; so could whatever comes after an export."""
    keys = "UPDATE custody_key SET key = zeroblob(32)"
    last = "UPDATE custody_last_key SET key = zeroblob(32)"

    def enter(vault, action):
        (file,) = vault.row("SELECT case_id FROM custody WHERE case_id IS NOT NULL")
        return custody_rows.append(vault, at=clock(), officer=OFFICER, action=action, case_id=file)

    with forge() as vault:
        enter(vault, "returned")
        enter(vault, "exported")
        vault.execute(last)
        for action in ("returned", "viewed"):  # it would be the first entry under the next key
            with pytest.raises(CustodyBroken):
                enter(vault, action)
        vault.execute(keys)
        with pytest.raises(CustodyBroken) as caught:
            enter(vault, "returned")
        assert caught.value.details == {"seq": 3}


@pytest.mark.parametrize("name", FORGED)
def test_forging_after_it_was_followed_is_found_as_well(forge, name):
    statement, seq = FORGED[name]
    with forge() as vault:
        chain = custody_rows.FollowedChain(vault)
        assert chain.follow() == custody_rows.head(vault)
        vault.execute("PRAGMA foreign_keys=OFF")
        vault.execute(statement)
        for _again in range(2):
            with pytest.raises(CustodyBroken) as caught:
                chain.follow()
            assert caught.value.details == {"seq": seq}


def read_between(vault, deed):
    """How many entries are read, by what SQLCipher is asked for."""
    statements = []
    vault._connection.set_trace_callback(statements.append)
    try:
        deed()
    finally:
        vault._connection.set_trace_callback(None)
    firsts = [text for text in statements if text.startswith("SELECT * FROM custody WHERE seq > ")]
    return firsts[0].split()[7]


def test_what_was_followed_is_not_followed_again(vault, grow, clock, seeds, vault_dir, dek):
    chain = custody_rows.FollowedChain(vault)
    assert chain.follow() is None
    grow(5)
    custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    chain.follow()
    custody_rows.seal(vault, login=SUPERVISOR, seed=seeds[SUPERVISOR], at=clock())
    grow(3)
    assert read_between(vault, chain.follow) == "5"
    grow(2)
    custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    assert read_between(vault, chain.follow) == "8"
    assert chain.follow() == custody_rows.verify(vault)

    def taken_back():
        with vault.transaction():
            grow(1)
            chain.follow()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        taken_back()
    grow(1)  # another one under the number of what was taken back
    assert chain.follow() == custody_rows.head(vault)
    other = connect(vault_dir / "vault.db", dek)  # another program, whatever it writes
    other.execute("UPDATE meta SET value = value || 'x' WHERE name = 'none'")
    other.execute("INSERT INTO meta VALUES('other', 'x')")
    other.close()
    assert read_between(vault, chain.follow) == "-1"


@pytest.mark.parametrize("seq", [6, 4, 2])  # a new entry, the last that was followed, one before
def test_a_seal_that_is_nobodys_is_found_where_the_chain_goes_on(vault, grow, clock, seeds, seq):
    chain = custody_rows.FollowedChain(vault)
    grow(4)
    custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
    chain.follow()
    grow(2)
    other = vault.row("SELECT id FROM officer_key WHERE id NOT IN"
                      " (SELECT officer_key FROM custody_seal)")  # fmt: skip
    vault.execute("INSERT INTO custody_seal VALUES(?, ?, zeroblob(64), 0)", (seq, *other))
    with pytest.raises(CustodyBroken) as caught:
        chain.follow()
    assert caught.value.details == {"seq": seq}


def test_recomputing_the_chain_breaks_the_seals(forge, vault_dir, dek):
    """Every hash is made anew after a change: only the officer's seal still tells."""
    with forge() as vault:
        last, keys = None, custody_rows.every_key(vault)
        for event in custody_rows.chain(vault):
            forged = replace(event, action="viewed" if event.seq == 2 else event.action)
            key = keys[event.case_id][0] if event.case_id else b""
            last = entry_after(last, forged, event.binding.n, key)
            bound = last.binding
            vault.execute(
                "UPDATE custody SET previous = ?, hash = ?, action = ?, salt = ?, tag = ?,"
                " digest = ? WHERE seq = ?",
                (
                    last.previous,
                    last.hash,
                    last.action,
                    bound.salt,
                    bound.tag,
                    bound.digest,
                    last.seq,
                ),
            )
        verify_chain(custody_rows.chain(vault))
        with pytest.raises(CustodyBroken) as caught:
            custody_rows.verify(vault)
        assert caught.value.details == {"seq": 4}


def test_an_untouched_chain_verifies_after_all_that(forge):
    with forge() as vault:
        assert custody_rows.verify(vault).seq == 6


# --- the border of exchange format 1.0 ------------------------------------------------------------


@pytest.fixture
def older(vault_dir, dek, vault, grow, seeds, clock):
    """A vault that an older program left: an open file, one that is approved, one that was sent."""
    cases = [new_case(vault, number) for number in (1, 2, 3)]
    grow(2)
    for case, actions in zip(
        cases,
        (
            ("opened", "edited"),
            ("opened", "completed", "approved"),
            ("opened", "completed", "approved", "export_begun", "exported"),
        ),
        strict=True,
    ):
        for action in actions:
            grow(1, case.id, action)
    for case, status in zip(cases[1:], (Status.APPROVED, Status.EXPORTED), strict=True):
        complete(vault, case, clock)
        case_rows.set_status(vault, case.id, status, clock())
    vault.close()
    connection = connect(vault_dir / "vault.db", dek)
    take_back(connection, BACK_TO_8, 8)
    connection.close()
    return [case.id for case in cases]


def test_the_first_entry_of_the_new_program_crosses_the_border(older, vault_dir, dek, clock, seeds):
    with Vault.open(vault_dir, dek) as vault:
        before = custody_rows.head(vault)
        assert before.binding is None
        assert custody_rows.verify(vault) == before
        custody_rows.append(vault, at=clock(), officer=SUPERVISOR, action="unlocked")
        border, *carried, unlocked = custody_rows.chain(vault)[before.seq :]
        assert (border.action, border.officer) == (BORDER, SUPERVISOR)
        assert border.detail == {"head": before.hash, "seq": str(before.seq)}
        assert border.previous == before.hash
        assert [(event.action, event.case_id) for event in carried] == [
            (CARRIED, case_id) for case_id in older
        ]
        assert [(event.detail["was"], event.detail["authors"]) for event in carried] == [
            (Status.IN_PROGRESS, ""),
            (Status.APPROVED, OFFICER),
            (Status.EXPORTED, OFFICER),
        ]
        assert unlocked.action == "unlocked"
        statuses = [case_rows.find(vault, case_id).status for case_id in older]
        assert statuses == [Status.IN_PROGRESS, Status.COMPLETED, Status.EXPORTED]
        for case_id, status in zip(older, statuses, strict=True):
            actions = custody_rows.actions_of(vault, case_id)
            revision = 0 if status is Status.IN_PROGRESS else 1
            assert state_fault(status, revision, actions) is None
        custody_rows.seal(vault, login=OFFICER, seed=seeds[OFFICER], at=clock())
        assert custody_rows.verify(vault).seq == unlocked.seq
        assert list(custody_rows.chain_faults(vault)) == []


def test_what_was_opened_before_the_border_begins_at_it(older, vault_dir, dek, clock):
    with Vault.open(vault_dir, dek) as vault:
        for action in ("completed", "approved", "export_begun"):
            custody_rows.append(vault, at=clock(), officer=OFFICER, action=action, case_id=older[0])
        case = case_rows.find(vault, older[0])
        shown = segment(vault, case)
        assert follow(shown) == ()
        assert [event.action for event in shown.own] == [
            CARRIED, "completed", "approved", "export_begun",
        ]  # fmt: skip
        assert shown.own[0].detail["links"] == "2"
        (border,) = [event for event in custody_rows.chain(vault) if event.action == BORDER]
        assert segment(vault, case, since=1).first == border.seq
        assert custody_rows.verify(vault).action == "export_begun"


def test_an_entry_of_before_that_cannot_be_read_keeps_nobody_from_crossing(
    older, vault_dir, dek, clock
):
    connection = connect(vault_dir / "vault.db", dek)
    connection.execute("DROP TRIGGER custody_no_update")
    connection.execute("UPDATE custody SET at = 1 << 62 WHERE seq = 4")
    connection.close()
    with Vault.open(vault_dir, dek) as vault:
        with vault.transaction():
            custody_rows.append(vault, at=clock(), officer=OFFICER, action="unlocked")
        faults = [(fault.seq, fault.breach.value) for fault in custody_rows.chain_faults(vault)]
        assert faults == [(4, "unreadable")]


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE custody SET officer = 'X' WHERE seq = 4", 4),
        ("UPDATE custody SET case_id = NULL WHERE seq = 4", 4),
        ("DELETE FROM custody WHERE seq = 4", 5),
        ("UPDATE custody SET n = NULL, tag = NULL WHERE action = 'unlocked'", 17),
        ("UPDATE custody SET detail = '{}' WHERE action = 'format_1.0'", 13),
    ],
)
def test_forging_across_the_border_is_found(older, vault_dir, dek, clock, statement, seq):
    with Vault.open(vault_dir, dek) as vault:
        custody_rows.append(vault, at=clock(), officer=OFFICER, action="unlocked")
    connection = connect(vault_dir / "vault.db", dek)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.close()
    with Vault.open(vault_dir, dek) as vault:
        with pytest.raises(CustodyBroken) as caught:
            custody_rows.verify(vault)
        assert caught.value.details == {"seq": seq}
        assert seq in [fault.seq for fault in custody_rows.chain_faults(vault)]


def test_every_decision_has_its_words():
    assert {*DECISIONS} <= {*ACTIONS}
