//! Read-outs of the value score v: daily use, deployment, adoption, results, health, NPS, and the moves between colours.
//!
//! Everything here is a function of v, not a state of its own (model sections 0.9 and 4.1). Λ is the logistic function. Readings
//! of use (daily use, colours, feature adoption) see v as [`shown`](super::shown) shifts it, surveys see begging; results achieved
//! and licences assigned see v itself.
//! Levels are read at the window's end over the accounts alive then; changes are counted from month to month, so that the
//! changes of two adjoining windows add up.

use super::Measure;
use super::view::{Part, View};
use crate::dynamics::account::{GREEN, RED};

/// logit .20: daily-active share of an account at v = 0 (model section 4.1).
const DAILY_USE: f64 = -1.386_294_361_119_890_6;
/// Daily-active share that earns the full mark in the health score: the green line.
const GREEN_SHARE: f64 = 0.4;
/// Deployment at v = 0 and offset 0, \[logit\].
const DEPLOYMENT: f64 = 0.3;
/// logit .60: the deployment line that movers cross.
const DEPLOYED: f64 = 0.405_465_108_108_164_4;
/// Feature adoption at v = 0, \[logit\].
const ADOPTION: f64 = -0.4;
/// Value score above which the customer's own target result is achieved.
const RESULT: f32 = 0.6;
/// Promoters: Λ(−.1 + .6 v + .8 m); detractors: Λ(−1.8 − .6 v − .8 m), m = begging (model section 4.4 step 10).
const PROMOTERS: (f64, f64) = (-0.1, 0.6);
const DETRACTORS: (f64, f64) = (-1.8, -0.6);
const BEGGING: f64 = 0.8;
/// Share of accounts that answer a quarterly survey (model section 3).
const RESPONSE: f64 = 0.4;

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Daily-active share of users.
pub(super) fn daily_use(value: f64) -> f64 {
    logistic(DAILY_USE + value)
}

/// Share of licences assigned; `offset` is the account's own d.
pub(super) fn deployment(value: f64, offset: f64) -> f64 {
    logistic(value + DEPLOYMENT + offset)
}

/// Shares of promoters and detractors among an account's users.
pub(super) fn promoters_and_detractors(value: f64, begging: f64) -> (f64, f64) {
    let begged = BEGGING * begging;
    (logistic(PROMOTERS.0 + PROMOTERS.1 * value + begged), logistic(DETRACTORS.0 + DETRACTORS.1 * value - begged))
}

/// Composite health: 100 (.4 · daily use ÷ the green line + .3 · deployment + .3 · NPS ÷ 100), each part within 0 and 1.
/// `use_value` is v as use shows it.
pub(super) fn health_score(value: f64, use_value: f64, offset: f64, begging: f64) -> f64 {
    let (promoters, detractors) = promoters_and_detractors(value, begging);
    let use_mark = (daily_use(use_value) / GREEN_SHARE).min(1.0);
    100.0 * (0.4 * use_mark + 0.3 * deployment(value, offset) + 0.3 * (promoters - detractors).max(0.0))
}

/// What an account of this value score, the same as its use shows it, and deployment offset counts in a level.
pub(super) fn level(measure: Measure, [value, use_value, offset]: [f32; 3], begging: f64) -> f64 {
    let (v, used) = (f64::from(value), f64::from(use_value));
    match measure {
        Measure::HealthShare => f64::from(u8::from(use_value >= GREEN)),
        Measure::Results => f64::from(u8::from(value > RESULT)),
        Measure::FeatureAdoption => logistic(used + ADOPTION),
        Measure::Deployment => deployment(v, f64::from(offset)),
        Measure::DailyUse => daily_use(used),
        _ => health_score(v, used, f64::from(offset), begging),
    }
}

/// Means and shares over the accounts alive at the window's end.
pub(super) fn visit_levels(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let (panel, month) = (view.panel, view.span.to);
    let values = panel.value_in(month).iter().zip(view.shown.use_value(panel, month));
    for (account, (&value, &use_value)) in values.enumerate() {
        if value.is_nan() {
            continue;
        }
        let counted = level(measure, [value, use_value, panel.deployment[account]], view.shown.begging(panel, account, month));
        sink(view.one(account, counted));
    }
    true
}

