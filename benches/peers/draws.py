"""Counter-based random numbers for Numba: a 64-bit mixer gives two uniforms of 24 bits, two uniforms two normals (Box & Muller 1958)."""

import math

import numpy as np
from numba import njit

f32 = np.float32
u64 = np.uint64
GOLDEN = u64(0x9E3779B97F4A7C15)
TAU = f32(2 * math.pi)
GRAIN = f32(2.0**-24)


@njit(inline="always")
def mix(z):
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014)."""
    z = (z ^ (z >> u64(30))) * u64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> u64(27))) * u64(0x94D049BB133111EB)
    return z ^ (z >> u64(31))


@njit(inline="always")
def high(word):
    """A uniform of the upper bits, never 0."""
    return (f32(np.int32(word >> u64(40))) + f32(0.5)) * GRAIN


@njit(inline="always")
def low(word):
    """Another one, of the bits below."""
    return f32(np.int32((word >> u64(16)) & u64(0xFFFFFF))) * GRAIN


@njit(inline="always")
def radius(word):
    return math.sqrt(f32(-2) * math.log(high(word)))


@njit(inline="always")
def angle(word):
    return TAU * low(word)
