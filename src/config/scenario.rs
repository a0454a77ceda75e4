//! Scenario files → [`Scenario`]: everything has a default, and anything can be said inline, by file or by library name.

use std::path::Path;
use std::sync::Arc;

use crate::scenario::{HistoryMarket, Market, Resampling, Scenario, Seat, Segment, Stress};

use super::behaviour::read_behaviour;
use super::conduct::read_conduct;
use super::dynamics::read_dynamics;
use super::fitness::Ground;
use super::load::{Loader, Overrides};
use super::market::{HistoryColumns, MarketText, read_market, read_stress};
use super::presets::{ALL_ACCOUNTS, Kind};
use super::roster::read_roster;
use super::run::{read_money, read_neutral, read_run};
use super::team::{default_teams, owners, read_team, read_turnover, unnamed_team};
use super::{Document, HistorySettings, OwnedHistory, Place, Table, read_owned_history};

/// Paid months unless said.
const DEFAULT_MONTHS: u16 = 12;
/// Unpaid months before them unless said (model section 0.8).
const DEFAULT_BURN_IN: u16 = 12;
/// Months of a history kept as past unless said: enough for quarter-on-quarter plans.
const HISTORY_PAST: u16 = 3;
/// Longest horizon and longest past, \[months\].
const MAX_MONTHS: u16 = 120;

/// Reads a scenario. Paths in it are relative to `folder`. Besides the scenario: plans left out, with the reason.
pub(super) fn read_scenario(
    table: &Table<'_>,
    loader: &Loader<'_>,
    folder: &Path,
    overrides: &Overrides,
) -> Option<(Scenario, Vec<(String, String)>)> {
    let reading = Reading { table, loader, folder, overrides };
    let name = table.string("name").or("unnamed".into());
    let about = table.string("about").or(String::new());
    let fictional = table.boolean("fictional").or(false);
    let currency = reading.currency();
    let (run, trials_place) = read_run(table, overrides);
    let neutral = read_neutral(table, overrides);
    let turnover = read_turnover(table.table("turnover").optional());
    let market = reading.market();
    let coefficients = read_dynamics(table, market.as_ref());
    let (behaviour, assumptions) = read_behaviour(table, overrides, market.as_ref());
    let (burn_in, months) = reading.horizon(market.as_ref());
    let stress = reading.stress();
    let (segments, default_segment) = reading.segments();
    let candidates = reading.candidates();
    let conduct = read_conduct(table, behaviour, candidates.known.as_deref());
    let before = loader.notes.count();
    let roster = reading.roster(&segments, default_segment, market.as_ref(), months);
    if roster.is_empty() && loader.notes.count() == before {
        let place = table.place(if table.has("roster") { "roster" } else { "team" });
        loader.notes.problem(place.problem("there are no CSMs").allowed("at least one team with `csms` of 1 or more"));
    }
    let target_variable = roster.iter().map(|s| s.variable).sum::<f64>() * f64::from(months) / 12.0;
    let money = read_money(table, target_variable);
    table.finish();

    let market = market?;
    let (segments, roster) = reading.only_used(segments, roster);
    reading.check_roster(&roster, &market);
    reading.check_books(&roster, &market, burn_in, months);
    reading.check_stress(&stress, &market);
    reading.check_pools(&segments, &market);
    reading.check_uncertainty(&segments, &market, &run);
    let ground = Ground { market: &market, segments: &segments, roster: &roster, past: past(burn_in, &market), months };
    let (plans, reference, left_out) = reading.fit(candidates, &ground);
    let scenario = Scenario {
        name,
        about,
        fictional,
        currency,
        burn_in,
        months,
        segments,
        coefficients,
        roster,
        turnover,
        behaviour,
        assumptions,
        conduct,
        market,
        stress,
        plans,
        reference,
        money,
        neutral,
        run,
    };
    reading.check_memory(&scenario, &trials_place);
    Some((scenario, left_out))
}

