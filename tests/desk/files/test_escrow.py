"""Hidden files when their officer is lost: sealed to the office, and to nobody else there is."""

import base64
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.desk.handover.test_taking_in import without_triggers
from tests.desk.world import World
from tests.json_schema import faults
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.streams import EncryptedOutput, decrypt
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import (
    EscrowContradicts,
    EscrowMissing,
    EscrowUnreadable,
    TargetInUse,
    TransitionRefused,
)
from tipdesk.core.settings import resource
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.files.escrow import EscrowSigner, open_escrow, recipients_now, signer_of
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.upkeep.escrow_opening import OpenedFile, open_taken
from tipdesk.desk.upkeep.escrow_taking import TakenOut, take_out
from tipdesk.desk.upkeep.vault_check import Examination, FindingCode
from tipdesk.storage import custody_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import escrow_rows
from tipdesk.storage.keys import case_keys, signing_keys, slot_rows
from tipdesk.texts.hidden_files import unsigned_sentence

WRONG = "تصحيح الاستعجال"
PLAN, SECRET, PICTURE = "safety_plan", "عنوان أهلها السري", b"\xff\xd8 a photograph"
WHY = "المشرف مذكور"


@pytest.fixture
def hidden(world: World, tmp_path: Path) -> CaseId:
    case_id = world.interview(3)
    session = world.officers
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    photo = tmp_path / "1.jpg"
    photo.write_bytes(PICTURE)
    attach = session.attachments
    attach.attach(case_id, seal(attach.attach_plan(case_id), photo, Work()))
    session.readers.hide(case_id, WHY)
    return case_id


def key_of(world: World, who: Credentials) -> UnlockedKey:
    own_key = world.keys[who.login]
    return UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))


def vault(world: World) -> Database:
    return world.officers._desk.vault


def leave(world: World, name: str = "officers") -> Path:
    session = world.sessions.pop(name, None)
    if session is not None:
        session.lock()
    return world.folder / name


def taken(world: World, who: Credentials = SUPERVISOR) -> TakenOut:
    return take_out(leave(world), key_of(world, who), world.usb_drive, world.clock)


def findings(world: World) -> set[FindingCode]:
    with Examination(leave(world), key_of(world, SUPERVISOR)) as examination:
        parts = [*examination.parts(Work())]
    return {finding.code for part in parts for finding in part.findings}


def test_the_office_opens_what_nobody_of_the_unit_does(
    world: World, hidden: CaseId, tmp_path: Path
) -> None:
    world.interview(4)  # another file, which does not go
    session = world.officers
    number = session.files.case(hidden).number
    session.steps.complete(hidden)
    session.answers.amend(hidden, {"urgency": Answer("immediate")}, WRONG)
    result = taken(world)
    assert (result.ready, result.hidden) == (1, 1)
    sealed = result.path.read_bytes()
    assert number.encode() not in sealed
    office = leave(world, "prosecution")
    opened = open_taken(
        office, key_of(world, RECEIVER), result.path, tmp_path / "open", world.clock
    )
    (file,) = opened
    assert (file.number, file.contents, file.lost, file.left_out) == (number, 1, 0, 0)
    assert file.signer == EscrowSigner("نورة الخالدي", OFFICER.login)
    lines = (file.folder / "answers.txt").read_text("utf-8")
    for words in (SECRET, WRONG, "نورة الخالدي", "مشاركة"):
        assert words in lines
    (picture,) = file.folder.glob("0001-*")
    assert picture.read_bytes() == PICTURE
    assert sorted(path.name for path in file.folder.iterdir()) == [picture.name, "answers.txt"]
    station = custody_rows.chain(vault(world))
    assert [(e.officer, e.detail["count"]) for e in station if e.action == "escrow_taken"] == [
        (SUPERVISOR.login, "1")
    ]
    at_office = custody_rows.chain(world.prosecution._desk.vault)
    assert [e.detail["numbers"] for e in at_office if e.action == "escrow_opened"] == [number]


