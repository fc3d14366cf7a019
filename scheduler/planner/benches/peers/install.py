"""Brings the peers into a scratch folder, without root and without touching the system."""

import os
import pathlib
import shutil
import subprocess
import sys

from measure import refuse

HERE = pathlib.Path(__file__).resolve().parent
# The engine is built by plain `--release`: full optimisation, no instructions of this one CPU. So is LEMON.
COMPILE = ["g++", "-std=c++17", "-O3", "-DNDEBUG"]


def run(words, where, help_line):
    """Runs a quiet command in a folder; its whole output is shown only when it fails."""
    try:
        done = subprocess.run(words, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        output, failed = done.stdout, done.returncode != 0
    except OSError as error:
        output, failed = str(error), True
    if failed:
        print(output, file=sys.stderr)
        refuse(" ".join(map(str, words)), f"failed; {help_line}")


def lemon(scratch):
    """Unpacks LEMON's headers from Debian's package and compiles lemon.cc; returns the program."""
    headers, program = scratch / "lemon" / "usr" / "include", scratch / "lemon" / "lemon"
    source = HERE / "lemon.cc"
    if not (headers / "lemon" / "network_simplex.h").exists():
        packages = scratch / "packages"
        shutil.rmtree(packages, ignore_errors=True)
        packages.mkdir(parents=True)
        run(["apt-get", "download", "liblemon-dev"], packages,
            "LEMON is taken from Debian's package lists: `apt-get update` brings them up to date")
        for package in packages.glob("*.deb"):
            run(["dpkg", "-x", package, scratch / "lemon"], scratch, "is there room in the scratch folder?")
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        run([*COMPILE, "-isystem", headers, source, "-o", program], scratch, "it needs a C++ compiler (Debian: g++)")
    return program


def python(scratch):
    """Installs the PyPI packages of requirements.txt; returns the folder for PYTHONPATH."""
    folder, wanted = scratch / "python", (HERE / "requirements.txt").read_text(encoding="utf-8")
    # What is installed depends on the list and on the interpreter.
    wanted += sys.version
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--target", folder,
             "-r", HERE / "requirements.txt"], scratch, "it needs pip (Debian: python3-pip) and reaches for PyPI")
        stamp.write_text(wanted, encoding="utf-8")
    return folder


def environment(folder):
    """The environment of every peer: its packages, one thread, nothing written beside the sources."""
    threads = {name: "1" for name in (
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")}
    return {**os.environ, **threads, "PYTHONPATH": str(folder), "PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
