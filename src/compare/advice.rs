//! What practitioners advise about a plan's design, and how much it matters here.
//!
//! Each rule comes from one of the articles that the plan library starts from, with its reason. The size of the harm is not the
//! article's: it is what the run shows for this plan in this scenario. A rule that a plan breaks without visible harm is still told.

use super::Summary;
use super::number::{money_of, percent, percent_of};
use crate::measure::{Measure, Scope};
use crate::plan::{Component, Pays, Plan, TierMode};
use crate::scenario::{Billing, Scenario};

/// How many components people can keep in mind.
const MOST_COMPONENTS: usize = 3;
/// Most of the variable that should hang on adoption and retention.
const MOST_ON_RETENTION: f64 = 0.5;
/// Largest variable share of OTE.
const LARGEST_SHARE: f64 = 0.25;
/// Largest variable share of OTE while a plan is tried out.
const LARGEST_TRIAL_SHARE: f64 = 0.20;
/// A book with fewer renewals a quarter says little about its CSM.
const ENOUGH_RENEWALS: f64 = 25.0;
/// A jump of pay, as a share of target, that people see coming.
const CLIFF: f64 = 0.25;
/// Share of months without incentive from which a plan has dead zones.
const DEAD: f64 = 0.25;
/// A tier that fewer people reach than this.
const UNREACHABLE: f64 = 0.01;

/// The articles.
const PALETTE: &str = "Palette, How should product-led growth companies compensate CSMs?";
const NO_COMMISSION: &str = "Should CSMs get commission?";
const GAINSIGHT: &str = "Gainsight, How do you compensate your CSMs?";
const THREE_KEYS: &str = "3 keys to customer success compensation";
const CHANNELED: &str = "Channeled, Is your CSM compensation plan simple, scalable, and ROI positive?";

/// How the market pays, from the survey that Channeled quotes (Catalyst and Thrive, 2021).
pub const MARKET_LINE: &str = "Market: 51.5\u{202f}% of CSMs are paid a fixed salary, 48.5\u{202f}% have variable pay; of those 60\u{202f}% have more than \
                               15\u{202f}% of pay variable (Catalyst and Thrive survey, 2021).";

/// One piece of advice about one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Plan's identifier.
    pub plan: String,
    /// What the plan does.
    pub what: String,
    /// Why that is advised against.
    pub reason: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// What it does in this scenario, by simulation; `None` where nothing was simulated that shows it.
    pub harm: Option<String>,
}

/// What a rule looks at.
struct Case<'a> {
    scenario: &'a Scenario,
    plan: &'a Plan,
    summary: &'a Summary,
}

type Found = Option<(String, &'static str, &'static str, Option<String>)>;

/// All advice, plan by plan, in the order of the rules.
#[must_use]
pub fn advise(scenario: &Scenario, summary: &Summary) -> Vec<Advice> {
    const RULES: [fn(&Case<'_>) -> Found; 11] = [
        many_components,
        mostly_retention,
        aggressive_split,
        raw_growth,
        tiny_books,
        saves_or_nps,
        retroactive_cliff,
        dead_zone,
        unreachable_tier,
        zero_mean,
        bold_experiment,
    ];
    let mut advice = Vec::new();
    for plan in &scenario.plans {
        let case = Case { scenario, plan, summary };
        advice.extend(RULES.iter().filter_map(|rule| rule(&case)).map(|(what, reason, source, harm)| Advice {
            plan: plan.id.clone(),
            what,
            reason,
            source,
            harm,
        }));
    }
    advice
}

impl Case<'_> {
    fn number(&self, measure: &str, statistic: &str) -> Option<crate::stats::Estimate> {
        self.summary.get(&self.plan.id, measure, statistic)
    }

    /// A share of the plan in words.
    fn share(&self, measure: &str, statistic: &str, words: &str) -> Option<String> {
        self.number(measure, statistic).map(|e| format!("{} {words}", percent_of(e)))
    }

    fn components(&self) -> impl Iterator<Item = &Component> {
        self.plan.components.iter().filter(|c| !matches!(c.pays, Pays::Target))
    }

    fn measures<'c>(&'c self, component: &'c Component) -> impl Iterator<Item = Measure> + 'c {
        component.metrics().flat_map(|metric| self.plan.metrics[metric].measures.iter().copied())
    }

    fn pays_on(&self, wanted: &[Measure]) -> bool {
        self.components().any(|c| self.measures(c).any(|m| wanted.contains(&m)))
    }

    /// Target variable ÷ OTE, over the team.
    fn variable_share(&self) -> f64 {
        let ote: f64 = self.scenario.roster.iter().map(|s| s.ote).sum();
        let variable: f64 = self.scenario.roster.iter().map(|s| s.variable).sum();
        self.plan.variable_share.unwrap_or(if ote > 0.0 { variable / ote } else { 0.0 })
    }

    fn noise(&self) -> Option<String> {
        let sd = self.number("pay_per_csm", "sd_within")?;
        Some(format!("pay of one CSM varies by {} a year with nothing but luck and season", money_of(&self.scenario.currency, sd)))
    }
}

