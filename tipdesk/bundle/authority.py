"""The agency's certificate authority, in a folder of its own on a machine that stays offline.

    authority.json   whom it certified, what it revoked, its counters
    keys.json        root key, the clerk's key for trust lists and the recovery identity, under the
                     clerk's passphrase
    signers/         keys of the others who sign trust lists, each under their own (`signatory`)
    ca.pem  crl.pem  trust.pem (both, for OpenSSL)  trust-signer.pem
    issued/<number>.pem   waiting/trust-<serial>.asice (signed once)   packs/trust-<serial>.asice
    kits/<CODE>-<id>.tipkit   kits/<id>.waiting
    forms/<form>-v<version>.form.asice   updates/tipdesk-<version>.update

`caught_up` compares the state with what the folder has published: an old state that was put back
may undo none of that. `locked` lets one command at a time into the folder. `Authority` certifies,
revokes, and makes trust lists, which a second person signs.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tipdesk.bundle import strict_json, trust
from tipdesk.bundle.certifying import listing, signatory
from tipdesk.bundle.certifying.state import (
    MAX_AGENCY,
    AuthorityState,
    Issued,
    load_state,
    save_state,
    serial_text,
)
from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.algorithms import SigningPublicKey
from tipdesk.bundle.crypto.sealed_key import SealCost, seal, unseal
from tipdesk.bundle.enrolment import Enrolment
from tipdesk.bundle.form_file import SUFFIX as FORM_SUFFIX
from tipdesk.bundle.form_file import make_form_file
from tipdesk.bundle.kit import making
from tipdesk.bundle.target import new_file, remove, write_whole
from tipdesk.bundle.trust_list import (
    SUFFIX,
    first_signature,
    make_trust_list,
    write_listing,
)
from tipdesk.bundle.trust_rows import ListedVoucher
from tipdesk.bundle.update.maker_root import MakerRoot
from tipdesk.bundle.update.update_file import (
    COUNTERSIGNED_AS,
    read_update,
    unreadable_updates,
    update_name,
    write_countersigned,
)
from tipdesk.bundle.update.verdict import Known, Refusal, UpdateVerdict, judge
from tipdesk.cases.form_duties import checked_form
from tipdesk.core import disk, errors
from tipdesk.core.plain_file import open_plain, target_errors
from tipdesk.core.private_files import MayRead, make_folder
from tipdesk.core.secret_text import overwrite
from tipdesk.core.work import Work
from tipdesk.i18n.text import clean, nfc

# --- what the folder has published already ----------------------------------------------------


CRL = "crl.pem"
ISSUED = "issued"
FORMS = "forms"
UPDATES = "updates"

_UNREADABLE: tuple[type[Exception], ...] = (OSError, *certificates.MALFORMED)


def caught_up(state: AuthorityState, folder: Path, root: x509.Certificate) -> AuthorityState:
    """The state with every revocation that the published list has and it lacks, counters raised.

    Raises:
        AuthorityInvalid: the list is damaged or not this authority's (reason "state").
    """
    crl = _published_list(folder, root)
    known = {item.serial for item in state.revoked}
    lost = () if crl is None else tuple(_revocation(e) for e in crl if e.serial_number not in known)
    return replace(
        state,
        revoked=(*state.revoked, *lost),
        crl_number=max(state.crl_number, certificates.crl_number(crl) if crl is not None else 0),
        pack_serial=max(state.pack_serial, signatory.newest_pack(folder)[0]),
    )


def was_issued(folder: Path, serial: int) -> bool:
    """Whether the certificate lies in the folder, also when the state does not know it."""
    return (folder / ISSUED / f"{serial_text(serial)}.pem").is_file()


def read_certificate_file(path: Path) -> x509.Certificate | None:
    """A certificate, None when there is no file. Raises AuthorityInvalid (reason "state")."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()) if path.exists() else None
    except _UNREADABLE as error:
        raise errors.AuthorityInvalid(reason="state") from error


def _issued_as(folder: Path, digests: Collection[str]) -> Mapping[str, x509.Certificate]:
    """The certificates in the folder with these digests (SHA-256, hex)."""
    if not digests:
        return {}
    every = (read_certificate_file(path) for path in (folder / ISSUED).glob("*.pem"))
    named = {item.fingerprint(hashes.SHA256()).hex(): item for item in every if item is not None}
    return {digest: named[digest] for digest in digests if digest in named}


