//! Systems after Channeled (B1–B9): fixed or variable, elements, objectives, commissions, and who owns renewals and expansion.

use paylift::behaviour::Behaviour;
use paylift::compare;
use paylift::plan::Owner;
use paylift::stats::ratio_of_means;

use super::systems::*;
use super::systems_baseline::richer;

/// B1. Fixed pay: nobody works differently and no year is better than another (exact). A base that is not raised to on-target earnings costs
/// nothing more and loses people, and with them revenue; the same earnings as salary do not. 300 enterprise trials with leaving over pay.
#[test]
fn fixed_pay_moves_nobody_and_a_low_base_loses_people() {
    let mut company = company("enterprise", 8, all_shipped(&["flat", "base-only", "nrr-individual"]), 300);
    company.assumptions.attrition = true;
    let year = live(company.clone(), Behaviour::Devils);
    let (people, o) = (year.people(), &year.result.base);
    always(&people.cost("base-only"), 0.0);
    for plan in ["flat", "base-only"] {
        (0..paylift::trial::CONDUCT_COLUMNS - 2).for_each(|k| always(&people.conduct(plan, k), if k < 5 { 1.0 } else { 0.0 }));
    }
    let left = |id: &str| -> Vec<f64> { (0..o.trials).map(|t| f64::from(o.response.departures[t * o.plans + people.plan(id)])).collect() };
    above(beyond(&left("base-only"), &left("flat")), 0.0);
    below(average(&people.growth("base-only")), 0.0);
    // without vacancies fixed pay is a number, variable pay is not
    company.turnover.annual = 0.0;
    let settled = live(company, Behaviour::Off);
    assert_eq!((settled.people().pay_sd("flat"), settled.people().pay_sd("base-only")), (0.0, 0.0));
    assert!(settled.people().pay_sd("nrr-individual") > 5_000.0);
}

/// B2. Eight elements at once: no activity is asked for as strongly as by a plan of its own, and luck averages out.
#[test]
fn a_menu_of_eight_asks_for_everything_and_nothing() {
    let (angels, devils) = (devils().angels(), devils().people());
    let moved = |id: &str| angels.efforts(id).into_iter().map(|e| (e - 1.0).abs()).fold(0.0, f64::max);
    for alone in ["nrr-individual", "adoption-only", "gainsight-three", "renewal-upsell"] {
        assert!(2.0 * moved("menu-eight") < moved(alone), "{alone}");
    }
    let [menu, alone] = ["menu-eight", "nrr-individual"].map(|id| devils.pay_spread(id));
    above(beyond(&alone, &menu.iter().map(|x| 4.0 * x).collect::<Vec<_>>()), 0.0);
}

/// B3. Objectives that are not revenue: nobody presses customers for a signature (exact); honest people turn to adoption and documented
/// work; people without scruples beg for scores, inflate logins, and cost growth.
#[test]
fn objectives_are_begged_for_instead_of_sold() {
    let (devils, angels) = (devils().people(), devils().angels());
    always(&devils.conduct("mbo-okr", PRESSURE), 0.0);
    above(angels.mean_conduct("mbo-okr", ADOPTION), 1.01);
    above(angels.mean_conduct("mbo-okr", DOCUMENTED), 1.01);
    below(angels.mean_conduct("mbo-okr", EXPANSION), 0.99);
    above(devils.mean_conduct("mbo-okr", BEGGING), 0.25);
    above(devils.mean_conduct("mbo-okr", INFLATION), 0.25);
    below(average(&devils.growth("mbo-okr")), 0.0);
}

/// B4. Commission on events: effort for expansion, and off everything that is not paid for; one rate for every dollar moves no signature
/// (exact).
#[test]
fn commission_asks_for_deals_and_nothing_else() {
    let (devils, angels) = (devils().people(), devils().angels());
    above(angels.mean_conduct("renewal-upsell", EXPANSION), 1.10);
    for unpaid in [ADOPTION, RESCUE, ADVOCACY, DOCUMENTED] {
        below(angels.mean_conduct("renewal-upsell", unpaid), 0.998);
    }
    for timing in [PULLED, HELD] {
        always(&devils.conduct("renewal-upsell", timing), 0.0);
    }
    above(devils.mean_conduct("renewal-upsell", PRESSURE), 0.25);
}

/// Twelve enterprise people on annual contracts without scruples, under plans that differ in who owns the deals.
fn contracts() -> &'static Year {
    static YEAR: std::sync::OnceLock<Year> = std::sync::OnceLock::new();
    YEAR.get_or_init(|| {
        let mut plans = all_shipped(&["flat", "retention-bonus", "adoption-only", "full-commission", "renewal-upsell", "revenue-health"]);
        plans.push(called("sold-by-others", owned_by(Owner::AccountExecutive, shipped("full-commission"))));
        live(company("enterprise", 12, plans, 300), Behaviour::Devils)
    })
}

/// B5. Sales owns everything, the CSM has a bonus for what is kept: sales is paid on expansion as well (programme cost), the CSM presses
/// nobody (exact) and hardly works differently; where the CSM sells, devils do press.
#[test]
fn a_retention_bonus_leaves_selling_to_sales() {
    let (devils, angels) = (contracts().people(), contracts().angels());
    let o = devils.outcomes;
    let partners = |id: &str| -> Vec<f64> { (0..o.trials).map(|t| o.partner_cost[t * o.plans + devils.plan(id)] as f64 / 100.0).collect() };
    above(average(&partners("retention-bonus")), 0.5 * devils.target("retention-bonus"));
    always(&partners("full-commission"), 0.0);
    always(&devils.conduct("retention-bonus", PRESSURE), 0.0);
    above(devils.mean_conduct("full-commission", PRESSURE), 0.5);
    assert!(angels.efforts("retention-bonus").into_iter().all(|e| (e - 1.0).abs() < 0.02));
    assert!(angels.efforts("full-commission")[EXPANSION] > 1.15);
}

