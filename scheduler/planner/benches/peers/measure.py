"""Clocks, memory and the one line of JSON that every peer prints."""

import json
import sys
import time


def refuse(where, what):
    """Ends the program with one sentence; exit 2 is bad input."""
    print(f"{where}: {what}", file=sys.stderr)
    sys.exit(2)


def peak_rss_mb(pid="self"):
    """Peak resident memory of one process in MiB, or None once it is gone.

    From /proc: getrusage would inherit the peak of the process that started it.
    """
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return round(int(line.split()[1]) / 1024, 1)
    except OSError:
        pass
    return None


class Stopwatch:
    """Sums wall and CPU seconds of this process over several `with` blocks."""

    def __init__(self):
        self.wall = 0.0
        self.cpu = 0.0

    def __enter__(self):
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_):
        self.wall += time.perf_counter() - self._wall
        self.cpu += time.process_time() - self._cpu


def emit(peer, version, status, build, solve, objective):
    """Prints the result: `build` and `solve` are Stopwatches, `objective` counts only when optimal."""
    print(json.dumps({
        "peer": peer,
        "version": version,
        "status": status,
        "build_seconds": round(build.wall, 6),
        "solve_seconds": round(solve.wall, 6),
        "cpu_seconds": round(solve.cpu, 6),
        "peak_rss_mb": peak_rss_mb(),
        "objective": objective if status == "optimal" else None,
    }), flush=True)
