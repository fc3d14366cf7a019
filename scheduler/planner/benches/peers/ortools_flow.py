"""OR-Tools' min-cost flow on DIMACS files, as a peer to measure the planner against.

    ortools_flow.py [--limit SECONDS] FILE.min...

Same files and same line of JSON as lemon.cc. Reading is not timed; the bulk adds are `build_seconds`,
`solve()` is `solve_seconds`. Exit 2 on a bad file, with one sentence on stderr.
"""

import argparse

import numpy as np
import ortools
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from measure import Stopwatch, emit, refuse


def numbers(path, text, letter, width):
    """The whole numbers of consecutive lines `letter …`, one row per line."""
    try:
        flat = np.fromstring(text.translate(None, letter), dtype=np.int64, sep=" ")
    except ValueError:
        flat = ()
    if len(flat) != width * text.count(letter):
        refuse(path, f"has a line {letter.decode()} with something else than {width} whole numbers")
    return flat.reshape(-1, width)


def read(path):
    """One item: supply per node, and the columns source, target, capacity, cost of its arcs."""
    try:
        with open(path, "rb") as file:
            text = file.read()
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror}")
    nodes_at, arcs_at = text.find(b"\nn ") + 1, text.find(b"\na ") + 1
    problem = [line for line in text[:nodes_at].splitlines() if line.startswith(b"p min ")]
    if not 0 < nodes_at < arcs_at or len(problem) != 1:
        refuse(path, "must have one line `p min NODES ARCS`, then its n lines, then its a lines")
    nodes, arcs = (int(word) for word in problem[0].split()[2:4])
    given = numbers(path, text[nodes_at:arcs_at], b"n", 2)
    arc = numbers(path, text[arcs_at:], b"a", 5)
    if len(arc) != arcs:
        refuse(path, f"states {arcs} arcs and has {len(arc)}")
    if arc[:, 2].any():
        refuse(path, "has an arc whose LOW is not 0")
    for ids in (given[:, 0], arc[:, 0], arc[:, 1]):
        if ids.min() < 1 or ids.max() > nodes:
            refuse(path, f"names a node that is not in 1 to {nodes}")
    supply = np.zeros(nodes, np.int64)
    supply[given[:, 0] - 1] = given[:, 1]
    if supply.sum() != 0:
        refuse(path, f"supplies sum to {supply.sum()}, node 1 must carry the balance")
    columns = [np.ascontiguousarray(arc[:, c]) for c in (0, 1, 3, 4)]
    return supply, columns[0] - 1, columns[1] - 1, columns[2], columns[3]


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--limit", type=float, default=float("inf"), help="seconds of solving, looked at between items")
    words.add_argument("files", nargs="+")
    words = words.parse_args()
    build, solve, objective, status = Stopwatch(), Stopwatch(), 0, "optimal"
    for path in words.files:
        supply, source, target, capacity, cost = read(path)
        with build:
            flow = SimpleMinCostFlow()
            flow.add_arcs_with_capacity_and_unit_cost(source, target, capacity, cost)
            flow.set_nodes_supplies(np.arange(len(supply)), supply)
        with solve:
            answer = flow.solve()
        if answer != flow.OPTIMAL:
            status = answer.name.lower().replace("_", " ")
            break
        objective += flow.optimal_cost()
        if solve.wall > words.limit:
            status = "time limit"
            break
    emit("OR-Tools min-cost flow", ortools.__version__, status, build, solve, objective)


main()
