"""A form that is filled in by hand, for tests of the widgets of a section."""

from datetime import UTC, datetime

from tipdesk.cases.answers import values
from tipdesk.cases.model import Answer
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules
from tipdesk.ui.form.section_state import SectionContents

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
FORM = load_published().newest("victim-intake")


class Sheet:
    """A form that is filled in by hand."""

    def __init__(self):
        self.rules = FormRules(FORM)
        self.answers = {"case_type": Answer("tip_som")}  # opens every page of the account
        self.context = Context(NOW.date(), NOW, {"case_no": "TDX-2026-00001"})

    def shown(self, **more):
        state = self.rules.evaluate(values(self.answers), self.context)
        return SectionContents(state, self.answers, more.pop("needed", frozenset()), **more)

    def put(self, **given):
        self.answers.update({path: Answer(value) for path, value in given.items()})
