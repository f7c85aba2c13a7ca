"""How far a file may go to the Prosecution: what the person said, on which basis.

One table, and nobody's window decides beside it (docs/decisions/115):

* agreed: what the form lets go; what a supervisor picks; the annex.
* agreed with limits: the same without the sections that the person keeps. Where nobody noted which
  they are, as if it had been refused.
* refused or withdrawn, and a duty or an order is the basis: fields of levels 1 and 2; of level 3
  what a supervisor picks with a reason; exhibits whose kind is not of body, home or phone; of the
  annex whereabouts alone.
* the same, and life or safety is the basis: the notice's fields; the annex.
* the same and nothing but consent is the basis, or nothing: nothing leaves but the notice.

Who was not asked, or is unable, agreed to nothing: as refused. A representative may speak for who
is unable or was not asked, never against a refusal, and no further than a duty reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tipdesk.cases.consent import ledger
from tipdesk.cases.model import NO_ANSWER, Answer, ConsentEvent, ConsentPurpose
from tipdesk.forms.model import FormDefinition, Group

CONSENT, BASIS = ledger.QUESTIONS[ConsentPurpose.PROSECUTION], ledger.BASIS
REPRESENTATIVE, VITAL = "representative", "vital_interest"  # list BASIS
LEGAL_DUTY = "legal_duty"
OBLIGED = frozenset({LEGAL_DUTY, "judicial_order"})
BASES_WITHOUT_CONSENT = OBLIGED | {REPRESENTATIVE, VITAL}
NOTICE = frozenset(
    {"case_no", "intake_at", "intake_agency", "officer_id", "case_source", "case_type", "urgency",
     "referral_basis", "sex", "is_child"}
)  # fmt: skip
"""The fields of the notice of a felony (Law 17/1960 art. 40): nobody's consent is asked for it."""
WHEREABOUTS = frozenset(
    {"address_area", "address_block", "address_street", "address_house", "address_landmark"}
)
"""Of the protective annex, what a duty hands over against a refusal: where the person is."""
PLAIN_EXHIBITS = frozenset(
    {"id_scan", "contract", "payslip", "transfer", "ticket", "drawing", "consent_form",
     "signed_print", "seized_item"}
)  # fmt: skip
"""Kinds of exhibits (list ATT) that show neither body nor home nor what is in a phone; of any
other kind, and of a file that no row describes, nobody can say so."""
_STRICTEST = (
    *(frozenset({state}) for state in (ledger.WITHDRAWN, ledger.REFUSED)),
    frozenset({ledger.UNABLE, ledger.NOT_ASKED, ""}),
    *(frozenset({state}) for state in (ledger.LIMITED, ledger.ASSENT, ledger.GRANTED)),
)


class ReleasedContent(StrEnum):
    """How much of a file leaves."""

    WHOLE = "whole"  # what the form lets go
    NARROWED = "narrowed"  # by duty or order, against a refusal or without an answer
    NOTICE = "notice"  # the notice's fields alone


class AnnexShare(StrEnum):
    """How much of the protective annex goes to its prosecutor."""

    WHOLE = "whole"
    WHEREABOUTS = "whereabouts"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Sharing:
    """How far a file may go."""

    content: ReleasedContent = ReleasedContent.WHOLE
    annex: AnnexShare = AnnexShare.WHOLE
    may_leave: bool = True  # False: only the notice, and no case bundle
    kept: frozenset[str] = frozenset()  # questions of the sections that the person keeps
    denied: bool = False  # refused or withdrawn in so many words

    @property
    def narrows(self) -> bool:
        """Whether what the person said keeps something here: that is told, not what."""
        return self.content is not ReleasedContent.WHOLE or bool(self.kept)


WHOLE = Sharing()


def sharing(
    form: FormDefinition,
    answers: Mapping[str, Answer],
    counted: Mapping[str, Answer],
    events: Iterable[ConsentEvent] = (),
) -> Sharing:
    """How far a file may go. What narrows is read from `answers` as it was said, whether or not the
    form lets it stand; what lets go has to stand among those that count (`counted`) as well. Where
    ledger and answers differ, as until a burst of typing is folded, the stricter one holds."""
    noted = ledger.ruling(events).get((ConsentPurpose.PROSECUTION, ""))
    state = _state(form, answers, counted, noted)
    basis = frozenset(counted.get(BASIS, NO_ANSWER).value.split())
    if state in (ledger.GRANTED, ledger.ASSENT):
        return WHOLE
    limits = noted.limits if noted is not None and noted.state == state else None
    if state == ledger.LIMITED and limits is not None:
        return Sharing(kept=_within(form, limits) - NOTICE)
    obliged = not basis.isdisjoint(OBLIGED) or state == ledger.LIMITED
    if state not in ledger.DENIED:
        obliged = obliged or REPRESENTATIVE in basis
    annex = AnnexShare.WHEREABOUTS if obliged else AnnexShare.NOTHING
    return Sharing(
        content=ReleasedContent.NARROWED if obliged else ReleasedContent.NOTICE,
        annex=AnnexShare.WHOLE if VITAL in basis else annex,
        may_leave=obliged or VITAL in basis,
        denied=state in ledger.DENIED,
    )


def legal_basis(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The choices of `processing_basis` (list BASIS)."""
    return tuple(answers.get(BASIS, NO_ANSWER).value.split())


def _state(
    form: FormDefinition,
    answers: Mapping[str, Answer],
    counted: Mapping[str, Answer],
    noted: ConsentEvent | None,
) -> str:
    states = [noted.state] if noted is not None else []
    if any(question.name == CONSENT for question in form.questions()):
        states += [answers.get(CONSENT, NO_ANSWER).value, counted.get(CONSENT, NO_ANSWER).value]
    ranks = {state: rank for rank, some in enumerate(_STRICTEST) for state in some}
    return min(states, key=lambda state: ranks.get(state, ranks[""]), default="")


def _within(form: FormDefinition, sections: Iterable[str]) -> frozenset[str]:
    """The names of the questions in these sections."""
    names: set[str] = set()

    def take(group: Group) -> None:
        for child in group.children:
            if isinstance(child, Group):
                take(child)
            else:
                names.add(child.name)

    wanted = frozenset(sections)
    for section in form.sections:
        if section.name in wanted:
            take(section)
    return frozenset(names)
