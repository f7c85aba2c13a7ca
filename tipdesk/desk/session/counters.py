"""What can be done at an open vault, counter by counter."""

from __future__ import annotations

from tipdesk.cases.model import StationKind
from tipdesk.cases.permissions import Act, allowed, check
from tipdesk.desk.custody.book import CustodyBook
from tipdesk.desk.custody.chain_printing import ChainPrinting
from tipdesk.desk.evidence.recordings import Recordings
from tipdesk.desk.files.looks import Looks
from tipdesk.desk.handover.handover import Handover
from tipdesk.desk.handover.receiving import Receiving
from tipdesk.desk.interview.intake import Intake
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.paper.language_cards import Cards
from tipdesk.desk.paper.letterheads import Letterheads
from tipdesk.desk.paper.printing_room import PrintingRoom
from tipdesk.desk.paper.referring import Referring
from tipdesk.desk.paper.signed_papers import SignedPapers
from tipdesk.desk.paper.voices import Voices
from tipdesk.desk.station.backup import Backups
from tipdesk.desk.station.form_installing import FormInstalling
from tipdesk.desk.station.reading_through import ReadingThrough
from tipdesk.desk.station.rehearsal import Rehearsal
from tipdesk.desk.station.shares import Shares
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.desk.station.staff import Staff
from tipdesk.desk.tries import Tries


class Counters:
    """Each does one thing; what shows files is closed to whoever may see none. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._role, self._station = desk.officer.role, desk.station
        self._intake = Intake(desk)
        self.access = self._intake.access
        self.readers = self._intake.readers
        self.looks = Looks(desk)
        self.keys = Keys(desk)
        self.cards = Cards(desk, self._intake)
        self.printing = PrintingRoom(desk, self._intake, self.cards)
        self.signed_papers = SignedPapers(desk, self._intake)
        self._referring = Referring(desk, self._intake)
        self.handover = Handover(desk, self._intake, self.keys)
        self.receiving = Receiving(desk, self.keys)
        self.voices = Voices(desk)
        self._recordings = Recordings(desk, self._intake)
        self.staff = Staff(desk)
        self.backups = Backups(desk)
        self.reading = ReadingThrough(desk)
        self.custody = CustodyBook(desk, self.access)
        self.chain_papers = ChainPrinting(desk)
        self.rehearsal = Rehearsal(desk)
        self.shares = Shares(desk, self.readers.reseal_for_sheets)
        self.tries = Tries(desk)
        self.letterheads = Letterheads(desk)
        self.forms = FormInstalling(desk, self.keys)

    @property
    def intake(self) -> Intake:
        """The files of the station.

        Raises:
            TransitionRefused: the officer's role sees none (details: step "see_files").
        """
        check(Act.SEE_FILES, self._role)
        return self._intake

    @property
    def recordings(self) -> Recordings:
        """The sound recordings of the files.

        Raises:
            TransitionRefused: the officer's role sees no files (details: step "see_files").
        """
        check(Act.SEE_FILES, self._role)
        return self._recordings

    @property
    def referring(self) -> Referring:
        """Needs that are referred by letter, and the answers of the services.

        Raises:
            TransitionRefused: the officer's role sees no files (details: step "see_files").
        """
        check(Act.SEE_FILES, self._role)
        return self._referring

    def may(self, act: Act) -> bool:
        """Whether the officer's role allows it (`cases.permissions`)."""
        return allowed(act, self._role)

    @property
    def has_counter(self) -> bool:
        """Whether the officer works at what this station is for: its files, or what comes in."""
        receiving = self._station.kind is StationKind.RECEIVING
        return self.may(Act.TAKE_IN if receiving else Act.SEE_FILES)
