//! Philox4x32-10: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

use std::convert::Infallible;

use rand::TryRng;

pub(super) const MULTIPLIER: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
pub(super) const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Ten rounds of Philox4x32: a bijection of the 128-bit counter under the 64-bit key.
///
/// ```
/// use paylift::random::philox4x32_10;
/// assert_eq!(philox4x32_10([0, 0], [0; 4]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
/// ```
#[inline]
#[must_use]
pub fn philox4x32_10(mut key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    let mut x = counter;
    for _ in 0..10 {
        let p0 = u64::from(MULTIPLIER[0]) * u64::from(x[0]);
        let p1 = u64::from(MULTIPLIER[1]) * u64::from(x[2]);
        x = [(p1 >> 32) as u32 ^ x[1] ^ key[0], p1 as u32, (p0 >> 32) as u32 ^ x[3] ^ key[1], p0 as u32];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    x
}

/// A sequence of Philox words for one thing in one trial, as a generator that `rand_distr` can draw from.
///
/// Counter word 2 counts blocks; the others name the thing. Use it where a draw takes a varying number of words (Poisson,
/// resampling); the account-month hot loop takes its blocks directly.
#[derive(Debug, Clone)]
pub struct Philox {
    key: [u32; 2],
    counter: [u32; 4],
    block: [u32; 4],
    used: usize,
}

impl Philox {
    /// Starts at block 0 of the thing named by `counter` (word 2 must be 0).
    #[must_use]
    pub fn new(key: [u32; 2], counter: [u32; 4]) -> Self {
        Self { key, counter, block: [0; 4], used: 4 }
    }
}

impl TryRng for Philox {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        if self.used == 4 {
            self.block = philox4x32_10(self.key, self.counter);
            self.counter[2] = self.counter[2].wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        Ok(self.block[self.used - 1])
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = u64::from(self.try_next_u32()?);
        Ok(low | u64::from(self.try_next_u32()?) << 32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            chunk.copy_from_slice(&self.try_next_u32()?.to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    /// The known answers published with Random123 (`kat_vectors`, philox4x32 10).
    #[test]
    fn gives_the_published_known_answers() {
        let ones = u32::MAX;
        assert_eq!(philox4x32_10([ones; 2], [ones; 4]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            philox4x32_10([0xa409_3822, 0x299f_31d0], [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn the_generator_walks_the_blocks_in_order() {
        let mut rng = Philox::new([1, 2], [3, 4, 0, 5]);
        let drawn: Vec<u32> = (0..8).map(|_| rng.next_u32()).collect();
        assert_eq!(drawn[..4], philox4x32_10([1, 2], [3, 4, 0, 5]));
        assert_eq!(drawn[4..], philox4x32_10([1, 2], [3, 4, 1, 5]));
    }

    #[test]
    fn bytes_and_words_are_the_same_stream() {
        let mut words = Philox::new([9, 9], [1, 1, 0, 1]);
        let mut bytes = words.clone();
        let mut buffer = [0; 12];
        bytes.fill_bytes(&mut buffer);
        for chunk in buffer.chunks(4) {
            assert_eq!(chunk, words.next_u32().to_le_bytes());
        }
    }
}
