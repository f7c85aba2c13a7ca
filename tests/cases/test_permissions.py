"""The table of roles and rights: whole, and asked by everybody who decides by role."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import product, sources
from tipdesk.cases.model import Act, Role, StationKind
from tipdesk.cases.permissions import (
    ALLOWED,
    LEADING,
    OUTSIDER,
    ROLES,
    USUAL,
    allowed,
    check,
    founders,
    roles_at,
    roles_that_may,
)
from tipdesk.core.errors import TransitionRefused

PEOPLE_OF_A_STORY = {"tipdesk/demo/stations.py"}
"""Who is enrolled there is told, not decided."""

KEEPS_FILES = (Role.OFFICER, Role.CASEWORKER, Role.SUPERVISOR)


def test_every_role_has_a_row_and_every_act_somebody_who_may() -> None:
    assert set(ROLES) == set(Role)
    assert set(ALLOWED) == set(Act)
    assert all(ALLOWED.values())
    for role, rights in ROLES.items():
        assert rights.title
        assert rights.stations
        assert {act for act in Act if allowed(act, role)} == rights.acts


def test_a_station_offers_its_roles_and_is_set_up_by_those_it_cannot_be_without() -> None:
    officers, receiving = StationKind.OFFICER, StationKind.RECEIVING
    assert roles_at(officers)[:3] == KEEPS_FILES
    assert roles_at(receiving)[:2] == (Role.PROSECUTOR, Role.RECEIVER)
    assert {Role.PROSECUTOR, Role.RECEIVER}.isdisjoint(roles_at(officers))
    assert founders(officers) == (Role.OFFICER, Role.SUPERVISOR)
    assert founders(receiving) == (Role.PROSECUTOR,)
    codes = [ROLES[role].first_code for kind in StationKind for role in founders(kind)]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", StationKind)
def test_whoever_sets_a_station_up_can_do_there_what_it_is_for(kind: StationKind) -> None:
    acts = frozenset[Act]().union(*(ROLES[role].acts for role in founders(kind)))
    assert Act.DECIDE_STAFF in acts
    assert Act.HOLD_CERTIFICATE in acts
    assert (Act.APPROVE if kind is StationKind.OFFICER else Act.TAKE_IN) in acts


def test_who_leads_may_all_that_an_officer_may_and_who_is_gone_sees_no_file() -> None:
    assert ROLES[USUAL].acts < ROLES[LEADING].acts
    assert roles_that_may(Act.APPROVE) == (LEADING,)
    for act in (Act.SEE_FILES, Act.EDIT, Act.APPROVE, Act.AGREE_FOR_CHILD, Act.UNVOID):
        with pytest.raises(TransitionRefused):
            check(act, OUTSIDER)


def test_a_prosecutor_may_all_that_a_receiver_may_and_decides_what_no_receiver_does() -> None:
    assert ROLES[Role.RECEIVER].acts < ROLES[Role.PROSECUTOR].acts
    assert roles_that_may(Act.DECIDE_ASIDE) == (Role.PROSECUTOR,)


def test_who_keeps_the_keys_alone_sees_no_file() -> None:
    seeing = {role for role in Role if allowed(Act.SEE_FILES, role)}
    assert seeing == set(KEEPS_FILES)


def test_nobody_names_a_role_but_the_table() -> None:
    """What decides by role asks for a right, or for what the role's row says."""
    named = re.compile(rf"(?<!\w)Role\.(?:{'|'.join(role.name for role in Role)})\b")
    naming = {path for path in product() if named.search(sources()[path])}
    assert naming == {"tipdesk/cases/permissions.py", *PEOPLE_OF_A_STORY}
