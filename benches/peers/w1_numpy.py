"""Workload 1 with NumPy, as fast as it was found to go: single precision, ziggurat normals from SFC64, arrays of one trial, which stay in the cache."""

import numpy as np

from law import CURVE_X, CURVE_Y, W1_ACCOUNTS, W1_CSMS, W1_DIES, W1_EXPANDS, W1_MONTHS, f32, main, summary

N = W1_CSMS * W1_ACCOUNTS
QUARTERS = W1_MONTHS // 3


def run(trials):
    rng = np.random.Generator(np.random.SFC64(1))
    pay, growth = np.empty((trials, W1_CSMS)), np.empty(trials)
    start, moves, events = np.empty(N, f32), np.empty((W1_MONTHS, N), f32), np.empty((W1_MONTHS, N), f32)
    for trial in range(trials):
        rng.standard_normal(dtype=f32, out=start)
        start += f32(np.log(24_000))
        rng.standard_normal(dtype=f32, out=moves)
        rng.random(dtype=f32, out=events)
        moves *= f32(0.06)
        moves += f32(0.010) + f32(0.01) * rng.standard_normal((W1_MONTHS, 1), dtype=f32)
        expanding = np.flatnonzero(events > f32(1 - W1_EXPANDS))
        sizes = np.exp(f32(-1.9) + f32(0.5) * rng.standard_normal(expanding.size, dtype=f32))
        moves.ravel()[expanding] += np.log1p(sizes)
        ln_arr = moves.reshape(QUARTERS, 3, N).sum(axis=1)
        ln_arr[0] += start
        np.cumsum(ln_arr, axis=0, out=ln_arr)
        dead = (events < f32(W1_DIES)).reshape(QUARTERS, 3, N).any(axis=1)
        np.logical_or.accumulate(dead, axis=0, out=dead)
        arr = np.exp(ln_arr)
        arr[dead] = 0
        books = np.empty((QUARTERS + 1, W1_CSMS))
        books[0] = np.exp(start).reshape(W1_CSMS, W1_ACCOUNTS).sum(axis=1)
        books[1:] = arr.reshape(QUARTERS, W1_CSMS, W1_ACCOUNTS).sum(axis=2)
        pay[trial] = 6_000 * np.interp(books[1:] / books[:-1] / 1.02, CURVE_X, CURVE_Y).sum(axis=0)
        growth[trial] = books[-1].sum() / books[0].sum() - 1
    return [summary(pay, growth)]


if __name__ == "__main__":
    main("w1", "NumPy", run)
