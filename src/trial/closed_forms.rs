//! What the whole simulation must give where the answer is known in closed form.
//!
//! Each test switches off all but one mechanism of the model and lives it through the product: births, draws, seats, months, panel. Exact
//! numbers were computed independently; where a formula is short it is evaluated beside them. Simulated numbers must lie within
//! four standard errors: about 40 comparisons, one false alarm in 400 sets of seeds, decided once by the fixed seeds.

use std::ops::Range;

use super::ground::tests::scenario;
use super::ground::{Ground, Luck};
use super::world::Staffing;
use crate::behaviour::Conduct;
use crate::dynamics::account::{GREEN, RED};
use crate::dynamics::{Coefficients, EventKind, Panel};
use crate::scenario::{Billing, Scenario, Segment, Stress, Turnover};

/// Coefficients under which nothing acts on anything.
pub(super) fn inert() -> Coefficients {
    Coefficients {
        churn_value: 0.0,
        churn_macro: 0.0,
        expansion_value: 0.0,
        expansion_macro: 0.0,
        lead_value: 0.0,
        growth_value: 0.0,
        value_adoption: 0.0,
        value_documented: 0.0,
        rescue: 0.0,
        value_common: 0.0,
        ..Coefficients::default()
    }
}

/// Months before the first that is lived: the opening balance.
const OPENING: u16 = 1;

/// One seat with one book of equal accounts of 1,000 $ a month, to which nothing happens for a year.
pub(super) fn still_life(accounts: u32, change: impl FnOnce(&mut Segment)) -> Scenario {
    let mut scenario = scenario(1);
    scenario.roster.truncate(1);
    scenario.roster[0].accounts = accounts;
    scenario.turnover = Turnover { annual: 0.0, reassignment: 0.0, skill_sd: 0.0, new_accounts: false, ..Turnover::default() };
    scenario.burn_in = 0;
    let segment = &mut scenario.segments[0];
    *segment = Segment {
        billing: Billing::Usage { noise_sd: 0.0 },
        accounts_per_csm: accounts,
        median_arr: 12_000.0,
        arr_log_sd: 0.0,
        annual_churn: 0.0,
        growth: 0.0,
        growth_sd: 0.0,
        usage_sd: 0.0,
        common_share: 0.0,
        macro_growth: 0.0,
        expansion_rate: 0.0,
        lead_rate: 0.0,
        ..segment.clone()
    };
    change(segment);
    scenario
}

fn panels(scenario: &Scenario, c: Coefficients, staffing: Staffing, trials: Range<u32>) -> impl Iterator<Item = Panel> + use<> {
    let mut ground = Ground::of(scenario, &Stress::default(), 0);
    ground.coefficients = c;
    trials.map(move |trial| ground.live(Luck::of(trial), &[staffing]).0.swap_remove(0))
}

const SALARIED: Staffing = Staffing::Team(Conduct::SALARIED);

/// Mean, standard deviation and the standard errors of both.
struct Sampled {
    mean: f64,
    sd: f64,
    mean_error: f64,
    sd_error: f64,
}

fn sample(xs: &[f64]) -> Sampled {
    let n = xs.len() as f64;
    let mean = xs.iter().sum::<f64>() / n;
    let moment = |k: i32| xs.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / n;
    let sd = moment(2).sqrt();
    Sampled { mean, sd, mean_error: sd / n.sqrt(), sd_error: (moment(4) - moment(2).powi(2)).sqrt() / (2.0 * sd * n.sqrt()) }
}

#[track_caller]
fn near(found: f64, exact: f64, error: f64) {
    assert!((found - exact).abs() <= 4.0 * error, "{found} ± {error}, exactly {exact}: z = {:.1}", (found - exact) / error);
}

/// A share of `n` independent cases.
#[track_caller]
fn near_share(hits: usize, n: usize, exact: f64) {
    near(hits as f64 / n as f64, exact, (exact * (1.0 - exact) / n as f64).sqrt());
}

fn last_month(panel: &Panel) -> Vec<f64> {
    panel.revenue_in(panel.months - 1).iter().map(|&r| f64::from(r)).collect()
}

/// Nobody serves, nothing happens, usage walks: a lognormal after 12 months of g = .01 and σ = .09.
#[test]
fn usage_left_alone_is_lognormal() {
    let (g, sigma, months) = (0.01_f64, 0.09_f64, 12.0);
    let (mean, sd, median, p5, p95) = (1_127.496_851_579, 360.236_157_606, 1_074.010_744_257, 643.126_005_123, 1_793.581_770_274);
    assert!((1000.0 * (g * months).exp() - mean).abs() < 1e-6);
    assert!((mean * ((sigma * sigma * months).exp() - 1.0).sqrt() - sd).abs() < 1e-6);

    let scenario = still_life(2_000, |s| (s.growth, s.usage_sd) = (g, sigma));
    let usage: Vec<f64> = panels(&scenario, inert(), Staffing::Nobody, 0..10).flat_map(|p| last_month(&p)).collect();
    let found = sample(&usage);
    near(found.mean, mean, found.mean_error);
    near(found.sd, sd, found.sd_error);
    for (quantile, probability) in [(median, 0.5), (p5, 0.05), (p95, 0.95)] {
        near_share(usage.iter().filter(|&&u| u < quantile).count(), usage.len(), probability);
    }
}

