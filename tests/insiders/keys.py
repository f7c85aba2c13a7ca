"""People, roles, keys, slots, readers, deeds and memories; the whole folder; what is trusted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.insiders.stage import (
    ADMINISTRATOR,
    CASEWORKER,
    COLLEAGUE,
    EVERYBODY,
    Scene,
    write_rows,
)
from tests.insiders.table import Before, Group
from tests.programs import forget_seen
from tipdesk.cases.deeds.deed import BEFORE_ALL, DeedKind, founding, make_deed
from tipdesk.cases.model import Role
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials
from tipdesk.desk.session.session import Session
from tipdesk.desk.shift import ShiftKeys, ShiftTry
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys import deed_rows, keys, slot_rows
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.keys.slot_file import NAMES
from tipdesk.storage.keys.slot_making import following, recovery_slot
from tipdesk.storage.vault import Vault

PEOPLE = Group("people, roles, keys, readers, slots")
DEEDS = Group("deeds and memories")
FOLDER = Group("the whole folder")


def planted(
    vault: Vault, scene: Scene, kind: DeedKind, body: Mapping[str, object], **who: bytes
) -> None:
    """A deed with its entry, signed with the seeds that somebody has, in whoever's names."""
    deed = make_deed(deed_rows.head(vault), kind, scene.world.clock(), body)
    event = custody_rows.append(
        vault,
        at=scene.world.clock(),
        officer=OFFICER.login,
        action="register_settled",
        detail={"deed": deed.digest},
    )
    signed = tuple(
        deed_rows.sign(deed, login.replace("_", "-"), seed) for login, seed in who.items()
    )
    deed_rows.add(vault, replace(deed, signatures=signed), event.seq)


# --- rows ---------------------------------------------------------------------------------------


@PEOPLE.row("caseworker", "T-07 is told: readers")
def names_themself_on_a_file(scene: Scene) -> str:
    """A row that names the caseworker on the officer's file."""
    with scene.by_hand() as vault:
        case_rows.add_reader(
            vault, scene.files.begun, CASEWORKER.login, OFFICER.login, scene.world.clock()
        )
    return scene.at_unlock()


@PEOPLE.row("colleague", "vault check: register_readers")
def takes_the_officer_off_a_file(scene: Scene) -> str:
    """The officer's name taken off a file of theirs."""
    with scene.by_hand(COLLEAGUE) as vault:
        case_rows.remove_reader(vault, scene.files.begun, OFFICER.login)
    return scene.checked()


@PEOPLE.row("caseworker", "S-01 is told: roles")
def makes_themself_a_supervisor(scene: Scene) -> str:
    """The caseworker's own row says supervisor."""
    with scene.by_hand() as vault:
        write_rows(vault, "UPDATE officer SET role = 'supervisor' WHERE login = 'C-04'")
    return scene.at_unlock(SUPERVISOR)


@PEOPLE.row("caseworker", "refused: KeyRegisterDiffers")
def works_as_a_supervisor(scene: Scene) -> str:
    """The same; then as a supervisor through the desk."""
    with scene.by_hand() as vault:
        write_rows(vault, "UPDATE officer SET role = 'supervisor' WHERE login = 'C-04'")
    with scene.session(CASEWORKER) as session:
        return scene.refused(lambda: session.staff.suspend(scene.key(CASEWORKER), "T-12"))


@PEOPLE.row("administrator", "T-07 is told: roles")
def lets_a_suspended_person_in_by_a_row(scene: Scene) -> str:
    """A suspension taken out of its row."""
    with scene.session(ADMINISTRATOR) as session:
        session.staff.suspend(scene.key(ADMINISTRATOR), COLLEAGUE.login)
    with scene.by_hand(ADMINISTRATOR) as vault:
        write_rows(vault, "UPDATE officer SET suspended_at = NULL, slot = '' WHERE login = 'T-12'")
    return scene.at_unlock()


