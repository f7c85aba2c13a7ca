"""The one place where our own program is started once more: bounded, fed, ended."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tipdesk.core.errors import ReaderNotStarted
from tipdesk.core.work import Work
from tipdesk.printing.outside.own_process import (
    Child,
    End,
    IsolatedPages,
    Program,
    emblem_of,
    read_codes,
)

PROGRAM = Program(("-c", ""), memory=512 << 20, cpu=7, answer=20.0)


def child(code: str, **bounds: float) -> Child:
    start = "from tipdesk.printing.outside.beginning import begin; asked, told = begin()\n"
    return Child(Program(("-c", start + code), PROGRAM.memory, PROGRAM.cpu, 20.0, **bounds))


def test_memory_and_processor_time_are_bounded_and_what_is_asked_comes_whole() -> None:
    process = child(
        "import resource\n"
        "limits = [resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)]\n"
        "told.write(f'{limits}'.encode().ljust(99) + asked.read(3)); told.flush()"
    )
    reply = process.ask(b"abc", 102)
    assert reply is not None
    assert reply[99:] == b"abc"
    assert eval(reply[:99]) == [(512 << 20,) * 2, (7, 7)]
    assert (process.ask(b"", 1), process.end) == (None, End.GONE)


@pytest.mark.parametrize(
    "system",
    ["lambda kind, limits: None", "lambda kind, limits: os.close(-1)"],
    ids=["takes them and keeps none", "takes none"],
)
def test_where_the_system_does_not_keep_to_the_limits_nothing_is_read(system: str) -> None:
    """The file does not even reach the process: nothing was said of it there."""
    begun = f"import os, resource; resource.setrlimit = {system}\n"
    code = begun + "from tipdesk.printing.outside.beginning import begin\nbegin()[1].write(b'x')"
    process = Child(Program(("-c", code), PROGRAM.memory, PROGRAM.cpu, 20.0))
    with pytest.raises(ReaderNotStarted):
        process.ask(b"hostile", 1)
    assert process.ask(b"hostile", 1) is None


def test_a_system_that_is_stricter_is_left_so() -> None:
    """Who set a limit for everybody did not mean that no file can be opened."""
    begun = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (5, 5))\n"
    code = begun + (
        "from tipdesk.printing.outside.beginning import begin\n"
        "begin()[1].write(bytes(resource.getrlimit(resource.RLIMIT_CPU)))"
    )
    process = Child(Program(("-c", code), PROGRAM.memory, 7, 20.0))
    assert process.ask(b"", 2) == bytes((5, 5))
    process.close()


def test_all_answers_together_have_their_time() -> None:
    process = child("while asked.read(1): told.write(b'.'); told.flush()", whole=0.3)
    while process.ask(b"x", 1) == b".":
        pass
    assert process.end is End.WHOLE
    assert process.ask(b"x", 1) is None


def test_a_process_that_cannot_start_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with pytest.raises(ReaderNotStarted):
        read_codes(b"", Work(), pdf=True)
    with pytest.raises(ReaderNotStarted):
        emblem_of(b"\xff\xd8\xff")
    with pytest.raises(ReaderNotStarted):
        IsolatedPages(b"").sizes()
    assert IsolatedPages(b"").page(0, 72.0) is None
