"""What a command asks and answers at the terminal.

Secrets are typed unseen, and asked for only where somebody can type (`typed_unseen`). An answer is
UTF-8 whatever the code page; that it could not be written is one error (`answering`). Errors are
said in the words of the screen (`complain`).
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from tipdesk.core.errors import NoTerminal, OutputRefused, TargetExists, TipdeskError

if TYPE_CHECKING:
    from pathlib import Path

UNANSWERED = 2  # the exit status of a command whose answer was refused

# --- what is typed ----------------------------------------------------------------------------


def typed_unseen(prompt: str) -> str:
    """A secret typed unseen. Raises NoTerminal: where it would be seen it is not asked for."""
    import getpass
    import warnings

    # There getpass waits for the keys of a console, also where there is none (a task, a service).
    if sys.platform == "win32" and (sys.stdin is None or not sys.stdin.isatty()):
        raise NoTerminal
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            sys.stdout.flush()  # what it is about is read before it is typed
            return getpass.getpass(prompt)
        except getpass.GetPassWarning as warning:
            raise NoTerminal from warning


class _Output(io.TextIOWrapper):
    """The standard output. What a full disk or a closed pipe refuses is said once."""

    refused = False

    def write(self, text: str, /) -> int:
        """Take it; after a refusal drop it. Raises OutputRefused."""
        if self.refused:
            return len(text)
        with self._watched():
            return super().write(text)

    def flush(self) -> None:
        """Hand on what was taken. Raises OutputRefused."""
        if not self.refused:
            with self._watched():
                super().flush()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.refused = True
            _drain(self)
            raise OutputRefused from error


@contextmanager
def answering() -> Iterator[None]:
    """Let a command print; everything printed has been taken when this ends.

    Raises:
        OutputRefused: a full disk or a closed pipe (instead of whatever else ended the block).
    """
    _write_utf8(sys.stderr)
    usual = sys.stdout
    if not isinstance(usual, io.TextIOWrapper):
        yield
        return
    output = _Output(
        usual.buffer,
        encoding="utf-8",
        errors="replace",
        line_buffering=usual.line_buffering,
    )
    sys.stdout = output
    try:
        yield
    finally:
        sys.stdout = usual
        try:
            output.flush()
        finally:
            with suppress(OSError):  # it is said already
                output.detach()


def answer_at_once(line: str) -> int:
    """A line for which nothing has to be read or worked out; the exit status."""
    try:
        with answering():
            print(line)
    except OutputRefused as error:
        complain(error)
        return UNANSWERED
    return 0


def refuse_existing(path: Path, *, force: bool) -> None:
    """Before a paper is written: what lies there is replaced only by `force` (--force).

    Raises:
        TargetExists
    """
    if os.path.exists(path) and not force:  # noqa: PTH110  raises never
        from tipdesk.core.plain_file import shown_name

        raise TargetExists(name=shown_name(path), option="--force")


def complain(error: TipdeskError) -> None:
    """Say what happened and what can be done, on the error stream. Raises nothing."""
    from tipdesk.texts import messages

    message = messages.sentence(error)
    complain_line(f"{message.what}\n{message.next_step}")


def complain_line(line: str) -> None:
    """A line on the error stream. Whoever closed it does not want to hear."""
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        if isinstance(sys.stderr, io.TextIOWrapper):
            _drain(sys.stderr)


def _write_utf8(stream: object) -> None:
    """Arabic goes out whole, also to a Windows console or pipe with an old code page."""
    if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
        stream.reconfigure(encoding="utf-8", errors="replace")


def _drain(stream: io.TextIOWrapper) -> None:
    """Let what is still waiting go nowhere: the interpreter would try it again as it ends."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
