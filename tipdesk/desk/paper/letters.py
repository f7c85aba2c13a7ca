"""Letters of referral as they are written and leave: `planned_letter` makes one, `enter_sent`
enters into the case work that it went. GUI thread."""

from __future__ import annotations

from collections.abc import Collection

from tipdesk.cases.casework.case_work import CaseWork, subject_of_need
from tipdesk.cases.casework.entries import ENDED, MOST_CODES, EntryKind
from tipdesk.cases.model import CaseFile, CaseId
from tipdesk.cases.paper import prints, referrals
from tipdesk.core.errors import LetterRefused
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.rules.rules import FormState
from tipdesk.printing.documents.referral_letter import content_of
from tipdesk.printing.plan import PrintOptions
from tipdesk.storage import paper_rows


def lacking(
    state: FormState, row: int, form: FormDefinition, work: CaseWork
) -> tuple[referrals.Missing, ...]:
    """What stands between a need and its letter; nothing when it may be written."""
    need = work.needs.get(subject_of_need(row))
    if need is not None and need.status in ENDED:
        return (referrals.Missing.ENDED,)
    return referrals.missing(state, row, form)


def planned_letter(
    desk: OpenVault, case_file: CaseFile, state: FormState, work: CaseWork, options: PrintOptions
) -> referrals.Letter:
    """The letter about `options.need`. It has a mark of its own that cannot be made elsewhere and
    tells nothing.

    Raises:
        LetterRefused: it may not be written.
    """
    lacks = lacking(state, options.need, case_file.form, work)
    if lacks:
        raise LetterRefused(reason=lacks[0].value)
    content = content_of(case_file, options)
    mark = desk.commitment(content.digest)[: prints.MARK_DIGITS]
    agency = referrals.need_at(state, referrals.AGENCY, options.need)
    return referrals.Letter(options.need, mark, agency, content.fields)


def enter_sent(
    desk: OpenVault,
    book: CaseWorkBook,
    case_id: CaseId,
    letter: referrals.Letter,
    restricted: Collection[str],
) -> None:
    """Enter that a need was sent: once for each letter and not for its copies. A correction takes
    it back. What the letter told of level 4 (`restricted` questions) stands with the letter alone.
    """
    last = referrals.newest(paper_rows.letters(desk.vault, case_id)).get(letter.need)
    if last is not None and last.mark == letter.mark:
        return
    fields = [name for name in letter.fields if name not in restricted][:MOST_CODES]
    body = {"agency": letter.agency, "letter": letter.mark}
    if fields:
        body["fields"] = " ".join(fields)
    subject = subject_of_need(letter.need)
    if book.why_not(case_id, EntryKind.REFERRAL_SENT, subject, body) is None:
        book.enter(case_id, EntryKind.REFERRAL_SENT, subject, body)
