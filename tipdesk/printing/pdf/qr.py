"""QR codes as rows of dark modules, for paper that this room or the window draws."""

from __future__ import annotations


def dark_runs(data: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The dark modules of each row as runs of (start, length), error correction M, without the
    quiet zone of four modules around it (ISO/IEC 18004)."""
    # segno loads urllib and ssl with it, 15 ms; a paper without a code needs none of it.
    import segno  # noqa: PLC0415  slow, not always needed

    rows: list[tuple[tuple[int, int], ...]] = []
    for row in segno.make(data, error="m", micro=False).matrix:
        runs: list[tuple[int, int]] = []
        for column, dark in enumerate(row):
            if not dark:
                continue
            if runs and sum(runs[-1]) == column:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((column, 1))
        rows.append(tuple(runs))
    return tuple(rows)
