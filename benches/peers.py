#!/usr/bin/env python3
"""The two workloads through `paylift run`, beside plain Rust and tuned Python, in one run.

    cargo build --release && cargo bench --bench plain --no-run
    python3 benches/peers.py                    # both workloads
    python3 benches/peers.py w2 --seconds 3     # one of them, longer and surer
    PAYLIFT_OPTIONS="--isa avx2" python3 benches/peers.py

Every implementation runs on one thread, at two numbers of trials, in turn, several times. Its cost is the processor time (user and system) of
the larger run minus that of the smaller, least of all rounds each, so that start-up, compilation and reports cancel and a busy machine
matters little. Mean pay is compared with the references before anything is said about speed.

It installs nothing. What it needs beside the two programs: NumPy and Numba for the Python that runs it; it says what is missing.
"""

import argparse
import csv
import json
import math
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Account-months of one trial; plan compared with its reference (mean pay, standard deviation, trials behind them).
WORKLOADS = {
    "w1": (24_000, "nrr", (902_988, 36_478, 100_000)),
    "w2": (7_680, "run-1", (352_692, 65_093, 60_000)),
}
# How many times as much each should cost at least as the product, by the product's vectors.
TARGETS = {
    "avx512": {"w1": {"plain Rust": 2.5, "NumPy": 5.5, "Numba": 3.4}, "w2": {"plain Rust": 27, "NumPy": 17, "Numba": 5}},
    "avx2": {"w1": {"plain Rust": 1.6, "NumPy": 3.5, "Numba": 2.1}, "w2": {"plain Rust": 16, "NumPy": 10, "Numba": 3}},
}
FEWEST, MOST = 64, 2_000_000


class Implementation:
    """One way to run a workload; `command` takes the number of trials and a scratch folder."""

    def __init__(self, name, command, read):
        self.name, self.command, self.read = name, command, read
        self.best = {}
        self.told = None

    def run(self, trials, scratch):
        """Processor seconds of one run, kept if it is the least so far."""
        with open(Path(scratch) / "out", "w+b") as out:
            child = subprocess.Popen(self.command(trials, scratch), stdout=out, stderr=subprocess.DEVNULL, cwd=HERE / "peers", env=environment(scratch))
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                sys.exit(f"{self.name} failed with exit code {child.returncode}: {shlex.join(self.command(trials, scratch))}")
            out.seek(0)
            self.told = (trials, *self.read(out.read(), scratch))
        seconds = usage.ru_utime + usage.ru_stime
        self.best[trials] = min(seconds, self.best.get(trials, math.inf))
        return seconds

    def cost(self):
        few, many = min(self.best), max(self.best)
        return (self.best[many] - self.best[few]) / (many - few)


