"""Where files live, and the few settings that are no case data.

The settings file holds how the window looks and when it locks; never a name, a path of a
case or anything that was opened. What belongs to the station is in the vault.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from tipdesk.core.disk import replace_durably

Language = Literal["ar", "en"]
Digits = Literal["latn", "arab"]
ThemeChoice = Literal["system", "light", "dark", "contrast"]  # system: as the system says

_PACKAGE = Path(__file__).resolve().parents[1]
_LOCK_MINUTES = range(1, 61)
FONT_SCALES = range(100, 201, 10)  # per cent


def resource(*parts: str) -> Path:
    """The path of a file or folder under `resources/`, in a checkout, a wheel or a frozen build."""
    return _data_folder("resources").joinpath(*parts)


def translations_dir() -> Path:
    """The folder that holds `<language>/LC_MESSAGES/tipdesk.po` and `.mo`."""
    return _data_folder("translations")


def _data_folder(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def default_vault_dir(
    chosen: str | Path | None = None, environment: Mapping[str, str] | None = None
) -> Path:
    """The vault's folder: `chosen` (--vault), else TIPDESK_VAULT, else the user's data folder."""
    environment = os.environ if environment is None else environment
    named = chosen or environment.get("TIPDESK_VAULT")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path  # noqa: PLC0415  4 ms that printing needs not

    return user_data_path("tipdesk", appauthor=False) / "vault"


def default_authority_dir(environment: Mapping[str, str] | None = None) -> Path:
    """The certification authority's folder where nobody chooses one: TIPDESK_AUTHORITY, else the
    user's data folder. What was opened is written down nowhere."""
    environment = os.environ if environment is None else environment
    if named := environment.get("TIPDESK_AUTHORITY"):
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path  # noqa: PLC0415  4 ms that printing needs not

    return user_data_path("tipdesk", appauthor=False) / "authority"


def settings_file() -> Path:
    """Where the settings of this user are kept."""
    from platformdirs import user_config_path  # noqa: PLC0415  4 ms that printing needs not

    return user_config_path("tipdesk", appauthor=False) / "settings.toml"


class WindowLooks(NamedTuple):
    """How the window looks, as an officer chooses it."""

    language: Language
    font_scale: int  # per cent, one of `FONT_SCALES`
    theme: ThemeChoice


class Settings(NamedTuple):
    """How the window looks and when it locks."""

    language: Language = "ar"
    font_scale: int = 100  # per cent, one of `FONT_SCALES`
    theme: ThemeChoice = "system"
    lock_minutes: int = 5  # of rest, before the window locks itself
    digits: Digits = "latn"  # how numbers are drawn; they are stored as 0-9
    pin_outlasts_lid: bool = False  # for a while, where the computer's security chip guards it

    @property
    def window_looks(self) -> WindowLooks:
        """What of it somebody sees."""
        return WindowLooks(self.language, self.font_scale, self.theme)


_ACCEPTS: Mapping[str, Callable[[object], bool]] = {
    "language": lambda value: value in ("ar", "en"),
    "font_scale": lambda value: type(value) is int and value in FONT_SCALES,
    "theme": lambda value: value in ("system", "light", "dark", "contrast"),
    "lock_minutes": lambda value: type(value) is int and value in _LOCK_MINUTES,
    "digits": lambda value: value in ("latn", "arab"),
    "pin_outlasts_lid": lambda value: type(value) is bool,
}


def looks_of(table: Mapping[str, object]) -> WindowLooks | None:
    """How an officer chose to see the window, from what was kept; None where anything of it is
    missing or unknown."""
    kept = {name: table.get(name) for name in WindowLooks._fields}
    if not all(_ACCEPTS[name](value) for name, value in kept.items()):
        return None
    return WindowLooks(**kept)  # type: ignore[arg-type]  # accepted just now


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; what is missing, unknown or damaged stands at its default."""
    try:
        written = (path or settings_file()).read_bytes()
    except OSError:
        return Settings()
    import tomllib  # noqa: PLC0415  5 ms that most answers of the command line need not

    try:
        table = tomllib.loads(written.decode("utf-8"))
    except (ValueError, RecursionError):  # brackets in brackets in brackets
        return Settings()
    return Settings(**{name: table[name] for name, ok in _ACCEPTS.items() if ok(table.get(name))})


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings as TOML beside the old file, then put them in its place.

    Raises:
        ValueError: a setting is outside what `load_settings` accepts.
        OSError: the folder cannot be written to.
    """
    lines = []
    values: dict[str, str | int] = settings._asdict()
    for name, value in values.items():
        if not _ACCEPTS[name](value):
            raise ValueError(name)
        written = str(value).lower() if isinstance(value, int) else f'"{value}"'
        lines.append(f"{name} = {written}\n")
    path = path or settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write("".join(lines).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    replace_durably(beside, path)