/// B6. Exact: an account manager owns the deals and is paid for them; the CSM's pay does not move by a cent when renewals and expansions are
/// worth twice as much.
#[test]
fn an_adoption_bonus_does_not_move_with_renewals() {
    let paid = |rich: bool| {
        let mut company = company("enterprise", 6, all_shipped(&["adoption-only", "full-commission"]), 20);
        if rich {
            richer(&mut company.segments[0]);
        }
        let o = live(company, Behaviour::Off).result.base;
        let partners: i64 = (0..o.trials).map(|t| o.partner_cost[t * o.plans]).sum();
        let pay = |plan: usize| (0..o.trials).map(|t| o.pay_of(t, plan).to_vec()).collect::<Vec<_>>();
        (pay(0), pay(1), partners)
    };
    let (usual, rich) = (paid(false), paid(true));
    assert!(usual.0 == rich.0 && usual.1 != rich.1 && rich.2 > usual.2);
    let (devils, angels) = (contracts().people(), contracts().angels());
    always(&devils.conduct("adoption-only", PRESSURE), 0.0);
    above(angels.mean_conduct("adoption-only", ADOPTION), 1.02);
    below(angels.mean_conduct("adoption-only", EXPANSION), 1.0);
}

/// B7. The same commission, with the deals in the CSM's hands or in sales': owning them costs a tenth of all work and a tenth of pressure
/// more, and of revenue kept (.25 ± .04 points of GRR between the two; honest
/// owners: D3); of all plans here pay varies most.
#[test]
fn owning_the_deals_costs_customers() {
    let (devils, angels) = (contracts().people(), contracts().angels());
    always(&angels.conduct("sold-by-others", PRESSURE), 0.0);
    above(angels.mean_conduct("full-commission", PRESSURE), 0.0999);
    above(angels.mean_conduct("full-commission", EXPANSION), 1.15);
    below(beyond(&devils.kept("full-commission"), &devils.kept("sold-by-others")), 0.0);
    below(average(&devils.kept("full-commission")), 0.0);
    for other in ["flat", "retention-bonus", "adoption-only", "renewal-upsell", "revenue-health"] {
        above(beyond(&devils.pay_spread("full-commission"), &devils.pay_spread(other)), 0.0);
    }
}

/// B8. A bonus on revenue health: no event decides; nobody ever goes without (exact), and relative to what is paid it varies less than
/// half as much as a commission per event.
#[test]
fn revenue_health_is_paid_every_half_year() {
    let people = contracts().people();
    let o = people.outcomes;
    let plan = people.plan("revenue-health");
    assert!((0..o.trials).all(|t| o.dry_spells[t * o.plans + plan] == 0));
    let relative = |id: &str| {
        let cost = average(&people.cost(id)).value / o.seats as f64;
        people.pay_spread(id).iter().map(|x| x / (cost * cost)).collect::<Vec<_>>()
    };
    above(beyond(&relative("renewal-upsell"), &relative("revenue-health")), 0.0);
}

/// B9. The template says what it pays and whether that is worth it: two commission measures and a rated bonus. Nearly all of the commission
/// would be paid with no CSM at all, because it begins at nothing instead of at what comes anyway, and nothing of the bonus: nobody rates
/// work that is not done.
#[test]
fn the_template_says_what_it_pays_and_what_for() {
    let plans = all_shipped(&["channeled-template", "nrr-individual", "flat"]);
    let year = live(company("mid-market", 8, plans, 100), Behaviour::Off);
    let summary = compare::summarise(&year.scenario, &year.result);
    let cost = summary.get("channeled-template", "cost", "mean").unwrap();
    let own = average(&year.people().cost("channeled-template"));
    assert!((cost.value - own.value).abs() < 1e-6);
    let share = |id: &str| summary.get(id, "windfall", "share").unwrap();
    // Two thirds of the potential, at a little less than target, of what is paid.
    let commission = share("channeled-template").value * cost.value / people_target(&year);
    assert!((0.60..0.67).contains(&commission), "{commission}");
    // Output pay and ROI: margin of the growth that a team brings beyond no team, less what the team costs, over that.
    let roi = summary.get("channeled-template", "efficiency", "team_roi").unwrap();
    let money = &year.scenario.money;
    let margin = money.gross_margin * f64::from(money.value_months) / 12.0;
    let o = &year.result.base;
    let (net, team): (Vec<f64>, Vec<f64>) = (0..o.trials)
        .map(|t| {
            let grown = o.arr_end[t * o.plans] - o.arr_start[t] - (o.no_csm_arr_end[t] - o.no_csm_arr_start[t]);
            let base: f64 = year.scenario.roster.iter().map(|seat| seat.ote - seat.variable).sum();
            let team = (base + o.cost(t, 0) as f64 / 100.0) * (1.0 + money.employer_load);
            (margin * grown - team, team)
        })
        .unzip();
    let expected = ratio_of_means(&net, &team).unwrap();
    assert!((roi.value - expected.value).abs() < 1e-9);
    assert!(least_response() > 0.01, "a rating asks for work of every kind: {}", least_response());
}

fn people_target(year: &Year) -> f64 {
    year.scenario.roster.iter().map(|seat| seat.variable).sum()
}

fn least_response() -> f64 {
    let year = live(company("enterprise", 6, all_shipped(&["channeled-template"]), 8), Behaviour::Angels);
    year.people().efforts("channeled-template").into_iter().map(|e| e - 1.0).fold(f64::INFINITY, f64::min)
}
