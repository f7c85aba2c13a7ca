from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from sqlcipher3 import dbapi2

from tipdesk.cases.model import Answer
from tipdesk.core.errors import DiskFull, RestrictedClosed
from tipdesk.demo.stations import OFFICER
from tipdesk.ui.interview import autosave
from tipdesk.ui.interview.autosave import Autosave, SaveKind

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Disk:
    """Keeps what it is given, or refuses while it is full; empty changes are nothing to write."""

    def __init__(self):
        self.kept = []
        self.times = []
        self.full = False
        self.refused = 0  # so many times, as long as there is a ballast to give up

    def save(self, changes):
        if self.full or self.refused:
            self.refused = max(0, self.refused - 1)
            raise DiskFull
        if not changes:
            return None
        self.kept.append(dict(changes))
        self.times.append(monotonic())
        return START + timedelta(seconds=len(self.kept))


class Screen:
    """What stands in the fields now; a path that cannot be read is left out."""

    def __init__(self):
        self.values = {}

    def collect(self, paths):
        return {path: Answer(self.values[path]) for path in paths if self.values.get(path)}


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def saver(qapp, disk, screen):
    autosave = Autosave(screen.collect, disk.save)
    yield autosave
    autosave.stop()


def test_a_pause_saves_what_stands_then(qtbot, saver, disk, screen):
    screen.values["name"] = "مر"
    saver.touch("name")
    assert saver.state.kind is SaveKind.WAITING
    screen.values["name"] = "مريم"
    began = monotonic()
    saver.touch("name")
    qtbot.waitUntil(lambda: bool(disk.kept))
    assert monotonic() - began > 0.3
    assert disk.kept == [{"name": Answer("مريم")}]
    assert saver.state.kind is SaveKind.SAVED
    assert saver.state.at == START + timedelta(seconds=1)


def test_typing_without_a_pause_is_saved_after_two_seconds(qtbot, saver, disk, screen):
    saver._pause.setInterval(3_600_000)  # a busy computer makes pauses of its own
    began = monotonic()

    def type_on():
        screen.values["story"] = screen.values.get("story", "") + "ق"
        saver.touch("story")
        return bool(disk.kept)

    qtbot.waitUntil(type_on)
    waited = disk.times[0] - began
    assert waited > 1.5


def test_flush_saves_at_once_and_only_once(saver, disk, screen):
    screen.values["name"] = "مريم"
    saver.touch("name")
    assert saver.flush()
    assert saver.flush()
    assert disk.kept == [{"name": Answer("مريم")}]


def test_what_cannot_be_read_waits_for_its_next_edit(saver, disk, screen):
    screen.values["date"] = ""
    saver.touch("date")
    assert saver.flush()
    assert disk.kept == []
    assert saver.state.kind is SaveKind.NOTHING
    screen.values["date"] = "2026-03-05"
    saver.touch("date")
    saver.flush()
    assert disk.kept == [{"date": Answer("2026-03-05")}]


def test_a_full_disk_keeps_the_words_and_tries_again(qtbot, saver, disk, screen, monkeypatch):
    disk.full = True
    screen.values["name"] = "مريم"
    saver.touch("name")
    assert not saver.flush()
    assert saver.state.kind is SaveKind.NOT_SAVED
    assert isinstance(saver.state.error, DiskFull)
    screen.values.clear()  # the section was left: the row is gone, the answer is not
    saver._retry.setInterval(20)
    saver._retry.start()
    disk.full = False
    qtbot.waitUntil(lambda: saver.state.kind is SaveKind.SAVED)
    assert disk.kept == [{"name": Answer("مريم")}]


def test_the_room_that_the_vault_gives_up_is_used_at_once(saver, disk, screen):
    disk.refused = 1
    screen.values["name"] = "مريم"
    saver.touch("name")
    assert saver.flush()
    assert disk.kept == [{"name": Answer("مريم")}]


def test_what_is_no_answer_is_still_offered_to_be_kept(qtbot, saver, disk, screen):
    """And a disk that refuses it is asked again, as for any answer."""
    offered = []
    saver._save = lambda changes: offered.append(dict(changes)) or disk.save(changes)
    saver.touch("date")
    disk.full = True
    assert not saver.flush()
    assert saver.state.kind is SaveKind.NOT_SAVED
    disk.full = False
    assert saver.flush()
    assert offered[-1] == {}
    assert saver.state.kind is SaveKind.NOTHING


