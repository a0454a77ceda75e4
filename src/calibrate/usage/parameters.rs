//! The numbers that a simulated market needs, net of noise, with draws that keep their errors together.

use super::Finding;
use super::Unidentified;
use super::common::Common;
use super::components::Components;
use super::finding::{Answer, mean, variance};
use super::jumps::FittedJumps;
use super::sums::Sums;
use super::variogram::Differences;

/// A parameter of growth or size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParameterName {
    /// Mean growth of ln level, jumps included, log points a month.
    Drift,
    /// τ: standard deviation of growth between accounts, log points a month.
    TrendSd,
    /// Standard deviation of one account's own permanent monthly shocks, jumps included, months' common moves not.
    PermanentSd,
    /// σ_w: standard deviation of transitory noise of ln revenue.
    TransitorySd,
    /// Standard deviation of the moves that all accounts make together, log points a month.
    CommonSd,
    /// σ_u: standard deviation of an account's monthly growth around its trend: own shocks without jumps (where jumps could be told
    /// apart; with them otherwise) and common moves together.
    UsageSd,
    /// ρ: share of σ_u² that is common to all accounts.
    CommonShare,
    /// Expansions per account-month, net of noise.
    ExpansionRate,
    /// Mean of ln size of an expansion.
    ExpansionLnMean,
    /// Standard deviation of ln size of an expansion.
    ExpansionLnSd,
    /// Contractions per account-month, net of noise.
    ContractionRate,
    /// Mean of ln U of accounts in their first active month, U in \[$/month\].
    StartLnMean,
    /// Standard deviation of it between accounts.
    StartLnSd,
}

impl ParameterName {
    /// All of them, in the order of [`Parameters::findings`].
    pub const ALL: [Self; 13] = [
        Self::Drift,
        Self::TrendSd,
        Self::PermanentSd,
        Self::TransitorySd,
        Self::CommonSd,
        Self::UsageSd,
        Self::CommonShare,
        Self::ExpansionRate,
        Self::ExpansionLnMean,
        Self::ExpansionLnSd,
        Self::ContractionRate,
        Self::StartLnMean,
        Self::StartLnSd,
    ];
}

/// Parameters of the model ln rᵢₜ = ln Uᵢₜ + wᵢₜ − σ_w²/2, w transitory and independent by month, and
/// ln Uᵢₜ = ln Uᵢ₍ₜ₋₁₎ + gᵢ + common move + own shock + jump, gᵢ with sd τ between accounts.
///
/// Standard errors are the spread of [`JointDraws`]: accounts resampled whole; for the drift and what is common to all accounts, the
/// few months that were seen as well.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Parameters {
    /// One finding per name, in the order of [`ParameterName::ALL`].
    pub findings: Vec<Finding>,
    /// What the errors have in common.
    pub draws: JointDraws,
}

impl Parameters {
    /// One parameter.
    #[must_use]
    pub fn get(&self, name: ParameterName) -> Finding {
        self.findings[name as usize]
    }
}

/// Draws of the parameters that could be identified, all of one resample in one row: their covariance is that of their errors.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct JointDraws {
    /// Columns.
    pub names: Vec<ParameterName>,
    /// Rows × columns. Resamples in which any of these parameters could not be had are left out.
    pub rows: Vec<Vec<f64>>,
}

/// All parameters of one panel or resample, by the order of [`ParameterName::ALL`].
type All = [Answer; ParameterName::ALL.len()];

/// What parameters are read from.
pub(super) struct Parts<'a> {
    pub differences: &'a Differences,
    pub difference_sums: &'a Sums,
    pub components: &'a Result<Components, Unidentified>,
    pub sizes: &'a Sums,
    pub common: &'a Common,
    pub jumps: &'a FittedJumps,
}

impl Parts<'_> {
    /// `drift`, `move_sd`, and the jumps as [rate, ln mean, ln sd, contraction rate, variance without jumps].
    fn all(&self, differences: &[f64], sizes: &[f64], drift: Answer, move_sd: Answer, jumps: [Answer; 5]) -> All {
        let variances = self.components.as_ref().map_err(|e| *e).and_then(|c| c.solve(self.differences, differences));
        let of = |f: fn(&super::components::Variances) -> f64| variances.as_ref().map(f).map_err(|e| *e);
        let (permanent, transitory) = (of(|v| v.permanent), of(|v| v.transitory));
        let own = jumps[4].or(permanent);
        let usage = own.and_then(|own| Ok((own, move_sd?.powi(2))));
        let share =
            usage.and_then(|(own, common)| if own + common > 0.0 { Ok(common / (own + common)) } else { Err(Unidentified::NoVariation) });
        let start_mean = mean(sizes[3], sizes[4]).and_then(|m| Ok(m + transitory? / 2.0));
        let start_sd = variance(sizes[3], sizes[4], sizes[5]).and_then(|v| Ok((v - transitory?).max(0.0).sqrt()));
        [
            drift,
            of(|v| v.trend).map(f64::sqrt),
            permanent.map(f64::sqrt),
            transitory.map(f64::sqrt),
            move_sd,
            usage.map(|(own, common)| (own + common).sqrt()),
            share,
            jumps[0],
            jumps[1],
            jumps[2],
            jumps[3],
            start_mean,
            start_sd,
        ]
    }

    /// Estimates, errors and joint draws.
    pub(super) fn parameters(&self) -> Parameters {
        let answer = |f: Finding| f.value().ok_or(f.why_not().unwrap_or(Unidentified::NoVariation));
        let j = &self.jumps.fit;
        let jumps = [j.expansion_rate, j.ln_size_mean, j.ln_size_sd, j.contraction_rate, j.sd_without_jumps].map(answer);
        let jumps = [jumps[0], jumps[1], jumps[2], jumps[3], jumps[4].map(|sd| sd * sd)];
        let (drift, move_sd) = (answer(self.common.fit.drift), answer(self.common.fit.move_sd));
        let whole = self.all(&self.difference_sums.whole, &self.sizes.whole, drift, move_sd, jumps);
        let draws: Vec<All> = (0..self.difference_sums.draws.len())
            .map(|i| {
                let m = self.jumps.draws[i];
                let jumps = [
                    m.map(|m| m.expansion_rate()),
                    m.map(|m| m.law.ln_median),
                    m.map(|m| m.law.ln_sd),
                    m.map(|m| m.contraction_rate()),
                    m.map(|m| m.variance),
                ];
                self.all(&self.difference_sums.draws[i], &self.sizes.draws[i], self.common.drift[i], self.common.move_sd[i], jumps)
            })
            .collect();
        let findings = (0..whole.len()).map(|p| Finding::of(whole[p], draws.iter().map(|d| d[p]))).collect();
        let known: Vec<usize> = (0..whole.len()).filter(|p| whole[*p].is_ok()).collect();
        let row = |d: &All| known.iter().map(|p| d[*p].ok()).collect::<Option<Vec<f64>>>();
        let names = known.iter().map(|p| ParameterName::ALL[*p]).collect();
        Parameters { findings, draws: JointDraws { names, rows: draws.iter().filter_map(row).collect() } }
    }
}
