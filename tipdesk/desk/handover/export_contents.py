"""What an export would hold, line by line, as it is shown before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tipdesk.bundle.container.signed_list import ListedPaper
from tipdesk.cases.model import CaseFile
from tipdesk.desk.handover.packing import DOCUMENTS
from tipdesk.desk.paper.signed_leaving import SignedRelease


class ContentKind(StrEnum):
    """What a line of the contents list is."""

    RECORD = "record"
    DOCUMENT = "document"
    ATTACHMENT = "attachment"
    SIGNED = "signed"
    CUSTODY = "custody"
    README = "readme"


@dataclass(frozen=True, slots=True)
class Content:
    """One line of the contents list. `name` is a document key or an attachment's own name."""

    kind: ContentKind
    name: str
    size: int | None = None  # bytes, attachments and scans only
    described: bool | None = None  # of an attachment: by a row of the list; None: nobody can say
    papers: tuple[ListedPaper, ...] = ()  # of a scan of signed pages


def contents(
    case_file: CaseFile, told: frozenset[str] | None, signed: SignedRelease
) -> tuple[Content, ...]:
    """What a bundle of a file as it leaves would hold. `told` are the attached files that a row of
    the list describes; None: nobody can say."""
    return (
        Content(ContentKind.RECORD, "record"),
        *(Content(ContentKind.DOCUMENT, document) for document in DOCUMENTS),
        *(
            Content(
                ContentKind.ATTACHMENT,
                attachment.name,
                attachment.size,
                None if told is None else attachment.id in told,
            )
            for attachment in case_file.attachments
        ),
        *(
            Content(ContentKind.SIGNED, scan.path, scan.attachment.size, papers=scan.papers)
            for scan in signed.going
        ),
        Content(ContentKind.CUSTODY, "custody"),
        Content(ContentKind.README, "readme"),
    )
