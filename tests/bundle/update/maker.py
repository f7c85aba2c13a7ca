"""A maker with its keys, made up at run time, and updates as it gives them out or as somebody else
would wish them."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.world import NOW, world
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.update import maker_root, update_file
from tipdesk.bundle.update.maker_root import MakerRoot, ReleaseMark, read_root, root_json
from tipdesk.bundle.update.release import SIGNED_AS, ReleaseStatement, System, Target, release_json
from tipdesk.bundle.update.update_file import (
    COUNTERSIGNED_AS,
    SignedRoot,
    TargetSource,
    UpdateContents,
    read_update,
    small_members,
    write_update,
)
from tipdesk.bundle.update.verdict import Known, UpdateVerdict, judge
from tipdesk.core.work import Work

INSTALLED = "0.2.0"
SCHEMA = 10


def release_key(name: str, private: ec.EllipticCurvePrivateKey | None = None) -> SigningKey:
    """A key of the maker; with `private` another certificate of the same key."""
    private = private or ec.generate_private_key(ec.SECP256R1())
    certificate = certificates.make_release_certificate(private, "Maker", name, NOW)
    return SigningKey(private, certificate, ())


@dataclass(frozen=True)
class Maker:
    """Three keys and the root that names them."""

    keys: tuple[SigningKey, ...]
    version: int = 1
    newest: ReleaseMark | None = None

    @property
    def root(self) -> MakerRoot:
        return read_root(
            root_json(self.version, [key.certificate for key in self.keys], self.newest)
        )

    def signed_root(self, *by: SigningKey) -> SignedRoot:
        """Its root, signed by these keys, else by two of its own."""
        data = self.root.data
        return SignedRoot(
            data,
            tuple(cms.sign(data, key, NOW, maker_root.SIGNED_AS) for key in by or self.keys[:2]),
        )


@cache
def maker() -> Maker:
    return Maker(tuple(map(release_key, ("first", "second", "third"))))


@cache
def stranger() -> Maker:
    return Maker(tuple(map(release_key, ("first", "second", "third"))))


@cache
def later() -> Maker:
    """The second key was lost: a new one takes its place."""
    first, _second, third = maker().keys
    return Maker((first, third, release_key("fourth")), version=2)


def program(name: str) -> bytes:
    """What a target holds."""
    return f"the program {name}\n".encode() * 20


def targets_of(version: str) -> dict[System, bytes]:
    return {system: program(system.target_name(version)) for system in System}


def a_release(version: str = "0.3.0", sequence: int = 3, **changes: object) -> ReleaseStatement:
    """A release whose targets are as they should be."""
    targets = tuple(
        Target(system, len(data), hashlib.sha256(data).hexdigest())
        for system, data in targets_of(version).items()
    )
    usual = ReleaseStatement(
        version=version,
        sequence=sequence,
        date=NOW - timedelta(days=2),
        valid_until=None,
        root_version=1,
        targets=targets,
        least_version="0.1.0",
        schema_before=1,
        schema_after=SCHEMA + 1,
        changes={"ar": ("تحديث من وحدة USB",), "en": ("An update from a USB drive",)},
    )
    return replace(usual, **changes)


@dataclass(frozen=True)
class Parts:
    """What an update is put together from; `file` is all of it."""

    release: ReleaseStatement = field(default_factory=a_release)
    by: tuple[SigningKey, ...] = ()  # who signs the release; else two of the maker's
    roots: tuple[SignedRoot, ...] = ()
    targets: dict[str, bytes] | None = None
    agency: SigningKey | None = None  # else the agency's own
    countersigned: bool = True
    signed_as: str = SIGNED_AS

    @property
    def small(self) -> dict[str, bytes]:
        statement = release_json(self.release)
        by = self.by or maker().keys[:2]
        signatures = [cms.sign(statement, key, NOW, self.signed_as) for key in by]
        return small_members(statement, signatures, self.roots or (maker().signed_root(),))

    @property
    def file(self) -> bytes:
        plain = put_together(self.small, self.target_files(), self.release)
        if not self.countersigned:
            return plain
        contents = contents_of(plain)
        agency = cms.sign(
            contents.countersigned, self.agency or agency_key(), NOW, COUNTERSIGNED_AS
        )
        return put_together(
            {**self.small_of(contents), update_file.AGENCY: agency},
            self.target_files(),
            self.release,
        )

    @staticmethod
    def small_of(contents: UpdateContents) -> dict[str, bytes]:
        return dict(contents.small)  # signatures are other bytes each time

    def target_files(self) -> dict[str, bytes]:
        if self.targets is not None:
            return self.targets
        version = self.release.version
        return {system.target_name(version): data for system, data in targets_of(version).items()}


def put_together(small: dict[str, bytes], targets: dict[str, bytes], of: ReleaseStatement) -> bytes:
    out = io.BytesIO()
    sources = [
        TargetSource(name, len(data), zlib.crc32(data), lambda data=data: io.BytesIO(data))
        for name, data in targets.items()
    ]
    write_update(out.write, small, sources, of.date)
    return out.getvalue()


def agency_key(authority: Authority | None = None, when: datetime = NOW) -> SigningKey:
    """The key with which an agency's authority countersigns."""
    return (authority or world().authority)._trust_signer(when)


def contents_of(data: bytes) -> UpdateContents:
    return read_update(io.BytesIO(data), Work())


def known(**changes: object) -> Known:
    """What a station of the agency knows that runs 0.2.0 on Debian."""
    usual = Known(
        pinned=maker().root,
        remembered=None,
        installed=INSTALLED,
        system=System.DEBIAN,
        schema=SCHEMA,
        trust=world().trust,
        now=NOW,
    )
    return replace(usual, **changes)


def verdict_of(parts: Parts | bytes, at: Known | None = None) -> UpdateVerdict:
    data = parts if isinstance(parts, bytes) else parts.file
    return judge(contents_of(data), at or known())


def two_of(one_maker: Maker, at: Sequence[int] = (0, 1)) -> tuple[SigningKey, ...]:
    return tuple(one_maker.keys[place] for place in at)
