"""What birth, sex and documents weigh among the people of one station, estimated from its files.

A weight is log2(m / u): m is how often something is seen of two descriptions of one person, u how
often of two people. The weights of `judging` were chosen; where there are enough files both can be
estimated. u is counted in pairs taken at random. m is estimated by expectation and maximisation in
pairs that something else brought together: a document for birth and sex, a date of birth for
document and sex, since what brings pairs together agrees in all of them and would teach nothing.
Names and nationality count as they always do; their rarity is counted already.

A. P. Dempster, N. M. Laird, D. B. Rubin: Maximum likelihood from incomplete data via the EM
algorithm. JRSS B 39 (1977). Several passes: M. D. Larsen, D. B. Rubin: Iterative automated record
linkage using mixture models. JASA 96 (2001).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp2, log2

from tipdesk.cases.persons.described import Described
from tipdesk.cases.persons.judging import (
    Ground,
    Rarity,
    Says,
    Shifts,
    grounds_beside_names,
    grounds_of,
)

Pair = tuple[Described, Described]

LEAST_PAIRS = 100.0
"""Of one person, as far as they are likely: fewer of them say nothing about a weight."""
MOST_SHIFT = 4.0
"""Bits by which a weight may leave the one that was chosen, whatever the files say."""
_ROUNDS, _ENOUGH = 100, 1e-4
_AS_CHOSEN = 20.0  # pairs by which the chosen weights count beside those of the files
_CHOSEN_SHARES: Mapping[Says, tuple[float, float]] = {
    Says.BIRTH: (0.85, 12.5),
    Says.BIRTH_EXCHANGED: (0.04, 9.0),
    Says.BIRTH_TYPED: (0.04, 5.0),
    Says.BIRTH_NEAR: (0.04, 8.0),
    Says.DOCUMENT: (0.75, 20.0),
    Says.DOCUMENT_TYPED: (0.2, 13.0),
}
"""Of one person, and the bits that were chosen: two people have these in common so seldom that
the few who come twice are most of those who do in pairs at random."""


class Trait(StrEnum):
    """What is weighed anew."""

    BIRTH = "birth"
    DOCUMENT = "document"
    SEX = "sex"


TRAITS: Mapping[Trait, tuple[Says, ...]] = {
    Trait.BIRTH: (
        *(Says.BIRTH, Says.BIRTH_EXCHANGED, Says.BIRTH_TYPED),
        *(Says.BIRTH_YEAR, Says.BIRTH_NEAR, Says.BIRTH_APART),
    ),
    Trait.DOCUMENT: (Says.DOCUMENT, Says.DOCUMENT_TYPED, Says.DOCUMENT_APART),
    Trait.SEX: (Says.SEX, Says.SEX_APART),
}
_TRAIT_OF = {says: trait for trait, all_said in TRAITS.items() for says in all_said}


@dataclass(frozen=True, slots=True)
class EstimatedWeight:
    """Bits: as chosen, on the average of the pairs where it is seen, and as the files say."""

    says: Says
    chosen: float
    estimated: float
    pairs: float  # of one person, in which the trait was compared

    @property
    def shift(self) -> float:
        """What is added to the chosen weight."""
        return round(min(max(self.estimated - self.chosen, -MOST_SHIFT), MOST_SHIFT), 1)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the files say; weights of which they say too little are left out."""

    weights: tuple[EstimatedWeight, ...]
    files: int

    @property
    def says_nothing(self) -> bool:
        """Whether there are too few files for any of it."""
        return not self.weights

    @property
    def shifts(self) -> Shifts:
        """What is added to the chosen weights."""
        return {weight.says: weight.shift for weight in self.weights if weight.shift}


def estimate(
    files: int,
    by_document: Iterable[Pair],
    by_birth: Iterable[Pair],
    at_random: Iterable[Pair],
    rarity: Rarity,
) -> Estimate:
    """Weights by the files of a station.

    Args:
        files: how many people there are.
        by_document, by_birth: pairs that a document or a date of birth brought together.
        at_random: pairs of which two are hardly ever one person.
        rarity: of names and nationalities.
    """
    others = _shares(at_random, rarity)
    first = _pass(by_document, rarity, others, Trait.DOCUMENT)
    second = _pass(by_birth, rarity, others, Trait.BIRTH)
    weights = [*_weights(first, others, Trait.BIRTH), *_weights(second, others, Trait.DOCUMENT)]
    of_sex = max((first, second), key=lambda learnt: learnt.observed.get(Trait.SEX, 0.0))
    weights += _weights(of_sex, others, Trait.SEX)
    return Estimate(tuple(weights), files)


# --- pairs ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    """One pair: what is said of each trait, and the bits of everything else."""

    traits: Mapping[Trait, Ground]
    beside: float


