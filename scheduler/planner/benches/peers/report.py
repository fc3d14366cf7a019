"""Whether the optima agree, and the table that says so."""

import datetime
import os
import platform

# Relative difference up to which two LP optima are the same; whole-number optima have none.
TOLERANCE = 1e-6
# Parts of a peer's status that contradict an engine that found a plan; other statuses are no answer at all.
CONTRADICTIONS = ("infeasible", "unbounded", "unbalanced", "failed")


def same(engine, peer, coupled):
    """Whether two optima agree: to the last unit, or when coupled to TOLERANCE of the larger."""
    if not coupled:
        return engine == peer
    return abs(engine - peer) <= TOLERANCE * max(1, abs(engine), abs(peer))


def disagreements(engine, peers, coupled):
    """One sentence for everything that contradicts the engine."""
    found = []
    for row in peers:
        peer, optimum = row["peer"], row["objective"]
        if any(part in row["status"].lower() for part in CONTRADICTIONS):
            found.append(f"{peer} ended with `{row['status']}` where the engine has a plan of {engine['combined']}")
        if row["status"] != "optimal":
            continue
        if coupled and engine.get("bound") is not None:
            # The optimum in parts of units lies between the proven bound and the plan in whole units.
            if not same(max(engine["bound"], optimum), optimum, True):
                found.append(f"the engine's bound {engine['bound']} is above {peer}'s optimum {optimum}")
            if not same(min(engine["combined"], optimum), optimum, True):
                found.append(f"the engine's plan {engine['combined']} is below {peer}'s optimum {optimum}")
        elif not same(engine["combined"], optimum, coupled):
            found.append(
                f"the engine's optimum is {engine['combined']}, {peer}'s is {optimum}: "
                f"{engine['combined'] - optimum:+} apart")
    # Runs of one peer say the same: once is enough.
    return list(dict.fromkeys(found))


def seconds(value):
    """A time with three or four digits, or a dash."""
    if value is None:
        return "–"
    return f"{value:.4f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def number(value):
    """A number with separators, or a dash."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def times(value):
    """A ratio with two or more digits."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def ratio(row, engine, limit):
    """CPU time over the engine's, which other people's work disturbs less than the wall clock; of a peer that did not
    finish, at least the limit over it."""
    base = engine.get("cpu_seconds") or engine["solve_seconds"]
    if not base:
        return "–"
    if row["status"] == "optimal":
        return times((row["cpu_seconds"] or row["solve_seconds"]) / base)
    return f"> {times(limit / base)}" if row["status"] == "time limit" else "–"


def name(row):
    """Peer and version; of LEMON also the order of arcs that was the faster."""
    order = f", arcs by {row['order']}" if "order" in row else ""
    return f"{row['peer']} {row['version'] or ''}".strip() + order


def table(engine, peers, limit):
    """A markdown table, padded so that it reads as plain text as well."""
    rows = [["solver", "build s", "solve s", "CPU s", "peak MB", "objective", "CPU / engine", "answer"]]
    rows.append([
        "Yicang", seconds(engine.get("build_seconds")), seconds(engine["solve_seconds"]),
        seconds(engine.get("cpu_seconds")), number(engine.get("peak_rss_mb")), number(engine["combined"]), "1", "optimal"])
    for row in peers:
        rows.append([
            name(row), seconds(row["build_seconds"]), seconds(row["solve_seconds"]),
            seconds(row["cpu_seconds"]), number(row["peak_rss_mb"]), number(row["objective"]),
            ratio(row, engine, limit), row["status"]])
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    left = (0, len(widths) - 1)

    def line(row):
        return "| " + " | ".join(
            cell.ljust(width) if c in left else cell.rjust(width)
            for c, (cell, width) in enumerate(zip(row, widths))) + " |"

    rule = "|" + "|".join(
        "-" * (width + 2) if c in left else "-" * (width + 1) + ":" for c, width in enumerate(widths)) + "|"
    return "\n".join([line(rows[0]), rule, *map(line, rows[1:])])


def statement(engine):
    """What the engine says of its own plan, as one line."""
    def shown(value):
        return " / ".join(map(number, value)) if isinstance(value, list) else number(value)

    said = [f"{key.replace('_', ' ')} {shown(engine[key])}"
            for key in ("service", "bounds", "cost", "bound") if engine.get(key) is not None]
    said += [f"{key.replace('_', ' ')} {engine[key]}" for key in ("proven_gap", "total_gap", "certificate") if key in engine]
    return f"Engine: {', '.join(said)}." if said else "The engine says nothing of its levels."


def machine():
    """Date, CPU, cores and load; no name of the machine."""
    model = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), model)
    except OSError:
        pass
    day = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    return f"{day}; {model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start."
