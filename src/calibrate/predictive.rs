//! Does a company that is simulated from the fit look like the one whose history was fitted?
//!
//! Posterior predictive check (Rubin 1984): panels of the same size are simulated, each from its own draw of the uncertain parameters, and
//! measured as the history was. A number fails where the history's lies outside what 95 % of the panels show. One in twenty fails by
//! luck; what fails far outside says what the model does not know of these customers.

use rayon::prelude::*;

use super::usage::{Finding, UsageFit, UsageSettings, fit_usage};
use crate::cohort::History;
use crate::stats::Sorted;

/// Share of the panels between the ends of an interval.
const INSIDE: f64 = 0.95;
/// Share of the panels that have to tell a number for it to be judged.
const TELLING: f64 = 0.8;

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A ratio or share.
    Share,
    /// A monthly log growth, or a spread of it.
    LogGrowth,
    /// A correlation.
    Correlation,
}

/// How a number came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Inside.
    Pass,
    /// Outside.
    Fail,
    /// The history or too many panels cannot tell it.
    Untold,
}

/// One number of the history among those of the panels.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Line {
    /// What it is, in words.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// In the history.
    pub observed: Option<f64>,
    /// Median over the panels.
    pub median: Option<f64>,
    /// Ends of the interval of 95 % of the panels.
    pub interval: Option<[f64; 2]>,
    /// Share of the panels at least as far on its side, times two; at most 1.
    pub p: Option<f64>,
    /// How it came out.
    pub verdict: Verdict,
}

/// The whole check.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Check {
    /// Panels simulated.
    pub panels: usize,
    /// Accounts of the first of them: as many as the history has, or fewer where it has very many.
    pub accounts: usize,
    /// The numbers.
    pub lines: Vec<Line>,
}

impl Check {
    /// Lines with this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.lines.iter().filter(|line| line.verdict == verdict).count()
    }

    /// The outcome in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (passed, failed) = (self.count(Verdict::Pass), self.count(Verdict::Fail));
        let names: Vec<&str> = self.lines.iter().filter(|l| l.verdict == Verdict::Fail).map(|l| l.name.as_str()).collect();
        match failed {
            0 => format!("The fit looks like the history in all {passed} numbers compared."),
            _ => {
                format!("The fit looks like the history in {passed} of {} numbers compared; not in: {}.", passed + failed, names.join(", "))
            }
        }
    }
}

/// Compares a history with panels simulated like it.
#[must_use]
pub fn check(history: &History, panels: &[History]) -> Check {
    // numbers only: their errors are the panels' business
    let settings = UsageSettings { resamples: 2, ..UsageSettings::default() };
    let observed = numbers(&fit_usage(history, None, &settings));
    let simulated: Vec<Vec<Number>> = panels.par_iter().map(|panel| numbers(&fit_usage(panel, None, &settings))).collect();
    let lines = observed
        .into_iter()
        .enumerate()
        .map(|(i, number)| {
            let told: Vec<f64> = simulated.iter().filter_map(|numbers| numbers.get(i)?.value).collect();
            judge(number, told, panels.len())
        })
        .collect();
    Check { panels: panels.len(), accounts: panels.first().map_or(0, |panel| panel.accounts.len()), lines }
}

/// A number to compare.
struct Number {
    name: String,
    kind: Kind,
    value: Option<f64>,
}

/// What is compared, always in the same order.
fn numbers(fit: &UsageFit) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut add =
        |name: String, kind: Kind, finding: Finding| numbers.push(Number { name, kind, value: finding.value().filter(|v| v.is_finite()) });
    for at in &fit.retention {
        let after = if at.horizon == 1 { "after a month".to_owned() } else { format!("after {} months", at.horizon) };
        add(format!("NRR {after}"), Kind::Share, at.nrr);
        add(format!("GRR {after}"), Kind::Share, at.grr);
        add(format!("customers kept {after}"), Kind::Share, at.logo);
    }
    let growth = &fit.monthly.summary;
    for (name, finding) in [
        ("5 % quantile of monthly growth", growth.q05),
        ("25 % quantile of monthly growth", growth.q25),
        ("median monthly growth", growth.median),
        ("75 % quantile of monthly growth", growth.q75),
        ("95 % quantile of monthly growth", growth.q95),
        ("volatility of total revenue of the same accounts", fit.monthly.same_account.sd),
    ] {
        add(name.to_owned(), Kind::LogGrowth, finding);
    }
    add("correlation of growth with the month before".to_owned(), Kind::Correlation, fit.monthly.autocorrelation.lag1);
    add("revenue share of the largest tenth".to_owned(), Kind::Share, fit.size.top_tenth_share);
    numbers
}

fn judge(number: Number, mut told: Vec<f64>, panels: usize) -> Line {
    let Number { name, kind, value } = number;
    told.retain(|x| x.is_finite());
    let n = told.len();
    if n == 0 || (n as f64) < TELLING * panels as f64 {
        return Line { name, kind, observed: value, median: None, interval: None, p: None, verdict: Verdict::Untold };
    }
    let told = Sorted::new(told);
    let ends = [(1.0 - INSIDE) / 2.0, (1.0 + INSIDE) / 2.0].map(|share| told.quantile(share));
    let interval = ends[0].zip(ends[1]).map(|(low, high)| [low, high]);
    let p = value.map(|value| {
        let below = told.values().iter().filter(|x| **x <= value).count() as f64;
        let above = told.values().iter().filter(|x| **x >= value).count() as f64;
        // with itself among them: never 0
        (2.0 * (below.min(above) + 1.0) / (n as f64 + 1.0)).min(1.0)
    });
    let verdict = match value.zip(interval) {
        None => Verdict::Untold,
        Some((value, [low, high])) if (low..=high).contains(&value) => Verdict::Pass,
        Some(_) => Verdict::Fail,
    };
    Line { name, kind, observed: value, median: told.quantile(0.5), interval, p, verdict }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: Option<f64>, told: &[f64], panels: usize) -> Line {
        judge(Number { name: "x".into(), kind: Kind::Share, value }, told.to_vec(), panels)
    }

    #[test]
    fn a_number_passes_inside_and_fails_outside() {
        let told: Vec<f64> = (0..=100).map(f64::from).collect();
        let inside = line(Some(50.0), &told, 101);
        assert_eq!((inside.verdict, inside.median, inside.p), (Verdict::Pass, Some(50.0), Some(1.0)));
        let [low, high] = inside.interval.unwrap();
        assert!((low - 2.5).abs() < 1e-9 && (high - 97.5).abs() < 1e-9);
        let outside = line(Some(99.0), &told, 101);
        assert_eq!((outside.verdict, outside.p), (Verdict::Fail, Some(6.0 / 102.0)));
        assert_eq!(line(None, &told, 101).verdict, Verdict::Untold);
        assert_eq!(line(Some(1.0), &told[..50], 101).verdict, Verdict::Untold);
    }
}
