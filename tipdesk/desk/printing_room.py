"""Paper: what is printed is planned and recorded here, drawn in a job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from tipdesk.cases import referrals
from tipdesk.cases.exhibit_release import as_it_leaves
from tipdesk.cases.model import CaseFile, CaseId
from tipdesk.cases.permissions import Act, allowed, check
from tipdesk.cases.record import Pick, is_narrowed, release_of, released_fields
from tipdesk.cases.referrals import Letter
from tipdesk.cases.reply_code import MARK_DIGITS
from tipdesk.desk import suspects
from tipdesk.desk.cards import Cards
from tipdesk.desk.case_files import CaseFiles
from tipdesk.desk.open_vault import OpenVault
from tipdesk.errors import LetterRefused
from tipdesk.forms.state import FormState
from tipdesk.printing import documents, levels, plan
from tipdesk.printing.referral_letter import content_of
from tipdesk.storage import custody_rows, letter_rows, printed_rows

BlankForm = plan.BlankForm
PrintOptions = plan.PrintOptions
PaperOptions = plan.PrintOptions

Document = Literal[
    "notice", "intake", "consent", "statement", "cover", "card", "answers", "pointing",
    "exhibits", "label", "quick", "child", "injuries", "safety", "closing", "smuggling",
    "assessment", "referral",
]  # fmt: skip
How = Literal["printed", "saved"]
LETTER: Document = "referral"
_CARDS: tuple[Document, ...] = ("card", "answers", "pointing")  # what a native reader has to read


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """Everything that drawing needs; frozen."""

    document: Document
    source: CaseFile | BlankForm
    options: PrintOptions
    letter: Letter | None = None  # that leaves when it is printed or saved


def copies(document: Document) -> tuple[plan.Copy, ...]:
    """The copies that are made of a document, the usual one first."""
    return levels.copies(document)


def render(wanted: PrintPlan) -> bytes:
    """The document as PDF. JOB."""
    return documents.render(wanted.document, wanted.source, wanted.options)


class PrintingRoom:
    """Plans and records printing. GUI thread."""

    def __init__(self, desk: OpenVault, files: CaseFiles, cards: Cards) -> None:
        self._desk = desk
        self._files = files
        self._cards = cards

    def print_plan(
        self,
        case_id: CaseId | None,
        document: Document,
        options: PrintOptions | None = None,
    ) -> PrintPlan:
        """What to draw; `case_id` None: a blank form of the newest version.

        A copy for the Prosecution holds released fields only. A paper of which there is no such
        copy (`copies`) is planned as its usual one: what is internal has none for outside.
        `fields`, `context`, `signed_off`, `printed_at` and `copy_number` of the options are filled
        in here.

        Raises:
            TransitionRefused: level 4 was asked for by somebody who is not a supervisor.
            LetterRefused: a letter about `options.need`, which may not be written.
        """
        signed_off = self._cards.signed_off() if document in _CARDS else ()
        options = replace(options or PrintOptions(copy="file"), signed_off=signed_off)
        options = replace(options, copy=levels.copy_made(document, options.copy))
        if options.include_level4:
            check(Act.PRINT_RESTRICTED, self._desk.officer.role)
        if case_id is not None:
            check(Act.SEE_FILES, self._desk.officer.role)
        if case_id is None:
            form = BlankForm(self._desk.forms.newest(), self._desk.station)
            return PrintPlan(document, form, replace(options, printed_at=None))
        case_file = self._files.whole(case_id)
        picks = self._files.picks(case_file.case)
        prosecution = options.copy == "prosecution"
        state = self._files.state(case_file)
        if prosecution:
            case_file = as_it_leaves(case_file, release_of(case_file, state, picks).exhibits)
        wanted = replace(
            options,
            fields=self._fields(case_file, picks, prosecution=prosecution),
            context=self._files.context(case_file.case),
            printed_at=self._desk.now(),
            copy_number=printed_rows.count(self._desk.vault, case_id, document) + 1,
            anchor=self._anchor(),
        )
        if document == LETTER:
            return self._letter_plan(case_file, state, wanted)
        return PrintPlan(document, case_file, wanted)

    def _letter_plan(
        self, case_file: CaseFile, state: FormState, options: PrintOptions
    ) -> PrintPlan:
        """A letter has a mark of its own that cannot be made elsewhere and tells nothing."""
        lacks = referrals.missing(state, options.need, case_file.form)
        if lacks:
            raise LetterRefused(reason=lacks[0].value)
        content = content_of(case_file, options)
        mark = self._desk.commitment(content.digest)[:MARK_DIGITS]
        agency = referrals.need_at(state, referrals.AGENCY, options.need)
        letter = Letter(options.need, mark, agency, content.fields)
        return PrintPlan(LETTER, case_file, replace(options, letter=mark), letter)

    def _fields(
        self, case_file: CaseFile, picks: tuple[Pick, ...], *, prosecution: bool
    ) -> frozenset[str] | None:
        """The questions that may be printed; None: all. Who may not read of suspects prints none
        (intake-fields §2, rule 3)."""
        released = _released(case_file, picks) if prosecution else None
        if allowed(Act.SEE_SUSPECTS, self._desk.officer.role):
            return released
        questions = {one.name for one in case_file.form.questions()}
        own = (released or questions) - suspects.questions(case_file.form)
        return frozenset(own)

    def _anchor(self) -> tuple[int, str] | None:
        last = custody_rows.head(self._desk.vault)
        return (last.seq, last.hash) if last else None

    def record_printed(
        self,
        case_id: CaseId,
        document: Document,
        how: How,
        anchor: tuple[int, str] | None = None,
        letter: Letter | None = None,
    ) -> None:
        """Enter into the chain that the document was printed or saved as PDF, and which link's
        fingerprint it carries (`anchor` of the plan's options); of a letter, which one left."""
        vault = self._desk.vault
        digest = self._files.whole(case_id).digest
        with vault.transaction():
            by, at = self._desk.officer.login, self._desk.now()
            printed = printed_rows.Printed(case_id, document, how, digest, by, at)
            printed_rows.add_printed(vault, printed)
            carried = {"anchor": str(anchor[0])} if anchor else {}
            if letter is not None:
                letter_rows.add(vault, case_id, replace(letter, by=by, at=at))
                carried |= {"need": str(letter.need), "letter": letter.mark}
            self._desk.enter(how, case_id, document=document, record=digest, **carried)


def _released(case_file: CaseFile, picks: tuple[Pick, ...]) -> frozenset[str]:
    narrowed = is_narrowed(case_file.answers)
    return released_fields(case_file.form, picks, narrowed=narrowed)
