"""What of a file goes to the Prosecution, and the record that carries it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pick:
    """A supervisor lets one PP? field go to the Prosecution, and says why."""

    name: str  # the question
    reason: str
    by: str = ""  # login, filled when approved


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """One answer as a record shows it, in both languages of the form."""

    path: str
    section: str  # Arabic label
    section_en: str
    label: str
    label_en: str
    value: str
    shown: str  # the value in Arabic words
    shown_en: str
    reason: str  # why there is no answer (list MISSING), else ""
    source: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record.json as the receiving station reads it, without needing its form."""

    case_id: str
    number: str
    person_code: str
    revision: int
    form_id: str
    form_version: int
    answers: tuple[RecordedAnswer, ...]
    withheld: tuple[str, ...]  # Arabic labels, levels 1 to 3
    withheld_level4: int
    digest: str
