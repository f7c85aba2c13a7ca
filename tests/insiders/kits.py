"""Station kits: envelopes of others, and a kit that the clerk signs anew."""

from __future__ import annotations

import io

from tests.bundle.world import CHEAP
from tests.insiders.stage import Scene
from tests.insiders.table import Before, Group
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.single import sign_members
from tipdesk.bundle.kit.making import ClosedKit, KitOrder
from tipdesk.bundle.kit.station_kit import KitPerson, KitStation, open_box, read_kit
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.strict_json import read_json, write_json
from tipdesk.cases.model import Role
from tipdesk.demo.stations import trust_list

KITS = Group("station kits")

PEOPLE = (
    KitPerson("T-41", "نورة الخالدي", "K-4101", Role.OFFICER),
    KitPerson("S-41", "بدر العتيبي", "K-4102", Role.SUPERVISOR),
)


def closed(scene: Scene) -> ClosedKit:
    agency, now = scene.world.agency, scene.world.clock()
    waiting = agency.prepare_kit(KitOrder(KitStation("SH4", "shelter"), PEOPLE), now)
    trust_list(agency, now)
    return agency.close_kit(waiting.kit_id, now, CHEAP)


def words_of(kit: ClosedKit, login: str) -> str:
    return next(" ".join(item.words) for item in kit.envelopes if item.login == login)


def opened(scene: Scene, kit: ClosedKit, login: str, words: str) -> str:
    now = scene.world.clock()
    return scene.refused(lambda: open_box(read_kit(kit.path, now), login, words, now))


@KITS.row("officer", "refused: KitCodeWrong", Before.NOTHING)
def the_supervisors_box(scene: Scene) -> str:
    """Opens the supervisor's box, to approve as them, with the words of their own envelope."""
    kit = closed(scene)
    return opened(scene, kit, "S-41", words_of(kit, "T-41"))


@KITS.row("authority's clerk", "refused: KitInvalid", Before.NOTHING)
def a_kit_signed_anew(scene: Scene) -> str:
    """Makes the officer a supervisor in a kit that was closed, and signs it again."""
    kit = closed(scene)
    report = verify(io.BytesIO(kit.path.read_bytes()), VerificationRequest(now=scene.world.clock()))
    document = read_json(report.content[paths.KIT])
    document["officers"][0]["role"] = "supervisor"
    members = {**report.content, paths.KIT: write_json(document)}
    order = (paths.KIT, paths.KIT_TRUST, paths.KIT_BOXES)
    signer = scene.world.agency._trust_signer(scene.world.clock())
    signed = sign_members({name: members[name] for name in order}, signer, scene.world.clock())
    kit.path.write_bytes(signed)
    return opened(scene, kit, "T-41", words_of(kit, "T-41"))


@KITS.row("authority's clerk", "refused: AuthorityInvalid", Before.NOTHING)
def a_kit_by_one_person(scene: Scene) -> str:
    """The clerk closes a kit before the second person has signed a list that names its people."""
    agency, now = scene.world.agency, scene.world.clock()
    waiting = agency.prepare_kit(KitOrder(KitStation("SH4", "shelter"), PEOPLE), now)
    agency.trust_list(now)
    return scene.refused(lambda: agency.close_kit(waiting.kit_id, now, CHEAP))
