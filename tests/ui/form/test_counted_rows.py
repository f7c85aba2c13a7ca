"""Rows that the form counts, and a time of the day: on the screen."""

from pathlib import Path

import pytest

from tests.forms.sheets_for_tests import compiled, context, question, repeat, section
from tests.ui.drivers.form import Repeat
from tests.ui.forms import ABOUT
from tipdesk.cases.answers import values
from tipdesk.cases.model import Answer
from tipdesk.forms.rules.rules import FormRules
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.form.section_state import SectionContents

PICTURES = Path(__file__).parents[2] / "_screens"
RULES = FormRules(
    compiled(
        section(
            "s",
            question("range", "n", label_ar="عدد الأيام", parameters="start=0 end=3 step=1"),
            *repeat(
                "days",
                question("time", "began", label_ar="بدأ في"),
                question("text", "what", label_ar="ما حدث"),
                repeat_count="${n}",
                **{"label::Arabic (ar)": "يوم"},
            ),
        )
    )
)


@pytest.fixture
def shown(qtbot):
    view = SectionView(RULES.definition.sections[0], RULES, ABOUT)
    qtbot.addWidget(view)
    view.resize(880, 700)

    def put(**answers: str) -> SectionView:
        given = {path: Answer(text) for path, text in answers.items()}
        state = RULES.evaluate(values(given), context())
        view.refresh(SectionContents(state, given, frozenset()), ABOUT)
        view.show()
        return view

    return put


def test_the_form_alone_says_how_many_rows_there_are(shown):
    view = shown(n="2", **{"days[1]/began": "08:05", "days[2]/what": "عمل"})
    days = Repeat(view.repeat("days"))
    assert not days.add_button.isVisibleTo(view)
    assert not days.view.menu.isVisibleTo(view)
    assert days.lines() == ["يوم (1): 08:05", "يوم (2): عمل"]
    view.reveal("days[2]/what")
    view.reveal("days[1]/began")
    assert not any(days.remove_button(number).isVisibleTo(view) for number in (1, 2))
    assert {"days[1]/began", "days[2]/what"} <= view.rows().keys()
    assert view.rows()["days[1]/began"].editor.text() == "08:05"
    PICTURES.mkdir(exist_ok=True)
    view.grab().save(str(PICTURES / "counted_rows_ar.png"))
    assert "days[2]/what" not in shown(n="1").rows()
    days.view.set_read_only(False)
    assert not days.add_button.isVisibleTo(view), "an open file does not bring the button back"
