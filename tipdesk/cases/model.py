"""What is recorded, as frozen values. Ids are strings; times are aware datetimes in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from tipdesk.cases.acquisition import Acquired
from tipdesk.forms.model import FormDefinition
from tipdesk.media.exif import NOTHING_SAID, PhotoFacts

# --- sound recordings -------------------------------------------------------------------------


class Ending(StrEnum):
    """Why a recording ended."""

    STOPPED = "stopped"  # somebody pressed the button
    WITHDRAWN = "withdrawn"  # consent does not stand any more
    CLOSED = "closed"  # the statement was closed, or the file completed
    LOCKED = "locked"  # the station locked
    DISK_FULL = "disk_full"
    DEVICE_LOST = "device_lost"
    CUT_OFF = "cut_off"  # the program was ended; nobody wrote down how


class MarkKind(StrEnum):
    """What a place in a recording is."""

    NOTE = "note"  # an officer set it
    WRITING = "writing"  # an answer, or a paragraph of the statement, was begun there
    PAUSED = "paused"
    RESUMED = "resumed"
    TAKEN_BACK = "taken_back"  # the note at the same place was a mistake


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in a recording, and the answer that it belongs to."""

    offset: int  # milliseconds of sound before it
    kind: MarkKind
    path: str  # of the question; '' for none
    paragraph: int  # of a text, from 1; 0 for none
    text: str  # the officer's few words
    by: str  # login
    at: datetime


def standing(marks: Iterable[Bookmark]) -> tuple[Bookmark, ...]:
    """The places that count, by where they lie: rows are never deleted, so a note that was taken
    back has a second one. `marks` in the order in which they were set."""
    counted: list[Bookmark] = []
    for bookmark in marks:
        if bookmark.kind is not MarkKind.TAKEN_BACK:
            counted.append(bookmark)
            continue
        meant = replace(bookmark, kind=MarkKind.NOTE)
        back = [at for at, mark in enumerate(counted) if replace(meant, at=mark.at) == mark]
        if back:
            del counted[back[-1]]
    return tuple(sorted(counted, key=lambda bookmark: bookmark.offset))


@dataclass(frozen=True, slots=True)
class Recording:
    """How one was made. `id` is that of its attachment."""

    id: str  # 32 hex digits
    by: str  # login of whoever recorded
    begun_at: datetime
    device: str
    program: str
    rate: int  # samples a second, 16 bits, one channel
    ended_at: datetime | None = None
    ending: Ending | None = None
    milliseconds: int = 0  # of sound that is kept
    bookmarks: tuple[Bookmark, ...] = ()

    @property
    def pick(self) -> str:
        """What a supervisor's pick of it is called; no question can have such a name."""
        return f"recording:{self.id}"

    @property
    def file_name(self) -> str:
        """What its attachment is called: a time (UTC), and nothing of what was said."""
        return f"recording-{self.begun_at:%Y%m%d-%H%M%S}Z.wav"


CaseId = NewType("CaseId", str)  # lowercase UUIDv4
AttachmentId = NewType("AttachmentId", str)  # 32 hex digits


class Role(StrEnum):
    """What an officer may do on this station."""

    OFFICER = "officer"
    CASEWORKER = "caseworker"  # follows up needs; writes in files, begins and completes none
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"  # people, trust and forms of the station; sees no file
    RECEIVER = "receiver"  # receiving station only
    PROSECUTOR = "prosecutor"  # there, and decides what no receiver may