/// Wins (net new green), movers (deployment crossing 60 % upwards) and saves (red at a month's end, alive and not red at the
/// next). `false` if there is no month before the window.
pub(super) fn visit_changes(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let Some(before) = view.span.from.checked_sub(1) else { return false };
    let panel = view.panel;
    // A score of an account that is not there is NaN: neither green, nor red, nor below the deployment line.
    let value = |account: usize, month: usize| panel.value[month * panel.accounts + account];
    let use_value = |account: usize, month: usize| view.shown.use_value(panel, month)[account];
    for account in 0..panel.accounts {
        if !panel.alive(account, before) && usize::from(panel.born[account]) < view.span.from {
            continue;
        }
        if usize::from(panel.born[account]) > view.span.to {
            continue;
        }
        let crossings = |value: &dyn Fn(usize, usize) -> f32, crossed: &dyn Fn(f32, f32) -> bool| {
            view.span.months().filter(|&month| crossed(value(account, month - 1), value(account, month))).count() as f64
        };
        let counted = match measure {
            Measure::Wins => {
                let green = |month| f64::from(u8::from(use_value(account, month) >= GREEN));
                green(view.span.to) - green(before)
            }
            Measure::Movers => {
                let line = DEPLOYED - DEPLOYMENT - f64::from(panel.deployment[account]);
                crossings(&value, &|from, to| f64::from(from) < line && f64::from(to) >= line)
            }
            _ => crossings(&use_value, &|from, to| from < RED && to >= RED),
        };
        sink(view.one(account, counted));
    }
    true
}