def _published_list(folder: Path, root: x509.Certificate) -> x509.CertificateRevocationList | None:
    path = folder / CRL
    try:
        crl = x509.load_pem_x509_crl(path.read_bytes()) if path.exists() else None
    except _UNREADABLE as error:
        raise errors.AuthorityInvalid(reason="state") from error
    if crl is not None and not trust.is_crl_of(crl, root):
        raise errors.AuthorityInvalid(reason="state")
    return crl


def _revocation(entry: x509.RevokedCertificate) -> certificates.Revocation:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        reason = x509.ReasonFlags.unspecified
    return certificates.Revocation(entry.serial_number, entry.revocation_date_utc, reason)


# Two commands that read the same state would each undo the other, so the folder is locked.


_NAME = "authority.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the authority's folder; the system lets go of it when the process dies.

    Raises:
        AuthorityInvalid: there is none (reason "missing"), or another command works in it ("busy").
        DiskFull, TargetNotWritable
    """
    if not folder.is_dir():
        raise errors.AuthorityInvalid(reason="missing")
    with target_errors(folder.name):
        descriptor = os.open(folder / _NAME, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            disk.take_lock(descriptor)
        except OSError as error:
            raise errors.AuthorityInvalid(reason="busy") from error
        yield
    finally:
        os.close(descriptor)


_KEYS = "keys.json"
_ROOT = signatory.ROOT
_TRUST = "trust.pem"
_TRUST_SIGNER = "trust-signer.pem"
_SIGNS_LISTS = frozenset({certificates.CertificateRole.TRUST})


class Authority:
    """An authority whose keys are in memory. Everything it makes is also left in its folder."""

    def __init__(
        self,
        folder: Path,
        state: AuthorityState,
        issuer: certificates.Issuer,
        trust_key: ec.EllipticCurvePrivateKey,
        recovery: Identity,
    ) -> None:
        self.folder = folder
        self.state = state
        self._issuer = issuer
        self._trust_key = trust_key
        self._recovery = recovery

    @property
    def root(self) -> x509.Certificate:
        """The certificate that stations pin."""
        return self._issuer.certificate

    @property
    def fingerprint(self) -> str:
        """The 40 digits that are typed in at the first import of a trust list."""
        return trust.certificate_fingerprint(self.root)

    def recovery_identity(self) -> Identity:
        """What opens every bundle of the agency if the prosecution's key is lost."""
        return self._recovery

    def issue(self, enrolment: Enrolment, now: datetime) -> x509.Certificate:
        """Certify a person's key for the roles they asked for.

        The clerk has compared the enrolment's 40 digits with the person at the station, and the
        service number with their card.

        Raises:
            CertificateLive: this person holds one that counts (details: serial). Two live
                certificates would be two people to whoever reads a bundle.
        """
        live = self.state.live(enrolment.holder.service_number, now)
        if live:
            raise errors.CertificateLive(serial=serial_text(live[-1].serial))
        return self._issue(enrolment.holder, enrolment.public_key, enrolment.roles, now, enrolment)

    def _issue(
        self,
        holder: certificates.Holder,
        public: SigningPublicKey,
        roles: frozenset[certificates.CertificateRole],
        now: datetime,
        enrolment: Enrolment | None = None,
    ) -> x509.Certificate:
        now = now.replace(microsecond=0)
        name = certificates.subject(self.state.country, self.state.agency, holder)
        certificate = certificates.issue_leaf(self._issuer, name, public, roles, now)
        issued = Issued(
            certificate.serial_number,
            roles,
            holder,
            now,
            certificate.not_valid_after_utc,
            certificate.fingerprint(hashes.SHA256()).hex(),
            enrolment.label if enrolment else "",
            enrolment.age_recipient if enrolment else None,
            enrolment.own_recipient if enrolment else None,
        )
        self._save(replace(self.state, issued=(*self.state.issued, issued)), now)
        pem = certificate.public_bytes(Encoding.PEM)
        name_of_file = serial_text(certificate.serial_number) + ".pem"
        write_whole(self.folder / ISSUED, name_of_file, pem, now)
        return certificate

    def revoke(self, serial: int, reason: x509.ReasonFlags, now: datetime) -> None:
        """Take a certificate back and publish a new list. What was revoked before stays so from
        then on, and one whose key others may have stays one of these.

        Raises:
            CertificateUnknown: this authority did not issue it.
        """
        if self.state.find(serial) is None and not was_issued(self.folder, serial):
            raise errors.CertificateUnknown(serial=serial_text(serial))
        now = now.replace(microsecond=0)
        others = tuple(item for item in self.state.revoked if item.serial != serial)
        before = [item for item in self.state.revoked if item.serial == serial]
        when = min([now, *(item.when for item in before)])
        reason = next((item.reason for item in before if is_compromise(item.reason)), reason)
        revoked = (*others, certificates.Revocation(serial, when, reason))
        self._save(replace(self.state, revoked=revoked), now)
        self.crl(now)

    def lose(self, unit: str, now: datetime) -> tuple[Issued, ...]:
        """A station's laptop is lost: every certificate of it that could still count, and every
        voucher, is revoked as compromised, in one act; no list names its vouchers any more. Whoever
        has the laptop may have the keys of all who worked at it, also of those whose certificate
        was revoked for a quieter reason. Returns whose certificates were revoked.

        Raises:
            StationUnknown: no certificate of this station counts (details: code).
        """
        now = now.replace(microsecond=0)
        compromised = {item.serial for item in self.state.revoked if is_compromise(item.reason)}
        gone = tuple(
            item
            for item in self.state.issued
            if item.holder.unit == unit
            and item.serial not in compromised
            and item.ends + trust.TRANSIT >= now
        )
        vouchers = {item.sha256 for item in self.state.vouchers if item.station == unit}
        if not gone and not vouchers:
            raise errors.StationUnknown(code=unit)
        own = _issued_as(self.folder, vouchers).values()
        serials = {item.serial for item in gone} | {item.serial_number for item in own}
        kept = tuple(item for item in self.state.vouchers if item.station != unit)
        self._compromise(serials, kept, now)
        return gone

    def _compromise(
        self, serials: Collection[int], kept: tuple[ListedVoucher, ...], now: datetime
    ) -> None:
        """These certificates are revoked as compromised, and lists name the `kept` vouchers."""
        others = tuple(item for item in self.state.revoked if item.serial not in serials)
        reason = x509.ReasonFlags.key_compromise
        revoked = tuple(certificates.Revocation(serial, now, reason) for serial in sorted(serials))
        self._save(replace(self.state, revoked=(*others, *revoked), vouchers=kept), now)
        self.crl(now)

    def approves_for(self, approver: str, exporter: str, now: datetime, *, ends: bool) -> None:
        """From the next list on, supervisors of one station approve for another, or no more.

        Raises:
            StationUnknown: the authority has certified nobody of one of them (details: code).
        """
        units = {item.holder.unit for item in self.state.issued}
        for code in (approver, exporter):
            if code not in units:
                raise errors.StationUnknown(code=code)
        pair = (approver, exporter)
        others = tuple(item for item in self.state.approves_for if item != pair)
        pairs = others if ends else (*others, pair)
        self._save(replace(self.state, approves_for=pairs), now)

    def head(self, office: str, login: str, now: datetime, *, ends: bool) -> None:
        """From the next list on, a prosecutor is named as the head of their office, or no more.

        Raises:
            StationUnknown: no prosecutor of this code is certified there with a key of their own
                (details: code).
        """
        named = (office, login)
        known = {
            (item.holder.unit, item.holder.login)
            for item in self.state.in_force(certificates.CertificateRole.PROSECUTOR)
            if item.own_recipient is not None
        }
        if named not in known and not ends:
            raise errors.StationUnknown(code=f"{office} {login}")
        others = tuple(item for item in self.state.heads if item != named)
        self._save(replace(self.state, heads=others if ends else (*others, named)), now)

    def notices(self, office: str, now: datetime, *, ends: bool) -> None:
        """From the next list on, an office takes notices that an officer signs alone, or no more.

        Raises:
            StationUnknown: nobody who receives is certified there (details: code).
        """
        receivers = self.state.in_force(certificates.CertificateRole.RECEIVER)
        if not ends and office not in {item.holder.unit for item in receivers}:
            raise errors.StationUnknown(code=office)
        others = tuple(code for code in self.state.notices if code != office)
        self._save(replace(self.state, notices=others if ends else (*others, office)), now)

    def crl(self, now: datetime) -> x509.CertificateRevocationList:
        """Publish a new revocation list; its number is one above every earlier one's."""
        state = caught_up(self.state, self.folder, self.root)
        number = state.crl_number + 1
        self._save(replace(state, crl_number=number), now)
        crl = certificates.make_crl(
            self._issuer, self.state.revoked, number, now.replace(microsecond=0)
        )
        write_whole(self.folder, CRL, crl.public_bytes(Encoding.PEM), now)
        store = trust.TrustStore((self.root,), (crl,))
        write_whole(self.folder, _TRUST, trust.trust_to_pem(store), now)
        return crl

    def prepare_kit(self, order: making.KitOrder, now: datetime) -> making.WaitingKit:
        """The first of two acts that make a station kit: everybody's voucher, which counts from the
        next trust list on (`trust_list`, then `signatory.countersign`).

        Raises:
            KitPeopleRefused: of these people no kit can be made (details: reason, line).
            DiskFull, TargetNotWritable: nothing waits.
        """
        kit, listed = making.prepare(self._maker(), order, now)
        vouchers = (*self.state.vouchers, *listed)
        try:
            self._save(replace(self.state, vouchers=vouchers), now)
        except errors.TipdeskError:  # no list would ever name its vouchers
            making.forget(self._maker(), kit.kit_id)
            raise
        return kit

    def waiting_kits(self, now: datetime) -> tuple[making.WaitingKit, ...]:
        """The kits that were prepared and are not closed. Raises AuthorityInvalid."""
        return making.waiting(self._maker(), now)

    def close_kit(
        self,
        kit_id: str,
        now: datetime,
        cost: SealCost | None = None,
        hand_over: Callable[[making.ClosedKit], None] = lambda _closed: None,
    ) -> making.ClosedKit:
        """The second act, once two people have signed a trust list that names its vouchers: the kit
        and the envelopes, whose words are kept nowhere. Slow (Argon2id for each person): a JOB.
        `hand_over` writes them where they go; if it fails, the kit still waits.

        Raises:
            AuthorityInvalid: no such kit waits ("no_kit"), or no such list is there ("kit_list").
            KitExpired: it waited too long (details: date).
        """
        signer = self._trust_signer(now)
        return making.close(self._maker(), kit_id, signer, now, cost or SealCost(), hand_over)

    def discard_kit(self, kit_id: str, now: datetime) -> making.WaitingKit:
        """A kit that waits is not to be made any more, because its station is lost or it was
        prepared wrongly or half way: its vouchers are revoked as compromised, as `lose` does, no
        list names them, and what was kept for it is deleted. Returns what it was.

        Raises:
            AuthorityInvalid: no such kit waits (reason "no_kit"), or it is damaged ("state").
            DiskFull, TargetNotWritable
        """
        now = now.replace(microsecond=0)
        kit, vouchers = making.vouchers_of(self._maker(), kit_id)
        digests = {item.fingerprint(hashes.SHA256()).hex() for item in vouchers}
        kept = tuple(item for item in self.state.vouchers if item.sha256 not in digests)
        self._compromise({item.serial_number for item in vouchers}, kept, now)
        making.forget(self._maker(), kit_id)  # last: what is not finished can be done again
        return kit

    def _maker(self) -> making.KitMaker:
        return making.KitMaker(self.folder, self.state, self._issuer)

    def trust_list(self, now: datetime) -> Path:
        """Write the next trust list, with a new revocation list in it, for the second person to
        sign (`signatory.countersign`); returns its path. One that waited before waits no longer."""
        crl = self.crl(now)
        now = now.replace(microsecond=0)
        serial = self.state.pack_serial + 1
        self._save(replace(self.state, pack_serial=serial), now)
        named = listing.listing_of(self.state, serial, now)
        store = trust.TrustStore((self.root,), (crl,), named)
        document = write_listing(store)
        signer = self._trust_signer(now)
        data = make_trust_list(document, first_signature(document, signer, now), signer, now)
        folder = self.folder / signatory.WAITING
        with target_errors(self.folder.name):
            folder.mkdir(exist_ok=True)
            for path in folder.glob(f"trust-*{SUFFIX}"):
                remove(path)
        return write_whole(folder, f"trust-{serial}{SUFFIX}", data, now)

    def sign_form(self, body: str, now: datetime) -> Path:
        """Sign a form's canonical definition for the stations; returns the file's path.

        Raises:
            FormNeedsNewer, FormUnusable: a station of this version would not take it.
            FormFileInvalid: it is too large.
        """
        form = checked_form(body)
        data = make_form_file(body, self._trust_signer(now), now)
        with target_errors(self.folder.name):
            (self.folder / FORMS).mkdir(exist_ok=True)
        name = f"{form.form_id}-v{form.version}{FORM_SUFFIX}"
        return write_whole(self.folder / FORMS, name, data, now)

    def sign_update(
        self, source: Path, pinned: MakerRoot | None, installed: str, now: datetime
    ) -> tuple[Path, UpdateVerdict]:
        """Countersign an update for the agency's stations; the new file's path, and who made it.

        Args:
            source: the update as the maker gave it out.
            pinned: the maker's root in this build.
            installed: this program's version.

        Raises:
            UpdateRefused: the maker does not vouch for it, or a newer one was countersigned before
                (details: reason), or it is none (code).
            FileUnreadable, DiskFull, TargetNotWritable
        """
        known = Known(pinned, None, installed, None, None, None, now, before_agency=True)
        with open_plain(source) as file, unreadable_updates():
            contents = read_update(file, Work())
            verdict = judge(contents, known)
            if not verdict.trusted or verdict.release is None:
                raise errors.UpdateRefused(reason=verdict.refusals[0].value)
            if verdict.release.sequence < self.state.update_number:
                raise errors.UpdateRefused(reason=Refusal.ROLLBACK.value)
            signer = self._trust_signer(now)
            agency = cms.sign(contents.countersigned, signer, now, COUNTERSIGNED_AS)
            with target_errors(self.folder.name):
                (self.folder / UPDATES).mkdir(exist_ok=True)
            name, when = update_name(verdict.release.version), verdict.release.date
            with new_file(self.folder / UPDATES, name, when) as target:
                write_countersigned(file, contents, agency, target.write, when)
            self._save(replace(self.state, update_number=verdict.release.sequence), now)
        return self.folder / UPDATES / name, verdict

    def _trust_signer(self, now: datetime) -> certificates.SigningKey:
        """The clerk's key for trust lists; its certificate is renewed when it was taken back while
        the key stayed in these hands: no station takes what it signs since."""
        path = self.folder / _TRUST_SIGNER
        certificate = read_certificate_file(path)
        if certificate and certificate.public_key() != self._trust_key.public_key():
            raise errors.AuthorityInvalid(reason="state")
        if certificate is None:
            raise errors.AuthorityInvalid(reason="missing")
        if self._wants_another(certificate):
            public = self._trust_key.public_key()
            holder = certificates.holder_of(certificate.subject)
            certificate = self._issue(holder, public, _SIGNS_LISTS, now)
            write_whole(self.folder, _TRUST_SIGNER, certificate.public_bytes(Encoding.PEM), now)
        return certificates.SigningKey(self._trust_key, certificate, (self.root,))

    def _wants_another(self, certificate: x509.Certificate) -> bool:
        serial = certificate.serial_number
        reasons = {item.reason for item in self.state.revoked if item.serial == serial}
        return bool(reasons) and not reasons & trust.COMPROMISED

    def certify_signers(
        self,
        named: Sequence[certificates.Holder],
        keys: Sequence[ec.EllipticCurvePrivateKey],
        passphrases: Sequence[str],
        now: datetime,
        cost: SealCost,
    ) -> None:
        """Certify those whom the root names, and keep each key but the clerk's for its owner."""
        for place, (holder, key, words) in enumerate(zip(named, keys, passphrases, strict=True)):
            certificate = self._issue(holder, key.public_key(), _SIGNS_LISTS, now)
            if place == 0:
                pem = certificate.public_bytes(Encoding.PEM)
                write_whole(self.folder, _TRUST_SIGNER, pem, now)
            else:
                own = certificates.SigningKey(key, certificate, (self.root,))
                signatory.keep_signer(self.folder, own, words, now, cost)

    def wipe(self) -> None:
        """Forget the keys, overwritten where they lie; nothing can be signed any more."""
        overwrite(self._recovery.secret)
        del self._issuer, self._trust_key, self._recovery  # OpenSSL overwrites what it frees

    def _save(self, state: AuthorityState, now: datetime) -> None:
        save_state(self.folder, state, now)
        self.state = state


