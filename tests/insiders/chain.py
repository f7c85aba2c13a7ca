"""The past: entries of the chain of custody, answers, status, approvals in the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from tests.desk.approving import approve
from tests.desk.handover.test_rewritten_chain import (
    anothers_as_its_own,
    as_anothers,
    left_out,
    other_keys,
    undecided,
)
from tests.insiders.evidence import canonical
from tests.insiders.stage import (
    ADMINISTRATOR,
    COLLEAGUE,
    Scene,
    write_rows,
)
from tests.insiders.table import Before, Group
from tipdesk.cases.custody.document import custody_json
from tipdesk.cases.model import Answer, CaseId, Remark
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody import integrity
from tipdesk.desk.handover import packing
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.keys.slot_crypto import officer_keys
from tipdesk.storage.vault import Vault

SHOWN = Group("the chain that the office is shown")
KEPT = Group("the chain and the rows at the station")


@contextmanager
def unchecked() -> Iterator[None]:
    """The program of somebody who has taken the checks out of the way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(integrity, "check_file", lambda *_arguments: None)
        patch.setattr(custody_rows, "check_keys", lambda *_arguments: None)
        patch.setattr(packing, "check_outgoing", lambda *_arguments: None)
        yield


def shown_after(scene: Scene, deed: Callable[[Vault, CaseId], None]) -> str:
    """The other file, which was once returned, sent after its chain was rewritten."""
    deed(scene.beside(), scene.files.other)
    with unchecked():
        return scene.office(scene.sent(frozen=scene.plan(scene.files.other)))


def in_document(
    change: Callable[[list[Any], dict[str, Any]], None],
) -> Callable[[dict[str, bytes]], None]:
    """Something done to the entries of custody.json."""

    def changed(contents: dict[str, bytes]) -> None:
        document = json.loads(contents["custody.json"])
        segment = document["segments"][-1]
        change(segment["links"], segment)
        contents["custody.json"] = canonical(document)

    return changed


def of_returned(scene: Scene, change: Callable[[list[Any], dict[str, Any]], None]) -> str:
    """The same, of the file that was once returned."""
    frozen = scene.plan(scene.files.other)
    with unchecked():
        return scene.office(scene.sent(in_document(change), frozen=frozen))


def place_of(entries: list[Any], action: str) -> int:
    """Where the link of that action stands."""
    return next(n for n, entry in enumerate(entries) if len(entry) == 8 and entry[6] == action)


# --- what the office is shown ---------------------------------------------------------------------


@SHOWN.row("officer", "refused at the office: E_LINK_HIDDEN E_LINK_MISSING")
def a_return_as_another_files(scene: Scene) -> str:
    """The supervisor's return stands under no file in the database."""
    return shown_after(scene, as_anothers)


@SHOWN.row("officer", "refused at the office: E_LINK_FOREIGN E_LINK_MISSING")
def another_files_link_as_its_own(scene: Scene) -> str:
    """A link of no file stands under this one."""
    return shown_after(scene, anothers_as_its_own)


@SHOWN.row("officer", "refused at the office: E_LINK_MISSING")
def a_return_left_out(scene: Scene) -> str:
    """The chain hashed anew without the supervisor's return."""
    return shown_after(scene, left_out)


@SHOWN.row("officer", "refused at the office: E_CUSTODY_FORM")
def a_return_as_no_decision(scene: Scene) -> str:
    """The chain hashed anew, with the return as something that may stay closed."""
    return shown_after(scene, undecided)


@SHOWN.row("officer", "refused at the office: E_LINK_FOREIGN")
def other_keys_of_the_file(scene: Scene) -> str:
    """Other keys of the file, so that no tag of it is known."""
    return shown_after(scene, other_keys)


@SHOWN.row("officer", "refused at the office: E_DECISION_CLOSED")
def a_return_kept_closed(scene: Scene) -> str:
    """The return shown as a closed link."""

    def change(entries: list[Any], _segment: dict[str, Any]) -> None:
        place = place_of(entries, "returned")
        tag, n, decides, salt, *body = entries[place]
        entries[place] = [tag, n, decides, closed_digest(salt, body)]

    return of_returned(scene, change)


