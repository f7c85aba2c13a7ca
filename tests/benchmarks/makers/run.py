"""Runs one maker in a process of its own; started by `papers.py`, also under another Python.

    python run.py MAKER PYTHON-PATH FONT CONTENTS.json [--once]

Prints one line of JSON: seconds (on the clock, of a core) of each document, pages are counted by the caller
from the files, which are written beside the contents; peak memory in KiB. With --once: what the system's
clock says when the file is written, and what of a core was used until then.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Make every document of the file, or the first alone."""
    maker, path, font, contents = sys.argv[1:5]
    if path:
        sys.path.insert(0, path)
    papers = json.loads(Path(contents).read_text("utf-8"))
    spec = importlib.util.spec_from_file_location(maker, Path(__file__).with_name(f"{maker}.py"))
    if spec is None or spec.loader is None:
        raise SystemExit(f"no maker {maker}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    make = module.maker(font)
    out = Path(contents).parent
    if "--once" in sys.argv:
        (out / f"{maker}-cold.pdf").write_bytes(make(papers[0]))
        print(json.dumps({"written": time.monotonic(), "core": time.process_time()}))
        return
    clock, core = [], []
    for number, paper in enumerate(papers):
        began, used = time.perf_counter(), time.process_time()
        pdf = make(paper)
        clock.append(time.perf_counter() - began)
        core.append(time.process_time() - used)
        (out / f"{maker}-{number}.pdf").write_bytes(pdf)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"clock": clock, "core": core, "peak": peak}))


if __name__ == "__main__":
    main()
