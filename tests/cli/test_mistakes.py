"""Mistakes in a command line are said in the language of the messages, whatever argparse knows."""

import argparse
import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tipdesk.cli.main import COMMANDS, command_parser, load_command
from tipdesk.cli.main import main as command
from tipdesk.i18n.command_line import _SENTENCES
from tipdesk.i18n.text import set_language

ISOLATED = re.compile("\u2066[^\u2069]*\u2069")
# What argparse says of mistakes in a program, and of headings and kinds of arguments that ours
# have none of or name themselves.
NOT_OURS = {
    "usage: ", "%(heading)s:", " (default: %(default)s)", "positional arguments", "options",
    "subcommands", "show this help message and exit", "show program's version number and exit",
    "%(prog)s: error: %(message)s\n", "%(prog)s: warning: %(message)s\n",
    "unrecognized arguments: %s", "unknown parser %(parser_name)r (choices: %(choices)s)",
    "expected %s arguments", "expected at most one argument",
    "unexpected option string: %s", "can't open '%(filename)s': %(error)s",
    'argument "-" with mode %r', ".__call__() not defined", "%r is not callable",
    "conflicting subparser: %s", "conflicting subparser alias: %s",
    "cannot have multiple subparser arguments", "cannot merge actions - two groups are named %r",
    "'required' is an invalid argument for positionals", "dest= is required for options like %r",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r",
    "invalid conflict_resolution value: %r", "conflicting option string: %s",
    "conflicting option strings: %s", "mutually exclusive arguments must be optional",
    "argument '%(argument_name)s' is deprecated", "command '%(parser_name)s' is deprecated",
    "option '%(option)s' is deprecated",
}  # fmt: skip


def test_every_sentence_of_argparse_is_known() -> None:
    """Of this Python: a newer one may say it otherwise, and then it would be English."""
    known = {
        argument.value
        for node in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext")
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert known - NOT_OURS == _SENTENCES.keys()


Leaf = tuple[list[str], argparse.ArgumentParser]


def leaves(parser: argparse.ArgumentParser, words: list[str]) -> Iterator[Leaf]:
    """Every command and sub-command with the words that lead to it."""
    yield words, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from leaves(below, [*words, name])


def mistakes(words: list[str], parser: argparse.ArgumentParser) -> Iterator[list[str]]:
    """Command lines that are wrong in one way each."""
    options = [
        option for option in parser._actions if option.option_strings and option.dest != "help"
    ]
    names = [name for option in parser._actions for name in option.option_strings]
    yield [*words, "--nothing-like-it"]
    for option in options:
        flag = option.option_strings[-1]
        yield [*words, f"{flag}=x"] if option.nargs == 0 else [*words, flag]
        if option.choices or option.type not in (None, str, Path):
            yield [*words, flag, "nothing-like-it"]
        for end in range(3, len(flag)):
            begun = flag[:end]
            if begun not in names and sum(name.startswith(begun) for name in names) > 1:
                yield [*words, begun, "x"]
    for group in parser._mutually_exclusive_groups:
        used = [
            [option.option_strings[-1], *(["1"] if option.nargs != 0 else [])]
            for option in group._group_actions
            if option.option_strings
        ]
        yield [*words, *used[0], *used[1]]
    if any(option.required and option.option_strings == [] for option in parser._actions):
        yield words


def every_mistake() -> list[list[str]]:
    set_language("ar")
    lines = [["no-such-command"], ["--lang", "xx", "verify", "x"], []]
    for name in COMMANDS:
        top_parser = command_parser(name, load_command(name))
        (own,) = (
            action
            for action in top_parser._actions
            if isinstance(action, argparse._SubParsersAction)
        )
        for words, parser in leaves(own.choices[name], [name]):
            lines += mistakes(words, parser)
    return lines


def test_every_mistake_is_said_in_arabic(capsys: pytest.CaptureFixture[str]) -> None:
    tried = every_mistake()
    assert len(tried) > 100
    seen = set()
    for words in tried:
        with pytest.raises(SystemExit) as end:
            command([*words, "--lang", "ar"] if "xx" not in words else words)
        assert end.value.code == 2
        usage, _, message = capsys.readouterr().err.rstrip("\n").rpartition("\n")
        assert usage.startswith("طريقة الاستخدام: "), words
        assert not re.search("[a-zA-Z]", ISOLATED.sub("", message)), message
        assert re.search("[ء-ي]", message), message
        seen.add(re.sub(r"[\s:]+", " ", ISOLATED.sub("", message)))
    assert len(seen) >= len(set(_SENTENCES.values()))  # each sentence was heard


def test_english_stays_english(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command(["--lang", "en", "print", "nothing"])
    assert "'nothing'\u2069 is not known here. Known: " in capsys.readouterr().err
    assert argparse.ArgumentParser().parse_args([]) == argparse.Namespace()
    assert argparse.__dict__["_"]("expected one argument") == "expected one argument"
