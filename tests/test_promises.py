"""What the texts promise of level 4, seals and audits holds; what does not hold is said beside it.

Somebody with a passphrase of the station holds the key of its database. What they can do round the
window stands in README ("What it does not") and in every report that an audit makes."""

import re
from functools import cache
from pathlib import Path

import pytest

from tipdesk.core.settings import resource, translations_dir
from tipdesk.texts.custody import limits

ROOT = Path(__file__).parents[1]
FALSE = (
    "a colleague's passphrase opens none",
    "withstands that (below)",
    "cannot make other officers' seals",
    "No officer can make another's seal",
    "last seal of another officer",
    "last seal of somebody else",
    "in an order nobody changes",
    "in an order that nobody changes",
    "the vault is well",
    "the chain holds, without discrepancies",
    "only you open it, and the recovery sheet",
    "لا تفتح عبارة مرور زميل شيئاً منه",
    "ولا يصنع موظف ختم غيره",
    "آخر ختم لموظف آخر",
    "بترتيب لا يغيّره أحد",
    "بترتيب لا يُغيَّر",
    "الخزنة سليمة.",
    "فلا يفتحه إلا أنت، وورقة الاسترداد",
)
TEXTS = (
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("tipdesk/**/*.py"),
    *resource("texts").glob("*.toml"),
    *translations_dir().glob("*/LC_MESSAGES/*.po"),
)


@cache
def joined(path: Path) -> str:
    """A text without the ends of its lines and of quoted pieces."""
    text = path.read_text("utf-8")
    return re.sub(r'"\s*\n\s*"|\s+', lambda end: "" if '"' in end[0] else " ", text)


@pytest.mark.parametrize("phrase", FALSE)
def test_no_text_promises_what_does_not_hold(phrase: str) -> None:
    assert [str(path.relative_to(ROOT)) for path in TEXTS if phrase in joined(path)] == []


def test_both_readmes_say_what_a_colleague_can_do() -> None:
    for name, words in {
        "README.md": (
            "thieves and outsiders",
            "rewrite entries of the chain",
            "take two people",
            "signatures of two people",
        ),
        "README.ar.md": ("من السارق والغريب", "يكتب حلقات وأختاماً", "يوقّعها شخصان", "توقيع شخصين"),
    }.items():
        for word in words:
            assert word in joined(ROOT / name), f"{name}: {word}"


def test_every_report_says_it_first() -> None:
    assert "seals that pass for a colleague's" in limits("en")[0]
    assert "أختاماً تُحسب لزميل" in limits("ar")[0]
