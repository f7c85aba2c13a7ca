"""Enrolment requests: a station asks the authority for a certificate (tipdesk-enrolment/1.0).

The request for the certificate carries the age recipient too, so that the 40 digits of the
public key, compared by voice, vouch for both.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.algorithms import SigningPublicKey, is_allowed_key
from tipdesk.bundle.strict_json import Fields, read_json, write_json
from tipdesk.bundle.trust import public_key_fingerprint
from tipdesk.core.errors import BundleUnreadable, EnrolmentInvalid

FORMAT = "tipdesk-enrolment/1.0"
_AGE_URI, _OWN_URI = "age:", "age-own:"
_WITH_OWN_KEY = {certificates.CertificateRole.PROSECUTOR, certificates.CertificateRole.APPROVER}


@dataclass(frozen=True, slots=True)
class AgeKeys:
    """To whom will be sealed: a station, and a prosecutor or an approver there alone."""

    station: Recipient | None = None
    own: Recipient | None = None


NO_KEYS = AgeKeys()


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A checked request: its signature is by the key that asks."""

    roles: frozenset[certificates.CertificateRole]
    public_key: SigningPublicKey
    holder: certificates.Holder
    label: str  # the unit's name, for the trust list
    age_recipient: Recipient | None  # of the station
    own_recipient: Recipient | None = None  # of the person: what only they read there

    @property
    def fingerprint(self) -> str:
        """The 40 digits to be compared by voice before a certificate is issued."""
        return public_key_fingerprint(self.public_key)

    @property
    def public_der(self) -> bytes:
        """The key that asks, as a SubjectPublicKeyInfo."""
        return self.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def make_enrolment(
    key: ec.EllipticCurvePrivateKey,
    roles: Collection[certificates.CertificateRole],
    holder: certificates.Holder,
    agency: str,
    label: str = "",
    age: AgeKeys = NO_KEYS,
) -> bytes:
    """The request file of a station.

    Args:
        key: P-256 (or P-384) key that the certificate is to speak for.
        roles: what the holder is to sign.
        holder: whom the certificate is to name.
        agency: of the holder; the authority puts its own word for it.
        label: the unit's name; of a receiving station it stands in the trust list.
        age: for the trust list.

    Raises:
        HolderRefused: a certificate cannot name this holder.
    """
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        certificates.subject("KW", agency, holder)
    )
    named = ((_AGE_URI, age.station), (_OWN_URI, age.own))
    uris = [x509.UniformResourceIdentifier(uri + key.text) for uri, key in named if key is not None]
    if uris:
        builder = builder.add_extension(x509.SubjectAlternativeName(uris), critical=False)
    request = builder.sign(key, hashes.SHA384() if key.key_size > 256 else hashes.SHA256())
    return write_json(
        {
            "format": FORMAT,
            "roles": certificates.roles_text(roles),
            "label": label,
            "csr_pem": request.public_bytes(Encoding.PEM).decode("ascii"),
            "age_recipient": age.station.text if age.station else None,
            "own_recipient": age.own.text if age.own else None,
        }
    )


def read_enrolment(data: bytes) -> Enrolment:
    """Read and check a request file. Raises EnrolmentInvalid, HolderRefused."""
    try:
        fields = Fields(read_json(data, 64 << 10))
        fields.text("format", FORMAT)
        roles = frozenset(map(certificates.CertificateRole, fields.text("roles").split()))
        label = fields.text("label", limit=certificates.MAX_NAME)
        pem = fields.text("csr_pem", limit=20_000).encode("ascii")
        texts = [
            fields.optional_text(name, limit=2000) for name in ("age_recipient", "own_recipient")
        ]
        fields.end()
        request = x509.load_pem_x509_csr(pem)
        recipient, own = (Recipient.from_text(text) if text else None for text in texts)
        public = request.public_key()
        signed = [_signed_recipient(request, uri) for uri in (_AGE_URI, _OWN_URI)]
        good = request.is_signature_valid and signed == [recipient, own]
        holder = certificates.holder_of(request.subject)
    except BundleUnreadable as error:  # an age key that is none
        raise EnrolmentInvalid from error
    except certificates.MALFORMED as error:
        raise EnrolmentInvalid from error
    asked = certificates.CertificateRole.TRUST not in roles
    asked = asked and certificates.may_stand_together(roles) and _is_plain(label)
    good = good and (own is None or not roles.isdisjoint(_WITH_OWN_KEY))
    if not good or not asked or not holder.name or not is_allowed_key(public):
        raise EnrolmentInvalid
    holder.check()
    return Enrolment(roles, public, holder, label, recipient, own)


def _is_plain(label: str) -> bool:
    return not label or certificates.is_holder_name(label)


def _signed_recipient(request: x509.CertificateSigningRequest, scheme: str) -> Recipient | None:
    """An age recipient that stands in the signed request."""
    try:
        names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    for uri in names.get_values_for_type(x509.UniformResourceIdentifier):
        if uri.startswith(scheme):
            return Recipient.from_text(uri.removeprefix(scheme))
    return None
