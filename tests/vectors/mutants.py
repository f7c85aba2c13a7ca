"""Fresh hostile files out of good ones, at every layer, and two readers asked about each.

    python -m tests.vectors.mutants [COUNT] [--seed N] [--reader FILE] [--keep FOLDER]

A mutant is changed in one place and signed again by whoever has to sign what lies around it, so that
the readers reach what was changed. Printed are the seed, how often the two agree (README.md), layer by
layer, and each disagreement; `--keep` leaves the files of those.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from tests.bundle.raw import Entry
from tests.vectors import cast, signing
from tests.vectors.asking import Answer, agree, answer_of
from tests.vectors.good import carried, scans
from tests.vectors.people import HERE, NOW, Person, der_of, seed, stamp
from tests.vectors.signing import Parts
from tests.vectors.vector import bundle
from tests.vectors.writing import PDF, Envelope, Event, sealed
from tipdesk.bundle.strict_json import parse_time

Change = Callable[[Random], Callable[[Any], Any]]
READER = HERE.parents[1] / "docs/verify_bundle.py"
TRUST, IDENTITY = HERE / "trust/trust.asice", HERE / "keys/office.txt"


# --- what is changed --------------------------------------------------------------------------


def some_bytes(random: Random) -> Callable[[bytes], bytes]:
    """A bit, a byte more or less, a stretch that is gone, twice or elsewhere."""

    def edit(data: bytes) -> bytes:
        if not data:
            return b"\0"
        at = random.randrange(len(data))
        end = min(len(data), at + random.choice((1, 1, 2, 8, 40)))
        flipped = bytes((data[at] ^ 1 << random.randrange(8),))
        placed = random.choice((b"\0", b"\xff", b" ", b"\n", b"0", b"a"))
        return random.choice(
            (
                data[:at] + flipped + data[at + 1 :],
                data[:at] + placed + data[at + 1 :],
                data[:at] + placed + data[at:],
                data[:at] + data[end:],
                data[:end] + data[at:],
                data[:at],
            )
        )

    return edit


def _other_text(random: Random, text: str) -> str:
    choices = ["", text + "x", text[:-1], text.swapcase(), "\u0660", "a" * 1001, "\0", text + "\n"]
    if text:
        at = random.randrange(len(text))
        choices += [text[:at] + random.choice("0123456789abcfZ/.-") + text[at + 1 :]] * 8
    return random.choice(choices)


def _other(random: Random, value: Any) -> Any:
    """Another value in place of this one."""
    others: tuple[Any, ...] = (
        None, True, 0, -1, 10**15, "", [], {}, [value], {"x": value}, "x"
    )  # fmt: skip
    if random.randrange(4):
        others = _alike(random, value) or others
    return random.choice(others)


def _alike(random: Random, value: Any) -> tuple[Any, ...]:
    """Others of the same type."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value - 1, value + 1, value + 64, 0)
    if isinstance(value, str):
        return (_other_text(random, value),)
    if isinstance(value, list) and value:
        at = random.randrange(len(value))
        less, twice = value[:at] + value[at + 1 :], [*value[:at], value[at], *value[at:]]
        return (less, twice, [*value, value[at]], value[::-1], [])
    if isinstance(value, dict) and value:
        name = random.choice(sorted(value))
        rest = {key: item for key, item in value.items() if key != name}
        return (rest, {**value, "more": 1}, {**rest, name + "x": value[name]})
    return ()


def some_value(random: Random) -> Callable[[Any], Any]:
    """One value of a document, anywhere in it."""

    def edit(value: Any) -> Any:
        inside: list[tuple[Any, Any]] = []
        if isinstance(value, dict | list):
            inside = list(value.items() if isinstance(value, dict) else enumerate(value))
        if not inside or random.randrange(4) == 0:
            return _other(random, value)
        name, item = random.choice(inside)
        if isinstance(value, dict):
            return {**value, name: edit(item)}
        return [*value[:name], edit(item), *value[name + 1 :]]

    return edit


def some_event(random: Random) -> Callable[[list[Event]], list[Event]]:
    """A link more, less, elsewhere or other than it is."""
    actions = (
        "opened completed amended returned approved hidden exported withdrawn viewed voided later.x"
    )

    def edit(events: list[Event]) -> list[Event]:
        at = random.randrange(len(events))
        kind = random.randrange(6)
        more = Event(random.choice(actions.split()), random.choice(("T-07", "S-01", "T-09")))
        more.show = random.choice(("open", "open", "closed", "other"))
        if kind == 0:
            return [*events[:at], more, *events[at:]]
        if kind == 1:
            return [*events[:at], *events[at + 1 :]]
        if kind == 2:
            other = random.randrange(len(events))
            events[at], events[other] = events[other], events[at]
        if kind == 3:
            events[at].action = more.action
        if kind == 4:
            events[at].show = more.show
            events[at].of = random.choice(("case", "other", "none"))
        if kind == 5:
            name = random.choice(("n", "decision", "key", "officer", "detail"))
            values = {"n": random.randrange(9), "decision": random.randrange(2), "key": seed("x")}
            setattr(events[at], name, {"officer": more.officer, "detail": {}, **values}[name])
        return events

    return edit


