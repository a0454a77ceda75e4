//! One account, one month: events, then growth, then value.

use super::coefficients::{Coefficients, Rates};
use super::draws::AccountDraws;
use super::events::Links;
use super::seat::Intercepts;
use crate::random::normal::{exp, ln};

/// Value score above which an account is green: daily-active share Λ(logit .20 + v) at or above 40 %.
pub const GREEN: f32 = 0.980_829_25;
/// Value score below which an account is red: daily-active share below 12 %.
pub const RED: f32 = -0.606_135_8;

/// What an account is born with; the same in every world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nature {
    /// Own organic growth, log points a month (g_i).
    pub growth: f32,
    /// Anchor of the value score (m_i).
    pub anchor: f32,
}

/// State of a living account in one world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Account {
    /// ln of permanent usage, \[$/month\].
    pub ln_usage: f32,
    /// Value score v.
    pub value: f32,
    /// ln(1 + size) of a deal won but not yet signed; 0 if none.
    pub pending: f32,
    /// ln(1 + size) of a deal due for signature and held back for a month; 0 if none.
    pub held: f32,
}

/// What happened in the month.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Happened {
    /// The account left.
    pub churned: bool,
    /// ln(1 + size) of an expansion; 0 if none.
    pub expansion: f32,
    /// ln(1 + size) of a deal signed this month; 0 if none.
    pub signed: f32,
    /// ln(1 + size) of a deal held back last month and signed in this one; 0 if none.
    pub late: f32,
    /// ln(1 + size) of a deal won this month and signed at once, at a discount; 0 if none.
    pub early: f32,
    /// A lead was handed to sales.
    pub lead: bool,
    /// A lead was handed to sales that is none.
    pub padded: bool,
    /// An advocacy act happened.
    pub advocacy: bool,
    /// It brings a referral.
    pub referral: bool,
    /// A user who changed employer will bring the new one.
    pub mover: bool,
}

