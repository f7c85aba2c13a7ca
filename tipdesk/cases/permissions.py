"""Who may do what at a station: one table. Which status a step needs stands in `workflow`.

A role is what somebody is enrolled as. The desk asks this table; the screen only follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tipdesk.cases.model import Role, StationKind
from tipdesk.core.errors import TransitionRefused

# Why somebody opens a file that does not name them, or asks whether there is one (wording.md rule
# 8; intake-fields §2): a reason from this list, and words where the list says too little.


MOST_WORDS = 500  # letters
HOLDS = 12  # hours, a shift: so long a reason opens the file, also after a lock
LEAST_SOUGHT = 3  # letters or digits: what is shorter finds half the vault
MOST_ASKED = 20  # look-ups of one officer in 24 hours
MOST_FOUND = 20  # files that one look-up tells of
REVIEW_EVERY = 7  # days: a supervisor goes through the looks once a week


class LookReason(StrEnum):
    """In the order in which they are offered."""

    SHIFT = "shift"  # the work on the file goes on in another shift
    REVIEW = "review"  # it is to be reviewed or approved
    CARE = "care"  # a need, a referral, the person's safety
    PROSECUTION = "prosecution"  # a question of the Prosecution
    RETURNED = "returned"  # the person has come again, here or elsewhere
    AUDIT = "audit"  # how files are kept is checked
    OTHER = "other"  # words are needed


def wants_words(reason: LookReason) -> bool:
    """Whether the reason says nothing without words."""
    return reason is LookReason.OTHER


class Act(StrEnum):
    """What somebody does at the desk. The steps of a file have the names of `workflow.Step`."""

    SEE_FILES = "see_files"  # the list, search, and what stands in a file
    SEE_SUSPECTS = "see_suspects"
    LOOK_UP = "look_up"  # whether there is a file of somebody, here and not one's own
    REVIEW_LOOKS = "review_looks"  # the reasons that were given for looking
    NAME_READERS = "name_readers"  # on a file that names whoever does it
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
    CHOOSE_AUTHORITY = "choose_authority"  # the first trust pack, with its 40 digits
    RENEW_TRUST = "renew_trust"  # a newer pack, which that authority signed
    HOLD_CERTIFICATE = "hold_certificate"  # ask for one's own, and bring it
    BRING_CERTIFICATE = "bring_certificate"  # of a colleague; it takes the place of the one before
    CHECK_VAULT = "check_vault"  # nothing is written, no answer is told
    COMPACT_VAULT = "compact_vault"
    SALVAGE_VAULT = "salvage_vault"
    UNDO_MIGRATION = "undo_migration"
    TAKE_IN = "take_in"  # receive bundles; at the Prosecution


_HEAR = frozenset({Role.OFFICER, Role.SUPERVISOR})  # who hears people and answers for the file
_WRITE = _HEAR | {Role.CASEWORKER}  # who writes in a file
_SUPERVISE = frozenset({Role.SUPERVISOR})
_KEEP = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.RECEIVER})  # who looks after people
_SIGN = _HEAR | {Role.RECEIVER}  # whose signature stands on bundles and receipts

ALLOWED: Mapping[Act, frozenset[Role]] = {
    Act.SEE_FILES: _WRITE,
    Act.SEE_SUSPECTS: _HEAR,
    Act.LOOK_UP: _WRITE,
    Act.REVIEW_LOOKS: _SUPERVISE,
    Act.NAME_READERS: _HEAR,
    Act.HIDE_FILE: _HEAR,
    Act.BEGIN_FILE: _HEAR,
    Act.EDIT: _WRITE,
    Act.RECORD: _HEAR,
    Act.FILE_SIGNED: _WRITE,
    Act.AMEND: _WRITE,
    Act.COMPLETE: _HEAR,
    Act.RETURN: _SUPERVISE,
    Act.APPROVE: _SUPERVISE,
    Act.EXPORT: _HEAR,
    Act.RECEIVE: _HEAR,
    Act.REFUSE: _HEAR,
    Act.VOID: _HEAR,
    Act.UNVOID: _SUPERVISE,
    Act.PRINT_RESTRICTED: _SUPERVISE,
    Act.SIGN_OFF_CARDS: _SUPERVISE,
    Act.KEEP_VOICES: _SUPERVISE,
    Act.AGREE_FOR_CHILD: _SUPERVISE,
    Act.SEE_CUSTODY: _KEEP,
    Act.STATE_TIME: frozenset({Role.SUPERVISOR, Role.RECEIVER}),
    Act.DECIDE_STAFF: _KEEP,
    Act.MAKE_SHEET: _KEEP,
    Act.MAKE_SHARES: _KEEP,
    Act.MAKE_BACKUP: frozenset(Role),
    Act.SET_LETTERHEAD: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    Act.INSTALL_FORM: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    Act.CHOOSE_AUTHORITY: _KEEP,
    Act.RENEW_TRUST: frozenset(Role),  # a revocation that waits for somebody protects nobody
    Act.HOLD_CERTIFICATE: _SIGN,
    Act.BRING_CERTIFICATE: _KEEP,
    Act.CHECK_VAULT: frozenset(Role),
    Act.COMPACT_VAULT: _KEEP,
    Act.SALVAGE_VAULT: _KEEP,
    Act.UNDO_MIGRATION: _KEEP,
    Act.TAKE_IN: frozenset({Role.RECEIVER}),
}

ROLES: Mapping[StationKind, tuple[Role, ...]] = {
    StationKind.OFFICER: (Role.OFFICER, Role.CASEWORKER, Role.SUPERVISOR, Role.ADMINISTRATOR),
    StationKind.RECEIVING: (Role.RECEIVER, Role.ADMINISTRATOR),
}
"""What somebody can be at a station of each kind."""


def allowed(act: Act, role: Role) -> bool:
    """Whether somebody with this role may do it."""
    return role in ALLOWED[act]


def check(act: Act, role: Role) -> None:
    """Before it is done.

    Raises:
        TransitionRefused: it is not open to this role (details: step, reason "role").
    """
    if not allowed(act, role):
        raise TransitionRefused(step=act.value, status="", reason="role")
