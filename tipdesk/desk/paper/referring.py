"""Needs that are referred by letter, and the slips on which services answer."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tipdesk.cases.answers import shown_value
from tipdesk.cases.casework.as_it_stands import as_it_stands
from tipdesk.cases.casework.case_work import CaseWork, subject_of_need
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.model import Case, CaseFile, CaseId, Source
from tipdesk.cases.paper import referrals
from tipdesk.cases.paper.prints import ReplyCode
from tipdesk.core.errors import AnswerRefused, FileUnreadable, SlipRefused
from tipdesk.core.plain_file import read_plain, shown_name
from tipdesk.core.settings import Language
from tipdesk.core.work import Work
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.desk.evidence.attachments import AttachPlan, Sealed, forget, seal
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.paper.letters import lacking
from tipdesk.forms.rules.rules import FormState
from tipdesk.i18n.text import kuwait_day
from tipdesk.media.kinds import PDF, media_type
from tipdesk.printing.outside.own_process import read_replies
from tipdesk.storage import paper_rows
from tipdesk.storage.files import case_rows

_LARGEST = 64 << 20  # bytes of a scan; a page at 600 dpi in colour takes half of it


@dataclass(frozen=True, slots=True)
class FileNeed:
    """One need of a file, as it is chosen for a letter."""

    row: int
    label: str  # what is needed, and which row it is
    agency: str  # in words, '' when nobody is named
    missing: tuple[referrals.Missing, ...]  # nothing: a letter may be written
    letter: referrals.Letter | None  # the last one that left


@dataclass(frozen=True, slots=True)
class ScannedSlip:
    """A scan from outside: its bytes, what they are, and what was found in them."""

    name: str
    kind: str  # media type
    data: bytes = field(repr=False)
    read: referrals.FoundSlip | ReplyCode


def read_slip(path: Path, work: Work) -> ScannedSlip:
    """Read a scanned or photographed slip, PDF or picture. JOB.

    Raises:
        FileUnreadable, Cancelled
    """
    data, name = read_plain(path, _LARGEST), shown_name(path)
    kind = media_type(name, io.BytesIO(data))
    pages = read_replies(data, work, pdf=kind == PDF)
    return ScannedSlip(name, kind, data, referrals.only_code(pages))


class Referring:
    """What has left for whom, and what came back. GUI thread."""

    def __init__(
        self, desk: OpenVault, files: CaseFiles, access: Access, book: CaseWorkBook
    ) -> None:
        self._desk = desk
        self._files = files
        self._access = access
        self._book = book

    def needs(self, case_id: CaseId, language: Language) -> tuple[FileNeed, ...]:
        """The needs of a file that say what is needed.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        work = self._book.work(case_id)
        loaded, now = self._files.load(case_id), self._desk.now()
        case_file = as_it_stands(loaded, work, referrals.DOCUMENT, now)
        state = self._files.state(case_file)
        opens = self._access.opens(case_id)
        letters = referrals.newest(paper_rows.letters(self._desk.vault, case_id, opens))
        return tuple(
            FileNeed(
                row,
                f"{_need_text(case_file, state, referrals.KIND, row, language)} ({row})",
                _need_text(case_file, state, referrals.AGENCY, row, language),
                lacking(state, row, case_file.form, work),
                letters.get(row),
            )
            for row in referrals.open_needs(state)
        )

    def case_of(self, slip: referrals.FoundSlip | ReplyCode) -> Case:
        """The file that a slip is about.

        Raises:
            SlipRefused: no code, or no such file is open to the officer (details: reason).
        """
        if isinstance(slip, referrals.FoundSlip):
            raise SlipRefused(reason=slip.verdict.value)
        numbers = case_rows.numbers_for(self._desk.vault, self._desk.officer.login)
        for case_id, number in numbers.items():
            if number == slip.number:
                return self._files.case(case_id)
        raise SlipRefused(reason=referrals.SlipVerdict.UNKNOWN.value)

    def expected(
        self, case_id: CaseId, read: referrals.FoundSlip | ReplyCode, need: int = 0
    ) -> ReplyCode:
        """A slip's code, if it answers the newest letter of a need of this file.

        Args:
            need: the row for which an answer is expected; 0: any.

        Raises:
            SlipRefused: it does not (details: reason).
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        if isinstance(read, referrals.FoundSlip):
            raise SlipRefused(reason=read.verdict.value)
        needs = [known.number for known in self._book.work(case_id).needs.values()]
        letters = paper_rows.letters(self._desk.vault, case_id)
        number = self._files.case(case_id).number
        slip = referrals.slip_of(read, number, letters, needs, need)
        if slip.verdict is not referrals.SlipVerdict.CURRENT:
            raise SlipRefused(reason=slip.verdict.value)
        return read

    def record(
        self, case_id: CaseId, code: ReplyCode, reply: referrals.Reply, scan: str = ""
    ) -> CaseWork:
        """Enter what a slip says into the case work, whatever became of the file since: of what was
        approved or sent nothing moves.

        Args:
            scan: SHA-256 (hex) of the slip, where it is kept.

        Raises:
            SlipRefused: as `expected`.
            AnswerRefused: no answer that a service gives, nobody who gave it, or a time that lies
                before the letter or has not come (reasons "empty", "before_letter", "not_yet").
            WorkEntryRefused, TransitionRefused, DiskFull: as `CaseWorkBook.enter`.
        """
        self.expected(case_id, code)
        letters = paper_rows.letters(self._desk.vault, case_id)
        self._check(reply, next(letter for letter in letters if letter.mark == code.mark))
        need, origin = subject_of_need(code.need), (Source.DOCUMENT, scan)
        with self._desk.vault.transaction():
            work = self._book.enter(case_id, EntryKind.ANSWERED, need, _answer(reply), origin)
            if reply.status in referrals.SERVED and reply.come_at:
                come = {"at": _time(reply.come_at), "need": need, "with": reply.place.strip()}
                booking = {name: text for name, text in come.items() if text}
                work = self._book.enter(case_id, EntryKind.APPOINTMENT, "", booking, origin)
        return work

    def _check(self, reply: referrals.Reply, letter: referrals.Letter) -> None:
        if reply.status not in referrals.ANSWERS:
            raise AnswerRefused(name=referrals.STATUS, reason="empty")
        if not reply.by.strip():
            raise AnswerRefused(name=referrals.ANSWERED_BY, reason="empty")
        if not reply.at:
            raise AnswerRefused(name=referrals.ANSWERED_AT, reason="empty")
        at = datetime.fromisoformat(reply.at)
        if at > self._desk.now():
            raise AnswerRefused(name=referrals.ANSWERED_AT, reason="not_yet")
        if letter.at and kuwait_day(at) < kuwait_day(letter.at):
            raise AnswerRefused(name=referrals.ANSWERED_AT, reason="before_letter")


def _answer(reply: referrals.Reply) -> dict[str, str]:
    """What a slip says, as an entry; what it leaves empty is left out."""
    body = {"status": reply.status, "at": _time(reply.at), "by": reply.by.strip()}
    if reply.status in referrals.NOT_SERVED:
        body["why"] = reply.why
    if reply.status in referrals.SERVED and not reply.come_at:
        body["appointment"] = reply.place.strip()
    return {name: text for name, text in body.items() if text}


def _time(stored: str) -> str:
    """A stored time as entries write it."""
    return timestamp(datetime.fromisoformat(stored))


def _need_text(
    case_file: CaseFile, state: FormState, name: str, row: int, language: Language
) -> str:
    value = referrals.need_at(state, name, row)
    questions = (question for question in case_file.form.questions() if question.name == name)
    return next(
        (shown_value(case_file.form, question, value, language) for question in questions), ""
    )


def seal_slip(plan: AttachPlan, path: Path, scanned: ScannedSlip, work: Work) -> Sealed:
    """Take the scan that was read into the vault's folder, to be attached. JOB.

    Raises:
        FileUnreadable: another file lies there by now.
        DiskFull, VaultReadOnly, Cancelled
    """
    sealed = seal(plan, path, work)
    if sealed.sha256 != hashlib.sha256(scanned.data).hexdigest():
        forget(plan, sealed)
        raise FileUnreadable(name=scanned.name)
    return sealed
