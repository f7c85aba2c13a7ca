"""A statement is recorded inside: with consent on record, sealed as it comes, whatever happens."""

from __future__ import annotations

import hashlib
import io
import os
import wave
from pathlib import Path

import miniaudio
import pytest

from tests.desk.evidence.test_exhibits import approve, going, row, sent
from tests.desk.sounding import Noise, noise, put_away
from tests.desk.world import World
from tests.programs import small_disk
from tests.records import numbered
from tests.systems import die_now, yield_now
from tipdesk.cases import evidence
from tipdesk.cases.evidence import NOT_PICKED, ExhibitRefusal
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Answer, CaseId, Ending, MarkKind
from tipdesk.core.errors import NoMicrophone, RecordingRefused, RecordingUnfinished
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.custody.integrity import chain_fault
from tipdesk.desk.evidence import recorder
from tipdesk.desk.evidence.recorder import RATE, microphones
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path


def agreed(world: World) -> CaseId:
    return world.interview(consent_audio="granted")


def recorded(world: World, case_id: CaseId, seconds: float = 1.5) -> Noise:
    """A recording of a file, as an attachment."""
    source = Noise()
    world.officers.recordings.begin(case_id, source)
    source.give(seconds)
    world.officers.recordings.stop()
    put_away(world.officers)
    return source


def content(session: Session, case_id: CaseId, number: int = 0) -> bytes:
    with session.attachments.opener(session.attachments.attached(case_id)[number]).open() as opened:
        return opened.read()


def samples(body: bytes) -> bytes:
    """As any program reads a WAV."""
    with wave.open(io.BytesIO(body)) as sound:
        assert sound.getparams()[:3] == (1, 2, RATE)
        return sound.readframes(sound.getnframes())


def entries(session: Session, *actions: str) -> list[dict[str, str]]:
    newest = custody_rows.newest_first(session._desk.vault)
    return [dict(entry.detail) for entry in newest if entry.action in actions]


