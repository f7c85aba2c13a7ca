"""Parts of a record that follow from nobody's answers: the agency and the attached files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from tipdesk.cases.acquisition import Acquired
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.handover.attachment_paths import attachment_path
from tipdesk.cases.model import Attachment, CaseFile


def agency_code(case_file: CaseFile) -> str:
    """The agency as it leaves: a shelter goes by another name."""
    agency = case_file.station.agency
    for choice in case_file.form.choices.get("agency", ()):
        if choice.name == agency:
            return choice.filter.get("export_as", "") or agency
    return agency


def attachment_rows(attachments: Iterable[Attachment]) -> list[dict[str, object]]:
    """Neutral paths; the names that people gave stand in the bundle's index only. How a file was
    acquired goes where the file goes."""
    return [
        {
            "path": attachment_path(number, attachment),
            "sha256": attachment.sha256,
            "size": attachment.size,
            "media_type": attachment.media_type,
            **_acquired(attachment.acquisition),
        }
        for number, attachment in enumerate(attachments, start=1)
    ]


def _acquired(acquired: Acquired | None) -> dict[str, object]:
    """`acquisition` of an attached file; what was not said is left out."""
    if acquired is None:
        return {}
    told = {name: text for name, text in asdict(acquired.acquisition).items() if text}
    if acquired.acquisition.algorithm:
        told["algorithm"] = acquired.acquisition.algorithm
        told["compared"] = acquired.outcome.compared.value
    if acquired.outcome.digest:
        told["copy_hash"] = acquired.outcome.digest
    at = timestamp(acquired.at)
    return {"acquisition": {**told, "recorded_by": acquired.by, "recorded_at": at}}
