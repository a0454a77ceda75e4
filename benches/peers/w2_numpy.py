"""Workload 2 with NumPy, as fast as it was found to go: single precision, blocks of 32 trials, luck drawn and links inverted once for all runs."""

import numpy as np

from law import (
    ACCOUNTS, CSMS, CURVE_X, CURVE_Y, GOALS, LN_EXPANDS, LN_HAZARD, LN_START, MONTHS, OUTPUT, PRESSURE, QUITS, RED, RUNS, SERVED,
    WEIGHTS, WON, f32, main, summary,
)

BLOCK = 32
NEVER = f32(1e9)


def live(rng, block):
    """Pay (runs x trials x CSMs) and ARR at the end (runs x trials) of `block` trials."""
    books, seats = (block, CSMS, ACCOUNTS), (block, CSMS, 1)

    def normal(shape):
        return rng.standard_normal(shape, dtype=f32)

    economy = normal((block, 1, 1))
    growth, anchor = f32(0.005) + f32(0.006) * normal(books), f32(0.6) * normal(books)
    ln_start = f32(LN_START) + f32(0.7) * normal(books)
    value_start = anchor + f32(0.59986) * normal(books)
    usage_start = np.exp(ln_start)
    value = [value_start.copy() for _ in range(RUNS)]
    ln_usage = [ln_start.copy() for _ in range(RUNS)]
    measured = [usage_start.copy() for _ in range(RUNS)]
    alive = [np.ones(books, bool) for _ in range(RUNS)]
    trust = [np.full(seats, 0.85, f32) for _ in range(RUNS)]
    base = np.repeat(usage_start.sum(axis=2)[None], RUNS, axis=0).astype(float)
    expanded, closed, pay = (np.zeros((RUNS, block, CSMS)) for _ in range(3))
    handover = np.zeros((MONTHS + 2, *seats), f32)
    for month in range(MONTHS):
        shock = normal((block, 1, 1))
        economy = f32(0.9) * economy + f32(0.43589) * shock
        z_usage, z_value, z_size, event = normal(books), normal(books), normal(books), rng.random(books, dtype=f32)
        quits = rng.random(seats) < QUITS
        handover[month : month + 3] = np.where(quits, f32(0.4), handover[month : month + 3])
        drift = growth + f32(0.002) * economy - f32(0.00125)
        drift += f32(0.05) * (f32(np.sqrt(0.03)) * shock + f32(np.sqrt(0.97)) * z_usage)
        pull = f32(0.15) * anchor + f32(0.316) * (f32(np.sqrt(0.02)) * shock + f32(np.sqrt(0.98)) * z_value)
        # Each link inverted on the uniform, so that no run needs an exponential.
        with np.errstate(all="ignore"):
            churn = np.where(event < f32(0.30), np.log(-np.log1p(-event)), NEVER)
            expand = np.where(event > f32(0.65), np.log(-np.log(event)), NEVER)
            win = np.where((event > f32(0.40)) & (event < f32(0.55)), np.log(event - f32(0.40)), NEVER)
        size = np.exp(f32(0.6) * z_size) * np.where(event > f32(0.6), f32(0.12), f32(0.20))
        ln_size = np.log1p(size)
        quarter_ends = month % 3 == 2
        metering = f32(0.03) * normal(books) if quarter_ends else None
        for k in range(RUNS):
            v, lives = value[k], alive[k]
            t = np.where(quits, trust[k] * f32(0.7), trust[k])
            red = v < f32(RED)
            attention = np.minimum(f32(1.5), f32(6) / np.maximum(1, (red & lives).sum(axis=2, keepdims=True))).astype(f32)
            hazard = f32(LN_HAZARD + 1) - f32(0.8) * v - t - f32(0.15) * economy + handover[month]
            leaves = lives & (churn < hazard)
            expands = lives & (expand < f32(LN_EXPANDS[k]) + f32(0.5) * v + f32(0.15) * economy)
            ln_won = f32(np.log(WON[k])) if WON[k] > 0 else -NEVER
            wins = lives & (win < ln_won + np.log(t) + f32(0.3) * v)
            ln_usage[k] += drift + f32(0.003) * v + (expands | wins) * ln_size
            expanded[k] += (expands * measured[k] * size).sum(axis=2)
            closed[k] += wins.sum(axis=2)
            value[k] = f32(0.85) * v + pull + f32(SERVED[k]) + red * (f32(0.08 * OUTPUT[k, 1]) * attention)
            alive[k] = lives = lives & ~leaves
            trust[k] = t + f32(0.06) * (1 - t) - f32(0.04 * PRESSURE[k]) * t
            if quarter_ends:
                usage = np.exp(ln_usage[k] + metering) * lives
                revenue, kept = usage.sum(axis=2), np.minimum(usage, measured[k]).sum(axis=2)
                start = np.maximum(base[k], 1)
                score = sum(w * x for w, x in zip(WEIGHTS[k] / GOALS, (revenue / start, kept / start, expanded[k] / start, closed[k])))
                pay[k] += 5_500 * np.interp(score, CURVE_X, CURVE_Y)
                base[k], measured[k] = revenue, usage
                expanded[k] = closed[k] = 0
    return pay, 12 * base.sum(axis=2)


def run(trials):
    rng = np.random.Generator(np.random.SFC64(1))
    blocks = [live(rng, min(BLOCK, trials - done)) for done in range(0, trials, BLOCK)]
    pay, arr = np.concatenate([b[0] for b in blocks], axis=1), np.concatenate([b[1] for b in blocks], axis=1)
    return [summary(pay[k], arr[k]) for k in range(RUNS)]


if __name__ == "__main__":
    main("w2", "NumPy", run)