/// A common factor of ρ = .2 in every month's shock makes a book of 40 three times as risky as independent accounts would.
#[test]
fn a_common_factor_does_not_diversify() {
    let (total_mean, total_sd, sd_if_independent) = (45_099.874_063, 6_642.317_617, 2_278.333_507);
    for (share, sd) in [(0.2, total_sd), (0.0, sd_if_independent)] {
        let scenario = still_life(40, |s| (s.growth, s.usage_sd, s.common_share) = (0.01, 0.09, share));
        let totals: Vec<f64> = panels(&scenario, inert(), Staffing::Nobody, 0..2_000).map(|p| last_month(&p).iter().sum()).collect();
        let found = sample(&totals);
        near(found.mean, total_mean, found.mean_error);
        near(found.sd, sd, found.sd_error);
    }
}

/// The macro state lifts growth month by month and shares its innovation with the common shock. Its variance over a year: independent
/// shocks 12σ²ρ, the sum of an AR(1), and twice their covariance.
#[test]
fn the_economy_moves_a_book() {
    let (sigma, rho, phi, loading) = (0.05_f64, 0.03_f64, 0.9_f64, 0.002_f64);
    let sum_ar1: f64 = (0..12).flat_map(|s: i32| (0..12).map(move |t: i32| 0.9_f64.powi((s - t).abs()))).sum();
    assert!((sum_ar1 - 98.837_316_567).abs() < 1e-8);
    let reach: f64 = (1..=12).map(|k| (1.0 - phi * phi).sqrt() * (1.0 - phi.powi(k)) / (1.0 - phi)).sum();
    let common = 12.0 * sigma * sigma * rho + loading * loading * sum_ar1 + 2.0 * sigma * rho.sqrt() * loading * reach;
    assert!((common - 0.002_132_152_656).abs() < 1e-12);

    let scenario = still_life(40, |s| (s.growth, s.usage_sd, s.common_share, s.macro_growth) = (0.005, sigma, rho, loading));
    let books: Vec<Vec<f64>> = panels(&scenario, inert(), Staffing::Nobody, 0..3_000).map(|p| last_month(&p)).collect();
    let first: Vec<f64> = books.iter().map(|b| b[0]).collect();
    let found = sample(&first);
    near(found.mean, 1_062.490_920, found.mean_error);
    near(found.sd, 189.245_691, found.sd_error);
    let totals: Vec<f64> = books.iter().map(|b| b.iter().sum()).collect();
    let found = sample(&totals);
    near(found.mean, 40.0 * 1_062.490_920, found.mean_error);
    near(found.sd, 2_278.468_700, found.sd_error);
}

/// A constant hazard of .01 a month leaves a binomial number of 50 accounts after a year.
#[test]
fn a_constant_hazard_leaves_a_binomial_number() {
    let (survival, mean, variance, at_least_45) = (0.886_384_872, 44.319_243_586, 5.035_336_545_f64, 0.491_306_329);
    assert!((0.99_f64.powi(12) - survival).abs() < 1e-9);
    let scenario = still_life(50, |s| s.annual_churn = 1.0 - 0.99_f64.powi(12));
    let survivors: Vec<f64> = panels(&scenario, inert(), Staffing::Nobody, 0..3_000)
        .map(|p| p.left.iter().filter(|&&left| left == Panel::ALIVE).count() as f64)
        .collect();
    let found = sample(&survivors);
    near(found.mean, mean, found.mean_error);
    near(found.sd, variance.sqrt(), found.sd_error);
    near_share(survivors.iter().filter(|&&n| n >= 45.0).count(), survivors.len(), at_least_45);
}

