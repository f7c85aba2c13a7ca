"""What stands in a file already is put under its own key: a level is raised, a file is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from tipdesk.cases import evidence
from tipdesk.cases.model import Answer, Case, CaseId
from tipdesk.core.errors import VaultDamaged
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import FormDefinition, split_path
from tipdesk.storage import station_rows
from tipdesk.storage.files import approval_rows, record_secrets, same_rows, sealing, search
from tipdesk.storage.keys import case_keys

_Places = Callable[[str], bool]


class Sealing:
    """Closes and opens what was written before. GUI thread; inside the caller's transaction.

    Every method raises `RestrictedClosed` when there is something to close or to open and level 4
    of the file is not open to the officer of the session.
    """

    def __init__(self, desk: OpenVault, restricted: Restricted) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._restricted = restricted

    # --- what is written beside the answers ------------------------------------------------------

    def text(self, case: Case, place: str, words: str) -> str:
        """Words beside the answers as they are stored: in a hidden file closed."""
        return self._closing(case.id)(place, words) if case.hidden else words

    def marks(self, case: Case, form: FormDefinition, made_id: str, path: str) -> None:
        """A place of a recording was just marked at an answer: closed as that is."""
        if case.hidden or (path and self._restricted.closing(case, form, {path: ""})(path)):
            sealing.marks(self._vault, made_id, path, self._closing(case.id))

    def file(
        self, case: Case, form: FormDefinition, attachment_id: str, *, restricted: bool = False
    ) -> None:
        """An attached file of which something was just recorded; `restricted`: it is of level 4 by
        itself, whatever the list of exhibits says."""
        standing = self._restricted.standing(case, form)
        if restricted or case.hidden or attachment_id in evidence.restricted_files(standing):
            sealing.attachment(self._vault, attachment_id, self._closing(case.id))

    def approved(self, case: Case, documents: Iterable[str]) -> None:
        """Documents were just approved: of a file with a key of its own they are closed with it,
        for a supervisor may have let level 4 go."""
        if case.hidden or case_keys.newest(self._vault, case.id):
            for content_id in documents:
                sealing.approved(self._vault, content_id, self._closing(case.id))

    # --- a level is changed ----------------------------------------------------------------------

    def follow(self, case: Case, form: FormDefinition, before: Mapping[str, Answer]) -> None:
        """Answers were saved that may decide which exhibits are of level 4 (`exhibits.decides`):
        close these, their rows and files, and open what is none any more. `before` is what stood.
        """
        if case.hidden:
            return  # all of it is closed
        after = self._restricted.standing(case, form)
        rows = evidence.restricted_rows(after)
        opened_rows = evidence.restricted_rows(before) - rows
        files = evidence.restricted_files(after)
        opened_files = evidence.restricted_files(before) - files
        if not (rows or opened_rows or files or opened_files):
            return
        if self._restricted.is_open(case.id):
            self._turn_rows(case.id, rows, self._closing(case.id))
            self._turn_rows(case.id, opened_rows, self._opening(case.id))
            for file in files:
                sealing.attachment(self._vault, file, self._closing(case.id))
            for file in opened_files:
                sealing.attachment(self._vault, file, self._opening(case.id))
        elif (rows, files) != (
            evidence.restricted_rows(before),
            evidence.restricted_files(before),
        ):
            self._restricted.check_open(case.id)  # nobody raises a level that is closed to them

    def _turn_rows(self, case_id: CaseId, rows: frozenset[int], turn: sealing.Turn) -> None:
        if not rows:
            return

        def within(path: str) -> bool:
            return evidence.is_within(path, rows)

        def typed(path: str, text: str) -> str:
            return turn(path, text) if within(path) else text

        answers = sealing.answer_by_answer(turn, within)
        sealing.answers(self._vault, case_id, answers)
        sealing.drafts(self._vault, case_id, typed, answers)
        station_rows.forget_words(self._vault, case_id, within)

    # --- a file is hidden, and shown again --------------------------------------------------------

    def hide(self, case_id: CaseId) -> int:
        """Close everything that a file holds, under a new key for whom it names now; its number.
        What is written from now on is under another one again, so that showing the file opens
        only what was open before."""
        self._take_case_work(case_id)
        self._restricted.keys.renew(case_id)
        generation, key = self._restricted.keys.writing(case_id)

        turn = _closing(key, generation, case_id)
        self._turn_all(case_id, turn, _is_answer)
        record_secrets.close(self._vault, case_id, turn)
        same_rows.close(self._vault, case_id, turn)
        station_rows.forget_words(self._vault, case_id, lambda _path: True)
        search.merge(self._vault)
        self._restricted.keys.renew(case_id)
        return generation

    def show(self, case: Case, form: FormDefinition, generation: int) -> None:
        """Open what `hide` has closed under the key of this number, but what is of level 4."""
        standing = self._restricted.standing(case, form)
        closes = self._restricted.closing(case, form, standing)
        opening = self._opening(case.id)

        def turn(place: str, text: str) -> str:
            return opening(place, text) if case_keys.generation_of(text) == generation else text

        files = evidence.restricted_files(standing)
        self._turn_all(case.id, turn, lambda path: not closes(path), files)
        # Also what was said since: what stands of two files is the same for everybody.
        same_rows.open_again(self._vault, case.id, opening)

    def _turn_all(
        self,
        case_id: CaseId,
        turn: sealing.Turn,
        paths: _Places,
        but_files: frozenset[str] = frozenset(),
    ) -> None:
        answers = sealing.answer_by_answer(turn, paths)
        sealing.answers(self._vault, case_id, answers)
        sealing.words(self._vault, case_id, turn)
        sealing.messages(self._vault, case_id, turn)
        sealing.drafts(self._vault, case_id, turn, answers)
        for content_id in sealing.contents(self._vault, case_id) - but_files:
            sealing.attachment(self._vault, content_id, turn)
        for content_id in approval_rows.documents(self._vault, case_id):
            sealing.approved(self._vault, content_id, turn)

    # --- inside ----------------------------------------------------------------------------------

    def _take_case_work(self, case_id: CaseId) -> None:
        """What of level 4 lies under the work key, which a team may have, comes under the key of
        the file, and stays closed when the file is shown again."""
        opens = self._restricted.opens_work(case_id)

        def opening(place: str, text: str) -> str:
            of_work = case_keys.is_closed(text) and case_keys.kind_of(text) is case_keys.WORK
            with suppress(VaultDamaged):  # what was altered keeps nobody from hiding
                opened = opens(place, text) if of_work else None
                return text if opened is None else opened
            return text

        taken = sealing.work_notes(self._vault, case_id, opening)
        if taken:
            sealing.work_notes(self._vault, case_id, self._closing(case_id), taken)
        self._restricted.work.end(case_id)

    def _closing(self, case_id: CaseId) -> sealing.Turn:
        self._restricted.check_open(case_id)
        generation, key = self._restricted.keys.writing(case_id)
        return _closing(key, generation, case_id)

    def _opening(self, case_id: CaseId) -> sealing.Turn:
        opens = self._restricted.opens(case_id)

        def turn(place: str, text: str) -> str:
            opened = opens(place, text) if case_keys.is_closed(text) else None
            return text if opened is None else opened

        return turn


def _closing(key: bytearray, generation: int, case_id: CaseId) -> sealing.Turn:
    def turn(place: str, text: str) -> str:
        if not text or case_keys.is_closed(text):
            return text
        return case_keys.close_text(key, generation, case_id, place, text)

    return turn


def _is_answer(path: str) -> bool:
    """Not a row itself: by these the numbers of rows are known."""
    return bool(split_path(path)[2])
