//! How far to go.

/// When to enumerate, and how many draws to take otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Enumerate when there are at most this many assignments.
    pub enumerate: u64,
    /// Otherwise draw this many at random.
    pub draws: usize,
    /// Seed of these draws.
    pub seed: u64,
}

impl Default for Limits {
    /// 3 million (12 against 12 is 2,704,156), else 99,999 draws, which give p with a standard error of .0007 at .05.
    fn default() -> Self {
        Self { enumerate: 3_000_000, draws: 99_999, seed: 0 }
    }
}
