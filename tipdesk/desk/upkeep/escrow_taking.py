"""Hidden files for the Prosecution, when the officer who hid them is lost: taken out of a vault by
anybody who opens it, and opened by the office that they were sealed to.

    taken = take_out(vault_dir, key, target_dir, clock)  # at the station
    opened = open_taken(vault_dir, key, path, target_dir, clock)  # at the office

What is taken out is one age file to the office. In it lie, of every hidden file, the keys as its
officer has sealed them (`desk.files.escrow`) and its answers and attached files as they lie in the
vault, closed: whoever takes them out, or has the key of the vault, reads none of them.

Layout inside: 8 bytes, big-endian, the length of a canonical JSON; the JSON; then the sealed
contents one after the other in its order.
"""

from __future__ import annotations

import base64
import json
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.streams import EncryptedOutput, decrypt
from tipdesk.bundle.target import new_file
from tipdesk.cases import outside
from tipdesk.cases.answers import answer_from_json, answer_to_json, shown_value
from tipdesk.cases.custody.chain import canonical, timestamp
from tipdesk.cases.model import Act, Answer, CaseId
from tipdesk.core import disk
from tipdesk.core.clock import Clock
from tipdesk.core.errors import (
    BundleUnreadable,
    EscrowMissing,
    EscrowUnreadable,
    FileUnreadable,
    TargetInUse,
    TipdeskError,
    VaultDamaged,
)
from tipdesk.core.plain_file import open_plain, safe_name
from tipdesk.core.sealed_file import SealedReader
from tipdesk.core.settings import Language
from tipdesk.desk.files.escrow import OpenedEscrow, for_office, open_escrow, recipients_now
from tipdesk.desk.form_shelf import published_forms
from tipdesk.desk.handover.checking import VaultStage
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.forms.model import FormDefinition, split_path
from tipdesk.i18n.text import clean
from tipdesk.storage import interview_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.files import case_rows, escrow_rows
from tipdesk.storage.keys import case_keys, signing_keys
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.platform import disk_errors
from tipdesk.texts.messages import reason_label

FORMAT = "tipdesk-hidden-files/1.0"
SUFFIX = ".hidden.age"
_LENGTH = 8  # bytes
_MOST = 64 << 20  # bytes of the JSON
_ANSWERS = "answers.txt"
_LANGUAGE: Language = "ar"  # of forms


@dataclass(frozen=True, slots=True)
class TakenOut:
    """`ready` of `hidden` files lie in it: of the others no keys were sealed to an office."""

    path: Path
    ready: int
    hidden: int


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """One hidden file in the open: where it was written, and how many of its attached files lie
    there and how many could not be opened."""

    number: str
    folder: Path
    contents: int
    lost: int


# --- at the station --------------------------------------------------------------------------


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
                output.write(len(head).to_bytes(_LENGTH, "big") + head)
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
        "contents": going,
    }


# --- at the office --------------------------------------------------------------------------


def open_taken(
    vault_dir: Path, key: UnlockedKey, path: Path, target: Path, clock: Clock
) -> tuple[OpenedFile, ...]:
    """Open what was taken out, with the identity of the office in this vault, and write it into a
    folder in plain text; the office's chain tells of it. `key` is wiped.

    Raises:
        TransitionRefused: whoever opens the vault is no prosecutor (details: step).
        TargetInUse: the folder is not empty (details: name).
        FileUnreadable, EscrowUnreadable: it is no such file, or not sealed to this office.
        DiskFull, and as `at_the_vault`.
    """
    with at_the_vault(vault_dir, key, clock, "vault open-escrow") as desk:
        desk.require(Act.DECIDE_ASIDE)
        _make_empty(target)
        kept = signing_keys.age_identities(desk.vault)
        identities = [Identity.from_text(identity) for _recipient, identity in kept]
        stage = VaultStage(vault_dir)
        try:
            reader = _staged(path, identities, stage)
            head = _head(reader)
            opened = tuple(_opened(reader, head, identities, target))
        except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            raise EscrowUnreadable from error
        finally:
            stage.discard()
        numbers = " ".join(file.number for file in opened)
        desk.enter("escrow_opened", station=str(head["station"]), numbers=numbers)
        return opened


def _make_empty(target: Path) -> None:
    with disk_errors():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise TargetInUse(name=target.name)


def _staged(path: Path, identities: list[Identity], stage: VaultStage) -> BinaryIO:
    try:
        with open_plain(path) as source:
            decrypt(source, identities, stage.write, lambda _count: None)
    except OSError as error:
        raise FileUnreadable(name=path.name) from error
    except BundleUnreadable as error:
        raise EscrowUnreadable from error
    return stage.reader()


