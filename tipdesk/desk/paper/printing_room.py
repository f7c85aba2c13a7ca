"""Printed documents: planned and recorded here, drawn in a job.

What is told of a station's files when a shift is handed over (`shift_handover`) reads no file: the
list has columns that were kept when it was last folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tipdesk.cases.casework.as_it_stands import STANDING, as_it_stands
from tipdesk.cases.casework.shift import OPEN, Shift, ordered
from tipdesk.cases.evidence import as_it_leaves
from tipdesk.cases.files.workflow import newest, refuse_voided
from tipdesk.cases.handover.record import with_digest
from tipdesk.cases.handover.release import release_of, released_fields, sharing_of
from tipdesk.cases.interview.statement import text_digest
from tipdesk.cases.model import Act, Answer, CaseFile, CaseId, CustodyEvent, Status
from tipdesk.cases.paper import prints, referrals
from tipdesk.cases.permissions import allowed
from tipdesk.core.errors import NoticeNotPrinted
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.desk.files import due_book
from tipdesk.desk.files.access import SUSPECTS, Access, suspects_questions
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.desk.files.restricted import restricted_questions
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.paper.language_cards import CardSignOff
from tipdesk.desk.paper.letters import enter_sent, planned_letter
from tipdesk.desk.paper.review_sheet import review_info
from tipdesk.desk.station.backup import Backups
from tipdesk.forms.model import NOTICE
from tipdesk.i18n.text import clean, kuwait_day
from tipdesk.printing import plan
from tipdesk.printing.documents import rendering
from tipdesk.printing.documents.registry import CALENDAR, DOCUMENTS, About, Beyond
from tipdesk.printing.wording import wording
from tipdesk.storage import custody_rows, paper_rows, station_rows
from tipdesk.storage.evidence import recordings
from tipdesk.storage.files import case_rows
from tipdesk.storage.files.search import Viewer

# --- handing over a shift ---------------------------------------------------------------------

_MOST = 60  # more than one page has room for


def shift_handover(desk: OpenVault, left_by: Sequence[str] = ()) -> Shift:
    """The shift as it stands now: files that name the officer or one of `left_by`, of a supervisor
    all that the list tells of; those that are hidden from the unit never, whomever they name.

    Raises:
        TransitionRefused: the officer's role sees no files.
    """
    desk.require(Act.SEE_FILES)
    vault, login = desk.vault, desk.officer.login
    viewer = Viewer(login, desk.may(Act.APPROVE))
    statuses = case_rows.counts_in_hand(vault, viewer, left_by)
    files = due_book.in_this_shift(desk, _MOST, left_by)
    backups = Backups(desk)
    last = backups.last()
    return Shift(
        at=desk.now(),
        by=login,
        station=desk.station.code,
        files=ordered(line for _case, line in files),
        more=sum(statuses.get(status, 0) for status in OPEN)
        + len(due_book.received_due(desk, None, left_by))
        - len(files),
        recordings=_recordings(desk),
        unsent=statuses.get(Status.APPROVED, 0),
        unanswered=statuses.get(Status.EXPORTED, 0),
        backup=last.made_at if last else None,
        backup_due=backups.is_due(),
    )


def _recordings(desk: OpenVault) -> int:
    """Those that run or wait; of a hidden file none is told of."""
    left = recordings.unfinished(desk.vault)
    hidden = case_rows.hidden(desk.vault) if left else {}
    return sum(recording.case_id not in hidden for recording in left)


BlankForm = plan.BlankForm
PrintOptions = plan.PrintOptions
PaperOptions = plan.PrintOptions

Drawn = rendering.RenderedDocument
_DIGITS = 32  # of a page's digest: it is compared with those of one paper only


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """Everything that drawing needs; frozen."""

    document: str
    source: CaseFile | BlankForm
    options: PrintOptions
    letter: referrals.Letter | None = None  # that leaves when it is printed or saved


def language_preferred(case_file: CaseFile) -> str:
    """The code of the language that the person prefers; '' where it is not known."""
    return case_file.answers.get("language_preferred", Answer()).value


def render(wanted: PrintPlan) -> bytes:
    """The document as PDF. JOB."""
    return rendering.render(wanted.document, wanted.source, wanted.options)


def draw(wanted: PrintPlan) -> Drawn:
    """The document as PDF, with a digest of each page. JOB."""
    return rendering.draw(wanted.document, wanted.source, wanted.options)


class PrintingRoom:
    """Plans and records printing. GUI thread."""

    def __init__(
        self,
        desk: OpenVault,
        files: CaseFiles,
        access: Access,
        cards: CardSignOff,
        book: CaseWorkBook,
    ) -> None:
        self._desk = desk
        self._files = files
        self._book = book
        self._access = access
        self._cards = cards

    def print_plan(
        self,
        case_id: CaseId | None,
        document: str,
        options: PrintOptions | None = None,
    ) -> PrintPlan:
        """What to draw; `case_id` None: a blank form of the newest version.

        A copy for the Prosecution holds released fields only. A paper of which there is no such
        copy (`Document.copies`) is planned as its usual one: what is internal has none for outside.
        A paper about the station, or for the pen alone, is of no file, whatever `case_id` is.
        `fields`, `context`, `signed_off`, `printed_at`, `copy_number`, `letterhead`, `review` and
        `shift` or `week` of the options are filled in here.

        Raises:
            TransitionRefused: level 4 was asked for by somebody who is not a supervisor, or the
                officer's role sees no files; the file is voided.
            ReasonNeeded, FileHidden, RestrictedClosed: as `CaseFiles.whole`.
            LetterRefused: a letter about `options.need`, which may not be written.
        """
        kind = DOCUMENTS[document]
        signed_off = self._cards.signed_off() if kind.spoken else ()
        options = replace(options or PrintOptions(copy="file"), signed_off=signed_off)
        options = replace(options, copy=plan.copy_made(document, options.copy))
        options = replace(options, letterhead=station_rows.letterhead(self._desk.vault))
        if options.include_level4:
            self._desk.require(Act.PRINT_RESTRICTED)
        if case_id is None or not kind.is_of_a_file:
            form = BlankForm(self._desk.forms.newest(), self._desk.station)
            options = replace(options, printed_at=None, shift=None, week=None)
            if kind.about is About.STATION and not options.blank:
                options = self._of_station(document, options)
            return PrintPlan(document, form, options)
        case_file = self._files.whole(case_id)
        refuse_voided(case_file.case, "print")
        work = self._book.work(case_id) if document in STANDING else None
        if work is not None:
            case_file = as_it_stands(case_file, work, document, self._desk.now())
        picks = self._files.picks(case_file.case)
        prosecution = options.copy == "prosecution"
        state = self._files.state(case_file)
        if prosecution:
            case_file = as_it_leaves(case_file, release_of(case_file, state, picks).exhibits)
        reach = sharing_of(case_file, state)
        released = released_fields(case_file.form, picks, reach) if prosecution else None
        wanted = replace(
            self._stamps(case_id, document, options),
            fields=self._fields(case_file, released),
            denied=reach.denied,
            context=self._files.context(case_file.case),
            review=self._review(case_file, options) if kind.beyond is Beyond.REVIEW else None,
        )
        if kind.beyond is Beyond.NEED and work is not None:
            letter = planned_letter(self._desk, case_file, state, work, wanted)
            return PrintPlan(document, case_file, replace(wanted, letter=letter.mark), letter)
        return PrintPlan(document, case_file, wanted)

    def _of_station(self, document: str, options: PrintOptions) -> PrintOptions:
        """With what the paper says of the station now."""
        if document == CALENDAR:
            day = options.day or kuwait_day(self._desk.now())
            return replace(options, week=due_book.DueBook(self._desk).week(day))
        return replace(options, shift=shift_handover(self._desk))

    def large_print(self, case_id: CaseId) -> bool:
        """Whether what the person of this file reads is printed large: as it was chosen for the
        file, whoever chose it, or, where nobody did, by what was answered of her eyes.

        Raises:
            ReasonNeeded, FileHidden, RestrictedClosed: as `CaseFiles.whole`.
        """
        chosen = paper_rows.large_print(self._desk.vault, case_id)
        if chosen is not None:
            return chosen
        eyes = wording("frame").part("weak_eyes")
        answer = self._files.whole(case_id).answers.get(eyes.setting("field"), Answer())
        return answer.value in eyes.setting("answers").split()

    def choose_large_print(self, case_id: CaseId, *, large: bool) -> None:
        """Keep for the file whether what the person reads is printed large."""
        paper_rows.choose_large_print(self._desk.vault, case_id, large=large)

    def next_copy(self, plan: PrintPlan) -> PrintPlan:
        """The same paper, of the same state of the file, as its next copy leaves now."""
        if not isinstance(plan.source, CaseFile):
            return plan
        stamps = self._stamps(plan.source.case.id, plan.document, plan.options)
        return replace(plan, options=stamps)

    def is_current(self, plan: PrintPlan) -> bool:
        """Whether the file still says what was planned.

        Raises:
            ReasonNeeded, FileHidden, RestrictedClosed: as `CaseFiles.whole`.
        """
        source = plan.source
        if not isinstance(source, CaseFile):
            return True
        case_file = self._files.whole(source.case.id)
        if plan.document in STANDING:
            work = self._book.work(source.case.id)
            now = as_it_stands(case_file, work, plan.document, self._desk.now())
            return now.answers == source.answers
        if case_file.digest == source.digest:
            return True
        return plan.document == NOTICE and self._before_delivery(case_file) == source.digest

    def _before_delivery(self, case_file: CaseFile) -> str:
        """The digest of the file as it was but for when its notice was handed over: that stands in
        no box of the notice, so that saying it spoils none that is about to be printed."""
        before = replace(
            case_file,
            answers={
                path: answer for path, answer in case_file.answers.items() if path != NOTIFIED
            },
            amendments=tuple(
                amendment for amendment in case_file.amendments if amendment.path != NOTIFIED
            ),
        )
        record = self._files.record(before, self._files.picks(case_file.case))
        return with_digest(before, record).digest

    def _stamps(self, case_id: CaseId, document: str, options: PrintOptions) -> PrintOptions:
        """What the frame of a page says of the copy: its number, when, after which entry."""
        return replace(
            options,
            printed_at=self._desk.now(),
            copy_number=paper_rows.count_printed(self._desk.vault, case_id, document) + 1,
            anchor=self._anchor(),
        )

    def _fields(
        self, case_file: CaseFile, released: frozenset[str] | None
    ) -> frozenset[str] | None:
        """The questions that may be printed; None: all. Who may not read of suspects prints none
        (intake-fields §2, rule 3)."""
        if self._desk.may(Act.SEE_SUSPECTS):
            return released
        questions = {question.name for question in case_file.form.questions()}
        own = (released or questions) - suspects_questions(case_file.form)
        return frozenset(own)

    def _review(self, case_file: CaseFile, options: PrintOptions) -> plan.ReviewInfo:
        case, role = case_file.case, self._desk.officer.role
        untold = frozenset[str]() if allowed(Act.SEE_SUSPECTS, role) else frozenset({SUSPECTS})
        return review_info(
            case_file,
            self._files.state(case_file),
            self._files.picks(case),
            self._files.pickable(case.id),
            options.language,
            untold,
        )

    def _anchor(self) -> tuple[int, str] | None:
        last = custody_rows.head(self._desk.vault)
        return (last.seq, last.hash) if last else None

    def _pages(self, plan: PrintPlan, drawn: Drawn, left: Sequence[int]) -> prints.PagesLeft | None:
        """What is kept of the pages that leave; None for what is not compared later: a paper with
        restricted answers, of which not even a digest stays, and a blank one."""
        if not isinstance(plan.source, CaseFile) or plan.options.include_level4:
            return None
        keyed = tuple(self._desk.commitment(digest)[:_DIGITS] for digest in drawn.digests)
        return prints.PagesLeft(_variant(plan.document, plan.options), keyed, tuple(left))

    def changed(self, plan: PrintPlan, drawn: Drawn) -> tuple[int, ...] | None:
        """Which pages (from 1) say something else than the paper that was printed last; None when
        the paper can only be printed whole (`cases.paper.prints.changed_pages`)."""
        now = self._pages(plan, drawn, ())
        if now is None or not isinstance(plan.source, CaseFile):
            return None
        before = paper_rows.printed(self._desk.vault, plan.source.case.id)
        earlier = (
            printed.pages
            for printed in before
            if printed.document == plan.document
            and printed.how == prints.PrintOutcome.PRINTED
            and printed.pages
        )
        return prints.changed_pages(tuple(earlier), now)

    def notice_left(self, case_id: CaseId) -> CustodyEvent | None:
        """The entry by which the notice left for the Prosecution as the file says it now: its
        newest print in any language, large or with the code alone, of which every page that says
        something else was replaced; or the case bundle, while the file stands as it was referred.
        None: it has not left so. What was printed of an earlier record is drawn once more, and its
        pages compared.

        Raises:
            ReasonNeeded, FileHidden, RestrictedClosed: as `CaseFiles.whole`.
        """
        case_file = self._files.whole(case_id)
        entries = custody_rows.of_case(self._desk.vault, case_id)
        if case_file.case.status in (Status.EXPORTED, Status.RECEIVED):
            return newest(entries, case_id, "exported")
        newest_of = {  # by the way in which it was printed
            printed.pages.variant: printed
            for printed in paper_rows.printed(self._desk.vault, case_id)
            if (printed.document, printed.how) == (NOTICE, prints.PrintOutcome.PRINTED)
            and printed.pages is not None
            and printed.pages.copy == "prosecution"
        }
        for printed in sorted(newest_of.values(), key=lambda row: row.at, reverse=True):
            if self._says_the_same(case_file, printed):
                return _entry_of(entries, printed)
        return None

    def saved_notice(self, case_id: CaseId) -> paper_rows.Printed | None:
        """The newest copy for the Prosecution that was saved as PDF and says what the file says
        now; None where there is none.

        Raises:
            ReasonNeeded, FileHidden, RestrictedClosed: as `CaseFiles.whole`.
        """
        saved = (
            row
            for row in paper_rows.printed(self._desk.vault, case_id)
            if (row.document, row.how) == (NOTICE, prints.PrintOutcome.SAVED)
            and row.pages is not None
            and row.pages.copy == "prosecution"
        )
        row = max(saved, key=lambda row: row.at, default=None)
        if row is None or row.pages is None:  # mostly: nothing of the file is read for it
            return None
        if row.digest == self._files.whole(case_id).digest:
            return row
        plan = self.print_plan(case_id, NOTICE, _options_of(row.pages.variant))
        now = self._pages(plan, draw(plan), ())
        return row if now is not None and now.digests == row.pages.digests else None

    def note_printed_elsewhere(self, case_id: CaseId) -> None:
        """The officer states that the saved notice was printed at another computer: its copy, under
        the number that stands on it, counts as one that left on paper.

        Raises:
            NoticeNotPrinted: what was saved does not say what the file says now.
            ReasonNeeded, FileHidden, RestrictedClosed: as `CaseFiles.whole`.
        """
        row = self.saved_notice(case_id)
        if row is None or row.pages is None:
            raise NoticeNotPrinted
        printed = prints.Print(
            prints.PrintOutcome.PRINTED,
            prints.Purpose.PROSECUTION,
            printer=prints.PrinterKind.ELSEWHERE,
            copy=row.copy,
            left=row.pages.left,
            count=len(row.pages.digests),
            pages=row.pages,
        )
        self.record_printed(case_id, NOTICE, printed, digest=row.digest)

    def _says_the_same(self, case_file: CaseFile, printed: paper_rows.Printed) -> bool:
        """Whether what lies on paper says what the file says now."""
        pages = printed.pages
        if pages is None:
            return False
        if printed.digest == case_file.digest and len({*pages.left}) == len(pages.digests):
            return True
        plan = self.print_plan(case_file.case.id, NOTICE, _options_of(pages.variant))
        return self.changed(plan, draw(plan)) == ()

    def record(
        self, plan: PrintPlan, drawn: Drawn, outcome: prints.Print, left: Sequence[int]
    ) -> None:
        """As `record_printed`, of a planned paper of a file: with its copy number and the pages
        (from 1) that left."""
        if not isinstance(plan.source, CaseFile):
            raise TypeError("a blank form is of no file")
        complete = replace(
            outcome,
            copy=plan.options.copy_number,
            left=tuple(left),
            count=len(drawn.digests),
            pages=self._pages(plan, drawn, left),
        )
        letter = plan.letter if left else None  # of which nothing came out, nobody answers
        self.record_printed(
            plan.source.case.id, plan.document, complete, plan.options.anchor, letter,
            digest=plan.source.digest,
        )  # fmt: skip

    def record_station_paper(self, document: str, outcome: prints.Print) -> None:
        """Enter into the chain what became of a paper of no file: about the station, or blank; on
        a full disk as soon as there is room, as a look is."""
        self._desk.enter_viewing(
            outcome.how, None, document=document, **prints.print_detail(outcome)
        )

    def record_printed(
        self,
        case_id: CaseId,
        document: str,
        outcome: prints.Print,
        anchor: tuple[int, str] | None = None,
        letter: referrals.Letter | None = None,
        *,
        digest: str = "",
    ) -> None:
        """Enter into the chain what became of a paper: printed, saved as PDF, given up or failed on
        the way, what for, which pages; which entry's fingerprint it carries (`anchor` of the
        plan's options); of a letter, which one left. `digest` is of the record that stands on the
        paper, which may have been changed since; '' for the record as it is now. Words of another
        purpose stay in the vault: the chain, which leaves with bundles, has their commitment."""
        vault = self._desk.vault
        digest = digest or self._files.whole(case_id).digest
        words = clean(outcome.words).strip() if outcome.purpose is prints.Purpose.OTHER else ""
        with vault.transaction():
            by, at = self._desk.officer.login, self._desk.now()
            printer = outcome.printer.value if outcome.printer else ""
            case, closes = self._files.case(case_id), self._access.closes(case_id)
            stored_words = closes(paper_rows.WORDS, words) if words and case.hidden else words
            row = paper_rows.Printed(
                case_id, document, outcome.how, digest, by, at,
                outcome.purpose, stored_words, printer, outcome.copy, outcome.pages,
            )  # fmt: skip
            paper_rows.add_printed(vault, row)
            detail = prints.print_detail(outcome)
            if words:
                detail["purpose_commitment"] = self._desk.commitment(text_digest(words))
            if anchor:
                detail["anchor"] = str(anchor[0])
            if letter is not None:
                restricted = restricted_questions(self._files.rules(case_id).definition)
                left = replace(letter, by=by, at=at)
                enter_sent(self._desk, self._book, case_id, letter, restricted)
                paper_rows.add_letter(vault, case_id, left, restricted, closes, hidden=case.hidden)
                detail |= {"need": str(letter.need), "letter": letter.mark}
            self._desk.enter(outcome.how, case_id, document=document, record=digest, **detail)


def _variant(document: str, options: PrintOptions) -> str:
    """Which way of a paper it is: two of one way differ by what the record says only."""
    names = "code" if options.hide_names else ""
    kind = DOCUMENTS[document]
    about = options.card if kind.spoken else ""
    if kind.beyond is Beyond.NEED:
        about = str(options.need)
    large = ("large",) if options.large else ()
    return "/".join((options.language, options.copy, names, about, *large))


def _options_of(variant: str) -> PrintOptions:
    """The way of a notice for the Prosecution that `_variant` names."""
    language, *others = variant.split("/")
    return PrintOptions(
        language="en" if language == "en" else "ar",
        hide_names="code" in others,
        large="large" in others,
    )


def _entry_of(entries: Sequence[CustodyEvent], printed: paper_rows.Printed) -> CustodyEvent | None:
    """What the chain says of this print; None: nothing, so that it counts for nothing."""
    same = [
        entry
        for entry in entries
        if entry.action == printed.how
        and entry.detail.get("document") == printed.document
        and entry.detail.get("record") == printed.digest
        and entry.detail.get("copy") == str(printed.copy)
    ]
    return same[-1] if same else None