/// Churn through the complementary log-log link, with a market that stays as it was at the start (frailty N(0, 1), loading .25).
#[test]
fn frailty_raises_and_correlates_churn() {
    let (neutral, marginal, yearly, correlation) = (0.010_596_241, 0.010_926_907, 0.123_076_137, 0.000_703_692);
    let c = |loading| Coefficients { churn_macro: loading, macro_persistence: 1.0, ..inert() };
    let scenario = still_life(1_500, |s| s.annual_churn = 0.12);
    let leavers = |panel: &Panel, before: u16| panel.left.iter().filter(|&&left| left < OPENING + before).count();

    let first_month: usize = panels(&scenario, c(0.0), Staffing::Nobody, 0..40).map(|p| leavers(&p, 1)).sum();
    near_share(first_month, 40 * 1_500, neutral);

    let lived: Vec<[f64; 2]> =
        panels(&scenario, c(0.25), Staffing::Nobody, 0..600).map(|p| [1, 12].map(|before| leavers(&p, before) as f64 / 1_500.0)).collect();
    let month = sample(&lived.iter().map(|l| l[0]).collect::<Vec<_>>());
    let year = sample(&lived.iter().map(|l| l[1]).collect::<Vec<_>>());
    near(month.mean, marginal, month.mean_error);
    near(year.mean, yearly, year.mean_error);
    // variance of a share of n correlated cases: p(1 − p)(1 + (n − 1)ρ)/n
    let expected = (marginal * (1.0 - marginal) * (1.0 + 1_499.0 * correlation) / 1_500.0).sqrt();
    near(month.sd, expected, month.sd_error);
}

/// The value score: an AR(1) around an anchor, shifted by what the CSM does (.40 here), read through two colour lines.
#[test]
fn value_is_stationary_around_its_anchor() {
    let (within, total) = (0.599_867_853, 0.848_434_701);
    assert!((0.316 / (1.0_f64 - 0.85 * 0.85).sqrt() - within).abs() < 1e-9);
    assert!((within.hypot(0.6) - total).abs() < 1e-9);
    let c = Coefficients { value_adoption: 0.40, start_value_sd: within as f32, ..inert() };
    let scenario = still_life(1_000, |_| {});
    for (staffing, mean, red, green, daily) in [
        (Staffing::Nobody, 0.0, 0.237_484_816, 0.123_831_241, 0.229_490_399),
        (SALARIED, 0.40, 0.117_836_229, 0.246_801_585, 0.297_913_127),
    ] {
        // one month of each account: months of one account depend on each other
        let values: Vec<f64> =
            panels(&scenario, c, staffing, 0..30).flat_map(|p| p.value_in(12).iter().map(|&v| f64::from(v)).collect::<Vec<_>>()).collect();
        let found = sample(&values);
        near(found.mean, mean, found.mean_error);
        near(found.sd, total, found.sd_error);
        near_share(values.iter().filter(|&&v| v < f64::from(RED)).count(), values.len(), red);
        near_share(values.iter().filter(|&&v| v > f64::from(GREEN)).count(), values.len(), green);
        let shares: Vec<f64> = values.iter().map(|v| 1.0 / (1.0 + (4.0_f64.ln() - v).exp())).collect();
        let found = sample(&shares);
        near(found.mean, daily, found.mean_error);
    }
}

/// From 0, half a year at effort 1 brings value most of the way; one account's spread has not yet built up.
#[test]
fn value_approaches_its_anchor() {
    let (after, variance) = (0.249_140_194, 0.308_656_963_f64);
    assert!((0.40 * (1.0 - 0.85_f64.powi(6)) - after).abs() < 1e-9);
    let c = Coefficients { value_adoption: 0.40, start_value: 0.0, start_value_sd: 0.0, anchor_sd: 0.0, ..inert() };
    let values: Vec<f64> = panels(&still_life(1_000, |_| {}), c, SALARIED, 0..20)
        .flat_map(|p| p.value_in(6).iter().map(|&v| f64::from(v)).collect::<Vec<_>>())
        .collect();
    let found = sample(&values);
    near(found.mean, after, found.mean_error);
    near(found.sd, variance.sqrt(), found.sd_error);
}

/// At most one expansion a month at rate .04, lognormal sizes of median 12 %: a year's multiple.
#[test]
fn expansions_compound() {
    let (p, size, multiple, sd, none) = (0.039_210_561_f64, 0.143_666_084, 1.069_732_958, 0.124_155_332, 0.618_783_392);
    assert!((0.12 * (0.5_f64 * 0.36).exp() - size).abs() < 1e-9);
    assert!(((1.0 + p * size).powi(12) - multiple).abs() < 1e-8 && ((1.0 - p).powi(12) - none).abs() < 1e-8);
    let scenario = still_life(1_000, |s| (s.expansion_rate, s.expansion_median, s.size_log_sd) = (0.04, 0.12, 0.6));
    let mut multiples = Vec::new();
    let mut dollars = 0.0;
    for panel in panels(&scenario, inert(), Staffing::Nobody, 0..25) {
        assert!(panel.events.iter().all(|e| e.kind == EventKind::Expansion));
        multiples.extend(last_month(&panel).iter().map(|r| r / 1_000.0));
        dollars += panel.events.iter().map(|e| f64::from(e.dollars)).sum::<f64>();
    }
    let found = sample(&multiples);
    near(found.mean, multiple, found.mean_error);
    near(found.sd, sd, found.sd_error);
    near_share(multiples.iter().filter(|&&m| m < 1.0 + 1e-6).count(), multiples.len(), none);
    // what events say was sold is what accounts grew by
    let grown: f64 = multiples.iter().map(|m| 12_000.0 * (m - 1.0)).sum();
    assert!((dollars / grown - 1.0).abs() < 1e-4, "{dollars} sold, {grown} grown");
}

