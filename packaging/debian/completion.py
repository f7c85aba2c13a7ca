"""Completion for bash: commands, options, their choices, files and folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from command_table import Command, Row, Table

_FOLDERS = frozenset({"DIR", "NEWDIR"})
_FILES = frozenset({"FILE", "FILE.pdf", "OUT", "PATH"})
_NO_FILES = frozenset({"DOCUMENT", "SERIAL"})  # arguments that name none

_PAGE = """\
# bash completion for tipdesk. Made by packaging/commands.py. Do not edit.

_tipdesk_offer() {{ # "command/option": what follows; fails when no such option takes a value
    words="" names=""
    case $1 in
{rows}
        *) return 1 ;;
    esac
}}

_tipdesk() {{
    local -a typed=()
    local command="" option="" words names at word
    for ((at = 1; at <= COMP_CWORD; at++)); do # "--lang=ar" comes in three words
        [[ ${{COMP_WORDS[at]}} == "=" ]] || typed+=("${{COMP_WORDS[at]}}")
    done
    [[ ${{COMP_WORDS[COMP_CWORD]}} == "=" ]] && typed+=("")
    for word in "${{typed[@]:0:${{#typed[@]}}-1}}"; do
        if [[ $option ]]; then
            option="" # this was its value
        elif [[ $word == -* ]]; then
            _tipdesk_offer "$command/$word" && option=$word
        elif _tipdesk_offer "${{command:+$command }}$word/"; then
            command=${{command:+$command }}$word
        fi
    done
    word=${{typed[-1]}}
    _tipdesk_offer "$command/$option"
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    else # options are offered when they are begun
        mapfile -t COMPREPLY < <(compgen -W "$words" -X "-*" -- "$word")
        [[ $names ]] && compopt -o "$names"
    fi
}}
complete -F _tipdesk tipdesk
"""


def completion(table: Table) -> str:
    """The file that bash reads."""
    window = Command("", (), "", "", table.window, actions=table.commands)
    return _PAGE.format(rows="\n".join(row for place in _places(window) for row in _rows(place)))


def _places(command: Command) -> Iterator[Command]:
    """Every place in which something may be typed; what all actions take is each one's own."""
    yield command
    for action in command.actions:
        rows = (*command.shared, *action.rows)
        yield from _places(Command(action.name, (), "", "", rows, action.shared, action.actions))


def _rows(place: Command) -> Iterator[str]:
    """What is offered there, and after each of its options that takes a value."""
    options = _options(place)
    words = [action.name.rpartition(" ")[2] for action in place.actions]
    arguments = [row for row in place.rows if not row.option]
    words += [choice for row in arguments for choice in row.choices]
    words += sorted({row.option for row in options} | {"--help"})
    yield _row(place, "", words, "default" if any(map(_names_file, arguments)) else "")
    for row in options:
        if row.value:
            yield _row(place, row.option, row.choices, _names(row))


def _options(place: Command) -> list[Row]:
    own = [row for row in place.rows if row.option]
    if any(row.option == "--lang" for row in own):
        return own
    return [*own, Row("--lang", "LANG", "", ("ar", "en"))]


def _names_file(argument: Row) -> bool:
    return not argument.choices and argument.value not in _NO_FILES


def _names(option: Row) -> str:
    """As `compopt` takes it: what names follow an option."""
    if option.value in _FOLDERS:
        return "dirnames"
    return "default" if option.value in _FILES else ""


def _row(place: Command, option: str, words: Iterable[str], names: str) -> str:
    offered = " ".join(words)
    parts = [f'words="{offered}"'] if offered else []
    parts += [f"names={names}"] if names else []
    return f'        "{place.name}/{option}") {" ".join(parts) or ":"} ;;'
