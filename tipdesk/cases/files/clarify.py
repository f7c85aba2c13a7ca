"""The page of the interview that holds only what the next step still needs (phase "clarify").

What has its own page later, the closing and the evaluation, is not asked for here. A question that
waits gets the reason "deferred" where it stands, and its topic is noted for the next session.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tipdesk.forms.model import FormDefinition, Group, Phase

PAGE = "to_clarify"  # stands among the sections, is none of the form's
TOPICS_LEFT = "iv_topics_left"
NEEDED = frozenset({TOPICS_LEFT})
_BEFORE_CLOSING = frozenset({Phase.PLAN, Phase.ENGAGE, Phase.ACCOUNT, Phase.CLARIFY})
# Section of the form → choice of its list of topics, where the name differs.
_TOPICS: Mapping[str, str] = {
    "acquaintance": "identity",
    "fitness": "health",
    "safety": "risk",
    "needs_referrals": "needs",
}


def to_clarify(form: FormDefinition, needs: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Of the paths that each section needs, those that are asked before the closing."""
    return frozenset(
        path
        for section in form.sections
        if section.phase in _BEFORE_CLOSING
        for path in needs.get(section.name, ())
    )


def place_of_page(sections: Iterable[Group]) -> int:
    """Before the first section of its phase, or of a later one."""
    told = (Phase.PLAN, Phase.ENGAGE, Phase.ACCOUNT)
    return sum(section.phase in told for section in sections)


def with_topic(form: FormDefinition, topics: str, section: str) -> str:
    """The value of the topics that were left, with that of a section; unchanged where the form
    has no topic for it."""
    topic = _TOPICS.get(section, section)
    known = [choice.name for choice in form.choices.get("topic", ())]
    chosen = set(topics.split()) | ({topic} & set(known))
    return " ".join(name for name in known if name in chosen)
