"""Quick mode: the 24 answers of intake-fields §1, the boxes of the notice to the Prosecution and the
legal basis; and the full record that grows out of them."""

from tests.forms.intake_form import intake_rules, judged
from tipdesk.forms.model import QuestionType, Stage

# The list of intake-fields §1, word for word; birth_date or age_stated is one of the 24.
QUICK = (
    "intake_site_type", "intake_port", "case_type", "person_role", "urgency", "immediate_actions",
    "language_preferred", "int_mode", "rights_explained", "consent_interview",
    "name_latin_surname", "name_latin_given", "sex", ("birth_date", "age_stated"), "nationality",
    "doc_number", "doc_holder", "fit_now", "child_accomp", "iv_suspect_near", "risk_level",
    "need_type", "prosecution_notified_at", "iv_next",
)  # fmt: skip
NAMES = {name for entry in QUICK for name in ([entry] if isinstance(entry, str) else entry)}
# What else the notice shows and nobody works out; and what has to stand before anything may follow it.
OF_NOTICE = {"intake_at", "intake_agency", "case_source", "referral_basis", "processing_basis"}
ANSWERS = {
    "intake_site_type": "border_port",
    "case_type": "tip",
    "consent_interview": "granted",
    "birth_date": "2012",
    "iv_suspect_near": "no",
    "fit_now": "yes",
    "documents[1]/doc_number": "P1",
    "needs[1]/need_type": "shelter",
}


def questions_shown(state, *, quick):
    sections = intake_rules().definition.sections
    visible = (
        element for section in sections for element in state.visible(section.name, quick=quick)
    )
    return {path: element for path, element in visible if getattr(element, "answerable", False)}


def test_the_form_marks_exactly_the_answers_of_the_list():
    assert len(QUICK) == 24
    assert {
        question.name for question in intake_rules().definition.questions() if question.quick
    } == NAMES


def test_all_of_them_are_asked_at_a_port_and_nothing_else():
    names = {question.name for question in questions_shown(judged(ANSWERS), quick=True).values()}
    assert names == NAMES | OF_NOTICE


def test_the_full_record_shows_each_quick_answer_once_where_it_was_given():
    """Nothing is asked again: the same questions, at the same paths, with their answers."""
    state = judged(ANSWERS)
    quick, full = questions_shown(state, quick=True), questions_shown(state, quick=False)
    assert quick.items() <= full.items()
    assert len(full) > len(quick)
    for path, value in ANSWERS.items():
        assert state.value(path) == value
    labels = [question.label.ar for path, question in full.items() if path not in quick]
    assert not set(labels) & {question.label.ar for question in quick.values()}


def notes(answers):
    """The notes of quick mode."""
    state = judged(answers)
    sections = intake_rules().definition.sections
    visible = (
        element for section in sections for element in state.visible(section.name, quick=True)
    )
    return {
        path for path, element in visible if getattr(element, "type", None) is QuestionType.NOTE
    }


def test_what_is_said_of_a_quick_answer_is_said_in_quick_mode():
    assert notes({"risk_level": "high"}) == {"risk_high"}
    assert notes({"risk_level": "low"}) == set()
    assert "child_note" in notes({"birth_date": "2012"})
    assert "stop_place" in notes({"iv_suspect_near": "yes"})
    assert "refused_photo" not in notes({"consent_photo": "refused"})  # no answer of quick mode


def test_what_was_answered_is_not_needed_any_more():
    state = judged(ANSWERS)
    missing = set(state.missing(Stage.EXPORT))
    assert not missing & ANSWERS.keys()
    assert missing, "the full record still waits for the rest"
