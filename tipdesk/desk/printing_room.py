"""Paper: what is printed is planned and recorded here, drawn in a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tipdesk.cases.model import CaseFile, CaseId

Document = Literal["notice", "intake", "consent", "statement", "cover"]
Copy = Literal["file", "prosecution", "person"]


@dataclass(frozen=True, slots=True)
class PaperOptions:
    """The choices of the print page. `language` is the form's, not the screen's."""

    language: str = "ar"
    copy: Copy = "file"
    blank: bool = False
    include_level4: bool = False
    hide_names: bool = False


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """Everything that drawing needs; frozen."""

    document: Document
    case_file: CaseFile | None
    options: PaperOptions


def render(plan: PrintPlan) -> bytes:
    """The document as PDF. JOB."""
    raise NotImplementedError


class PrintingRoom:
    """Plans and records printing. GUI thread."""

    def print_plan(
        self, case_id: CaseId | None, document: Document, options: PaperOptions
    ) -> PrintPlan:
        """What to draw; `case_id` None: a blank form of the newest version.

        Raises:
            TransitionRefused: level 4 was asked for by somebody who is not a supervisor.
        """
        raise NotImplementedError

    def record_printed(
        self, case_id: CaseId, document: Document, how: Literal["printed", "saved"]
    ) -> None:
        """Enter into the chain that the document was printed or saved as PDF."""
        raise NotImplementedError