def some_part(random: Random) -> Callable[[Parts], None]:
    """A part of a signature."""

    def edit(parts: Parts) -> None:
        names = [name for name, _values in parts.attributes]
        chosen = random.choice(names)
        values = {
            "version": random.choice((0, 2, 3)),
            "signer_version": 3,
            "serial": random.randrange(9),
            "content": b"x",
            "digest": random.choice((signing.SHA1, signing.SHA384, signing.SHA256_NULL)),
            "algorithm": random.choice((signing.ECDSA_384, signing.RSA_SHA256, signing.RSA_PSS)),
            "kind": signing.DATA,
            "digests": [signing.SHA384],
            "certificates": [der_of(cast.BOTH.certificate)],
            "key": cast.BOTH.key,
            "sorted": False,
        }
        kind = random.randrange(5)
        if kind == 0:
            parts.drop(chosen)
        elif kind == 1:
            parts.attributes.append((chosen, [signing.NULL]))
        elif kind == 2:
            parts.put(chosen, *random.choice(([signing.NULL], [], [signing.DATA, signing.NULL])))
        else:
            name = random.choice(sorted(values))
            setattr(parts, name, values[name])

    return edit


def some_entry(random: Random) -> Callable[[list[Entry]], list[Entry]]:
    """A field of a member of the ZIP, or its place."""

    def edit(entries: list[Entry]) -> list[Entry]:
        at = random.randrange(len(entries))
        fields: dict[str, Any] = {
            "flags": 1 << random.randrange(16),
            "method": random.choice((8, 1)),
            "extra": b"\1\0\0\0",
            "local_extra": b"\1\0\0\0",
            "attributes": random.choice((0, 0o040755 << 16, 0o120777 << 16)),
            "made_by": random.randrange(1 << 16),
            "time": random.randrange(1 << 16),
            "crc": 1,
            "local_crc": 1,
            "local_size": 1,
            "comment": b"x",
            "listed": False,
            "name": random.choice(("bag/data/x", "x", "META-INF/x", "bag/data/../x", "mimetype")),
        }
        name = random.choice(sorted(fields))
        return [
            *entries[:at],
            replace(entries[at], **{name: fields[name]}),
            *entries[at + 1 :],
        ]

    return edit


def some_member(random: Random) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    """A member with other bytes, gone, or under another name; what is around it says so too."""

    def edit(members: dict[str, bytes]) -> dict[str, bytes]:
        name = random.choice(sorted(members))
        rest = {key: data for key, data in members.items() if key != name}
        kind = random.randrange(4)
        if kind == 0:
            return rest
        if kind == 1:
            return {**rest, random.choice(("x.txt", "att/0009.jpg", "intake.pdf")): members[name]}
        return {**members, name: some_bytes(random)(members[name])}

    return edit


# --- layers -----------------------------------------------------------------------------------

WHOLE: tuple[dict[str, Any], ...] = (
    {},
    {"kind": "notice"},
    {"staying": 3},
    {"files": lambda files: {**files, "statement.pdf": PDF}},
    {"direct": True, "approver": cast.OFFICER, "approver_login": "T-07"},
    {"approver": cast.NEIGHBOUR, "approver_login": "S-61"},
    {"exporter": cast.OFFICER_384, "approver": cast.SUPERVISOR_384},
    scans(),
    carried(),
)
_DOCUMENTS = ("index", "approval", "record", "rows", "custody", "custody")
_TEXTS = ("manifest", "signature", "approval_signature", "index_bytes", "record_bytes",
          "custody_bytes", "approval_bytes")  # fmt: skip
_CASTS: tuple[Person, ...] = (
    *cast.PEOPLE.values(),
    *cast.DIFFERS.values(),
    cast.SAME_KEY,
    cast.SAME_LOGIN,
    cast.SAME_NUMBER,
    cast.FOREIGN,
    cast.BOTH,
    cast.NEIGHBOUR,
    cast.VOUCHED,
    cast.VOUCHED_LONG,
    cast.STRANGER,
    cast.ENDING,
)


@dataclass(frozen=True)
class Mutant:
    """A file with the layer at which it was changed."""

    layer: str
    data: bytes
    suffix: str
    at: str


