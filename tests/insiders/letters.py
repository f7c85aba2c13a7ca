"""Messages between station and office, and what a case bundle says has changed since the one
before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.desk.approving import approve
from tests.insiders.stage import CASEWORKER, CLERK, Scene, write_rows
from tests.insiders.table import Before, Group
from tipdesk.bundle.container.index import BundlePlan, Supplement
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import TipdeskError
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials
from tipdesk.desk.session.session import Session
from tipdesk.storage import bundle_numbers

MESSAGES = Group("messages")
SUPPLEMENTS = Group("supplements")

HEARING: dict[str, JsonValue] = {
    "what": "hearing",
    "at": "2026-12-24T08:00:00Z",
    "court": "الدائرة الأولى",
    "summons_to": "",
    "attends": "officer",
}


def hearing(scene: Scene, who: Credentials = RECEIVER) -> Path:
    """A date that somebody of the office sends about the file that it received."""
    if not scene.world.prosecution.receiving.register():
        scene.world.accept(scene.check_at_office(scene.exported().path))
    with scene.office_session(who) as session:
        return _sent(scene, session, who, MessageType.HEARING, dict(HEARING))


def _sent(
    scene: Scene,
    session: Session,
    who: Credentials,
    kind: MessageType,
    body: dict[str, JsonValue],
) -> Path:
    case_id, confirmed = scene.files.approved, scene.confirm(who)
    return session.messages.send(kind, case_id, body, confirmed, scene.world.usb_drive)[1]


def at_the_station(scene: Scene) -> str:
    """What stands on the file, as the officer reads it."""
    with scene.session() as session:
        try:
            letters = session.messages.about(scene.files.approved)
        except TipdeskError as error:
            return f"refused: {type(error).__name__}"
    if not letters:
        return "nothing stands there"
    return "; ".join("holds" if letter.holds else "does not hold" for letter in letters)


@MESSAGES.row("receiving clerk", "refused: NoCertificate", Before.NOTHING)
def a_decision_by_the_clerk(scene: Scene) -> str:
    """The clerk sends a date, which only a prosecutor sends."""
    return scene.refused(lambda: hearing(scene, CLERK))


@MESSAGES.row("officer", "refused: TransitionRefused", Before.NOTHING)
def a_withdrawal_alone(scene: Scene) -> str:
    """The officer withdraws a file that an approver let go, without one."""
    scene.world.accept(scene.check_at_office(scene.exported().path))
    body: dict[str, JsonValue] = {"reason": "سبب"}
    with scene.session(OFFICER) as session:
        return scene.refused(lambda: _sent(scene, session, OFFICER, MessageType.WITHDRAWAL, body))


@MESSAGES.row("caseworker", "refused: VaultDamaged", Before.NOTHING)
def words_written_over(scene: Scene) -> str:
    """The words of a message that came written over where they lie."""
    path = hearing(scene)
    scene.world.officers.messages.take(path)
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(vault, "UPDATE message SET words = replace(words, 'A', 'B') WHERE way = 'came'")
    return at_the_station(scene)


@MESSAGES.row("caseworker", "nothing stands there; vault check: message_differs", Before.NOTHING)
def a_message_struck_off(scene: Scene) -> str:
    """A message that came struck off; whoever has the drive can import it again."""
    path = hearing(scene)
    scene.world.officers.messages.take(path)
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(vault, "DELETE FROM message_file", "DELETE FROM message")
    answer = f"{at_the_station(scene)}; {scene.checked()}"
    scene.world.reopen(OFFICER)
    scene.world.officers.messages.take(path)
    assert scene.checked() == "vault check: no damage"
    return answer


@MESSAGES.row("caseworker", "nothing is missing; vault check: message_differs", Before.NOTHING)
def a_gap_closed(scene: Scene) -> str:
    """The second of three messages does not come, and the number beside the third is written
    lower."""
    first, _second, third = (hearing(scene) for _time in range(3))
    for path in (first, third):
        scene.world.officers.messages.take(path)
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(
            vault,
            "UPDATE message SET numbered = json_set(numbered, '$[3]', 2, '$[4]',"
            " (SELECT json_extract(numbered, '$[6]') FROM message WHERE way = 'came' LIMIT 1))"
            " WHERE way = 'came' AND json_extract(numbered, '$[3]') = 3",
        )
    with scene.session() as session:
        newest = session.messages.about(scene.files.approved)[0]
    missing = " ".join(item.code.value for item in newest.problems) or "nothing is missing"
    return f"{missing}; {scene.checked()}"


@MESSAGES.row("caseworker", "nothing stands there; vault check: message_differs", Before.NOTHING)
def a_message_moved_to_another_file(scene: Scene) -> str:
    """A message that came put under another file."""
    scene.world.officers.messages.take(hearing(scene))
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(vault, f"UPDATE message SET case_id = '{scene.files.other}'")
    return f"{at_the_station(scene)}; {scene.checked()}"


@MESSAGES.row("prosecutor", "W_NEW_SERIES", Before.NOTHING)
def messages_numbered_anew(scene: Scene) -> str:
    """A message kept back, and the next one numbered in another series, so that no gap shows."""
    scene.world.officers.messages.take(hearing(scene))
    hearing(scene)
    with scene.office_session() as session:
        bundle_numbers.begin_series(session._desk.vault)
        path = _sent(scene, session, RECEIVER, MessageType.HEARING, dict(HEARING))
    scene.world.officers.messages.take(path)
    newest, oldest = scene.world.officers.messages.about(scene.files.approved)
    assert oldest.problems == ()
    return " ".join(item.code.value for item in newest.problems)


@MESSAGES.row("courier", "refused: MessageInvalid", Before.NOTHING)
def a_message_damaged_on_the_way(scene: Scene) -> str:
    """One byte of a message changed on the drive."""
    path = hearing(scene)
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)
    return scene.refused(lambda: scene.world.officers.messages.take(path))


@MESSAGES.row("courier", "W_MISSING 2", Before.NOTHING)
def a_message_lost(scene: Scene) -> str:
    """The second of three messages is not delivered."""
    first, _second, third = (hearing(scene) for _time in range(3))
    for path in (first, third):
        scene.world.officers.messages.take(path)
    newest = scene.world.officers.messages.about(scene.files.approved)[0]
    return " ".join(f"{item.code.value} {item.detail}" for item in newest.problems)


# --- what has changed since -----------------------------------------------------------------------


def next_revision(scene: Scene) -> CaseId:
    """The approved file amended, and approved again."""
    case_id, session = scene.files.approved, scene.world.officers
    scene.world.clock.move(minutes=5)
    session.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
    session.steps.complete(case_id)
    approve(session, case_id, scene.confirm(SUPERVISOR))
    return case_id


@SUPPLEMENTS.row("officer", "refused at the office: E_CHANGES", Before.NOTHING)
def nothing_has_changed(scene: Scene) -> str:
    """The next case bundle says that nothing differs from the one before."""
    first = scene.exported()
    scene.world.accept(scene.check_at_office(first.path))
    frozen = scene.plan(next_revision(scene))

    def whole(bundle: BundlePlan) -> BundlePlan:
        return replace(bundle, supplements=Supplement(first.manifest_sha256, 1, ()))

    return scene.office(scene.sent(whole=whole, frozen=frozen))


@SUPPLEMENTS.row("officer", "taken as genuine; under PPX-2026-00001", Before.NOTHING)
def as_if_it_were_the_first(scene: Scene) -> str:
    """The next case bundle says that it follows none: it is filed under the same number, and the
    office has both."""
    first = scene.exported()
    scene.world.accept(scene.check_at_office(first.path))
    frozen = scene.plan(next_revision(scene))

    def whole(bundle: BundlePlan) -> BundlePlan:
        return replace(bundle, supplements=None)

    path = scene.sent(whole=whole, frozen=frozen)
    checked = scene.check_at_office(path)
    codes = " ".join(sorted({finding.code for finding in checked.findings}))
    return f"{f'taken with {codes}' if codes else 'taken as genuine'}; under {checked.registered}"
