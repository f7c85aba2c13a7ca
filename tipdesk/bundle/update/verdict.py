"""Whether an update may be installed here: rules that read nothing, and every reason against it.

What holds comes first, in the order in which one thing vouches for the next: the maker's root, the
release, its targets, the agency. `UpdateVerdict.trusted` says that all of that holds, and only then
does the station remember how far releases have come. What remains speaks of this station: whether
it is older, fits, and can be reached from here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.trust import Moment, TrustStore, check_path
from tipdesk.bundle.update import maker_root, release
from tipdesk.bundle.update.maker_root import (
    THRESHOLD,
    UNREADABLE,
    MakerRoot,
    ReleaseMark,
    Version,
    signing_keys,
)
from tipdesk.bundle.update.release import ReleaseStatement, System, read_release, release_sha256
from tipdesk.bundle.update.update_file import COUNTERSIGNED_AS, SignedRoot, UpdateContents

FURTHEST = 1000  # releases that can lie between two updates: beyond this, somebody shuts others off
_AHEAD = timedelta(days=1)


class Refusal(StrEnum):
    """Why not. The sentences are in `tipdesk.texts.reasons`."""

    NO_ROOT = "no_root"  # this build has none, and none was seen
    ROOT_DIFFERS = "root_differs"  # the build's is not the one that was seen before
    ROOT_BROKEN = "root_broken"  # a newer root is not signed as the one before says
    RELEASE_FORM = "release_form"  # no statement that this program reads
    FOREIGN = "foreign"  # none of the maker's keys signed
    ONE_SIGNATURE = "one_signature"
    OTHER_ROOT = "other_root"  # signed under a root that is not the newest
    MIXED = "mixed"  # its files are not those of the release
    NO_AGENCY = "no_agency"  # the station has no trust list yet
    NOT_COUNTERSIGNED = "not_countersigned"
    OTHER_AGENCY = "other_agency"  # countersigned by nobody whom the trust list knows
    COUNTERSIGNATURE = "countersignature"  # it does not hold, or was revoked
    ROLLBACK = "rollback"  # an older version than is installed, or than was seen
    FREEZE = "freeze"  # an older release than one that was seen
    CONTRADICTS = "contradicts"  # another release of the same number was seen
    FAST_FORWARD = "fast_forward"  # a number that no release has reached
    SAME_VERSION = "same_version"
    OTHER_SYSTEM = "other_system"
    TOO_OLD_HERE = "too_old_here"  # another update comes first
    SCHEMA = "schema"  # it cannot open this vault


class Caution(StrEnum):
    """What is said and keeps nobody from it: clocks of offline laptops are wrong."""

    OVERDUE = "overdue"  # a newer release should be out
    FROM_THE_FUTURE = "from_the_future"


_OF_TRUST = frozenset(
    {
        Refusal.NO_ROOT, Refusal.ROOT_DIFFERS, Refusal.ROOT_BROKEN, Refusal.RELEASE_FORM,
        Refusal.FOREIGN, Refusal.ONE_SIGNATURE, Refusal.OTHER_ROOT, Refusal.MIXED,
        Refusal.NO_AGENCY, Refusal.NOT_COUNTERSIGNED, Refusal.OTHER_AGENCY,
        Refusal.COUNTERSIGNATURE, Refusal.FREEZE, Refusal.CONTRADICTS, Refusal.FAST_FORWARD,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remembered:
    """The newest root and release that this station has seen and trusted."""

    root: MakerRoot
    mark: ReleaseMark
    sha256: str  # of the release (hex)
    date: datetime  # of the release


@dataclass(frozen=True, slots=True)
class Known:
    """What a station knows before it looks at an update."""

    pinned: MakerRoot | None
    remembered: Remembered | None
    installed: str  # version of the program that runs
    system: System | None  # None: a checkout, or the authority's computer
    schema: int | None  # of the vault; None where there is none
    trust: TrustStore | None
    now: datetime
    before_agency: bool = False  # asked by the authority, which countersigns only then


@dataclass(frozen=True, slots=True)
class UpdateVerdict:
    """What is to be said of an update. Nothing of `release` counts unless it is trusted."""

    refusals: tuple[Refusal, ...]
    cautions: tuple[Caution, ...] = ()
    root: MakerRoot | None = None  # the newest that holds
    release: ReleaseStatement | None = None
    sha256: str = ""  # of the release (hex)
    makers: tuple[str, ...] = ()  # whose keys signed
    agency: str = ""  # who countersigned
    problems: tuple[Problem, ...] = ()  # of the countersignature

    @property
    def accepted(self) -> bool:
        """Whether it may be installed here."""
        return not self.refusals

    @property
    def trusted(self) -> bool:
        """Whether maker and agency vouch for it, and it is not older than what was seen."""
        return self.release is not None and not _OF_TRUST & set(self.refusals)

    @property
    def seen(self) -> Remembered | None:
        """What is to be remembered; None when nothing vouches for it, or its version lies before
        one that counts already: looked into twice, it would be the newest."""
        if not self.trusted or self.root is None or self.release is None:
            return None
        if Refusal.ROLLBACK in self.refusals:
            return None
        return Remembered(self.root, self.release.mark, self.sha256, self.release.date)


def judge(contents: UpdateContents, known: Known) -> UpdateVerdict:
    """Every reason against an update; none of them may be missing for it to be installed."""
    root, floor, refusal = _newest_root(contents, known)
    if root is None or refusal is not None:
        return UpdateVerdict((refusal or Refusal.NO_ROOT,))
    try:
        statement = read_release(contents.release)
    except ValueError:
        return UpdateVerdict((Refusal.RELEASE_FORM,), root=root)
    verdict = UpdateVerdict(
        (), root=root, release=statement, sha256=release_sha256(contents.release)
    )
    for step in (_signed, _unmixed, _countersigned, _in_order, _fits):
        verdict = step(verdict, statement, contents, replace(known, remembered=floor))
    return verdict


def _and(verdict: UpdateVerdict, *refusals: Refusal) -> UpdateVerdict:
    return replace(verdict, refusals=(*verdict.refusals, *refusals))


# --- the maker --------------------------------------------------------------------------------


def _newest_root(
    contents: UpdateContents, known: Known
) -> tuple[MakerRoot | None, Remembered | None, Refusal | None]:
    """The newest root, as the one that was seen before leads to it; and how far releases had come
    as far as it still counts. It has to pass by the one of this build."""
    pinned, remembered = known.pinned, known.remembered
    root = remembered.root if remembered is not None else pinned
    if root is None:
        return None, None, Refusal.NO_ROOT
    passed = {root.version: root.sha256}
    while (signed := contents.roots.get(root.version + 1)) is not None:
        following = _following(root, signed)
        if following is None:
            return None, None, Refusal.ROOT_BROKEN
        root = following
        passed[root.version] = root.sha256
        if remembered is not None and root.newest is not None:
            remembered = replace(remembered, mark=remembered.mark.lower(root.newest))
    if max(contents.roots, default=0) > root.version:
        return None, None, Refusal.ROOT_BROKEN
    passes_by = pinned is not None and pinned.version >= min(passed)
    if pinned is not None and passes_by and passed.get(pinned.version) != pinned.sha256:
        return None, None, Refusal.ROOT_DIFFERS
    return root, remembered, None


def _following(root: MakerRoot, signed: SignedRoot) -> MakerRoot | None:
    """The next root, if the one before and it itself let it be one."""
    try:
        following = maker_root.read_root(signed.data)
    except ValueError:
        return None
    if following.version != root.version + 1:
        return None
    old, new = (
        signing_keys(signer, signed.data, signed.signatures, maker_root.SIGNED_AS)
        for signer in (root, following)
    )
    return following if min(len(old), len(new)) >= THRESHOLD else None


def _signed(
    verdict: UpdateVerdict, statement: ReleaseStatement, contents: UpdateContents, _known: Known
) -> UpdateVerdict:
    root = verdict.root
    if root is None:
        return _and(verdict, Refusal.NO_ROOT)
    keys = signing_keys(root, contents.release, contents.signatures, release.SIGNED_AS)
    verdict = replace(verdict, makers=root.names(keys))
    if not keys:
        return _and(verdict, Refusal.FOREIGN)
    if len(keys) < THRESHOLD:
        return _and(verdict, Refusal.ONE_SIGNATURE)
    if statement.root_version != root.version:
        return _and(verdict, Refusal.OTHER_ROOT)
    return verdict


def _unmixed(
    verdict: UpdateVerdict, statement: ReleaseStatement, contents: UpdateContents, _known: Known
) -> UpdateVerdict:
    named = {
        target.system.target_name(statement.version): (target.size, target.sha256)
        for target in statement.targets
    }
    present = {name: (target.size, target.sha256) for name, target in contents.targets.items()}
    return verdict if named == present else _and(verdict, Refusal.MIXED)


# --- the agency -------------------------------------------------------------------------------


def _countersigned(
    verdict: UpdateVerdict, _statement: ReleaseStatement, contents: UpdateContents, known: Known
) -> UpdateVerdict:
    if known.before_agency:
        return verdict
    if known.trust is None or contents.agency is None:
        missing = Refusal.NO_AGENCY if known.trust is None else Refusal.NOT_COUNTERSIGNED
        return _and(verdict, missing)
    try:
        signature = cms.read(contents.agency, contents.countersigned, COUNTERSIGNED_AS)
        problems = (
            *signature.problems,
            *_standing(signature, known.trust, known.now),
        )
    except UNREADABLE:
        return _and(verdict, Refusal.COUNTERSIGNATURE)
    verdict = replace(verdict, problems=problems)
    codes = {problem.code for problem in problems if problem.severity != "warning"}
    if codes & {Code.E_CERT_UNTRUSTED, Code.E_CERT_SIG}:
        return _and(verdict, Refusal.OTHER_AGENCY)
    # Nobody but the signer says when it was signed; an update can be countersigned once more.
    if codes or Code.W_REVOKED_LATER in {problem.code for problem in problems}:
        return _and(verdict, Refusal.COUNTERSIGNATURE)
    return replace(verdict, agency=certificates.agency_of(signature.certificate.issuer))


def _standing(signature: cms.Signature, trust: TrustStore, now: datetime) -> list[Problem]:
    """What speaks against whoever countersigned. A clock that stands behind refuses no update."""
    moment = Moment(signature.signed_at, max(now, signature.signed_at))
    return check_path(signature.certificate, CertificateRole.TRUST, trust, moment, lenient_crl=True)


# --- this station -----------------------------------------------------------------------------


def _in_order(
    verdict: UpdateVerdict, statement: ReleaseStatement, _contents: UpdateContents, known: Known
) -> UpdateVerdict:
    """Forwards only, and not by leaps."""
    refusals = []
    seen = known.remembered
    sequence = 0 if seen is None else seen.mark.sequence
    version = Version.of(statement.version)
    if statement.sequence < sequence:
        refusals.append(Refusal.FREEZE)
    if statement.sequence > sequence + FURTHEST:
        refusals.append(Refusal.FAST_FORWARD)
    if seen is not None:
        if statement.sequence == sequence and verdict.sha256 != seen.sha256:
            refusals.append(Refusal.CONTRADICTS)
        if version < Version.of(seen.mark.version):
            refusals.append(Refusal.ROLLBACK)
    if version < Version.of(known.installed) and Refusal.ROLLBACK not in refusals:
        refusals.append(Refusal.ROLLBACK)
    if version == Version.of(known.installed) and not known.before_agency:
        refusals.append(Refusal.SAME_VERSION)
    cautions = []
    if statement.valid_until is not None and known.now > statement.valid_until:
        cautions.append(Caution.OVERDUE)
    if statement.date > known.now + _AHEAD:
        cautions.append(Caution.FROM_THE_FUTURE)
    return replace(_and(verdict, *refusals), cautions=tuple(cautions))


def _fits(
    verdict: UpdateVerdict, statement: ReleaseStatement, _contents: UpdateContents, known: Known
) -> UpdateVerdict:
    refusals = []
    if known.system is not None and statement.target(known.system) is None:
        refusals.append(Refusal.OTHER_SYSTEM)
    if Version.of(known.installed) < Version.of(statement.least_version):
        refusals.append(Refusal.TOO_OLD_HERE)
    if known.schema is not None and not (
        statement.schema_before <= known.schema <= statement.schema_after
    ):
        refusals.append(Refusal.SCHEMA)
    return _and(verdict, *refusals)
