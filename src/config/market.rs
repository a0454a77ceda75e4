//! `[market]`, market files and stress twins.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::scenario::{AttainmentLaw, AttainmentMarket, Stress};

use super::distribution::read_distribution;
use super::{Bounds, Place, Source, Table};

/// How a revenue file is to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct HistorySettings {
    /// The file's text.
    pub source: Arc<Source>,
    /// Titles of its columns.
    pub columns: HistoryColumns,
}

/// Titles of a revenue file's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryColumns {
    /// Account identifier.
    pub account: String,
    /// Month.
    pub month: String,
    /// Revenue of the month.
    pub revenue: String,
    /// Segment; `None` = `segment` if the file has such a column; empty = all accounts are one pool.
    pub segment: Option<String>,
    /// Owner of the account; `None` = `csm` if the file has such a column; empty = nobody.
    pub csm: Option<String>,
}

impl Default for HistoryColumns {
    fn default() -> Self {
        let [account, month, revenue] = ["account_id", "month", "revenue"].map(String::from);
        Self { account, month, revenue, segment: None, csm: None }
    }
}

/// `[market]` as written: a history's file is not opened yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum MarketText {
    Cohorts(Stress),
    History { file: Option<(PathBuf, Place)>, columns: HistoryColumns, replay: bool },
    Attainment(AttainmentMarket),
}

/// Kinds of market.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Cohorts,
    History,
    Attainment,
}

/// Reads `[market]`; without one, customers are parametric cohorts. `None` if something without a default is missing or wrong.
pub(super) fn read_market(table: Option<&Table<'_>>) -> Option<MarketText> {
    let Some(table) = table else { return Some(MarketText::Cohorts(Stress::default())) };
    let kinds = [("cohorts", Kind::Cohorts), ("history", Kind::History), ("attainment", Kind::Attainment)];
    // An unknown kind has been reported: which other keys belong is not known then.
    let said = table.one_of("kind", &kinds);
    let kind = if table.has("kind") { said.optional()? } else { said.or_named("cohorts", Kind::Cohorts) };
    let read = match kind {
        Kind::Cohorts => Some(MarketText::Cohorts(read_stress(table, "base"))),
        Kind::History => {
            let file = table.string("file").required().map(|file| (PathBuf::from(file), table.place("file")));
            let columns = table.table("columns").optional().map_or_else(HistoryColumns::default, |t| read_columns(&t));
            Some(MarketText::History { file, columns, replay: table.boolean("replay").or(false) })
        }
        Kind::Attainment => read_attainment(table).map(MarketText::Attainment),
    };
    table.finish();
    read
}

fn read_columns(table: &Table<'_>) -> HistoryColumns {
    let base = HistoryColumns::default();
    let read = HistoryColumns {
        account: table.string("account").or(base.account),
        month: table.string("month").or(base.month),
        revenue: table.string("revenue").or(base.revenue),
        segment: table.string("segment").optional(),
        csm: table.string("csm").optional(),
    };
    table.finish();
    read
}

fn read_attainment(table: &Table<'_>) -> Option<AttainmentMarket> {
    let attainment = table.entry("attainment");
    if attainment.is_none() {
        let problem = table.place("").problem("missing key `attainment`: the distribution of each person's attainment");
        table.notes().problem(problem.allowed("for example { kind = \"normal\", mean = 1.0, sd = 0.15 }"));
    }
    let distribution = attainment.as_ref().and_then(read_distribution);
    let per_year = table.one_of("drawn", &[("per-period", false), ("per-year", true)]).or_named("per-period", false);
    let quota = table.entry("quota").map(|entry| read_distribution(&entry));
    let correlation = table.f64("correlation", Bounds::SHARE).or(0.0);
    let round_decimals = table.integer::<u8>("round_decimals", 0..=12).optional();
    let law = AttainmentLaw { distribution: distribution?, per_year };
    let quota = match quota {
        Some(None) => return None,
        Some(quota) => quota,
        None => None,
    };
    Some(AttainmentMarket { attainment: law, quota, correlation, round_decimals })
}

/// Reads the shift of a market; what it does not say is no shift, and its identifier is the file's name unless said.
pub(super) fn read_stress(table: &Table<'_>, name: &str) -> Stress {
    let base = Stress::default();
    let id = Path::new(name).file_stem().map_or_else(|| name.to_string(), |stem| stem.to_string_lossy().into_owned());
    Stress {
        id: table.string("id").or(id),
        macro_shift: table.f64("macro_shift", -3.0..=3.0).or(base.macro_shift),
        growth_shift: table.f64("growth_shift", -0.05..=0.05).or(base.growth_shift),
        churn_factor: table.f64("churn_factor", 0.1..=10.0).or(base.churn_factor),
        expansion_factor: table.f64("expansion_factor", 0.0..=10.0).or(base.expansion_factor),
    }
}