def test_what_is_taken_out_is_as_its_schemas_say(world: World, hidden: CaseId) -> None:
    held = signing_keys.age_identities(world.prosecution._desk.vault)
    identities = [Identity.from_text(identity) for _recipient, identity in held]

    def opened(sealed: bytes) -> bytes:
        text = bytearray()
        decrypt(io.BytesIO(sealed), identities, text.extend, lambda _count: None)
        return bytes(text)

    def fits(name: str, document: bytes) -> Any:
        schema = resource("schemas", f"{name}.schema.json").read_text("utf-8")
        assert faults(json.loads(document), json.loads(schema)) == []
        return json.loads(document)

    body = opened(taken(world).path.read_bytes())
    length = int.from_bytes(body[:8], "big")
    head = fits("hidden-files", body[8 : 8 + length])
    (file,) = head["files"]
    sealed = fits("escrow", opened(base64.b64decode(file["escrow"])))
    schema = json.loads(resource("schemas", "escrow.schema.json").read_text("utf-8"))
    described = {"$ref": "#/$defs/document", "$defs": schema["$defs"]}
    assert faults(json.loads(sealed["escrow"]), described) == []
    schema = json.loads(resource("schemas", "custody.schema.json").read_text("utf-8"))
    assert faults(json.loads(file["custody"]), schema) == []
    assert file["consents"]
    assert all(case_keys.is_closed(words) for words in file["consents"])
    assert len(body) == 8 + length + sum(content["sealed"] for content in file["contents"])
    assert file["answers"][PLAN]["value"].startswith("\x1d1:")


def test_it_opens_at_no_station_and_to_no_clerk(
    world: World, hidden: CaseId, tmp_path: Path
) -> None:
    result = taken(world)
    with pytest.raises(TransitionRefused):
        open_taken(leave(world), key_of(world, OFFICER), result.path, tmp_path / "one", world.clock)
    kept = escrow_rows.find(vault(world), hidden, world.officers._desk.book.state.escrows[hidden])
    assert kept is not None
    with pytest.raises(EscrowUnreadable):
        open_escrow(kept.body, [Identity.generate()])
    other = result.path.with_name("other")
    other.write_bytes(result.path.read_bytes()[:-20])
    office = leave(world, "prosecution")
    with pytest.raises(EscrowUnreadable):
        open_taken(office, key_of(world, RECEIVER), other, tmp_path / "two", world.clock)
    with pytest.raises(TargetInUse):
        open_taken(office, key_of(world, RECEIVER), result.path, result.path.parent, world.clock)


HEADS = (
    b"[" * 100_000,
    b"[]",
    b'{"format":"tipdesk-hidden-files/1.0","files":[7]}',
    b'{"format":"tipdesk-hidden-files/1.0","files":{"a":1}}',
    b'{"format":"tipdesk-hidden-files/1.0","files":[{"escrow":"%s","answers":[1]}]}',
    b'{"format":"tipdesk-hidden-files/1.0","files":[{"escrow":"%s","answers":{"sex":["f"]}}]}',
    b'{"format":"tipdesk-hidden-files/1.0","files":[{"escrow":"%s","answers":{"sex":{"value":7}}}]}',
)


@pytest.mark.parametrize("head", HEADS)
def test_what_somebody_made_up_is_refused(
    world: World, hidden: CaseId, tmp_path: Path, head: bytes
) -> None:
    """Nobody signs what was taken out, and everybody can seal to the office."""
    state = world.officers._desk.book.state
    kept = escrow_rows.find(vault(world), hidden, state.escrows[hidden])
    assert kept is not None
    rest = b'"form":["tip_intake",4],"contents":[],"number":"A-1","case_id":"%s"'
    head = head.replace(b'{"escrow":', b"{" + rest % hidden.encode() + b',"escrow":')
    head = head.replace(b"%s", base64.b64encode(kept.body))
    forged, body = tmp_path / "forged", bytearray()
    output = EncryptedOutput(body.extend, recipients_now(vault(world), state, world.clock.now))
    output.write(len(head).to_bytes(8, "big") + head)
    output.close()
    forged.write_bytes(body)
    office = leave(world, "prosecution")
    with pytest.raises((EscrowUnreadable, EscrowContradicts)):
        open_taken(office, key_of(world, RECEIVER), forged, tmp_path / "open", world.clock)


