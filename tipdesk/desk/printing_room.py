"""Paper: what is printed is planned and recorded here, drawn in a job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from tipdesk.cases.exhibit_release import as_it_leaves
from tipdesk.cases.model import CaseFile, CaseId
from tipdesk.cases.permissions import Act, allowed, check
from tipdesk.cases.record import Pick, is_narrowed, release_of, released_fields
from tipdesk.desk.cards import Cards
from tipdesk.desk.case_files import CaseFiles
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.review_sheet import review_info
from tipdesk.desk.shift_handover import shift_handover
from tipdesk.desk.suspects import SECTION
from tipdesk.printing import documents, levels, plan
from tipdesk.storage import custody_rows, letterhead_rows, printed_rows

BlankForm = plan.BlankForm
PrintOptions = plan.PrintOptions
PaperOptions = plan.PrintOptions

Document = Literal[
    "notice", "intake", "consent", "statement", "cover", "card", "answers", "pointing",
    "exhibits", "label", "quick", "child", "injuries", "safety", "closing", "smuggling",
    "assessment", "review", "handover",
]  # fmt: skip
How = Literal["printed", "saved"]
STATION_PAPERS: tuple[Document, ...] = ("handover",)  # about no file
_CARDS: tuple[Document, ...] = ("card", "answers", "pointing")  # what a native reader has to read


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """Everything that drawing needs; frozen."""

    document: Document
    source: CaseFile | BlankForm
    options: PrintOptions


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
        A paper about the station (`STATION_PAPERS`) is of no file, whatever `case_id` is.
        `fields`, `context`, `signed_off`, `printed_at`, `copy_number`, `letterhead`, `review` and
        `shift` of the options are filled in here.

        Raises:
            TransitionRefused: level 4 was asked for by somebody who is not a supervisor.
        """
        signed_off = self._cards.signed_off() if document in _CARDS else ()
        options = replace(options or PrintOptions(copy="file"), signed_off=signed_off)
        options = replace(options, copy=levels.copy_made(document, options.copy))
        options = replace(options, letterhead=letterhead_rows.letterhead(self._desk.vault))
        if options.include_level4:
            check(Act.PRINT_RESTRICTED, self._desk.officer.role)
        if case_id is not None:
            check(Act.SEE_FILES, self._desk.officer.role)
        if case_id is None or document in STATION_PAPERS:
            form = BlankForm(self._desk.forms.newest(), self._desk.station)
            filled = document in STATION_PAPERS and not options.blank
            shift = shift_handover(self._desk) if filled else None
            return PrintPlan(document, form, replace(options, printed_at=None, shift=shift))
        case_file = self._files.whole(case_id)
        picks = self._files.picks(case_file.case)
        prosecution = options.copy == "prosecution"
        state = self._files.state(case_file)
        if prosecution:
            case_file = as_it_leaves(case_file, release_of(case_file, state, picks).exhibits)
        return PrintPlan(
            document,
            case_file,
            replace(
                options,
                fields=_released(case_file, picks) if prosecution else None,
                context=self._files.context(case_file.case),
                printed_at=self._desk.now(),
                copy_number=printed_rows.count(self._desk.vault, case_id, document) + 1,
                anchor=self._anchor(),
                review=self._review(case_file, options) if document == "review" else None,
            ),
        )

    def _review(self, case_file: CaseFile, options: PrintOptions) -> plan.ReviewInfo:
        case, role = case_file.case, self._desk.officer.role
        untold = frozenset[str]() if allowed(Act.SEE_SUSPECTS, role) else frozenset({SECTION})
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

    def record_station_paper(self, document: Document, how: How) -> None:
        """Enter into the chain that a paper about the station was printed or saved."""
        self._desk.enter(how, document=document)

    def record_printed(
        self, case_id: CaseId, document: Document, how: How, anchor: tuple[int, str] | None = None
    ) -> None:
        """Enter into the chain that the document was printed or saved as PDF, and which link's
        fingerprint it carries (`anchor` of the plan's options)."""
        vault = self._desk.vault
        digest = self._files.whole(case_id).digest
        with vault.transaction():
            by, at = self._desk.officer.login, self._desk.now()
            printed = printed_rows.Printed(case_id, document, how, digest, by, at)
            printed_rows.add_printed(vault, printed)
            carried = {"anchor": str(anchor[0])} if anchor else {}
            self._desk.enter(how, case_id, document=document, record=digest, **carried)


def _released(case_file: CaseFile, picks: tuple[Pick, ...]) -> frozenset[str]:
    narrowed = is_narrowed(case_file.answers)
    return released_fields(case_file.form, picks, narrowed=narrowed)