def test_a_newer_answer_wins_over_the_one_that_was_refused(saver, disk, screen):
    disk.full = True
    screen.values["name"] = "مريم"
    saver.touch("name")
    saver.flush()
    screen.values["name"] = "مريم علي"
    saver.touch("name")
    assert saver.state.kind is SaveKind.NOT_SAVED
    disk.full = False
    assert saver.flush()
    assert disk.kept == [{"name": Answer("مريم علي")}]


def test_a_mistake_of_the_program_loses_nothing_and_is_not_called_saved(opened, places, screen):
    """The vault is closed under the window: what SQLite says to that is no error of tipdesk's."""
    first = opened(places.officers, OFFICER)
    case = first.session.new_files.open_case()
    session = first.session
    saver = Autosave(
        screen.collect, lambda changes: session.answers.save_answers(case.id, changes).at
    )
    screen.values["name_ar_first"] = "مريم"
    saver.touch("name_ar_first")
    session.lock()
    for _again in range(2):
        with pytest.raises(dbapi2.ProgrammingError):
            saver.flush()
        assert saver.state.kind is SaveKind.NOT_SAVED
    screen.values.clear()  # the section was left
    session = opened(places.officers, OFFICER).session
    assert saver.flush()
    assert saver.state.kind is SaveKind.SAVED
    assert session.files.load(case.id).answers["name_ar_first"].value == "مريم"
    saver.stop()


def test_an_answer_that_cannot_be_written_takes_no_other_with_it(officer, screen):
    """A mistake of ours at one answer, such as a value that is no text, is that answer's alone."""
    session = officer.session
    case = session.new_files.open_case()
    saver = Autosave(
        screen.collect, lambda changes: session.answers.save_answers(case.id, changes).at
    )
    screen.values = {"name_ar_family": 3, "name_ar_first": "مريم"}
    for path in screen.values:
        saver.touch(path)
    with pytest.raises(AttributeError):
        saver.flush()
    assert saver.state.kind is SaveKind.NOT_SAVED
    assert session.files.load(case.id).answers["name_ar_first"].value == "مريم"
    screen.values = {"name_ar_family": "علي"}
    saver.touch("name_ar_family")
    assert saver.flush()
    assert session.files.load(case.id).answers["name_ar_family"].value == "علي"
    saver.stop()


def test_an_answer_that_the_desk_refuses_takes_no_other_with_it(qapp, screen):
    kept = {}

    def save(changes):
        if "closed" in changes:
            raise RestrictedClosed(readers="")
        kept.update(changes)
        return START if changes else None

    saver = Autosave(screen.collect, save)
    screen.values = {"closed": "1", "open": "2"}
    saver.touch("closed")
    saver.touch("open")
    assert not saver.flush()
    assert (set(kept), saver.unwritten) == ({"open"}, ("closed",))
    assert isinstance(saver.state.error, RestrictedClosed)
    saver.stop()


def test_half_a_sign_is_left_out_of_what_is_kept(officer, screen):
    """Half an emoji, as a clipboard or a length limit leaves it, has no UTF-8."""
    session = officer.session
    case = session.new_files.open_case()
    saver = Autosave(
        screen.collect, lambda changes: session.answers.save_answers(case.id, changes).at
    )
    screen.values = {"name_ar_family": "علي\ud83d"}
    saver.touch("name_ar_family")
    assert saver.flush()
    assert session.files.load(case.id).answers["name_ar_family"].value == "علي"
    saver.stop()


def test_a_row_that_cannot_even_be_read_is_read_again(qapp, disk):
    rows = {}
    saver = Autosave(lambda paths: {path: rows[path] for path in paths}, disk.save)
    saver.touch("name")
    with pytest.raises(KeyError):
        saver.flush()
    assert saver.state.kind is SaveKind.NOT_SAVED
    rows["name"] = Answer("مريم")
    assert saver.flush()
    assert disk.kept == [{"name": Answer("مريم")}]
    saver.stop()


def test_the_state_is_told_whenever_it_changes(saver, disk, screen):
    kinds = []
    saver.state_changed.connect(lambda state: kinds.append(state.kind))
    screen.values["name"] = "مريم"
    saver.touch("name")
    saver.touch("name")
    saver.flush()
    assert kinds == [SaveKind.WAITING, SaveKind.SAVED]


def test_the_times_are_those_that_were_decided():
    assert (autosave.PAUSE, autosave.LATEST) == (400, 2_000)
