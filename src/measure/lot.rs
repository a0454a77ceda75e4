//! Lots: fair-looking decisions about single accounts that no world, plan or order of reading can shift.
//!
//! Which invoices are never paid and which accounts form a hold-out group must come out the same in every world of a trial.
//! So they are no draws from a stream but a fixed function of what they are about: the trial's salt (a number that all worlds of a
//! trial share), the account number and the month.

use crate::dynamics::Panel;

/// What tells the lots of one trial from those of another: bits of the panel's measurement noise, which is the same in every
/// world of a trial. 0 for revenue histories, whose panels carry no noise: there the lots are the same in every trial.
pub(super) fn salt(panel: &Panel) -> u64 {
    panel.seat_noise.first().map_or(0, |noise| u64::from(noise.to_bits()))
}

/// A number in \[0, 1) for `subject`, uniform over subjects: the finaliser of SplitMix64 (Steele, Lea & Flood 2014) applied to
/// each word in turn.
pub(super) fn lot(salt: u64, subject: [u64; 2]) -> f64 {
    let word = subject.into_iter().fold(mix(salt), |word, part| mix(word ^ part));
    (word >> 11) as f64 / (1u64 << 53) as f64
}

fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finaliser_is_splitmix64() {
        // First three outputs of SplitMix64 seeded with 0, as published with the generator.
        let golden = 0x9e37_79b9_7f4a_7c15_u64;
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mix(golden), 0x6e78_9e6a_a1b9_65f4);
        assert_eq!(mix(golden.wrapping_mul(2)), 0x06c4_5d18_8009_454f);
    }

    /// A binomial share over 100,000 subjects; fails for one salt in 16,000 by chance, and the salt is fixed.
    #[test]
    fn lots_are_uniform() {
        let n = 100_000;
        for (below, salt) in [(0.01, 0), (0.25, 7), (0.9, u64::MAX)] {
            let hits = (0..n).filter(|&account| lot(salt, [account, 3]) < below).count() as f64;
            let error = (below * (1.0 - below) / n as f64).sqrt();
            assert!((hits / n as f64 - below).abs() < 4.0 * error, "{hits} of {n} below {below}");
        }
    }
}
