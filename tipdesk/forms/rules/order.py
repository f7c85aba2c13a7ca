"""Which part of a form depends on which, and in what order they can be worked out.

A question's relevance and its value are worked out together, so one node a name is enough: it
depends on the group around it and on every name in its `relevant` and `calculation`. Where an
answer that is refused counts as none, it depends on what its own rules look at as well; such
dependencies may turn in a ring (`components`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tipdesk.forms.model import Group, GroupKind, Question


@dataclass(frozen=True, slots=True)
class Place:
    """Where one question or group stands."""

    element: Question | Group
    section: str
    parent: str  # name of the group around it, '' for a section
    repeat: str  # name of the repeat around it, '' outside; a repeat is not inside itself


def places(sections: Iterable[Group]) -> Iterator[Place]:
    """Every group and question of a form, in document order."""
    for section in sections:
        yield Place(section, section.name, "", "")
        yield from _below(section, section.name, "")


def _below(group: Group, section: str, repeat: str) -> Iterator[Place]:
    inside = group.name if group.kind is GroupKind.REPEAT else repeat
    for child in group.children:
        yield Place(child, section, group.name, inside)
        if isinstance(child, Group):
            yield from _below(child, section, inside)


def dependency_order(needs: Mapping[str, Iterable[str]]) -> list[str] | tuple[str, ...]:
    """The names of `needs`, each after all that it needs; or a tuple, one ring of names.

    Names that are not keys are passed over. The order is that of `needs` as far as possible.
    """
    order: list[str] = []
    state: dict[str, int] = {}  # 1 being worked out, 2 done
    for start in needs:
        if state.get(start):
            continue
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(needs[start]))]
        state[start] = 1
        while stack:
            name, pending = stack[-1]
            following = next((other for other in pending if state.get(other) != 2), None)
            if following is None:
                state[name] = 2
                order.append(name)
                stack.pop()
            elif state.get(following) == 1:
                ring = [entry for entry, _ in stack]
                return tuple(ring[ring.index(following) :])
            elif following in needs:
                state[following] = 1
                stack.append((following, iter(needs[following])))
    return order


def components(
    order: Sequence[str], needs: Mapping[str, Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    """The names of `order` again, each after all that it needs, where names that need each other
    in a ring stand together: strongly connected components, found as Kosaraju does. Within one
    the names keep their places in `order`.
    """
    needed_by: dict[str, list[str]] = {name: [] for name in order}
    for name in order:
        for other in needs[name]:
            if other in needed_by:
                needed_by[other].append(name)
    place = {name: number for number, name in enumerate(order)}
    seen: set[str] = set()
    finished = [name for start in order for name in _reached(start, needs, seen, place)]
    seen = set()
    found = [_reached(start, needed_by, seen, place) for start in reversed(finished)]
    return tuple(tuple(sorted(names, key=place.__getitem__)) for names in reversed(found) if names)


def _reached(
    start: str, following: Mapping[str, Iterable[str]], seen: set[str], known: Container[str]
) -> list[str]:
    """What is reached from `start` and was not `seen` before, each after what it leads to."""
    if start in seen:
        return []
    seen.add(start)
    finished: list[str] = []
    path = [(start, iter(following[start]))]
    while path:
        name, pending = path[-1]
        step = next((other for other in pending if other in known and other not in seen), None)
        if step is None:
            finished.append(name)
            path.pop()
        else:
            seen.add(step)
            path.append((step, iter(following[step])))
    return finished