@PEOPLE.row("colleague", "refused: VaultDamaged", Before.NOTHING)
def comes_back_by_pin_after_a_suspension(scene: Scene) -> str:
    """Suspended in the midst of the shift, with the slots of before put back for the PIN."""
    own, shift = scene.key(COLLEAGUE), ShiftKeys(scene.station, scene.world.clock)
    new = shift.begin(own, bytearray(b"739164"))
    shift.keep(new, new.seal())
    shift.opened(own.login)
    before = {name: (scene.station / name).read_bytes() for name in NAMES}
    with scene.session(ADMINISTRATOR) as session:
        session.staff.suspend(scene.key(ADMINISTRATOR), COLLEAGUE.login)
    for name, slots in before.items():
        (scene.station / name).write_bytes(slots)
    attempt = shift.attempt(own.login, bytearray(b"739164"))
    assert isinstance(attempt, ShiftTry)
    key = shift.settle(attempt, attempt.open())
    assert isinstance(key, UnlockedKey)
    return scene.refused(lambda: Session.open(scene.station, key, scene.world.clock))


@PEOPLE.row("administrator", "T-07 is told: roles")
def invents_somebody(scene: Scene) -> str:
    """A row of somebody whom nobody enrolled."""
    with scene.by_hand(ADMINISTRATOR) as vault:
        made_up = officer_keys(os.urandom(32))
        station_rows.add(vault, "X-99", "مجهول", Role.SUPERVISOR, made_up, scene.world.clock())
    return scene.at_unlock()


@PEOPLE.row("caseworker", "S-01 is told: keys")
def a_key_for_the_supervisor(scene: Scene) -> str:
    """A key of the caseworker's as the supervisor's."""
    with scene.by_hand() as vault:
        own = officer_keys(scene.seed(CASEWORKER))
        station_rows.add_keys(vault, SUPERVISOR.login, own, scene.world.clock())
    return scene.at_unlock(SUPERVISOR)


def a_sheet_by_hand(scene: Scene, who: Credentials = CASEWORKER) -> str:
    """A slot for words that only one person knows; the words."""
    dek = scene.key(who).dek
    document = keys.authentic_document(scene.station, dek)
    slot, words = recovery_slot(document, dek)
    with scene.by_hand(who) as vault:
        slot_rows.store(vault, following(document, (*document.slots, slot), dek))
    return words


@PEOPLE.row("caseworker", "T-07 is told: slots")
def a_way_in_by_words(scene: Scene) -> str:
    """A recovery sheet of the caseworker's own."""
    a_sheet_by_hand(scene)
    return scene.at_unlock()


@PEOPLE.row("administrator", "refused: SecondPersonNeeded")
def a_sheet_alone(scene: Scene) -> str:
    """A new recovery sheet through the desk, alone."""
    with scene.session(ADMINISTRATOR) as session:
        return scene.refused(lambda: session.renewals.new_recovery_sheet(scene.key(ADMINISTRATOR)))


@PEOPLE.row("supervisor", "refused: SecondPersonNeeded")
def a_sheet_with_oneself(scene: Scene) -> str:
    """A new recovery sheet, the second person being oneself."""
    with scene.session(SUPERVISOR) as session:
        return scene.refused(
            lambda: session.renewals.new_recovery_sheet(
                scene.key(SUPERVISOR), scene.confirm(SUPERVISOR)
            )
        )


def everybody_out(scene: Scene, session: Session, who: Credentials) -> None:
    """One lead suspends all others, which one lead may."""
    for other in EVERYBODY:
        if other is not who:
            session.staff.suspend(scene.key(who), other.login)


@PEOPLE.row("supervisor", "refused: SecondPersonNeeded", Before.UNNOTICED)
def a_sheet_when_nobody_is_left(scene: Scene) -> str:
    """Everybody else suspended first; then a new recovery sheet, by the only one who is left."""
    with scene.session(SUPERVISOR) as session:
        everybody_out(scene, session, SUPERVISOR)
        return scene.refused(lambda: session.renewals.new_recovery_sheet(scene.key(SUPERVISOR)))


