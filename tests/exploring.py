"""Which examples and which order the tests get: the same ones every time, or others on request.

By default hypothesis works its examples out of the tests themselves, so that a run says about the
code and nothing else. With `--long` they are drawn anew, from a seed that stands above the tests
and, when one fails, below them: `--seed` draws the same ones again. What they find becomes a test
of its own, with a name. `--shuffle` runs files, and the tests in each, in another order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from os import environ
from random import Random
from secrets import randbelow

import pytest
from hypothesis import HealthCheck, core, settings

_BY_THE_CLOCK = [HealthCheck.too_slow]  # says how busy the computer is
_explores = False


def add_options(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests marked long; explore")
    parser.addoption(
        "--seed", type=int, metavar="N", help="explore with the examples of an earlier run"
    )
    parser.addoption(
        "--shuffle", type=int, metavar="N", help="run files, and the tests in each, in N's order"
    )


def dear(examples: int) -> int:
    """How many examples of what takes long: `examples` while exploring, by default a third."""
    return examples if _explores else max(1, examples // 3)


def choose(config: pytest.Config) -> None:
    """Settle on the examples. Workers get the seed of the process that started them."""
    global _explores  # noqa: PLW0603  read while test modules are imported, after this
    _explores = bool(config.option.long)
    always = {"database": None, "deadline": None, "print_blob": True}
    always["suppress_health_check"] = _BY_THE_CLOCK
    settings.register_profile("default", derandomize=True, **always)
    settings.register_profile("long", derandomize=False, **always)
    if config.option.long and config.option.seed is None:
        config.option.seed = randbelow(1 << 32)
    if config.option.seed is None:
        settings.load_profile("default")
    else:
        settings.load_profile("long")
        core.global_force_seed = config.option.seed


def how_to_repeat(config: pytest.Config) -> list[str]:
    """What gives this run again, where it is not the same as any other."""
    chosen = [(name, config.getoption(name)) for name in ("--seed", "--shuffle")]
    words = [f"{name} {value}" for name, value in chosen if value is not None]
    if words and (hashes := environ.get("PYTHONHASHSEED")):
        words.insert(0, f"PYTHONHASHSEED={hashes}")
    return [f"to have this run again: {' '.join(words)}"] if words else []


def shuffled(items: list[pytest.Item], seed: int) -> Iterator[pytest.Item]:
    """Files one after another, as their folders and fixtures are dear, in the order of `seed`."""
    random = Random(seed)
    files = [list(group) for _path, group in groupby(items, key=lambda item: item.path)]
    random.shuffle(files)
    for file in files:
        random.shuffle(file)
        yield from file
