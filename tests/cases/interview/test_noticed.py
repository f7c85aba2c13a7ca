"""What rules find in sentences that were written, and kept, before there was any rule.

`noticed_sentences.csv` was before the eyes of whoever wrote the rules; `noticed_held_out.csv` was
run once they were done. Those that are called after writers are by people who have not seen the
rules: each pair was kept before the rules were run on it, and then had its say in them
(docs/decisions/132 has the shares of the first time). A sentence says what it answers, `?` where an officer has to choose the
question, or nothing: then there must be silence.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import process_time

import pytest

from tests.forms.intake_form import CONTEXT, intake_rules, judged
from tipdesk.cases.interview import noticed_words
from tipdesk.cases.interview.noticed import AMOUNT, Noticed, NoticedKind, noticed, questions_for
from tipdesk.cases.interview.noticed_words import Places, places_of
from tipdesk.cases.interview.offers import NEVER, Openings, StatementOffer
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work

DATA = Path(__file__).parent / "data"
LISTS = {  # and how much of what is wanted is found at least
    "noticed_sentences.csv": 0.85,
    "noticed_held_out.csv": 0.85,
    "noticed_by_a_writer.csv": 0.70,
    "noticed_by_another.csv": 0.70,
    "noticed_by_a_third.csv": 0.70,
    "noticed_by_a_fourth.csv": 0.70,
    "noticed_by_a_fifth.csv": 0.50,
    "noticed_by_a_sixth.csv": 0.55,
    "noticed_by_a_seventh.csv": 0.60,
    "noticed_by_an_eighth.csv": 0.45,
    "noticed_by_a_ninth.csv": 0.55,
    "noticed_by_a_tenth.csv": 0.55,
    "noticed_by_an_eleventh.csv": 0.50,
    "noticed_by_a_twelfth.csv": 0.60,
}
# Everything is asked that a statement may answer.
ASKED = {
    "sex": "female",
    "case_type": "tip_som",
    "iv_private": "yes",
    "iv_suspect_near": "no",
    "fit_now": "yes",
    "consent_interview": "granted",
    "residence_status": "resident_valid",
    "rec_channel": "licensed_agency",
}
AFTER = {"fee_paid_to": (("fee_paid_amount", "100"),)}  # asked once something was paid


@lru_cache
def openings(*more: tuple[str, str]) -> Openings:
    state = judged(ASKED | dict(more))
    return Openings(
        intake_rules(),
        state,
        {},
        lambda more: intake_rules().evaluate({**state.run.answers, **more}, CONTEXT, state),
    )


@lru_cache(maxsize=1)
def places() -> Places:
    return places_of(intake_rules().definition)


def offered_in(text: str) -> Counter[tuple[str, str]]:
    """Question (`?`: the officer chooses) and value, as the lists of sentences write them."""
    things = noticed(text, places())
    more = (pair for thing in things for pair in AFTER.get(thing.question, ()))
    return Counter(map(written, offers(openings(*more), text)))


def offers(waiting: Openings, text: str) -> list[StatementOffer]:
    things = noticed(text, places())
    return [offer for thing in things if (offer := waiting.offer("stmt_arabic", thing))]


def written(offer: StatementOffer) -> tuple[str, str]:
    thing, stored = offer.thing, [value for _path, value in offer.answers]
    if not offer.question:
        return "?", " ".join(filter(None, (thing.value, thing.currency, thing.period)))
    return offer.question, " ".join(stored if thing.kind is NoticedKind.MONEY else stored[:1])


@dataclass(frozen=True)
class Sentence:
    text: str
    offers: Counter[tuple[str, str]]


def sentences(name: str) -> tuple[Sentence, ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return tuple(Sentence(row["text"], listed(row["offers"])) for row in csv.DictReader(lines))


def listed(text: str) -> Counter[tuple[str, str]]:
    pairs = (part.strip().partition("=") for part in text.split(";") if part.strip())
    return Counter((question, value) for question, _, value in pairs)


@dataclass
class Shares:
    """Over one list of sentences."""

    offers: int = 0
    right_value: int = 0
    wanted: int = 0
    named: int = 0
    right_question: int = 0
    silent: int = 0
    kept_silent: int = 0

    def add(self, sentence: Sentence) -> bool:
        """Count a sentence; whether everything about it is right."""
        written_offers = offered_in(sentence.text)
        values, wanted = _values(written_offers), _values(sentence.offers)
        self.offers += values.total()
        self.wanted += wanted.total()
        self.right_value += (values & wanted).total()
        named = Counter({key: count for key, count in written_offers.items() if key[0] != "?"})
        self.named += named.total()
        self.right_question += (named & sentence.offers).total()
        if not sentence.offers:
            self.silent += 1
            self.kept_silent += not written_offers
        return written_offers == sentence.offers

    def __str__(self) -> str:
        return (
            f"{self.offers} offers, value right {self.right_value}, of {self.wanted} wanted; "
            f"{self.named} name a question, right {self.right_question}; "
            f"silent {self.kept_silent} of {self.silent}"
        )


def _values(offers: Counter[tuple[str, str]]) -> Counter[str]:
    values: Counter[str] = Counter()
    for (_question, value), count in offers.items():
        values[value] += count
    return values


@pytest.mark.parametrize("name", LISTS)
def test_what_sentences_answer(name: str) -> None:
    shares = Shares()
    wrong = [sentence for sentence in sentences(name) if not shares.add(sentence)]
    for sentence in wrong:
        print(sentence.text, dict(sentence.offers), "->", dict(offered_in(sentence.text)))
    print(name, shares)
    assert shares.right_value >= 0.97 * shares.offers
    assert shares.right_value >= LISTS[name] * shares.wanted
    assert shares.right_question >= 0.95 * shares.named
    assert shares.kept_silent == shares.silent


def test_a_rule_that_is_wrong_too_often_names_no_question() -> None:
    """What it finds is offered, and the officer chooses, that question among others."""
    unsure = noticed_words.words().unsure
    known = {question for kind in NoticedKind for question in questions_for(kind)}
    assert unsure <= known
    lists = [s for name in LISTS for s in sentences(name)]
    assert any(question in unsure for s in lists for question, _value in s.offers)
    for sentence in lists:
        things = noticed(sentence.text, places())
        assert unsure.isdisjoint(thing.question for thing in things), sentence.text


def test_words_and_their_place_are_those_of_the_text() -> None:
    text = "س: متى دخلت الكويت؟ في 1/1/2020؟\nج: وصلتُ إلى الكويت في ١٢ مارس ٢٠٢٤، ودفعتُ للمكتب 900 ديناراً."
    entry, fee = noticed(text, places())  # what the officer asked is not hers
    assert (entry.turn, entry.question, entry.value) == (1, "kw_entry_date", "2024-03-12")
    assert entry.words == "١٢ مارس ٢٠٢٤" == text.split("\n")[1][entry.start : entry.end]
    assert (fee.question, fee.words) == ("fee_paid", "900 ديناراً")


@pytest.mark.parametrize(
    "number", ["7" * 5000, "٧" * 5000, "³", "1" + "٬" * 5000 + "5", "1" + ",111" * 2000]
)
@pytest.mark.parametrize(
    "text", ["دفعت {} دينار", "دفعت {} الف دينار", "اشتغلت {} ساعة في اليوم", "وصلت في {} مارس {}"]
)
def test_what_is_no_number_is_none(text: str, number: str) -> None:
    assert noticed(text.replace("{}", number), places()) == ()


def test_of_words_without_a_stop_nothing_is_offered_and_nobody_waits() -> None:
    """Each thing is held against each cue of its clause: a long one would take hours."""
    sentence = "دفعت للمكتب 300 دينار رسوم "
    began = process_time()
    assert noticed(sentence * 10, places())
    assert noticed(sentence * 20_000, places()) == ()
    assert process_time() - began < 10


def test_reading_can_be_stopped() -> None:
    work = Work()
    work.cancel()
    with pytest.raises(Cancelled):
        noticed("دفعت للمكتب 300 دينار رسوم.", places(), work)


def test_what_is_never_offered_stays_so_whatever_a_rule_says() -> None:
    form = intake_rules().definition
    named = {question for kind in NoticedKind for question in questions_for(kind)}
    asked = {question.name for question in form.questions()}
    assert all(name in asked or name + AMOUNT in asked for name in named)
    closed = [
        question.name
        for section in form.sections
        if section.name in NEVER
        for question in section.questions()
    ]
    closed += [question.name for question in form.questions() if question.level > 3]
    assert {"means_first", "sus_name", "inj_date", "ex_organ_date"} <= {*closed, "ex_organ_date"}
    for name in (*closed, "ex_organ_date", "ex_persons", "ex_sexual_forms"):
        for value in ("2023-05-05", "1", "yes", "KWT"):
            thing = Noticed(NoticedKind.DATE, name, value)
            assert openings().offer_for("stmt_arabic", thing, name) is None, name


def test_only_a_question_that_waits_and_would_take_the_value_is_offered_for() -> None:
    text = "أعمل 18 ساعة في اليوم. دخلت الكويت في 2/2/2022. في 3/3/2023 غيّر لي البيت."
    hours, entry, day = offers(openings(), text)
    assert hours.answers == (("episodes[1]/ex_hours_day", "18"),)
    assert hours.new_row == "episodes"
    assert entry.answers == (("kw_entry_date", "2022-02-02"),)
    assert not day.answers
    assert {"kw_entry_date", "ex_from", "birth_date"} <= {
        choice.question for choice in openings().choices(day)
    }
    # A row that is there is gone on with; a question that is answered is not asked again.
    state = judged(ASKED | {"episodes[1]/ex_form": "forced_labour"})
    answers = {path: Answer(value) for path, value in state.run.answers.items()}
    answers["kw_entry_date"] = Answer(reason=MissingReason.DECLINED)
    waiting = Openings(
        intake_rules(),
        state,
        answers,
        lambda more: intake_rules().evaluate({**state.run.answers, **more}, CONTEXT, state),
    )
    hours, day = offers(waiting, text)
    assert (hours.answers, hours.new_row) == ((("episodes[1]/ex_hours_day", "18"),), "")
    assert "kw_entry_date" not in {choice.question for choice in waiting.choices(day)}