def opened_by_office(world: World, folder: Path) -> OpenedFile:
    path = taken(world).path
    office = leave(world, "prosecution")
    (file,) = open_taken(office, key_of(world, RECEIVER), path, folder, world.clock)
    return file


def test_what_lies_open_is_left_out_and_counted(
    world: World, hidden: CaseId, tmp_path: Path
) -> None:
    """Whoever opens the vault can write an answer into it, a name, a picture: not under the keys of
    the file. An amendment in another name is none that was entered."""
    world.officers.steps.complete(hidden)
    world.officers.answers.amend(hidden, {"urgency": Answer("immediate")}, WRONG)
    world.reopen(SUPERVISOR)
    without_triggers(
        vault(world),
        "answer_snapshot",
        """UPDATE answer_snapshot SET answers = json_set(answers, '$.safety_plan',
           json_object('value', 'nothing to fear')) WHERE case_ref = (SELECT case_ref FROM
           hidden_escrow)""",
    )
    without_triggers(vault(world), "attachment", "UPDATE attachment SET name = 'other.jpg'")
    without_triggers(
        vault(world),
        "amendment",
        "UPDATE amendment SET officer = (SELECT id FROM officer WHERE login = 'S-01')",
    )
    file = opened_by_office(world, tmp_path / "open")
    assert (file.left_out, file.contents, file.lost) == (2, 0, 1)
    (written,) = file.folder.iterdir()
    assert "nothing to fear" not in written.read_text("utf-8")
    assert WRONG not in written.read_text("utf-8")


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("consent_event", "DELETE FROM consent_event WHERE id = (SELECT max(id) FROM consent_event)"),
        ("custody", "UPDATE custody SET officer = 'X-99' WHERE action = 'opened'"),
        ("custody", "UPDATE custody SET detail = '{}' WHERE action = 'attached'"),
    ],
    ids=["a-consent-struck-off", "another-officer", "another-entry"],
)  # fmt: skip
def test_what_contradicts_its_chain_is_not_opened(
    world: World, hidden: CaseId, tmp_path: Path, table: str, statement: str
) -> None:
    world.reopen(SUPERVISOR)
    without_triggers(vault(world), table, statement)
    with pytest.raises(EscrowContradicts):
        opened_by_office(world, tmp_path / "open")
    assert [*(tmp_path / "open").iterdir()] == []


def test_where_nobody_signed_for_its_keys_it_is_told_until_somebody_can(
    world: World, tmp_path: Path
) -> None:
    """As a vault of somebody's own making has it, or an officer without a certificate."""
    session = world.officers
    case_id = world.interview(7)
    session.escrow._signs = lambda: None
    session.readers.hide(case_id, WHY)
    unsigned = session._desk.book.state.escrows[case_id]
    kept = escrow_rows.find(vault(world), case_id, unsigned)
    held = signing_keys.age_identities(world.prosecution._desk.vault)
    identities = [Identity.from_text(identity) for _recipient, identity in held]
    assert kept is not None
    escrow = open_escrow(kept.body, identities)
    assert signer_of(escrow, None, world.clock()) is None
    file = opened_by_office(world, tmp_path / "one")
    assert file.signer is None
    assert unsigned_sentence("ar") in (file.folder / "answers.txt").read_text("utf-8")
    session = world.reopen(OFFICER)  # who has one now
    assert session._desk.book.state.escrows[case_id] != unsigned
    signer = opened_by_office(world, tmp_path / "two").signer
    assert signer is not None
    assert (signer.login, signer.code) == (OFFICER.login, "")
    digest = world.officers._desk.book.state.escrows[case_id]
    kept = escrow_rows.find(vault(world), case_id, digest)
    assert kept is not None
    signed = open_escrow(kept.body, identities)
    standing = signer_of(signed, None, world.clock())
    assert standing is not None
    assert standing.code == "W_NO_LIST"
    for other in (
        replace(signed, document=signed.document.replace(b"keys", b"kets")),
        replace(signed, by="T-08"),
        replace(signed, station="TDY"),
    ):
        with pytest.raises(EscrowUnreadable):
            signer_of(other, None, world.clock())


