//! Whether churn waits for the anniversary of the contract.
//!
//! The window is every multiple of the term, with some months before and after; outside are all other months. Churn per account-month is
//! compared twice. Crude: `d₁/E₁` against `d₀/E₀`, standard error of the logarithm of their ratio `√(1/d₁ + 1/d₀)`. Adjusted: because churn
//! changes with tenure, each anniversary is compared only with the months nearest to it (half a term before and after), and the strata
//! are pooled by Mantel and Haenszel, `Σ d₁ₛE₀ₛ/Eₛ ÷ Σ d₀ₛE₁ₛ/Eₛ`, with the variance of Greenland & Robins (1985),
//! `Σ E₁ₛE₀ₛdₛ/Eₛ² ÷ (Σ d₁ₛE₀ₛ/Eₛ · Σ d₀ₛE₁ₛ/Eₛ)`. The verdict goes by the adjusted ratio.

use std::collections::BTreeMap;

use serde::Serialize;

use super::groups::categories;
use super::hazard::rate;
use super::interval::from_logarithm;
use super::life_table::LifeTable;
use super::term::term_months;
use super::unfit::Unfit;
use crate::calibrate::Lifetimes;
use crate::stats::Estimate;

/// Months that count as an anniversary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RenewalWindow {
    /// Contract term, months.
    pub term: u32,
    /// Months before each multiple of the term that count too.
    pub before: u32,
    /// Months after it that count too.
    pub after: u32,
}

impl Default for RenewalWindow {
    /// The 12th, 24th, … month alone.
    fn default() -> Self {
        Self { term: 12, before: 0, after: 0 }
    }
}

impl RenewalWindow {
    /// Whether a tenure month lies in the window.
    #[must_use]
    pub fn contains(&self, month: u32) -> bool {
        let since = month % self.term;
        (since <= self.after && month >= self.term) || self.term - since <= self.before
    }
}

/// Churn in one month of the contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContractMonth {
    /// Month of the contract, 1 to the term.
    pub month: u32,
    /// Accounts that left in it.
    pub churned: u64,
    /// Account-months observed.
    pub exposure: u64,
}

/// What the comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum RenewalVerdict {
    /// Churn gathers at anniversaries: a smooth hazard misses it.
    AnniversaryModel,
    /// It does not, as far as the interval reaches.
    SmoothHazard,
    /// The interval allows both.
    CannotTell,
}

/// Churn at anniversaries against churn between them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RenewalHazard {
    /// Months compared.
    pub window: RenewalWindow,
    /// Churn per account-month at anniversaries.
    pub inside: Estimate,
    /// Churn per account-month between them.
    pub outside: Estimate,
    /// Ratio of the two.
    pub ratio: Result<Estimate, Unfit>,
    /// Ratio against the neighbouring months only.
    pub adjusted: Result<Estimate, Unfit>,
    /// Churn by month of the contract: shows a spike that a window beside it would miss.
    pub by_contract_month: Vec<ContractMonth>,
    /// Whether an anniversary model is needed.
    pub verdict: RenewalVerdict,
    /// The verdict as a sentence.
    pub why: String,
}

/// A ratio from which on anniversaries matter to a quarter's renewals; below it a smooth hazard is good enough.
const MATTERS: f64 = 1.5;

/// Compares anniversaries with the months between them.
///
/// # Errors
/// [`Unfit::NoAnniversary`] for a term of one month or a window that leaves none outside; [`Unfit::NotObserved`] if no account lived to see one.
pub fn renewal_hazard(table: &LifeTable, window: RenewalWindow) -> Result<RenewalHazard, Unfit> {
    if window.term < 2 || window.before + window.after + 1 >= window.term {
        return Err(Unfit::NoAnniversary { name: format!("a term of {} months", window.term) });
    }
    let mut sums = [[0u64; 2]; 2];
    let mut strata: BTreeMap<u32, [[f64; 2]; 2]> = BTreeMap::new();
    let mut by_contract_month: Vec<_> = (1..=window.term).map(|month| ContractMonth { month, churned: 0, exposure: 0 }).collect();
    for m in &table.months {
        let place = usize::from(window.contains(m.month));
        sums[place][0] += m.churned;
        sums[place][1] += m.at_risk;
        let nearest = (m.month + window.term / 2) / window.term;
        let stratum = strata.entry(nearest).or_default();
        stratum[place][0] += m.churned as f64;
        stratum[place][1] += m.at_risk as f64;
        let phase = &mut by_contract_month[((m.month - 1) % window.term) as usize];
        phase.churned += m.churned;
        phase.exposure += m.at_risk;
    }
    let [[d0, e0], [d1, e1]] = sums;
    let unseen = |what: &str| Unfit::NotObserved { what: format!("{what} anniversaries of {} months", window.term) };
    let inside = rate(d1, e1).ok_or_else(|| unseen("at"))?;
    let outside = rate(d0, e0).ok_or_else(|| unseen("between"))?;
    let few = || Unfit::TooFewChurned {
        what: "churn at anniversaries against the rest".into(),
        churned: d0.min(d1),
        accounts: table.accounts,
        needed: 1,
    };
    let ratio = if d0.min(d1) == 0 {
        Err(few())
    } else {
        let se = (1.0 / d1 as f64 + 1.0 / d0 as f64).sqrt();
        Ok(from_logarithm((inside.value / outside.value).ln(), se, table.accounts))
    };
    let adjusted = mantel_haenszel(strata.values(), table.accounts).ok_or_else(few);
    let (verdict, why) = judge(&adjusted, window);
    Ok(RenewalHazard { window, inside, outside, ratio, adjusted, by_contract_month, verdict, why })
}

