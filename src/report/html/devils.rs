//! The devils test: one game at a time, what it earns, what it costs, which clause stops it, and the command that shows it.

use maud::{Markup, html};

use super::Page;
use super::cells::{Kind, cell, text};
use super::response::mark;
use crate::behaviour::Channel;
use crate::compare::{Played, played, sentence_case};
use crate::stats::Estimate;

/// A clause that leaves more than this of a game does not stop it.
const STOPPED: f64 = 0.5;

/// The section; nothing where no plan invites any game.
pub(super) fn section(page: &Page) -> Markup {
    let games = played(page.scenario, page.result);
    html! {
        @if !games.is_empty() {
            h3 id="devils" { "The devils test " (mark()) }
            p.caption {
                "One game at a time: people without scruples who know this game only, beside angels in the same trials. How far: 100\u{202f}% is all that is possible; for timing, the months in which deals move. "
                "Earns: pay of a CSM a year. Costs: margin lost, pay and leakage over the horizon; below 0 the company gains. Clauses are tried in a small pilot against each plan’s furthest game, and against timing; plans that are not here invite no game."
            }
            div.scroll {
                table {
                    thead {
                        tr {
                            th scope="col" { "Plan" }
                            th.words scope="col" { "Game" }
                            @for head in ["How far", "Earns a CSM", "Costs the firm"] { th scope="col" { (head) } }
                            @for head in ["Clause against it", "What it leaves", "See it"] { th.words scope="col" { (head) } }
                        }
                    }
                    tbody { @for game in &games { (row(page, game)) } }
                }
            }
        }
    }
}

fn row(page: &Page, game: &Played) -> Markup {
    let id = page.scenario.plans[game.plan].id.as_str();
    let measure = format!("devils@{}", game.channel.id());
    let number = |statistic: &str| page.summary.get(id, &measure, statistic);
    let currency = &page.scenario.currency;
    html! {
        tr.today[id == page.today()] {
            th scope="row" { (page.name(id)) }
            td.words { (sentence_case(name(game.channel))) }
            (cell(currency, Kind::Share, number("degree")))
            (cell(currency, Kind::Difference, number("earns")))
            (cell(currency, Kind::Difference, number("costs")))
            td.words { @if let Some(clause) = game.clause { (sentence_case(clause)) } }
            td.words { (left(number("degree_without_clause"), number("degree_with_clause"))) }
            td.words { @if let Some(command) = command(page, game) { code { (command) } } }
        }
    }
}

/// What readers call a game.
fn name(channel: Channel) -> &'static str {
    match channel {
        Channel::Pressure => "pressure to sign",
        Channel::Padding => "padded leads",
        Channel::Shallow => "boxes ticked without the work",
        Channel::Inflation => "inflated logins",
        Channel::Begging => "begging for scores",
        Channel::Neglect => "neglect until red",
        Channel::Sandbagging => "targets talked down",
        Channel::Timing => "deals moved in time",
    }
}

/// "64 % → 0.6 %", and whether that stops it.
fn left(before: Option<Estimate>, after: Option<Estimate>) -> String {
    let (Some(before), Some(after)) = (before, after) else { return String::new() };
    let stops = after.value <= STOPPED * before.value;
    let change = format!("{} → {}", text("", Kind::Share, before), text("", Kind::Share, after));
    if stops { change } else { format!("{change}: would not stop it") }
}

/// The command that shows the statement in which the game earned most.
fn command(page: &Page, game: &Played) -> Option<String> {
    let (trial, seat) = game.best?;
    let (start, _) = page.context.why.split_once(" --plan ")?;
    let id = &page.scenario.plans[game.plan].id;
    Some(format!("{start} --plan {id} --csm {} --trial {trial} --channel {}", seat + 1, game.channel.id()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::html::PageContext;
    use crate::trial::{CONDUCT_COLUMNS, ChannelResult, Outcomes, Remedied};

    #[test]
    fn what_is_left_is_told_and_whether_that_stops_it() {
        let of = |value| Some(Estimate::symmetric(value, Some(0.001), 16));
        assert_eq!(left(of(0.30), of(0.04)).replace('\u{202f}', " "), "30 % → 4.0 %");
        assert_eq!(left(of(0.30), of(0.16)).replace('\u{202f}', " "), "30 % → 16 %: would not stop it");
        assert_eq!(left(of(0.30), None), "");
    }

    #[test]
    fn each_game_has_a_row_and_a_command_that_shows_it() {
        let mut f = fixture::responding(64);
        let seats = f.result.base.seats;
        let angels = &f.result.people[0].outcomes;
        // the last CSM earns a dollar more than an angel in the second of these trials
        let mut pay: Vec<i64> = (0..4).flat_map(|t| angels.pay_of(4 * t, 3).to_vec()).collect();
        pay[2 * seats - 1] += 100;
        let mut conduct = vec![0.0; 4 * CONDUCT_COLUMNS];
        conduct.iter_mut().skip(5).step_by(CONDUCT_COLUMNS).for_each(|x| *x = 0.5);
        let mut outcomes = Outcomes { trials: 4, plans: 1, seats, pay: pay.into(), partner_cost: vec![0; 4].into(), ..Outcomes::default() };
        outcomes.response.conduct = conduct.into();
        f.result.devils.channels = vec![ChannelResult { channel: Channel::Pressure, plans: vec![3], outcomes }];
        let tried = Remedied { plan: 3, channel: Channel::Pressure, clause: 0, before: vec![0.4, 0.5], after: vec![0.1, 0.2] };
        f.result.devils.remedies = vec![tried];
        let why = "paylift explain meterline.toml --seed 7 --plan flat --csm 7 --trial 212".into();
        let context = PageContext { why, ..PageContext::default() };
        let page = Page { scenario: &f.scenario, result: &f.result, summary: &f.summary, findings: &f.findings, context: &context };
        let shown = section(&page).into_string();
        let id = &f.scenario.plans[3].id;
        let command = format!("paylift explain meterline.toml --seed 7 --plan {id} --csm {seats} --trial 16 --channel pressure");
        assert!(shown.contains(&command), "{shown}");
        assert!(shown.contains("Pressure to sign") && shown.contains("each person’s own"), "{shown}");
        assert_eq!(shown.matches("<tr").count(), 2);
        f.result.devils = Default::default();
        let page = Page { scenario: &f.scenario, result: &f.result, summary: &f.summary, findings: &f.findings, context: &context };
        assert_eq!(section(&page).into_string(), "");
    }
}