def test_a_vault_without_hidden_files_has_nothing_to_take_out(world: World) -> None:
    with pytest.raises(EscrowMissing):
        taken(world)


def test_sheets_that_are_left_out_open_it_no_more(world: World, hidden: CaseId) -> None:
    session = world.officers
    assert session.readers.sheet_makers() == (SUPERVISOR.login, OFFICER.login)
    sheets = set(slot_rows.recovery_keys(vault(world)))
    assert sheets

    def open_to(case_id: CaseId) -> set[bytes]:
        newest = case_keys.newest(vault(world), case_id)
        generations = range(1, newest + 1)
        return set().union(
            *(case_keys.recipients(vault(world), case_id, number) for number in generations)
        )

    assert sheets <= open_to(hidden)
    other = world.interview(5)
    session.answers.save_answers(other, {PLAN: Answer(SECRET)})
    session.readers.hide(other, WHY, without_sheets=True)
    assert not sheets & open_to(other)
    session = world.reopen(OFFICER)
    assert session.files.load(other).answers[PLAN].value == SECRET
    session.answers.save_answers(other, {PLAN: Answer("شيء آخر")})
    assert not sheets & open_to(other)
    session.readers.show_again(other)
    session.files.load(other)
    assert world.reopen(OFFICER).files.load(other).answers[PLAN].value == "شيء آخر"


def test_another_key_of_the_file_is_sealed_too(world: World, hidden: CaseId) -> None:
    session = world.officers
    first = session._desk.book.state.escrows[hidden]
    session.readers.name(hidden, SUPERVISOR.login)
    session.readers.unname(hidden, SUPERVISOR.login)  # from here on another key
    newest = case_keys.newest(vault(world), hidden)
    session = world.reopen(OFFICER)
    second = session._desk.book.state.escrows[hidden]
    assert second != first
    kept = escrow_rows.find(vault(world), hidden, second)
    assert kept is not None
    assert kept.generation == newest
    identities = signing_keys.age_identities(world.prosecution._desk.vault)
    opened = open_escrow(kept.body, [Identity.from_text(text) for _key, text in identities])
    assert (opened.case_id, set(opened.keys)) == (hidden, set(range(1, newest + 1)))
    assert world.reopen(OFFICER)._desk.book.state.escrows[hidden] == second  # nothing is new


def test_a_check_tells_of_one_that_is_gone_and_its_officer_seals_it_anew(
    world: World, hidden: CaseId
) -> None:
    assert not {FindingCode.ESCROW_DIFFERS, FindingCode.ESCROW_WAITS} & findings(world)
    session = world.reopen(SUPERVISOR)
    without_triggers(session._desk.vault, "hidden_escrow", "DELETE FROM hidden_escrow")
    assert FindingCode.ESCROW_DIFFERS in findings(world)
    with pytest.raises(EscrowMissing):
        taken(world)
    world.reopen(OFFICER)
    assert FindingCode.ESCROW_DIFFERS not in findings(world)
    assert taken(world).ready == 1


def test_one_that_somebody_puts_in_its_place_counts_for_nothing(
    world: World, hidden: CaseId
) -> None:
    session = world.reopen(SUPERVISOR)
    digest = session._desk.book.state.escrows[hidden]
    without_triggers(
        session._desk.vault,
        "hidden_escrow",
        "UPDATE hidden_escrow SET body = x'00'",
    )
    assert escrow_rows.find(session._desk.vault, hidden, digest) is None
    assert FindingCode.ESCROW_DIFFERS in findings(world)


def test_without_a_trust_list_it_waits_and_is_told_when_it_comes(world: World) -> None:
    session = world.officers
    assert session.escrow.offices()
    case_id = world.interview(6)
    desk = session._desk
    desk.book.state.lists.clear()  # as before one was taken
    session.readers.hide(case_id, WHY)
    assert desk.book.state.escrows[case_id] == ""
    session = world.reopen(OFFICER)
    assert session._desk.book.state.escrows[case_id]
    assert ("escrowed", session.files.case(case_id).number) in [
        (news.what, news.number) for news in session.news
    ]
