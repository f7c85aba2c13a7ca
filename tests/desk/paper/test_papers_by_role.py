"""Whose paper holds the suspects: who may not read of them prints none."""

from __future__ import annotations

from pathlib import Path

from tests.desk.paper_words import plain
from tests.desk.staffed import LOGINS, OWNER, Place
from tipdesk.cases.model import Answer, Role
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.printing.preview import text

SUSPECT = "مشبوه الناصية السابعة"


def test_a_caseworkers_papers_name_no_suspect(staffed: Place, tmp_path: Path) -> None:
    place = staffed.copy(tmp_path / "vault")
    session = place.open(OWNER)
    session.access.open_suspects(place.begun)
    row = {"suspect_rows[1]": Answer("1"), "suspect_rows[1]/sus_name": Answer(SUSPECT)}
    row["consent_prosecution"] = Answer("granted")
    session.answers.save_answers(place.begun, row)
    session.lock()
    named = {}
    for role in (Role.OFFICER, Role.CASEWORKER):
        session = place.open(LOGINS[role])
        for copy in ("prosecution", "file"):
            plan = session.printing.print_plan(place.begun, "intake", PrintOptions(copy=copy))
            named[role, copy] = plain(SUSPECT) in plain(text(render(plan)))
        session.lock()
    assert named[Role.OFFICER, "prosecution"]
    assert not named[Role.CASEWORKER, "prosecution"]
    assert not named[Role.CASEWORKER, "file"]
