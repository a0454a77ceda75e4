//! How much memory the results of a run take, and how much there is.

/// Bytes taken for granted where the system does not say how much memory is free.
const FALLBACK: u64 = 4 << 30;

/// Bytes of the per-trial results: for each market (the base and every stress twin) and trial, pay of every seat, cost of every quarter
/// and eight more numbers per plan, and twelve numbers of the trial itself, eight bytes each.
#[must_use]
pub fn estimate(trials: u64, markets: usize, plans: usize, seats: usize, quarters: usize) -> u64 {
    trials.saturating_mul(per_trial(markets, plans, seats, quarters))
}

/// Bytes of one trial.
#[must_use]
pub fn per_trial(markets: usize, plans: usize, seats: usize, quarters: usize) -> u64 {
    (markets * (plans * (seats + quarters + 8) + 12) * 8) as u64
}

/// Bytes that can still be had, as far as the system tells (`MemAvailable` of `/proc/meminfo`), else 4 GiB.
#[must_use]
pub fn available() -> u64 {
    std::fs::read_to_string("/proc/meminfo").ok().as_deref().and_then(parse_meminfo).unwrap_or(FALLBACK)
}

fn parse_meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

/// Bytes in the unit people read.
#[must_use]
pub fn said(bytes: u64) -> String {
    match bytes as f64 / 1e9 {
        gigabytes if gigabytes >= 1.0 => format!("{gigabytes:.1} GB"),
        gigabytes => format!("{:.0} MB", gigabytes * 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimate_of_the_default_size() {
        // 10,000 × (6 × (24 + 4 + 8) + 12) × 8 bytes, on paper.
        assert_eq!(estimate(10_000, 1, 6, 24, 4), 18_240_000);
        assert_eq!(said(18_240_000), "18 MB");
    }

    #[test]
    fn meminfo_is_understood() {
        assert_eq!(parse_meminfo("MemTotal: 9 kB\nMemAvailable:    2048 kB\n"), Some(2 << 20));
        assert_eq!(parse_meminfo("MemTotal: 9 kB\n"), None);
    }
}