def closed_digest(salt: str, body: list[Any]) -> str:
    """What a closed link shows of its body."""
    return sha256(bytes.fromhex(salt) + canonical(body)).hexdigest()


@SHOWN.row("officer", "refused at the office: E_LINK_FOREIGN E_LINK_MISSING")
def a_link_taken_out(scene: Scene) -> str:
    """A link taken out of the document alone."""

    def change(entries: list[Any], _segment: dict[str, Any]) -> None:
        del entries[place_of(entries, "returned")]

    return of_returned(scene, change)


@SHOWN.row("officer", "refused at the office: E_HEAD")
def a_link_that_says_something_else(scene: Scene) -> str:
    """The reason of the return changed in the document."""

    def change(entries: list[Any], _segment: dict[str, Any]) -> None:
        entries[place_of(entries, "returned")][7]["remarks"] = "0"

    return of_returned(scene, change)


@SHOWN.row("officer", "refused at the office: E_EXPORTER")
def links_of_a_later_return_cut_off(scene: Scene) -> str:
    """The export's own link, and what follows the approval, cut off the document."""

    def change(entries: list[Any], _segment: dict[str, Any]) -> None:
        del entries[place_of(entries, "approved") + 1 :]

    return of_returned(scene, change)


@SHOWN.row("officer", "refused at the office: E_CUSTODY_FORM")
def a_key_less(scene: Scene) -> str:
    """The document lacks the file's key."""

    def change(_entries: list[Any], segment: dict[str, Any]) -> None:
        segment["keys"] = []

    return of_returned(scene, change)


def begun_again_after(scene: Scene, action: str, officer: str) -> str:
    """Something ended the approval, and the officer begins the export by hand all the same: the
    chain is honest, and so are hashes and tags."""
    vault = scene.world.officers._desk.vault
    frozen = scene.plan(scene.files.other)
    begun = custody_rows.of_case(vault, scene.files.other)[-1]
    for name, login, detail in (
        (action, officer, {"reason": "سبب"}),
        (begun.action, begun.officer, begun.detail),
    ):
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=login,
            action=name,
            case_id=scene.files.other,
            detail=detail,
        )
    segment = custody_rows.segment(vault, scene.files.other, "TDX", ())
    return scene.office(scene.sent(frozen=replace(frozen, custody=custody_json((segment,)))))


@SHOWN.row("officer", "refused at the office: E_NOT_APPROVED", Before.HELD)
def sends_what_was_returned(scene: Scene) -> str:
    """The supervisor returned the file after the approval; the officer sends it."""
    return begun_again_after(scene, "returned", SUPERVISOR.login)


@SHOWN.row("officer", "refused at the office: E_NOT_APPROVED", Before.HELD)
def sends_what_was_amended(scene: Scene) -> str:
    """Amended after the approval and sent with the approved bytes."""
    return begun_again_after(scene, "amended", OFFICER.login)


@SHOWN.row("officer", "refused at the office: E_NOT_APPROVED", Before.NOTHING)
def sends_what_was_withdrawn(scene: Scene) -> str:
    """Withdrawn after the approval and sent."""
    return begun_again_after(scene, "withdrawn", SUPERVISOR.login)


@SHOWN.row("officer", "refused at the office: E_EXPORTER E_HEAD")
def the_chain_of_another_file(scene: Scene) -> str:
    """The chain of another file laid beside this record."""
    other = scene.plan(scene.files.other).custody

    def change(contents: dict[str, bytes]) -> None:
        contents["custody.json"] = other

    return scene.office(scene.sent(change, frozen=scene.plan()))


# --- what lies at the station ---------------------------------------------------------------------------


def appended(vault: Vault, scene: Scene, login: str, action: str, case_id: CaseId) -> None:
    """An entry by the program's own module, in anybody's name."""
    custody_rows.append(
        vault, at=scene.world.clock(), officer=login, action=action, case_id=case_id
    )