/// Net promoter score: one survey at the end of each quarter of the window. An account answers with probability 40 %, so n = .4 ×
/// accounts; p and d are the mean shares of promoters and detractors, and the score has the sampling error of n answers,
/// 100 √((p + d − (p − d)²) / n), from the seat's first measurement normal of that month. Surveys are pooled by answers.
pub(super) fn visit_nps(view: &View<'_>, sink: &mut impl FnMut(Part)) -> bool {
    let panel = view.panel;
    if panel.seat_noise.is_empty() {
        return false;
    }
    let mut books = vec![(0.0, 0.0, 0.0); panel.seats];
    for month in view.span.quarter_ends() {
        books.fill((0.0, 0.0, 0.0));
        for (account, &value) in panel.value_in(month).iter().enumerate() {
            if value.is_nan() {
                continue;
            }
            let (promoters, detractors) = promoters_and_detractors(f64::from(value), view.shown.begging(panel, account, month));
            let score = 100.0 * (promoters - detractors);
            let part = view.one(account, score);
            if part.base > 0.0 {
                let book = &mut books[usize::from(part.seat)];
                *book = (book.0 + RESPONSE, book.1 + RESPONSE * promoters, book.2 + RESPONSE * detractors);
            }
            sink(Part { base: part.base * RESPONSE, counted: part.counted * RESPONSE, ..part });
        }
        for (seat, &(answers, promoters, detractors)) in books.iter().enumerate() {
            if answers > 0.0 {
                let (p, d) = (promoters / answers, detractors / answers);
                let normal = f64::from(panel.seat_noise[(month * panel.seats + seat) * 4]);
                let score = 100.0 * (p - d);
                let error = 100.0 * ((p + d - (p - d) * (p - d)) / answers).sqrt() * normal;
                let heard = (score + error).clamp(-100.0, 100.0);
                let counted = (heard - score) * answers;
                sink(Part { seat: seat as u16, current: counted, counted, note: Some("sampling error of the survey"), ..Part::default() });
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution, Normal};

    use super::super::hand_made::{account, close, metric, panel, reading, value};
    use super::super::{AccountRules, Basis, Reading, Scope, WindowKind};
    use super::*;
    use crate::dynamics::Panel;
    use crate::random::Philox;

    /// Stationary spread of v between accounts and over time, computed independently: within .59986785, total with .6 between.
    const TOTAL_SD: f64 = 0.848_434_700_752_769_4;

    #[test]
    fn colours_are_lines_of_daily_use() {
        assert!((daily_use(f64::from(GREEN)) - 0.40).abs() < 1e-7);
        assert!((daily_use(f64::from(RED)) - 0.12).abs() < 1e-7);
        assert!((daily_use(0.0) - 0.20).abs() < 1e-15);
        assert!((deployment(DEPLOYED - DEPLOYMENT, 0.0) - 0.60).abs() < 1e-15);
        assert!((deployment(0.0, 0.0) - 0.574_442_516_811_659).abs() < 1e-15, "1 / (1 + e^-0.3)");
    }

    #[test]
    fn levels_are_means_over_living_accounts() {
        let panel = panel(0, 3, 2).with(vec![
            account(0, &[1.0]).value(&[0.0, 0.0, 1.25]),
            account(0, &[1.0]).value(&[0.75]),
            account(0, &[1.0]).value(&[2.0]).left(2),
            account(1, &[1.0]).value(&[-0.7]),
        ]);
        assert_eq!(reading(&metric(Measure::HealthShare), &panel, 0, 0), Reading { value: Some(0.5), goal: None, base: 2.0 });
        assert_eq!(value(&metric(Measure::Results), &panel), Some(1.0));
        assert_eq!(value(&metric(Measure::HealthShare).scope(Scope::Company), &panel), Some(1.0 / 3.0));
        // Λ(.85) and Λ(.35); Λ(1.55) and Λ(1.05).
        close(value(&metric(Measure::FeatureAdoption), &panel), (0.7005671424739729 + 0.5866175789173301) / 2.0);
        close(value(&metric(Measure::Deployment), &panel), (0.8249137318359602 + 0.740774899182154) / 2.0);
        assert_eq!(reading(&metric(Measure::HealthShare), &panel.clone().without_customers_life(), 0, 0), Reading::default());
    }

    #[test]
    fn the_health_score_weighs_three_marks() {
        // At v = 0: use .20 of .40, deployment .574442516811659, promoters Λ(−.1) = .47502081252106, detractors Λ(−1.8) =
        // .14185106490048777.
        let expected = 100.0 * (0.4 * 0.5 + 0.3 * 0.574_442_516_811_659 + 0.3 * (0.475_020_812_521_06 - 0.141_851_064_900_487_77));
        let health_score = |value, offset| health_score(value, value, offset, 0.0);
        assert!((health_score(0.0, 0.0) - expected).abs() < 1e-9);
        // Very healthy: full marks for use, all but full ones for deployment and NPS; very ill: none for NPS below 0.
        assert!(health_score(30.0, 0.0) <= 100.0 && health_score(30.0, 0.0) > 99.99);
        assert!(health_score(-30.0, 0.0).abs() < 1e-6);
        let panel = panel(0, 3, 1).with(vec![account(0, &[1.0]), account(0, &[1.0]).value(&[30.0])]);
        close(value(&metric(Measure::HealthScore), &panel), (expected + health_score(30.0, 0.0)) / 2.0);
    }

    /// Inflation of one half raises readings of use by .25, full begging scores by .8: Λ(−.1 + .8) = .668187772168166, Λ(−1.8 −
    /// .8) = .0691384203433468, Λ(logit .20 + .25) = .243001, computed independently. Colours: .981 − .25 = .731; −.606 − .25 = −.856.
    #[test]
    fn games_help_readings_along_and_leave_results_alone() {
        let book = || {
            panel(1, 4, 1).with(vec![
                account(0, &[1.0]).value(&[0.0, 0.0, 0.0, 0.7]),
                account(0, &[1.0]).value(&[0.0, 0.0, 0.0, 0.75]),
                account(0, &[1.0]).value(&[-0.9, -0.9, -0.7, -0.7]),
                account(0, &[1.0]).value(&[0.0, 0.0, 0.0, 0.55]),
            ])
        };
        let (honest, mut played) = (book(), book());
        played.inflation.fill(0.5);
        let both = |measure| [&honest, &played].map(|panel| value(&metric(measure), panel).unwrap());
        assert_eq!(both(Measure::HealthShare), [0.0, 0.25]);
        assert_eq!(both(Measure::Wins), [0.0, 1.0]);
        assert_eq!(both(Measure::Saves), [0.0, 1.0], "from −.9 to −.7 an account leaves red only as measured");
        for unmoved in [Measure::Results, Measure::Deployment, Measure::Movers, Measure::Nps, Measure::Nrr] {
            let [honest, played] = both(unmoved);
            assert_eq!(honest, played, "{}", unmoved.id());
        }
        let still = panel(1, 4, 1).with(vec![account(0, &[1.0])]);
        let of = |panel: &Panel, measure| value(&metric(measure), panel);
        let mut inflated = still.clone();
        inflated.inflation.fill(0.5);
        close(of(&inflated, Measure::FeatureAdoption), logistic(-0.15));
        let raised = 100.0 * 0.4 * (0.243_001_370_249_393_06 - 0.2) / 0.4;
        assert!((of(&inflated, Measure::HealthScore).unwrap() - of(&still, Measure::HealthScore).unwrap() - raised).abs() < 1e-6);
        let mut begged = still.clone();
        begged.begging.fill(1.0);
        close(of(&begged, Measure::Nps), 100.0 * (0.668_187_772_168_166_2 - 0.069_138_420_343_346_8));
        let raised = 0.3 * (of(&begged, Measure::Nps).unwrap() - of(&still, Measure::Nps).unwrap());
        close(of(&begged, Measure::HealthScore), of(&still, Measure::HealthScore).unwrap() + raised);
        assert_eq!(of(&begged, Measure::HealthShare), of(&still, Measure::HealthShare));
        assert_eq!(of(&begged, Measure::FeatureAdoption), of(&still, Measure::FeatureAdoption));
    }

    #[test]
    fn wins_net_losses_and_adjoining_windows_add_up() {
        let wins = metric(Measure::Wins);
        let panel = panel(1, 7, 1).with(vec![
            account(0, &[1.0]).value(&[0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.5]),
            account(0, &[1.0]).value(&[0.0, 0.0, 0.0, 1.5]),
            account(0, &[1.0]).value(&[1.0]).left(2),
            account(0, &[1.0]).value(&[1.0]).born(3),
            account(0, &[1.0]).value(&[1.0]).born(5).left(6),
        ]);
        // Quarter 1: first and second turn green, the third leaves, the fourth arrives green. Quarter 2: the first is lost to yellow.
        assert_eq!(reading(&wins, &panel, 0, 0), Reading { value: Some(2.0), goal: None, base: 4.0 });
        assert_eq!(reading(&wins, &panel, 0, 1).value, Some(-1.0));
        let ytd = wins.clone().window(3, WindowKind::YearToDate, Basis::Point);
        assert_eq!(reading(&ytd, &panel, 0, 1).value, Some(1.0));
        assert_eq!(value(&wins, &Panel { first_paid: 0, ..panel }), None, "nothing is known of the month before");
    }

    #[test]
    fn saves_leave_red_alive_and_movers_cross_sixty_per_cent() {
        // The deployment line at offset 0 is v = .1054…; at offset .1 it is .0054….
        let mut offset = account(0, &[1.0]).value(&[0.0, 0.0, 0.0, 0.05]);
        offset.deployment = 0.1;
        let panel = panel(1, 4, 1).with(vec![
            account(0, &[1.0]).value(&[-1.0, -0.5, -1.0, 0.2]),
            account(0, &[1.0]).value(&[-1.0, -1.0, -1.0, -1.0]).left(3),
            account(0, &[1.0]).value(&[0.0, 0.3, 0.0, 0.11]),
            account(0, &[1.0]).value(&[0.9, 0.3, 0.0, 0.1]),
            account(0, &[1.0]).value(&[0.3]).born(2),
            offset,
        ]);
        assert_eq!(value(&metric(Measure::Saves), &panel), Some(2.0), "the first account is saved twice");
        assert_eq!(value(&metric(Measure::Movers), &panel), Some(1.0 + 2.0 + 1.0));
    }

    #[test]
    fn several_counts_share_one_target() {
        let mut both = metric(Measure::Wins);
        both.measures.push(Measure::Movers);
        let panel = panel(1, 4, 1).with(vec![account(0, &[1.0]).value(&[0.0, 0.0, 0.0, 1.0]), account(0, &[1.0])]);
        assert_eq!(reading(&both, &panel, 0, 0), Reading { value: Some(2.0), goal: None, base: 2.0 });
    }

    #[test]
    fn nps_has_the_sampling_error_of_its_answers() {
        let (p, d) = (0.475_020_812_521_06, 0.141_851_064_900_487_77);
        let mut panel = panel(0, 6, 2).with((0..10).map(|i| account(u16::from(i > 7), &[1.0])).collect());
        let nps = metric(Measure::Nps);
        let of = |panel: &Panel, metric: &super::super::Metric, seat| reading(metric, panel, seat, 0);
        close(of(&panel, &nps, 0).value, 100.0 * (p - d));
        close(Some(of(&panel, &nps, 0).base), 3.2);
        let error = |answers: f64| 100.0 * ((p + d - (p - d) * (p - d)) / answers).sqrt();
        panel.seat_noise[(2 * 2) * 4] = 0.5;
        panel.seat_noise[(2 * 2 + 1) * 4] = -0.25;
        close(of(&panel, &nps, 0).value, 100.0 * (p - d) + 0.5 * error(3.2));
        close(of(&panel, &nps, 1).value, 100.0 * (p - d) - 0.25 * error(0.8));
        let pooled = 100.0 * (p - d) + (3.2 * 0.5 * error(3.2) - 0.8 * 0.25 * error(0.8)) / 4.0;
        close(of(&panel, &nps.clone().scope(Scope::Team), 1).value, pooled);
        // Half a year holds two surveys, the second one without error.
        let half = nps.clone().window(6, WindowKind::Trailing, Basis::Point);
        close(reading(&half, &panel, 0, 1).value, 100.0 * (p - d) + 0.25 * error(3.2));
        close(Some(reading(&half, &panel, 0, 1).base), 6.4);
        panel.seat_noise[(2 * 2) * 4] = -50.0;
        close(of(&panel, &nps, 0).value, -100.0);
        panel.seat_noise.clear();
        assert_eq!(of(&panel, &nps, 0).value, None);
        let held = AccountRules { min_tenure_months: 1, ..AccountRules::default() };
        let young = super::super::hand_made::panel(0, 3, 1).with(vec![account(0, &[1.0])]);
        close(Some(of(&young, &nps.rules(held), 0).base), 0.4);
    }

    /// Shares and means over 40,000 accounts whose v is drawn from the stationary law, against numbers computed independently
    /// (closed form and quadrature), within four standard errors: six comparisons with a false-alarm rate of 4 in 10,000 on the
    /// choice of key, which is fixed.
    #[test]
    fn readings_of_a_stationary_population_are_those_of_theory() {
        let n = 40_000;
        for (mean, green, red, mean_use) in [
            (0.0, 0.123_831_240_656_958_77, 0.237_484_816_297_708_07, 0.229_490_399_358_678_1),
            (0.4, 0.246_801_584_597_484_2, 0.117_836_228_710_523_07, 0.297_913_127_295_084_8),
        ] {
            let mut rng = Philox::new([5, 19], [0; 4]);
            let law = Normal::new(mean, TOTAL_SD).unwrap();
            let accounts = (0..n).map(|_| account(0, &[1.0]).value(&[law.sample(&mut rng) as f32])).collect();
            let panel = panel(0, 3, 1).with(accounts);
            let within = |found: f64, expected: f64, sd: f64| {
                let error = sd / (n as f64).sqrt();
                assert!((found - expected).abs() < 4.0 * error, "{found} against {expected}, standard error {error}");
            };
            let share_sd = |p: f64| (p * (1.0 - p)).sqrt();
            within(value(&metric(Measure::HealthShare), &panel).unwrap(), green, share_sd(green));
            let scores = panel.value_in(2);
            let reds = scores.iter().filter(|&&v| v < RED).count() as f64 / n as f64;
            within(reds, red, share_sd(red));
            let uses: Vec<f64> = scores.iter().map(|&v| daily_use(f64::from(v))).collect();
            let found = uses.iter().sum::<f64>() / n as f64;
            let sd = (uses.iter().map(|u| (u - found).powi(2)).sum::<f64>() / (n - 1) as f64).sqrt();
            within(found, mean_use, sd);
        }
    }
}