/// Months before the first paid one that plans can look back on: customers drawn from segments have an opening balance at least.
fn past(burn_in: u16, market: &Market) -> u16 {
    if matches!(market, Market::Cohorts(_)) { burn_in.max(1) } else { burn_in }
}

/// A scenario file being read.
pub(super) struct Reading<'r, 'a> {
    pub(super) table: &'r Table<'a>,
    pub(super) loader: &'r Loader<'r>,
    pub(super) folder: &'r Path,
    pub(super) overrides: &'r Overrides,
}

impl Reading<'_, '_> {
    fn currency(&self) -> String {
        let currency = self.table.string("currency").or("$".into());
        if currency.chars().count() > 4 {
            let problem = self.table.problem_at("currency", "too long for a sign before amounts");
            self.table.notes().problem(problem.allowed("at most 4 characters, as in \"$\", \"€\" or \"CHF \""));
        }
        currency
    }

    fn market(&self) -> Option<Market> {
        let table = self.table.table("market").optional();
        let wrong = self.table.has("market") && table.is_none();
        let text = if wrong { None } else { read_market(table.as_ref()) };
        let text = match &self.overrides.history {
            None => text,
            Some(file) => {
                let columns = match text {
                    Some(MarketText::History { columns, .. }) if self.overrides.columns == HistoryColumns::default() => columns,
                    _ => self.overrides.columns.clone(),
                };
                let file = self.loader.surroundings.folder.join(file);
                self.loader.notes.resolve("command line", "--history", file.display().to_string(), false);
                Some(MarketText::History { file: Some((file, Place::flag("--history"))), columns, replay: false })
            }
        };
        match text? {
            MarketText::Cohorts(base) => {
                if self.overrides.replay {
                    let problem = Place::flag("--replay").problem("there is no history to replay");
                    self.loader.notes.problem(problem.allowed("together with a history as the market"));
                }
                Some(Market::Cohorts(base))
            }
            MarketText::Attainment(attainment) => Some(Market::Attainment(attainment)),
            MarketText::History { file, columns, replay } => {
                let (file, place) = file?;
                let source = self.loader.open_file(&self.folder.join(file), &place)?;
                let settings = HistorySettings { source, columns };
                if self.overrides.backtest.is_some() {
                    return self.past_as_it_was(&settings);
                }
                let history = (self.loader.surroundings.history)(&settings, &self.loader.notes)?;
                let replay = replay || self.overrides.replay;
                let resampling = if replay { Resampling::Replay } else { Resampling::Bootstrap };
                Some(Market::History(HistoryMarket::new(Arc::new(history), resampling)))
            }
        }
    }

    /// A history replayed with its hand-overs.
    fn past_as_it_was(&self, settings: &HistorySettings) -> Option<Market> {
        let OwnedHistory { history, mut report, ownership } = read_owned_history(settings, &self.loader.notes)?;
        // every month counts with its own holder here, not the latest
        report.moved_owner = 0;
        self.loader.notes.resolve(&settings.source.name, "as read", report.sentences(), false);
        let ownership = Arc::new(self.ownership(&history, ownership)?);
        let market = HistoryMarket::new(Arc::new(history), Resampling::Replay);
        Some(Market::History(HistoryMarket { ownership: Some(ownership), ..market }))
    }

    fn stress(&self) -> Vec<Stress> {
        let said = self.table.entry("stress").and_then(|e| e.array()).unwrap_or_default();
        let mut wanted: Vec<(String, Place, &Path)> = said.iter().filter_map(|e| Some((e.string()?, e.place(), self.folder))).collect();
        let folder = self.loader.surroundings.folder.as_path();
        wanted.extend(self.overrides.stress.iter().map(|name| (name.clone(), Place::flag("--market"), folder)));
        let mut stress: Vec<Stress> = Vec::new();
        for (name, place, folder) in wanted {
            let Some(source) = self.loader.open(Kind::Market, &name, folder, &place) else { continue };
            let document = Document::parse(&source, &self.loader.notes);
            let table = document.root(&self.loader.notes);
            let read = read_stress(&table, &name);
            table.finish();
            if stress.iter().any(|s| s.id == read.id) || read.id == "base" {
                self.loader.notes.problem(place.problem(format!("duplicate market `{}`", read.id)));
            } else {
                stress.push(read);
            }
        }
        stress
    }

