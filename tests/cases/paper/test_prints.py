"""Which pages changed since a paper was printed, and how pages are written."""

from tipdesk.cases.paper.prints import (
    PagesLeft,
    Print,
    PrinterKind,
    PrintOutcome,
    Purpose,
    changed_pages,
    page_ranges,
    print_detail,
)


def left(digests: str, *pages: int, variant: str = "ar") -> PagesLeft:
    return PagesLeft(variant, tuple(digests), pages)


def test_a_page_that_says_something_else_has_changed() -> None:
    assert changed_pages([left("abcd", 1, 2, 3, 4)], left("aXcY")) == (2, 4)
    assert changed_pages([left("abcd", 1, 2, 3, 4)], left("abcd")) == ()


def test_what_was_replaced_is_compared_with_what_replaced_it() -> None:
    printed = [left("abcd", 1, 2, 3, 4), left("aXcd", 2)]
    assert changed_pages(printed, left("aXcd")) == ()
    assert changed_pages(printed, left("abcd")) == (2,)


def test_a_page_that_never_left_is_among_them() -> None:
    assert changed_pages([left("abcd", 1, 2)], left("abcd")) == (3, 4)


def test_a_paper_with_another_number_of_pages_is_printed_whole() -> None:
    assert changed_pages([left("abc", 1, 2, 3)], left("abcd")) is None
    # Of an older print nothing counts once a print of another length lies between.
    printed = [left("abcd", 1, 2, 3, 4), left("abc", 1, 2, 3), left("abcd", 1)]
    assert changed_pages(printed, left("abcd")) == (2, 3, 4)


def test_another_way_of_the_paper_is_another_paper() -> None:
    assert changed_pages([left("ab", 1, 2, variant="en")], left("ab")) is None
    assert changed_pages([], left("ab")) is None


def test_pages_are_written_in_ranges() -> None:
    assert page_ranges((7, 1, 2, 3, 5)) == "1–3, 5, 7"
    assert page_ranges(()) == ""


def test_an_entry_tells_pages_and_kind_of_printer_and_no_words() -> None:
    cancelled = Print(
        PrintOutcome.CANCELLED, Purpose.OTHER, "لغرفة الاجتماعات", PrinterKind.NETWORK, 3, (1, 2), 9
    )
    assert print_detail(cancelled) == {
        "purpose": "other", "printer": "network", "copy": "3", "pages": "1–2", "count": "9",
    }  # fmt: skip
    assert print_detail(Print(PrintOutcome.SAVED, Purpose.CHECK)) == {"purpose": "check"}
