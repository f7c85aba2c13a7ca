"""The file `tipdesk-VERSION.update`: written, and read from a file that nobody trusts yet."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from tipdesk.bundle import limits
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.zip import ContainerWriter, Member, read_small, scan
from tipdesk.bundle.problems import Code, fault
from tipdesk.bundle.strict_json import JsonValue, write_json
from tipdesk.bundle.update.maker_root import MOST_ROOT
from tipdesk.bundle.update.release import MOST_RELEASE
from tipdesk.core.disk import fill
from tipdesk.core.errors import BundleUnreadable, UpdateRefused
from tipdesk.core.work import Work

SUFFIX = ".update"
COUNTERSIGNED_AS = "application/vnd.tipdesk.countersignature+json"
MOST_UPDATE = 512 << 20  # bytes of the whole file
MOST_ROOTS = 100
_COUNTERSIGNED = "tipdesk-countersigned/1"
_SIGNATURES = paths.UPDATE + "signatures/"
RELEASE = paths.UPDATE + "release.json"
AGENCY = _SIGNATURES + "agency.p7s"
_ROOT = re.compile(rf"{paths.UPDATE}root-([1-9][0-9]{{0,2}})\.json")
_RELEASE_SIGNATURE = re.compile(rf"{_SIGNATURES}release-[1-3]\.p7s")
_ROOT_SIGNATURE = re.compile(rf"{_SIGNATURES}root-([1-9][0-9]{{0,2}})-[1-6]\.p7s")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """A root of the maker as it lies in the file."""

    data: bytes
    signatures: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """A target as it was counted."""

    size: int
    sha256: str  # hex


@dataclass(frozen=True, slots=True)
class UpdateContents:
    """Everything in an update but the bytes of its targets."""

    release: bytes
    signatures: tuple[bytes, ...]
    roots: Mapping[int, SignedRoot]  # by the number in the name
    agency: bytes | None  # the countersignature
    targets: Mapping[str, FoundTarget]  # by name
    small: Mapping[str, bytes] = field(repr=False)  # every member that is no target
    places: Mapping[str, Member] = field(repr=False)  # where the targets stand in the file

    @property
    def countersigned(self) -> bytes:
        """What the agency's signature has to be over: everything but targets, by digest; those
        are named by the release."""
        digests: dict[str, JsonValue] = {
            name: hashlib.sha256(data).hexdigest()
            for name, data in self.small.items()
            if name != AGENCY
        }
        return write_json({"format": _COUNTERSIGNED, "members": digests})


# --- writing ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetSource:
    """A target to be put in; size and CRC were taken before."""

    name: str
    size: int
    crc32: int
    open: Callable[[], BinaryIO]


def small_members(
    release: bytes,
    signatures: Sequence[bytes],
    roots: Sequence[SignedRoot],
    agency: bytes | None = None,
) -> dict[str, bytes]:
    """The members that are no targets, by name; `roots` from the first on."""
    members = {RELEASE: release}
    for at, signature in enumerate(signatures, start=1):
        members[f"{_SIGNATURES}release-{at}.p7s"] = signature
    for number, root in enumerate(roots, start=1):
        members[f"{paths.UPDATE}root-{number}.json"] = root.data
        for at, signature in enumerate(root.signatures, start=1):
            members[f"{_SIGNATURES}root-{number}-{at}.p7s"] = signature
    if agency is not None:
        members[AGENCY] = agency
    return members


def write_update(
    write: Callable[[bytes], object],
    small: Mapping[str, bytes],
    targets: Sequence[TargetSource],
    when: datetime,
) -> None:
    """Write an update; `when` (UTC) is the time that every member carries: the same bytes come from
    the same parts.

    Raises:
        BundleUnreadable: a target has another size than was said (E_SOURCE_CHANGED).
    """
    container = ContainerWriter(write, when)
    container.put(paths.MIMETYPE, paths.CONTAINER_TYPE)
    sources = {paths.UPDATE + target.name: target for target in targets}
    for name in sorted({*small, *sources}):
        if name in small:
            container.put(name, small[name])
            continue
        target = sources[name]
        container.begin(name, target.size, target.crc32)
        left = target.size
        with target.open() as file:
            while block := file.read(min(left, _BLOCK)):
                write(block)
                left -= len(block)
        if left:
            raise fault(Code.E_SOURCE_CHANGED, target.name)
    container.finish()


def write_countersigned(
    file: BinaryIO,
    contents: UpdateContents,
    agency: bytes,
    write: Callable[[bytes], object],
    when: datetime,
) -> None:
    """Write the update in `file` once more, with this countersignature.

    Raises:
        BundleUnreadable: it is not what was read before (E_SOURCE_CHANGED, E_TRUNC).
    """
    small = {**contents.small, AGENCY: agency}
    container = ContainerWriter(write, when)
    container.put(paths.MIMETYPE, paths.CONTAINER_TYPE)
    for name in sorted({*small, *(paths.UPDATE + name for name in contents.places)}):
        if name in small:
            container.put(name, small[name])
        else:
            target = name.removeprefix(paths.UPDATE)
            place = contents.places[target]
            container.begin(name, place.size, place.crc32)
            copy_target(file, contents, target, lambda data: write(bytes(data)), Work())
    container.finish()


def update_name(version: str) -> str:
    """What the update to a version is called."""
    return f"tipdesk-{version}{SUFFIX}"


# --- reading ----------------------------------------------------------------------------------


@contextmanager
def unreadable_updates() -> Iterator[None]:
    """Within: what is no update is said of an update.

    Raises:
        UpdateRefused: (details: reason "damaged", code).
    """
    try:
        yield
    except BundleUnreadable as error:
        raise UpdateRefused(reason="damaged", code=str(error.details["code"])) from error


def read_update(file: BinaryIO, work: Work) -> UpdateContents:
    """Read an update from an open, seekable file and count its targets.

    Raises:
        BundleUnreadable: it is none, is cut off, or is larger than any (details: code).
        Cancelled
    """
    length = file.seek(0, 2)
    if length > MOST_UPDATE:
        raise fault(Code.E_TOO_BIG)
    members = {member.name: member for member in scan(file, paths.is_update_member)}
    mimetype = members.pop(paths.MIMETYPE)
    if read_small(file, mimetype, len(paths.CONTAINER_TYPE)) != paths.CONTAINER_TYPE:
        raise fault(Code.E_ZIP_MIMETYPE)
    small = {
        name: read_small(file, member, most)
        for name, member in members.items()
        if (most := _most(name))
    }
    if RELEASE not in small:
        raise fault(Code.E_MEMBER_MISSING, RELEASE)
    places = {
        name.removeprefix(paths.UPDATE): member
        for name, member in members.items()
        if name not in small
    }
    if any("/" in name for name in places):
        raise fault(Code.E_PATH)
    targets = _count_targets(file, places, work)
    return UpdateContents(
        release=small[RELEASE],
        signatures=tuple(d for name, d in small.items() if _RELEASE_SIGNATURE.fullmatch(name)),
        roots=_roots(small),
        agency=small.get(AGENCY),
        targets=targets,
        small=small,
        places=places,
    )


def _most(name: str) -> int:
    """How many bytes a small member may have; 0 for what is none."""
    if name == RELEASE:
        return MOST_RELEASE
    if _ROOT.fullmatch(name):
        return MOST_ROOT
    if name == AGENCY or _RELEASE_SIGNATURE.fullmatch(name) or _ROOT_SIGNATURE.fullmatch(name):
        return limits.SIGNATURE
    return 0


def _roots(small: Mapping[str, bytes]) -> dict[int, SignedRoot]:
    signatures: dict[int, list[bytes]] = {}
    for name, data in small.items():
        if match := _ROOT_SIGNATURE.fullmatch(name):
            signatures.setdefault(int(match[1]), []).append(data)
    roots = {
        int(match[1]): SignedRoot(data, tuple(signatures.pop(int(match[1]), ())))
        for name, data in small.items()
        if (match := _ROOT.fullmatch(name))
    }
    if signatures or len(roots) > MOST_ROOTS:
        raise fault(Code.E_COVERAGE, "root")
    return roots


def _count_targets(
    file: BinaryIO, places: Mapping[str, Member], work: Work
) -> dict[str, FoundTarget]:
    total, done = sum(member.size for member in places.values()), 0
    targets: dict[str, FoundTarget] = {}
    for name, member in places.items():
        sha256, crc32 = hashlib.sha256(), 0

        def count(data: memoryview) -> None:
            nonlocal crc32, done
            sha256.update(data)  # noqa: B023  used before the next one is made
            crc32 = zlib.crc32(data, crc32)
            done += len(data)
            work.step(done, total)

        _pass(file, member, count)
        if crc32 != member.crc32:
            raise fault(Code.E_CRC, name)
        targets[name] = FoundTarget(member.size, sha256.hexdigest())
    return targets


def _pass(file: BinaryIO, member: Member, take: Callable[[memoryview], None]) -> None:
    """All of a member, block by block. Raises BundleUnreadable (E_TRUNC)."""
    room = memoryview(bytearray(_BLOCK))
    file.seek(member.offset)
    left = member.size
    while left:
        got = fill(file, room[: min(left, _BLOCK)])
        if not got:
            raise fault(Code.E_TRUNC, member.name)
        take(room[:got])
        left -= got


def copy_target(
    file: BinaryIO,
    contents: UpdateContents,
    name: str,
    write: Callable[[memoryview], object],
    work: Work,
) -> None:
    """Write a target out, and count it once more on the way: what `write` was given is to be thrown
    away when this raises.

    Raises:
        BundleUnreadable: it is not what was counted before (E_SOURCE_CHANGED).
        Cancelled
    """
    member, counted = contents.places[name], contents.targets[name]
    sha256, done = hashlib.sha256(), 0

    def take(data: memoryview) -> None:
        nonlocal done
        sha256.update(data)
        write(data)
        done += len(data)
        work.step(done, member.size)

    _pass(file, member, take)
    if sha256.hexdigest() != counted.sha256:
        raise fault(Code.E_SOURCE_CHANGED, name)
