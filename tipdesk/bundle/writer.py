"""Plan to bundle: one pass from the sources to the drive, no plaintext on any disk.

An export that was cut off leaves files at its target: the next export there removes them (`tidy`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from tipdesk.bundle import limits
from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.container.index import (
    BundlePlan,
    Payload,
    payload_of_bytes,
    read_index,
    write_index,
)
from tipdesk.bundle.container.zip import ContainerWriter, container_size
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.age import INTRO
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.crypto.streams import EncryptedOutput
from tipdesk.bundle.target import new_file, read_back, remove, said_of, write_whole
from tipdesk.core.errors import BundleUnreadable, ExportNotReady, FileUnreadable
from tipdesk.core.plain_file import PART, open_plain
from tipdesk.core.settings import resource
from tipdesk.core.work import Work

SUFFIX = ".asice.age"
INSTRUCTIONS = "اقرأني.txt"  # beside every bundle, the same for all


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """What the export log keeps."""

    bundle_id: str
    path: Path
    sha256: str  # hex, of the encrypted file
    size: int  # bytes, of the encrypted file
    manifest_sha256: str  # hex; the identity of what was signed


class _Progress:
    """Adds up bytes for the person who waits; also where a cancel takes effect."""

    def __init__(self, work: Work, total: int) -> None:
        self._work = work
        self._total = total
        self._done = 0
        work.step(0, total)

    def __call__(self, count: int) -> None:
        self._done += count
        self._work.step(min(self._done, self._total), self._total)


def write_bundle(target: Path, plan: BundlePlan, key: SigningKey, work: Work) -> WrittenBundle:
    """Write, sign and encrypt a bundle into `target`, a `.sha256` and the instructions beside it.

    Raises:
        ExportNotReady: more than a reader takes (details: reason); nothing was written.
        NoCertificate: the key's certificate is not valid at the time of the plan.
        VaultDamaged: a source is not what was captured (details: what, its path).
        DiskFull, TargetNotWritable, ReadbackFailed, Cancelled: nothing is left at the target, whose
            own name the error gives; with reason "gone" it is not connected any more.
    """
    with said_of(target):
        return _write_bundle(target, plan, key, work)


def _write_bundle(target: Path, plan: BundlePlan, key: SigningKey, work: Work) -> WrittenBundle:
    key.check_valid(plan.created)
    payloads = _payloads(plan)
    rest = _rest(plan, payloads, key)
    _check_size(payloads, rest)
    total = sum(payload.size for payload in payloads)
    progress = _Progress(work, total * 2 if plan.read_back else total)
    name = plan.bundle_id + SUFFIX
    path = target / name
    with new_file(target, name, plan.created) as file:
        output = EncryptedOutput(file.write, plan.recipients)
        try:
            _write_container(output, plan, payloads, rest, progress)
            digest = output.close()
        except BaseException as error:
            output.abandon(error)
            raise
    try:
        if plan.read_back:
            read_back(path, digest, progress)
        line = f"{digest.sha256}  {name}\n"
        write_whole(target, name + ".sha256", line.encode("ascii"), plan.created)
        _lay_instructions(target, plan)
    except BaseException:
        remove(path)
        remove(target / (name + ".sha256"))
        raise
    sha256 = hashlib.sha256(dict(rest)[paths.MANIFEST]).hexdigest()
    return WrittenBundle(plan.bundle_id, path, digest.sha256, digest.size, sha256)


def _lay_instructions(target: Path, plan: BundlePlan) -> None:
    """The instructions beside the bundle, once on each drive: they are the same for all, and each
    file that is written costs a drive as much time as some megabytes do."""
    wanted, path = instructions_beside(), target / INSTRUCTIONS
    try:
        with open_plain(path) as file:
            lie_there = file.read(len(wanted) + 1) == wanted and not path.is_symlink()
    except (FileUnreadable, OSError):
        lie_there = False  # none, or something else of this name
    if not lie_there:
        write_whole(target, INSTRUCTIONS, wanted, plan.created)


def instructions_beside() -> bytes:
    """How to open any bundle without this program, for the drive."""
    return resource("instructions", "beside.txt").read_bytes()


def instructions_inside() -> bytes:
    """The same for whoever has opened a bundle, kept in it as readme.txt."""
    return resource("instructions", "readme.txt").read_bytes()


def _payloads(plan: BundlePlan) -> list[Payload]:
    """All payloads in the order of the container, index and readme among them."""
    readme = payload_of_bytes(paths.README.removeprefix(paths.DATA), instructions_inside())
    plan = replace(plan, payloads=(*plan.payloads, readme))
    index = payload_of_bytes(paths.INDEX.removeprefix(paths.DATA), write_index(plan))
    payloads = sorted([*plan.payloads, index], key=lambda payload: payload.path)
    names = {payload.path for payload in payloads}
    for payload in payloads:
        if not paths.is_payload_path(payload.path) or not paths.is_media_type(payload.media_type):
            raise ValueError(f"payload {payload.path!r}")
    if len(names) != len(payloads):
        raise ValueError("two payloads have one path")
    return payloads


def _rest(plan: BundlePlan, payloads: list[Payload], key: SigningKey) -> list[tuple[str, bytes]]:
    """The members after the payloads as (name, bytes), the signed manifest among them."""
    tag_files = bag.write_tag_files(
        _bag_info(plan, payloads), {payload.member: payload.sha256 for payload in payloads}
    )
    signed = bag.write_manifest(_references(payloads, tag_files))
    signature = cms.sign(signed, key, plan.created)
    return [*tag_files, (paths.MANIFEST, signed), (paths.SIGNATURE, signature)]


def _check_size(payloads: list[Payload], rest: list[tuple[str, bytes]]) -> None:
    """What a reader would refuse for its size is refused here, with a reason. See `limits`."""
    index = next(payload for payload in payloads if payload.member == paths.INDEX)
    sizes = {name: len(data) for name, data in rest}
    members = [(payload.member, payload.size) for payload in payloads]
    members += [(paths.MIMETYPE, len(paths.CONTAINER_TYPE)), *sizes.items()]
    if len(payloads) > limits.PAYLOADS:
        limits.refuse(limits.TOO_MANY)
    if container_size(members) > limits.CONTAINER:
        limits.refuse(limits.TOO_BIG)
    if sizes[paths.SIGNATURE] > limits.SIGNATURE:
        limits.refuse(limits.SIGNATURE_TOO_BIG)
    tags = max(sizes[name] for name in paths.TAG_FILES)
    if sizes[paths.MANIFEST] > limits.MANIFEST or tags > limits.TAG_FILE:
        limits.refuse(limits.TOO_MANY)
    try:
        with index.open() as file:
            read_index(file.read())
    except BundleUnreadable as error:
        raise ExportNotReady(reason=limits.UNREADABLE) from error


def _write_container(
    output: EncryptedOutput,
    plan: BundlePlan,
    payloads: list[Payload],
    rest: list[tuple[str, bytes]],
    step: Callable[[int], None],
) -> None:
    """Write all members in order."""
    container = ContainerWriter(output.write, plan.created)
    container.put(paths.MIMETYPE, paths.CONTAINER_TYPE)
    for payload in payloads:
        container.begin(payload.member, payload.size, payload.crc32)
        payload.pour(output, step)
    for name, data in rest:
        container.put(name, data)
    container.finish()


def _bag_info(plan: BundlePlan, payloads: list[Payload]) -> bag.BagInfo:
    return bag.BagInfo(
        bagging_date=plan.created.astimezone(UTC).date(),
        octets=sum(payload.size for payload in payloads),
        files=len(payloads),
        bundle_id=plan.bundle_id,
        kind=plan.kind.value,
        recipients=plan.recipients,
        extra=plan.info,
    )


def _references(
    payloads: Iterable[Payload], tag_files: Iterable[tuple[str, bytes]]
) -> list[bag.SignedFile]:
    references = [
        bag.SignedFile(payload.member, payload.media_type, payload.sha256) for payload in payloads
    ]
    references += [
        bag.SignedFile(name, "text/plain", hashlib.sha256(data).hexdigest())
        for name, data in tag_files
    ]
    return references


# --- what an export that was cut off left -----------------------------------------------------


_ENDINGS = (SUFFIX + PART, SUFFIX + ".sha256" + PART)


def tidy(folder: Path, begun: Set[str]) -> int:
    """Remove the unfinished bundles of the exports `begun`; how many there were.

    A file goes only if its name says which export it was and it is the beginning of an age file:
    what another station or person left there is not ours to remove. A whole bundle stays.
    """
    removed = 0
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError:
        return 0  # nobody can write there either, and that is what will be said
    for bundle in begun:
        main, beside = (folder / (bundle + ending) for ending in _ENDINGS)
        if main.name in names and _is_ours(main):
            remove(main)
            removed += not main.exists()
        if beside.name in names and not beside.is_symlink() and beside.is_file():
            remove(beside)
    return removed


def tidy_annexes(folder: Path, unwritten: Mapping[str, Set[str]]) -> None:
    """Remove annexes, by their ids, of which no bundle stands there: an annex is written before its
    bundle, and the export was cut off between the two. With a whole bundle its annex stays."""
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError:
        return
    for annex, bundles in unwritten.items():
        if any(bundle + SUFFIX in names for bundle in bundles):
            continue
        main, beside = folder / (annex + SUFFIX), folder / (annex + SUFFIX + ".sha256")
        if main.name in names:
            if not _is_ours(main):
                continue
            remove(main)
        if beside.name in names and not beside.is_symlink() and beside.is_file():
            remove(beside)


def _is_ours(path: Path) -> bool:
    if path.is_symlink():
        return False
    try:
        with open_plain(path) as file:
            start = file.read(len(INTRO))
    except (FileUnreadable, OSError):
        return False
    return INTRO.startswith(start)  # cut off within the first line, or at the very beginning