fn mantel_haenszel<'a>(strata: impl Iterator<Item = &'a [[f64; 2]; 2]>, accounts: u64) -> Option<Estimate> {
    let (mut above, mut below, mut spread) = (0.0, 0.0, 0.0);
    for [[d0, e0], [d1, e1]] in strata.filter(|s| s[0][1] + s[1][1] > 0.0) {
        let e = e0 + e1;
        above += d1 * e0 / e;
        below += d0 * e1 / e;
        spread += e1 * e0 * (d0 + d1) / (e * e);
    }
    (above > 0.0 && below > 0.0).then(|| from_logarithm((above / below).ln(), (spread / (above * below)).sqrt(), accounts))
}

fn judge(adjusted: &Result<Estimate, Unfit>, window: RenewalWindow) -> (RenewalVerdict, String) {
    let months = window.term;
    match adjusted {
        Ok(Estimate { value, low: Some(low), high: Some(high), .. }) => {
            let seen = format!(
                "churn at multiples of {months} months is {value:.2} times that of the months around them (95 % interval {low:.2} to {high:.2})"
            );
            if *low > 1.0 && *value >= MATTERS {
                (RenewalVerdict::AnniversaryModel, format!("{seen}: a model with renewal dates is needed"))
            } else if *high < MATTERS {
                (RenewalVerdict::SmoothHazard, format!("{seen}: a smooth hazard will do"))
            } else {
                (RenewalVerdict::CannotTell, format!("{seen}: too uncertain to say whether renewal dates matter"))
            }
        }
        Ok(_) => (RenewalVerdict::CannotTell, format!("churn at multiples of {months} months has no interval")),
        Err(unfit) => (RenewalVerdict::CannotTell, unfit.to_string()),
    }
}

/// Anniversaries of one category of contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContractRenewal {
    /// Name of the category.
    pub category: String,
    /// Its anniversaries, by its own term.
    pub renewal: Result<RenewalHazard, Unfit>,
}

/// The same for every category of a column that names contract terms, each with its own term; `window` gives the months around.
///
/// # Errors
/// [`Unfit::NoSuchCovariate`] if no column of categories has that title.
pub fn renewal_by_contract(lifetimes: &Lifetimes, covariate: &str, window: RenewalWindow) -> Result<Vec<ContractRenewal>, Unfit> {
    let (names, code) = categories(lifetimes, covariate)?;
    let each = names.iter().enumerate().map(|(c, name)| {
        let renewal = match term_months(name) {
            None => Err(Unfit::TermUnknown { name: name.clone() }),
            Some(1) => Err(Unfit::NoAnniversary { name: name.clone() }),
            Some(term) => renewal_hazard(&LifeTable::of(lifetimes, |i| usize::from(code[i]) == c), RenewalWindow { term, ..window }),
        };
        ContractRenewal { category: name.clone(), renewal }
    });
    Ok(each.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::survival::LifeMonth;

    fn table(rate: impl Fn(u32) -> u64) -> LifeTable {
        let months: Vec<LifeMonth> = (1..=36).map(|month| LifeMonth { month, at_risk: 1000, churned: rate(month), censored: 0 }).collect();
        LifeTable { churned: months.iter().map(|m| m.churned).sum(), months, accounts: 2000, entered_late: 0, unusable: 0 }
    }

    /// 40 in each of three anniversaries, 10 in each of 33 other months: ratio 4, se of its logarithm √(1/120 + 1/330).
    #[test]
    fn a_spike_is_found_and_a_slope_is_not_mistaken_for_one() {
        let spike = renewal_hazard(&table(|m| if m % 12 == 0 { 40 } else { 10 }), RenewalWindow::default()).unwrap();
        let ratio = spike.ratio.unwrap();
        assert!(
            (ratio.value - 4.0).abs() < 1e-12
                && (ratio.standard_error.unwrap() / 4.0 - (1.0 / 120.0 + 1.0 / 330.0f64).sqrt()).abs() < 1e-12
        );
        assert!((spike.adjusted.unwrap().value - 4.0).abs() < 1e-12);
        assert_eq!(spike.verdict, RenewalVerdict::AnniversaryModel);
        assert_eq!((spike.by_contract_month[11].churned, spike.by_contract_month[0].exposure), (120, 3000));
        // churn falls tenfold over the first year: the crude ratio is far below 1, the neighbours see nothing
        let slope = renewal_hazard(&table(|m| 10 + 190 / u64::from(m)), RenewalWindow::default()).unwrap();
        assert!(slope.ratio.as_ref().unwrap().value < 0.7, "{slope:?}");
        assert!((slope.adjusted.as_ref().unwrap().value - 1.0).abs() < 0.1, "{slope:?}");
        assert_eq!(slope.verdict, RenewalVerdict::SmoothHazard);
    }

    #[test]
    fn windows_reach_before_and_after_but_not_to_the_start() {
        let window = RenewalWindow { term: 12, before: 1, after: 1 };
        let inside: Vec<u32> = (1..=26).filter(|m| window.contains(*m)).collect();
        assert_eq!(inside, [11, 12, 13, 23, 24, 25]);
        assert!(matches!(renewal_hazard(&table(|_| 1), RenewalWindow { term: 1, ..window }), Err(Unfit::NoAnniversary { .. })));
        assert_eq!(renewal_hazard(&table(|_| 0), window).unwrap().verdict, RenewalVerdict::CannotTell);
    }
}
