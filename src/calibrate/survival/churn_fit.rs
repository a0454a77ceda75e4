//! Everything that a table of lifetimes says about churn.

use serde::Serialize;

use super::choice::{Choice, choose};
use super::family::Family;
use super::goodness::{Goodness, goodness};
use super::hazard::{HazardBand, constant_hazard, hazard_bands};
use super::kaplan_meier::{KaplanMeier, kaplan_meier};
use super::life_table::LifeTable;
use super::likelihood::Likelihood;
use super::parametric::{ParametricFit, fit_family};
use super::regression::{Regression, fit_regression};
use super::renewal::{ContractRenewal, RenewalHazard, renewal_by_contract, renewal_hazard};
use super::settings::ChurnSettings;
use super::unfit::Unfit;
use super::yearly::{YearlyChurn, ages_now, yearly_from_hazard, yearly_from_law};
use crate::calibrate::Lifetimes;
use crate::stats::Estimate;

/// One law, fitted and compared with what was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LawFit {
    /// Which law.
    pub family: Family,
    /// Its fit.
    pub fit: Result<ParametricFit, Unfit>,
    /// How well it tells the churn that was seen; `None` without a fit.
    pub goodness: Option<Goodness>,
}

/// Churn of a table of accounts. What the data cannot carry is an [`Unfit`] with its reason, never a default.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChurnFit {
    /// What was taken to be known of the time of churn, in all laws.
    pub likelihood: Likelihood,
    /// At risk, churned and censored by tenure month; how many accounts were used and left out.
    pub life_table: LifeTable,
    /// Churn per account-month, as if it were constant.
    pub hazard: Result<Estimate, Unfit>,
    /// The same by tenure band.
    pub bands: Vec<HazardBand>,
    /// Survival without a model.
    pub survival: KaplanMeier,
    /// The three laws, simplest first.
    pub laws: Vec<LawFit>,
    /// The law to use.
    pub choice: Result<Choice, Unfit>,
    /// Churn at anniversaries of the contract, all accounts.
    pub renewal: Result<RenewalHazard, Unfit>,
    /// The same by category of contract term, each with its own term; empty without such a column.
    pub renewal_by_contract: Vec<ContractRenewal>,
    /// What churn depends on; `None` if it was not asked for.
    pub regression: Option<Result<Regression, Unfit>>,
    /// Yearly churn from the constant hazard.
    pub yearly_constant: Result<YearlyChurn, Unfit>,
    /// Yearly churn of the accounts there are now, by their ages, from the chosen law.
    pub yearly: Result<YearlyChurn, Unfit>,
}

/// Fits everything.
#[must_use]
pub fn fit_churn(lifetimes: &Lifetimes, settings: &ChurnSettings) -> ChurnFit {
    let table = LifeTable::new(lifetimes);
    let laws: Vec<LawFit> = Family::ALL.map(|f| law(&table, f, settings)).into();
    let fits: Vec<&ParametricFit> = laws.iter().filter_map(|l| l.fit.as_ref().ok()).collect();
    let choice = match laws.iter().find_map(|l| l.fit.as_ref().err()) {
        Some(unfit) if fits.is_empty() => Err(unfit.clone()),
        _ => choose(lifetimes, &fits, settings.folds),
    };
    let hazard = constant_hazard(&table);
    let yearly_constant = hazard.clone().and_then(yearly_from_hazard);
    let yearly = choice.clone().and_then(|c| yearly_of(&table, &fits, c.family));
    let by_contract = settings.term_covariate.as_ref().map(|name| {
        // one row tells of a column that is not there
        renewal_by_contract(lifetimes, name, settings.renewal)
            .unwrap_or_else(|unfit| vec![ContractRenewal { category: name.clone(), renewal: Err(unfit) }])
    });
    ChurnFit {
        likelihood: settings.likelihood,
        hazard,
        bands: hazard_bands(&table, &settings.band_edges),
        survival: kaplan_meier(&table, settings.interval),
        choice,
        renewal: renewal_hazard(&table, settings.renewal),
        renewal_by_contract: by_contract.unwrap_or_default(),
        regression: settings.regression.as_ref().map(|r| fit_regression(lifetimes, r)),
        yearly_constant,
        yearly,
        laws,
        life_table: table,
    }
}

