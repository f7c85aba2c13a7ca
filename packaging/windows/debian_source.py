"""The source of a Debian package, without a change to the lists of packages of this machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import build_cache

_LISTS = Path("/etc/apt")


def fetch(package: str, folder: Path) -> None:
    """Bring the files of `package`'s source into `folder`, from this machine's own archives."""
    state = folder / "apt"
    (state / "lists" / "partial").mkdir(parents=True)
    (state / "sources.d").mkdir()
    stanzas = [text for path in _lists() if (text := sources_of(path))]
    if not stanzas:
        raise build_cache.NotFetched(f"{package}: no Debian archive is known here")
    (state / "sources.d" / "sources.sources").write_text("\n\n".join(stanzas) + "\n", "utf-8")
    options = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": state / "sources.d",
        "Dir::State::lists": state / "lists",
        "APT::Sandbox::User": "root",
    }
    words = [
        "apt-get",
        "-qq",
        *(word for name, value in options.items() for word in ("-o", f"{name}={value}")),
    ]
    subprocess.run([*words, "update"], check=True)
    subprocess.run(
        [*words, "source", "--download-only", "--only-source", package], check=True, cwd=folder
    )


def _lists() -> list[Path]:
    return [*sorted((_LISTS / "sources.list.d").glob("*.sources")), _LISTS / "sources.list"]


def sources_of(path: Path) -> str:
    """Its archives as those of sources; those that nobody signed give none."""
    if not path.exists():
        return ""
    text = path.read_text("utf-8")
    if path.suffix != ".sources":
        return "\n\n".join(
            _stanza(line.split()) for line in text.splitlines() if line.startswith("deb ")
        )
    signed = [
        part
        for part in text.split("\n\n")
        if "\nSigned-By:" in part or part.startswith("Signed-By:")
    ]
    return "\n\n".join(re.sub(r"(?m)^Types:.*", "Types: deb-src", part.strip()) for part in signed)


def _stanza(words: list[str]) -> str:
    """A line of the old kind: `deb [options] URI SUITE COMPONENT...`."""
    options: dict[str, str] = {}
    if words[1].startswith("["):
        end = next(at for at, word in enumerate(words) if word.endswith("]"))
        given = " ".join(words[1 : end + 1]).strip("[]").split()
        options = dict(option.split("=", 1) for option in given)
        words = [words[0], *words[end + 1 :]]
    uri, suite, *components = words[1:]
    lines = [
        "Types: deb-src",
        f"URIs: {uri}",
        f"Suites: {suite}",
        f"Components: {' '.join(components)}",
    ]
    if "signed-by" in options:
        lines.append(f"Signed-By: {options['signed-by']}")
    return "\n".join(lines)
