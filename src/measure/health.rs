//! Read-outs of the value score v: daily use, deployment, adoption, results, health, NPS, and the moves between colours.
//!
//! Everything here is a function of v, not a state of its own (model sections 0.9 and 4.1). Λ is the logistic function.
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
/// Promoters: Λ(−.1 + .6 v); detractors: Λ(−1.8 − .6 v) (model section 4.4 step 10).
const PROMOTERS: (f64, f64) = (-0.1, 0.6);
const DETRACTORS: (f64, f64) = (-1.8, -0.6);
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
pub(super) fn promoters_and_detractors(value: f64) -> (f64, f64) {
    (logistic(PROMOTERS.0 + PROMOTERS.1 * value), logistic(DETRACTORS.0 + DETRACTORS.1 * value))
}

/// Composite health: 100 (.4 · daily use ÷ the green line + .3 · deployment + .3 · NPS ÷ 100), each part within 0 and 1.
pub(super) fn health_score(value: f64, offset: f64) -> f64 {
    let (promoters, detractors) = promoters_and_detractors(value);
    let use_mark = (daily_use(value) / GREEN_SHARE).min(1.0);
    100.0 * (0.4 * use_mark + 0.3 * deployment(value, offset) + 0.3 * (promoters - detractors).max(0.0))
}

/// Means and shares over the accounts alive at the window's end.
pub(super) fn visit_levels(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let values = view.panel.value_in(view.span.to);
    for (account, &value) in values.iter().enumerate() {
        if value.is_nan() {
            continue;
        }
        let v = f64::from(value);
        let offset = || f64::from(view.panel.deployment[account]);
        let counted = match measure {
            Measure::HealthShare => f64::from(u8::from(value >= GREEN)),
            Measure::Results => f64::from(u8::from(value > RESULT)),
            Measure::FeatureAdoption => logistic(v + ADOPTION),
            Measure::Deployment => deployment(v, offset()),
            _ => health_score(v, offset()),
        };
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
    for account in 0..panel.accounts {
        if !panel.alive(account, before) && usize::from(panel.born[account]) < view.span.from {
            continue;
        }
        if usize::from(panel.born[account]) > view.span.to {
            continue;
        }
        let crossings = |crossed: &dyn Fn(f32, f32) -> bool| {
            view.span.months().filter(|&month| crossed(value(account, month - 1), value(account, month))).count() as f64
        };
        let counted = match measure {
            Measure::Wins => {
                let green = |month| f64::from(u8::from(value(account, month) >= GREEN));
                green(view.span.to) - green(before)
            }
            Measure::Movers => {
                let line = DEPLOYED - DEPLOYMENT - f64::from(panel.deployment[account]);
                crossings(&|from, to| f64::from(from) < line && f64::from(to) >= line)
            }
            _ => crossings(&|from, to| from < RED && to >= RED),
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
            let (promoters, detractors) = promoters_and_detractors(f64::from(value));
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