@KEPT.row("officer", "the desk: refused: ExportNotReady; vault check: state_differs")
def an_approval_invented(scene: Scene) -> str:
    """A row of an approval, a status and an entry in the supervisor's name, by hand."""
    case_id = scene.files.begun
    with scene.by_hand() as vault:
        for action, login in (("completed", OFFICER.login), ("approved", SUPERVISOR.login)):
            appended(vault, scene, login, action, case_id)
        write_rows(
            vault,
            "INSERT INTO approval(case_ref, revision, officer, at, picks) SELECT id, revision,"
            f" 2, 0, '[]' FROM case_file WHERE uuid = '{case_id}'",
            f"UPDATE case_file SET status = 'exported' WHERE uuid = '{case_id}'",
        )
    with scene.session():
        pass
    scene.world.reopen(OFFICER)
    desk = scene.refused(lambda: scene.plan(case_id))
    return f"the desk: {desk}; {scene.checked()}"


@KEPT.row("officer", "the desk: refused: ExportNotReady")
def an_approval_invented_whole(scene: Scene) -> str:
    """The same, and the status is what the entries say: only the signed statement is missing."""
    case_id = scene.files.begun
    with scene.by_hand() as vault:
        for action, login in (("completed", OFFICER.login), ("approved", SUPERVISOR.login)):
            appended(vault, scene, login, action, case_id)
        write_rows(
            vault,
            "INSERT INTO approval(case_ref, revision, officer, at, picks) SELECT id, revision,"
            f" 2, 0, '[]' FROM case_file WHERE uuid = '{case_id}'",
            f"UPDATE case_file SET status = 'ready_export' WHERE uuid = '{case_id}'",
        )
    return f"the desk: {scene.refused(lambda: scene.plan(case_id))}"


@KEPT.row("caseworker", "vault check: answers_differ", Before.HELD)
def an_answer_written_over(scene: Scene) -> str:
    """An answer changed in the row of answers."""
    with scene.by_hand() as vault:
        write_rows(
            vault,
            "UPDATE answer_snapshot SET answers = json_set(answers, '$.urgency.value', 'urgent')"
            f" WHERE case_ref = (SELECT id FROM case_file WHERE uuid = '{scene.files.other}')",
        )
    return scene.checked()


@KEPT.row("caseworker", "the desk: refused: CustodyBroken", Before.HELD)
def an_answer_written_over_and_sent(scene: Scene) -> str:
    """The same in the log as well; the officer exports."""
    with scene.by_hand() as vault:
        file = f"(SELECT id FROM case_file WHERE uuid = '{scene.files.other}')"
        write_rows(
            vault,
            "UPDATE answer_snapshot SET answers = json_set(answers, '$.urgency.value', 'urgent')"
            f" WHERE case_ref = {file}",
            f"UPDATE answer_log SET value = 'urgent' WHERE path = 'urgency' AND case_ref = {file}",
        )
    return f"the desk: {scene.refused(lambda: scene.plan(scene.files.other))}"


@KEPT.row("caseworker", "vault check: state_differs", Before.HELD)
def a_status_written_over(scene: Scene) -> str:
    """A begun file is approved by its row alone."""
    with scene.by_hand() as vault:
        write_rows(
            vault,
            f"UPDATE case_file SET status = 'ready_export' WHERE uuid = '{scene.files.begun}'",
        )
    return scene.checked()


@KEPT.row("officer", "A-02 is told: past_changed")
def last_entries_removed(scene: Scene) -> str:
    """The last six entries and their seals deleted, by hand; who came last knows more."""
    with scene.by_hand() as vault:
        last = custody_rows.head(vault)
        after = (last.seq if last else 0) - 6
        write_rows(
            vault,
            f"DELETE FROM custody_seal WHERE seq > {after}",
            f"DELETE FROM custody WHERE seq > {after}",
        )
    return scene.at_unlock(ADMINISTRATOR)


@KEPT.row("officer", "T-07 is told: past_changed")
def the_whole_chain_hashed_anew(scene: Scene) -> str:
    """The whole chain written anew without a return, with right hashes and tags."""
    with scene.by_hand() as vault:
        left_out(vault, scene.files.other)
    return scene.at_unlock()