/// One month of an account that may leave now (`churns` = it may: usage-billed; contracts decide at renewal).
#[inline]
#[must_use]
pub fn live_month(
    c: &Coefficients,
    r: &Rates,
    nature: &Nature,
    i: &Intercepts,
    draws: &AccountDraws,
    may_churn: bool,
    mut a: Account,
) -> (Account, Happened) {
    let links = Links::at(draws.event);
    let mut happened = Happened { churned: may_churn && links.churn < i.churn - c.churn_value * a.value, ..Happened::default() };

    // deals won earlier sign first; a deal won now signs now only without lag
    (happened.late, happened.signed) = (a.held, a.pending);
    (a.held, a.pending) = (0.0, 0.0);
    happened.lead = links.lead < i.lead + c.lead_value * a.value;
    happened.padded = links.padded < i.padded;
    let won = links.lead < i.deal + c.lead_value * a.value || links.padded < i.padded_deal;
    if (happened.lead || happened.padded) && won {
        let size = ln(1.0 + exp(r.deal_size + r.size_sd * draws.size));
        if c.signing_lag == 0 {
            happened.signed = size;
        } else {
            a.pending = size;
        }
    }
    if links.expansion < i.expansion + c.expansion_value * a.value {
        happened.expansion = ln(1.0 + exp(r.expansion_size + r.size_sd * draws.size));
    }
    happened.mover = links.mover < i.mover;
    if a.value > GREEN {
        happened.advocacy = links.advocacy < i.advocacy;
        happened.referral = links.advocacy < c.referral_share * i.advocacy;
    }

    let growth = nature.growth + r.usage_own * draws.growth + i.growth;
    a.ln_usage = (a.ln_usage + (c.growth_value * a.value + growth)) + (happened.expansion + happened.signed + happened.late);

    let own = c.value_reversion * nature.anchor + c.value_sd * (1.0 - c.value_common).sqrt() * draws.value;
    let rescued = if a.value < RED { i.rescue } else { 0.0 };
    a.value = ((1.0 - c.value_reversion) * a.value + own) + (i.value + rescued);
    (a, happened)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dynamics::seat::{MonthShock, Service};

    pub(in crate::dynamics) fn rates() -> Rates {
        Rates {
            churn: -4.5,
            expansion: -3.5,
            lead: -3.9,
            conversion: 0.5,
            expansion_size: -2.12,
            deal_size: -1.61,
            size_sd: 0.6,
            usage_own: 0.05,
            usage_common: 0.0,
            usage_drift: 0.00125,
            macro_growth: 0.002,
            metering_sd: 0.0,
            new_business: 20_000.0,
        }
    }

    proptest! {
        /// Whatever is played, and however hard, one month brings at most one of these.
        #[test]
        fn events_exclude_each_other_under_any_game(
            event in 0.0..1.0_f32,
            value in -3.0..3.0_f32,
            trust in 0.1..=1.0_f32,
            [pressure, padding, shallow, neglect] in prop::array::uniform4(0.0..=1.0_f32),
        ) {
            let service = Service {
                adoption: 1.5, rescue: 1.5, expansion: 1.5, advocacy: 1.5, documented: 1.5, pressure, padding, shallow, neglect,
                ..Service::default()
            };
            let (c, r) = (Coefficients::default(), rates());
            let i = Intercepts::fold(&c, &r, &service, &MonthShock::default(), trust, 40, 5);
            let draws = AccountDraws { event, ..AccountDraws::default() };
            let start = Account { ln_usage: 8.0, value, pending: 0.0, held: 0.0 };
            let (after, happened) = live_month(&c, &r, &Nature { growth: 0.0, anchor: 0.0 }, &i, &draws, true, start);
            let of = [happened.churned, happened.lead, happened.padded, happened.expansion > 0.0, happened.advocacy, happened.mover];
            prop_assert!(of.iter().filter(|x| **x).count() <= 1, "{happened:?}");
            prop_assert!(after.pending == 0.0 || happened.lead || happened.padded, "a deal comes from a lead");
        }
    }

    /// .030 padded leads a month at full padding, a twentieth of which close; over an even grid of the uniform, to a grid step.
    #[test]
    fn padded_leads_come_at_their_rate_and_hardly_close() {
        let (c, r, n) = (Coefficients::default(), rates(), 100_000_u32);
        let start = Account { ln_usage: 8.0, value: 0.0, pending: 0.0, held: 0.0 };
        for padding in [0.0, 0.5, 1.0] {
            let service = Service { padding, ..Service::default() };
            let i = Intercepts::fold(&c, &r, &service, &MonthShock::default(), 1.0, 40, 5);
            let (mut padded, mut closed) = (0, 0);
            for k in 0..n {
                let draws = AccountDraws { event: (k as f32 + 0.5) / n as f32, ..AccountDraws::default() };
                let (after, happened) = live_month(&c, &r, &Nature { growth: 0.0, anchor: 0.0 }, &i, &draws, false, start);
                padded += u32::from(happened.padded);
                closed += u32::from(after.pending > 0.0);
                assert!(!happened.lead, "no output brings no real lead");
            }
            let expected = 0.030 * f64::from(padding) * f64::from(n);
            assert!((f64::from(padded) - expected).abs() <= 1.0, "{padded}, expected {expected}");
            assert!((f64::from(closed) - 0.05 * expected).abs() <= 1.0, "{closed} closed of {padded}");
        }
    }

    /// Anchored intervals: a higher hazard turns survival into churn, never the other way round.
    #[test]
    fn raising_the_rate_never_turns_churn_into_survival() {
        let (c, r) = (Coefficients::default(), rates());
        let service = Service { expansion: 1.0, ..Service::default() };
        let nature = Nature { growth: 0.0, anchor: 0.0 };
        let start = Account { ln_usage: 8.0, value: 0.0, pending: 0.0, held: 0.0 };
        let mut flips = 0;
        for k in 0..20_000_u32 {
            let draws = AccountDraws { event: (k as f32 + 0.5) / 20_000.0, ..AccountDraws::default() };
            let mut left_before = false;
            for step in 0..6 {
                let shock = MonthShock {
                    shift: super::super::seat::Shift { churn: 0.5 * step as f32, ..Default::default() },
                    ..Default::default()
                };
                let i = Intercepts::fold(&c, &r, &service, &shock, 1.0, 40, 5);
                let (_, happened) = live_month(&c, &r, &nature, &i, &draws, true, start);
                assert!(happened.churned || !left_before);
                flips += u32::from(happened.churned && !left_before);
                left_before = happened.churned;
            }
        }
        assert!(flips > 1_000, "rates were raised in vain: {flips}");
    }
}
