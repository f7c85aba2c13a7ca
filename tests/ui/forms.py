"""Questions made by hand for tests of widgets."""

from datetime import UTC, datetime

from tipdesk.forms.model import Choice, LocalText, Question, QuestionType
from tipdesk.ui.toolkit.combo_editor import Surroundings

NOW = datetime(2026, 11, 24, 7, 42, tzinfo=UTC)
ABOUT = Surroundings("ar", officers={"T-07": "نورة الخالدي"}, now=lambda: NOW)

YNU = tuple(
    Choice(name, LocalText(ar, name))
    for name, ar in (("yes", "نعم"), ("no", "لا"), ("unknown", "غير معلوم"))
)
COUNTRIES = tuple(
    Choice(name, LocalText(ar, en))
    for name, ar, en in (
        ("ETH", "إثيوبيا", "Ethiopia"),
        ("IRN", "إيران", "Iran"),
        ("PHL", "الفلبين", "Philippines"),
        ("KEN", "كينيا", "Kenya"),
        ("LKA", "سريلانكا", "Sri Lanka"),
        ("UGA", "أوغندا", "Uganda"),
        ("IND", "الهند", "India"),
        ("IDN", "إندونيسيا", "Indonesia"),
        ("GHA", "غانا", "Ghana"),
        ("NPL", "نيبال", "Nepal"),
        ("CIV", "ساحل العاج", "Ivory Coast"),
    )
)
CHOICES = {QuestionType.SELECT_ONE: YNU, QuestionType.SELECT_MULTIPLE: YNU}


def question(kind, name="q", appearance=(), **more):
    label = more.pop("label", LocalText("السؤال", "Question", "السؤال لها", "السؤال له"))
    return Question(name, kind, label, appearance=frozenset(appearance), **more)
