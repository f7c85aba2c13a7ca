"""What a station remembers of updates, who may install one, and what somebody inside can change."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bundle.update.maker import (
    INSTALLED,
    Parts,
    a_release,
    maker,
    stranger,
    two_of,
    verdict_of,
)
from tests.bundle.world import NOW, trust_list, world
from tests.desk.staffed import LOGINS, Place
from tipdesk import __version__
from tipdesk.bundle.update import maker_root
from tipdesk.bundle.update.verdict import Refusal
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import Role
from tipdesk.core.errors import TransitionRefused, UpdateRefused
from tipdesk.core.work import Work
from tipdesk.desk.session.session import Session
from tipdesk.desk.update.looking_into import OpenedUpdate, look_into
from tipdesk.storage import custody_rows

ADMINISTRATOR = LOGINS[Role.ADMINISTRATOR]


@pytest.fixture(autouse=True)
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This build has the maker's root among its resources."""
    monkeypatch.setattr(maker_root, "resource", tmp_path.joinpath)
    path = tmp_path / "release" / "root.json"
    path.parent.mkdir()
    path.write_bytes(maker().root.data)
    return path


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    """A station that trusts the agency."""
    copy = staffed.copy(tmp_path / "vault")
    copy.clock.now = max(copy.clock.now, NOW)
    session = copy.open(ADMINISTRATOR)
    agency = world().authority
    second = copy.confirm(LOGINS[Role.SUPERVISOR])
    session.keys.import_trust_list(trust_list(agency, NOW), agency.fingerprint, second)
    session.lock()
    return copy


def looked(session: Session, tmp_path: Path, parts: Parts) -> OpenedUpdate:
    path = tmp_path / "drive.update"
    path.write_bytes(parts.file)
    opened = look_into(session.updates.plan(path), Work())
    session.updates.record_seen(opened.verdict)
    opened.close()
    return opened


def entries(session: Session, action: str) -> list[dict[str, str]]:
    events = custody_rows.newest_first(session._desk.vault)
    return [dict(event.detail) for event in events if event.action == action]


def sealed_up_to(session: Session) -> tuple[str, str]:
    """The action of the last entry that is sealed, and by whom."""
    vault = session._desk.vault
    seal = custody_rows.seals(vault)[-1]
    (event,) = [event for event in custody_rows.newest_first(vault) if event.seq == seal.seq]
    return event.action, seal.login


def test_the_tests_are_of_this_version():
    assert __version__ == INSTALLED


def test_an_administrator_looks_into_an_update_and_lets_it_be_installed(place, tmp_path):
    session = place.open(ADMINISTRATOR)
    opened = looked(session, tmp_path, Parts())
    assert opened.verdict.accepted
    assert sealed_up_to(session) == ("update_seen", session.officer.login)
    session.updates.record_begun(opened.verdict)
    assert sealed_up_to(session) == ("update_begun", session.officer.login)
    (seen,) = entries(session, "update_seen")
    assert (seen["version"], seen["sequence"]) == ("0.3.0", "3")
    (begun,) = entries(session, "update_begun")
    assert (begun["from_version"], begun["to_version"]) == ("0.2.0", "0.3.0")
    assert begun["release"] == opened.verdict.sha256 == seen["release"]
    assert session.updates.newest() == a_release().date
    session.lock()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CASEWORKER])
def test_nobody_else_does(place, tmp_path, role):
    session = place.open(LOGINS[role])
    with pytest.raises(TransitionRefused):
        session.updates.plan(tmp_path / "x")
    with pytest.raises(TransitionRefused):
        session.updates.record_begun(verdict_of(Parts()))
    session.lock()


def test_what_is_refused_is_neither_remembered_nor_begun(place, tmp_path):
    session = place.open(ADMINISTRATOR)
    opened = looked(session, tmp_path, Parts(by=(maker().keys[0],)))
    assert opened.verdict.refusals == (Refusal.ONE_SIGNATURE,)
    with pytest.raises(UpdateRefused) as refused:
        session.updates.record_begun(opened.verdict)
    assert refused.value.details == {"reason": "one_signature"}
    assert entries(session, "update_seen") == entries(session, "update_begun") == []
    session.lock()


