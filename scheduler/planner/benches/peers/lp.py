"""General LP solvers on one MPS file, as peers to measure the planner against.

    lp.py --solver glop|highs-simplex|highs-ipm|clarabel [--limit SECONDS] FILE.mps

Minimises the LP relaxation on one thread and prints one line of JSON. HiGHS reads the file, once; the
solver gets the arrays in a process of its own, which is ended when it passes its limit. Reading is not timed;
`build_seconds` is from the arrays to the solver's model, `solve_seconds` everything the solver
then does (presolve, orderings, factors). Exit 2 on a bad file, with one sentence on stderr.
"""

import argparse
import json
import os
import subprocess
import sys
import threading

import numpy as np
from scipy.sparse import csc_matrix, identity, vstack

from measure import Stopwatch, emit, peak_rss_mb, refuse

# A solver looks at its own clock now and then; past this many seconds more it is ended.
GRACE = 10


def read(path):
    """Writes the arrays of the model beside the file, unless they are there and newer; returns their path."""
    arrays = path + ".npz"
    if not os.path.isfile(path):
        refuse(path, "is not a file; give the MPS file to solve")
    if os.path.exists(arrays) and os.path.getmtime(arrays) > os.path.getmtime(path):
        return arrays
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    if highs.readModel(path) != highspy.HighsStatus.kOk:
        refuse(path, "is not an MPS file that HiGHS can read")
    lp = highs.getLp()
    if lp.sense_ != highspy.ObjSense.kMinimize:
        refuse(path, "maximises; the peers minimise")
    np.savez(
        arrays,
        cost=lp.col_cost_, low=lp.col_lower_, high=lp.col_upper_,
        row_low=lp.row_lower_, row_high=lp.row_upper_, offset=lp.offset_,
        start=np.asarray(lp.a_matrix_.start_, np.int32),
        index=np.asarray(lp.a_matrix_.index_, np.int32),
        value=np.asarray(lp.a_matrix_.value_, np.float64),
    )
    return arrays


def matrix(lp):
    """Rows × columns, by columns."""
    return csc_matrix((lp["value"], lp["index"], lp["start"]), shape=(len(lp["row_low"]), len(lp["cost"])))


def glop(lp, limit, build, solve):
    """OR-Tools' simplex with its own settings; preprocessing and the dual simplex did not make it faster."""
    import ortools
    from ortools.linear_solver.python.model_builder_helper import ModelBuilderHelper, ModelSolverHelper, SolveStatus

    with build:
        model = ModelBuilderHelper()
        model.fill_model_from_sparse_data(
            lp["low"], lp["high"], lp["cost"], lp["row_low"], lp["row_high"], matrix(lp).tocsr())
        solver = ModelSolverHelper("glop")
        solver.set_time_limit_in_seconds(limit)
    start = built("GLOP", ortools.__version__, build)
    with solve:
        solver.solve(model)
    status = solver.status()
    if status == SolveStatus.OPTIMAL:
        return *start, "optimal", solver.objective_value()
    return *start, "time limit" if solve.wall >= limit * 0.99 else status.name.lower(), None


def highs(lp, limit, build, solve, method):
    """HiGHS; the interior point method without crossover, which it would need only for a vertex."""
    import highspy

    with build:
        solver = highspy.Highs()
        for name, value in {
            "output_flag": False, "threads": 1, "parallel": "off", "time_limit": float(limit),
            "solver": method, "run_crossover": "off",
        }.items():
            if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                refuse("HiGHS", f"does not know the option {name} = {value}")
        columns, rows = len(lp["cost"]), len(lp["row_low"])
        solver.passModel(
            columns, rows, len(lp["value"]), int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize),
            0.0, lp["cost"], lp["low"], lp["high"], lp["row_low"], lp["row_high"], lp["start"], lp["index"],
            lp["value"], np.zeros(columns, np.int32))
    start = built(f"HiGHS {method}", solver.version(), build)
    with solve:
        solver.run()
    status = solver.modelStatusToString(solver.getModelStatus()).lower()
    status = "time limit" if status == "time limit reached" else status
    return *start, status, solver.getInfo().objective_function_value


