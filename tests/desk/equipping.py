"""Certificates and a trust list for a station that has neither, by an authority of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.world import CHEAP, PEOPLE, trust_list
from tipdesk.bundle import authority
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder
from tipdesk.bundle.enrolment import AgeKeys, make_enrolment, read_enrolment
from tipdesk.bundle.trust import certificate_pem
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.session.session import Session


def equip(session: Session, folder: Path, now: datetime, people: Iterable[Confirmed]) -> None:
    """The people of the session's station can sign for one office, PPX."""
    agency = authority.init(folder, "الجهة", PEOPLE, now, CHEAP)
    desk = Holder("نيابة", "K-1", "PPX", "N-01")
    request = make_enrolment(
        ec.generate_private_key(ec.SECP256R1()),
        {CertificateRole.RECEIVER},
        desk,
        "any",
        "النيابة",
        AgeKeys(Identity.generate().recipient),
    )
    agency.issue(read_enrolment(request), now)
    signers = tuple(people)
    for number, confirmed in enumerate(signers, start=100):
        asked = session.keys.enrolment_request(confirmed, f"K-{number}")
        certificate = agency.issue(read_enrolment(asked), now)
        session.keys.import_certificate(certificate_pem(certificate))
    second = (who for who in signers if who.login != session.officer.login)
    session.keys.import_trust_list(trust_list(agency, now), agency.fingerprint, next(second))
