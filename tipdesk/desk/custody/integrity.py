"""Whether what lies in the vault fits together: the chain, its seals, the log, the list.

It finds damage, older rows put back and slips. Whoever holds the data key can make all of it fit.
"""

from __future__ import annotations

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.cases.acquisition import body_digest
from tipdesk.cases.answers import answers_digest
from tipdesk.cases.consent import ledger
from tipdesk.cases.custody.following import TAKEN_BACK
from tipdesk.cases.files.review import hidden_fault, state_fault
from tipdesk.cases.model import Act, CaseId, CustodyEvent
from tipdesk.cases.permissions import allowed
from tipdesk.cases.transfer import BY_DIGITS, written_behind
from tipdesk.core.errors import CustodyBroken
from tipdesk.desk.open_vault import OpenVault
from tipdesk.storage import consent_rows, custody_rows, interview_rows, station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.evidence import attachments
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys import case_keys
from tipdesk.storage.keys.case_keys import Opens, opens_nothing
from tipdesk.storage.vault import Vault


def chain_fault(
    vault: Vault, chain: custody_rows.FollowedChain | None = None
) -> CustodyBroken | None:
    """Follow the whole chain and every seal, or on from where `chain` was followed to; what is
    wrong, as a value."""
    try:
        if chain is None:
            custody_rows.verify(vault)
        else:
            chain.follow()
    except CustodyBroken as error:
        return error
    except (ValueError, TypeError, OverflowError):  # a row that cannot even be read
        return CustodyBroken(seq=0)
    return None


def check_file(desk: OpenVault, case_id: CaseId, opens: Opens = opens_nothing) -> None:
    """Before a file is approved or leaves: the chain holds (it was followed at the unlocking, and
    goes on from there), the answers are those of the log and of the newest entry that vouches
    for them, and the list, how files were acquired and what the person agreed to are as the entries
    tell; nobody changed it while another station may have owned it.

    Raises:
        CustodyBroken: not so (details: seq).
    """
    fault = chain_fault(desk.vault, desk.chain)
    if fault is not None:
        raise fault
    faults = (
        listed_fault(desk.vault, case_id),
        given_up_fault(desk.vault, case_id),
        answers_fault(desk, case_id),
        acquisitions_fault(desk.vault, case_id, opens),
        ledger_fault(desk.vault, case_id, opens),
    )
    for seq in faults:
        if seq is not None:
            raise CustodyBroken(seq=seq)


def listed_fault(vault: Vault, case_id: CaseId) -> int | None:
    """Hold the file's row of the list (status, revision, hidden or not) against the chain: None
    when they agree, else the number of the entry that says otherwise (0: there is none)."""
    case = case_rows.find(vault, case_id)
    if case is None:
        return 0
    entries = custody_rows.actions_of(vault, case_id)
    left = custody_rows.last_of(vault, "officer_removed")
    state = state_fault(case.status, case.revision, entries)
    return hidden_fault(case, entries, left.seq if left else 0) if state is None else state


def given_up_fault(vault: Database, case_id: CaseId) -> int | None:
    """The number of the first entry that changed a file after it was given up to another station,
    and before it came back, or that took it back although nothing here says that it was refused;
    None: there is none."""
    behind = written_behind(custody_rows.actions_of(vault, case_id))
    back = custody_rows.of_case_with(vault, case_id, (TAKEN_BACK,))
    unproved = (event.seq for event in back if not _was_refused(vault, event))
    return min((*behind, *unproved), default=None)


def _was_refused(vault: Database, back: CustodyEvent) -> bool:
    """Whether somebody who may approve typed the digits, or the refusal has come as a message."""
    by = back.detail.get("by", "")
    if by == BY_DIGITS:
        who = station_rows.find(vault, back.officer)
        others = custody_rows.since(vault, back.seq, "officer_role")
        changed = any(event.detail.get("holder") == back.officer for event in others)
        return who is not None and (allowed(Act.APPROVE, who.role) or changed)
    return any(
        (event.case_id, event.detail.get("message"), event.detail.get("type"))
        == (back.case_id, by, MessageType.TRANSFER_ANSWER.value)
        for event in custody_rows.since(vault, 0, "message_taken")
        if event.seq < back.seq
    )


def answers_fault(desk: OpenVault, case_id: CaseId) -> int | None:
    """Hold the answers of a file against their log and against the newest entry that vouches for
    them: None when they are the same, else the number of that entry (0: there is none)."""
    events = custody_rows.of_case(desk.vault, case_id)
    vouching = [event for event in events if "commitment" in event.detail]
    seq = vouching[-1].seq if vouching else 0
    digest = desk.commitment(answers_digest(interview_rows.answers(desk.vault, case_id)))
    entered = vouching[-1].detail["commitment"] if vouching else digest
    intact = digest == entered and interview_rows.replay_matches(desk.vault, case_id)
    return None if intact else seq


def acquisitions_fault(vault: Vault, case_id: CaseId, opens: Opens) -> int | None:
    """Hold the records of how evidence was acquired against their entries: the newest record of
    each attachment is that of its newest entry, none is without or lost. Of one that is closed to
    `opens` only that it is there. None when it is so, else the number of an entry (0: there is
    none)."""
    entered = {
        event.detail["attachment"]: event
        for event in custody_rows.of_case(vault, case_id)
        if event.action == "acquisition_recorded"
    }
    lying = attachments.bodies(vault, case_id, opens)
    for attachment in entered.keys() | lying.keys():
        event = entered.get(attachment)
        body = lying.get(attachment, "")
        if event is None or (body is not None and body_digest(body) != event.detail.get("record")):
            return event.seq if event else 0
    return None


def ledger_fault(vault: Database, case_id: CaseId, opens: Opens) -> int | None:
    """Hold the ledger of a file against the chain: each line is that of its entry, none is lost or
    without one. Of a line that is closed to `opens` only that it is there, and that the file has a
    key that could have closed it. None when it is so, else the number of an entry (0: there is
    none)."""
    entries = [
        event for event in custody_rows.of_case(vault, case_id) if event.action == ledger.NOTED
    ]
    lines = consent_rows.of_case(vault, case_id, opens)
    closes = case_keys.newest(vault, case_id) > 0
    for number, entry in enumerate(entries, start=1):
        line = lines[number - 1] if number <= len(lines) else ""
        known = entry.detail.get("digest") if closes else None
        digest = known if line is None else ledger.digest_of(line)
        if (entry.detail.get("event"), entry.detail.get("digest")) != (str(number), digest):
            return entry.seq
    return None if len(lines) == len(entries) else 0