def clarabel(lp, limit, build, solve):
    """Clarabel on A x + s = b, s in a cone; its own choice of linear solver, on one thread."""
    import clarabel as solver

    with build:
        rows, columns = matrix(lp).tocsr(), len(lp["cost"])
        unit = identity(columns, format="csr")
        equal = lp["row_low"] == lp["row_high"]
        above = ~equal & np.isfinite(lp["row_high"])
        below = ~equal & np.isfinite(lp["row_low"])
        high, low = np.isfinite(lp["high"]), np.isfinite(lp["low"])
        parts = [rows[equal], rows[above], -rows[below], unit[high], -unit[low]]
        right = [lp["row_high"][equal], lp["row_high"][above], -lp["row_low"][below], lp["high"][high], -lp["low"][low]]
        a, b = vstack(parts, format="csc"), np.concatenate(right)
        zeros = int(equal.sum())
        cones = [solver.ZeroConeT(zeros), solver.NonnegativeConeT(len(b) - zeros)]
        settings = solver.DefaultSettings()
        settings.verbose = False
        settings.max_threads = 1
        settings.time_limit = float(limit)
    start = built("Clarabel", solver.__version__, build)
    with solve:  # its constructor orders and scales: part of solving, as in its own solve_time
        answer = solver.DefaultSolver(csc_matrix((columns, columns)), lp["cost"], a, b, cones, settings).solve()
    status = {"Solved": "optimal", "MaxTime": "time limit"}.get(str(answer.status), str(answer.status))
    return *start, status, answer.obj_val


SOLVERS = {
    "glop": glop,
    "highs-simplex": lambda *words: highs(*words, "simplex"),
    "highs-ipm": lambda *words: highs(*words, "ipm"),
    "clarabel": clarabel,
}


def built(peer, version, build):
    """Tells the parent that solving starts; returns peer and version."""
    print(json.dumps({"peer": peer, "version": version, "build_seconds": round(build.wall, 6)}), flush=True)
    return peer, version


def child(arrays, name, limit):
    """Solves and prints two lines: that the model is built, and the result."""
    with np.load(arrays) as file:
        lp = dict(file)
    build, solve = Stopwatch(), Stopwatch()
    peer, version, status, objective = SOLVERS[name](lp, limit, build, solve)
    objective = None if objective is None else objective + float(lp["offset"])
    emit(peer, version, status, build, solve, objective)


def supervise(arrays, name, limit):
    """Runs the child, its time from the line that the model is built; prints its result, or that it was ended."""
    words = [sys.executable, __file__, "--child", "--solver", name, "--limit", str(limit), arrays]
    peak = []

    def end():
        peak.append(peak_rss_mb(process.pid))
        process.kill()

    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline()]
        timer = threading.Timer(limit + GRACE, end)
        timer.start()
        lines += process.stdout.readlines()
        process.wait()
        timer.cancel()
    if process.returncode == 0:
        print(lines[-1].strip())
        return 0
    start = json.loads(lines[0]) if lines[0] else {"peer": name, "version": None, "build_seconds": None}
    print(json.dumps({
        **start, "status": "time limit" if peak else f"failed with exit code {process.returncode}",
        "solve_seconds": None, "cpu_seconds": None, "peak_rss_mb": peak[0] if peak else None, "objective": None,
    }))
    return 0 if peak else 1


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--solver", required=True, choices=SOLVERS)
    words.add_argument("--limit", type=float, default=200, help="seconds of solving (200)")
    words.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    words.add_argument("file")
    words = words.parse_args()
    if words.child:
        child(words.file, words.solver, words.limit)
    else:
        sys.exit(supervise(read(words.file), words.solver, words.limit))


main()
