"""The people whose two signatures make a trust list.

The authority's root names their keys. One of them, the clerk, keeps the root's key as well; of each
other one the folder holds

    signers/<code>.json   the key under a passphrase of their own
    signers/<code>.pem    its certificate

and a folder with these two and `ca.pem` is all that is needed to sign at another computer. What
the clerk made lies in `waiting/`, signed once; what both signed lies in `packs/`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import Encoding

from tipdesk.bundle import trust, trust_rows
from tipdesk.bundle.container import paths
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.sealed_key import SealCost, seal, unseal
from tipdesk.bundle.problems import Code
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import Signer
from tipdesk.bundle.target import remove, write_whole
from tipdesk.bundle.trust_list import (
    MAX_LIST,
    SUFFIX,
    TrustList,
    listing_of,
    make_trust_list,
    read_trust_list,
)
from tipdesk.core import errors
from tipdesk.core.plain_file import read_plain, target_errors
from tipdesk.core.private_files import MayRead

ROOT = "ca.pem"
SIGNERS, WAITING, PACKS = "signers", "waiting", "packs"
UNIT = "CA"
MIN_PASSPHRASE = 12  # characters
_NUMBERED = re.compile(r"trust-([0-9]{1,9})\.asice")


@dataclass(frozen=True, slots=True)
class Founder:
    """Somebody who signs trust lists, as an authority is set up. The first is its clerk."""

    name: str
    service_number: str
    passphrase: str = field(repr=False)


def holders(people: Sequence[Founder]) -> tuple[certificates.Holder, ...]:
    """Whom their certificates name.

    Raises:
        OnePerson: fewer than two, more than seven, or two of them with one service number or one
            passphrase.
        WeakPassphrase: one has fewer than 12 characters.
        HolderRefused: a certificate cannot hold a name or a number.
    """
    numbers = {person.service_number.strip().casefold() for person in people}
    words = {" ".join(person.passphrase.split()) for person in people}
    many = certificates.FEWEST_SIGNERS <= len(people) <= certificates.MOST_SIGNERS
    if not many or len(numbers) < len(people) or len(words) < len(people):
        raise errors.OnePerson
    if any(len(person.passphrase.strip()) < MIN_PASSPHRASE for person in people):
        raise errors.WeakPassphrase
    named = tuple(
        certificates.Holder(person.name.strip(), person.service_number.strip(), UNIT, login(place))
        for place, person in enumerate(people, start=1)
    )
    for holder in named:
        holder.check()
    return named


def login(place: int) -> str:
    """The code of the authority's people, from 1 on."""
    return f"{UNIT}-{place}"


def _purpose(root: x509.Certificate, code: str) -> str:
    return f"list-signer:{code}:{root.fingerprint(hashes.SHA256()).hex()}"