def environment(scratch):
    """Threads are counted per program; Numba keeps what it compiled, so that only the first run compiles."""
    return {**os.environ, "NUMBA_CACHE_DIR": str(Path(scratch) / "numba"), "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}


def program(variable, found, how):
    path = os.environ.get(variable) or found
    if not path or not Path(path).exists():
        sys.exit(f"not built: {how} first, or name the program in {variable}")
    return str(Path(path).resolve())


def vectors():
    """What the product runs on: the set it is told to take, else the widest that this processor has; None where there is no target for it."""
    options = shlex.split(os.environ.get("PAYLIFT_OPTIONS", ""))
    if "--isa" in options:
        name = options[options.index("--isa") + 1]
    else:
        cpu = Path("/proc/cpuinfo")
        name = "avx512" if cpu.exists() and "avx512f" in cpu.read_text() else "avx2"
    return name if name in TARGETS else None


def of_json(out, _):
    mean, sd = json.loads(out)["runs"][0][:2]
    return mean, sd


def implementations(workload, plan):
    paylift = program("PAYLIFT", ROOT / "target/release/paylift", "cargo build --release")
    built = sorted((p for p in ROOT.glob("target/release/deps/plain-*") if p.suffix == ""), key=lambda p: p.stat().st_mtime)
    plain = program("PLAIN", built[-1] if built else None, "cargo bench --bench plain --no-run")
    options = shlex.split(os.environ.get("PAYLIFT_OPTIONS", ""))
    scenario = str(HERE / f"{workload}.toml")

    def product(trials, scratch):
        out = str(Path(scratch) / "run")
        return [paylift, "run", scenario, "--trials", str(trials), "--threads", "1", "--no-charts", "--out", out, *options]

    def of_folder(_, scratch):
        with open(Path(scratch) / "run/trials.csv", newline="") as rows:
            costs = [float(row["cost"]) for row in csv.DictReader(rows) if row["plan"] == plan]
        mean = sum(costs) / len(costs)
        return mean, math.sqrt(sum((x - mean) ** 2 for x in costs) / (len(costs) - 1))

    yield Implementation("paylift run", product, of_folder)
    yield Implementation("plain Rust", lambda trials, _: [plain, workload, str(trials)], of_json)
    for module, title in [("numpy", "NumPy"), ("numba", "Numba")]:
        needs = ["numpy", module]
        missing = [m for m in needs if subprocess.run([sys.executable, "-c", f"import {m}"], stderr=subprocess.DEVNULL).returncode != 0]
        if missing:
            print(f"{title}: left out, {sys.executable} has no {missing[0]}", file=sys.stderr)
            continue
        script = f"{workload}_{module}.py"
        yield Implementation(title, lambda trials, _, script=script: [sys.executable, script, str(trials)], of_json)


def measure(workload, seconds, rounds):
    per_trial, plan, (mean, sd, known) = WORKLOADS[workload]
    all_of_them = list(implementations(workload, plan))
    with tempfile.TemporaryDirectory() as scratch:
        many = {}
        for one in all_of_them:
            one.run(FEWEST, scratch)
            one.best.clear()
            start, trials = one.run(FEWEST, scratch), FEWEST
            spent = 0.0
            while spent < seconds and trials < MOST:
                # towards the time asked for, at most tenfold at once
                trials = min(MOST, trials * (10 if spent * 10 < seconds else max(2, math.ceil(1.2 * seconds / spent))))
                one.best = {FEWEST: one.best[FEWEST]}
                spent = one.run(trials, scratch) - start
            many[one.name] = trials
        for _ in range(rounds):
            for one in all_of_them:
                one.run(FEWEST, scratch)
                one.run(many[one.name], scratch)
    isa = vectors()
    print(f"\n{workload}: {per_trial:,} account-months a trial, one thread, least of {rounds + 1} rounds; paylift on {isa or 'other vectors'}")
    print(f"  {'':<12} {'trials':>9} {'ns/account-month':>17} {'of paylift':>11} {'target':>16} {'mean pay':>12} {'standard errors off':>20}")
    product, wrong = all_of_them[0].cost(), []
    for one in all_of_them:
        trials, found, spread = one.told
        z = (found - mean) / math.sqrt(spread**2 / trials + sd**2 / known)
        cost = one.cost()
        target = TARGETS.get(isa, {}).get(workload, {}).get(one.name)
        said = "" if target is None else f"{target}x {'met' if cost / product >= target else 'missed'}"
        print(f"  {one.name:<12} {trials:>9,} {cost / per_trial * 1e9:>17.2f} {cost / product:>10.2f}x {said:>16} {found:>12,.0f} {z:>20.1f}")
        if abs(z) > 4:
            wrong.append(one.name)
    if wrong:
        sys.exit(f"{workload}: another law than the reference: {', '.join(wrong)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="PAYLIFT, PLAIN name the programs; PAYLIFT_OPTIONS are added to `paylift run`.")
    parser.add_argument("workloads", nargs="*", choices=[*WORKLOADS, []], help="w1, w2; both if left out")
    parser.add_argument("--seconds", type=float, default=1.5, help="processor time of the larger runs, about (default 1.5)")
    parser.add_argument("--rounds", type=int, default=4, help="rounds after the first (default 4)")
    args = parser.parse_args()
    for workload in args.workloads or WORKLOADS:
        measure(workload, args.seconds, args.rounds)


if __name__ == "__main__":
    main()
