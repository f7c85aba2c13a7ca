"""Why somebody opens a file that does not name them, or asks whether there is one (wording.md
rule 8; intake-fields §2): a reason from this list, and words where the list says too little."""

from __future__ import annotations

from enum import StrEnum

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