    fn roster(&self, segments: &[Segment], default: Option<usize>, market: Option<&Market>, months: u16) -> Vec<Seat> {
        let teams = self.table.tables("team");
        let file = self.table.string("roster").optional();
        if let Some(settings) = &self.overrides.backtest {
            let file = self.loader.surroundings.folder.join(&settings.roster);
            let Some(source) = self.loader.open_file(&file, &Place::flag("--roster")) else { return Vec::new() };
            return read_roster(&source, segments, default, months, &self.loader.notes);
        }
        if self.table.has("team") && self.table.has("roster") {
            self.table.problem("roster", "`roster` and `[[team]]` both say who is paid: keep one");
        }
        if let Some(file) = file {
            let Some(source) = self.loader.open_file(&self.folder.join(file), &self.table.place("roster")) else { return Vec::new() };
            return read_roster(&source, segments, default, months, &self.loader.notes);
        }
        let mut seats = Vec::new();
        for team in &teams {
            read_team(team, segments, default, &mut seats);
        }
        if self.table.has("team") || self.table.has("roster") {
            return seats;
        }
        match market {
            Some(Market::History(h)) if h.history.owner.is_some() => owners(self.table, &h.history, segments),
            Some(Market::History(_)) if segments.iter().any(|s| s.id == ALL_ACCOUNTS) => unnamed_team(self.table, segments),
            _ => default_teams(self.table, segments),
        }
    }

    /// Unpaid and paid months. A history is used whole: what is not paid is past. The default keeps a quarter of past and pays at
    /// most a year; it does not depend on the plans, so that adding one changes nothing for the others.
    fn horizon(&self, market: Option<&Market>) -> (u16, u16) {
        let months = self.table.integer("months", 1..=MAX_MONTHS).optional();
        let burn_in = self.table.integer("burn_in", 0..=MAX_MONTHS).optional();
        let (default_months, default_burn_in) = match market {
            Some(Market::History(h)) => {
                let length = u16::try_from(h.history.months.len()).unwrap_or(u16::MAX).min(MAX_MONTHS);
                let past = burn_in.unwrap_or(HISTORY_PAST);
                let quarters = length.saturating_sub(past) / 3 * 3;
                let fitting = if quarters > 0 { quarters } else { length.saturating_sub(past).max(1) };
                let default_months = fitting.min(DEFAULT_MONTHS);
                (default_months, length.saturating_sub(months.unwrap_or(default_months)))
            }
            _ => (DEFAULT_MONTHS, DEFAULT_BURN_IN),
        };
        let default = |key: &str, said: Option<u16>, default: u16| {
            if !self.table.has(key) {
                self.loader.notes.resolve(&self.table.source().name, &self.table.path_of(key), default, true);
            }
            said.unwrap_or(default)
        };
        if let Some(Market::History(h)) = market
            && let Some((burn_in, months)) = self.asked_months(&h.history, months.unwrap_or(default_months))
        {
            return (burn_in, months);
        }
        let (months, burn_in) = (default("months", months, default_months), default("burn_in", burn_in, default_burn_in));
        if let Some(Market::History(h)) = market
            && usize::from(months) + usize::from(burn_in) > h.history.months.len()
        {
            let message = format!("{months} paid and {burn_in} unpaid months are asked of a history of {}", h.history.months.len());
            let key = if self.table.has("months") { "months" } else { "burn_in" };
            self.loader.notes.problem(self.table.place(key).problem(message));
        }
        (burn_in, months)
    }
}
