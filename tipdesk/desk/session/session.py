"""One officer at one open vault: unlocking, locking, and what is held in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from tipdesk.cases.custody.chain import BY_SHIFT_KEY
from tipdesk.cases.files.workflow import VoidReason
from tipdesk.cases.model import Act, CaseId, Ending, Officer, Station, StationKind
from tipdesk.cases.persons.forgetting import forget
from tipdesk.core.clock import Clock
from tipdesk.core.errors import RestrictedClosed, TipdeskError
from tipdesk.desk.approval import Tries
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.desk.custody.book import ChainPrinting, CustodyBook
from tipdesk.desk.directory import AgencyDirectory
from tipdesk.desk.events import EventBook
from tipdesk.desk.evidence.attachments import Attachments
from tipdesk.desk.evidence.recordings import Recordings
from tipdesk.desk.files.access import Access, AccessReasons
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.derived import DerivedRows
from tipdesk.desk.files.due_book import DueBook
from tipdesk.desk.files.escrow import Escrow
from tipdesk.desk.files.families import Families
from tipdesk.desk.files.readers import Readers
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.files.voiding import VoidingFiles
from tipdesk.desk.form_shelf import published_forms
from tipdesk.desk.handover.approving import Approving
from tipdesk.desk.handover.handover import Handover
from tipdesk.desk.handover.receipts import Receipts
from tipdesk.desk.handover.receiving import Receiving
from tipdesk.desk.handover.taking_in import TakingIn
from tipdesk.desk.interview.answer_log import AnswerLog
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.interview.delivering import Delivering
from tipdesk.desk.interview.drafts import Drafts, Views
from tipdesk.desk.interview.knowing import Knowing
from tipdesk.desk.interview.new_files import NewFiles
from tipdesk.desk.interview.noticing import Noticing
from tipdesk.desk.interview.offer_book import OfferBook
from tipdesk.desk.interview.statement import StatementFreezing
from tipdesk.desk.interview.steps import Steps
from tipdesk.desk.load import CaseLoad
from tipdesk.desk.locked_vault import refuse_protected
from tipdesk.desk.messages.annex_desk import AnnexDesk
from tipdesk.desk.messages.answering import AnsweringRequests
from tipdesk.desk.messages.asking import AskingApproval
from tipdesk.desk.messages.certificate_exchange import AskingForCertificates, CarryingCertificates
from tipdesk.desk.messages.disclosing import Disclosing
from tipdesk.desk.messages.messages import Messages
from tipdesk.desk.messages.outbox import Outbox
from tipdesk.desk.notices.reviewing import NoticeReviews
from tipdesk.desk.notices.sending import Notices
from tipdesk.desk.open_vault import Change, ChangeKind, Confirmed, OpenVault
from tipdesk.desk.paper.language_cards import CardSignOff, Voices
from tipdesk.desk.paper.letterheads import Letterheads
from tipdesk.desk.paper.printing_room import PrintingRoom
from tipdesk.desk.paper.referring import Referring
from tipdesk.desk.paper.shift_taking import ShiftTaking
from tipdesk.desk.paper.signed_papers import SignedPapers
from tipdesk.desk.rosters import Rosters
from tipdesk.desk.session.entering import enter
from tipdesk.desk.session.witnessing import leave
from tipdesk.desk.station.backup import Backups
from tipdesk.desk.station.form_installing import FormInstalling
from tipdesk.desk.station.kit_opening import KitOpening
from tipdesk.desk.station.own_looks import OwnLooks
from tipdesk.desk.station.reading_through import ReadingThrough
from tipdesk.desk.station.recovery import Rehearsal
from tipdesk.desk.station.register_settling import RegisterSettling
from tipdesk.desk.station.renewals import Renewals
from tipdesk.desk.station.shares import Shares
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.desk.station.staff import Staff
from tipdesk.desk.teams import Teams
from tipdesk.desk.transfer.giving_up import GivingUp
from tipdesk.desk.transfer.taking_over import TakingOver
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.desk.update.updates import Updates
from tipdesk.forms.publishing.catalogue import Catalogue
from tipdesk.storage import station_rows
from tipdesk.storage.keys import rekeying
from tipdesk.storage.vault import Vault

_Held = TypeVar("_Held")
Place = station_rows.Place  # where an officer stood, and in which words
READING, AMENDING = station_rows.READING, station_rows.AMENDING  # what they did there
WRITING = station_rows.WRITING


class Session:
    """One unlocked vault, the officer who unlocked it, and what can be done there: each held object
    does one thing. Lives on the GUI thread. What shows files is closed to whoever may see none.

    `officer.login` is "recovery" when the recovery words or shares opened it; `recovered` is true:
    new passphrases are given, after which it is locked and opened again.
    """

    def __init__(self, desk: OpenVault, recovery_key: UnlockedKey | None) -> None:
        """Use `open`."""
        self._desk = desk
        self._recovery_key = recovery_key
        self._locked = False
        self.keys = Keys(desk)
        self._hold_files(desk)
        self.access_reasons = AccessReasons(desk)
        self.receiving = Receiving(desk, self.keys)
        notified = self._delivering.note_received
        self._receipts = receipts = Receipts(desk, self._files, self.keys, self.access, notified)
        self.messages = Messages(
            desk, self.access, self.keys, self.receiving, receipts.settle, self.case_work
        )
        self.certificates = AskingForCertificates(desk, self.keys, self.messages)
        self.carrying = CarryingCertificates(desk, self.keys, self.messages)
        self.outbox = Outbox(desk, self.messages, receipts, self.certificates)
        self.taking_in = TakingIn(desk, self.keys, self.receiving, self.outbox.taken_in)
        self.annexes = AnnexDesk(desk, self.keys, self.receiving)
        self.notices = Notices(desk, self._files, self._answers, self.access, self.keys, receipts)
        self.notice_reviews = NoticeReviews(desk, self.access, receipts)
        self._hold_papers(desk)
        self.voices = Voices(desk)
        self.taking = ShiftTaking(desk)
        self.staff = Staff(desk)
        self.kit = KitOpening(desk)
        self.backups = Backups(desk)
        self.reading = ReadingThrough(desk)
        self.custody = CustodyBook(desk, self.access)
        self.chain_papers = ChainPrinting(desk)
        self.rehearsal = Rehearsal(desk)
        self.shares = Shares(desk, self.readers.reseal_for_sheets)
        self.renewals = Renewals(desk, self.readers, recovery_key)
        self.register = RegisterSettling(desk)
        self.tries = Tries(desk)
        self.letterheads = Letterheads(desk)
        self.forms = FormInstalling(desk, self.keys)
        self.updates = Updates(desk, self.keys)
        with suppress(RestrictedClosed):
            self.escrow.renew()
        with suppress(TipdeskError):  # a full disk keeps nobody from coming in
            self.teams.pass_on()
        with suppress(TipdeskError):  # a full disk keeps nobody from coming in
            self.answering.forget_lapsed()
        # To say once after unlocking: a chain that does not hold, a clock that stands behind.
        self.warnings = (*desk.warnings, *self._answers.unfolded)
        self.failed_tries = desk.failed_tries
        self.news = desk.news

    def _hold_files(self, desk: OpenVault) -> None:
        """What reads and writes files, from the ground up."""
        self._restricted = restricted = Restricted(desk)
        self._sealing = sealing = Sealing(desk, restricted)
        self.access = Access(desk, restricted)
        self.escrow = Escrow(desk, restricted, self.keys.session_key)
        self.readers = Readers(desk, self.access, restricted, sealing, self.escrow)
        self._contents = contents = Contents(desk, self.access, restricted)
        self._files = files = CaseFiles(desk, contents, self.access, restricted)
        self.cards = CardSignOff(desk, files)
        self.case_work = CaseWorkBook(desk, files, contents, self.access)
        self.teams = Teams(desk, contents, restricted, self.case_work)
        self.directory = AgencyDirectory(desk, self.case_work)
        self.load = CaseLoad(desk, self.access, restricted, self.case_work)
        self.printing = PrintingRoom(desk, files, self.access, self.cards, self.case_work)
        self._drafts = drafts = Drafts(desk, contents, restricted, sealing)
        self._views = Views(desk, contents, restricted)
        self.own_looks = OwnLooks(desk)
        log = AnswerLog(desk, contents, self.access, restricted, sealing, drafts)
        book = OfferBook(desk, restricted, sealing)
        self.events = EventBook(desk, contents, self.access)
        self.families = families = Families(desk, contents, self.access, files.same_person)
        self._knowing = knowing = Knowing(desk, contents, self._views, book, self.events, families)
        self._new_files = NewFiles(desk, contents, log, knowing, families)
        self.rosters = Rosters(desk, self.events, self._new_files)
        self._answers = answers = Answers(desk, contents, log, drafts, knowing)
        self._noticing = Noticing(desk, contents, answers, book)
        self._statement = StatementFreezing(desk, contents, restricted, log, answers)
        self._steps = Steps(desk, contents, restricted, sealing, log, answers)
        self._delivering = Delivering(
            desk,
            contents,
            log,
            knowing,
            left=self.printing.notice_left,
            acknowledged=self._noticed_at,
        )
        self._voiding = VoidingFiles(
            desk, contents, restricted, sealing, answers.fold, self._tell_voided
        )
        self._attachments = Attachments(desk, contents, restricted, sealing, answers)

    def _tell_voided(self, case_id: CaseId, why: VoidReason, supervisor: Confirmed) -> None:
        """As `_noticed_at`."""
        self.outbox.voided(case_id, why, supervisor)

    def _noticed_at(self, case_id: CaseId) -> datetime | None:
        """Who says that a file was handed over comes before whoever reads the office's answers."""
        return self._receipts.noticed_at(case_id)

    def _hold_papers(self, desk: OpenVault) -> None:
        """What is printed, signed, sent or recorded of files."""
        files, access, answers = self._files, self.access, self._answers
        self.signed_papers = SignedPapers(desk, files, access, self._sealing, self._attachments)
        self._referring = Referring(desk, files, access, self.case_work)
        self.due = DueBook(desk)
        self.derived = DerivedRows(desk)
        self._approving = Approving(
            desk, self._contents, self._restricted, self._sealing, self._steps, self.keys
        )
        self.disclosing = Disclosing(desk, self._contents, self._approving, self.messages)
        self.asking = AskingApproval(
            desk, self._contents, self._approving, self.keys, self.messages
        )
        self.answering = AnsweringRequests(desk, self.keys, self.messages)
        self.handover = Handover(
            desk, files, access, self._approving, self.signed_papers, self._receipts
        )
        self._recordings = Recordings(desk, files, access, self._sealing, answers)
        self.giving_up = GivingUp(
            desk, self._contents, self._restricted, self.keys, self.messages, answers.fold
        )
        self.taking_over = TakingOver(desk, self._restricted, self.keys, self.messages)

    @classmethod
    def open(
        cls, vault_dir: Path, key: UnlockedKey, clock: Clock, catalogue: Catalogue | None = None
    ) -> Session:
        """Open the vault with `key` (which is wiped) and enter *unlocked* into the chain.

        Raises:
            VaultInUse, VaultDamaged, VaultTooNew, VaultReadOnly, DiskFull
        """
        vault: Vault | None = None
        try:
            refuse_protected(vault_dir)
            rekeying.settle(vault_dir, key)
            vault = Vault.open(vault_dir, key.dek)
            return cls(*enter(vault, key, clock, catalogue or published_forms()))
        except BaseException:
            if vault is not None:
                vault.close()
            key.wipe()
            raise

    def _of_files(self, service: _Held) -> _Held:
        """A held object that shows files, as those below; each raises what this does.

        Raises:
            TransitionRefused: the officer's role sees none (details: step "see_files").
        """
        self._desk.require(Act.SEE_FILES)
        return service

    @property
    def files(self) -> CaseFiles:
        """The list of files, and one file as the officer may read it."""
        return self._of_files(self._files)

    @property
    def new_files(self) -> NewFiles:
        """Opening files."""
        return self._of_files(self._new_files)

    @property
    def answers(self) -> Answers:
        """Writing answers, rows and amendments."""
        return self._of_files(self._answers)

    @property
    def knowing(self) -> Knowing:
        """What is known of a file without asking, and what is offered."""
        return self._of_files(self._knowing)

    @property
    def noticing(self) -> Noticing:
        """What a statement names, offered as answers elsewhere."""
        return self._of_files(self._noticing)

    @property
    def drafts(self) -> Drafts:
        """What the officer has typed and not recorded."""
        return self._of_files(self._drafts)

    @property
    def views(self) -> Views:
        """How the officer looks at a file."""
        return self._of_files(self._views)

    @property
    def statement(self) -> StatementFreezing:
        """The end of a statement, and a child without a specialist."""
        return self._of_files(self._statement)

    @property
    def steps(self) -> Steps:
        """Review, completion, return."""
        return self._of_files(self._steps)

    @property
    def delivering(self) -> Delivering:
        """That the notice was handed over."""
        return self._of_files(self._delivering)

    @property
    def approving(self) -> Approving:
        """What an approver signs."""
        return self._of_files(self._approving)

    @property
    def voiding(self) -> VoidingFiles:
        """Files that were opened by mistake."""
        return self._of_files(self._voiding)

    @property
    def attachments(self) -> Attachments:
        """Files that are attached to a file."""
        return self._of_files(self._attachments)

    @property
    def recordings(self) -> Recordings:
        """The sound recordings of the files."""
        return self._of_files(self._recordings)

    @property
    def referring(self) -> Referring:
        """Needs that are referred by letter, and the answers of the services."""
        return self._of_files(self._referring)

    def may(self, act: Act) -> bool:
        """Whether the officer's role allows it (`cases.permissions`)."""
        return self._desk.may(act)

    @property
    def has_counter(self) -> bool:
        """Whether the officer works at what this station is for: its files, or what comes in."""
        receiving = self.station.kind is StationKind.RECEIVING
        return self.may(Act.TAKE_IN if receiving else Act.SEE_FILES)

    @property
    def vault_dir(self) -> Path:
        """The vault's folder."""
        return self._desk.vault.vault_dir

    @property
    def station(self) -> Station:
        """What the vault is set up for."""
        return self._desk.station

    @property
    def officer(self) -> Officer:
        """Who unlocked it."""
        return self._desk.officer

    @property
    def recovered(self) -> bool:
        """Whether the recovery words, or two recovery shares, opened it."""
        return self._recovery_key is not None

    @property
    def locked(self) -> bool:
        """Whether `lock` was called."""
        return self._locked

    def space_low(self) -> bool:
        """Whether the disk is full and the ballast away; puts it back as soon as there is room."""
        self._desk.vault.regain_space()
        return self._desk.vault.space_low

    def lock(self, *, shift_key: bool = False) -> None:
        """End a recording, fold what was typed, enter *locked*, close the vault, wipe keys. Twice
        is harmless. `shift_key`: a PIN leads back.

        What cannot be written any more (a full disk, a USB drive pulled out) does not keep the
        vault open: everything acknowledged is in the log already.
        """
        if self._locked:
            return
        self._locked = True
        try:
            with suppress(TipdeskError):
                self._recordings.stop(Ending.LOCKED)
            with suppress(TipdeskError):
                self._answers.fold_all()
            with suppress(TipdeskError):
                self.escrow.renew(first=False)
            with suppress(TipdeskError):
                self._desk.enter_owed()
                self._desk.enter("locked", None, "", **({"by": BY_SHIFT_KEY} if shift_key else {}))
                self._desk.seal()
                leave(self._desk)
        finally:
            self.renewals.wipe()
            self._desk.forget_seed()
            self._desk.end_reading()
            self.receiving.clear_table()
            forget()
            if self._recovery_key is not None:
                self._recovery_key.wipe()
            self._desk.vault.close()
            self._desk.publish(ChangeKind.LOCKED)

    def officers(self) -> tuple[Officer, ...]:
        """Everybody enrolled here and not removed, by login."""
        return station_rows.officers(self._desk.vault)

    def supervisors(self) -> tuple[Officer, ...]:
        """Who may approve."""
        return self._desk.supervisors()

    def remember_place(self, place: Place | None) -> None:
        """Keep in the vault where the officer stands (None: nowhere)."""
        self._views.remember_place(place)

    def last_place(self) -> Place | None:
        """Where this officer stood at the last lock, or None."""
        return self._views.last_place()

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call `callback` after every change; the answer ends the subscription."""
        return self._desk.subscribe(callback)