@PEOPLE.row("administrator", "refused: SecondPersonNeeded", Before.NOTHING)
def lets_in_alone_when_nobody_is_left(scene: Scene) -> str:
    """Everybody else suspended first; then one of them let in again, by the only one who is left."""
    with scene.session(ADMINISTRATOR) as session:
        everybody_out(scene, session, ADMINISTRATOR)
        return scene.refused(
            lambda: session.staff.reinstate(scene.key(ADMINISTRATOR), CASEWORKER.login)
        )


@PEOPLE.row("supervisor", "T-07 hears: named by S-01", Before.UNNOTICED)
def names_a_colleague(scene: Scene) -> str:
    """The supervisor, whom the file names, names somebody else on it."""
    with scene.session(SUPERVISOR) as session:
        session.readers.name(scene.files.begun, COLLEAGUE.login)
    return scene.heard()


@PEOPLE.row("administrator", "T-07 hears: suspended by A-02", Before.UNNOTICED)
def suspends_somebody(scene: Scene) -> str:
    """Somebody kept out by one lead."""
    with scene.session(ADMINISTRATOR) as session:
        session.staff.suspend(scene.key(ADMINISTRATOR), COLLEAGUE.login)
    return scene.heard()


@PEOPLE.row("supervisor and administrator", "T-07 hears: retired by S-01, sheet by A-02 S-01")
def a_sheet_by_two(scene: Scene) -> str:
    """A new recovery sheet by two, as it should be."""
    with scene.session(SUPERVISOR) as session:
        session.renewals.new_recovery_sheet(scene.key(SUPERVISOR), scene.confirm(ADMINISTRATOR))
        session.renewals.sheet_confirmed()
    return scene.heard()


@PEOPLE.row("leaver", "refused: UnknownLogin", Before.HELD)
def comes_back_after_a_suspension(scene: Scene) -> str:
    """Somebody suspended tries their passphrase."""
    with scene.session(ADMINISTRATOR) as session:
        session.staff.suspend(scene.key(ADMINISTRATOR), COLLEAGUE.login)
    return scene.refused(lambda: unlock(scene.station, COLLEAGUE.login, COLLEAGUE.passphrase))


@PEOPLE.row("leaver", "refused: VaultDamaged", Before.HELD)
def comes_back_with_old_slots(scene: Scene) -> str:
    """Somebody removed puts the key slots of before back beside the database."""
    kept = {path: path.read_bytes() for path in slot_files(scene)}
    with scene.session(ADMINISTRATOR) as session:
        session.staff.remove(scene.key(ADMINISTRATOR), COLLEAGUE.login)
    for path, data in kept.items():
        path.write_bytes(data)
    return scene.refused(lambda: scene.world.open(scene.station, COLLEAGUE).lock())


@PEOPLE.row("leaver", "refused: VaultDamaged", Before.HELD)
def comes_back_with_the_old_key(scene: Scene) -> str:
    """Somebody removed kept the key of the vault."""
    with scene.session(ADMINISTRATOR) as session:
        session.staff.remove(scene.key(ADMINISTRATOR), COLLEAGUE.login)
    return scene.refused(lambda: Vault.open(scene.station, scene.key(COLLEAGUE).dek).close())


def slot_files(scene: Scene) -> list[Path]:
    """Where the key slots lie, twice."""
    return [
        path
        for path in scene.station.iterdir()
        if path.is_file() and path.read_bytes()[:8] == b"TDSLOTS1"
    ]


# --- deeds and memories -----------------------------------------------------------------------------


@DEEDS.row("colleague", "T-07 is told: unsigned", Before.NOTHING)
def a_deed_in_the_owners_name(scene: Scene) -> str:
    """A deed that names the colleague on a file, in the owner's name under the colleague's key."""
    seed = scene.seed(COLLEAGUE)
    with scene.by_hand(COLLEAGUE) as vault:
        body = {"case": scene.files.begun, "by": OFFICER.login, "logins": [COLLEAGUE.login]}
        planted(vault, scene, DeedKind.NAMED, body, T_07=seed, T_12=seed)
        at = scene.world.clock()
        case_rows.add_reader(vault, scene.files.begun, COLLEAGUE.login, OFFICER.login, at)
    return scene.at_unlock()