@dataclass(frozen=True, slots=True)
class _Shares:
    """Of random pairs: how often each trait says what."""

    counts: Mapping[Says, int]
    compared: Mapping[Trait, int]

    def of(self, says: Says) -> float:
        """How often; of what is too rare to be counted, as it was chosen."""
        if says in _CHOSEN_SHARES:
            share, bits = _CHOSEN_SHARES[says]
            return share / exp2(bits)
        trait = _TRAIT_OF[says]
        return (self.counts.get(says, 0) + 1) / (self.compared.get(trait, 0) + len(TRAITS[trait]))


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What is seen of one person: shares by what is said, chosen bits on the average, and in how
    many pairs a trait was compared."""

    shares: Mapping[Says, float]
    chosen: Mapping[Says, float]
    observed: Mapping[Trait, float]


def _seen(grounds: Iterable[Ground]) -> _Seen:
    traits: dict[Trait, Ground] = {}
    beside = 0.0
    for ground in grounds:
        trait = _TRAIT_OF.get(ground.says) if isinstance(ground.says, Says) else None
        if trait is None:
            beside += ground.bits
        else:
            traits[trait] = ground
    return _Seen(traits, beside)


def _shares(pairs: Iterable[Pair], rarity: Rarity) -> _Shares:
    counts: Counter[Says] = Counter()
    compared: Counter[Trait] = Counter()
    for pair in pairs:
        for trait, ground in _seen(grounds_beside_names(*pair, rarity)).traits.items():
            counts[Says(ground.says)] += 1
            compared[trait] += 1
    return _Shares(counts, compared)


# --- expectation and maximisation -------------------------------------------------------------


def _pass(pairs: Iterable[Pair], rarity: Rarity, others: _Shares, blocked: Trait) -> _Learnt:
    """Learn what is seen of one person in these pairs, of every trait but the one that brought them
    together. How many of them are of one person is learnt with it."""
    seen = [_seen(grounds_of(*pair, rarity)) for pair in pairs]
    traits = [trait for trait in Trait if trait is not blocked]
    chosen = _chosen(seen)
    shares = {
        says: others.of(says) * exp2(chosen.get(says, 0.0))
        for trait in traits
        for says in TRAITS[trait]
    }
    shares = _normalised(shares, traits)
    at_first, likely, prior = dict(shares), [0.5] * len(seen), 0.0
    for _round in range(_ROUNDS if seen else 0):
        bits = {says: log2(share / others.of(says)) for says, share in shares.items()}
        now = [_likely(pair, bits, prior) for pair in seen]
        shares = _maximised(seen, now, at_first, traits)
        part = min(max(sum(now) / len(now), 1e-6), 1 - 1e-6)
        prior = log2(part / (1 - part))
        moved = max(abs(a - b) for a, b in zip(now, likely, strict=True))
        likely = now
        if moved < _ENOUGH:
            break
    observed = {
        trait: sum(p for pair, p in zip(seen, likely, strict=True) if trait in pair.traits)
        for trait in traits
    }
    return _Learnt(shares, chosen, observed)


def _likely(pair: _Seen, bits: Mapping[Says, float], prior: float) -> float:
    """How likely they are one person."""
    score: float = prior + pair.beside
    score += sum(bits.get(Says(ground.says), 0.0) for ground in pair.traits.values())
    return 1 / (1 + exp2(-min(max(score, -60.0), 60.0)))


def _maximised(
    seen: Sequence[_Seen],
    likely: Sequence[float],
    at_first: Mapping[Says, float],
    traits: Sequence[Trait],
) -> dict[Says, float]:
    """The shares that explain the pairs best, with the chosen ones as so many pairs beside them."""
    weighed: dict[Says, float] = {}
    for pair, probability in zip(seen, likely, strict=True):
        for ground in pair.traits.values():
            says = Says(ground.says)
            weighed[says] = weighed.get(says, 0.0) + probability
    counted = {
        says: weighed.get(says, 0.0) + _AS_CHOSEN * at_first[says]
        for trait in traits
        for says in TRAITS[trait]
    }
    return _normalised(counted, traits)


def _normalised(shares: Mapping[Says, float], traits: Iterable[Trait]) -> dict[Says, float]:
    result: dict[Says, float] = {}
    for trait in traits:
        whole = sum(shares[says] for says in TRAITS[trait])
        result |= {says: shares[says] / whole for says in TRAITS[trait]}
    return result


def _chosen(seen: Iterable[_Seen]) -> dict[Says, float]:
    """The chosen bits of what is said, on the average: a short number weighs less."""
    bits: dict[Says, list[float]] = {}
    for pair in seen:
        for ground in pair.traits.values():
            bits.setdefault(Says(ground.says), []).append(ground.bits)
    return {says: sum(each) / len(each) for says, each in bits.items()}


def _weights(learnt: _Learnt, others: _Shares, trait: Trait) -> list[EstimatedWeight]:
    pairs = learnt.observed.get(trait, 0.0)
    if pairs < LEAST_PAIRS:
        return []
    return [
        EstimatedWeight(
            says,
            round(learnt.chosen[says], 1),
            round(log2(learnt.shares[says] / others.of(says)), 1),
            round(pairs, 0),
        )
        for says in TRAITS[trait]
        if says in learnt.chosen
    ]