fn many_components(case: &Case<'_>) -> Found {
    let n = case.components().count();
    let target = case.scenario.target_variable() / case.scenario.roster.len().max(1) as f64;
    let least = case.components().map(|c| c.weight).filter(|w| *w > 0.0).fold(f64::INFINITY, f64::min);
    let harm = least
        .is_finite()
        .then(|| format!("the smallest part is worth {} a year", super::number::money(&case.scenario.currency, least * target)));
    (n > MOST_COMPONENTS).then(|| (format!("has {n} components"), "nobody works towards more than three things at once", GAINSIGHT, harm))
}

fn mostly_retention(case: &Case<'_>) -> Found {
    const SLOW: [Measure; 11] = [
        Measure::Nrr,
        Measure::Grr,
        Measure::NrrPlus,
        Measure::LogoRetention,
        Measure::RenewalRate,
        Measure::FeatureAdoption,
        Measure::Deployment,
        Measure::HealthShare,
        Measure::HealthScore,
        Measure::Wins,
        Measure::Movers,
    ];
    let on = |c: &&Component| case.measures(c).all(|m| SLOW.contains(&m));
    let weight: f64 = case.components().filter(on).map(|c| c.weight).sum();
    (weight > MOST_ON_RETENTION + 1e-9).then(|| {
        let what = format!("hangs {} of the bonus on adoption and retention", percent(weight, None));
        let harm = case.share("windfall", "share", "of its pay would be paid with no CSM at all");
        (what, "they lag what a CSM does and move mostly by themselves: leave half to activities and expansion", THREE_KEYS, harm)
    })
}

fn aggressive_split(case: &Case<'_>) -> Found {
    let share = case.variable_share();
    (share > LARGEST_SHARE + 1e-9).then(|| {
        let harm = case.share("pay_per_csm", "p_below_90_ote", "of CSM-years end below 90\u{202f}% of OTE");
        let what = format!("makes {} of pay variable", percent(share, None));
        (what, "beyond 75/25 customers are sold to instead of helped", NO_COMMISSION, harm)
    })
}

fn raw_growth(case: &Case<'_>) -> Found {
    let raw = |c: &&Component| {
        let metric = &case.plan.metrics[c.metric];
        metric.baseline.is_none() && case.measures(c).any(|m| matches!(m, Measure::Growth | Measure::Revenue | Measure::Expansion))
    };
    case.components().find(raw).map(|c| {
        let harm = case.share("windfall", "share", "of its pay would be paid with no CSM at all");
        (format!("pays “{}” on growth without a baseline", c.name), "a product that sells itself grows anyway", PALETTE, harm)
    })
}

