"""What is done to a vault, what is promised of it, and each deed against a rule of the house."""

from __future__ import annotations

import hashlib
import io
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from tests.durability.crash import BEGUN, Deed, Place, Say
from tests.storage.samples import OFFICER, START
from tipdesk.cases import events
from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.casework.entries import EntryKind, WorkEntry
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.events import EventDeed, EventEntry, EventId
from tipdesk.cases.model import Answer, CaseId, CustodyEvent
from tipdesk.cases.persons import same
from tipdesk.cases.persons.same import PairSays, SameStatement
from tipdesk.core.errors import VaultDamaged
from tipdesk.core.work import Work
from tipdesk.storage import custody_rows, interview_rows
from tipdesk.storage.copies import COMPACT
from tipdesk.storage.database import connect
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import open_content
from tipdesk.storage.files import (
    case_rows,
    casework_rows,
    directory_rows,
    event_rows,
    same_rows,
)
from tipdesk.storage.keys import keys, rekeying, slot_file, slot_rows
from tipdesk.storage.keys.case_keys import opens_nothing
from tipdesk.storage.keys.keys import UnlockedKey, authentic_document
from tipdesk.storage.keys.slot_file import DATABASE, SlotDocument
from tipdesk.storage.upkeep.compacting import compact
from tipdesk.storage.vault import Vault

AT = datetime(2026, 11, 24, tzinfo=UTC)
STORY = "قالت إن الجواز أُخذ منها"  # in the vault before every deed


@contextmanager
def opened(place: Place) -> Iterator[Vault]:
    """The vault as at its next start, with what stood in it before."""
    with Vault.open(place.vault, place.dek) as vault:
        case = case_rows.list_cases(vault)[0]
        if interview_rows.answers(vault, case.id)["stmt"].value != STORY:
            raise ValueError("what stood there before is gone")
        custody_rows.verify(vault)
        yield vault


# --- autosave -----------------------------------------------------------------------------------


def autosave(place: Place, say: Say, *, hasty: bool = False) -> None:
    """Answers, one after another; folds and entries between them."""
    dice = random.Random(5)
    vault = Vault.open(place.vault, place.dek)
    vault.execute("PRAGMA wal_autocheckpoint=30")
    vault.execute(f"PRAGMA synchronous={place.given.get('synchronous', 'FULL')}")
    case_id = case_rows.list_cases(vault)[0].id
    say(BEGUN)
    for number in range(1, 61):
        text = f"{number}:" + "م" * dice.randrange(1, 400)
        if hasty and number % 20 == 1:  # said to be saved before they are
            for later in range(number, number + 20):
                say(f"answer q{later % 20} {later}")
        answer = {f"q{number % 20}": Answer(text)}
        interview_rows.save_answers(vault, case_id, answer, officer=OFFICER, at=AT)
        if not hasty:
            say(f"answer q{number % 20} {number}")
        if number % 9 == 0:
            with vault.transaction():
                interview_rows.fold(vault, case_id, AT, None)
                custody_rows.append(vault, at=AT, officer=OFFICER, action="edited", case_id=case_id)
            say(f"links {number // 9}")
    vault.close()


def hasty_autosave(place: Place, say: Say) -> None:
    """Says that it is saved, then saves."""
    autosave(place, say, hasty=True)


def _autosave_fault(place: Place, lines: Sequence[str]) -> str:
    answers, entries = {}, 0
    for line in lines:
        kind, *numbers = line.split()
        if kind == "answer":
            answers[numbers[0]] = int(numbers[1])
        elif kind == "links":
            entries = int(numbers[0])
    with opened(place) as vault:
        case_id = case_rows.list_cases(vault)[0].id
        standing = interview_rows.answers(vault, case_id)
        for path, number in answers.items():
            saved, _, text = (
                standing[path].value.partition(":") if path in standing else ("0", "", "")
            )
            if int(saved) < number or set(text) != {"م"}:
                return f"answer {path} of save {number}"
        if sum(event.action == "edited" for event in custody_rows.chain(vault)) < entries:
            return "an entry"
        return "" if interview_rows.replay_matches(vault, case_id) else "the log"


# --- case work and what lasts beside the files ----------------------------------------------------


OTHER = CaseId("ffffffff-0000-4000-8000-000000000000")  # a file of which something is said
EVENT = EventId("0f" * 16)
Chains = Callable[..., CustodyEvent]


