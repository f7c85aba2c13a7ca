"""The help page of a command in the language of the messages: argparse itself knows English."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from tipdesk.i18n.catalogue import _


class _Page(argparse.HelpFormatter):
    """Says «usage» in words of ours."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        words = _("Usage:") + " " if prefix is None else prefix
        super().add_usage(usage, actions, groups, words)


class Parser(argparse.ArgumentParser):
    """Reads a command's arguments; its sub-commands' parsers are of the same kind."""

    def __init__(self, *args: object, **options: object) -> None:
        options.setdefault("formatter_class", _Page)
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed through as they came
        # argparse offers no other way to name its two groups and its one option.
        self._positionals.title = _("Arguments")
        self._optionals.title = _("Options")
        for action in self._actions:
            if "--help" in action.option_strings:
                action.help = _("Show this page.")