fn tiny_books(case: &Case<'_>) -> Found {
    const THIN: [Measure; 3] = [Measure::Grr, Measure::RenewalRate, Measure::LogoRetention];
    let individual = |c: &&Component| case.plan.metrics[c.metric].scope == Scope::Individual && case.measures(c).any(|m| THIN.contains(&m));
    let component = case.components().find(individual)?;
    // contracts come up once a year or less; customers billed by usage decide all the time
    let decisions = |seat: &crate::scenario::Seat| {
        let accounts = f64::from(seat.accounts);
        match case.scenario.segments[usize::from(seat.segment)].billing {
            Billing::Contract { terms } => accounts / 4.0 * (terms[0] + terms[1] / 2.0 + terms[2] / 3.0),
            Billing::Usage { .. } => accounts,
        }
    };
    let fewest = case.scenario.roster.iter().map(decisions).fold(f64::INFINITY, f64::min);
    (fewest < ENOUGH_RENEWALS).then(|| {
        let what = format!("pays “{}” on books with as few as {fewest:.0} renewals a quarter", component.name);
        (what, "the sample is too small: one bad account decides a quarter", GAINSIGHT, case.noise())
    })
}

fn saves_or_nps(case: &Case<'_>) -> Found {
    let saves = case.pays_on(&[Measure::Saves]);
    let (what, reason, game, words) = if saves {
        (
            "pays for saves",
            "an account has to go red before it can be saved",
            "neglect",
            "of full neglect is what people come to on average",
        )
    } else if case.pays_on(&[Measure::Nps]) {
        (
            "pays for NPS",
            "a CSM has little influence on it and can beg for it",
            "begging",
            "of full begging is what people come to on average",
        )
    } else {
        return None;
    };
    Some((what.to_owned(), reason, GAINSIGHT, case.share("gaming", game, words)))
}

fn retroactive_cliff(case: &Case<'_>) -> Found {
    let cliff = |c: &&Component| match &c.pays {
        Pays::Commission(tiers) => tiers.mode == TierMode::Retroactive && tiers.tiers.len() > 1,
        Pays::Curve(curve) => curve.jumps().any(|(_, jump)| jump > CLIFF),
        _ => false,
    };
    case.components().find(cliff).map(|c| {
        let reach = case.share("incentive", "cliff_in_reach", "of CSM-months have it in reach");
        let held = case.share("gaming", "held", "of CSM-months hold deals back");
        let harm = reach.map(|reach| held.map_or(reach.clone(), |held| format!("{reach}, {held}")));
        (format!("jumps in “{}”", c.name), "pay that jumps moves deals in time instead of creating them", NO_COMMISSION, harm)
    })
}

fn dead_zone(case: &Case<'_>) -> Found {
    let none = case.number("incentive", "none")?;
    let pays = case.components().next().is_some();
    (pays && none.value > DEAD).then(|| {
        let harm = Some(format!("{} of CSM-months earn next to nothing by more effort", percent_of(none)));
        ("has dead zones".to_owned(), "below the floor, above the cap and out of reach nobody is asked for anything", CHANNELED, harm)
    })
}

fn unreachable_tier(case: &Case<'_>) -> Found {
    let reached = case.number("reach", "excellence")?;
    let capped = case.components().any(|c| matches!(&c.pays, Pays::Curve(curve) if curve.is_capped() && curve.knots().len() > 1));
    (capped && reached.value < UNREACHABLE).then(|| {
        let harm = Some(format!("{} of CSM pay periods reach it, where about 10\u{202f}% should", percent_of(reached)));
        ("has a top tier out of reach".to_owned(), "a tier nobody reaches asks nobody for anything", CHANNELED, harm)
    })
}

fn zero_mean(case: &Case<'_>) -> Found {
    case.pays_on(&[Measure::Wins]).then(|| {
        let harm = case.share("pay_per_csm", "p_below_half", "of CSM-years earn less than half of target");
        (
            "pays on a net change of customers".to_owned(),
            "gains and losses cancel: its mean is near 0 and its noise is not",
            GAINSIGHT,
            harm,
        )
    })
}

fn bold_experiment(case: &Case<'_>) -> Found {
    const TRIED_OUT: [Measure; 4] = [Measure::StrategyCoverage, Measure::EbrCoverage, Measure::GrowthAboveBaseline, Measure::Results];
    let share = case.variable_share();
    (share > LARGEST_TRIAL_SHARE + 1e-9 && case.pays_on(&TRIED_OUT)).then(|| {
        let what = format!("makes {} of pay variable on measures whose effect is not known yet", percent(share, None));
        (what, "keep base pay a high share until data show what the activities do", PALETTE, case.noise())
    })
}
