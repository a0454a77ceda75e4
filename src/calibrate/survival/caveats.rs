//! What a reader of the numbers has to know, as sentences.

use super::churn_fit::ChurnFit;
use super::inactivity::InactivityCounts;
use super::life_table::LONGEST_TENURE;
use super::likelihood::Likelihood;
use super::regression::Regression;

/// Share of accounts older in a year than any seen, from which on the extrapolation is told.
const EXTRAPOLATED: f64 = 0.1;

impl ChurnFit {
    /// What was left out, assumed or extrapolated.
    #[must_use]
    pub fn caveats(&self) -> Vec<String> {
        let table = &self.life_table;
        let mut told = vec![match self.likelihood {
            Likelihood::MonthlyInterval => "laws are fitted by monthly intervals: churn is known to its month".to_owned(),
            Likelihood::ExactTime => "laws are fitted as if accounts left exactly at the end of their month".to_owned(),
        }];
        if table.unusable > 0 {
            told.push(format!(
                "accounts left out for a tenure of 0, none after the entry or over {LONGEST_TENURE} months: {}",
                table.unusable
            ));
        }
        if table.entered_late > 0 {
            told.push(format!(
                "{} of {} accounts count from a later tenure on, when they came under observation",
                table.entered_late, table.accounts
            ));
        }
        if let Some(month) = self.survival.emptied_at {
            told.push(format!(
                "everybody at risk left in tenure month {month} although others came later: the survival curve says nothing beyond"
            ));
        }
        for law in &self.laws {
            if let Err(unfit) = &law.fit {
                told.push(unfit.to_string());
            }
        }
        if let Some(share) = self.yearly.as_ref().ok().map(|y| y.extrapolated).filter(|s| *s >= EXTRAPOLATED) {
            told.push(format!(
                "yearly churn is extrapolated for {:.0} % of the accounts: in a year they will be older than any account seen",
                share * 100.0
            ));
        }
        told.extend(self.regression.iter().flat_map(|r| match r {
            Ok(regression) => regression.caveats(),
            Err(unfit) => vec![unfit.to_string()],
        }));
        told
    }
}

impl Regression {
    /// What was left out, and the units of number columns.
    #[must_use]
    pub fn caveats(&self) -> Vec<String> {
        let mut told: Vec<String> =
            (self.missing.iter()).map(|(name, rows)| format!("rows left out of the regression for want of {name}: {rows}")).collect();
        told.extend(self.separated.iter().map(ToString::to_string));
        told.extend(self.unused.iter().map(|u| match &u.category {
            Some(category) => format!("{} = {category} is not in the regression: {}", u.covariate, u.why),
            None => format!("{} is not in the regression: {}", u.covariate, u.why),
        }));
        told.extend(
            self.scales
                .iter()
                .map(|s| format!("the coefficient of {} is per standard deviation, {:.6} around {:.6}", s.covariate, s.sd, s.mean)),
        );
        told
    }
}

impl InactivityCounts {
    /// What the rule took for churn and whom it could not judge.
    #[must_use]
    pub fn caveats(&self) -> Vec<String> {
        let silent = self.rule.silent_months;
        let mut told = vec![format!("an account has left when it is silent for the last {silent} months of the panel")];
        if self.may_be_older > 0 {
            let of = self.used;
            told.push(format!(
                "{} of {of} accounts are there from the panel's first month on and may be older than they look (left truncation)",
                self.may_be_older
            ));
        }
        for (count, why) in [
            (self.came_late, "came too late for the rule to judge"),
            (self.seen_before, "were seen before the month that the rule starts with"),
            (self.never_active, "have no revenue in any month"),
        ] {
            if count > 0 {
                told.push(format!("accounts left out because they {why}: {count}"));
            }
        }
        if self.returned > 0 {
            told.push(format!(
                "silences of {silent} months or more that ended with revenue, and would have been taken for churn: {}",
                self.returned
            ));
        }
        told
    }
}