def enter_work(place: Place, say: Say, *, apart_from_chain: bool = False) -> None:
    """Entries of the case work, of an event, of what is said of two files and known of services, in
    turn, each with that of the chain."""
    vault = Vault.open(place.vault, place.dek)
    case_id = case_rows.list_cases(vault)[0].id
    say(BEGUN)
    for number in range(16 if apart_from_chain else 60):
        name = [*LASTING][number % len(LASTING)]

        def chains(action: str, **detail: str) -> CustodyEvent:
            event = custody_rows.append(vault, at=AT, officer=OFFICER, action=action, detail=detail)
            if apart_from_chain:
                vault.execute("COMMIT")
                for _other in range(8):  # most moments lie between the two
                    custody_rows.append(vault, at=AT, officer=OFFICER, action="opened", detail={})
                vault.execute("BEGIN IMMEDIATE")
            return event

        LASTING[name](vault, case_id, number // len(LASTING) + 1, chains)
        say(f"entered {name}")
    vault.close()


def _work(vault: Vault, case_id: CaseId, seq: int, chains: Chains) -> None:
    body = {"what": "approach", "at": timestamp(AT), "words": "م" * 200}
    incident = WorkEntry(case_id, seq, AT, OFFICER, EntryKind.INCIDENT, "", body)
    casework_rows.enter(
        vault,
        incident,
        lambda _place, text: text,
        lambda digests: chains(casework_rows.ENTERED, **digests),
    )


def _event(vault: Vault, _case_id: CaseId, seq: int, chains: Chains) -> None:
    entry = EventEntry(EVENT, seq, AT, OFFICER, EventDeed.LINE, {events.NAME: "م" * 100})
    event_rows.enter(vault, entry, None, lambda digest: chains(event_rows.ENTERED, entry=digest))


def _same(vault: Vault, case_id: CaseId, seq: int, chains: Chains) -> None:
    says = PairSays.SAME if seq % 2 else PairSays.WITHDRAWN
    same_rows.enter(
        vault,
        SameStatement(case_id, OTHER, says, (), OFFICER, AT),
        None,
        lambda _place, text: text,
        lambda digests: chains(same.ENTERED, **digests),
    )


def _agency(vault: Vault, _case_id: CaseId, seq: int, chains: Chains) -> None:
    details = AgencyDetails("moh", ("medical",), hours="م" * 100, places=seq)
    directory_rows.note(
        vault,
        details,
        lambda digest: chains(directory_rows.NOTED, agency="moh", sha256=digest),
    )


LASTING: Mapping[str, Callable[[Vault, CaseId, int, Chains], None]] = {
    "work_entry": _work,
    "event_entry": _event,
    "same_said": _same,
    "agency_detail": _agency,
}
"""What is added there, by the name of its table."""


def enter_work_apart(place: Place, say: Say) -> None:
    """The chain has its entry, and the case work not yet."""
    enter_work(place, say, apart_from_chain=True)


def _work_fault(place: Place, lines: Sequence[str]) -> str:
    entered = Counter(line.split()[1] for line in lines if line.startswith("entered"))
    with opened(place) as vault:
        for table in LASTING:
            row = vault.row(f"SELECT count(*) FROM {table}")
            if row is None or row[0] < entered[table]:
                return f"an entry of {table}"
        faults = (
            *casework_rows.faults(vault, lambda _case: opens_nothing),
            *event_rows.faults(vault, lambda _case: opens_nothing),
            *same_rows.faults(vault, lambda _case: opens_nothing),
            *directory_rows.faults(vault),
        )
        return "the chain" if faults else ""


# --- attachments --------------------------------------------------------------------------------


def attach(place: Place, say: Say, *, row_first: bool = False) -> None:
    """Files taken in, every third one destroyed again."""
    dice = random.Random(7)
    vault = Vault.open(place.vault, place.dek)
    case_id = case_rows.list_cases(vault)[0].id
    say(BEGUN)
    for number in range(1, 10):
        data = dice.randbytes(3000 if number % 4 else 600_000)
        sealed = attachments.seal(place.vault, io.BytesIO(data), "a", "b", Work())
        if row_first:
            attachments.forget(place.vault, sealed)
        attachment = attachments.record(vault, case_id, sealed, officer=OFFICER, at=AT)
        say(f"attached {attachment.id} {hashlib.sha256(data).hexdigest()}")
        if number % 3 == 0:
            say(f"removing {attachment.id}")
            attachments.remove(vault, attachment, officer=OFFICER, at=AT)
            say(f"removed {attachment.id}")
    vault.close()


def attach_row_first(place: Place, say: Say) -> None:
    """The row is there, and its file is not."""
    attach(place, say, row_first=True)


def _attach_fault(place: Place, lines: Sequence[str]) -> str:
    words = [line.split() for line in lines]
    attached = {details[0]: details[1] for kind, *details in words if kind == "attached"}
    going = {details[0] for kind, *details in words if kind == "removing"}
    removed = {details[0] for kind, *details in words if kind == "removed"}
    with opened(place) as vault:
        if attachments.missing(vault):
            return "a row without its file"
        case_id = case_rows.list_cases(vault)[0].id
        remaining = {
            attachment.id: attachment.sha256
            for attachment in attachments.attachments(vault, case_id)
        }
        if removed & set(remaining):
            return "a destroyed attachment is back"
        if (
            not {
                attachment_id: attached[attachment_id] for attachment_id in attached.keys() - going
            }.items()
            <= remaining.items()
        ):
            return "an attachment"
        for attachment_id, digest in remaining.items():
            with open_content(place.vault, attachments.content_of(vault, attachment_id)) as reader:
                if hashlib.sha256(reader.read()).hexdigest() != digest:
                    return "bytes of an attachment"
        return "waste" if attachments.orphans(vault) else ""


# --- key slots ----------------------------------------------------------------------------------


def renew_sheets(place: Place, say: Say) -> None:
    """New recovery sheets, each shown and then confirmed."""
    vault = Vault.open(place.vault, place.dek)
    key = UnlockedKey(OFFICER, bytearray(place.dek), bytearray(32))
    say(BEGUN)
    for _ in range(5):
        document, words = keys.new_recovery(place.vault, key)
        slot_rows.store(vault, document)
        say(f"sheet {document.epoch} {' '.join(words)}")
        confirmed = keys.confirmed_recovery(document, key)
        slot_rows.store(vault, confirmed)
        say(f"sheet {confirmed.epoch} {' '.join(words)}")
    vault.close()


def renew_in_place(place: Place, say: Say) -> None:
    """Both slot files are written over where they lie, side by side."""

    def write_over(vault_dir: object, document: SlotDocument) -> None:
        data = slot_file.framed(document.body())
        files = [os.open(place.vault / name, os.O_WRONLY | os.O_TRUNC) for name in slot_file.NAMES]
        for at in range(len(data)):
            for file in files:
                os.write(file, data[at : at + 1])

    slot_rows.put_in_force = write_over  # in a process of its own
    renew_sheets(place, say)


def _sheets_fault(place: Place, lines: Sequence[str]) -> str:
    _, epoch, *words = lines[-1].split() if len(lines) > 1 else ("", "1", place.given["words"])
    if authentic_document(place.vault, place.dek).epoch < int(epoch):
        return "the slots are older"
    # Whatever was begun since: the last sheet that somebody holds still opens the vault.
    key = keys.unlock_recovery(place.vault, " ".join(words))
    if key.dek != place.dek:
        return "the sheet gives another key"
    with opened(place):
        return ""


# --- somebody leaves ----------------------------------------------------------------------------


def remove_officer(place: Place, say: Say) -> None:
    """The data key changes."""
    key = keys.unlock_recovery(place.vault, place.given["words"])
    vault = Vault.open(place.vault, key.dek)
    say(BEGUN)
    removal = rekeying.without(place.vault, key, OFFICER)
    rekeying.change_key(vault, removal)
    say("removed")
    vault.close()


def rekey_first(place: Place, say: Say) -> None:
    """The database gets its new key before any slot knows that key."""
    key = keys.unlock_recovery(place.vault, place.given["words"])
    vault = Vault.open(place.vault, key.dek)
    say(BEGUN)
    removal = rekeying.without(place.vault, key, OFFICER)
    vault.rekey(removal.next_dek)
    slot_rows.store(vault, removal.document)
    vault.close()


def _remove_fault(place: Place, lines: Sequence[str]) -> str:
    key = keys.unlock_recovery(place.vault, place.given["words"])
    rekeying.settle(place.vault, key)
    now = Place(place.root, bytes(key.dek))
    with opened(now):
        pass
    if "removed" in lines and (OFFICER in slot_file.logins(place.vault) or key.dek == place.dek):
        return "who was removed is back"
    if key.dek != place.dek:
        try:
            connect(place.vault / DATABASE, place.dek).close()
        except VaultDamaged:
            return ""
        return "the old key opens it"
    return ""


# --- compacting ---------------------------------------------------------------------------------


def compacting(place: Place, say: Say) -> None:
    """The database is written anew without its holes."""
    say(BEGUN)
    before, after = compact(place.vault, place.dek, say)
    say(f"compact {before} {after}")


def _compact_fault(place: Place, lines: Sequence[str]) -> str:
    size = (place.vault / DATABASE).stat().st_size
    with opened(place) as vault:
        if len(vault.rows("SELECT * FROM meta WHERE name LIKE 'filling%'")) != FILLED:
            return "rows"
    if list(place.vault.glob(COMPACT + "*")):
        return "waste"
    last = lines[-1].split()
    return "the holes are back" if last[0] == "compact" and size > int(last[2]) else ""


FILLED = 12


def fill(vault: Vault) -> None:
    """What every vault of these tests has: a story, some size, and holes."""
    case = case_rows.list_cases(vault)[0]
    interview_rows.save_answers(vault, case.id, {"stmt": Answer(STORY)}, officer=OFFICER, at=START)
    custody_rows.append(vault, at=START, officer=OFFICER, action="opened", case_id=case.id)
    with vault.transaction():
        for number in range(FILLED * 2):
            vault.set_meta(f"filling {number}", os.urandom(1500).hex())
        for number in range(0, FILLED * 2, 2):
            vault.execute("DELETE FROM meta WHERE name = ?", (f"filling {number}",))


AUTOSAVE = Deed("autosave", autosave, _autosave_fault, hasty_autosave)
VAULT_DEEDS = (
    AUTOSAVE,
    Deed("case work", enter_work, _work_fault, enter_work_apart),
    Deed("attachments", attach, _attach_fault, attach_row_first),
    Deed("key slots", renew_sheets, _sheets_fault, renew_in_place),
    Deed("rekey", remove_officer, _remove_fault, rekey_first),
    Deed("compacting", compacting, _compact_fault),
)
