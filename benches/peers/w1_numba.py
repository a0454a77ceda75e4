"""Workload 1 with Numba, tuned: single precision, own counter-based draws, short loops over arrays that LLVM turns into vectors."""

import math

import numpy as np
from draws import GOLDEN, angle, f32, high, low, mix, radius, u64
from law import CURVE_X, CURVE_Y, W1_ACCOUNTS, W1_CSMS, W1_DIES, W1_EXPANDS, W1_MONTHS, main, summary
from numba import njit, prange, set_num_threads

N = W1_CSMS * W1_ACCOUNTS
HALF = N // 2
LN_START = float(np.log(24_000))
DIES, EXPANDS = f32(W1_DIES), f32(1 - W1_EXPANDS)


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def live(trials, seed):
    pay, growth = np.zeros((trials, W1_CSMS)), np.empty(trials)
    for trial in prange(trials):
        key = mix(u64(seed) * GOLDEN + u64(trial))
        ln_arr, alive, event = np.empty(N, f32), np.ones(N, f32), np.empty(N, f32)
        before = np.empty(W1_CSMS)
        for i in range(HALF):
            word = mix(key + u64(i + 1) * GOLDEN)
            r, a = radius(word), angle(word)
            ln_arr[i] = f32(LN_START) + r * math.cos(a)
            ln_arr[i + HALF] = f32(LN_START) + r * math.sin(a)
        for csm in range(W1_CSMS):
            book = f32(0)
            for i in range(csm * W1_ACCOUNTS, (csm + 1) * W1_ACCOUNTS):
                book += math.exp(ln_arr[i])
            before[csm] = book
        start = before.sum()
        for month in range(W1_MONTHS):
            key_month = mix(key ^ u64(month + 77))
            word = mix(key_month + GOLDEN)
            common = f32(0.010) + f32(0.01) * radius(word) * math.cos(angle(word))
            # One word gives two accounts their normals, another their uniforms.
            for i in range(HALF):
                word, other = mix(key_month + u64(i + 9) * GOLDEN), mix(key_month + u64(i + 9 + N) * GOLDEN)
                r, a = f32(0.06) * radius(word), angle(word)
                ln_arr[i] += common + r * math.cos(a)
                ln_arr[i + HALF] += common + r * math.sin(a)
                event[i] = high(other)
                event[i + HALF] = low(other)
            for i in range(N):
                alive[i] = f32(0) if event[i] < DIES else alive[i]
            for i in range(N):
                if event[i] > EXPANDS:
                    word = mix(key_month + u64(i + 9 + 2 * N) * GOLDEN)
                    ln_arr[i] += math.log(f32(1) + math.exp(f32(-1.9) + f32(0.5) * radius(word) * math.cos(angle(word))))
            if month % 3 == 2:
                for csm in range(W1_CSMS):
                    book = f32(0)
                    for i in range(csm * W1_ACCOUNTS, (csm + 1) * W1_ACCOUNTS):
                        book += alive[i] * math.exp(ln_arr[i])
                    pay[trial, csm] += 6_000 * np.interp(book / (before[csm] * 1.02), CURVE_X, CURVE_Y)
                    before[csm] = book
        growth[trial] = before.sum() / start - 1
    return pay, growth


def run(trials):
    set_num_threads(1)
    return [summary(*live(trials, 1))]


if __name__ == "__main__":
    main("w1", "Numba", run)