class Act(StrEnum):
    """What somebody does at the desk. The steps of a file have the names of `workflow.FileStep`."""

    SEE_FILES = "see_files"  # the list, search, and what stands in a file
    SEE_SUSPECTS = "see_suspects"
    SEARCH_OTHER_FILES = "look_up"  # whether there is a file of somebody, here and not one's own
    CHOOSE_WEIGHTS = "choose_weights"  # of what tells one person from another
    TAKE_LIST_OUT = "take_list_out"  # as a table that is not encrypted
    TAKE_CALENDAR_OUT = "take_calendar_out"  # meetings by code, not encrypted
    REVIEW_ACCESS_REASONS = "review_looks"  # the reasons that were given for looking
    NAME_READERS = "name_readers"  # on a file that names whoever does it
    KEEP_DIRECTORY = "keep_directory"  # what is known of services
    REASSIGN = "reassign"  # a file from one officer to another
    GIVE_FILE = "give_file"  # to a team, and take it back
    LEAD_TEAMS = "lead_teams"  # make one, let people in and out; give any file to one
    HIDE_FILE = "hide_file"  # from the unit and its supervisor, and refer it directly
    BEGIN_FILE = "begin_file"
    EDIT = "edit"
    RECORD = "record"  # the sound of a statement
    FILE_SIGNED = "file_signed"  # the scan of a signed page
    AMEND = "amend"
    COMPLETE = "complete"
    RETURN = "return"
    APPROVE = "approve"
    EXPORT = "export"
    RECEIVE = "receive"
    REFUSE = "refuse"
    VOID = "void"  # a file of one's own, of which nothing was handed over, printed or told
    UNVOID = "unvoid"  # and to void any other
    SEND_NOTICE = "send_notice"  # to the Prosecution, signed by an officer alone
    REVIEW_NOTICES = "review_notices"  # that were sent so
    ALLOW_NOTICES = "allow_notices"  # or no more, at this station
    PRINT_RESTRICTED = "print_level4"  # the separate sheet of level 4
    SIGN_OFF_CARDS = "sign_off_card"
    KEEP_VOICES = "keep_voices"
    AGREE_FOR_CHILD = "agree_for_child"
    SEE_CUSTODY = "see_custody"  # of the whole station: who did what, in which file
    STATE_TIME = "state_time"  # what time it was while the clock was wrong
    DECIDE_STAFF = "decide_staff"
    MAKE_SHEET = "make_sheet"  # a new recovery sheet; it opens level 4 of every file
    MAKE_SHARES = "make_shares"  # recovery shares, or do without them
    MAKE_BACKUP = "make_backup"  # encrypted: whoever takes it can read what they could here
    SET_LETTERHEAD = "set_letterhead"  # of every paper from then on
    INSTALL_FORM = "install_form"  # new interviews are taken with it from then on
    CHOOSE_AUTHORITY = "choose_authority"  # the first trust list, with its 40 digits
    RENEW_TRUST = "renew_trust"  # a newer pack, which that authority signed
    HOLD_CERTIFICATE = "hold_certificate"  # ask for one's own, and bring it
    BRING_CERTIFICATE = "bring_certificate"  # of a colleague; it takes the place of the one before
    CHECK_VAULT = "check_vault"  # nothing is written, no answer is told
    COMPACT_VAULT = "compact_vault"
    SALVAGE_VAULT = "salvage_vault"
    UNDO_MIGRATION = "undo_migration"
    UPDATE_PROGRAM = "update_program"  # of this computer; another one opens the vault from then on
    TAKE_IN = "take_in"  # receive bundles; at the Prosecution
    DECIDE_ASIDE = "decide_aside"  # take in what was set aside


class StationKind(StrEnum):
    """What a vault is set up for."""

    OFFICER = "officer"
    RECEIVING = "receiving"


@dataclass(frozen=True, slots=True)
class Station:
    """Who keeps this vault. `code` (2 to 6 of A-Z0-9) begins every file number."""

    kind: StationKind
    agency: str  # choice of list AGENCY
    unit: str
    code: str


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who signs in. `login` is an agency code, never a name."""

    id: int
    login: str
    name: str
    role: Role
    removed: bool = False
    suspended: bool = False


class Status(StrEnum):
    """Where a file stands. FHIR's words where they fit; labels are in `tipdesk.texts.messages`."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"  # frozen; waits for the supervisor
    RETURNED = "returned"  # with remarks; may be amended and completed again
    APPROVED = "ready_export"
    EXPORTED = "exported"
    RECEIVED = "received"
    REFUSED = "refused"  # signed refusal by the Prosecution; may be exported again
    VOIDED = "voided"  # opened by mistake or the like; nothing is done with it


class MissingReason(StrEnum):
    """Why a question has no answer (list MISSING). Each is a complete answer."""

    NOT_ASKED = "not_asked"
    DEFERRED = "deferred"
    DECLINED = "declined"
    NOT_KNOWN = "not_known"
    NOT_APPLICABLE = "not_applicable"


class Source(StrEnum):
    """Where an answer comes from."""

    PERSON = "person"
    DOCUMENT = "document"
    OBSERVATION = "observation"
    THIRD_PARTY = "third_party"
    # Nobody was asked; only the desk gives these (`desk.interview.knowing`).
    STATION = "station"
    SESSION = "session"
    FOLLOWS = "follows"  # from another answer of the same file
    OFFERED = "offered"  # by the program, and taken by the officer
    STATEMENT = "statement"  # words of it, and taken by the officer (`desk.interview.noticing`)
    EVENT = "event"  # a document of the event or its roster, and confirmed (`desk.events`)


UNASKED = frozenset({Source.STATION, Source.SESSION, Source.FOLLOWS})
"""Of such an answer nobody was asked: paper and window say so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at one path. Exactly one of `value` and `reason` is set, or neither (emptied)."""

    value: str = ""
    reason: MissingReason | None = None
    source: Source | None = None
    by: str = ""  # login
    at: datetime | None = None
    closed: bool = False  # something stands here that this officer may not read


