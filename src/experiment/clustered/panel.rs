//! Panels: the same CSMs (or pods) quarter by quarter. Difference-in-differences, event study, switchback.
//!
//! Every unit and every period has a level of its own (two-way fixed effects), so that what differs between CSMs from the start and what
//! befalls all of them in one quarter drop out. Clusters are units.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::super::Effect;
use super::model::dummies;
use super::regression::{Fit, Regression, Unfit, inverse};
use super::robust::Robust;

/// An outcome of units over periods, a row a unit and period.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// The outcome.
    pub outcome: &'a [f64],
    /// Label of the unit.
    pub unit: &'a [usize],
    /// Period, in order of time.
    pub period: &'a [usize],
}

/// Difference between the arms in each period, as against one period before the start.
#[derive(Debug, Clone, PartialEq)]
pub struct EventStudy {
    /// Period and its difference, CR2 with Satterthwaite's degrees of freedom; the reference period is left out.
    pub periods: Vec<(usize, Effect)>,
    /// The same errors as Stata and statsmodels print them (CR1S), a period each.
    pub errors_cr1s: Vec<f64>,
    /// Whether the arms went apart before the start already; `None` with no period before the reference.
    pub before: Option<JointTest>,
}

/// Test of several coefficients being 0 at once: an F with CR1S covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointTest {
    /// b'V⁻¹b ÷ number of coefficients.
    pub f: f64,
    /// Number of coefficients.
    pub numerator: f64,
    /// Clusters − 1.
    pub denominator: f64,
}

/// Effect of a plan that is switched on and off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Switchback {
    /// Of having it this period.
    pub direct: Effect,
    /// Of having it this period and the one before: the direct effect and what carries over.
    pub total: Effect,
}

impl JointTest {
    /// p of an F as large as this or larger.
    #[must_use]
    pub fn p(&self) -> Option<f64> {
        Some(FisherSnedecor::new(self.numerator, self.denominator).ok()?.sf(self.f))
    }
}

impl Panel<'_> {
    /// Difference-in-differences: outcome on `treated_now` with units' and periods' levels. The effect is column 1.
    ///
    /// # Errors
    /// See [`Regression::new`]; [`Unfit::Dependent`] where treatment is the same in all periods of every unit.
    pub fn two_way(&self, treated_now: &[bool]) -> Result<Fit, Unfit> {
        self.fit(vec![indicator(treated_now)])
    }

    /// Change of each unit's mean from periods that are not `after` to those that are, by ascending unit; units without both are left out.
    ///
    /// With two arms and one start this, compared by [`difference_pooled`](super::difference_pooled), is difference-in-differences itself.
    #[must_use]
    pub fn changes(&self, after: impl Fn(usize) -> bool) -> Vec<(usize, f64)> {
        let mut sums = vec![[(0.0, 0.0); 2]; self.unit.iter().max().map_or(0, |most| most + 1)];
        for ((y, unit), period) in self.outcome.iter().zip(self.unit).zip(self.period) {
            let side = &mut sums[*unit][usize::from(after(*period))];
            *side = (side.0 + y, side.1 + 1.0);
        }
        let change = |(unit, [before, then]): (usize, [(f64, f64); 2])| {
            (before.1 > 0.0 && then.1 > 0.0).then(|| (unit, then.0 / then.1 - before.0 / before.1))
        };
        sums.into_iter().enumerate().filter_map(change).collect()
    }

    /// Differences between `treated` units and the others, period by period, as against period `reference`, the last one before the start.
    ///
    /// # Errors
    /// See [`Regression::new`] and [`Regression::fit`].
    pub fn event_study(&self, treated: &[bool], reference: usize) -> Result<EventStudy, Unfit> {
        let mut periods = self.period.to_vec();
        periods.sort_unstable();
        periods.dedup();
        periods.retain(|p| *p != reference);
        let at = |period: usize| self.period.iter().zip(treated).map(|(p, t)| f64::from(*t && *p == period)).collect();
        let fit = self.fit(periods.iter().map(|p| at(*p)).collect())?;
        let covariance = fit.covariance(Robust::Cr1s);
        let before = periods.iter().filter(|p| **p < reference).count();
        Ok(EventStudy {
            errors_cr1s: (1..=periods.len()).map(|column| covariance[(column, column)].sqrt()).collect(),
            before: joint(&fit, before),
            periods: periods.iter().enumerate().map(|(i, period)| (*period, fit.effect_of(1 + i))).collect(),
        })
    }

    /// Effect of a plan that is switched on and off: on it `now`, on it the period `before`.
    ///
    /// # Errors
    /// See [`Regression::new`] and [`Regression::fit`].
    pub fn switchback(&self, now: &[bool], before: &[bool]) -> Result<Switchback, Unfit> {
        let fit = self.fit(vec![indicator(now), indicator(before)])?;
        let both: Vec<f64> = (0..fit.columns()).map(|column| f64::from(column == 1 || column == 2)).collect();
        Ok(Switchback { direct: fit.effect_of(1), total: fit.effect(&both) })
    }

    /// Outcome on an intercept, `effects` and the levels of units and periods.
    fn fit(&self, effects: Vec<Vec<f64>>) -> Result<Fit, Unfit> {
        if self.unit.len() != self.outcome.len() || self.period.len() != self.outcome.len() {
            return Err(Unfit::Lengths);
        }
        let mut columns = vec![vec![1.0; self.outcome.len()]];
        columns.extend(effects);
        columns.extend(dummies(self.unit));
        columns.extend(dummies(self.period));
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        Regression::new(self.outcome, &columns, self.unit, None)?.fit()
    }
}

