"""Which changes of a form protect an answer less: it goes further, or counts for less."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.forms.model import Group, Question, Release

GENERAL_NAME = "export_as"  # column of a choice: what leaves instead of it
_LEAVES: Mapping[Release, int] = {Release.PROSECUTION_IF_PICKED: 1, Release.PROSECUTION: 2}
_BESIDE = frozenset({Release.REFERRAL, Release.STATISTICS})


def loosens(key: str, old: Question | Group, new: Question | Group) -> bool:
    """Whether the change of the property `key` of a question protects its answers less."""
    if not isinstance(old, Question) or not isinstance(new, Question):
        return False
    match key:
        case "level":
            return new.level < old.level
        case "release":
            return _goes_further(old.release, new.release)
        case "prints":
            return bool(new.prints - old.prints)
    return False


def _goes_further(old: frozenset[Release], new: frozenset[Release]) -> bool:
    return bool(_rank(new) > _rank(old) or (new - old) & _BESIDE or Release.INTERNAL in old - new)


def _rank(release: frozenset[Release]) -> int:
    """How far towards the Prosecution; what is internal does not go there at all."""
    if Release.INTERNAL in release:
        return 0
    return max((_LEAVES.get(one, 0) for one in release), default=0)