def _head(reader: BinaryIO) -> Mapping[str, Any]:
    length = int.from_bytes(reader.read(_LENGTH), "big")
    if length > _MOST:
        raise EscrowUnreadable
    head: Mapping[str, Any] = outside.fields(json.loads(reader.read(length)))
    if head["format"] != FORMAT:
        raise EscrowUnreadable
    return head


def _opened(
    reader: BinaryIO, head: Mapping[str, Any], identities: list[Identity], target: Path
) -> Iterator[OpenedFile]:
    for file in head["files"]:
        escrow = open_escrow(base64.b64decode(file["escrow"]), identities)
        if escrow.case_id != file["case_id"]:
            raise EscrowUnreadable
        number = safe_name(str(file["number"]))
        folder = target / number
        with disk_errors():
            folder.mkdir(mode=0o700)
            lines = _lines(file, escrow)
            (folder / _ANSWERS).write_text("\n".join(lines), encoding="utf-8")
        lost = 0
        for place, content in enumerate(file["contents"], start=1):
            lost += not _content(reader, content, escrow, folder, place)
        yield OpenedFile(number, folder, len(file["contents"]) - lost, lost)


def _lines(file: Mapping[str, Any], escrow: OpenedEscrow) -> Iterator[str]:
    """Every answer in the order of its form, in Arabic."""
    answers = {
        path: _answer(escrow, path, answer_from_json(_texts(fields)))
        for path, fields in outside.fields(file["answers"]).items()
    }
    sex = answers["sex"].value if "sex" in answers else ""
    form_id, version = file["form"]
    yield f"{file['number']} ({escrow.station})"
    try:
        form = published_forms().get(str(form_id), int(version))
    except TipdeskError:  # one of that station's own
        yield from (f"{path}: {_in_words(answer, sex)}" for path, answer in sorted(answers.items()))
        return
    order = {question.name: place for place, question in enumerate(form.questions())}

    def placed(path: str) -> tuple[int, int]:
        _repeat, row, name = split_path(path)
        return order.get(name, len(order)), row

    for path in sorted(answers, key=placed):
        if answers[path].value or answers[path].reason:
            yield _line(form, path, answers[path], sex)


def _texts(fields: object) -> dict[str, str]:
    return {name: outside.text(value) for name, value in outside.fields(fields).items()}


def _line(form: FormDefinition, path: str, answer: Answer, sex: str) -> str:
    _repeat, row, name = split_path(path)
    question = next((item for item in form.questions() if item.name == name), None)
    if question is None or answer.reason is not None:
        label = question.label.text(_LANGUAGE, sex) if question else path
        return f"{label}: {_in_words(answer, sex)}"
    label = question.label.text(_LANGUAGE, sex) + (f" ({row})" if row else "")
    return f"{label}: {clean(shown_value(form, question, answer.value, _LANGUAGE, sex))}"


def _in_words(answer: Answer, sex: str) -> str:
    if answer.reason is not None:
        return reason_label(answer.reason, _LANGUAGE, sex)
    return clean(answer.value)


def _answer(escrow: OpenedEscrow, path: str, stored: Answer) -> Answer:
    if not case_keys.is_closed(stored.value):
        return stored
    key = escrow.keys[case_keys.generation_of(stored.value)]
    return case_keys.open_answer(key, escrow.case_id, path, stored)


def _text(escrow: OpenedEscrow, place: str, stored: str) -> str:
    if not case_keys.is_closed(stored):
        return stored
    key = escrow.keys[case_keys.generation_of(stored)]
    return case_keys.open_text(key, escrow.case_id, place, stored)


def _content(
    reader: BinaryIO, content: Mapping[str, Any], escrow: OpenedEscrow, folder: Path, place: int
) -> bool:
    """Write one attached file; False: it does not open."""
    content_id, size = str(content["id"]), int(content["sealed"])
    part = folder / f"{place:04}.sealed"
    with disk_errors(), part.open("wb") as sealed:
        rest = size
        while rest:
            block = reader.read(min(rest, 1 << 20))
            if not block:
                raise EscrowUnreadable
            sealed.write(block)
            rest -= len(block)
    try:
        name = _text(escrow, case_keys.of_file(content_id, "name"), str(content["name"]))
        key = _text(escrow, case_keys.of_file(content_id, "key"), str(content["key"]))
        with (
            SealedReader(part.open("rb"), bytes.fromhex(key), content_id.encode("ascii")) as plain,
            disk_errors(),
            (folder / f"{place:04}-{safe_name(name)}").open("xb") as target,
        ):
            shutil.copyfileobj(plain, target, 1 << 20)
    except VaultDamaged:
        return False
    finally:
        with disk_errors():
            disk.remove(part)
    return True
