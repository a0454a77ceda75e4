//! The other way round: the smallest effect, the CSMs, accounts and quarters a design needs.
//!
//! Every number is a root of the same power function, searched in a bracket, and comes with its ceiling: books of any size leave the spread
//! between CSMs where it is, and so do quarters.

use super::design::{Comparison, Design, Sight};
use super::root::root;
use super::significance::Significance;

/// CSMs an arm beyond which a search gives up.
const MOST_CSMS: f64 = 1e6;
/// Quarters beyond which a search gives up.
const MOST_QUARTERS: usize = 40;

/// How much of something a design needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Need {
    /// This much; a root, not rounded up.
    Of(f64),
    /// No amount is enough: the power that it tends to.
    Hopeless(f64),
}

impl Need {
    /// Whole units, rounded up with a little grace for a root's last digits; `None` where it is hopeless.
    #[must_use]
    pub fn whole(&self) -> Option<f64> {
        match self {
            Self::Of(x) => Some((x - 1e-9).ceil()),
            Self::Hopeless(_) => None,
        }
    }
}

/// A question to a design: an effect to be found with some power.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// The true effect, in units of the outcome.
    pub effect: f64,
    /// Chance wanted to find it, above alpha and below 1.
    pub power: f64,
    /// The test.
    pub test: Significance,
}

impl Design {
    /// The same design with that many CSMs in the control arm, arms in the same proportion.
    #[must_use]
    pub fn with_csms(&self, control: f64) -> Self {
        Self { csms: [control, control * self.csms[1] / self.csms[0]], ..self.clone() }
    }

    /// The same design with books of that mean size, in the same proportions.
    #[must_use]
    pub fn with_accounts(&self, mean: f64) -> Self {
        Self { books: self.books.scaled(mean / self.books.mean()), ..self.clone() }
    }

    /// The same design over that many quarters after the start (of a schedule: over all); `None` where its schedule was given cell by cell.
    #[must_use]
    pub fn with_quarters(&self, quarters: usize) -> Option<Self> {
        match &self.comparison {
            Comparison::Scheduled { schedule, carry_over } => {
                let schedule = schedule.over(quarters)?;
                Some(Self { comparison: Comparison::Scheduled { schedule, carry_over: *carry_over }, ..self.clone() })
            }
            _ => Some(Self { quarters, ..self.clone() }),
        }
    }

    /// The smallest effect found with that power; `None` as [`Design::sight`].
    #[must_use]
    pub fn smallest_effect(&self, power: f64, test: &Significance) -> Option<f64> {
        Some(self.sight()?.smallest_effect(power, test)? / self.dilution())
    }

    /// What the smallest effect tends to as books grow: the design never finds less.
    #[must_use]
    pub fn never_below(&self, power: f64, test: &Significance) -> Option<f64> {
        Some(self.sight_of_endless_books()?.smallest_effect(power, test)? / self.dilution())
    }

    /// CSMs needed in the control arm, arms in the same proportion; at least 2 in the smaller arm. Hopeless for an effect of 0.
    #[must_use]
    pub fn csms_needed(&self, aim: &Aim) -> Option<Need> {
        let ratio = (self.csms[1] / self.csms[0]).min(1.0);
        search(|k| self.with_csms(k).sight(), self.dilution(), aim, 2.0 / ratio, MOST_CSMS)
    }

    /// As [`Design::csms_needed`], had every CSM endless accounts: fewer CSMs never do.
    #[must_use]
    pub fn csms_needed_with_endless_books(&self, aim: &Aim) -> Option<Need> {
        let ratio = (self.csms[1] / self.csms[0]).min(1.0);
        search(|k| self.with_csms(k).sight_of_endless_books(), self.dilution(), aim, 2.0 / ratio, MOST_CSMS)
    }

    /// Accounts a CSM needed on average; hopeless where endless books are not enough.
    #[must_use]
    pub fn accounts_needed(&self, aim: &Aim) -> Option<Need> {
        let ceiling = self.sight_of_endless_books()?.power(aim.effect * self.dilution(), &aim.test)?;
        if ceiling <= aim.power {
            return Some(Need::Hopeless(ceiling));
        }
        search(|m| self.with_accounts(m).sight(), self.dilution(), aim, 1.0, 1e9)
    }

    /// Quarters needed, whole ones, up to 40; hopeless with the power that 40 reach. `None` as [`Design::with_quarters`].
    #[must_use]
    pub fn quarters_needed(&self, aim: &Aim) -> Option<Need> {
        let power = |quarters: usize| self.with_quarters(quarters).and_then(|longer| longer.power(aim.effect, &aim.test));
        let found = (1..=MOST_QUARTERS).find(|&quarters| power(quarters).is_some_and(|found| found >= aim.power));
        match found {
            Some(quarters) => Some(Need::Of(quarters as f64)),
            None => power(MOST_QUARTERS).map(Need::Hopeless),
        }
    }
}

/// Where what is seen is enough, over `low..=high`; the low end itself where it is enough already.
fn search(sight: impl Fn(f64) -> Option<Sight>, dilution: f64, aim: &Aim, low: f64, high: f64) -> Option<Need> {
    let effect = (aim.effect * dilution).abs();
    // where nothing can be estimated yet there is no power
    let over = |x: f64| {
        let seen = sight(x).and_then(|sight| aim.test.over(effect / sight.standard_error(), sight.degrees_of_freedom, aim.power));
        seen.unwrap_or(-aim.power)
    };
    if over(low) >= 0.0 {
        return Some(Need::Of(low));
    }
    // the bracket grows from the low end: at the far one there may be nothing left to resolve
    let (mut near, mut far) = (low, low * 2.0);
    while over(far) < 0.0 {
        if far >= high {
            return sight(high)?.power(effect, &aim.test).map(Need::Hopeless);
        }
        (near, far) = (far, (far * 2.0).min(high));
    }
    root(over, near, far).map(Need::Of)
}