def _two(first: Callable[[Any], Any] | None, second: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What the good file changes anyway, then the mutation."""

    def edit(value: Any) -> Any:
        changed = first(value) if first is not None else None
        value = value if changed is None else changed
        changed = second(value)
        return value if changed is None else changed

    return edit


def _layers(random: Random) -> dict[str, Callable[[], dict[str, Any]]]:
    return {
        "json": lambda: {random.choice(_DOCUMENTS): some_value(random)},
        "text": lambda: {random.choice(_TEXTS): some_bytes(random)},
        "chain": lambda: {"events": some_event(random)},
        "cms": lambda: {random.choice(("cms", "approval_cms")): some_part(random)},
        "zip": lambda: {"entries": some_entry(random)},
        "container": lambda: {"zip": some_bytes(random)},
        "files": lambda: {random.choice(("files", "sent")): some_member(random)},
        "bag": lambda: {random.choice(("tags", "three_tags")): some_member(random)},
        "info": lambda: {"info": some_value(random)},
        "people": lambda: {random.choice(("exporter", "approver")): random.choice(_CASTS)},
    }


def mutant(random: Random) -> Mutant:
    """One fresh file."""
    layers = _layers(random)
    layer = random.choice([*layers, "json", "json", "chain", "outer"])
    whole = dict(random.choice(WHOLE))
    at = stamp(NOW)
    if layer != "outer":
        for place, edit in layers[layer]().items():
            whole[place] = _two(whole.get(place), edit) if callable(edit) else edit
    try:
        data = bundle(**whole).bytes()
    except Exception:  # noqa: BLE001  # what cannot be written cannot be read: another one
        return mutant(random)
    if layer != "outer" and data[:4] == b"PK\3\4" and random.randrange(2):
        return Mutant(layer, data, ".asice", at)
    data = sealed(data, Envelope(), str(random.random()))
    if layer == "outer":
        data = some_bytes(random)(data)
    return Mutant(layer, data, ".asice.age", at)


def mutants(count: int, number: int) -> Iterator[Mutant]:
    random = Random(number)
    for _ in range(count):
        yield mutant(random)


# --- who is asked -----------------------------------------------------------------------------


def program(path: Path, at: str) -> Answer:
    """What `tipdesk verify` says."""
    return answer_of(path, IDENTITY, TRUST, parse_time(at))


def second(
    reader: Path, path: Path, at: str, identity: Path = IDENTITY, trust: Path = TRUST
) -> Answer:
    """What the second reader says."""
    options = ["--identity", identity, "--trust", trust, "--at", at, "--json"]
    run = subprocess.run(
        [sys.executable, reader, path, *options], capture_output=True, text=True, check=False
    )
    try:
        answer = json.loads(run.stdout)
    except ValueError:
        return "stopped", [run.stderr[-500:]]
    return answer["verdict"].lower(), answer["codes"]


@dataclass
class Tally:
    """How often the two agree."""

    by_layer: Counter[tuple[str, str]]
    verdicts: Counter[str]
    disagreements: list[str]


def compare(count: int, number: int, reader: Path, folder: Path, keep: Path | None = None) -> Tally:
    """Both readers about fresh mutants."""
    tally = Tally(Counter(), Counter(), [])

    def ask(item: tuple[int, Mutant]) -> tuple[Mutant, Path, Answer, Answer]:
        place, fresh = item
        path = folder / f"{number}-{place}-{fresh.layer}{fresh.suffix}"
        path.write_bytes(fresh.data)
        return fresh, path, program(path, fresh.at), second(reader, path, fresh.at)

    with ThreadPoolExecutor(2) as pool:
        for fresh, path, ours, theirs in pool.map(ask, enumerate(mutants(count, number))):
            same = agree(ours, theirs)
            tally.by_layer[fresh.layer, "same" if same else "other"] += 1
            tally.verdicts[ours[0]] += 1
            if not same:
                tally.disagreements.append(
                    f"{path.name}: {ours[0]} {ours[1]}, {theirs[0]} {theirs[1]}"
                )
                if keep is not None:
                    (keep / path.name).write_bytes(fresh.data)
            path.unlink()
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("--seed", type=int, default=Random().randrange(10**6))
    parser.add_argument("--reader", type=Path, default=READER)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    print(f"seed {given.seed}")
    if given.keep is not None:
        given.keep.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        tally = compare(given.count, given.seed, given.reader, Path(folder), given.keep)
    for (layer, which), times in sorted(tally.by_layer.items()):
        print(f"{layer:10} {which:6} {times}")
    print(dict(tally.verdicts), "disagreements:", len(tally.disagreements))
    print("\n".join(tally.disagreements))
    return 1 if tally.disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