/// Leads of a book-quarter: Poisson(2.4) in the limit of many accounts, half of them closed. With 40 accounts they are binomial, whose
/// probabilities differ in the third digit; a book of 800 at a twentieth of the rate is within simulation error of the limit.
#[test]
fn leads_come_as_poisson_counts() {
    let (submitted, closed, two_closed, capped) = (0.430_291_253, 1.2, 0.337_372_734, 2.348_277_938);
    let scenario = still_life(800, |s| (s.lead_rate, s.lead_conversion, s.deal_median) = (0.001, 0.5, 0.2));
    let c = Coefficients { signing_lag: 0, ..inert() };
    let counts: Vec<[f64; 2]> = panels(&scenario, c, SALARIED, 0..400)
        .flat_map(|panel| {
            (0..4).map(move |quarter| {
                [EventKind::Lead, EventKind::Deal]
                    .map(|kind| panel.events.iter().filter(|e| e.kind == kind && (e.month - OPENING) / 3 == quarter).count() as f64)
            })
        })
        .collect();
    near_share(counts.iter().filter(|c| c[0] >= 3.0).count(), counts.len(), submitted);
    near_share(counts.iter().filter(|c| c[1] >= 2.0).count(), counts.len(), two_closed);
    let deals = sample(&counts.iter().map(|c| c[1]).collect::<Vec<_>>());
    near(deals.mean, closed, deals.mean_error);
    let paid = sample(&counts.iter().map(|c| c[0].min(5.0)).collect::<Vec<_>>());
    near(paid.mean, capped, paid.mean_error);
}

/// Ten renewals at .9 say little about a person, two hundred not much more.
#[test]
fn few_renewals_are_mostly_luck() {
    let (sd_10, at_least_9, all_10, sd_200, at_least_180) = (0.094_868_330, 0.736_098_929, 0.348_678_440, 0.021_213_203, 0.559_174_782);
    assert!(((0.9_f64 * 0.1 / 10.0).sqrt() - sd_10).abs() < 1e-9 && (0.9_f64.powi(10) - all_10).abs() < 1e-9);
    let scenario = still_life(2_000, |s| {
        s.annual_churn = 0.1;
        s.billing = Billing::Contract { terms: [1.0, 0.0, 0.0] };
    });
    let renewed: Vec<bool> = panels(&scenario, inert(), Staffing::Nobody, 0..40)
        .flat_map(|panel| {
            assert!(panel.events.iter().all(|e| matches!(e.kind, EventKind::Renewal | EventKind::Lapse)));
            assert_eq!(panel.events.len(), 2_000, "every contract comes due once a year");
            panel.events.iter().map(|e| e.kind == EventKind::Renewal).collect::<Vec<_>>()
        })
        .collect();
    let rates = |n: usize| renewed.chunks(n).map(|c| c.iter().filter(|r| **r).count() as f64 / n as f64).collect::<Vec<_>>();
    let (tens, pools) = (rates(10), rates(200));
    let found = sample(&tens);
    near(found.mean, 0.9, found.mean_error);
    near(found.sd, sd_10, found.sd_error);
    near_share(tens.iter().filter(|&&r| r > 0.899).count(), tens.len(), at_least_9);
    near_share(tens.iter().filter(|&&r| r > 0.999).count(), tens.len(), all_10);
    near(sample(&pools).sd, sd_200, sample(&pools).sd_error);
    near_share(pools.iter().filter(|&&r| r > 0.8999).count(), pools.len(), at_least_180);
}

/// Contracts of two and three years carry the hazard of all their months.
#[test]
fn longer_contracts_lapse_as_often_per_year() {
    for (years, terms) in [(1, [1.0, 0.0, 0.0]), (2, [0.0, 1.0, 0.0]), (3, [0.0, 0.0, 1.0])] {
        let scenario = still_life(2_000, |s| {
            s.annual_churn = 0.1;
            s.billing = Billing::Contract { terms };
        });
        let (mut due, mut lapsed) = (0, 0);
        for panel in panels(&scenario, inert(), Staffing::Nobody, 0..10) {
            due += panel.events.len();
            lapsed += panel.events.iter().filter(|e| e.kind == EventKind::Lapse).count();
        }
        near_share(lapsed, due, 1.0 - 0.9_f64.powi(years));
        near_share(due, 20_000, 1.0 / f64::from(years));
    }
}