def is_compromise(reason: x509.ReasonFlags) -> bool:
    """Whether what was signed before counts no more either."""
    return reason in trust.COMPROMISED


def revocation_reason(name: str) -> x509.ReasonFlags:
    """The reason of RFC 5280 §5.3.1 by its name in `cryptography`, e.g. "key_compromise"."""
    return x509.ReasonFlags[name]


def _purpose(root: x509.Certificate) -> str:
    return "authority:" + root.fingerprint(hashes.SHA256()).hex()


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> str:
    der = key.private_bytes(
        Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return base64.b64encode(der).decode()


def init(
    folder: Path,
    agency: str,
    people: Sequence[signatory.Founder],
    now: datetime,
    cost: SealCost | None = None,
    country: str = "KW",
) -> Authority:
    """Set up an authority in an empty or new folder and publish its first revocation list. Of its
    people, at least two, each signs trust lists; the first is the clerk who opens the folder.

    Raises:
        AuthorityInvalid: the folder is in use (reason "exists").
        AgencyNameRefused: not one line of 1 to 100 characters.
        OnePerson, WeakPassphrase, HolderRefused: as `signatory.holders`.
        DiskFull, TargetNotWritable.
    """
    agency = _agency_name(agency)
    named = signatory.holders(people)
    cost = cost or SealCost()
    with target_errors(folder.name):
        folder.parent.mkdir(parents=True, exist_ok=True)
        make_folder(folder)
        if any(folder.iterdir()):
            raise errors.AuthorityInvalid(reason="exists")
        (folder / ISSUED).mkdir()
        (folder / signatory.PACKS).mkdir()
    now = now.replace(microsecond=0)
    root_key = ec.generate_private_key(ec.SECP384R1())
    signing = [ec.generate_private_key(ec.SECP256R1()) for _person in people]
    recovery = Identity.generate()
    public = [key.public_key() for key in signing]
    root = certificates.make_root(root_key, country, agency, now, public)
    secret = strict_json.write_json(
        {"root": _pkcs8(root_key), "trust": _pkcs8(signing[0]), "recovery": recovery.text}
    )
    sealed = seal(secret, people[0].passphrase, _purpose(root), cost)
    write_whole(folder, _KEYS, sealed, now, MayRead.OWNER_HERE)
    write_whole(folder, _ROOT, root.public_bytes(Encoding.PEM), now)
    state = AuthorityState(country, agency, recovery.recipient)
    issuer = certificates.Issuer(root, root_key)
    authority = Authority(folder, state, issuer, signing[0], recovery)
    authority.certify_signers(named, signing, [person.passphrase for person in people], now, cost)
    authority.crl(now)
    return authority


def _agency_name(typed: str) -> str:
    """The name in normal form. Raises AgencyNameRefused."""
    name = nfc(typed).strip()
    visible = any(c.isprintable() and not c.isspace() for c in name)
    if not visible or len(name) > MAX_AGENCY or clean(name) != name or {"\n", "\t"} & set(name):
        raise errors.AgencyNameRefused
    return name


def open_authority(folder: Path, passphrase: str) -> Authority:
    """Open an authority's folder.

    Raises:
        AuthorityInvalid: missing, incomplete or altered (details: reason).
        WrongPassphrase: the keys do not open.
    """
    state = load_state(folder)
    try:
        root = x509.load_pem_x509_certificate((folder / _ROOT).read_bytes())
        sealed = (folder / _KEYS).read_bytes()
    except (OSError, ValueError) as error:
        raise errors.AuthorityInvalid(reason="missing") from error
    secret = unseal(sealed, passphrase, _purpose(root))
    fields = strict_json.Fields(strict_json.read_json(secret))
    texts = [fields.text(name, limit=10_000) for name in ("root", "trust", "recovery")]
    root_key, trust_key = map(_load_key, texts[:2])
    recovery = Identity.from_text(texts[2])
    overwrite(secret)
    for text in texts:
        overwrite(text)
    if root_key.public_key() != root.public_key() or recovery.recipient != state.recovery:
        raise errors.AuthorityInvalid(reason="state")
    return Authority(folder, state, certificates.Issuer(root, root_key), trust_key, recovery)


def _load_key(text: str) -> ec.EllipticCurvePrivateKey:
    der = base64.b64decode(text)
    key = serialization.load_der_private_key(der, None)
    overwrite(der)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise errors.AuthorityInvalid(reason="key")
    return key
