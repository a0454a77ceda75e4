//! Scenario files → [`Scenario`]: everything has a default, and anything can be said inline, by file or by library name.

use std::path::Path;
use std::sync::Arc;

use crate::scenario::{HistoryMarket, Market, Resampling, Scenario, Seat, Segment, Stress};

use super::fitness::Ground;
use super::load::{Loader, Overrides};
use super::market::{HistoryColumns, MarketText, read_market, read_stress};
use super::presets::{self, Kind};
use super::roster::read_roster;
use super::run::{read_money, read_neutral, read_run};
use super::segment::read_segment;
use super::team::{default_teams, owners, read_team, read_turnover};
use super::words::thousands;
use super::{Document, HistorySettings, Place, Table, Value, memory};

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
    let months = table.integer("months", 1..=MAX_MONTHS).spanned().map(|(months, _)| months);
    let burn_in = table.integer("burn_in", 0..=MAX_MONTHS).spanned().map(|(months, _)| months);
    let market = reading.market();
    let stress = reading.stress();
    let (segments, default_segment) = reading.segments();
    let candidates = reading.candidates();
    let before = loader.notes.count();
    let roster = reading.roster(&segments, default_segment, market.as_ref(), months.unwrap_or(DEFAULT_MONTHS));
    if roster.is_empty() && loader.notes.count() == before {
        let place = table.place(if table.has("roster") { "roster" } else { "team" });
        loader.notes.problem(place.problem("there are no CSMs").allowed("at least one team with `csms` of 1 or more"));
    }
    let money = read_money(table, target_variable(&roster, months.unwrap_or(DEFAULT_MONTHS)));
    table.finish();

    let market = market?;
    let (burn_in, months) = reading.horizon(months, burn_in, &market);
    let (segments, roster) = reading.only_used(segments, roster);
    reading.check_roster(&roster, &market);
    reading.check_stress(&stress, &market);
    reading.check_pools(&segments, &market);
    let ground = Ground { market: &market, segments: &segments, roster: &roster, past: burn_in, months };
    let (plans, reference, left_out) = reading.fit(candidates, &ground);
    let scenario = Scenario {
        name,
        about,
        fictional,
        currency,
        burn_in,
        months,
        segments,
        roster,
        turnover,
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

fn target_variable(roster: &[Seat], months: u16) -> f64 {
    roster.iter().map(|s| s.variable).sum::<f64>() * f64::from(months) / 12.0
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
                    Some(MarketText::History { columns, .. }) => columns,
                    _ => HistoryColumns::default(),
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
                let history = (self.loader.surroundings.history)(&settings, &self.loader.notes)?;
                let replay = replay || self.overrides.replay;
                let resampling = if replay { Resampling::Replay } else { Resampling::Bootstrap };
                Some(Market::History(HistoryMarket { history: Arc::new(history), resampling }))
            }
        }
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

    /// Segments said in the scenario, then those of the library that it does not say itself; and the one that needs no naming
    /// because it is the only one said.
    fn segments(&self) -> (Vec<Segment>, Option<usize>) {
        let notes = &self.loader.notes;
        let mut segments: Vec<Segment> = Vec::new();
        let mut add = |segment: Option<Segment>, place: Place| {
            let Some(segment) = segment else { return };
            if segments.iter().any(|s| s.id == segment.id) {
                notes.problem(place.problem(format!("duplicate segment `{}`", segment.id)));
            } else {
                segments.push(segment);
            }
        };
        match self.table.entry("segments").map(|e| (e.value(), e)) {
            None => {}
            Some((Value::Array(items), _)) => {
                for (name, place) in items.iter().filter_map(|e| Some((e.string()?, e.place()))) {
                    add(self.segment_by_name(&name, self.folder, &place), place);
                }
            }
            Some((Value::Table(inline), _)) => {
                for (id, entry) in inline.entries() {
                    let Some(table) = entry.table() else { continue };
                    let segment = self.loader.like(&table, id).and_then(|base| read_segment(&table, Some(id), Some(&base)));
                    add(segment, entry.place());
                }
            }
            Some((_, entry)) => {
                let problem = entry.problem_at("not segments");
                notes.problem(problem.allowed("names in [ ], or tables [segments.NAME]"));
            }
        }
        let only = (segments.len() == 1).then_some(0);
        for preset in presets::all(Kind::Segment) {
            if !segments.iter().any(|s| s.id == preset.name) {
                segments.extend(self.loader.library_segment(preset.name));
            }
        }
        (segments, only)
    }

    /// Drops segments without a CSM, and library files that were opened for them.
    fn only_used(&self, segments: Vec<Segment>, mut roster: Vec<Seat>) -> (Vec<Segment>, Vec<Seat>) {
        let mut kept = Vec::new();
        for (i, segment) in segments.into_iter().enumerate() {
            if roster.iter().any(|s| usize::from(s.segment) == i) {
                for seat in roster.iter_mut().filter(|s| usize::from(s.segment) == i) {
                    seat.segment = kept.len() as u16;
                }
                kept.push(segment);
            } else if let Ok(preset) = presets::find(Kind::Segment, &segment.id) {
                self.loader.forget(&preset.source().name);
            }
        }
        (kept, roster)
    }

    fn segment_by_name(&self, name: &str, folder: &Path, place: &Place) -> Option<Segment> {
        if presets::find(Kind::Segment, name).is_ok() {
            return self.loader.library_segment(name);
        }
        let source = self.loader.open(Kind::Segment, name, folder, place)?;
        let document = Document::parse(&source, &self.loader.notes);
        let table = document.root(&self.loader.notes);
        let base = self.loader.like(&table, "")?;
        read_segment(&table, None, Some(&base))
    }

    fn roster(&self, segments: &[Segment], default: Option<usize>, market: Option<&Market>, months: u16) -> Vec<Seat> {
        let teams = self.table.tables("team");
        let file = self.table.string("roster").optional();
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
            _ => default_teams(self.table, segments),
        }
    }

    /// Unpaid and paid months. A history is used whole: what is not paid is past. The default keeps a quarter of past and pays at
    /// most a year; it does not depend on the plans, so that adding one changes nothing for the others.
    fn horizon(&self, months: Option<u16>, burn_in: Option<u16>, market: &Market) -> (u16, u16) {
        let (default_months, default_burn_in) = match market {
            Market::History(h) => {
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
        let (months, burn_in) = (default("months", months, default_months), default("burn_in", burn_in, default_burn_in));
        if let Market::History(h) = market
            && usize::from(months) + usize::from(burn_in) > h.history.months.len()
        {
            let message = format!("{months} paid and {burn_in} unpaid months are asked of a history of {}", h.history.months.len());
            let key = if self.table.has("months") { "months" } else { "burn_in" };
            self.loader.notes.problem(self.table.place(key).problem(message));
        }
        (burn_in, months)
    }

    fn check_roster(&self, roster: &[Seat], market: &Market) {
        let notes = &self.loader.notes;
        let place = self.table.place(if self.table.has("roster") { "roster" } else { "team" });
        match market {
            Market::Cohorts(_) if !roster.is_empty() && roster.iter().all(|s| s.accounts == 0) => {
                notes.problem(place.problem("no CSM has any account"));
            }
            Market::History(h) => {
                let mut names: Vec<&str> = h.history.owner.iter().flatten().map(String::as_str).filter(|name| !name.is_empty()).collect();
                names.sort_unstable();
                names.dedup();
                let unknown = names.iter().filter(|name| !roster.iter().any(|s| s.name == **name));
                for name in unknown.filter(|_| h.resampling == Resampling::Replay) {
                    let problem = place.problem(format!("CSM `{name}` of the history is not in the roster"));
                    notes.problem(problem.nearest(name, roster.iter().map(|s| s.name.as_str())));
                }
            }
            _ => {}
        }
    }

    /// Every segment with a CSM has accounts in the history, unless the history has one pool for all.
    fn check_pools(&self, segments: &[Segment], market: &Market) {
        let Market::History(h) = market else { return };
        let pools = &h.history.segments;
        for segment in segments.iter().filter(|s| pools.len() > 1 && !pools.contains(&s.id)) {
            let place = self.table.place(if self.table.has("roster") { "roster" } else { "team" });
            let problem = place.problem(format!("the history has no account of segment `{}`", segment.id));
            self.loader.notes.problem(problem.allowed(pools.join(", ")).nearest(&segment.id, pools.iter().map(String::as_str)));
        }
    }

    fn check_stress(&self, stress: &[Stress], market: &Market) {
        if !stress.is_empty() && !matches!(market, Market::Cohorts(_)) {
            let place = if self.table.has("stress") { self.table.place("stress") } else { Place::flag("--market") };
            let problem = place.problem("only parametric cohorts can be put under stress");
            self.loader.notes.problem(problem.allowed("together with [market] kind = \"cohorts\""));
        }
    }

    fn check_memory(&self, scenario: &Scenario, place: &Place) {
        let replay = matches!(&scenario.market, Market::History(h) if h.resampling == Resampling::Replay);
        let trials = if replay { 1 } else { u64::from(scenario.run.goal.max_trials()) };
        let markets = 1 + scenario.stress.len();
        let one = memory::per_trial(markets, scenario.plans.len(), scenario.roster.len(), scenario.quarters());
        let needed = one.saturating_mul(trials);
        let there = self.loader.surroundings.memory;
        if needed > there {
            let (needed, free) = (memory::said(needed), memory::said(there));
            let message = format!("{} trials need about {needed} of memory; {free} can be had", thousands(trials as f64));
            let problem = place.problem(message).allowed(format!("up to {} trials here", thousands((there / one.max(1)) as f64)));
            self.loader.notes.problem(problem);
        }
    }
}
