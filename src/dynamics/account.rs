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
    /// A lead was handed to sales.
    pub lead: bool,
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
    happened.signed = a.pending;
    a.pending = 0.0;
    if links.lead < i.lead + c.lead_value * a.value {
        happened.lead = true;
        if links.lead < i.deal + c.lead_value * a.value {
            let size = ln(1.0 + exp(r.deal_size + r.size_sd * draws.size));
            if c.signing_lag == 0 {
                happened.signed = size;
            } else {
                a.pending = size;
            }
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
    a.ln_usage = (a.ln_usage + (c.growth_value * a.value + growth)) + (happened.expansion + happened.signed);

    let own = c.value_reversion * nature.anchor + c.value_sd * (1.0 - c.value_common).sqrt() * draws.value;
    let rescued = if a.value < RED { i.rescue } else { 0.0 };
    a.value = ((1.0 - c.value_reversion) * a.value + own) + (i.value + rescued);
    (a, happened)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::seat::{MonthShock, Service};

    fn rates() -> Rates {
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

    /// Anchored intervals: a higher hazard turns survival into churn, never the other way round.
    #[test]
    fn raising_the_rate_never_turns_churn_into_survival() {
        let (c, r) = (Coefficients::default(), rates());
        let service = Service { expansion: 1.0, ..Service::default() };
        let nature = Nature { growth: 0.0, anchor: 0.0 };
        let start = Account { ln_usage: 8.0, value: 0.0, pending: 0.0 };
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
