use super::super::hand_made::{by_line, metric};
use super::super::*;
use super::*;
use crate::measure::{Measure, Spike};

fn by(points: &[(f64, f64)], above: Above) -> Pays {
    Pays::Curve(Curve::from_points(0.0, points, above).unwrap())
}

#[test]
fn a_published_plan_reads_as_its_handbook() {
    let mut nrr = metric(Measure::Nrr);
    nrr.window.basis = Basis::Sum;
    nrr.accounts.spike = Some(Spike { factor: 2.0 });
    nrr.accounts.new_accounts = NewAccounts::GrowthOnly;
    let pays = by(&[(1.0, 0.0), (1.05, 0.5), (1.1, 1.0), (1.2, 2.0)], Above::Extend);
    let component = Component { attain: Attain::Value, ..Component::new("Revenue retention", 1.0, 0, Goal::None, pays) };
    let mut plan = Plan::new("posthog", vec![nrr], vec![component]);
    plan.variable_share = Some(0.2);
    plan.guarantee = Some(Guarantee { months: 3, share: 1.0 });
    assert_eq!(
        describe(&plan),
        [
            "80 % base, 20 % target variable; paid every quarter, targets prorated by months in the seat.",
            "Revenue retention (100 % of target): NRR of own book over the last 3 months of invoices against the same number \
             before, single months above 2 times the three before are smoothed, new accounts count with their growth only; \
             pays 0 % below 100 %, from there in a straight line to 50 % at 105 %, on to 100 % at 110 %, on to 200 % at 120 %, \
             and on without end.",
            "New hires are paid at least 100 % of target for their first 3 months.",
            "An account executive owns renewals and expansion, not the CSM.",
        ]
    );
}

#[test]
fn steps_and_clauses_read_with_their_edges() {
    let steps = [(0.9, 0.5, Edge::Inclusive), (1.0, 1.0, Edge::Inclusive), (1.15, 1.5, Edge::Exclusive)];
    let mut component = by_line();
    component.pays = Pays::Curve(Curve::from_steps(0.0, &steps).unwrap());
    component.goal = Goal::Segment;
    component.gates = vec![Gate { metric: 1, at_least: 0.9, edge: Edge::Inclusive, otherwise: 0.0 }];
    component.caps = vec![Cap { share: Some(1.5), dollars: Some(9_000.0), per: CapPeriod::Year }];
    component.clawback = Some(Clawback { months: 6, share: 0.5 });
    component.holdback = Some(Holdback { share: 0.25, until: HoldbackUntil::Months(1) });
    component.from_month = 6;
    let plan = Plan::new("tiers", vec![metric(Measure::Nrr), metric(Measure::Grr)], vec![component]);
    assert_eq!(
        describe(&plan)[1],
        "main (100 % of target): NRR of own book over the last 3 months, goal the segment's target; pays 0 % below 90 % of \
         goal, 50 % from 90 % of goal, 100 % from 100 % of goal, 150 % above 115 % of goal, and no more; only if GRR of own \
         book over the last 3 months is at least 90 %, otherwise nothing of it; capped at 150 % of its target or $9,000 on \
         the year to date; 50 % taken back if the account leaves within 6 months; 25 % withheld until 1 month later; from \
         month 7 on."
    );
}

#[test]
fn commissions_say_marginal_or_retroactive() {
    let tier = |from, factor| Tier { from, edge: Edge::Inclusive, rate: Some(0.06), factor, uplift_rate: 0.0 };
    let tiers = |mode| Tiers { mode, tiers: vec![tier(0.0, 1.0), tier(1.05, 1.2)] };
    let words = |mode| {
        let component = Component::new("growth", 1.0, 0, Goal::Quota, Pays::Commission(tiers(mode)));
        pays(&component, &metric(Measure::Growth))
    };
    assert_eq!(words(TierMode::Marginal), "pays 6 % from 0 % of goal, 7.2 % from 105 % of goal: each rate on its slice only (marginal)");
    assert!(words(TierMode::Retroactive).ends_with("the rate reached on all credited dollars (retroactive)"));
}

#[test]
fn partners_and_draws_are_named() {
    let mut plan = Plan::new("roles", vec![metric(Measure::Expansion)], vec![by_line()]);
    plan.draw = Some(Draw { share: 0.5, months: 6, recoverable: true });
    plan.partners = vec![Partner { role: "account manager".into(), component: 0, share: 0.5, rate: 0.1 }];
    plan.ownership.expansion = Owner::AccountManager;
    assert_eq!(
        describe(&plan)[2..],
        [
            "A draw of 50 % of target is advanced for the first 6 months, recovered from later pay.",
            "An account executive owns renewals, an account manager expansion.",
            "Account manager: 10 % of 50 % of the dollars of 'main', beside the CSM's pay.",
        ]
    );
}

#[test]
fn owners_are_named() {
    let words = |renewals, expansion| ownership(Ownership { renewals, expansion });
    assert_eq!(words(Owner::Csm, Owner::Csm), "The CSM owns renewals and expansion.");
    assert_eq!(words(Owner::Csm, Owner::AccountManager), "The CSM owns renewals, an account manager expansion.");
    assert_eq!(words(Owner::RenewalSpecialist, Owner::Csm), "A renewal specialist owns renewals, the CSM expansion.");
    let sales = words(Owner::AccountManager, Owner::AccountManager);
    assert_eq!(sales, "An account manager owns renewals and expansion, not the CSM.");
}
