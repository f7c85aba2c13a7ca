"""The officer's signing key and whom this station trusts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tipdesk.bundle.crypto.age import Identity, common_kind
from tipdesk.bundle.crypto.age import Recipient as AgeRecipient
from tipdesk.bundle.crypto.certificates import (
    CertificateRole,
    Holder,
    SigningKey,
    in_order,
    is_number,
    signing_key,
)
from tipdesk.bundle.enrolment import AgeKeys, make_enrolment, read_enrolment
from tipdesk.bundle.problems import Code
from tipdesk.bundle.trust import (
    CertificateInfo,
    TrustStore,
    certificate_sha256,
    fingerprint40,
    grouped,
    judge_certificate,
    load_private_key,
    read_certificate,
    same_digits,
    trust_to_pem,
)
from tipdesk.bundle.trust_list import MAX_LIST, TrustList, read_trust_list
from tipdesk.bundle.trust_rows import PersonKey, current
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Act, Role, StationKind
from tipdesk.cases.permissions import allowed, check
from tipdesk.core import errors
from tipdesk.core.plain_file import read_plain
from tipdesk.desk import chosen_authority
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault, signers_of
from tipdesk.storage import station_rows
from tipdesk.storage.keys import signing_keys


@dataclass(frozen=True, slots=True)
class SealRecipient:
    """An office in the trust list that a bundle can be sealed to."""

    code: str
    label: str
    keys: tuple[str, ...]  # age1…, all that count today
    takes_notices: bool = False  # that one officer signs


@dataclass(frozen=True, slots=True)
class TrustListInfo:
    """What stands in a trust list. `fingerprint` is 40 digits in 8 groups of 5."""

    fingerprint: str
    serial: int
    agency: str
    recipients: tuple[SealRecipient, ...]
    recovery: tuple[str, ...]  # age1…
    signers: tuple[str, ...]  # names of the two who signed it
    first: bool  # nothing is trusted yet: the 40 digits must be typed
    by_two: bool = False  # its authority, or one of its roots, is not trusted here yet

    @property
    def offices(self) -> tuple[str, ...]:
        """The codes of the offices, sorted."""
        return tuple(sorted(recipient.code for recipient in self.recipients))

    def sealed_to(self, office: SealRecipient) -> tuple[str, ...]:
        """The keys (age1…) that a file for the office is sealed to: its own and those for recovery;
        the hybrid ones where both have such, else those of X25519."""
        both = [
            [AgeRecipient.from_text(key) for key in keys] for keys in (office.keys, self.recovery)
        ]
        return tuple(key.text for key in common_kind(both))


@dataclass(frozen=True, slots=True)
class UnaskedCertificate:
    """A certificate in the name of this station that nobody here asked for."""

    login: str
    service_number: str
    roles: tuple[str, ...]  # values of `CertificateRole`, in order


class CertificateStanding(StrEnum):
    """Whether the officer can sign today."""

    MISSING = "missing"  # no certificate imported yet
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"  # not by the authority of the trust list
    UNLISTED = "unlisted"  # the authority's two people have not confirmed it in a list yet
    OUTDATED = "outdated"  # of the right authority, without what an office asks of one today


@dataclass(frozen=True, slots=True)
class CertificateState:
    """The certificate of one officer; times and names are empty while it is missing."""

    standing: CertificateStanding
    login: str = ""
    holder: str = ""
    service_number: str = ""
    roles: tuple[str, ...] = ()  # values of `CertificateRole`, in order
    fingerprint: str = ""  # 40 digits in 8 groups
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    temporary: bool = False  # under the voucher of a station kit


@dataclass(frozen=True, slots=True)
class Requested:
    """A key that waits for its certificate."""

    made_at: datetime
    fingerprint: str  # the 40 digits to read to the clerk, in 8 groups


def is_service_number(text: str) -> bool:
    """Whether a certificate can carry it."""
    return is_number(text)


def roles_of(role: Role) -> frozenset[CertificateRole]:
    """What the certificate of somebody of this role is for: what they may do here."""
    signed_with = {
        CertificateRole.EXPORTER: Act.EXPORT,
        CertificateRole.APPROVER: Act.APPROVE,
        CertificateRole.RECEIVER: Act.TAKE_IN,
        CertificateRole.PROSECUTOR: Act.DECIDE_ASIDE,
    }
    return frozenset(kind for kind, act in signed_with.items() if allowed(act, role))


class Keys:
    """Certificates and trust of this station. GUI thread; short."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._unasked: tuple[UnaskedCertificate, ...] = ()
        self._with_list: list[Callable[[], None]] = []

    def list_comes_with(self, follows: Callable[[], None]) -> None:
        """Let this follow in the transaction that takes a trust list: both, or neither."""
        self._with_list.append(follows)

    # --- the officer's certificate ----------------------------------------------------------

    def service_number(self) -> str:
        """The officer's, as a certificate was last asked for with it; '' when nobody has said."""
        own_key = self._key_in_use(self._desk.officer.login, self._desk.box_seed)
        return own_key.service_number if own_key is not None else ""

    def enrolment_request(self, confirmed: Confirmed, service_number: str = "") -> bytes:
        """The file to carry to the authority (JSON tipdesk-enrolment/1.0). Makes the officer's key
        (and the station's age identity, and a prosecutor's or approver's own) when there is none
        yet.
        Without a `service_number` it is the one that was said before.

        Raises:
            TransitionRefused: the confirmed officer's role signs nothing that leaves (details: step
                "hold_certificate").
            UnknownLogin: the confirmed officer is not enrolled here.
            HolderRefused: a certificate cannot hold the name, or there is no service number.
        """
        officer = station_rows.find(self._vault, confirmed.login)
        if officer is None:
            raise errors.UnknownLogin(login=confirmed.login)
        check(Act.HOLD_CERTIFICATE, officer.role)
        with self._vault.transaction():
            own_key, private = self._own_key(confirmed)
            number = service_number.strip() or own_key.service_number
            station = self._desk.station
            try:
                request = make_enrolment(
                    load_private_key(private),
                    roles_of(officer.role),
                    Holder(officer.name or officer.login, number, station.code, officer.login),
                    station.agency,
                    station.unit if station.kind is StationKind.RECEIVING else "",
                    AgeKeys(self._age_recipient(), self._own_recipient(confirmed, officer.role)),
                )
            finally:
                private[:] = bytes(len(private))
            signing_keys.add_request(self._vault, own_key, number, self._desk.now())
            self._desk.enter("certificate_requested", holder=own_key.login)
        self._desk.publish(ChangeKind.KEYS)
        return request

    def request_fingerprint(self, request: bytes) -> str:
        """40 digits in 8 groups, to read to the authority's clerk."""
        return grouped(read_enrolment(request).fingerprint)

    def requested(self) -> Requested | None:
        """The officer's key for which no certificate has come yet, or only a temporary one; None:
        nothing was asked for. It is one that what they typed at unlocking opens: the clerk
        certifies the key whose digits somebody reads out."""
        seed = self._desk.box_seed
        if seed is None:
            return None
        newest = signing_keys.newest_opened(self._vault, self._desk.officer.login, seed)
        if newest is None or (newest.certificate_pem and not self._awaits_ordinary(newest)):
            return None
        asked_at = signing_keys.asked_at(self._vault, newest) or newest.created_at
        return Requested(asked_at, grouped(fingerprint40(newest.public_der)))

    def _awaits_ordinary(self, key: signing_keys.KeptKey) -> bool:
        asking = {who for who, _number in signing_keys.requests_waiting(self._vault)}
        return bool(key.chain_pem) and key.login in asking

    def needs_ordinary(self, confirmed: Confirmed) -> bool:
        """Whether somebody signs with a temporary certificate and has not asked for another yet."""
        newest = signing_keys.newest_opened(self._vault, confirmed.login, confirmed.seed)
        return newest is not None and bool(newest.chain_pem) and not self._awaits_ordinary(newest)

    def has_key(self) -> bool:
        """Whether the officer has a signing key, certified or not."""
        return self._key_in_use(self._desk.officer.login, self._desk.box_seed) is not None

    def import_certificate(self, data: bytes) -> CertificateState:
        """Keep the certificate (PEM) that the authority issued for an officer of this station.

        Raises:
            FileUnreadable: not a certificate.
            NoCertificate: it belongs to no key of this station.
            TransitionRefused: not open to the officer's role (details: step "hold_certificate",
                of a colleague's "bring_certificate").
        """
        try:
            info = read_certificate(data)
        except ValueError as error:
            raise errors.FileUnreadable(name="certificate") from error
        with self._vault.transaction():
            key = signing_keys.add_certificate(
                self._vault, info.public_der, info.pem, "", self._desk.now()
            )
            own = key.login == self._desk.officer.login
            act = Act.HOLD_CERTIFICATE if own else Act.BRING_CERTIFICATE
            self._desk.require(act)
            self._desk.enter("certificate_imported", holder=key.login)
        self._desk.publish(ChangeKind.KEYS)
        return self.certificate_state(key.login)

    def certificate_state(
        self, login: str = "", role: CertificateRole | None = None
    ) -> CertificateState:
        """Where an officer's certificate stands ('' : the officer of this session), for signing as
        `role`: the station's own, exporter or receiver, when it is not given."""
        own = self._desk.officer.login
        seed = self._desk.box_seed if login in ("", own) else None
        return self._state_of(self._key_in_use(login or own, seed), role)

    def _key_in_use(
        self, login: str, seed: bytes | bytearray | None
    ) -> signing_keys.KeptKey | None:
        """What somebody signs with. Whoever has the vault's key can put another in its place, but
        none that their own seed opens; where that is not here, none that a certificate is for."""
        if seed is not None:
            own_key = signing_keys.newest_opened(self._vault, login, seed)
            return self._certified(own_key) if own_key is not None else None
        kept = [self._certified(key) for key in signing_keys.of(self._vault, login)]
        return next((key for key in kept if key.certificate_pem), kept[0] if kept else None)

    def _certified(self, key: signing_keys.KeptKey) -> signing_keys.KeptKey:
        """A key with the newest certificate that is for it and for its person: what else a row puts
        beside it is passed over."""
        certified = filter(_is_certified, signing_keys.with_certificates(self._vault, key))
        return next(certified, replace(key, certificate_pem="", chain_pem=""))

    def _state_of(
        self, newest: signing_keys.KeptKey | None, role: CertificateRole | None
    ) -> CertificateState:
        if newest is None or not newest.certificate_pem:
            return CertificateState(CertificateStanding.MISSING)
        info = read_certificate(newest.certificate_pem.encode("ascii"))
        return CertificateState(
            self._standing(newest, (info.valid_from, info.valid_to), role),
            info.holder.login,
            info.holder.name,
            info.holder.service_number,
            tuple(in_order(info.roles)),
            grouped(info.fingerprint),
            info.valid_from,
            info.valid_to,
            temporary=bool(newest.chain_pem),
        )

    def can_sign(self, login: str, role: CertificateRole) -> bool:
        """Whether somebody's certificate is valid today and of this role."""
        state = self.certificate_state(login, role)
        return state.standing is CertificateStanding.VALID and self.trust_store() is not None

    def signing_key(self, confirmed: Confirmed, role: CertificateRole | None = None) -> SigningKey:
        """Open the officer's key for one signature; hand it to the job that signs. Without a `role`
        it is that of the station: exporter or receiver.

        Raises:
            NoCertificate: none, not valid today, or not of that role.
        """
        newest = self._key_in_use(confirmed.login, confirmed.seed)
        store, state = self.trust_store(), self._state_of(newest, role)
        if newest is None or store is None or state.standing is not CertificateStanding.VALID:
            raise errors.NoCertificate
        private = signing_keys.private_key(self._vault, newest, confirmed.seed)
        key = signing_key(
            bytes(private),
            newest.certificate_pem.encode("ascii"),
            newest.chain_pem.encode("ascii") + trust_to_pem(store),
        )
        private[:] = bytes(len(private))
        return key

    def session_key(self) -> SigningKey | None:
        """What the officer of the session signs exports or approvals with, opened by what the
        session holds; None where they have no certificate for either that is valid today. It is for
        the keys of hidden files alone, which nobody takes for anything else."""
        seed = self._desk.box_seed
        if seed is None:
            return None
        confirmed = Confirmed(self._desk.officer.login, bytearray(seed))
        try:
            for role in (CertificateRole.EXPORTER, CertificateRole.APPROVER):
                with suppress(errors.NoCertificate, errors.WrongPassphrase):
                    return self.signing_key(confirmed, role)
        finally:
            confirmed.wipe()
        return None

    # --- trust ------------------------------------------------------------------------------

    def read_trust_list(self, path: Path) -> TrustListInfo:
        """Look into a trust list before importing it.

        Raises:
            TransitionRefused: as `import_trust_list`.
            FileUnreadable, TrustPackInvalid, TrustPackOlder
        """
        current = self.trust_store()
        _check_may_trust(current, self._desk.officer.role)
        pack = read_trust_list(path, self._desk.now(), current)
        info = _info(pack, self._desk.now(), first=current is None)
        known = chosen_authority.roots_of(pack) <= self._desk.book.state.roots
        return replace(info, by_two=not known)

    def import_trust_list(
        self, path: Path, typed_digits: str = "", *signers: Confirmed
    ) -> TrustListInfo:
        """Trust it. The first pack needs the 40 digits of its authority (any digits, any
        spaces); later ones must come from the same authority and not be older. For an authority,
        or a root, that is not trusted here yet `signers` sign beside the officer of the session.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "choose_authority";
                once a pack is here "renew_trust").
            SecondPersonNeeded: it lacks a signature; nothing was written.
            FingerprintMismatch, TrustPackInvalid, TrustPackOlder, FileUnreadable
        """
        current = self.trust_store()
        _check_may_trust(current, self._desk.officer.role)
        body = read_plain(path, MAX_LIST)
        pack = read_trust_list(io.BytesIO(body), self._desk.now(), current)
        if current is None and not same_digits(pack.store.fingerprint, typed_digits):
            raise errors.FingerprintMismatch
        if current is None or pack.store.serial > current.serial:
            self._unasked = self._unasked_in(pack, current)
            self._keep(pack, body, signers)
        return _info(pack, self._desk.now(), first=current is None)

    def take_trust_list(self, body: bytes) -> bool:
        """Take a later list that came with a message. One that is none, is not newer, or brings an
        authority or a root that is new here, is not taken: whoever imports it is told."""
        current, now = self.trust_store(), self._desk.now()
        if current is None:
            return False
        try:
            pack = read_trust_list(io.BytesIO(body), now, current)
        except errors.TipdeskError:
            return False
        known = chosen_authority.roots_of(pack) <= self._desk.book.state.roots
        if not known or pack.store.serial <= current.serial:
            return False
        self._unasked = self._unasked_in(pack, current)
        self._keep(pack, body, ())
        return True

    def take_certificate(self, pem: bytes) -> bool:
        """Keep a certificate that came with a message, where it counts today by the trust list in
        use, is for a key and a person of this station, and is not older than what they have:
        whoever it is for need not be the officer of the session."""
        try:
            info = read_certificate(pem)
        except ValueError:
            return False
        key = signing_keys.by_public(self._vault, info.public_der)
        if key is None or info.pem in signing_keys.certificates(self._vault):
            return False
        if not self._is_next(info, self._certified(key)):
            return False
        with self._vault.transaction():
            signing_keys.add_certificate(
                self._vault, info.public_der, info.pem, "", self._desk.now()
            )
            self._desk.enter("certificate_imported", holder=key.login)
        return True

    def _is_next(self, info: CertificateInfo, key: signing_keys.KeptKey) -> bool:
        """Whether a certificate may take the place of what somebody has: whoever carries it can
        hold it back until there is a newer one, or until it was revoked."""
        whose = (info.holder.unit, info.holder.login)
        if whose != (self._desk.station.code, key.login) or not info.roles:
            return False
        if key.certificate_pem and not key.chain_pem:  # a temporary one was dated by this computer
            former = read_certificate(key.certificate_pem.encode("ascii"))
            if info.valid_from < former.valid_from:
                return False
        came = replace(key, certificate_pem=info.pem, chain_pem="")
        role = CertificateRole(in_order(info.roles)[0])
        standing = self._standing(came, (info.valid_from, info.valid_to), role)
        return standing is CertificateStanding.VALID

    def told_unasked(self) -> tuple[UnaskedCertificate, ...]:
        """What the list that was imported last names anew in this station's name, and nobody here
        asked for. Told once."""
        unasked, self._unasked = self._unasked, ()
        return unasked

    def trust(self) -> TrustListInfo | None:
        """The pack in use, or None."""
        pack = self._trust_list()
        return _info(pack, self._desk.now(), first=False) if pack is not None else None

    def trust_store(self) -> TrustStore | None:
        """Whom this station trusts, for the verifier."""
        pack = self._trust_list()
        return pack.store if pack is not None else None

    def listed_certificates(self) -> frozenset[str]:
        """SHA-256 (hex) of each certificate that the trust list in use names."""
        pack = self._trust_list()
        rows = pack.listing.certificates if pack is not None else ()
        return frozenset(row.sha256 for row in rows)

    def trust_list_body(self) -> bytes:
        """The trust list in use as it came; b"" for none."""
        return chosen_authority.body_in_use(self._vault, self._desk.book.state)

    def _trust_list(self) -> TrustList | None:
        return chosen_authority.list_in_use(self._vault, self._desk.book.state)

    def recipients(self) -> tuple[SealRecipient, ...]:
        """Offices of the trust list in use (the recovery key is always added)."""
        info = self.trust()
        return info.recipients if info else ()

    def prosecutors(self, office: str) -> tuple[PersonKey, ...]:
        """Prosecutors of an office to whose own key something can be sealed, by the trust list."""
        pack = self._trust_list()
        known = pack.listing.prosecutors if pack is not None else ()
        return tuple(person for person in known if person.office == office)

    def own_identities(self, confirmed: Confirmed) -> tuple[Identity, ...]:
        """What opens what is sealed to whoever confirmed, and to nobody else here; the newest
        first. An identity of before a recovery is lost, as their signing key is."""
        identities = []
        for recipient in signing_keys.own_recipients(self._vault, confirmed.login):
            with suppress(errors.WrongPassphrase):
                secret = signing_keys.own_identity(
                    self._vault, confirmed.login, recipient, confirmed.seed
                )
                identities.append(Identity.from_text(secret))
        return tuple(identities)

    def session_identities(self) -> tuple[Identity, ...]:
        """As `own_identities`, of the officer of the session, opened by what the session holds."""
        seed = self._desk.box_seed
        if seed is None:
            return ()
        confirmed = Confirmed(self._desk.officer.login, bytearray(seed))
        try:
            return self.own_identities(confirmed)
        finally:
            confirmed.wipe()

    def age_identity(self) -> Identity | None:
        """What is sealed to this station now."""
        return next(iter(self.age_identities()), None)

    def age_identities(self) -> tuple[Identity, ...]:
        """What opens bundles and messages sealed to this station, the newest first."""
        kept = signing_keys.age_identities(self._vault)
        return tuple(Identity.from_text(identity) for _recipient, identity in kept)

    def kept_digests(self) -> frozenset[str]:
        """SHA-256 (hex) of every certificate that was ever imported here; what is none has none."""
        digests = set()
        for pem in signing_keys.certificates(self._vault):
            with suppress(ValueError):
                digests.add(certificate_sha256(pem.encode("ascii")))
        return frozenset(digests)

    # --- inside -----------------------------------------------------------------------------

    def _unasked_in(
        self, pack: TrustList, before: TrustStore | None
    ) -> tuple[UnaskedCertificate, ...]:
        """One certificate for each request that waits is what was asked for."""
        known = set(before.listing.certificates) if before and before.listing else set()
        own = self.kept_digests()
        waiting = list(signing_keys.requests_waiting(self._vault))
        unasked = []
        for row in sorted(pack.listing.certificates, key=lambda row: row not in known):
            ours = row.code == self._desk.station.code and row.ends > self._desk.now()
            if not ours or row.sha256 in own:
                continue
            if (row.login, row.number) in waiting:
                waiting.remove((row.login, row.number))
            elif row not in known:
                roles = tuple(in_order(row.roles))
                unasked.append(UnaskedCertificate(row.login, row.number, roles))
        return tuple(unasked)

    def _own_key(self, confirmed: Confirmed) -> tuple[signing_keys.KeptKey, bytearray]:
        """A recovered officer has a fresh seed: their old key is lost."""
        kept = signing_keys.newest_opened(self._vault, confirmed.login, confirmed.seed)
        if kept is None:
            kept = signing_keys.make(
                self._vault, login=confirmed.login, seed=confirmed.seed, at=self._desk.now()
            )
        return kept, signing_keys.private_key(self._vault, kept, confirmed.seed)

    def _age_recipient(self) -> AgeRecipient:
        identity = self.age_identity()
        if identity is None:
            identity = Identity.generate()
            signing_keys.keep_age_identity(
                self._vault, identity.recipient.text, identity.text, self._desk.now()
            )
        return identity.recipient

    def _own_recipient(self, confirmed: Confirmed, role: Role) -> AgeRecipient | None:
        """Of a prosecutor or approver: the key to which is sealed what only they read."""
        if not (allowed(Act.DECIDE_ASIDE, role) or allowed(Act.APPROVE, role)):
            return None
        usable = self.own_identities(confirmed)
        newest = signing_keys.own_recipients(self._vault, confirmed.login)[:1]
        if usable and usable[0].recipient.text in newest:
            return usable[0].recipient
        identity = Identity.generate()
        signing_keys.keep_own_identity(
            self._vault,
            login=confirmed.login,
            identity=(identity.recipient.text, identity.text),
            seed=confirmed.seed,
            at=self._desk.now(),
        )
        return identity.recipient

    def _standing(
        self,
        kept: signing_keys.KeptKey,
        valid: tuple[datetime, datetime],
        role: CertificateRole | None,
    ) -> CertificateStanding:
        now = self._desk.now()
        if not valid[0] <= now <= valid[1]:
            return CertificateStanding.EXPIRED
        store = self.trust_store()
        receiving = self._desk.station.kind is StationKind.RECEIVING
        role = role or (CertificateRole.RECEIVER if receiving else CertificateRole.EXPORTER)
        chain = kept.chain_pem
        problems = judge_certificate(kept.certificate_pem, role, store, now, chain) if store else ()
        codes = {problem.code for problem in problems if problem.severity == "error"}
        if Code.E_CERT_REVOKED in codes:
            return CertificateStanding.REVOKED
        if codes == {Code.E_CERT_UNLISTED}:
            return CertificateStanding.UNLISTED
        if codes and codes <= {Code.E_CERT_ROLE, Code.E_CERT_HOLDER}:
            return CertificateStanding.OUTDATED
        return CertificateStanding.UNTRUSTED if codes else CertificateStanding.VALID

    def _keep(self, pack: TrustList, body: bytes, signers: Iterable[Confirmed]) -> None:
        sha256 = hashlib.sha256(body).hexdigest()
        kept = station_rows.KeptTrustList(sha256, body, self._desk.now(), self._desk.officer.login)
        named = {
            "roots": sorted(chosen_authority.roots_of(pack)),
            "list": sha256,
            "serial": pack.listing.serial,
        }
        unasked = " ".join(item.login for item in self._unasked)
        details: dict[str, str] = {"unasked": unasked} if unasked else {}
        with self._vault.transaction():
            station_rows.add_trust_list(self._vault, kept)
            self._desk.decide(
                DeedKind.TRUSTED,
                named,
                "trust_imported",
                None,
                signers=signers_of(*signers),
                opening=b"",
                serial=str(pack.listing.serial),
                **details,
            )
            for follows in self._with_list:
                follows()
        self._desk.publish(ChangeKind.KEYS)


def _is_certified(key: signing_keys.KeptKey) -> bool:
    """Whether the certificate beside a key is for this key and this person."""
    try:
        info = read_certificate(key.certificate_pem.encode("ascii"))
    except ValueError:
        return False
    return (info.public_der, info.holder.login) == (key.public_der, key.login)


def _check_may_trust(current: TrustStore | None, role: Role) -> None:
    """A first pack chooses the authority; a later one is what that authority says by now."""
    check(Act.RENEW_TRUST if current is not None else Act.CHOOSE_AUTHORITY, role)


def _info(pack: TrustList, now: datetime, *, first: bool) -> TrustListInfo:
    listing = pack.listing
    sealed = ((office, current(office.keys, now)) for office in listing.offices)
    return TrustListInfo(
        fingerprint=grouped(pack.store.fingerprint),
        serial=listing.serial,
        agency=listing.agency,
        recipients=tuple(
            SealRecipient(
                office.code,
                office.label,
                tuple(key.text for key in keys),
                takes_notices=office.accepts_notice,
            )
            for office, keys in sealed
            if keys
        ),
        recovery=tuple(key.recipient.text for key in listing.recovery),
        signers=tuple(signer.name for signer in pack.signers),
        first=first,
    )