def test_what_could_not_open_this_vault_or_is_older_than_this_program_is_refused(place, tmp_path):
    session = place.open(ADMINISTRATOR)
    before = session._desk.vault.version - 1
    refused = looked(session, tmp_path, Parts(a_release(schema_after=before))).verdict.refusals
    assert refused == (Refusal.SCHEMA,)
    older = looked(session, tmp_path, Parts(a_release("0.1.9", 4))).verdict.refusals
    assert older == (Refusal.ROLLBACK,)
    session.lock()


def test_an_older_one_is_refused_after_a_newer_was_seen_also_by_the_next_session(place, tmp_path):
    session = place.open(ADMINISTRATOR)
    looked(session, tmp_path, Parts(a_release("0.4.0", 4)))
    session.lock()
    session = place.open(LOGINS[Role.SUPERVISOR])
    opened = looked(session, tmp_path, Parts())
    assert opened.verdict.refusals == (Refusal.FREEZE, Refusal.ROLLBACK)
    assert len(entries(session, "update_seen")) == 1
    session.lock()


def test_the_same_is_remembered_once(place, tmp_path):
    session = place.open(ADMINISTRATOR)
    parts = Parts()
    looked(session, tmp_path, parts)
    looked(session, tmp_path, parts)
    assert len(entries(session, "update_seen")) == 1
    session.lock()


# --- somebody inside, with the passphrase and the modules by hand ------------------------------


def test_a_remembered_version_that_was_set_back_by_hand_is_noticed(place, tmp_path):
    session = place.open(ADMINISTRATOR)
    looked(session, tmp_path, Parts(a_release("0.4.0", 4)))
    vault = session._desk.vault
    fields = json.loads(vault.meta("newest_update"))
    for changed in (json.dumps({**fields, "version": "0.2.0", "sequence": "1"}), ""):
        vault.set_meta("newest_update", changed)
        with pytest.raises(UpdateRefused) as refused:
            session.updates.plan(tmp_path / "drive.update")
        assert refused.value.details == {"reason": "remembered"}
    session.lock()


@pytest.mark.parametrize("text", ["", "no root", "stranger"])
def test_a_root_that_was_put_into_the_vault_by_hand_is_noticed(place, tmp_path, text):
    session = place.open(ADMINISTRATOR)
    looked(session, tmp_path, Parts())
    root = stranger().root.data.decode() if text == "stranger" else text
    session._desk.vault.set_meta("maker_root", root)
    with pytest.raises(UpdateRefused):
        session.updates.plan(tmp_path / "drive.update")
    session.lock()


def test_an_entry_without_its_value_is_noticed_too(place, tmp_path):
    """Whoever enters by hand that an old one was seen last leaves a trace, and is refused."""
    session = place.open(ADMINISTRATOR)
    looked(session, tmp_path, Parts(a_release("0.4.0", 4)))
    (seen,) = entries(session, "update_seen")
    session._desk.enter("update_seen", None, "", **{**seen, "version": "0.2.0", "sequence": "1"})
    with pytest.raises(UpdateRefused):
        session.updates.plan(tmp_path / "drive.update")
    session.lock()


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '"x"', "null", "{}", ""])
def test_what_is_no_memory_is_refused_and_no_mistake_of_the_program(place, tmp_path, text):
    session = place.open(ADMINISTRATOR)
    looked(session, tmp_path, Parts())
    session._desk.vault.set_meta("newest_update", text)
    with pytest.raises(UpdateRefused) as refused:
        session.updates.newest()
    assert refused.value.details == {"reason": "remembered"}
    session.lock()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sequence", "x"),
        ("version", "1.0-1"),
        ("version", "١.٠"),
        ("date", "soon"),
        ("date", "2026-01-01"),
        ("date", "9999-12-31T23:59:59+00:00"),
    ],
)
def test_value_and_entry_that_no_program_has_written_are_refused(place, tmp_path, name, value):
    session = place.open(ADMINISTRATOR)
    looked(session, tmp_path, Parts())
    fields = {**json.loads(session._desk.vault.meta("newest_update")), name: value}
    session._desk.vault.set_meta("newest_update", canonical(fields).decode("ascii"))
    session._desk.enter("update_seen", None, "", **fields)
    with pytest.raises(UpdateRefused):
        session.updates.newest()
    session.lock()


def test_an_older_version_is_refused_however_often_it_is_looked_into(place, tmp_path):
    """Of a release with a higher number: the maker has put an older version right, too."""
    session = place.open(ADMINISTRATOR)
    looked(session, tmp_path, Parts(a_release("0.5.0", 5)))
    for _again in range(2):
        opened = looked(session, tmp_path, Parts(a_release("0.3.0", 6)))
        assert opened.verdict.refusals == (Refusal.ROLLBACK,)
    assert [entry["version"] for entry in entries(session, "update_seen")] == ["0.5.0"]
    session.lock()


