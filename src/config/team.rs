//! `[[team]]` tables → generated seats: so many CSMs with the same terms.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::cohort::History;
use crate::scenario::{Seat, Segment, Turnover};

use super::presets::{ALL_ACCOUNTS, DEFAULT_SEGMENT};
use super::roster::{MAX_ACCOUNTS, unknown_segment};
use super::{Bounds, Table};

/// Most CSMs in one team.
const MAX_CSMS: u32 = 10_000;

/// OTE when a team does not say it: the mid-market figure of model section 3, \[$ a year\].
const DEFAULT_OTE: f64 = 110_000.0;

/// Variable share of OTE when a team does not say it: 80/20, the mix of most plans (model section 3).
pub(super) const DEFAULT_VARIABLE_SHARE: f64 = 0.20;

/// Reads one team and adds its seats.
pub(super) fn read_team(table: &Table<'_>, segments: &[Segment], default: Option<usize>, seats: &mut Vec<Seat>) {
    let segment = read_segment_name(table, segments, default);
    let csms = table.integer::<u32>("csms", 0..=MAX_CSMS).required();
    let full_book = segment.map_or(0, |i| segments[i].accounts_per_csm);
    let accounts = table.integer("accounts", 0..=MAX_ACCOUNTS).or(full_book);
    let ote = table.f64("ote", Bounds::NOT_NEGATIVE).or(DEFAULT_OTE);
    let variable = read_variable(table, ote);
    let quota = table.f64("quota", Bounds::POSITIVE).optional();
    let name = table.string("name").or(segment.map_or_else(String::new, |i| segments[i].title.clone()));
    let pods = table.integer::<u32>("pods", 1..=MAX_CSMS).or(1);
    table.finish();
    let (Some(segment), Some(csms)) = (segment, csms) else { return };
    if pods > csms.max(1) {
        table.notes().problem(table.problem_at("pods", "more pods than CSMs").allowed(format!("1 to {csms}")));
    }
    let first_pod = seats.iter().map(|s| s.pod + 1).max().unwrap_or(0);
    let taken = seats.iter().filter(|s| s.name.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(' '))).count() as u32;
    for i in 0..csms {
        seats.push(Seat {
            name: format!("{name} {}", taken + i + 1),
            segment: segment as u16,
            pod: first_pod + (u64::from(i) * u64::from(pods) / u64::from(csms)) as u16,
            ote,
            variable,
            quota,
            start_month: None,
            accounts,
        });
    }
}

/// Target variable: dollars, or a share of OTE.
fn read_variable(table: &Table<'_>, ote: f64) -> f64 {
    if table.has("variable") && table.has("variable_share") {
        table.problem("variable", "`variable` and `variable_share` say the same thing: keep one");
    }
    let dollars = table.f64("variable", 0.0..=ote).optional();
    if dollars.is_some() {
        let _ = table.f64("variable_share", Bounds::SHARE).optional();
        return dollars.unwrap_or_default();
    }
    ote * table.f64("variable_share", Bounds::SHARE).or(DEFAULT_VARIABLE_SHARE)
}

fn read_segment_name(table: &Table<'_>, segments: &[Segment], default: Option<usize>) -> Option<usize> {
    let said = match default {
        Some(only) => Some(table.string("segment").or(segments[only].id.clone())),
        None => table.string("segment").required(),
    };
    let id = said?;
    let found = segments.iter().position(|s| s.id == id);
    if found.is_none() {
        let problem = table.problem_at("segment", format!("unknown segment `{id}`"));
        table.notes().problem(unknown_segment(problem, &id, segments));
    }
    found
}

/// The default company's team (segment, CSMs, OTE), for scenarios that say nobody: full books, 80/20.
const DEFAULT_TEAMS: [(&str, u32, f64); 3] = [("smb", 9, 85_000.0), ("mid-market", 10, 110_000.0), ("enterprise", 5, 150_000.0)];

