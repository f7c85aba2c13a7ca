"""Teams in the register of deeds: who signs what, and to whom a work key may be sealed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tipdesk.cases.deeds.deed import (
    BEFORE_ALL,
    Deed,
    DeedKind,
    DeedSignature,
    PublicKeys,
    founding,
    make_deed,
)
from tipdesk.cases.deeds.register import Register
from tipdesk.cases.model import Role

AT = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = {"S-01": Role.SUPERVISOR, "S-02": Role.SUPERVISOR, "T-07": Role.OFFICER,
          "C-01": Role.CASEWORKER, "C-02": Role.CASEWORKER, "A-01": Role.ADMINISTRATOR}  # fmt: skip
CASE, TEAM = "c", "nights"


def signs(register: Register, kind: DeedKind, signers: str, **body: object) -> bool:
    """Whether the next deed takes effect, when these have signed it."""
    deed = make_deed(register.head, kind, AT, body)
    names = signers.split()
    signed = Deed(deed.text, deed.digest, tuple(DeedSignature(name, b"") for name in names))
    register.follow(signed, lambda _key, _text, _value: True)
    return len(register.digests) not in register.void


@pytest.fixture
def register() -> Register:
    """A station, and a file that names T-07."""
    register = Register()
    people = [(login, role, PublicKeys("e" + login, "x" + login)) for login, role in PEOPLE.items()]
    body = founding("v", people, [PublicKeys("", "sheet")])
    assert register.head == BEFORE_ALL
    assert signs(register, DeedKind.FOUNDED, " ".join(PEOPLE), **body)
    assert signs(register, DeedKind.OPENED, "T-07", case=CASE, by="T-07", logins=["T-07"])
    return register


def joined(register: Register, *logins: str) -> None:
    assert signs(register, DeedKind.TEAM_MADE, "S-01", team=TEAM, name="Night shift")
    for login in logins:
        assert signs(register, DeedKind.TEAM_JOINED, f"S-01 {login}", team=TEAM, login=login)


def given(register: Register, by: str = "S-01") -> bool:
    return signs(register, DeedKind.GIVEN, by, case=CASE, team=TEAM, by=by)


def test_a_lead_makes_a_team_and_joining_needs_the_member_too(register: Register) -> None:
    assert not signs(register, DeedKind.TEAM_MADE, "T-07", team=TEAM, name="Night shift")
    joined(register)
    assert not signs(register, DeedKind.TEAM_MADE, "S-01", team=TEAM, name="Once more")
    for signers, login in (("S-01", "C-01"), ("C-01", "C-01"), ("S-01 A-01", "A-01"),
                           ("S-01", "S-01")):  # fmt: skip
        assert not signs(register, DeedKind.TEAM_JOINED, signers, team=TEAM, login=login)
    assert signs(register, DeedKind.TEAM_JOINED, "S-02 S-01", team=TEAM, login="S-01")


def test_leaving_needs_one(register: Register) -> None:
    joined(register, "C-01", "C-02")
    assert not signs(register, DeedKind.TEAM_LEFT, "C-02", team=TEAM, login="C-01")
    assert signs(register, DeedKind.TEAM_LEFT, "C-01", team=TEAM, login="C-01")
    assert signs(register, DeedKind.TEAM_LEFT, "S-01", team=TEAM, login="C-02")


def test_a_file_is_given_by_whom_it_names_or_by_a_lead_to_one_team(register: Register) -> None:
    joined(register, "C-01")
    assert not given(register, "C-01")
    assert given(register, "T-07")
    assert not given(register)  # it is with a team
    assert not signs(register, DeedKind.TAKEN, "C-01", case=CASE, team=TEAM, by="C-01")
    assert signs(register, DeedKind.TAKEN, "S-01", case=CASE, team=TEAM, by="S-01")


def test_the_work_key_goes_to_the_team_and_to_no_supervisor_by_rank(register: Register) -> None:
    joined(register, "C-01")
    state = register.state
    assert state.work_recipients(CASE) == {"xT-07", "sheet"}
    assert given(register)
    assert state.work_recipients(CASE) == {"xT-07", "xC-01", "sheet"}
    assert state.recipients(CASE) == {"xT-07", "sheet"}  # of level 4 of the account, by name alone


@pytest.mark.parametrize(
    ("kind", "signer", "body"),
    [
        (DeedKind.TEAM_LEFT, "C-01", {"team": TEAM, "login": "C-01"}),
        (DeedKind.TAKEN, "S-01", {"team": TEAM, "case": CASE, "by": "S-01"}),
        (DeedKind.SUSPENDED, "S-01", {"login": "C-01"}),
        (DeedKind.REMOVED, "S-01", {"login": "C-01", "heirs": []}),
        (DeedKind.HIDDEN, "T-07", {"case": CASE, "by": "T-07"}),
    ],
)
def test_who_may_not_read_on_ends_every_work_key_of_before(
    register: Register, kind: DeedKind, signer: str, body: dict[str, object]
) -> None:
    joined(register, "C-01", "C-02")
    assert given(register)
    before = register.head[0]
    assert register.state.work_since(CASE) <= before
    assert signs(register, kind, signer, **body)
    assert register.state.work_since(CASE) > before
    assert "xC-01" not in register.state.work_recipients(CASE)


def test_hiding_ends_what_a_team_was_given(register: Register) -> None:
    joined(register, "C-01")
    assert given(register)
    assert signs(register, DeedKind.HIDDEN, "T-07", case=CASE, by="T-07")
    assert register.state.work_recipients(CASE) == frozenset()
    assert not given(register)
    assert signs(register, DeedKind.SHOWN_AGAIN, "T-07", case=CASE, by="T-07")
    assert "xC-01" not in register.state.work_recipients(CASE)
