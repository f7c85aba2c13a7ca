"""Why an answer does not go to the Prosecution: told from the marks of its question alone."""

from __future__ import annotations

from tipdesk.cases.evidence import NOT_PICKED
from tipdesk.cases.handover.release import AFTER_COMPLETION, NOT_FOR_PROSECUTION, SENSITIVE
from tipdesk.cases.model import CaseFile
from tipdesk.forms.model import Question, Release

WITHHELD = (NOT_PICKED, NOT_FOR_PROSECUTION)
AFTERWARDS = "it changes after completion"
PROTECTED = "it goes in the protective annex alone, and is not named"


def why_kept(case_file: CaseFile, question: Question) -> str:
    """Why an answer does not go, by level and release of its question; '' when it goes."""
    refused = case_file.answers["consent_prosecution"].value in ("refused", "withdrawn")
    if question.name in AFTER_COMPLETION:
        return AFTERWARDS
    if Release.INTERNAL in question.release:
        return NOT_FOR_PROSECUTION
    if Release.ANNEX in question.release:
        return PROTECTED
    if Release.PROSECUTION in question.release:
        return NOT_PICKED if refused and question.level >= SENSITIVE else ""
    picked = Release.PROSECUTION_IF_PICKED in question.release
    return NOT_PICKED if picked else NOT_FOR_PROSECUTION