def keep_signer(
    folder: Path, key: certificates.SigningKey, passphrase: str, now: datetime, cost: SealCost
) -> None:
    """Write key and certificate of somebody who signs lists. Raises DiskFull, TargetNotWritable."""
    code = certificates.holder_of(key.certificate.subject).login
    der = key.private.private_bytes(
        Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    sealed = seal(der, passphrase, _purpose(key.chain[0], code), cost)
    with target_errors(folder.name):
        (folder / SIGNERS).mkdir(exist_ok=True)
    write_whole(folder / SIGNERS, f"{code}.json", sealed, now, MayRead.OWNER_HERE)
    pem = key.certificate.public_bytes(Encoding.PEM)
    write_whole(folder / SIGNERS, f"{code}.pem", pem, now)


def signer_codes(folder: Path) -> tuple[str, ...]:
    """Codes of those whose keys lie in the folder."""
    return tuple(sorted(path.stem for path in (folder / SIGNERS).glob("*.json")))


def open_signer(folder: Path, passphrase: str, code: str = "") -> certificates.SigningKey:
    """The key of somebody who signs lists; `code` where there is more than one.

    Raises:
        AuthorityInvalid: no such key here (reason "no_signer"), or damaged ("key", "state").
        WrongPassphrase: it does not open.
    """
    codes = signer_codes(folder)
    chosen = code or (codes[0] if len(codes) == 1 else "")
    if chosen not in codes:
        raise errors.AuthorityInvalid(reason="no_signer")
    root = _root(folder)
    try:
        sealed = (folder / SIGNERS / f"{chosen}.json").read_bytes()
        pem = (folder / SIGNERS / f"{chosen}.pem").read_bytes()
    except OSError as error:
        raise errors.AuthorityInvalid(reason="missing") from error
    der = unseal(sealed, passphrase, _purpose(root, chosen))
    try:
        return certificates.signing_key(der, pem, root.public_bytes(Encoding.PEM))
    except errors.NoCertificate as error:
        raise errors.AuthorityInvalid(reason="state") from error


def _root(folder: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate((folder / ROOT).read_bytes())
    except (OSError, ValueError) as error:
        raise errors.AuthorityInvalid(reason="missing") from error


# --- what waits for the second person --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingList:
    """A list that one person signed, and what the next one has to know about it."""

    listing: trust_rows.Listing
    added: tuple[trust_rows.Row, ...]  # that the newest list here does not name
    taken_away: tuple[trust_rows.Row, ...]
    revoked: int  # certificates that are revoked since
    before: int  # serial of the newest list here, 0 for none
    signed_by: Signer
    fingerprint: str  # the authority's 40 digits
    document: bytes = field(repr=False)
    first: bytes = field(repr=False)  # the signature on it


def newest_pack(folder: Path) -> tuple[int, Path | None]:
    """Serial and path of the newest list that both signed; (0, None) for none."""
    return _newest(folder / PACKS)


def in_force(folder: Path, now: datetime) -> TrustList | None:
    """The newest list that both signed; None where there is none, or what lies there is not signed
    by two whom the root names: whoever signs next is shown everything then.

    Raises:
        AuthorityInvalid, FileUnreadable
    """
    path = newest_pack(folder)[1]
    if path is None:
        return None
    try:
        pack = read_trust_list(path, now)
    except errors.TrustPackInvalid:
        return None
    return pack if _root(folder) in pack.store.roots[:1] else None


def newest_waiting(folder: Path) -> Path:
    """The list that waits. Raises AuthorityInvalid (reason "nothing_waits")."""
    path = _newest(folder / WAITING)[1]
    if path is None:
        raise errors.AuthorityInvalid(reason="nothing_waits")
    return path


def _newest(folder: Path) -> tuple[int, Path | None]:
    numbered = ((_NUMBERED.fullmatch(path.name), path) for path in folder.glob("*"))
    return max(
        ((int(match[1]), path) for match, path in numbered if match),
        default=(0, None),
        key=lambda item: item[0],
    )


def read_waiting(folder: Path, path: Path, now: datetime) -> WaitingList:
    """Check a list that waits: one of the authority's two people signed it.

    Raises:
        TrustPackInvalid: it is none, or not this authority's (details: code), or lets somebody in
            again who was revoked (E_TRUST_FORM).
        TrustPackOlder: it is not newer than the newest list here (details: found, known).
        AuthorityInvalid, FileUnreadable
    """
    data = read_plain(path, MAX_LIST)
    pack = listing_of(data, now)
    store = trust.TrustStore((_root(folder),), pack.store.crls)
    request = VerificationRequest(now=now, trust=store, lenient_crl=True)
    report = verify(io.BytesIO(data), request)
    report.close()
    wrong = {problem.code for problem in report.problems if problem.severity != "warning"}
    wrong -= {Code.E_ONE_PERSON}  # nobody else has signed it yet
    if wrong or report.signed_by is None:
        raise errors.TrustPackInvalid(code=min(wrong, default=Code.E_TRUST_FORM).value)
    serial, _path = newest_pack(folder)
    if pack.listing.serial <= serial:
        raise errors.TrustPackOlder(found=pack.listing.serial, known=serial)
    before = in_force(folder, now)
    if before is not None and trust.takes_back(pack.store, before.store):
        raise errors.TrustPackInvalid(code=Code.E_TRUST_FORM.value)
    return WaitingList(
        pack.listing,
        trust_rows.added(before.listing if before else None, pack.listing),
        trust_rows.added(pack.listing, before.listing) if before else (),
        _revoked(pack.store) - (_revoked(before.store) if before else 0),
        serial,
        report.signed_by,
        store.fingerprint,
        report.content[paths.TRUST],
        report.content[paths.TRUST_SIGNATURE],
    )


def _revoked(store: trust.TrustStore) -> int:
    return sum(len(list(crl)) for crl in store.crls)


def countersign(
    folder: Path, proposal: WaitingList, key: certificates.SigningKey, now: datetime
) -> Path:
    """Sign as the second person; the list is in `packs/`, and waits no longer.

    Raises:
        OnePerson: who signs now signed before.
        DiskFull, TargetNotWritable
    """
    data = make_trust_list(proposal.document, proposal.first, key, now.replace(microsecond=0))
    report = verify(io.BytesIO(data), VerificationRequest(now=now))
    report.close()
    if any(problem.code is Code.E_ONE_PERSON for problem in report.problems):
        raise errors.OnePerson
    with target_errors(folder.name):
        (folder / PACKS).mkdir(exist_ok=True)
    name = f"trust-{proposal.listing.serial}{SUFFIX}"
    path = write_whole(folder / PACKS, name, data, now)
    remove(folder / WAITING / name)
    return path
