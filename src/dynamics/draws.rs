//! The luck of account-months: two Philox blocks for two months of an account, made once, lived through in every world.

use crate::random::Stream;
use crate::random::normal::{normals, uniform};

/// Shocks and the event uniform of one account in one month.
///
/// Months come in pairs (1 and 2, 3 and 4, …), since normals do: a [`LuckBlock`] of each kind serves both. Nothing of the second kind need
/// be drawn where nobody looks at value, metering or sizes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AccountDraws {
    /// Normal of idiosyncratic growth (z1).
    pub growth: f32,
    /// Normal of idiosyncratic value (z2).
    pub value: f32,
    /// Normal of metering noise (z3).
    pub metering: f32,
    /// Normal of the size of an expansion or deal (z4).
    pub size: f32,
    /// Uniform shared by all events through disjoint bands (u).
    pub event: f32,
}

/// Which block of two months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LuckBlock {
    /// w0 and w1 give the normals of growth, w2 and w3 the event uniforms, of the first month and of the second.
    Growth = 0,
    /// w0 and the top 24 bits of w1 give the normals of value of both months. w2 (first month) and w3 (second) are radii of the normals of size
    /// and metering; their angle is what is left over in the low bytes of w0 and w1 (first month), of w2 and w3 (second).
    Value = 1,
}

/// What two months have in common as a time in streams, and whether `month` is the second of them. Month 0, which is often but an opening
/// balance, is the second of a pair without a first.
#[inline]
#[must_use]
pub(super) fn pair_of(month: u16) -> (u32, bool) {
    (u32::from(month.div_ceil(2)), month.is_multiple_of(2))
}

impl AccountDraws {
    /// Of the account that is named so in streams.
    #[inline]
    #[must_use]
    pub fn of(stream: &Stream, account: u32, month: u16, trial: u32) -> Self {
        let (pair, second) = pair_of(month);
        let [of_growth, of_value] = [LuckBlock::Growth, LuckBlock::Value].map(|block| stream.block(account, pair, block as u32, trial));
        let which = usize::from(second);
        let [growth, value] = [normals(of_growth[0], of_growth[1]), normals(of_value[0], of_value[1] & 0xffff_ff00)]
            .map(|(first, later)| if second { later } else { first });
        let angle = of_value[2 * which] << 24 | (of_value[2 * which + 1] & 255) << 16;
        let (size, metering) = normals(of_value[2 + which], angle);
        Self { growth, value, metering, size, event: uniform(of_growth[2 + which]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    /// Numbers of both months of an account: none is like another, and normals are normal.
    #[test]
    fn numbers_of_two_months_have_nothing_to_do_with_each_other() {
        const ACCOUNTS: u32 = 100_000;
        let stream = Stream::new(5, Purpose::AccountMonth);
        let mut products = [[0.0_f64; 10]; 10];
        let (mut sums, mut fourth) = ([0.0_f64; 10], [0.0_f64; 10]);
        for account in 0..ACCOUNTS {
            let numbers = [7, 8].map(|month| {
                let d = AccountDraws::of(&stream, account, month, 3);
                [d.growth, d.value, d.metering, d.size, (d.event - 0.5) * 12.0_f32.sqrt()]
            });
            let numbers = numbers.as_flattened();
            for (i, a) in numbers.iter().enumerate() {
                sums[i] += f64::from(*a);
                fourth[i] += f64::from(*a).powi(4);
                numbers.iter().enumerate().for_each(|(j, b)| products[i][j] += f64::from(*a) * f64::from(*b));
            }
        }
        let n = f64::from(ACCOUNTS);
        for (i, (sum, products)) in sums.iter().zip(&products).enumerate() {
            assert!((sum / n).abs() < 4.5 / n.sqrt(), "mean of {i}: {}", sum / n);
            let (kurtosis, spread) = if i % 5 == 4 { (1.8, 2.3) } else { (3.0, 9.8) };
            assert!((fourth[i] / n - kurtosis).abs() < 4.5 * spread / n.sqrt(), "fourth moment of {i}: {}", fourth[i] / n);
            for (j, product) in products.iter().enumerate() {
                let (expected, error) = if i == j { (1.0, 1.5) } else { (0.0, 1.0) };
                assert!((product / n - expected).abs() < 4.5 * error / n.sqrt(), "{i} with {j}: {}", product / n);
            }
        }
    }
}
