"""Hidden files for the Prosecution, when the officer who hid them is lost: taken out of a vault by
anybody who opens it, for the office that they were sealed to, which opens them (`escrow_opening`).

    taken = take_out(vault_dir, key, target_dir, clock)

What is taken out is one age file to the office. In it lie, of every hidden file, the keys as its
officer has sealed them (`desk.files.escrow`), what was written in it and its attached files as they
lie in the vault, closed, and its chain of custody: whoever takes them out, or has the key of the
vault, reads none of them.

Layout inside: 8 bytes, big-endian, the length of a canonical JSON; the JSON; then the sealed
contents one after the other in its order.
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from tipdesk.bundle.crypto.streams import EncryptedOutput
from tipdesk.bundle.target import new_file
from tipdesk.cases.answers import answer_to_json
from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.custody.document import custody_json
from tipdesk.cases.model import CaseId
from tipdesk.core.clock import Clock
from tipdesk.core.errors import (
    EscrowMissing,
    VaultDamaged,
)
from tipdesk.desk.files.escrow import (
    for_office,
    recipients_now,
)
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.storage import consent_rows, custody_rows, interview_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.files import case_rows, escrow_rows
from tipdesk.storage.keys import deed_rows
from tipdesk.storage.keys.keys import UnlockedKey

FORMAT = "tipdesk-hidden-files/1.0"
SUFFIX = ".hidden.age"
LENGTH = 8  # bytes


@dataclass(frozen=True, slots=True)
class TakenOut:
    """`ready` of `hidden` files lie in it: of the others no keys were sealed to an office."""

    path: Path
    ready: int
    hidden: int


def take_out(vault_dir: Path, key: UnlockedKey, target: Path, clock: Clock) -> TakenOut:
    """Write every hidden file for the office into a folder; its chain tells of it. Open to
    everybody of the station: it opens nothing to them. `key` is wiped.

    Raises:
        EscrowMissing: there is none that an office could open (details: count).
        DiskFull, TargetNotWritable, and as `at_the_vault`.
    """
    with at_the_vault(vault_dir, key, clock, "vault escrow") as desk:
        state, now = desk.book.state, desk.now()
        recipients = recipients_now(desk.vault, state, now)
        hidden = tuple(map(CaseId, for_office(state)))
        kept = {
            case_id: escrow
            for case_id in hidden
            if (escrow := escrow_rows.find(desk.vault, case_id, state.escrows.get(case_id, "")))
        }
        if not kept or not recipients:
            raise EscrowMissing(count=len(hidden))
        contents: list[Path] = []
        files = [_of_file(desk, case_id, escrow, contents) for case_id, escrow in kept.items()]
        head = canonical(
            {
                "format": FORMAT,
                "station": desk.station.code,
                "at": timestamp(now),
                "files": files,
            }
        )
        name = f"{uuid.uuid4()}{SUFFIX}"
        with new_file(target, name, now) as file:
            output = EncryptedOutput(file.write, recipients)
            try:
                output.write(len(head).to_bytes(LENGTH, "big") + head)
                for content in contents:
                    with content.open("rb") as source:
                        output.pour(source)
                digest = output.close()
            except BaseException as error:
                output.abandon(error)
                raise
        desk.enter("escrow_taken", sha256=digest.sha256, count=str(len(kept)))
        return TakenOut(target / name, len(kept), len(hidden))


def _of_file(
    desk: OpenVault, case_id: CaseId, escrow: escrow_rows.KeptEscrow, contents: list[Path]
) -> dict[str, object]:
    """What of a file goes, all of it closed; where its contents lie is added to `contents`."""
    vault = desk.vault
    case = case_rows.find(vault, case_id)
    if case is None:
        raise VaultDamaged(what="database")
    answers = interview_rows.answers(vault, case_id)
    going = []
    for attached in attachments.stored(vault, case_id):
        path = content_path(vault.vault_dir, attached.id)
        if path.exists():  # one that is lost is told by a check
            contents.append(path)
            going.append({**asdict(attached), "sealed": path.stat().st_size})
    return {
        "case_id": case_id,
        "number": case.number,
        "form": [case.form_id, case.form_version],
        "escrow": base64.b64encode(escrow.body).decode("ascii"),
        "answers": {path: answer_to_json(answer) for path, answer in answers.items()},
        **_written_beside(desk, case_id, escrow.sha256),
        "contents": going,
    }


def _written_beside(desk: OpenVault, case_id: CaseId, digest: str) -> dict[str, object]:
    """Amendments, remarks and what was agreed to as they lie, and what shows whether they are
    those that were entered: the chain, and the deed that names the keys."""
    vault = desk.vault
    segment = custody_rows.segment(vault, case_id, desk.station.code, (), everything=True)
    deeds = [deed.text for deed in deed_rows.deeds(vault) if digest in deed.text]
    return {
        "amendments": [
            {
                "path": entry.amendment.path,
                "before": answer_to_json(entry.amendment.before),
                "after": answer_to_json(entry.amendment.after),
                "note": entry.amendment.note,
                "by": entry.by,
                "at": timestamp(entry.at),
            }
            for entry in interview_rows.amendments(vault, case_id)
        ],
        "remarks": [
            {"path": path, "text": text, "by": by, "at": timestamp(at)}
            for path, text, by, at in case_rows.remarks_as_they_lie(vault, case_id)
        ],
        "consents": list(consent_rows.as_they_lie(vault, case_id)),
        "custody": custody_json((segment,)).decode("ascii"),
        "deed": deeds[-1] if deeds else "",
    }
