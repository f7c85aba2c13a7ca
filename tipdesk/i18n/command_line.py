"""The command line in the language of the messages: argparse itself knows English."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NoReturn, cast

from tipdesk.core.settings import Language
from tipdesk.core.start_notice import say
from tipdesk.i18n.text import N_, _

_PLACE = re.compile(r"%(?:\((?P<name>\w+)\))?[sr]")
_SENTENCES: Mapping[str, str] = {
    "argument %(argument_name)s: %(message)s": "{argument_name}: {message}",
    "ambiguous option: %(option)s could match %(matches)s": N_(
        "{option} may mean several options: {matches}"
    ),
    "expected at least one argument": N_("A value is missing here."),
    "expected one argument": N_("A value is missing here."),
    "expected %s argument": N_("So many values belong here: {what}"),
    "ignored explicit argument %r": N_("No value belongs here: {what}"),
    "invalid %(type)s value: %(value)r": N_("This value does not fit: {value}"),
    "invalid choice: %(value)r (choose from %(choices)s)": N_(
        "{value} is not known here. Known: {choices}"
    ),
    "not allowed with argument %s": N_("Not together with {what}"),
    "one of the arguments %s is required": N_("One of these is missing: {what}"),
    "the following arguments are required: %s": N_("Missing: {what}"),
}
"""What argparse says of a mistake (its own keys, alike in Python 3.11 to 3.13), in words of ours.
A sentence that it has elsewhere stays English."""


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

    def parse_args(  # type: ignore[override]  # of its overloads only this one is used here
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """As argparse's own; what it does not know is said in words of ours."""
        known, rest = self.parse_known_args(args, namespace)
        if rest:
            from tipdesk.i18n.text import isolated

            self.error(_("Not known here: {what}").format(what=isolated(" ".join(rest))))
        return known

    def parse_known_args(  # type: ignore[override]  # as above
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """As argparse's own."""
        with _in_our_words():
            return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong, and end with status 2."""
        from tipdesk.i18n.text import isolated

        say(f"{self.format_usage()}{isolated(self.prog)}: {message}\n")
        self.exit(2)


def language_of(words: Sequence[str]) -> tuple[Language | None, list[str]]:
    """The language that `--lang` names, wherever it stands, and the other words; None where it
    names none that there is."""
    finder = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    finder.add_argument("--lang", choices=("ar", "en"))
    try:
        options, rest = finder.parse_known_args(list(words))
    except argparse.ArgumentError:
        return None, list(words)
    return cast(Language | None, options.lang), rest


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Within: argparse looks its sentences up with us. It asks the names `_` and `ngettext` of its
    own module, which are gettext's, and so would look for a catalogue by the variables of the
    system."""
    names = vars(argparse)
    before = names["_"], names["ngettext"]
    names["_"], names["ngettext"] = _sentence, lambda single, _plural, _count: _sentence(single)
    try:
        yield
    finally:
        names["_"], names["ngettext"] = before


def _sentence(message: str) -> str:
    """Its sentence, with its places in it, each in an isolate: what was typed is mostly Latin."""
    if message not in _SENTENCES:
        return message
    from tipdesk.i18n.text import isolated

    places = {place["name"] or "what": isolated(place[0]) for place in _PLACE.finditer(message)}
    return _(_SENTENCES[message]).format(**{**places, "message": "%(message)s"})
