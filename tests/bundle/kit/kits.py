"""An authority of its own for each test, and kits that it makes, as fast as tests may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests.bundle.world import CHEAP, NOW, PEOPLE, trust_list
from tipdesk.bundle import authority
from tipdesk.bundle.authority import Authority
from tipdesk.bundle.kit.making import ClosedKit, KitOrder
from tipdesk.bundle.kit.station_kit import KitPerson, KitStation
from tipdesk.cases.model import Role

STATION = KitStation("SH2", "shelter", "مركز الإيواء")
OFFICER = KitPerson("T-07", "نورة الخالدي", "K-1001", Role.OFFICER, "female", ("ar", "en"))
SUPERVISOR = KitPerson("S-01", "بدر العتيبي", "K-1002", Role.SUPERVISOR, "male", ("ar",))
CLERK = KitPerson("A-01", "منى السالم", "K-1003", Role.ADMINISTRATOR)
ORDER = KitOrder(STATION, (OFFICER, SUPERVISOR, CLERK))


def new_authority(folder: Path, now: datetime = NOW) -> Authority:
    """As somebody sets one up."""
    return authority.init(folder / "authority", "الإدارة العامة", PEOPLE, now, CHEAP)


def made_kit(agency: Authority, order: KitOrder = ORDER, now: datetime = NOW) -> ClosedKit:
    """In two acts, with the signatures of two people between them."""
    waiting = agency.prepare_kit(order, now)
    trust_list(agency, now)
    return agency.close_kit(waiting.kit_id, now, CHEAP)


def codes(kit: ClosedKit) -> Mapping[str, str]:
    """What stands in the envelopes, by login."""
    return {envelope.login: " ".join(envelope.words) for envelope in kit.envelopes}


def of_people(*people: KitPerson, **station: str) -> KitOrder:
    """Another order."""
    return KitOrder(replace(STATION, **station), people)
