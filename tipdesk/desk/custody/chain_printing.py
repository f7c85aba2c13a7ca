"""Papers about the chain of custody: planned and recorded here, drawn in a job."""

from __future__ import annotations

from typing import Literal

from tipdesk import __version__
from tipdesk.cases.custody.chain_reading import ChainReading, Examined, Filter
from tipdesk.cases.model import CaseFile
from tipdesk.cases.paper.prints import Print, print_detail
from tipdesk.core.settings import Language
from tipdesk.desk.open_vault import OpenVault
from tipdesk.printing import plan
from tipdesk.printing.documents import chain_log
from tipdesk.storage.files import case_rows
from tipdesk.storage.station import resource_rows

ChainDocument = Literal["custody", "certificate"]
ChainPaper = plan.ChainPaper


def render_chain(document: ChainDocument, source: ChainPaper) -> bytes:
    """The paper as PDF. JOB."""
    return chain_log.render_chain(document, source)


def carried_paper(reading: ChainReading, file: CaseFile, language: Language) -> ChainPaper:
    """What `render_chain` draws of a chain that a bundle carries: the log, or the certificate of
    what `read_carried` has compared."""
    return ChainPaper(
        reading=reading,
        form=file.form,
        program=__version__,
        wanted=Filter(),
        examined=Examined(reading, 1, 0, reading.objections),
        person_code=file.case.person_code,
        language=language,
    )


class ChainPrinting:
    """Plans and records them. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    def paper(
        self,
        reading: ChainReading,
        wanted: Filter,
        examined: Examined | None = None,
        language: Language = "ar",
    ) -> ChainPaper:
        """What `render_chain` draws, of a reading that this officer was given; with what was
        examined for the certificate."""
        vault, forms = self._desk.vault, self._desk.forms
        case = case_rows.find(vault, reading.case_id) if reading.case_id else None
        return ChainPaper(
            reading=reading,
            form=forms.rules_of(case).definition if case else forms.newest(),
            program=__version__,
            wanted=wanted,
            examined=examined,
            by=self._desk.officer.login,
            person_code=case.person_code if case else "",
            letterhead=resource_rows.letterhead(vault),
            language=language,
        )

    def record(self, document: ChainDocument, paper: ChainPaper, told: Print) -> None:
        """Enter into the chain what became of the paper, what for, and which link's fingerprint it
        carries; seal it."""
        detail = {**print_detail(told), "anchor": str(paper.reading.head[0])}
        self._desk.enter(told.how, paper.reading.case_id, document=document, **detail)
        self._desk.seal()