def test_what_was_judged_before_a_newer_one_was_seen_is_not_remembered_after_it(place, tmp_path):
    session = place.open(ADMINISTRATOR)
    path = tmp_path / "older.update"
    path.write_bytes(Parts().file)
    older = look_into(session.updates.plan(path), Work())
    older.close()
    looked(session, tmp_path, Parts(a_release("0.5.0", 5)))
    session.updates.record_seen(older.verdict)
    assert [entry["version"] for entry in entries(session, "update_seen")] == ["0.5.0"]
    session.lock()


def test_a_root_that_was_removed_by_hand_makes_no_room_for_another(place, tmp_path, pinned):
    session = place.open(ADMINISTRATOR)
    session._desk.vault.set_meta("maker_root", "")
    session.lock()
    pinned.write_bytes(stranger().root.data)
    session = place.open(ADMINISTRATOR)
    with pytest.raises(UpdateRefused) as refused:
        session.updates.plan(tmp_path / "drive.update")
    assert refused.value.details == {"reason": "remembered"}
    session.lock()


def test_a_root_of_ones_own_among_the_resources_is_refused_from_the_first_opening_on(
    place, tmp_path, pinned
):
    """The vault has kept the root with which it was first opened."""
    session = place.open(ADMINISTRATOR)
    session.lock()
    pinned.write_bytes(stranger().root.data)
    session = place.open(ADMINISTRATOR)
    parts = Parts(by=two_of(stranger()), roots=(stranger().signed_root(),))
    assert looked(session, tmp_path, parts).verdict.refusals == (Refusal.ROOT_DIFFERS,)
    session.lock()


def test_a_build_without_a_root_goes_by_the_one_that_the_vault_has_kept(place, tmp_path, pinned):
    place.open(ADMINISTRATOR).lock()
    pinned.unlink()
    session = place.open(ADMINISTRATOR)
    kept = session._desk.vault.meta("maker_root")
    assert kept == maker().root.data.decode()  # when it was first opened there was one
    assert looked(session, tmp_path, Parts()).verdict.accepted
    session.lock()


# --- which program opened the vault ------------------------------------------------------------


def test_another_program_than_before_is_entered(place):
    session = place.open(ADMINISTRATOR)
    assert entries(session, "program_changed") == []
    session._desk.vault.set_meta("program", "0.1.0")
    session.lock()
    session = place.open(ADMINISTRATOR)
    assert entries(session, "program_changed") == [
        {"from_version": "0.1.0", "to_version": "0.2.0", **_counted(session)}
    ]
    session.lock()
    session = place.open(ADMINISTRATOR)
    assert len(entries(session, "program_changed")) == 1
    session.lock()


def _counted(session: Session) -> dict[str, str]:
    """What every entry has beside its own."""
    (detail,) = entries(session, "program_changed")
    return {name: detail[name] for name in detail if not name.endswith("_version")}


def test_a_vault_without_a_trust_list_refuses(staffed, tmp_path):
    copy = staffed.copy(tmp_path / "vault")
    copy.clock.now = max(copy.clock.now, NOW)
    session = copy.open(ADMINISTRATOR)
    assert looked(session, tmp_path, Parts()).verdict.refusals == (Refusal.NO_AGENCY,)
    session.lock()


def test_a_verdict_that_was_made_by_hand_allows_what_it_says_and_installs_nothing(place, tmp_path):
    """The entry is written by whoever may; what is installed is judged by the bytes."""
    from tipdesk.core.installation import Installation, Kind
    from tipdesk.desk.update.installing import install

    session = place.open(ADMINISTRATOR)
    path = tmp_path / "drive.update"
    path.write_bytes(Parts(targets={"tipdesk_0.3.0_amd64.deb": b"evil"}).file)
    base = tmp_path / "base"
    base.mkdir()
    here = Installation(Kind.LINUX, base / "app-0.2.0", base)
    plan = replace(session.updates.plan(path), installation=here)
    with look_into(plan, Work()) as opened:
        assert not opened.verdict.accepted
        with pytest.raises(UpdateRefused) as refused:
            install(opened, Work())
        assert refused.value.details == {"reason": "mixed"}
    assert list(base.iterdir()) == []
    session.lock()
