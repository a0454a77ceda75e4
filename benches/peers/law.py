"""What the Python peers share: the two workloads' numbers, statistics, and how a run is printed."""

import json
import sys

import numpy as np

f32 = np.float32

# The pay curve: straight between these points, flat outside.
CURVE_X = np.array([0.8, 0.9, 1.0, 1.1, 1.3])
CURVE_Y = np.array([0.0, 0.5, 1.0, 1.3, 2.0])

# Workload 1.
W1_CSMS, W1_ACCOUNTS, W1_MONTHS = 40, 50, 12
W1_DIES = 0.012
# One uniform decides both events: an account that survives expands with probability 0.03.
W1_EXPANDS = 0.03 * (1 - W1_DIES)

# Workload 2.
CSMS, ACCOUNTS, MONTHS = 8, 40, 24
RED = -0.606
LN_START = float(np.log(40_000 / 12))
LN_HAZARD = float(np.log(-np.log(0.87) / 12))
QUITS = 0.0184235

# Runs: effort on adoption, rescue, expansion, documented; pressure; weights of NRR, GRR, self-serve expansion, closed leads.
_RUNS = [
    ([0.99, 0.97, 1.26, 0.99], 0.56, [0.5, 0, 0.5, 0]),
    ([1, 0.99, 1.06, 1], 0.04, [1, 0, 0, 0]),
    ([1.01, 1, 1, 1.01], 0, [0, 1, 0, 0]),
    ([1, 1, 1.02, 1], 0.02, [1, 0, 0, 0]),
    ([0.99, 0.98, 1.17, 0.99], 0.2, [0, 0, 1, 0]),
    ([0.98, 0.94, 1.23, 0.98], 0.04, [0.5, 0, 0, 0.5]),
    ([0.97, 0.95, 1.01, 1.23], 0.04, [0, 0.5, 0.5, 0]),
    ([1.02, 0.95, 0.94, 1.22], 0, [0.5, 0.5, 0, 0]),
    ([0.94, 0.93, 1.6, 0.94], 0.1, [0, 0, 0, 1]),
    ([0.95, 0.95, 1.46, 0.95], 0.15, [0.25, 0, 0, 0.75]),
    ([0.95, 1.14, 1, 0.96], 0, [0, 0.75, 0, 0.25]),
    ([1.02, 1, 0.99, 1.02], 0, [0.25, 0.25, 0.25, 0.25]),
    ([0, 0, 0, 0], 0, [1, 0, 0, 0]),
    ([1, 1, 1, 1], 0, [1, 0, 0, 0]),
]
RUNS = len(_RUNS)
OUTPUT = np.log1p(15 * np.array([effort for effort, _, _ in _RUNS], float)) / np.log(16)
PRESSURE = np.array([pressure for _, pressure, _ in _RUNS], float)
WEIGHTS = np.array([weights for _, _, weights in _RUNS], float)
# What service moves the value score by, a month.
SERVED = 0.15 * (0.22 * OUTPUT[:, 0] + 0.10 * OUTPUT[:, 3] - 0.08 * PRESSURE)
# A won deal's rate at full trust and value 0, and the log of a self-serve expansion's.
WON = 0.020 * OUTPUT[:, 2] * 0.5 * (1 + 0.4 * PRESSURE)
LN_EXPANDS = np.log(0.03 * (1 + 0.3 * PRESSURE))
# Goals of the four measures.
GOALS = np.array([1.02, 0.965, 0.015, 1.2])


def summary(pay, company):
    """Statistics of one run; `pay` is trials x CSMs, `company` one number a trial."""
    total = pay.sum(axis=1)
    return [float(total.mean()), float(total.std(ddof=1)), float(pay.std(axis=0, ddof=1).mean()), float(company.mean())]


def main(workload, implementation, run):
    """`script TRIALS`: runs it and prints the statistics as JSON."""
    trials = int(sys.argv[1])
    runs = run(trials)
    print(json.dumps({"workload": workload, "implementation": implementation, "runs": runs}))