@DEEDS.row("supervisor", "T-07 is told: unsigned", Before.NOTHING)
def a_sheet_by_a_deed_of_one(scene: Scene) -> str:
    """A deed of a new sheet that the supervisor alone has signed, twice."""
    seed = scene.seed(SUPERVISOR)
    with scene.by_hand(SUPERVISOR) as vault:
        body = deed_rows.as_body(officer_keys(os.urandom(32)))
        planted(vault, scene, DeedKind.SHEET, body, S_01=seed, A_02=seed)
    return scene.at_unlock()


@DEEDS.row("supervisor", "T-07 is told: unsigned", Before.NOTHING)
def new_keys_for_the_officer(scene: Scene) -> str:
    """A deed, rows and a signature that give the officer other keys; the administrator's is made
    up."""
    seed, new = scene.seed(SUPERVISOR), bytes(range(32))
    with scene.by_hand(SUPERVISOR) as vault:
        body = {"login": OFFICER.login, **deed_rows.as_body(officer_keys(new))}
        planted(vault, scene, DeedKind.REKEYED, body, T_07=new, S_01=seed, A_02=seed)
        station_rows.add_keys(vault, OFFICER.login, officer_keys(new), scene.world.clock())
    return scene.at_unlock()


@DEEDS.row("caseworker", "S-01 is told: unsigned", Before.NOTHING)
def a_role_by_a_deed(scene: Scene) -> str:
    """A deed that makes the caseworker a supervisor, signed by the caseworker for three people."""
    seed = scene.seed(CASEWORKER)
    with scene.by_hand() as vault:
        body = {"login": CASEWORKER.login, "role": "supervisor"}
        planted(vault, scene, DeedKind.ROLE, body, C_04=seed, S_01=seed, A_02=seed)
    return scene.at_unlock(SUPERVISOR)


@DEEDS.row("administrator", "T-07 is told: unsigned", Before.NOTHING)
def two_settle_what_one_planted(scene: Scene) -> str:
    """A deed that accepts whatever does not hold, signed by one for two."""
    seed = scene.seed(ADMINISTRATOR)
    with scene.by_hand(ADMINISTRATOR) as vault:
        write_rows(vault, "UPDATE officer SET role = 'officer' WHERE login = 'C-04'")
        planted(vault, scene, DeedKind.ACCEPTED, {"reason": "roles"}, A_02=seed, S_01=seed)
    return scene.at_unlock()


@DEEDS.row("caseworker", "T-07 is told: my_enrolment", Before.NOTHING)
def the_register_founded_anew(scene: Scene) -> str:
    """All deeds replaced by a founding of the caseworker's own, with everybody's true keys."""
    with scene.by_hand() as vault:
        rows = deed_rows.rows(vault)
        people = [(login, Role(rows.roles[login]), rows.keys[login]) for login in rows.roles]
        body = founding(vault.vault_id, people, [], rows)
        deed = make_deed(BEFORE_ALL, DeedKind.FOUNDED, scene.world.clock(), body)
        write_rows(vault, "DELETE FROM deed_signature", "DELETE FROM deed")
        signature = deed_rows.sign(deed, CASEWORKER.login, scene.seed(CASEWORKER))
        deed_rows.add(vault, replace(deed, signatures=(signature,)), 1)
    return scene.at_unlock()


@DEEDS.row("caseworker", "T-07 is told: no_memory", Before.NOTHING)
def a_memory_deleted(scene: Scene) -> str:
    """What the officer saw last, deleted."""
    with scene.by_hand() as vault:
        write_rows(vault, "DELETE FROM deed_view WHERE login = 'T-07'")
    return scene.at_unlock()


@DEEDS.row("caseworker", "T-07 is told: not_my_memory", Before.NOTHING)
def a_memory_by_another(scene: Scene) -> str:
    """What the officer saw last, signed by the caseworker."""
    with scene.by_hand() as vault:
        memory = deed_rows.memory(vault, OFFICER.login)
        deed_rows.keep_memory(vault, OFFICER.login, scene.seed(CASEWORKER), memory.view)
    return scene.at_unlock()