fn law(table: &LifeTable, family: Family, settings: &ChurnSettings) -> LawFit {
    let fit = fit_family(table, family, settings.likelihood, settings.fewest_churned);
    let goodness = fit.as_ref().ok().map(|f| goodness(table, f));
    LawFit { family, fit, goodness }
}

fn yearly_of(table: &LifeTable, fits: &[&ParametricFit], family: Family) -> Result<YearlyChurn, Unfit> {
    let fit = fits.iter().find(|f| f.family == family).ok_or(Unfit::NoAccounts)?;
    yearly_from_law(fit, &ages_now(table), table.longest())
}

impl ChurnFit {
    /// The fit of the chosen law.
    #[must_use]
    pub fn chosen(&self) -> Option<&ParametricFit> {
        let family = self.choice.as_ref().ok()?.family;
        self.laws.iter().find(|l| l.family == family)?.fit.as_ref().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetimes(tenure: &[u32], churned: &[bool]) -> Lifetimes {
        Lifetimes { tenure: tenure.to_vec(), churned: churned.to_vec(), entry: vec![0; tenure.len()], covariates: vec![] }
    }

    #[test]
    fn nothing_is_said_of_nobody() {
        let fit = fit_churn(&Lifetimes::default(), &ChurnSettings::default());
        assert_eq!(fit.hazard, Err(Unfit::NoAccounts));
        assert_eq!(fit.choice.as_ref().unwrap_err(), &Unfit::NoAccounts);
        assert!(fit.survival.points.is_empty() && fit.renewal.is_err() && fit.yearly.is_err());
        assert_eq!(fit.regression, Some(Err(Unfit::NoAccounts)));
    }

    #[test]
    fn too_few_churned_are_counted_in_the_reason() {
        let fit = fit_churn(&lifetimes(&[3, 5, 8, 9], &[true, false, true, false]), &ChurnSettings::default());
        let told = fit.choice.as_ref().unwrap_err().to_string();
        assert_eq!(told, "2 of 4 accounts churned, too few to estimate the exponential law (at least 10 needed)");
        // the rate itself has its (wide) interval
        assert_eq!(fit.hazard.as_ref().unwrap().value, 2.0 / 25.0);
        assert_eq!(fit.chosen(), None);
    }

    #[test]
    fn churn_in_one_month_or_none_leaves_the_shape_open() {
        let all_at_once = fit_churn(&lifetimes(&[1; 40], &[true; 40]), &ChurnSettings::default());
        assert!(all_at_once.laws.iter().all(|l| matches!(l.fit, Err(Unfit::NotIdentified { .. }))), "{:?}", all_at_once.laws);
        let first_month = [vec![1; 30], vec![12; 30]].concat();
        let churned = [vec![true; 30], vec![false; 30]].concat();
        let fit = fit_churn(&lifetimes(&first_month, &churned), &ChurnSettings::default());
        assert!(fit.laws[0].fit.is_ok());
        let told = fit.laws[1].fit.as_ref().unwrap_err().to_string();
        assert_eq!(told, "the shape of the Weibull law cannot be identified: all churn falls into one end of the tenures observed");
        let nobody = fit_churn(&lifetimes(&[12; 30], &[false; 30]), &ChurnSettings::default());
        assert_eq!(nobody.hazard.as_ref().map(|h| (h.value, h.standard_error)), Ok((0.0, None)));
        assert!(nobody.yearly_constant.is_err());
        assert!(serde_json::to_string(&nobody).unwrap().contains("TooFewChurned"));
    }
}
