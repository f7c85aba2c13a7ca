"""bag/data/<case>/signed.json (tipdesk-signed/1.0): the scans of signed pages in a bundle, what
each shows, and which stay at the station. A bundle of a file without any has no such list.

The scans lie beside the attachments under signed/, and the index names them among these: a reader
that knows no such list checks them all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.bundle.container import paths
from tipdesk.bundle.strict_json import Fields, JsonValue, NotStrictJson, write_json
from tipdesk.cases.paper.signed_papers import State, WhyScanStays

FORMAT = "tipdesk-signed"
FOLDER = "signed/"
"""Where scans lie, below the record's folder."""
_MOST_PAGES = 9999
_MOST_STAYING = 20_000  # papers; more are over the size of a list
_WORD = r"[a-z0-9_-]{1,40}"
_STATES = "|".join(state.value for state in State)
_REASONS = "|".join(
    reason.value for reason in WhyScanStays if reason is not WhyScanStays.RESTRICTED
)


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """The pages of one printed copy. `digest` is the first half of the record's root."""

    document: str
    revision: int
    digest: str
    copy: int
    pages: tuple[int, ...]
    of: int
    state: str = ""  # of those that go, one of `State`
    reason: str = ""  # of those that stay, one of `WhyScanStays`


@dataclass(frozen=True, slots=True)
class ListedScan:
    """A scan in the bundle."""

    path: str  # below bag/data/
    sha256: str
    papers: tuple[ListedPaper, ...]


@dataclass(frozen=True, slots=True)
class SignedList:
    """What goes and what stays; of those on which level 4 may stand only how many scans."""

    scans: tuple[ListedScan, ...] = ()
    staying: tuple[ListedPaper, ...] = ()
    restricted: int = 0
    is_newer: bool = False  # of a later minor version


NOTHING_SIGNED = SignedList()


def write_signed_list(listed: SignedList) -> bytes:
    """The list as it lies in a bundle."""
    return write_json({"format": f"{FORMAT}/1.0", **signed_json(listed)})


def signed_json(listed: SignedList) -> dict[str, JsonValue]:
    """The list, as a bundle and the answer of a check say it."""
    return {
        "scans": [
            {
                "path": paths.data_path(scan.path),
                "sha256": scan.sha256,
                "papers": [_row(paper) | {"state": paper.state} for paper in scan.papers],
            }
            for scan in listed.scans
        ],
        "staying": [_row(paper) | {"reason": paper.reason} for paper in listed.staying],
        "staying_restricted": listed.restricted,
    }


def _row(paper: ListedPaper) -> dict[str, JsonValue]:
    return {
        "document": paper.document,
        "revision": paper.revision,
        "record": paper.digest,
        "copy": paper.copy,
        "pages": list(paper.pages),
        "of": paper.of,
    }


def read_signed_list(data: bytes) -> SignedList:
    """Read a list. Raises NotStrictJson, a ValueError (OtherMajor: of another major version)."""
    fields = Fields.of_document(data, FORMAT)
    listed = SignedList(
        tuple(_scan(item) for item in fields.each("scans")),
        tuple(_paper(item, "reason") for item in fields.each("staying", _MOST_STAYING)),
        fields.number("staying_restricted"),
        fields.is_newer,
    )
    fields.end()
    return listed


def _scan(fields: Fields) -> ListedScan:
    path = paths.payload_of(fields.text("path", limit=250))
    scan = ListedScan(
        path,
        fields.text("sha256", "[0-9a-f]{64}"),
        tuple(_paper(item, "state") for item in fields.each("papers", _MOST_PAGES)),
    )
    fields.end()
    if not path or not scan.papers:
        raise NotStrictJson("path or papers")
    return scan


def _paper(fields: Fields, extra: str) -> ListedPaper:
    paper = ListedPaper(
        fields.text("document", _WORD),
        fields.number("revision"),
        fields.text("record", "[0-9a-f]{32}"),
        fields.number("copy"),
        _pages(fields.items("pages", _MOST_PAGES)),
        fields.number("of", 1),
        fields.text("state", _STATES) if extra == "state" else "",
        fields.text("reason", _REASONS) if extra == "reason" else "",
    )
    fields.end()
    if not paper.pages or paper.pages[-1] > paper.of:
        raise NotStrictJson("pages")
    return paper


def _pages(items: Sequence[JsonValue]) -> tuple[int, ...]:
    pages = tuple(item for item in items if isinstance(item, int) and not isinstance(item, bool))
    if len(pages) != len(items) or list(pages) != sorted({page for page in pages if page > 0}):
        raise NotStrictJson("pages")
    return pages
