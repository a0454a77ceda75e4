//! Which law to use: Akaike's criterion, and the likelihood of accounts that were not fitted.
//!
//! Held out: accounts fall into K folds by a fixed random number of their row; each fold's log likelihood is taken under the law fitted
//! to the others. Differences between laws are paired by account and have a standard error. The choice is the law with the highest held-out
//! log likelihood, unless one with fewer parameters is within one standard error of it; AIC stands beside and the sentence says whether it
//! agrees.

use serde::Serialize;

use super::family::Family;
use super::life_table::{LONGEST_TENURE, LifeTable, usable};
use super::likelihood::{Likelihood, monthly_terms};
use super::parametric::{ParametricFit, fit_family};
use super::unfit::Unfit;
use crate::calibrate::Lifetimes;
use crate::random::{Purpose, Stream};
use crate::stats::{Estimate, Moments};

/// One law among the candidates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Which law.
    pub family: Family,
    /// Number of its parameters.
    pub parameters: usize,
    /// Akaike's criterion of the fit to all accounts.
    pub aic: f64,
    /// Log likelihood of the held-out accounts, summed over the folds.
    pub held_out: f64,
    /// `held_out` less that of the best law, with the standard error of the paired difference; `None` for the best itself.
    pub behind: Option<Estimate>,
}

/// The chosen law, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// The law to use.
    pub family: Family,
    /// Number of folds.
    pub folds: u32,
    /// All laws that could be fitted to every part of the accounts, simplest first.
    pub candidates: Vec<Candidate>,
    /// Law with the lowest AIC.
    pub by_aic: Family,
    /// Why this one, as a sentence.
    pub why: String,
}

/// Chooses among fitted laws (all by one likelihood) on the accounts they were fitted to.
///
/// # Errors
/// [`Unfit::NoAccounts`] without any fit; another [`Unfit`] if none of the laws can be fitted when a fold is left out.
pub fn choose(lifetimes: &Lifetimes, fits: &[&ParametricFit], folds: u32) -> Result<Choice, Unfit> {
    let first = fits.first().ok_or(Unfit::NoAccounts)?;
    let folds = folds.max(2);
    let fold = folds_of(lifetimes.len(), folds);
    let others: Vec<LifeTable> = (0..folds).map(|k| LifeTable::of(lifetimes, |i| fold[i] != k)).collect();
    let (mut kept, mut held, mut refused) = (Vec::new(), Vec::new(), Unfit::NoAccounts);
    for fit in fits {
        match held_out(lifetimes, fit.family, first.likelihood, &fold, &others) {
            Ok(own) => {
                kept.push(*fit);
                held.push(own);
            }
            Err(unfit) => refused = unfit,
        }
    }
    if kept.is_empty() {
        return Err(refused);
    }
    let totals: Vec<f64> = held.iter().map(|h| h.iter().sum()).collect();
    let best = position_of_least(totals.iter().map(|t| -t));
    let candidates: Vec<Candidate> = (kept.iter().enumerate())
        .map(|(i, f)| Candidate {
            family: f.family,
            parameters: f.parameters.len(),
            aic: f.aic,
            held_out: totals[i],
            behind: (i != best).then(|| difference(&held[i], &held[best])),
        })
        .collect();
    let by_aic = candidates[position_of_least(candidates.iter().map(|c| c.aic))].family;
    let near = |c: &Candidate| c.behind.is_none_or(|b| b.value.abs() <= b.standard_error.unwrap_or(0.0));
    let fewest = candidates.iter().filter(|c| near(c)).map(|c| c.parameters).min().unwrap_or(candidates[best].parameters);
    let simplest = |c: &&Candidate| near(c) && c.parameters == fewest;
    let chosen = if candidates[best].parameters == fewest {
        &candidates[best]
    } else {
        candidates.iter().filter(simplest).max_by(|a, b| a.held_out.total_cmp(&b.held_out)).unwrap_or(&candidates[best])
    };
    let why = reason(chosen, &candidates[best], by_aic, &candidates, folds);
    Ok(Choice { family: chosen.family, folds, by_aic, why, candidates })
}

/// Fold of each account: a fixed random number of its row, so that the order of the file does not matter to what a fold is like.
fn folds_of(accounts: usize, folds: u32) -> Vec<u32> {
    let stream = Stream::new(0, Purpose::Bootstrap);
    (0..accounts).map(|i| stream.block(i as u32, u32::MAX, 0, 0)[0] % folds).collect()
}

/// Log likelihood of each usable account under the law fitted to the other folds, whose life tables are given.
fn held_out(lifetimes: &Lifetimes, family: Family, kind: Likelihood, fold: &[u32], others: &[LifeTable]) -> Result<Vec<f64>, Unfit> {
    let longest = lifetimes.tenure.iter().copied().max().unwrap_or(0).min(LONGEST_TENURE);
    // by fold: what leaving in a month adds, and what staying through all months up to it adds
    let mut terms = Vec::with_capacity(others.len());
    for table in others {
        let fit = fit_family(table, family, kind, 1)?;
        let (leave, stay) = monthly_terms(family, kind, &fit.ln(), longest);
        let add = |sum: &mut f64, s: &f64| {
            *sum += s;
            Some(*sum)
        };
        terms.push((leave, stay.iter().scan(0.0, add).collect::<Vec<f64>>()));
    }
    let own = |i: usize| {
        let (entry, tenure) = (lifetimes.entry[i], lifetimes.tenure[i]);
        if !usable(entry, tenure) {
            return 0.0;
        }
        let (leave, stayed) = &terms[fold[i] as usize];
        let (entry, tenure) = (entry as usize, tenure as usize);
        if lifetimes.churned[i] { stayed[tenure - 1] - stayed[entry] + leave[tenure] } else { stayed[tenure] - stayed[entry] }
    };
    Ok((0..lifetimes.len()).map(own).collect())
}

fn difference(own: &[f64], best: &[f64]) -> Estimate {
    let differences: Vec<f64> = own.iter().zip(best).map(|(a, b)| a - b).collect();
    let n = differences.len();
    let sd = Moments::of(&differences).variance().map(f64::sqrt);
    Estimate::symmetric(differences.iter().sum(), sd.map(|s| s * (n as f64).sqrt()), n as u64)
}

fn position_of_least(xs: impl Iterator<Item = f64>) -> usize {
    xs.enumerate().fold((0, f64::INFINITY), |least, (i, x)| if x < least.1 { (i, x) } else { least }).0
}

fn reason(chosen: &Candidate, best: &Candidate, by_aic: Family, all: &[Candidate], folds: u32) -> String {
    let name = chosen.family.name();
    let others: Vec<String> =
        (all.iter().filter(|c| c.family != chosen.family)).map(|c| format!("{} {:.1}", c.family.name(), c.held_out)).collect();
    if others.is_empty() {
        return format!("{name}: no other law could be fitted to every part of the accounts");
    }
    let list = others.join(", ");
    let held = if chosen.family == best.family {
        format!(
            "{name}: accounts left out of the fit are most likely under it (log likelihood over {folds} folds {:.1}; {list})",
            chosen.held_out
        )
    } else {
        let behind = chosen.behind.map_or(0.0, |b| b.value.abs());
        format!(
            "{name}: it has fewer parameters, and accounts left out of the fit tell it from the {} law by less than one standard error (log likelihood over {folds} folds {:.1}, {behind:.1} behind; {list})",
            best.family.name(),
            chosen.held_out
        )
    };
    let aic = if by_aic == chosen.family { "AIC chooses it too".to_owned() } else { format!("AIC would choose the {} law", by_aic.name()) };
    format!("{held}; {aic}")
}