NO_ANSWER = Answer()


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change made after completion. Nothing is overwritten."""

    path: str
    before: Answer
    after: Answer
    note: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a supervisor wrote when returning a file. `path` '' speaks of the whole file."""

    path: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the file list. Holds no story and no indicator (wording rule 10)."""

    id: CaseId
    number: str
    person_code: str
    form_id: str
    form_version: int
    status: Status
    revision: int  # +1 at every completion
    created_at: datetime
    updated_at: datetime
    created_by: str
    display_name: str = ""
    urgency: str = ""
    quick: bool = False
    notified_at: datetime | None = None  # notice to the Prosecution
    receipt_number: str = ""
    changed: bool = False  # it is RETURNED by a change after its approval, not by a supervisor
    review_due: date | None = None  # the risk is high: until when it is looked at again
    reply_by: date | None = None  # the Prosecution asks for it to be completed: until when
    non_punishment: bool = False  # acts under force: for the supervisor to consider
    hidden: bool = False  # from the unit and its supervisor (wording.md rule 8)
    nationality: str = ""  # choices of the form, several with spaces between them
    site: str = ""  # where the person was received: a choice of the form
    risk: str = ""  # a choice of the form
    deadline: datetime | None = None  # the nearest of what is owed in it


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept in the vault. `name` is shown only, never used as a path."""

    id: AttachmentId
    case_id: CaseId
    name: str
    media_type: str
    size: int  # bytes
    sha256: str  # hex, of the plaintext
    crc32: int  # of the plaintext
    added_by: str
    added_at: datetime
    photo: PhotoFacts = NOTHING_SAID  # what it says of itself
    acquisition: Acquired | None = None  # how it came about, where an officer recorded it
    closed: bool = False  # it is there; name and contents are closed to this officer
    derived_from: str = ""  # SHA-256 hex of the original that this copy was made of


@dataclass(frozen=True, slots=True)
class Binding:
    """How an entry is bound into the chain and to its file (exchange format 1.0, §7.1).

    `tag` is made with the file's key: whoever has it knows every entry of the file, whoever has not
    sees random bytes. `n` counts the entries of one file, 0 is of none. `digest` is that of the
    salted fields; an entry that is kept closed has nothing else.
    """

    tag: bytes  # 16
    n: int
    decision: bool  # its class
    digest: bytes  # 32
    salt: bytes = b""  # 16; none while it is closed


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One entry of the vault's chain (PREMIS event). `hash` covers all fields and `previous`.

    A withheld entry has only seq, previous and hash, a closed one its binding beside them; their
    other fields are empty. Entries from before exchange format 1.0 have no binding.
    """

    seq: int
    previous: str  # hex
    hash: str  # hex
    at: datetime | None = None
    officer: str = ""  # login
    action: str = ""
    case_id: CaseId | None = None
    # field names and digests; of the answers only who interpreted while a card was shown
    detail: Mapping[str, str] = field(default_factory=dict)
    binding: Binding | None = None


# --- what the person agreed to ---------------------------------------------------------------


class ConsentPurpose(StrEnum):
    """What somebody is asked to agree to."""

    INTERVIEW = "interview"
    AUDIO = "audio"
    PHOTO = "photo"
    PROSECUTION = "prosecution"
    SERVICE = "service"
    EMBASSY = "embassy"
    FAMILY = "family"
    STATISTICS = "statistics"
    TRANSFER = "transfer"  # to another station; no question of the form asks it yet


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One thing that was said, or one limit that was named."""

    purpose: ConsentPurpose
    recipient: str  # the agency of a service; '' where the purpose says it
    state: str  # list CONSENT
    at: datetime
    officer: str  # login of who noted it
    limits: tuple[str, ...] | None = None  # sections that stay; None: nobody has asked which
    basis: tuple[str, ...] = ()  # list BASIS, of the Prosecution alone
    by: str = ""  # list SIGNER: who said it
    how: str = ""  # list SIGN_MODE
    card_version: str = ""  # digest of the text that was read to the person, '' where none was
    reason: str = ""  # of a withdrawal, in the person's words or the officer's
    salt: str = ""

    @property
    def about(self) -> tuple[ConsentPurpose, str]:
        """What it is about: of two events about one thing the later rules."""
        return self.purpose, self.recipient


# --- a whole file ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A frozen snapshot: everything needed to review, print and pack one case."""

    case: Case
    station: Station
    form: FormDefinition
    answers: Mapping[str, Answer]
    amendments: tuple[Amendment, ...]
    remarks: tuple[Remark, ...]
    attachments: tuple[Attachment, ...]
    custody: tuple[CustodyEvent, ...]  # this case's rows whole, others as seq and hash
    officers: Mapping[str, Officer]  # by login
    digest: str  # SHA-256 hex of the record's canonical JSON, printed in QR and footer
    recordings: tuple[Recording, ...] = ()  # attachments that were recorded here
    consents: tuple[ConsentEvent, ...] = ()  # oldest first

    @property
    def sex(self) -> str:
        """How one speaks of the person: female, male, '' while it is unknown."""
        return self.answers.get("sex", NO_ANSWER).value