@KEPT.row("colleague", "vault audit: register_differs")
def a_seal_in_the_supervisors_name(scene: Scene) -> str:
    """A key planted for the supervisor, and the chain sealed with it."""
    seed = bytes(range(32))
    with scene.by_hand(COLLEAGUE) as vault:
        station_rows.add_keys(vault, SUPERVISOR.login, officer_keys(seed), scene.world.clock())
        custody_rows.seal(vault, login=SUPERVISOR.login, seed=seed, at=scene.world.clock())
    return scene.audited()


@KEPT.row("colleague", "vault audit: seal_wrong", Before.HELD)
def a_seal_by_another(scene: Scene) -> str:
    """A seal under the supervisor's own key, made with the colleague's."""
    with scene.by_hand(COLLEAGUE) as vault:
        write_rows(
            vault,
            "UPDATE custody_seal SET signature = zeroblob(64)"
            " WHERE seq = (SELECT max(seq) FROM custody_seal)",
        )
    return scene.audited()


@KEPT.row("officer", "vault check: link_altered", Before.HELD)
def an_entry_written_over(scene: Scene) -> str:
    """Another officer's name in an entry."""
    with scene.by_hand() as vault:
        write_rows(vault, "UPDATE custody SET officer = 'T-12' WHERE action = 'returned'")
    return scene.checked()


@KEPT.row("officer", "vault audit: export_differs", Before.HELD)
def a_bundle_that_never_left(scene: Scene) -> str:
    """The list of case bundles says other digits than the entry."""
    scene.exported()
    with scene.by_hand() as vault:
        write_rows(vault, f"UPDATE export SET sha256 = '{'0' * 64}'")
    return scene.audited()


@KEPT.row("officer", "vault audit: export_unknown", Before.HELD)
def a_bundle_struck_off_the_list(scene: Scene) -> str:
    """The list of case bundles lacks one that left."""
    scene.exported()
    with scene.by_hand() as vault:
        write_rows(vault, "DELETE FROM export")
    return scene.audited()


@contextmanager
def in_the_officers_name(scene: Scene) -> Iterator[Session]:
    """The supervisor's own session, whose program says that the officer sits there."""
    scene.leave()
    session = scene.world.sessions["officers"] = scene.world.open(scene.station, SUPERVISOR)
    own, desk = session._desk.officer, session._desk
    desk.seal = lambda: None  # under the officer's name the supervisor's key seals nothing
    desk.officer = station_rows.find(desk.vault, OFFICER.login)
    yield session
    desk.officer = own
    del desk.seal


@KEPT.row("supervisor", "T-07 hears: approved by S-01, in_own_name")
def writes_in_the_officers_name(scene: Scene) -> str:
    """The supervisor completes a file in the officer's name, by hand, and approves it: the officer
    has completed none."""
    case_id = scene.files.begun
    with in_the_officers_name(scene) as session:
        session.answers.save_answers(case_id, {"urgency": Answer("urgent")})
        session.steps.complete(case_id)
    approve(session, case_id, scene.confirm(SUPERVISOR))
    return scene.heard()


@KEPT.row("supervisor", "T-07 hears: approved by S-01, in_own_name")
def amends_in_the_officers_name(scene: Scene) -> str:
    """A file that the officer has completed is amended in the officer's name, by hand, and approved
    by the supervisor who did it."""
    case_id = scene.files.begun
    with scene.session() as session:
        session.steps.complete(case_id)
    remark = Remark("", "راجعوا تاريخ الوصول", "", scene.world.clock())
    session = scene.world.officers
    session.steps.return_with_remarks(case_id, [remark], scene.confirm(SUPERVISOR))
    with in_the_officers_name(scene) as session:
        session.answers.amend(case_id, {"urgency": Answer("urgent")}, "سبب")
        session.steps.complete(case_id)
    approve(session, case_id, scene.confirm(SUPERVISOR))
    return scene.heard()
