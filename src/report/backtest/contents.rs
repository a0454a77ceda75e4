//! The files of a backtest's folder.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{csv, page};
use crate::backtest::{Backtest, Reconciled};
use crate::config::{Loaded, Resolved};
use crate::plan::Cents;
use crate::report::chart::{self, rasterise};
use crate::report::folder::{Files, FilesError};
use crate::report::manifest::{Input, PROGRAM};
use crate::report::statement;
use crate::scenario::{Market, Scenario};
use crate::trial::{Engine, Statement};

/// Folder with a statement for each CSM.
pub const FOLDER_OF_STATEMENTS: &str = "statements";

/// Everything a backtest shows.
#[derive(Clone, Copy)]
pub struct BacktestContents<'a> {
    /// What was paid, on which market.
    pub scenario: &'a Scenario,
    /// What came out.
    pub backtest: &'a Backtest,
    /// What was really paid, reconciled; `None` where that was not given.
    pub reconciled: Option<&'a [Reconciled]>,
    /// Plans that are not payable on the history, with the reason.
    pub not_payable: &'a [(String, String)],
    /// The command that repeats it.
    pub repeat: &'a str,
}

impl BacktestContents<'_> {
    /// First and last paid month, `YYYY-MM`.
    pub(super) fn span(&self) -> [String; 2] {
        let Market::History(market) = &self.scenario.market else { return Default::default() };
        let (first, months) = (usize::from(self.scenario.burn_in), usize::from(self.scenario.months));
        [first, first + months - 1].map(|month| market.history.months.get(month).cloned().unwrap_or_default())
    }

    /// First and last month of a pay period of today's plan.
    pub(super) fn period(&self, period: usize) -> [String; 2] {
        let today = self.scenario.reference;
        let row = self.backtest.periods.iter().find(|row| (row.plan, row.period) == (today, period));
        row.map_or_else(Default::default, |row| [row.from.clone(), row.to.clone()])
    }

    /// Every candidate but today's plan, by index.
    pub(super) fn candidates(&self) -> impl Iterator<Item = usize> {
        let today = self.scenario.reference;
        (0..self.scenario.plans.len()).filter(move |plan| *plan != today)
    }

    /// People who are paid more, and less, than under today's plan.
    pub(super) fn winners_and_losers(&self, plan: usize) -> [usize; 2] {
        let of = |sign: i64| self.backtest.people.iter().filter(|row| row.plan == plan && row.change.0.signum() == sign).count();
        [of(1), of(-1)]
    }

    /// Money to the cent.
    pub(super) fn cents(&self, amount: Cents) -> String {
        statement::to_the_cent(&self.scenario.currency, amount)
    }

    /// The same with its sign; nothing for no difference.
    pub(super) fn difference(&self, amount: Cents) -> String {
        match amount.0 {
            0 => "0.00".into(),
            1.. => format!("+{}", self.cents(amount)),
            _ => self.cents(amount),
        }
    }
}

/// `manifest.json` of a backtest: everything that decided the numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BacktestManifest {
    /// Always [`PROGRAM`].
    pub program: String,
    /// Version that wrote it.
    pub version: String,
    /// `backtest`.
    pub verb: String,
    /// Seed of the redrawn books.
    pub seed: u64,
    /// Redrawn books behind every luck band.
    pub draws: u32,
    /// Today's plan.
    pub today: String,
    /// The command that repeats it.
    pub repeat: String,
    /// Plans that are not payable on the history, with the reason.
    pub not_payable: Vec<(String, String)>,
    /// Files that were read: name and SHA-256.
    pub inputs: Vec<Input>,
    /// Every value in force as the user would write it, defaults marked.
    pub configuration: Vec<Resolved>,
}

impl BacktestManifest {
    fn of(contents: &BacktestContents<'_>, loaded: &Loaded) -> Self {
        let BacktestContents { scenario, backtest, not_payable, repeat, .. } = *contents;
        Self {
            program: PROGRAM.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            verb: "backtest".into(),
            seed: scenario.run.seed,
            draws: backtest.draws,
            today: scenario.plans[scenario.reference].id.clone(),
            repeat: repeat.into(),
            not_payable: not_payable.to_vec(),
            inputs: loaded.sources.iter().map(|(name, sha256)| Input { name: name.clone(), sha256: sha256.clone() }).collect(),
            configuration: loaded.resolved.clone(),
        }
    }
}

/// All files but provenance and statements; without `pictures`, the page has tables only.
///
/// # Errors
/// A file that cannot be made, by name.
pub fn files(contents: &BacktestContents<'_>, loaded: &Loaded, pictures: bool) -> Result<Files, FilesError> {
    let mut files = Files::default();
    let manifest = BacktestManifest::of(contents, loaded);
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(|e| FilesError::Json("manifest.json", e))?;
    text.push(b'\n');
    files.add("manifest.json", text);
    files.table("backtest.csv", |out| csv::write_periods(out, contents))?;
    files.table("winners.csv", |out| csv::write_people(out, contents))?;
    if let Some(reconciled) = contents.reconciled {
        files.table("reconciliation.csv", |out| csv::write_reconciliation(out, contents, reconciled))?;
    }
    let figure = if pictures { chart::luck_bands(contents.scenario, contents.backtest)? } else { None };
    if let Some(figure) = &figure {
        files.add(&format!("charts/{}.png", figure.name), rasterise(figure)?);
    }
    files.add("backtest.html", page::page(contents, figure.as_ref()).into_bytes());
    Ok(files)
}

/// Everybody's statements under every plan, one file a CSM: name in the folder and text. Made one by one, for they are long.
pub fn statements<'a>(contents: &BacktestContents<'a>, engine: &'a Engine<'_>) -> impl Iterator<Item = (String, String)> {
    let scenario = contents.scenario;
    scenario.roster.iter().enumerate().map(move |(seat, person)| {
        let mut text = String::new();
        for plan in 0..scenario.plans.len() {
            write_statement(&mut text, scenario, &engine.statement(plan, seat, 0));
        }
        (format!("{FOLDER_OF_STATEMENTS}/{:03}-{}.txt", seat + 1, slug(&person.name)), text)
    })
}

fn write_statement(text: &mut String, scenario: &Scenario, told: &Statement) {
    let (plan, seat) = (&scenario.plans[told.plan], &scenario.roster[told.seat]);
    let currency = &scenario.currency;
    let target = plan.variable_share.map_or(seat.variable, |share| seat.ote * share);
    let today = if told.plan == scenario.reference { ", today's plan" } else { "" };
    let gap = if text.is_empty() { "" } else { "\n\n" };
    let _ = writeln!(text, "{gap}Pay statement: {}, plan {} ({}){today}", seat.name, plan.title, plan.id);
    let _ = writeln!(text, "target variable {} a year", statement::to_the_cent(currency, Cents::from_dollars(target)));
    statement::book(text, &told.months, currency);
    statement::periods(text, scenario, told);
    let _ = writeln!(text, "\nTotal {}", statement::to_the_cent(currency, told.total()));
}

/// A name as part of a file name.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().take(40) {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_file_names() {
        assert_eq!(["Zoë Ng", "../etc", "O'Brien, Pat", "—"].map(slug), ["zoë-ng", "etc", "o-brien-pat", ""]);
    }
}
