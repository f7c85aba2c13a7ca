"""What is known of services: noted, held against the chain, and offered for a need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.desk.staffed import LOGINS, OWNER, Place
from tipdesk.cases.casework.directory import AgencyDetails, details_text, proposed, read_details
from tipdesk.cases.model import Answer, Role
from tipdesk.core.errors import AnswerRefused, ReasonNeeded, TransitionRefused
from tipdesk.desk.session.session import Session
from tipdesk.storage.files import directory_rows

DAY = date(2026, 11, 24)
CLINIC = AgencyDetails(
    *("moh", ("medical", "maternal"), "", None, None, "العربية، الإنجليزية"),
    *("24 ساعة", "الاستقبال", 3, DAY),
)
_SHELTER = AgencyDetails("shelter", ("shelter", "medical"), "female", 18, None, places=0)


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


def agencies(offered: tuple[AgencyDetails, ...]) -> list[str]:
    return [each.agency for each in offered]


def test_what_is_written_is_read() -> None:
    for details in (CLINIC, _SHELTER, AgencyDetails("iom")):
        assert read_details(details_text(details)) == details
    for text in ("{}", "[]", details_text(CLINIC).replace("/1", "/2")):
        with pytest.raises((ValueError, KeyError, TypeError)):
            read_details(text)


def test_after_a_week_it_is_old() -> None:
    assert not CLINIC.is_old(DAY + timedelta(days=7))
    assert CLINIC.is_old(DAY + timedelta(days=8))
    assert _SHELTER.is_old(DAY)


@pytest.mark.parametrize(
    ("need", "sex", "child", "refused", "expected"),
    [
        ("medical", "female", False, (), ["moh", "shelter"]),
        ("medical", "female", None, (), ["moh", "shelter"]),
        ("medical", "", None, (), ["moh", "shelter"]),
        ("medical", "male", False, (), ["moh"]),
        ("medical", "female", True, (), ["moh"]),
        ("medical", "female", False, ("moh",), ["shelter"]),
        ("legal_aid", "female", False, (), []),
    ],
)
def test_who_serves_a_need(
    need: str, sex: str, child: bool | None, refused: tuple[str, ...], expected: list[str]
) -> None:
    assert agencies(proposed((_SHELTER, CLINIC), need, (sex, child), refused)) == expected


def test_it_is_noted_and_entered_and_the_last_counts(at: Callable[[str], Session]) -> None:
    session = at(LOGINS[Role.CASEWORKER])
    today = session.directory.today
    session.directory.note(CLINIC)
    later = AgencyDetails("moh", ("medical",), places=1, confirmed_on=today)
    session.directory.note(later)
    session.directory.note(_SHELTER)
    assert session.directory.known() == (later, _SHELTER)
    session = at(OWNER)
    assert session.directory.known() == (later, _SHELTER)
    vault = session._desk.vault
    words = details_text(AgencyDetails("iom", ("shelter",)))
    vault.execute(
        "INSERT INTO agency_detail(agency, custody_seq, words) VALUES('iom', 1, ?)", (words,)
    )
    assert directory_rows.known(vault) == (later, _SHELTER), "what nobody entered is not told"


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (AgencyDetails("nobody"), "agency"),
        (AgencyDetails(""), "agency"),
        (AgencyDetails("moh", ("x y",)), "needs"),
        (AgencyDetails("moh", sex="other"), "sex"),
        (AgencyDetails("moh", youngest=20, oldest=10), "oldest"),
        (AgencyDetails("moh", places=-1), "places"),
        (AgencyDetails("moh", hours="x\ny"), "hours"),
        (AgencyDetails("moh", confirmed_on=date(2027, 1, 1)), "confirmed_on"),
    ],
)
def test_what_does_not_fit_is_refused(
    at: Callable[[str], Session], details: AgencyDetails, field: str
) -> None:
    session = at(OWNER)
    with pytest.raises(AnswerRefused) as refused:
        session.directory.note(details)
    assert refused.value.details["name"] == field
    assert session.directory.known() == ()


def test_who_refused_a_service_is_not_offered_it(
    place: Place, at: Callable[[str], Session]
) -> None:
    session = at(OWNER)
    session.directory.note(CLINIC)
    assert agencies(session.directory.proposed(place.begun, "medical")) == ["moh"]
    row = "consent_services[9]"
    refusal = {row: Answer("1"), f"{row}/service_agency": Answer("moh")}
    session.answers.save_answers(place.begun, refusal)
    session.answers.save_answers(place.begun, {f"{row}/service_consent": Answer("refused")})
    assert session.directory.proposed(place.begun, "medical") == ()
    session = at("T-08")
    with pytest.raises(ReasonNeeded):
        session.directory.proposed(place.begun, "medical")
    session = at(LOGINS[Role.ADMINISTRATOR])
    for look in (session.directory.known, lambda: session.directory.note(CLINIC)):
        with pytest.raises(TransitionRefused):
            look()
