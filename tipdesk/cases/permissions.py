"""Who may do what at a station: one table of roles and acts.

A role is what somebody is enrolled as. The desk asks this table; the screen only follows it. A new
role is a row of `ROLES` (its name stands in `model.Role`; what can be done, in `model.Act`): nobody
else names roles. Which status a step needs stands in `workflow`.

`AccessReason` is why somebody opens a file that does not name them, or asks whether there is one
(wording.md rule 8; intake-fields §2): a reason from a list, and words where the list says too
little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.model import Act, Role, StationKind
from tipdesk.core.errors import TransitionRefused
from tipdesk.i18n.text import N_

# --- access reasons ---------------------------------------------------------------------------


MOST_WORDS = 500  # letters
HOLDS = 12  # hours, a shift: so long a reason opens the file, also after a lock
LEAST_SOUGHT = 3  # letters or digits: what is shorter finds half the vault
MOST_ASKED = 20  # look-ups of one officer in 24 hours
MOST_FOUND = 20  # files that one look-up tells of
REVIEW_EVERY = 7  # days: a supervisor goes through the access reasons once a week


class AccessReason(StrEnum):
    """In the order in which they are offered."""

    SHIFT = "shift"  # the work on the file goes on in another shift
    REVIEW = "review"  # it is to be reviewed or approved
    CARE = "care"  # a need, a referral, the person's safety
    PROSECUTION = "prosecution"  # a question of the Prosecution
    RETURNED = "returned"  # the person has come again, here or elsewhere
    AUDIT = "audit"  # how files are kept is checked
    OTHER = "other"  # words are needed


def wants_words(reason: AccessReason) -> bool:
    """Whether the reason says nothing without words."""
    return reason is AccessReason.OTHER


# --- roles and what each may do ---------------------------------------------------------------

# Acts go in groups: whoever may do one of a group may do all of it.

# A revocation that waits for somebody protects nobody.
_EVERYBODY = frozenset({Act.MAKE_BACKUP, Act.RENEW_TRUST, Act.CHECK_VAULT})
_WRITE = frozenset(
    {
        Act.SEE_FILES, Act.SEARCH_OTHER_FILES, Act.EDIT, Act.FILE_SIGNED, Act.AMEND, Act.GIVE_FILE,
        Act.KEEP_DIRECTORY,
        Act.TAKE_CALENDAR_OUT,
    }
)  # fmt: skip
# Of who hears people and answers for the file.
_HEAR = _WRITE | {
    Act.SEE_SUSPECTS, Act.NAME_READERS, Act.HIDE_FILE, Act.BEGIN_FILE, Act.RECORD, Act.COMPLETE,
    Act.EXPORT, Act.RECEIVE, Act.REFUSE, Act.VOID, Act.SEND_NOTICE,
}  # fmt: skip
_SUPERVISE = frozenset(
    {
        Act.REVIEW_ACCESS_REASONS, Act.RETURN, Act.APPROVE, Act.UNVOID, Act.PRINT_RESTRICTED,
        Act.SIGN_OFF_CARDS, Act.KEEP_VOICES, Act.AGREE_FOR_CHILD, Act.REVIEW_NOTICES,
        Act.ALLOW_NOTICES, Act.TAKE_LIST_OUT, Act.REASSIGN, Act.CHOOSE_WEIGHTS,
    }
)  # fmt: skip
# Of who looks after people, keys and the vault.
_KEEP = frozenset(
    {
        Act.SEE_CUSTODY, Act.DECIDE_STAFF, Act.MAKE_SHEET, Act.MAKE_SHARES, Act.CHOOSE_AUTHORITY,
        Act.BRING_CERTIFICATE, Act.COMPACT_VAULT, Act.SALVAGE_VAULT, Act.UNDO_MIGRATION,
        Act.UPDATE_PROGRAM, Act.LEAD_TEAMS,
    }
)  # fmt: skip
_FURNISH = frozenset({Act.SET_LETTERHEAD, Act.INSTALL_FORM})
_REGISTER = frozenset({Act.TAKE_IN, Act.STATE_TIME})  # of what comes in at the Prosecution
_SIGN = frozenset({Act.HOLD_CERTIFICATE})  # of whose signature stands on bundles and receipts


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role is. `first_code` suggests the code of whoever has it when a station is set up,
    which then needs somebody of this role; '' where set-up asks for nobody."""

    title: str  # a sentence of the catalogue
    stations: frozenset[StationKind]  # where somebody can be enrolled as this
    acts: frozenset[Act]
    first_code: str = ""


_OFFICERS, _RECEIVING = frozenset({StationKind.OFFICER}), frozenset({StationKind.RECEIVING})

ROLES: Mapping[Role, Rights] = {
    Role.OFFICER: Rights(N_("Officer"), _OFFICERS, _EVERYBODY | _HEAR | _SIGN, "T-07"),
    Role.CASEWORKER: Rights(N_("Caseworker"), _OFFICERS, _EVERYBODY | _WRITE),
    Role.SUPERVISOR: Rights(
        N_("Supervisor"),
        _OFFICERS,
        _EVERYBODY | _HEAR | _SIGN | _SUPERVISE | _KEEP | _FURNISH | {Act.STATE_TIME},
        "S-01",
    ),
    Role.PROSECUTOR: Rights(
        N_("Prosecutor"),
        _RECEIVING,
        _EVERYBODY | _SIGN | _KEEP | _REGISTER | {Act.DECIDE_ASIDE},
        "P-01",
    ),
    Role.RECEIVER: Rights(N_("Receiver"), _RECEIVING, _EVERYBODY | _SIGN | _REGISTER),
    Role.ADMINISTRATOR: Rights(
        N_("Station administrator"), _OFFICERS | _RECEIVING, _EVERYBODY | _KEEP | _FURNISH
    ),
}
"""Every role, in the order in which they are offered."""

LEADING = Role.SUPERVISOR
"""As whom the recovery words open; for whom an officer of a hidden file decides, whom no
supervisor sees."""
USUAL = Role.OFFICER
"""What somebody is taken for of whom a damaged vault tells nothing."""
OUTSIDER = Role.RECEIVER
"""What somebody counts as who works here no more: at a station with files it opens none."""

ALLOWED: Mapping[Act, frozenset[Role]] = {
    act: frozenset(role for role, rights in ROLES.items() if act in rights.acts) for act in Act
}
"""The same table by act."""


def roles_at(kind: StationKind) -> tuple[Role, ...]:
    """What somebody can be at a station of this kind."""
    return tuple(role for role, rights in ROLES.items() if kind in rights.stations)


def founders(kind: StationKind) -> tuple[Role, ...]:
    """Without whom no station of this kind can be set up."""
    return tuple(role for role in roles_at(kind) if ROLES[role].first_code)


def roles_that_may(act: Act) -> tuple[Role, ...]:
    """Who may do it."""
    return tuple(role for role in ROLES if role in ALLOWED[act])


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