def test_what_was_heard_is_an_attachment_bit_by_bit_and_nowhere_in_the_clear(world: World) -> None:
    case_id = agreed(world)
    session = world.officers
    source = recorded(world, case_id, 3.3)
    body = content(session, case_id)
    assert samples(body) == source.given
    head = miniaudio.wav_get_info(body)
    assert (head.sample_rate, head.nchannels, head.num_frames) == (RATE, 1, len(source.given) // 2)
    (recording,) = session.recordings.of_case(case_id)
    (attachment,) = session.attachments.attached(case_id)
    assert (recording.id, recording.device, recording.ending) == (
        attachment.id,
        source.name,
        Ending.STOPPED,
    )
    assert recording.milliseconds == 3300
    assert attachment.sha256 == hashlib.sha256(body).hexdigest()
    (entry,) = entries(session, evidence.KEPT)
    heard = hashlib.sha256(source.given).hexdigest()
    assert (entry["sha256"], entry["sound"], entry["taken"]) == (attachment.sha256, heard, heard)
    session.lock()
    files = [path for path in (world.folder / "officers").rglob("*") if path.is_file()]
    assert not [path for path in files if source.given[:400] in path.read_bytes()]


@pytest.mark.parametrize("answer", ["refused", "withdrawn", "unable", ""])
def test_without_consent_on_record_nothing_is_recorded(world: World, answer: str) -> None:
    case_id = world.interview(consent_audio=answer)
    counter, source = world.officers.recordings, Noise()
    assert counter.refusal(case_id) is ExhibitRefusal.NO_CONSENT
    with pytest.raises(RecordingRefused):
        counter.begin(case_id, source)
    assert source.deliver is None
    assert counter.waiting() == ()
    assert entries(world.officers, evidence.BEGUN) == []


def test_who_withdraws_ends_it_at_once_and_what_was_recorded_stays_here(world: World) -> None:
    case_id = agreed(world)
    session, source = world.officers, Noise()
    session.recordings.begin(case_id, source)
    source.give(1.2)
    session.recordings.withdraw()
    source.give(5)
    assert session.recordings.live is None
    put_away(session)
    assert samples(content(session, case_id)) == source.given == noise(1.2)
    assert session.recordings.of_case(case_id)[0].ending is Ending.WITHDRAWN
    answers = session.files.load(case_id).answers
    assert answers[evidence.CONSENT].value == evidence.WITHDRAWN
    pick = session.recordings.of_case(case_id)[0].pick
    assert pick not in {field.name for field in session.files.pickable(case_id)}
    assert going(approve(world, case_id)) == []


def test_it_ends_when_the_statement_is_closed_and_a_file_waits_for_it(world: World) -> None:
    case_id = agreed(world)
    session, source = world.officers, Noise()
    session.recordings.begin(case_id, source)
    source.give(1.2)
    with pytest.raises(RecordingUnfinished):
        session.steps.complete(case_id)
    session.statement.stop(case_id)
    assert source.deliver is None
    with pytest.raises(RecordingUnfinished):
        session.steps.complete(case_id)
    put_away(session)
    assert session.recordings.of_case(case_id)[0].ending is Ending.CLOSED
    assert session.recordings.refusal(case_id) is ExhibitRefusal.CLOSED
    session.steps.complete(case_id)


def test_a_lock_ends_it_and_it_is_attached_after_the_next_unlock(world: World) -> None:
    case_id = agreed(world)
    source = Noise()
    world.officers.recordings.begin(case_id, source)
    source.give(2.5)
    session = world.reopen()
    source.give(1)
    assert session.attachments.attached(case_id) == ()
    put_away(session)
    assert samples(content(session, case_id)) == noise(2.5)
    assert session.recordings.of_case(case_id)[0].ending is Ending.LOCKED
    assert session.recordings.waiting() == ()


def test_places_are_kept_in_order_and_a_pause_is_seen_in_them(world: World) -> None:
    case_id = agreed(world)
    counter, source = world.officers.recordings, Noise()
    counter.begin(case_id, source)
    source.give(1)
    counter.writing("stmt_arabic", 1)
    counter.writing("stmt_arabic", 1)
    counter.pause()
    source.give(9)
    counter.resume()
    source.give(0.5)
    counter.note("  وصف المكان  ", "stmt_arabic", 2)
    counter.stop()
    put_away(world.officers)
    (recording,) = world.reopen().recordings.of_case(case_id)
    assert [
        (bookmark.offset, bookmark.kind, bookmark.paragraph, bookmark.text)
        for bookmark in recording.bookmarks
    ] == [
        (1000, MarkKind.WRITING, 1, ""),
        (1000, MarkKind.PAUSED, 0, ""),
        (1000, MarkKind.RESUMED, 0, ""),
        (1500, MarkKind.NOTE, 2, "وصف المكان"),
    ]
    assert recording.milliseconds == 1500


def test_no_microphone_leaves_no_recording_behind(world: World) -> None:
    case_id = agreed(world)
    source = Noise()
    source.there = False
    with pytest.raises(NoMicrophone):
        world.officers.recordings.begin(case_id, source)
    assert world.officers.recordings.live is None
    assert entries(world.officers, evidence.BEGUN, evidence.LOST) == []


def test_a_microphone_that_is_pulled_out_ends_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = agreed(world)
    monkeypatch.setattr(recorder.Recorder.__init__, "__defaults__", (0.05,))
    counter, source = world.officers.recordings, Noise()
    live = counter.begin(case_id, source)
    source.give(1)
    writer = live.recorder._writer
    assert writer is not None
    writer.join(10)
    assert live.recorder.fault is Ending.DEVICE_LOST
    counter.stop()
    put_away(world.officers)
    assert counter.of_case(case_id)[0].ending is Ending.DEVICE_LOST
    assert samples(content(world.officers, case_id)) == noise(1)


def test_a_real_device_without_sound_gives_silence(world: World) -> None:
    case_id = agreed(world)
    (null,) = microphones([miniaudio.Backend.NULL])
    counter = world.officers.recordings
    live = counter.begin(case_id, null)
    while not live.recorder.milliseconds:  # the device's own thread
        yield_now()
    counter.stop()
    put_away(world.officers)
    body = samples(content(world.officers, case_id))
    assert body
    assert not any(body)


def test_a_full_disk_ends_it_and_keeps_what_it_has(world: World) -> None:
    case_id = agreed(world)
    world.officers.lock()
    folder = world.folder / "officers"
    with small_disk(folder / "att", "256k"):
        world.sessions.pop("officers")
        session, source = world.officers, Noise()
        live = session.recordings.begin(case_id, source)
        source.give(20)
        session.recordings.stop()
        assert live.recorder.fault is Ending.DISK_FULL
        (attachment,) = put_away(session)
        assert attachment is not None
        heard = samples(content(session, case_id))
        assert len(heard) > 4 * RATE
        assert heard == noise(20)[: len(heard)]
        (recording,) = session.recordings.of_case(case_id)
        assert (recording.ending, recording.milliseconds) == (
            Ending.DISK_FULL,
            len(heard) * 500 // RATE,
        )
        session.lock()


def test_killed_while_it_records_the_sound_is_there_up_to_the_last_second(world: World) -> None:
    case_id = agreed(world)
    world.officers.lock()
    child = os.fork()
    if not child:
        try:
            session, source = world.open(world.folder / "officers", OFFICER), Noise()
            session.recordings.begin(case_id, source)
            source.give(5.5)
            session.recordings.note("قبل الانقطاع")
            while session.recordings._live.recorder._queue.qsize():
                yield_now()
        finally:
            die_now()
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    world.sessions.pop("officers")
    session = world.officers
    (left,) = session.recordings.waiting()
    assert (left.case_id, left.recording.ending) == (case_id, None)
    put_away(session)
    heard = samples(content(session, case_id))
    assert len(heard) >= 2 * RATE * 4.4
    assert heard == noise(5.5)[: len(heard)]
    (recording,) = session.recordings.of_case(case_id)
    assert (recording.ending, recording.ended_at) == (Ending.CUT_OFF, None)
    assert [bookmark.text for bookmark in recording.bookmarks] == ["قبل الانقطاع"]
    assert chain_fault(session._desk.vault) is None
    assert attachments.missing(session._desk.vault) == ()


def test_a_recording_of_which_nothing_is_left_is_entered_as_lost(world: World) -> None:
    case_id = agreed(world)
    world.officers.recordings.begin(case_id, Noise())
    world.officers.lock()
    world.sessions.pop("officers")
    session = world.officers
    (left,) = session.recordings.waiting()
    assert put_away(session) == [None]
    assert session.recordings.waiting() == ()
    assert len(entries(session, evidence.LOST)) == 1
    assert not content_path(session.vault_dir, left.recording.id).exists()


def test_it_goes_only_when_a_supervisor_picked_it_and_then_with_its_places(world: World) -> None:
    case_id = agreed(world)
    session, source = world.officers, Noise()
    session.recordings.begin(case_id, source)
    source.give(1)
    session.recordings.note("عند ذكر السفر", "stmt_arabic", 1)
    session.recordings.note("عند ذكر الأسرة", "withhold_wishes", 1)
    session.recordings.stop()
    put_away(session)
    (recording,) = session.recordings.of_case(case_id)
    assert recording.pick in {field.name for field in session.files.pickable(case_id)}
    approve(world, case_id, Pick(recording.pick, "طلبته النيابة كتابةً"))
    record, files = sent(world, case_id)
    assert samples(files["att/0001.wav"]) == source.given
    (entry,) = numbered(record, "_recording")
    assert entry["attachment"] == numbered(record, "_attachment")[0]["sha256"]
    assert [mark["path"] for mark in entry["marks"]] == ["stmt_arabic", ""]


def test_one_that_nobody_picked_stays_and_is_named_by_its_time_alone(world: World) -> None:
    case_id = agreed(world)
    recorded(world, case_id)
    (attachment,) = world.officers.attachments.attached(case_id)
    row(world, case_id, 1, att_file=f"{attachment.id}|{attachment.name}", att_in_bundle="yes")
    preview = approve(world, case_id)
    assert going(preview) == []
    (named,) = [withheld for withheld in preview.withheld if withheld.name.startswith("recording:")]
    assert (named.reason, named.level) == (NOT_PICKED, evidence.RECORDING_LEVEL)
    record, files = sent(world, case_id)
    assert numbered(record, "_recording") == []
    assert attachment.sha256 not in record.decode()
    assert attachment.sha256.encode() not in b"".join(
        body for path, body in files.items() if path.endswith(".json")
    )


def test_removed_it_is_gone_as_every_attachment_is(world: World, tmp_path: Path) -> None:
    case_id = agreed(world)
    recorded(world, case_id)
    session = world.officers
    (attachment,) = session.attachments.attached(case_id)
    session.attachments.detach(case_id, attachment)
    assert session.recordings.of_case(case_id) == ()
    assert not content_path(session.vault_dir, attachment.id).exists()
    assert session.files.load(case_id).recordings == ()
    session.answers.save_answers(case_id, {evidence.CONSENT: Answer("refused")})