/// The default company's team.
pub(super) fn default_teams(table: &Table<'_>, segments: &[Segment]) -> Vec<Seat> {
    let mut seats = Vec::new();
    for (pod, (id, csms, ote)) in DEFAULT_TEAMS.into_iter().enumerate() {
        let Some(segment) = segments.iter().position(|s| s.id == id) else { continue };
        table.notes().resolve(&table.source().name, &format!("{}.{id}.csms", table.path_of("team")), csms, true);
        table.notes().resolve(&table.source().name, &format!("{}.{id}.ote", table.path_of("team")), ote, true);
        seats.extend((0..csms).map(|i| Seat {
            name: format!("{} {}", segments[segment].title, i + 1),
            segment: segment as u16,
            pod: pod as u16,
            ote,
            variable: ote * DEFAULT_VARIABLE_SHARE,
            quota: None,
            start_month: None,
            accounts: segments[segment].accounts_per_csm,
        }));
    }
    seats
}

/// A team for a history that names nobody: ten full books drawn from all accounts, terms as usual.
pub(super) fn unnamed_team(table: &Table<'_>, segments: &[Segment]) -> Vec<Seat> {
    const CSMS: u32 = 10;
    let Some(segment) = segments.iter().position(|s| s.id == ALL_ACCOUNTS) else { return Vec::new() };
    table.notes().resolve(&table.source().name, &format!("{}.csms", table.path_of("team")), CSMS, true);
    table.notes().resolve(&table.source().name, &format!("{}.ote", table.path_of("team")), DEFAULT_OTE, true);
    (0..CSMS)
        .map(|i| Seat {
            name: format!("{} {}", segments[segment].title, i + 1),
            segment: segment as u16,
            pod: 0,
            ote: DEFAULT_OTE,
            variable: DEFAULT_OTE * DEFAULT_VARIABLE_SHARE,
            quota: None,
            start_month: None,
            accounts: segments[segment].accounts_per_csm,
        })
        .collect()
}

/// One seat for each owner named in a revenue history, in the order of names, with the accounts they own there.
///
/// A person is in the segment of most of their accounts; where the scenario has none of that name, in the one for all accounts if
/// there is one, else in the default.
pub(super) fn owners(table: &Table<'_>, history: &History, segments: &[Segment]) -> Vec<Seat> {
    let mut owned: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (account, owner) in history.owner.iter().flatten().enumerate() {
        owned.entry(owner).or_default().push(account);
    }
    let named = |id: &str| segments.iter().position(|s| s.id == id);
    let fallback = named(ALL_ACCOUNTS).or(named(DEFAULT_SEGMENT)).unwrap_or(0);
    let in_scenario = |pool: &u16| segments.iter().position(|s| history.segments.get(usize::from(*pool)) == Some(&s.id));
    let seat = |(owner, accounts): (&str, Vec<usize>)| {
        let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
        for account in &accounts {
            *counts.entry(history.segment[*account]).or_default() += 1;
        }
        let most = counts.iter().max_by_key(|(pool, n)| (**n, Reverse(**pool))).map(|(pool, _)| *pool);
        Seat {
            name: owner.to_string(),
            segment: most.as_ref().and_then(in_scenario).unwrap_or(fallback) as u16,
            pod: 0,
            ote: DEFAULT_OTE,
            variable: DEFAULT_OTE * DEFAULT_VARIABLE_SHARE,
            quota: None,
            start_month: None,
            accounts: accounts.len() as u32,
        }
    };
    let seats: Vec<Seat> = owned.into_iter().filter(|(owner, _)| !owner.is_empty()).map(seat).collect();
    table.notes().resolve(&table.source().name, "team", format!("{} CSMs of the history at {DEFAULT_OTE} OTE", seats.len()), true);
    seats
}

/// Reads `[turnover]`; what it does not say is [`Turnover::default`].
pub(super) fn read_turnover(table: Option<Table<'_>>) -> Turnover {
    let base = Turnover::default();
    let Some(table) = table else { return base };
    let read = Turnover {
        annual: table.f64("annual", 0.0..1.0).or(base.annual),
        vacancy_months: table.integer("vacancy_months", 0..=24).or(base.vacancy_months),
        ramp_months: table.integer("ramp_months", 0..=24).or(base.ramp_months),
        reassignment: table.f64("reassignment", Bounds::SHARE).or(base.reassignment),
        new_accounts: table.boolean("new_accounts").or(base.new_accounts),
        skill_sd: table.f64("skill_sd", 0.0..=2.0).or(base.skill_sd),
    };
    table.finish();
    read
}
