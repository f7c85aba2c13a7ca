"""A file goes to the Prosecution: what stands on the USB drive is whole, and the vault knows of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from tests.desk.world import Calendar, World, set_up_world
from tests.durability.crash import BEGUN, Deed, Place, Say, hollow_ballast
from tests.storage.samples import START
from tests.systems import die_now
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.target import write_whole
from tipdesk.bundle.writer import SUFFIX
from tipdesk.cases.model import CaseId, Status
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.custody.integrity import check_file
from tipdesk.desk.handover.packing import pack
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.storage import annex_rows


def made_world(folder: Path) -> World:
    """A world that was set up just now."""
    folder.mkdir(exist_ok=True)
    world = set_up_world(folder)
    world.sessions.clear()
    return world


def approved_file(world: World, root: Path) -> Place:
    """The officers' vault with one approved file, and an empty stick."""
    case_id = world.approved()
    world.officers.lock()
    root.mkdir()
    place = Place(
        root,
        bytes(world.keys[OFFICER.login].dek),
        {
            "case": case_id,
            "seed": world.keys[OFFICER.login].seed.hex(),
            "identity": world.agency.recovery_identity().secret.hex(),
            "at": world.clock.now.isoformat(),
        },
    )
    (world.folder / "officers").rename(place.vault)
    hollow_ballast(place.vault)
    place.usb_drive.mkdir()
    return place


def _opened(place: Place) -> Session:
    seed = bytearray.fromhex(place.given["seed"])
    key = UnlockedKey(OFFICER.login, bytearray(place.dek), seed)
    clock = Calendar(START.fromisoformat(place.given["at"]))
    clock.move(hours=1)
    return Session.open(place.vault, key, clock)


def send(place: Place, say: Say, *, hasty: bool = False) -> None:
    """Pack onto the USB drive, record."""
    session = _opened(place)
    confirmed = Confirmed(OFFICER.login, bytearray.fromhex(place.given["seed"]))
    say(BEGUN)
    handover = session.handover
    recipient = session.keys.recipients()[0]
    plan = handover.plan(CaseId(place.given["case"]), recipient, place.usb_drive)
    if hasty:
        write_whole(
            place.usb_drive, plan.bundle_id + SUFFIX, b"age-encryption.org/v1\n", plan.created
        )
    result = pack(plan, handover.signing_key(confirmed), Work())
    say(f"packed {result.path.name} {result.sha256} {result.annex}")
    handover.record(result)
    say(f"exported {result.bundle_id}")
    session.lock()


def send_under_its_name(place: Place, say: Say) -> None:
    """The bundle has its name before it is whole."""
    send(place, say, hasty=True)


class _AnnexStands(Work):
    """Killed as soon as the annex is on the drive, and the case bundle is not yet."""

    def __init__(self, drive: Path) -> None:
        super().__init__()
        self._drive = drive

    def step(self, done: int, total: int) -> None:
        if any(self._drive.glob("*" + SUFFIX)):
            die_now()


def send_no_further_than_the_annex(place: Place, say: Say) -> None:
    """Cut off between the two files."""
    session = _opened(place)
    confirmed = Confirmed(OFFICER.login, bytearray.fromhex(place.given["seed"]))
    say(BEGUN)
    recipient = session.keys.recipients()[0]
    plan = session.handover.plan(CaseId(place.given["case"]), recipient, place.usb_drive)
    pack(plan, session.handover.signing_key(confirmed), _AnnexStands(place.usb_drive))


def sent_numbers(place: Place) -> list[tuple[int, list[int]]]:
    """Number, and numbers that were not sent, of each case bundle on the drive; it has one annex
    and nothing else beside these."""
    beside = (".sha256", ".txt")
    files = {path.name: path for path in place.usb_drive.iterdir() if path.suffix not in beside}
    sealed = _sealed(place, files)
    assert len(sealed) == 1
    identity = Identity(bytes.fromhex(place.given["identity"]))
    question = VerificationRequest(START, identity, staging=sealed_staging(place.root.parent))
    numbers = []
    for name in files.keys() - sealed.keys():
        report = verify(files[name], question)
        report.close()
        assert report.index is not None
        numbered = report.index.numbered
        numbers.append((numbered.number, [item.number for item in numbered.not_sent]))
    return numbers


def _fault(place: Place, lines: Sequence[str]) -> str:
    place.usb_drive.mkdir(exist_ok=True)
    words = {kind: words_after for kind, *words_after in (line.split() for line in lines)}
    return _fault_on_drive(place, words.get("packed", ())) or _fault_in_vault(place, words)


def _fault_on_drive(place: Place, packed: Sequence[str]) -> str:
    files = {path.name: path.read_bytes() for path in place.usb_drive.glob("*" + SUFFIX)}
    if packed:
        name, digest, annex = packed
        if not {name, annex + SUFFIX} <= files.keys():
            return "the bundle, or the annex"
        if hashlib.sha256(files[name]).hexdigest() != digest:
            return "bytes of the bundle"
    sealed = _sealed(place, files)
    if any(files[name] != kept for name, kept in sealed.items()):
        return "an annex that is not whole"
    if files and not sealed:
        return "a bundle before its annex"
    identity = Identity(bytes.fromhex(place.given["identity"]))
    question = VerificationRequest(START, identity, staging=sealed_staging(place.root.parent))
    for name in files.keys() - sealed.keys():
        report = verify(place.usb_drive / name, question)
        try:
            if not (report.complete and report.intact):
                return f"a bundle that is not whole: {report.problems}"
        finally:
            report.close()
    return ""


def _sealed(place: Place, names: Collection[str]) -> dict[str, bytes]:
    """Of the names of files, those of annexes, with their bytes as the vault has them: no key here
    opens one."""
    session = _opened(place)
    try:
        annexes = [
            annex_rows.find(session._desk.vault, name.removesuffix(SUFFIX)) for name in names
        ]
    finally:
        session.lock()
    return {annex.annex_id + SUFFIX: annex.sealed for annex in annexes if annex is not None}


def _fault_in_vault(place: Place, words: Mapping[str, Sequence[str]]) -> str:
    session = _opened(place)
    try:
        case_id = CaseId(place.given["case"])
        check_file(session._desk, case_id)
        exports = [export.bundle_id for export in session.handover.exports(case_id)]
        status = session.files.case(case_id).status
    finally:
        session.lock()
    if (status is Status.EXPORTED) is not bool(exports):
        return "status and list of bundles differ"
    return "" if exports == words.get("exported", exports) else "the record of the bundle"


EXPORT = Deed("export", send, _fault, send_under_its_name)
