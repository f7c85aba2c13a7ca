"""What may stand at the head and foot of papers: a shelter is never named there."""

import pytest

from tipdesk.cases.model import Station, StationKind
from tipdesk.cases.paper.letterhead import PLAIN, Emblem, Letterhead, checked_letterhead
from tipdesk.core.errors import LetterheadRefused
from tipdesk.forms.publishing.catalogue import load_published

FORM = load_published().newest("victim-intake")
POLICE = Station(StationKind.OFFICER, "moi_tip", "وحدة حولي", "KWT")
SHELTER = Station(StationKind.OFFICER, "pam_shelter", "وحدة الرميثية Rumaithiya", "PAM")


def checked(line: str, station: Station = POLICE) -> Letterhead:
    return checked_letterhead(Letterhead((line,)), FORM, station)


def reason(asked: Letterhead, station: Station = POLICE) -> str:
    with pytest.raises(LetterheadRefused) as refused:
        checked_letterhead(asked, FORM, station)
    return str(refused.value.details["reason"])


@pytest.mark.parametrize(
    "line",
    [
        "مركز إيواء العمالة الوافدة",
        "مركز الإيواء – جليب الشيوخ",
        "مَرْكَز إيـواء النساء",
        "دار للإيواء",
        "قسم المأوى",
        "ملجأ الأمل",
        "Shelter for women, Hawalli",
        "SAFE HOUSE 3",
        "مركز الإي\u200cواء – حولي",  # what is not seen parts no word
        "Shel\u00adter for women",
        "للرعاية وبالإيواء",
        "Expatriate-worker shelter (PAM)",
    ],
)
def test_a_line_that_says_more_of_a_shelter_than_every_paper_is_refused(line: str) -> None:
    assert reason(Letterhead((line,))) == "shelter"
    assert reason(Letterhead(english=(line,))) == reason(Letterhead(foot=line)) == "shelter"


@pytest.mark.parametrize(
    "line",
    ["مركز إيواء", "Shelter", "وزارة الداخلية – إدارة حولي", "الشؤون السماوية", "State of Kuwait"],
)
def test_what_names_none_is_taken(line: str) -> None:
    assert checked(line).arabic == (line,)


def test_a_shelters_own_words_are_refused_there_and_nowhere_else() -> None:
    for line in ("مكتب الرميثية", "Rumaithiya", "هاتف حولي", "Jleeb office"):
        assert reason(Letterhead((line,)), SHELTER) == "unit", line
        assert checked(line).arabic == (line,)
    assert checked("الهيئة العامة للقوى العاملة", SHELTER).arabic


def test_what_is_kept_is_clean_and_bounded() -> None:
    asked = Letterhead(("  دولة\u202e   الكويت ", " ", "وزارة"), ("\n",), " a\u0000 b ")
    assert checked_letterhead(asked, FORM, POLICE) == Letterhead(
        ("دولة الكويت", "وزارة"), (), "a b"
    )
    assert checked_letterhead(Letterhead(("", ""), ("",), " "), FORM, POLICE) == PLAIN
    assert reason(Letterhead(("س" * 81,))) == reason(Letterhead(foot="س" * 121)) == "too_long"
    assert reason(Letterhead(tuple("ابجد"))) == "too_many"


def test_every_part_is_in_the_digest() -> None:
    heads = (
        PLAIN,
        Letterhead(("a",)),
        Letterhead((), ("a",)),
        Letterhead(foot="a"),
        Letterhead(emblem=Emblem(1, 1, b"a")),
    )
    assert len({head.digest for head in heads}) == len(heads)
