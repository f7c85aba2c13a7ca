"""Machine-readable lines of nobody: ICAO's own specimens (UTO), and lines that tests make."""

from __future__ import annotations

from datetime import date

TODAY = date(2026, 11, 24)

TD3 = """P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10"""
TD2 = """I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
D231458907UTO7408122F1204159<<<<<<<6"""
TD1 = """I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<"""
MRV_A = """V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L8988901C4XXX4009078F96121096ZE184226B<<<<<<"""
MRV_B = """V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
L8988901C4XXX4009078F9612109<<<<<<<<"""


def digit(text: str) -> str:
    """The check digit, worked out apart from the program."""
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    worth = [max(signs.find(sign), 0) for sign in text]
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(worth)) % 10)


def checked(part: str) -> str:
    return part + digit(part)


def passport(
    number: str = "K1234567",
    names: str = "TESFAYE<<SELAM",
    *,
    country: str = "ETH",
    birth: str = "010203",
    sex: str = "F",
    expiry: str = "300101",
    code: str = "P<",
) -> str:
    """Two lines of 44 whose check digits fit."""
    first = f"{code}{country.ljust(3, '<')}{names}".ljust(44, "<")
    head = checked(number.ljust(9, "<"))
    born, ends, more = checked(birth), checked(expiry), "<" * 14 + "0"
    whole = digit(head + born + ends + more)
    return f"{first}\n{head}{country.ljust(3, '<')}{born}{sex}{ends}{more}{whole}"


def card(number: str, optional: str = "", country: str = "KWT", birth: str = "010203") -> str:
    """Three lines of 30; a number of more than nine signs goes on in the optional data."""
    head, rest = number[:9].ljust(9, "<"), number[9:]
    more = f"{head}<{rest}{digit(number)}" if rest else checked(head)
    first = f"{more}{optional}".ljust(25, "<")
    born, ends = checked(birth), checked("300101")
    whole = digit(first + born + ends + "<" * 11)
    return f"ID{country}{first}\n{born}F{ends}{country}{'<' * 11}{whole}\nTESFAYE<<SELAM{'<' * 16}"
