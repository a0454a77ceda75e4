"""Workload 2 with Numba, tuned: single precision, own counter-based draws, luck drawn and links inverted once for all runs, loops over one
book that LLVM turns into vectors."""

import math

import numpy as np
from draws import GOLDEN, angle, f32, high, mix, radius, u64
from law import (
    ACCOUNTS, CSMS, CURVE_X, CURVE_Y, GOALS, LN_EXPANDS, LN_HAZARD, LN_START, MONTHS, OUTPUT, PRESSURE, QUITS, RED, RUNS, SERVED,
    WEIGHTS, WON, main, summary,
)
from numba import njit, prange, set_num_threads

NEVER = f32(1e30)
USAGE_COMMON, USAGE_OWN = f32(0.05 * math.sqrt(0.03)), f32(0.05 * math.sqrt(0.97))
VALUE_COMMON, VALUE_OWN = f32(0.316 * math.sqrt(0.02)), f32(0.316 * math.sqrt(0.98))
RED_ = f32(RED)


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def live(trials, seed, served, pressure, ln_expands, won, rescue, score):
    pay, arr = np.zeros((RUNS, trials, CSMS)), np.zeros((RUNS, trials))
    for trial in prange(trials):
        key = mix(u64(seed) * GOLDEN + u64(trial))
        shock, economy = np.empty(MONTHS, f32), np.empty(MONTHS, f32)
        word = mix(key + GOLDEN)
        state = f32(radius(word) * math.cos(angle(word)))
        for month in range(MONTHS):
            word = mix(key ^ u64(7777 + month))
            shock[month] = radius(word) * math.cos(angle(word))
            state = f32(0.9) * state + f32(0.43589) * shock[month]
            economy[month] = state
        # By run and account.
        value, ln_usage = np.empty((RUNS, ACCOUNTS), f32), np.empty((RUNS, ACCOUNTS), f32)
        measured, alive = np.empty((RUNS, ACCOUNTS), f32), np.empty((RUNS, ACCOUNTS), f32)
        # By run.
        trust, red, base = np.empty(RUNS, f32), np.empty(RUNS, f32), np.empty(RUNS, f32)
        expanded, closed = np.empty(RUNS, f32), np.empty(RUNS, f32)
        # By account: what it is born with, and the month's luck.
        growth, anchor = np.empty(ACCOUNTS, f32), np.empty(ACCOUNTS, f32)
        drift, pull, metering = np.empty(ACCOUNTS, f32), np.empty(ACCOUNTS, f32), np.empty(ACCOUNTS, f32)
        churn, expand, win = np.empty(ACCOUNTS, f32), np.empty(ACCOUNTS, f32), np.empty(ACCOUNTS, f32)
        size, ln_size = np.empty(ACCOUNTS, f32), np.empty(ACCOUNTS, f32)
        handover = np.empty(MONTHS + 2, f32)
        for csm in range(CSMS):
            key_csm = mix(key + u64(csm + 2) * GOLDEN)
            start, reds = f32(0), f32(0)
            for i in range(ACCOUNTS):
                word = mix(key_csm + u64(i + 1) * GOLDEN)
                other = mix(word + GOLDEN)
                r, a, r2, a2 = radius(word), angle(word), radius(other), angle(other)
                growth[i] = f32(0.005) + f32(0.006) * r * math.cos(a)
                anchor[i] = f32(0.6) * r * math.sin(a)
                ln_start = f32(LN_START) + f32(0.7) * r2 * math.cos(a2)
                v = anchor[i] + f32(0.59986) * r2 * math.sin(a2)
                usage = math.exp(ln_start)
                start += usage
                reds += f32(v < RED_)
                for k in range(RUNS):
                    value[k, i], ln_usage[k, i], measured[k, i], alive[k, i] = v, ln_start, usage, f32(1)
            handover[:] = 0
            for k in range(RUNS):
                trust[k], red[k], base[k], expanded[k], closed[k] = f32(0.85), reds, start, f32(0), f32(0)
            for month in range(MONTHS):
                key_month = mix(key_csm ^ u64(1000 + month))
                quit = high(key_month) < f32(QUITS)
                if quit:
                    handover[month : month + 3] = f32(0.4)
                m, x = economy[month], shock[month]
                drift_common = f32(0.002) * m - f32(0.00125) + USAGE_COMMON * x
                pull_common = VALUE_COMMON * x
                for i in range(ACCOUNTS):
                    word = mix(key_month + u64(i + 1) * GOLDEN)
                    other = mix(key_month + u64(i + 1001) * GOLDEN)
                    u = high(mix(key_month + u64(i + 2001) * GOLDEN))
                    r, a, r2, a2 = radius(word), angle(word), radius(other), angle(other)
                    drift[i] = growth[i] + drift_common + USAGE_OWN * r * math.cos(a)
                    pull[i] = f32(0.15) * anchor[i] + pull_common + VALUE_OWN * r * math.sin(a)
                    # Each link inverted on the uniform, so that no run needs an exponential.
                    in_churn, in_expand, in_win = u < f32(0.30), u > f32(0.65), (u > f32(0.40)) & (u < f32(0.55))
                    s = u if in_churn else (f32(1) - u if in_expand else (u - f32(0.40) if in_win else f32(0.3)))
                    ln_s, link = math.log(s), math.log(-math.log(f32(1) - s))
                    churn[i] = link if in_churn else NEVER
                    expand[i] = link if in_expand else NEVER
                    win[i] = ln_s if in_win else NEVER
                    size[i] = math.exp(f32(0.6) * r2 * math.cos(a2)) * (f32(0.12) if in_expand else f32(0.20))
                    ln_size[i] = math.log(f32(1) + size[i])
                    metering[i] = f32(0.03) * r2 * math.sin(a2)
                for k in range(RUNS):
                    if quit:
                        trust[k] *= f32(0.7)
                    p, t = f32(pressure[k]), trust[k]
                    attention = min(f32(1.5), f32(6) / max(f32(1), red[k]))
                    hazard = f32(LN_HAZARD + 1) - t - f32(0.15) * m + handover[month]
                    rate = f32(ln_expands[k]) + f32(0.15) * m
                    winning = f32(math.log(max(won[k], 1e-30))) + math.log(t)
                    push, help_ = f32(served[k]), f32(rescue[k]) * attention
                    dollars, wins, reds = f32(0), f32(0), f32(0)
                    vs, ls, us, lives = value[k], ln_usage[k], measured[k], alive[k]
                    for i in range(ACCOUNTS):
                        v = vs[i]
                        expands = f32(1) if expand[i] < rate + f32(0.5) * v else f32(0)
                        wins_here = f32(1) if win[i] < winning + f32(0.3) * v else f32(0)
                        stays = f32(0) if churn[i] < hazard - f32(0.8) * v else f32(1)
                        ls[i] += drift[i] + f32(0.003) * v + (expands + wins_here) * ln_size[i]
                        dollars += lives[i] * expands * us[i] * size[i]
                        wins += lives[i] * wins_here
                        after = f32(0.85) * v + pull[i] + push + (help_ if v < RED_ else f32(0))
                        vs[i] = after
                        still = lives[i] * stays
                        lives[i] = still
                        reds += still if after < RED_ else f32(0)
                    expanded[k] += dollars
                    closed[k] += wins
                    red[k] = reds
                    trust[k] = t + f32(0.06) * (f32(1) - t) - f32(0.04) * p * t
                    if month % 3 == 2:
                        revenue, kept = f32(0), f32(0)
                        for i in range(ACCOUNTS):
                            usage = lives[i] * math.exp(ls[i] + metering[i])
                            revenue += usage
                            kept += min(usage, us[i])
                            us[i] = usage
                        before = max(f32(1), base[k])
                        stands = score[k, 0] * revenue / before + score[k, 1] * kept / before
                        stands += score[k, 2] * expanded[k] / before + score[k, 3] * closed[k]
                        pay[k, trial, csm] += 5_500 * np.interp(stands, CURVE_X, CURVE_Y)
                        base[k], expanded[k], closed[k] = revenue, f32(0), f32(0)
            for k in range(RUNS):
                arr[k, trial] += 12 * base[k]
    return pay, arr


def run(trials):
    set_num_threads(1)
    pay, arr = live(trials, 1, SERVED, PRESSURE, LN_EXPANDS, WON, 0.08 * OUTPUT[:, 1], WEIGHTS / GOALS)
    return [summary(pay[k], arr[k]) for k in range(RUNS)]


if __name__ == "__main__":
    main("w2", "Numba", run)
