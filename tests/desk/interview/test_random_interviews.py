"""Whatever officers do with a file, no answer is lost, and what is not asked any more stays here."""

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.desk.random_days import RandomDays
from tests.desk.random_desk import FLIPS, RandomDesk
from tests.desk.world import World
from tipdesk.cases.interview.indicators import ROWS as INDICATORS
from tipdesk.demo.filling import repeats

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
AT_ONCE = (Phase.reuse, Phase.generate)  # a shorter way to the same fault takes minutes to find


def interviews(
    world: World, count: int, steps: int, phases: Iterable[Phase] = AT_ONCE, *, packs: bool = False
) -> None:
    chosen = settings(
        max_examples=count,
        stateful_step_count=steps,
        phases=phases,
        deadline=None,
        suppress_health_check=SLOW,
    )
    run_state_machine_as_test(lambda: RandomDays(world, packs=packs), settings=chosen)


def test_a_random_interview_loses_nothing(world: World) -> None:
    interviews(world, 6, 18)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_long_random_interviews_lose_nothing(world: World) -> None:
    interviews(world, 60, 50, Phase, packs=True)


def test_a_question_whose_filter_leaves_no_choice_takes_no_words(world: World) -> None:
    """An indicator of a row whose dimension nobody has chosen: found by a random interview."""
    desk, holds = RandomDays(world), RandomDays.nothing_is_lost_and_what_is_hidden_stays_here
    desk.begin(ahead=True, random=Random(3), words="كلمات")
    holds(desk)
    rows = sorted(repeats(desk.rules.definition))
    for deed in (desk.add_row, desk.remove_row, desk.clear, desk.add_row, desk.add_row):
        deed(at=rows.index(INDICATORS))
        holds(desk)
    desk.complete()
    holds(desk)
    paths = [path for path, _question in desk._asked()]
    closed = [path for path in paths if path.endswith("/ind_code") and not desk.state.choices(path)]
    assert closed
    desk.answer_many(at=paths.index(closed[0]), random=Random(3), words="كلمات")
    holds(desk)
    assert closed[0] not in desk.answers
    desk.teardown()


def test_what_is_flipped_is_of_the_form(world: World) -> None:
    """Else a renamed choice would leave the machine nothing to flip."""
    desk = RandomDesk(world)
    for name, values in FLIPS.items():
        choices = {choice.name for choice in desk.rules.choices(desk.rules.question(name))}
        assert not choices or choices.issuperset(" ".join(values).split()), name
