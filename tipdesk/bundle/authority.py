"""The agency's certificate authority in a folder of its own, on a machine that stays offline.

authority.json   whom it certified, what it revoked, its counters
keys.json        root key, trust-pack key and recovery identity under one passphrase
ca.pem  crl.pem  trust.pem (both, for OpenSSL)  trust-signer.pem
issued/<number>.pem   packs/trust-<serial>.asice   forms/<form>-v<version>.form.asice
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tipdesk.bundle.authority_folder import (
    CRL,
    FORMS,
    ISSUED,
    PACKS,
    caught_up,
    read_certificate_file,
    was_issued,
)
from tipdesk.bundle.authority_state import (
    MAX_AGENCY,
    AuthorityState,
    Issued,
    load_state,
    save_state,
    serial_text,
)
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.age_keys import Identity
from tipdesk.bundle.crypto.algorithms import SigningPublicKey
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, Issuer, Revocation
from tipdesk.bundle.crypto.sealed_key import SealCost, seal, unseal
from tipdesk.bundle.crypto.signing import SigningKey
from tipdesk.bundle.enrolment import Enrolment
from tipdesk.bundle.form_file import SUFFIX as FORM_SUFFIX
from tipdesk.bundle.form_file import make_form_file
from tipdesk.bundle.strict_json import Fields, read_json, write_json
from tipdesk.bundle.target import write_whole
from tipdesk.bundle.trust import TrustedRecipient, TrustStore, certificate_fingerprint, trust_to_pem
from tipdesk.bundle.trust_pack import PROSECUTION, RECOVERY, SUFFIX, TrustPack, make_trust_pack
from tipdesk.cases.form_duties import checked_form
from tipdesk.core.errors import (
    AgencyNameRefused,
    AuthorityInvalid,
    CertificateUnknown,
    WeakPassphrase,
)
from tipdesk.core.plain_file import target_errors
from tipdesk.i18n.text import clean, nfc

MIN_PASSPHRASE = 12  # characters
_KEYS = "keys.json"
_ROOT = "ca.pem"
_TRUST = "trust.pem"
_TRUST_SIGNER = "trust-signer.pem"
_RENEW_BEFORE = timedelta(days=90)


class Authority:
    """An authority whose keys are in memory. Everything it makes is also left in its folder."""

    def __init__(
        self,
        folder: Path,
        state: AuthorityState,
        issuer: Issuer,
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
        """The 40 digits that are typed in at the first import of a trust pack."""
        return certificate_fingerprint(self.root)

    def recovery_identity(self) -> Identity:
        """What opens every bundle of the agency if the prosecution's key is lost."""
        return self._recovery

    def issue(self, enrolment: Enrolment, now: datetime) -> x509.Certificate:
        """Certify a station's key for the role it asked for.

        The clerk has compared the enrolment's 40 digits with the person at the station.
        """
        return self._issue(enrolment.holder, enrolment.public_key, enrolment.role, now, enrolment)

    def _issue(
        self,
        holder: Holder,
        public: SigningPublicKey,
        role: CertificateRole,
        now: datetime,
        enrolment: Enrolment | None = None,
    ) -> x509.Certificate:
        now = now.replace(microsecond=0)
        name = certificates.subject(self.state.country, self.state.agency, holder)
        certificate = certificates.issue_leaf(self._issuer, name, public, role, now)
        issued = Issued(
            certificate.serial_number,
            role,
            holder.name,
            holder.service_number,
            now,
            certificate.fingerprint(hashes.SHA256()).hex(),
            enrolment.age_recipient if enrolment else None,
        )
        self._save(replace(self.state, issued=(*self.state.issued, issued)), now)
        pem = certificate.public_bytes(Encoding.PEM)
        name_of_file = serial_text(certificate.serial_number) + ".pem"
        write_whole(self.folder / ISSUED, name_of_file, pem, now)
        return certificate

    def revoke(self, serial: int, reason: x509.ReasonFlags, now: datetime) -> None:
        """Take a certificate back and publish a new list.

        Raises:
            CertificateUnknown: this authority did not issue it.
        """
        if self.state.find(serial) is None and not was_issued(self.folder, serial):
            raise CertificateUnknown(serial=serial_text(serial))
        now = now.replace(microsecond=0)
        others = tuple(item for item in self.state.revoked if item.serial != serial)
        revoked = (*others, Revocation(serial, now, reason))
        self._save(replace(self.state, revoked=revoked), now)
        self.crl(now)

    def crl(self, now: datetime) -> x509.CertificateRevocationList:
        """Publish a new revocation list; its number is one above every earlier one's."""
        state = caught_up(self.state, self.folder, self.root)
        number = state.crl_number + 1
        self._save(replace(state, crl_number=number), now)
        crl = certificates.make_crl(
            self._issuer, self.state.revoked, number, now.replace(microsecond=0)
        )
        write_whole(self.folder, CRL, crl.public_bytes(Encoding.PEM), now)
        store = TrustStore((self.root,), (crl,))
        write_whole(self.folder, _TRUST, trust_to_pem(store), now)
        return crl

    def trust_pack(self, now: datetime) -> Path:
        """Write the next trust pack, with a new revocation list in it; returns its path."""
        crl = self.crl(now)
        serial = self.state.pack_serial + 1
        self._save(replace(self.state, pack_serial=serial), now)
        receivers = self.state.in_force(CertificateRole.RECEIVER)
        recipients = [
            TrustedRecipient(PROSECUTION, item.name, item.age_recipient)
            for item in receivers
            if item.age_recipient is not None
        ]
        recipients.append(TrustedRecipient(RECOVERY, self.state.agency, self.state.recovery))
        store = TrustStore(
            (self.root,),
            (crl,),
            tuple(recipients),
            tuple(item.sha256 for item in receivers),
            serial,
            self.state.agency,
        )
        data = make_trust_pack(TrustPack(store, now), self._trust_signer(now))
        return write_whole(self.folder / PACKS, f"trust-{serial}{SUFFIX}", data, now)

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

    def _trust_signer(self, now: datetime) -> SigningKey:
        """The key for trust packs; its certificate is renewed in its last 90 days."""
        path = self.folder / _TRUST_SIGNER
        certificate = read_certificate_file(path)
        if certificate and certificate.public_key() != self._trust_key.public_key():
            raise AuthorityInvalid(reason="state")
        if certificate is None or now + _RENEW_BEFORE > certificate.not_valid_after_utc:
            holder = Holder("trust packs", "")
            public = self._trust_key.public_key()
            certificate = self._issue(holder, public, CertificateRole.TRUST, now)
            write_whole(self.folder, _TRUST_SIGNER, certificate.public_bytes(Encoding.PEM), now)
        return SigningKey(self._trust_key, certificate, (self.root,))

    def _save(self, state: AuthorityState, now: datetime) -> None:
        save_state(self.folder, state, now)
        self.state = state


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
    passphrase: str,
    now: datetime,
    cost: SealCost | None = None,
    country: str = "KW",
) -> Authority:
    """Set up an authority in an empty or new folder and publish its first revocation list.

    Raises:
        AuthorityInvalid: the folder is in use (reason "exists").
        AgencyNameRefused: not one line of 1 to 100 characters.
        WeakPassphrase: fewer than 12 characters.
        DiskFull, TargetNotWritable.
    """
    agency = _agency_name(agency)
    if len(passphrase.strip()) < MIN_PASSPHRASE:
        raise WeakPassphrase
    with target_errors(folder.name):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise AuthorityInvalid(reason="exists")
        (folder / ISSUED).mkdir()
        (folder / PACKS).mkdir()
    now = now.replace(microsecond=0)
    root_key = ec.generate_private_key(ec.SECP384R1())
    trust_key = ec.generate_private_key(ec.SECP256R1())
    recovery = Identity.generate()
    root = certificates.make_root(root_key, country, agency, now)
    secret = write_json(
        {"root": _pkcs8(root_key), "trust": _pkcs8(trust_key), "recovery": recovery.text}
    )
    write_whole(folder, _KEYS, seal(secret, passphrase, _purpose(root), cost or SealCost()), now)
    write_whole(folder, _ROOT, root.public_bytes(Encoding.PEM), now)
    state = AuthorityState(country, agency, recovery.recipient)
    save_state(folder, state, now)
    authority = Authority(folder, state, Issuer(root, root_key), trust_key, recovery)
    authority.crl(now)
    return authority


def _agency_name(typed: str) -> str:
    """The name in normal form. Raises AgencyNameRefused."""
    name = nfc(typed).strip()
    visible = any(c.isprintable() and not c.isspace() for c in name)
    if not visible or len(name) > MAX_AGENCY or clean(name) != name or {"\n", "\t"} & set(name):
        raise AgencyNameRefused
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
        raise AuthorityInvalid(reason="missing") from error
    fields = Fields(read_json(unseal(sealed, passphrase, _purpose(root))))
    root_key = _load_key(fields.text("root", limit=10_000))
    trust_key = _load_key(fields.text("trust", limit=10_000))
    recovery = Identity.from_text(fields.text("recovery"))
    if root_key.public_key() != root.public_key() or recovery.recipient != state.recovery:
        raise AuthorityInvalid(reason="state")
    return Authority(folder, state, Issuer(root, root_key), trust_key, recovery)


def _load_key(text: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_der_private_key(base64.b64decode(text), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise AuthorityInvalid(reason="key")
    return key
