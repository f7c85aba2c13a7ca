"""Sound recordings of a statement: begun with consent on record, ended when it does not stand.

The key is kept before the first sound, so that what is written opens whatever happens. A recording
that ended, in whichever way, is made whole by a job and then attached; what a kill or a lock left
waits in the vault and is attached after the next unlock.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tipdesk import __version__
from tipdesk.cases import evidence, model
from tipdesk.cases.answers import counting, given_at, values
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.interview import statement
from tipdesk.core.errors import RecordingRefused, TipdeskError
from tipdesk.core.sealed_file import KEY_SIZE
from tipdesk.core.work import Work
from tipdesk.desk.evidence.recorder import RATE, Recorder, SoundSource
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.files.contents import frozen_statement, judged
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.interview.answer_checks import fits
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.open_vault import Change, ChangeKind, OpenVault
from tipdesk.forms.values import stored_date_time
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence import recordings as recording_rows
from tipdesk.storage.evidence.staging import remove_content

Whole = recording_rows.FinishedRecording  # sealed, milliseconds, sound: what `make_whole` gives
Unfinished = recording_rows.Unfinished  # recording, case_id: what waits to be made whole
LONGEST_NOTE = 120  # characters of an officer's few words at a place


@dataclass(frozen=True, slots=True)
class Live:
    """The recording that runs, or is paused."""

    case_id: model.CaseId
    recording: model.Recording
    recorder: Recorder


def make_whole(vault_dir: Path, left: Unfinished, work: Work) -> Whole | None:
    """Make a recording whole, and read it through. JOB. None: there is no sound in it.

    Raises:
        VaultDamaged, DiskFull, VaultReadOnly, Cancelled
    """
    return recording_rows.finish(vault_dir, left, work)


class Recordings:
    """One recording at a time. GUI thread; every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        files: CaseFiles,
        access: Access,
        sealing: Sealing,
        answers: Answers,
    ) -> None:
        self._desk, self._vault = desk, desk.vault
        self._files, self._access, self._sealing, self._answers = files, access, sealing, answers
        self._live: Live | None = None
        self._written = ("", 0)  # the answer and paragraph that the last place of writing names
        desk.subscribe(self._on_change)

    @property
    def live(self) -> Live | None:
        """What runs now, or is paused."""
        return self._live

    def is_offered(self, case_id: model.CaseId) -> bool:
        """Whether the form asks for the consent at all, and the officer hears people."""
        form = self._files.rules(case_id).definition
        may = self._desk.may(model.Act.RECORD)
        return may and statement.is_in(form) and evidence.is_asked(form)

    def refusal(self, case_id: model.CaseId) -> evidence.ExhibitRefusal | None:
        """Why no recording of this file can begin; None when it can."""
        if self._live is not None:
            return evidence.ExhibitRefusal.RUNNING
        return self._closed_by(case_id)

    def begin(self, case_id: model.CaseId, source: SoundSource) -> Live:
        """Begin to record. The key and the entry are in the vault before the first sound.

        Raises:
            TransitionRefused: the officer's role hears nobody.
            RecordingRefused: see `refusal` (details: reason).
            NoMicrophone: nothing was begun.
            DiskFull, VaultReadOnly
        """
        self._desk.require(model.Act.RECORD)
        why = (
            self.refusal(case_id) if self.is_offered(case_id) else evidence.ExhibitRefusal.NOT_OPEN
        )
        if why is not None:
            raise RecordingRefused(reason=why.value)
        recorder = Recorder(source)
        recorder.resume()
        try:
            live = self._begin(case_id, source.name, recorder)
        except BaseException:
            recorder.stop()
            raise
        self._live, self._written = live, ("", 0)
        self._desk.publish(ChangeKind.RECORDINGS, case_id)
        return live

    def _begin(self, case_id: model.CaseId, device: str, recorder: Recorder) -> Live:
        recording = model.Recording(
            id=os.urandom(16).hex(),
            by=self._desk.officer.login,
            begun_at=self._desk.now(),
            device=device,
            program=f"tipdesk {__version__}",
            rate=RATE,
        )
        key = os.urandom(KEY_SIZE)
        with self._vault.transaction():
            recording_rows.begin(self._vault, case_id, recording, key)
            self._seal_own(case_id, recording)
            self._desk.enter(evidence.BEGUN, case_id)
        try:
            recorder.write_to(recording_rows.SoundFile(self._vault.vault_dir, recording.id, key))
        except TipdeskError:
            self._settle_nothing(case_id, recording)
            raise
        return Live(case_id, recording, recorder)

    def pause(self) -> None:
        """Close the microphone; the recording goes on with `resume`."""
        if self._live is not None and self._live.recorder.running:
            self._live.recorder.pause()
            self._mark(model.MarkKind.PAUSED, "", 0, "")

    def resume(self) -> None:
        """Open the microphone again.

        Raises:
            NoMicrophone: it stays paused.
        """
        if self._live is not None and not self._live.recorder.running:
            self._live.recorder.resume()
            self._mark(model.MarkKind.RESUMED, "", 0, "")

    def note(
        self, text: str, path: str = "", paragraph: int = 0, offset: int = -1
    ) -> model.Bookmark | None:
        """Mark this place, or the one at `offset` milliseconds, with an officer's few words; None:
        nothing is recorded.

        Raises:
            DiskFull, VaultReadOnly
        """
        return self._mark(model.MarkKind.NOTE, path, paragraph, text.strip()[:LONGEST_NOTE], offset)

    def take_back(self, note: model.Bookmark) -> None:
        """A note of the recording that runs was a mistake: it counts no more.

        Raises:
            DiskFull, VaultReadOnly
        """
        self._mark(model.MarkKind.TAKEN_BACK, note.path, note.paragraph, note.text, note.offset)

    def writing(self, path: str, paragraph: int) -> None:
        """An answer is being typed: marked once for each paragraph."""
        live = self._live
        if live is not None and live.recorder.running and (path, paragraph) != self._written:
            self._written = (path, paragraph)
            self._mark(model.MarkKind.WRITING, path, paragraph, "")

    def stop(self, ending: model.Ending = model.Ending.STOPPED) -> None:
        """End the recording; it waits to be made whole. Nothing runs: nothing happens.

        Raises:
            DiskFull, VaultReadOnly: it has ended, but how could not be noted.
        """
        live, self._live = self._live, None
        if live is None:
            return
        live.recorder.stop()
        try:
            with self._vault.transaction():
                cause = live.recorder.fault or ending
                sound = live.recorder.digest
                recording_rows.end(self._vault, live.recording.id, cause, self._desk.now(), sound)
        finally:
            self._desk.publish(ChangeKind.RECORDINGS, live.case_id)

    def withdraw(self) -> None:
        """The person does not want it any more: noted in the file, and it ends. What was recorded
        before stays as an attachment, and does not leave the station."""
        live = self._live
        if live is None:
            return
        self.pause()  # at once, whatever follows
        withdrawal = {
            evidence.CONSENT: model.Answer(evidence.WITHDRAWN),
            evidence.CHANGED_AT: model.Answer(stored_date_time(self._desk.now())),
        }
        rules = self._files.rules(live.case_id)
        withdrawal = {
            path: answer for path, answer in withdrawal.items() if fits(rules, path, answer)
        }
        try:
            self._answers.save_answers(live.case_id, withdrawal)  # ends it, see `_on_change`
        finally:
            self.stop(model.Ending.WITHDRAWN)

    def waiting(self) -> tuple[Unfinished, ...]:
        """What ended, or was cut off, and is no attachment yet. That of a file which is hidden
        waits for somebody whom it names."""
        live = "" if self._live is None else self._live.recording.id
        unfinished = recording_rows.unfinished(self._vault, self._access.opens)
        return tuple(
            left
            for left in unfinished
            if left.recording.id != live and left.key and self._access.is_visible(left.case_id)
        )

    def keep(self, left: Unfinished, result: Whole | None) -> model.Attachment | None:
        """Attach a recording that `make_whole` gave; None: nothing was left of it, and that is
        entered.

        Raises:
            DiskFull, VaultReadOnly: it still waits.
        """
        recording = left.recording
        if result is None:
            self._settle_nothing(left.case_id, recording)
            return None
        with self._vault.transaction():
            if recording.ending is None:
                recording_rows.end(self._vault, recording.id, model.Ending.CUT_OFF, None, "")
            attachment = attachments.record(
                self._vault, left.case_id, result.sealed, officer=recording.by, at=self._desk.now()
            )
            recording_rows.settle(self._vault, recording.id, result.milliseconds)
            self._seal_own(left.case_id, recording)
            self._desk.enter(
                evidence.KEPT,
                left.case_id,
                sha256=attachment.sha256,
                size=str(attachment.size),
                sound=result.sound,
                taken=left.sound,
                by=recording.by,
                milliseconds=str(result.milliseconds),
                ending=str(recording.ending or model.Ending.CUT_OFF),
            )
        self._desk.publish(ChangeKind.RECORDINGS, left.case_id)
        self._desk.publish(ChangeKind.ATTACHMENTS, left.case_id)
        return attachment

    def of_case(self, case_id: model.CaseId) -> tuple[model.Recording, ...]:
        """The recordings that are attached to a file, oldest first.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        self._access.check(self._access.row(case_id))
        return recording_rows.of_case(self._vault, case_id, self._access.opens(case_id))

    # --- inside -----------------------------------------------------------------------------

    def _seal_own(self, case_id: model.CaseId, recording: model.Recording) -> None:
        """Of a hidden file: put it under the file's own key."""
        case = self._files.case(case_id)
        self._sealing.file(case, self._desk.forms.rules_of(case).definition, recording.id)

    def _closed_by(self, case_id: model.CaseId) -> evidence.ExhibitRefusal | None:
        """Why none may run in this file."""
        case = self._files.case(case_id)
        if FileStep.EDIT not in self._files.open_steps(case):
            return evidence.ExhibitRefusal.NOT_OPEN
        answers = self._files.answers(case_id)
        rules, context = self._files.rules(case_id), self._files.context(case)
        state = judged(rules, values(answers), context, given=given_at(answers))
        if not evidence.consent_stands(counting(answers, state)):
            return evidence.ExhibitRefusal.NO_CONSENT
        if frozen_statement(self._vault, case_id) is not None:
            return evidence.ExhibitRefusal.CLOSED
        return None if state.is_relevant(statement.ARABIC) else evidence.ExhibitRefusal.CLOSED

    def _on_change(self, change: Change) -> None:
        """An answer or a step may have taken away what a recording rests on."""
        live = self._live
        if live is None or change.case_id != live.case_id:
            return
        if change.kind in (ChangeKind.ANSWERS, ChangeKind.STATUS):
            why = self._closed_by(live.case_id)
            if why is not None:
                withdrawn = why is evidence.ExhibitRefusal.NO_CONSENT
                with suppress(TipdeskError):  # it has ended all the same
                    self.stop(model.Ending.WITHDRAWN if withdrawn else model.Ending.CLOSED)

    def _mark(
        self, kind: model.MarkKind, path: str, paragraph: int, text: str, offset: int = -1
    ) -> model.Bookmark | None:
        live = self._live
        if live is None:
            return None
        place = live.recorder.milliseconds if offset < 0 else offset
        login, at = self._desk.officer.login, self._desk.now()
        bookmark = model.Bookmark(place, kind, path, paragraph, text, login, at)
        with self._vault.transaction():
            recording_rows.mark(self._vault, live.recording.id, bookmark)
            if path or text:
                case = self._files.case(live.case_id)
                self._access.check(case)
                form = self._desk.forms.rules_of(case).definition
                self._sealing.marks(case, form, live.recording.id, path)
        self._desk.publish(ChangeKind.RECORDINGS, live.case_id)
        return bookmark

    def _settle_nothing(self, case_id: model.CaseId, recording: model.Recording) -> None:
        with self._vault.transaction():
            if recording.ending is None:
                recording_rows.end(self._vault, recording.id, model.Ending.CUT_OFF, None, "")
            recording_rows.settle(self._vault, recording.id, 0)
            self._desk.enter(evidence.LOST, case_id)
        remove_content(self._vault.vault_dir, recording.id)