/// Columns 1 to `count` of a fit, all at once.
fn joint(fit: &Fit, count: usize) -> Option<JointTest> {
    let covariance = fit.covariance(Robust::Cr1s).view((1, 1), (count, count)).into_owned();
    let own = fit.coefficients.rows(1, count);
    let turned = (count > 0).then(|| inverse(&covariance))?? * own;
    let (numerator, denominator) = (count as f64, fit.clusters() as f64 - 1.0);
    Some(JointTest { f: own.dot(&turned) / numerator, numerator, denominator })
}

fn indicator(of: &[bool]) -> Vec<f64> {
    of.iter().map(|x| f64::from(*x)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, column, number};
    use super::super::{data::labels, difference_pooled};
    use super::*;

    const TOLERANCE: f64 = 1e-8;

    fn of(key: &str) -> f64 {
        number("O10_did", key)
    }

    struct Data {
        y: Vec<f64>,
        unit: Vec<usize>,
        period: Vec<usize>,
    }

    impl Data {
        fn new(name: &str, unit: &str) -> Self {
            let period = column(name, "quarter").iter().map(|q| *q as usize).collect();
            Self { y: column(name, "nrr"), unit: labels(name, unit), period }
        }

        fn panel(&self) -> Panel<'_> {
            Panel { outcome: &self.y, unit: &self.unit, period: &self.period }
        }
    }

    fn flags(name: &str, title: &str) -> Vec<bool> {
        column(name, title).iter().map(|x| *x == 1.0).collect()
    }

    #[test]
    fn difference_in_differences_is_that_of_the_oracle() {
        let data = Data::new("d3_did_panel", "csm");
        let fit = data.panel().two_way(&flags("d3_did_panel", "d")).unwrap();
        let (effect, only) = (fit.effect_of(1), fit.only(1));
        assert_close(effect.estimate, of("twfe_est"), TOLERANCE);
        assert_close(effect.standard_error, of("twfe_se_cr2"), TOLERANCE);
        assert_close(effect.degrees_of_freedom, of("twfe_df_satt"), TOLERANCE);
        assert_close(effect.t().unwrap(), of("twfe_t_cr2"), TOLERANCE);
        assert_close(effect.p().unwrap(), of("twfe_p_cr2_satt"), TOLERANCE);
        assert_close(effect.interval(0.95).unwrap().0, of("twfe_ci_lo"), TOLERANCE);
        assert_close(effect.interval(0.95).unwrap().1, of("twfe_ci_hi"), TOLERANCE);
        for (kind, key) in [
            (Robust::Cr0, "cr0"),
            (Robust::Cr1, "cr1"),
            (Robust::Cr1s, "cr1s"),
            (Robust::Cr2, "cr2"),
            (Robust::Cr3, "cr3"),
            (Robust::Jackknife, "cr3_jack"),
        ] {
            assert_close(fit.standard_error(kind, &only), of(&format!("twfe_se_{key}")), TOLERANCE);
        }
        let stata = Effect { standard_error: of("twfe_sm_se_cr1s_dummies"), degrees_of_freedom: 15.0, ..effect };
        assert_close(fit.standard_error(Robust::Cr1s, &only), stata.standard_error, TOLERANCE);
        assert_close(stata.p().unwrap(), of("twfe_sm_p"), TOLERANCE);
        // linearmodels counts units' levels alone: N ÷ (N − units) in place of Stata's (N − 1) ÷ (N − p)
        let absorbed = fit.standard_error(Robust::Cr1, &only) * (128.0_f64 / (128.0 - 16.0)).sqrt();
        assert_close(absorbed, of("twfe_lm_se_clustered"), TOLERANCE);
    }

    #[test]
    fn two_periods_in_place_of_eight_say_the_same() {
        let data = Data::new("d3_did_panel", "csm");
        let treated = flags("d3_did_panel", "treated");
        let arm = |unit: usize| treated[data.unit.iter().position(|u| *u == unit).unwrap()];
        let changes = data.panel().changes(|quarter| quarter > 4);
        let side = |which: bool| changes.iter().filter(|(u, _)| arm(*u) == which).map(|(_, d)| *d).collect::<Vec<_>>();
        let effect = difference_pooled(&side(false), &side(true)).unwrap();
        assert_close(effect.estimate, of("collapsed_est"), TOLERANCE);
        assert_close(effect.t().unwrap(), of("collapsed_t"), TOLERANCE);
        assert_close(effect.degrees_of_freedom, of("collapsed_df"), TOLERANCE);
        assert_close(effect.p().unwrap(), of("collapsed_p"), TOLERANCE);
        assert_close(effect.interval(0.95).unwrap().0, of("collapsed_ci/0"), TOLERANCE);
        assert_close(effect.interval(0.95).unwrap().1, of("collapsed_ci/1"), TOLERANCE);
    }

    #[test]
    fn the_event_study_is_that_of_the_oracle() {
        let data = Data::new("d3_did_panel", "csm");
        let study = data.panel().event_study(&flags("d3_did_panel", "treated"), 4).unwrap();
        assert_eq!(study.periods.iter().map(|(p, _)| *p).collect::<Vec<_>>(), [1, 2, 3, 5, 6, 7, 8]);
        for ((period, effect), error) in study.periods.iter().zip(&study.errors_cr1s) {
            assert_close(effect.estimate, of(&format!("event_coefs/e{period}")), TOLERANCE);
            assert_close(*error, of(&format!("event_se_cr1s/e{period}")), TOLERANCE);
        }
        let before = study.before.unwrap();
        assert_close(before.f, of("pretrend_F"), TOLERANCE);
        assert_close(before.p().unwrap(), of("pretrend_p"), TOLERANCE);
    }

    #[test]
    fn the_switchback_is_that_of_the_oracle() {
        let data = Data::new("d3_switchback", "pod");
        let (now, before) = (flags("d3_switchback", "d"), flags("d3_switchback", "d_lag"));
        let found = data.panel().switchback(&now, &before).unwrap();
        for (effect, name) in [(found.direct, "direct"), (found.total, "total")] {
            let of = |key: &str| of(&format!("switchback_{name}_{key}"));
            assert_close(effect.estimate, of("est"), TOLERANCE);
            assert_close(effect.standard_error, of("se_cr2"), TOLERANCE);
            assert_close(effect.degrees_of_freedom, of("df_satt"), TOLERANCE);
            assert_close(effect.t().unwrap(), of("t_cr2"), TOLERANCE);
            assert_close(effect.p().unwrap(), of("p_cr2_satt"), 1e-7);
            assert_close(effect.interval(0.95).unwrap().0, of("ci_lo"), TOLERANCE);
            assert_close(effect.interval(0.95).unwrap().1, of("ci_hi"), TOLERANCE);
        }
        let fit = data.panel().fit(vec![indicator(&now), indicator(&before)]).unwrap();
        let both: Vec<f64> = (0..fit.columns()).map(|c| f64::from(c == 1 || c == 2)).collect();
        for (contrast, name) in [(fit.only(1), "direct"), (both, "total")] {
            for (kind, key) in
                [(Robust::Cr0, "cr0"), (Robust::Cr1, "cr1"), (Robust::Cr1s, "cr1s"), (Robust::Cr3, "cr3"), (Robust::Jackknife, "cr3_jack")]
            {
                assert_close(fit.standard_error(kind, &contrast), of(&format!("switchback_{name}_se_{key}")), TOLERANCE);
            }
        }
    }
}
