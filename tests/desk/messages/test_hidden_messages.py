"""Messages about a hidden file lie under its own key, as all that it holds; so does what shows
answers of a file that has a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.messages.test_messages import HEARING, send
from tests.desk.world import World
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import FileHidden
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR
from tipdesk.storage.database import connect

WHY = "المشرف مذكور في الملف"


@pytest.fixture
def hearing(world: World) -> tuple[CaseId, Path]:
    """A received file, and a message of the office about it."""
    case_id = world.approved()
    world.accept(world.check(world.exported(case_id).path))
    kind = MessageType.HEARING
    path = send(world, world.prosecution, RECEIVER, kind, case_id, dict(HEARING))[1]
    return case_id, path


def words(world: World) -> list[str]:
    """What whoever has the key of the database reads."""
    rows = connect(world.officers.vault_dir / "vault.db", world.keys[OFFICER.login].dek)
    stored = [text for (text,) in rows.execute("SELECT words FROM message").fetchall()]
    rows.close()
    return stored


def closed(world: World) -> list[bool]:
    return [text.startswith("\x1d") for text in words(world)]


def test_what_came_before_a_file_was_hidden_is_closed_with_it(
    world: World, hearing: tuple[CaseId, Path]
) -> None:
    case_id, path = hearing
    world.officers.messages.take(path)
    assert closed(world) == [False]
    world.officers.readers.hide(case_id, WHY)
    assert closed(world) == [True]
    (letter,) = world.officers.messages.about(case_id)
    assert letter.message.body == HEARING
    world.officers.readers.show_again(case_id)
    assert closed(world) == [False]
    (letter,) = world.officers.messages.about(case_id)
    assert letter.holds


def test_what_comes_while_it_is_hidden_is_closed_at_once(
    world: World, hearing: tuple[CaseId, Path]
) -> None:
    case_id, path = hearing
    world.officers.readers.hide(case_id, WHY)
    world.officers.messages.take(path)
    assert closed(world) == [True]
    (letter,) = world.officers.messages.about(case_id)
    assert letter.message.body == HEARING


def test_nobody_else_takes_it_in_or_reads_it(world: World, hearing: tuple[CaseId, Path]) -> None:
    case_id, path = hearing
    world.officers.readers.hide(case_id, WHY)
    colleague = world.reopen(SUPERVISOR)
    with pytest.raises(FileHidden):
        colleague.messages.take(path)
    assert colleague.messages.take_beside(path.with_suffix(".other")) == ()
    assert words(world) == []
    world.reopen(OFFICER).messages.take(path)
    colleague = world.reopen(SUPERVISOR)
    with pytest.raises(FileHidden):
        colleague.messages.about(case_id)


def test_answers_that_are_shown_later_are_closed_where_the_file_has_a_key(world: World) -> None:
    case_id = world.interview(safety_plan="نتصل بالأخصائية.")  # of level 4
    world.officers.steps.complete(case_id)
    world.officers.readers.name(case_id, SUPERVISOR.login)
    supervisor = world.reopen(SUPERVISOR)
    from tests.desk.approving import approve

    approve(supervisor, case_id, world.confirm(SUPERVISOR))
    world.reopen(OFFICER)
    world.exported(case_id)
    supervisor = world.reopen(SUPERVISOR)
    path = supervisor.disclosing.staying(case_id)[0].path
    confirmed = world.confirm(SUPERVISOR)
    supervisor.disclosing.disclose(case_id, [path], "طلب النيابة", confirmed, world.usb_drive)
    assert closed(world) == [True]
    assert len(supervisor.messages.about(case_id)) == 1