@DEEDS.row("caseworker", "T-07 is told: not_my_memory", Before.NOTHING)
def the_memory_of_a_colleague(scene: Scene) -> str:
    """The memory of a colleague under the officer's login."""
    with scene.by_hand() as vault:
        write_rows(
            vault,
            "DELETE FROM deed_view WHERE login = 'T-07'",
            "UPDATE deed_view SET login = 'T-07' WHERE login = 'T-12'",
        )
    return scene.at_unlock()


@DEEDS.row("supervisor", "T-07 is told: past_changed", Before.NOTHING)
def the_last_deed_cut_off(scene: Scene) -> str:
    """The officer's hiding of a file, cut off the register."""
    with scene.by_hand(SUPERVISOR) as vault:
        number = deed_rows.head(vault)[0]
        write_rows(
            vault,
            f"DELETE FROM deed_signature WHERE deed = {number}",
            f"DELETE FROM deed WHERE number = {number}",
        )
    return scene.at_unlock()


@DEEDS.row("caseworker", "T-07 is told: my_enrolment", Before.NOTHING)
def a_signature_taken_off(scene: Scene) -> str:
    """The officer's signature taken off the deed that enrolled them."""
    with scene.by_hand() as vault:
        write_rows(vault, "DELETE FROM deed_signature WHERE deed = 1 AND signer = 'T-07'")
    return scene.at_unlock()


@DEEDS.row("caseworker", "vault check: register_broken register_row register_slot", Before.NOTHING)
def a_deed_written_over(scene: Scene) -> str:
    """A word of a deed changed."""
    with scene.by_hand() as vault:
        write_rows(
            vault,
            "UPDATE deed SET text = replace(text, 'caseworker', 'supervisor') WHERE number ="
            " (SELECT number FROM deed WHERE text LIKE '%caseworker%')",
        )
    return scene.checked()


@DEEDS.row("caseworker", "T-07 is told: past_changed")
def the_last_entry_seen_written_over(scene: Scene) -> str:
    """The audit log entry that the officer saw last has another hash."""
    with scene.by_hand() as vault:
        memory = deed_rows.memory(vault, OFFICER.login)
        write_rows(vault, f"UPDATE custody SET hash = '{'0' * 64}' WHERE seq = {memory.view.seq}")
    return scene.at_unlock()


@DEEDS.row("implicated supervisor", "T-07 is told: readers")
def a_hiding_undone_by_a_row(scene: Scene) -> str:
    """The hidden file shown again, and the supervisor named on it, by rows alone."""
    with scene.by_hand(SUPERVISOR) as vault:
        file, at = scene.files.hidden, scene.world.clock()
        write_rows(vault, f"UPDATE case_file SET hidden_at = NULL WHERE uuid = '{file}'")
        case_rows.add_reader(vault, file, SUPERVISOR.login, OFFICER.login, at)
    return scene.at_unlock()


# --- the whole folder ---------------------------------------------------------------------------------


def put_back(scene: Scene) -> None:
    """The folder as it was before the officer's last session, in its place."""
    with scene.session():
        pass
    before = shutil.copytree(scene.station, scene.world.folder / "before")
    with scene.session() as session:
        session.new_files.open_case()
    shutil.rmtree(scene.station)
    shutil.copytree(before, scene.station)


@FOLDER.row("colleague", "T-07 is told: older")
def put_back_at_the_same_computer(scene: Scene) -> str:
    """An older copy of the whole folder put in its place; the user's profile knows more."""
    put_back(scene)
    return scene.at_unlock()


@FOLDER.row("colleague", "T-07 is told nothing; anchor: another user's profile, receipts, papers")
def put_back_with_the_profile(scene: Scene) -> str:
    """The same, and what the user's profile keeps was deleted: nothing inside can tell."""
    put_back(scene)
    forget_seen()
    return f"{scene.at_unlock()}; anchor: another user's profile, receipts, papers"
