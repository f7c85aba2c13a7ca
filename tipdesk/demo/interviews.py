"""Made-up interviews typed into a vault through the desk, as an officer would."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from tipdesk.cases.model import Answer, CaseId, MissingReason, Source
from tipdesk.demo.filling import FillingPlan, fill
from tipdesk.demo.people import Person, known_answers
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import Question, QuestionType, Stage
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.values import stored_date_time

_ALWAYS = frozenset({"name_ar_first", "name_ar_family", "sex", "urgency", "case_type"})
_EXTRA = 0.25  # share of the questions nobody requires that get an answer
_SUPERVISOR = "supervisor_id"
_DECLINED = frozenset({"child_possible", "return_wish", "consent_embassy", "contact_at_risk"})


def interview(
    session: Session,
    someone: Person,
    random: Random,
    number: int = 0,
    *,
    quick: bool = False,
    gaps: float = 0.0,
) -> CaseId:
    """One interview with every answer that completion needs; some questions are declined.

    Args:
        gaps: share of the answers left out, for a file that is still being taken.
    """
    case = session.new_files.open_case(quick)
    context = session.files.context(case)
    definition = session.files.rules(case.id).definition

    def wanted(question: Question) -> bool:
        if question.required is not None:
            return question.required is not Stage.CLOSE
        free_text = question.type in (QuestionType.TEXT, QuestionType.LONG_TEXT)
        return not free_text and random.random() < _EXTRA

    known = known_answers(someone, random, number) | _times(context)
    filling = FillingPlan(known, wanted)
    values = fill(definition, context, filling, random)
    if _SUPERVISOR in values and (supervisors := session.supervisors()):
        values[_SUPERVISOR] = supervisors[0].login  # not whoever interviews
    answers = {
        path: Answer(text, source=Source.PERSON)
        for path, text in values.items()
        if path.endswith("]") or path in _ALWAYS or random.random() >= gaps
    }
    state = session.files.rules(case.id).evaluate(values, context)
    for name in sorted(_DECLINED - answers.keys()):
        if state.is_relevant(name):
            answers[name] = Answer(reason=MissingReason.DECLINED)
    session.answers.save_answers(case.id, answers)
    session.answers.fold(case.id)
    return case.id


def _times(context: Context) -> dict[str, str]:
    """When things happened around an interview that has just ended."""

    def before(minutes: int) -> str:
        moment = (context.now - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        return stored_date_time(moment)

    return {
        "intake_at": before(150),
        "prosecution_notified_at": before(130),
        "iv_start": before(115),
        "iv_end": before(15),
        "session_started": before(13),
        "session_ended": before(3),
        "break_from": before(70),
        "break_to": before(60),
        "iv_next": before(-3 * 24 * 60),
        "risk_review_at": f"{context.today + timedelta(days=6):%Y-%m-%d}",
    }
