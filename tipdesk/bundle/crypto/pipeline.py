"""Slow steps on a thread each: reading, hashing, ciphering and writing overlap.

hashlib, zlib and the ciphers of `cryptography` let other threads run while they work, so that
two cores are kept busy; items stay in order and few are in memory at a time.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Pipeline(Generic[Item]):
    """Items go through every stage in the order in which they were put.

    The first failure of a stage stops all work and is raised by the next `put` or by `finish`.
    """

    def __init__(
        self, *stages: Callable[[Item], None], done: Callable[[Item], None] | None = None
    ) -> None:
        """`done` gets each item back after the last stage, also after a failure."""
        self._done = done
        self._failure: BaseException | None = None
        self._queues: list[queue.SimpleQueue[Item | None]] = [queue.SimpleQueue() for _ in stages]
        self._threads = [
            threading.Thread(target=self._run, args=(place, stage), daemon=True)
            for place, stage in enumerate(stages)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, place: int, stage: Callable[[Item], None]) -> None:
        while True:
            item = self._queues[place].get()
            if item is not None and self._failure is None:
                try:
                    stage(item)
                except BaseException as error:  # noqa: BLE001  # raised again by put() or finish()
                    self._failure = self._failure or error
            if place + 1 < len(self._queues):
                self._queues[place + 1].put(item)
            elif item is not None and self._done is not None:
                self._done(item)
            if item is None:
                return

    def put(self, item: Item) -> None:
        """Hand over an item. How many are on the way is for the caller to limit."""
        if self._failure is not None:
            raise self._failure
        self._queues[0].put(item)

    def close(self) -> None:
        """Wait until every stage has ended; raises nothing."""
        if self._threads:
            self._queues[0].put(None)
            for thread in self._threads:
                thread.join()
            self._threads = []

    def abandon(self, error: BaseException) -> None:
        """Let no further item be worked on, and wait until every stage has ended."""
        self._failure = self._failure or error
        self.close()

    def finish(self) -> None:
        """Wait until all items are through; raises the first failure of a stage."""
        self.close()
        if self._failure is not None:
            raise self._failure
