"""What the words of a statement answer elsewhere: offered on request, and taken one by one.

A statement is read by rules alone (`cases.interview.noticed`), in a job: `read` is pure. Nothing
becomes an answer but by `Noticing.take`, which reads the words in the vault again: an answer whose
source is the statement stands in it. What was refused is not offered again for these words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tipdesk.cases.answers import given_at, values
from tipdesk.cases.interview.noticed import Noticed, noticed
from tipdesk.cases.interview.noticed_words import Places, places_of
from tipdesk.cases.interview.offers import (
    DecidedOffer,
    OfferDecision,
    Openings,
    SpokenPlace,
    StatementOffer,
    mark_of_words,
)
from tipdesk.cases.interview.statement import ARABIC, ORIGINAL
from tipdesk.cases.model import NO_ANSWER, Answer, Case, CaseId, Source
from tipdesk.core.work import Work
from tipdesk.desk.files.contents import Contents, judged
from tipdesk.desk.interview.answers import Answers
from tipdesk.desk.interview.offer_book import OfferBook
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import row_path, split_path
from tipdesk.forms.rules.rules import FormState
from tipdesk.storage import interview_rows

Named = tuple[tuple[str, Noticed], ...]  # question of the form, and what its text names


def read(texts: Mapping[str, str], places: Places, work: Work) -> Named:
    """What these texts name; for a job.

    Raises:
        Cancelled
    """
    return tuple(
        (path, thing) for path, text in texts.items() for thing in noticed(text, places, work)
    )


class Noticing:
    """Offers of one file. GUI thread; every method but `read` is short."""

    def __init__(
        self, desk: OpenVault, contents: Contents, answers: Answers, book: OfferBook
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._answers = answers
        self._book = book

    def statement(self, case_id: CaseId) -> dict[str, str]:
        """The texts that stand and are asked, by question.

        Raises:
            ReasonNeeded, FileHidden: as `CaseFiles.load`.
        """
        return self._texts(self._contents.readable(case_id))

    def places(self, case_id: CaseId) -> Places:
        """What the lists of its form call countries and governorates."""
        form = self._desk.forms.rules_of(self._contents.readable(case_id)).definition
        return places_of(form)

    def offers(self, case_id: CaseId, named: Named) -> tuple[StatementOffer, ...]:
        """What may be taken now, in the order of the texts, without what was refused or stands."""
        case = self._contents.readable(case_id)
        turns = {path: text.split("\n") for path, text in self._texts(case).items()}
        settled = self._book.settled(case_id, self._contents.standing(case_id))
        openings = self._openings(case)
        return tuple(
            offer
            for path, thing in named
            if thing.turn < len(turns.get(path, ()))
            and mark_of_words(thing, turns[path][thing.turn]) not in settled
            and (offer := openings.offer(path, thing)) is not None
        )

    def choices(self, case_id: CaseId, offer: StatementOffer) -> tuple[StatementOffer, ...]:
        """The same thing for each question that it may answer now."""
        return self._openings(self._contents.readable(case_id)).choices(offer)

    def take(self, case_id: CaseId, offer: StatementOffer) -> bool:
        """Make an answer of it, with the words as its source; whether it still can be one.

        Raises:
            as `Answers.save_answers`.
        """
        case = self._contents.readable(case_id)
        if not self._says(case, offer) or offer not in self._openings(case).choices(offer):
            return False
        fresh: dict[str, Answer] = {}
        if offer.new_row:
            row = split_path(offer.answers[0][0])[1]
            fresh = self._answers.new_row(case, offer.new_row, row)
        taken = {path: Answer(value, source=Source.STATEMENT) for path, value in offer.answers}
        with self._vault.transaction():
            self._decide(case, offer, OfferDecision.TAKEN, offer.answers)
            self._answers.save_answers(case_id, {**fresh, **taken})
        return True

    def refuse(self, case_id: CaseId, offer: StatementOffer) -> None:
        """Never offer this thing again for these words."""
        self._decide(self._contents.readable(case_id), offer, OfferDecision.REFUSED)

    def take_back(self, case_id: CaseId, offer: StatementOffer) -> None:
        """Undo what was decided on it last: the answers that were taken are emptied, a row that
        came with them goes."""
        case = self._contents.readable(case_id)
        stored = self._contents.standing(case_id)
        emptied = {
            path: Answer()
            for path, value in offer.answers
            if stored.get(path, NO_ANSWER).source is Source.STATEMENT
        }
        if offer.new_row and emptied:
            emptied[row_path(offer.new_row, split_path(offer.answers[0][0])[1])] = Answer()
        with self._vault.transaction():
            self._decide(case, offer, OfferDecision.TAKEN_BACK)
            if emptied:
                self._answers.save_answers(case_id, emptied)

    def place_of(self, case_id: CaseId, path: str) -> SpokenPlace | None:
        """Where the words stand, now, from which an answer was taken; None where it was not."""
        case = self._contents.readable(case_id)
        answer = self._contents.standing(case_id).get(path, NO_ANSWER)
        if answer.source is not Source.STATEMENT:
            return None
        place = self._book.place_of(case_id, path, answer)
        text = self._texts(case).get(place.text) if place is not None else None
        return place.found_in(text) if place is not None and text is not None else None

    # --- inside -----------------------------------------------------------------------------

    def _texts(self, case: Case) -> dict[str, str]:
        answers = self._contents.standing(case.id)
        state = self._contents.state(case, answers)
        return {path: answers[path].value for path in (ORIGINAL, ARABIC) if state.value(path)}

    def _openings(self, case: Case) -> Openings:
        emptied = interview_rows.answers(self._vault, case.id)  # a row's number is used once
        answers = {**emptied, **self._contents.standing(case.id)}
        rules, context = self._desk.forms.rules_of(case), self._contents.context(case)
        state, given = self._contents.state(case, answers), given_at(answers)

        def judge(more: Mapping[str, str]) -> FormState:
            return judged(rules, {**values(answers), **more}, context, state, given)

        return Openings(rules, state, answers, judge)

    def _turn(self, case: Case, offer: StatementOffer) -> str:
        turns = self._texts(case).get(offer.text, "").split("\n")
        return turns[offer.thing.turn] if offer.thing.turn < len(turns) else ""

    def _says(self, case: Case, offer: StatementOffer) -> bool:
        """Whether these words stand there and name this."""
        things = noticed(self._turn(case, offer), self.places(case.id))
        return any(replace(thing, turn=offer.thing.turn) == offer.thing for thing in things)

    def _decide(
        self,
        case: Case,
        offer: StatementOffer,
        decision: OfferDecision,
        answers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        thing = offer.thing
        mark = mark_of_words(thing, self._turn(case, offer))
        place = SpokenPlace(offer.text, thing.turn, thing.start, thing.end, thing.words)
        with self._vault.transaction():
            self._book.add(case, DecidedOffer(decision, mark, place, answers))
