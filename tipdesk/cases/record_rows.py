"""Parts of a record that follow from nobody's answers: the agency and the attached files."""

from __future__ import annotations

from collections.abc import Iterable

from tipdesk.cases.attachment_paths import attachment_path
from tipdesk.cases.model import Attachment, CaseFile


def agency_code(case_file: CaseFile) -> str:
    """The agency as it leaves: a shelter goes by another name."""
    agency = case_file.station.agency
    for choice in case_file.form.choices.get("agency", ()):
        if choice.name == agency:
            return choice.filter.get("export_as", "") or agency
    return agency


def attachment_rows(attachments: Iterable[Attachment]) -> list[dict[str, object]]:
    """Neutral paths; the names that people gave stand in the bundle's index only."""
    return [
        {
            "path": attachment_path(number, attachment),
            "sha256": attachment.sha256,
            "size": attachment.size,
            "media_type": attachment.media_type,
        }
        for number, attachment in enumerate(attachments, start=1)
    ]
