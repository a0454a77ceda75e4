//! What was typed after `calibrate`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::calibrate::intake::{BadRows, Decision, Duplicates, IntakeSettings, Negatives, Outliers, read_mapping};
use crate::cli::args::parse_whole;
use crate::cli::input::{Wrong, quote};
use crate::config::{Date, DateOrder, DecimalMark, Month, Notes, Source};

#[derive(Debug, Args)]
pub(crate) struct CalibrateArgs {
    /// Usage panel (account_id,month,revenue[,segment][,csm]), table of lifetimes (account_id,tenure_months,churned[,…], or start_date and
    /// end_date), or both; CSV or Parquet
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only read the files and say what is in them
    #[arg(long)]
    pub report_only: bool,
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Library segment that has what no history shows, for segments that are not named as one of the library: smb, mid-market or enterprise
    #[arg(long, value_name = "SEGMENT")]
    pub like: Option<String>,
    /// Customers are billed by annual contract, not by usage
    #[arg(long)]
    pub contracts: bool,
    /// Months without revenue, up to the end, that mean an account has left
    #[arg(long, value_name = "MONTHS", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub silent_months: u32,
    /// Contract term whose anniversaries are looked at, months
    #[arg(long, value_name = "MONTHS", default_value_t = 12, value_parser = clap::value_parser!(u32).range(2..=120))]
    pub term: u32,
    /// Column of a table of lifetimes that names contract terms (one_year, 24 months)
    #[arg(long, value_name = "COLUMN")]
    pub term_column: Option<String>,
    /// Panels simulated from the fit and compared with the history
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(20..=10_000))]
    pub panels: u32,
    /// Seed of everything that is drawn
    #[arg(long, default_value_t = 1, value_parser = parse_whole::<u64>)]
    pub seed: u64,
    /// Leave out pictures
    #[arg(long)]
    pub no_charts: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub intake: IntakeArgs,
}

/// How files are to be read: what a mapping file says, and what is typed beside it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct IntakeArgs {
    /// Columns that are named otherwise, e.g. account=customer,revenue=mrr (lifetimes.account=… where the files differ), or a TOML file that
    /// says so
    #[arg(long, value_name = "NAME=COLUMN|FILE", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Order of day, month and year in dates such as 01/02/2024
    #[arg(long, value_parser = decision::<DateOrder>(), ignore_case = true)]
    pub dates: Option<DateOrder>,
    /// Decimal mark of amounts such as 1.234
    #[arg(long, value_parser = decision::<DecimalMark>())]
    pub decimals: Option<DecimalMark>,
    /// Read amounts in this currency only, where there are several
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// First month to read
    #[arg(long, value_name = "YYYY-MM", value_parser = parse::<Month>)]
    pub from: Option<Month>,
    /// Last month to read
    #[arg(long, value_name = "YYYY-MM", value_parser = parse::<Month>)]
    pub to: Option<Month>,
    /// Several rows of an account and month: refuse (unless said), sum, last or first
    #[arg(long, value_parser = decision::<Duplicates>(), hide_possible_values = true)]
    pub duplicates: Option<Duplicates>,
    /// Revenue below 0: the month counts as zero (unless said), drop such rows, or refuse
    #[arg(long, value_parser = decision::<Negatives>(), hide_possible_values = true)]
    pub negatives: Option<Negatives>,
    /// Months far from an account's own median: keep (unless said), cap or drop
    #[arg(long, value_parser = decision::<Outliers>(), hide_possible_values = true)]
    pub outliers: Option<Outliers>,
    /// Rows that cannot be read: refuse (unless said) or skip
    #[arg(long, value_parser = decision::<BadRows>(), hide_possible_values = true)]
    pub bad_rows: Option<BadRows>,
    /// Last day that a table of start and end dates tells of; the latest date in it if left out
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::<Date>)]
    pub as_of: Option<Date>,
    /// First day on which it would have told of an end: accounts that had ended before are not in it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::<Date>)]
    pub observed_from: Option<Date>,
    /// Columns that may explain churn; all in no other use if left out
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub covariates: Option<Vec<String>>,
}

impl IntakeArgs {
    /// What is typed, over what a mapping file says.
    pub(crate) fn settings(&self) -> anyhow::Result<IntakeSettings> {
        let mut settings = IntakeSettings::default();
        let (pairs, files): (Vec<&String>, Vec<&String>) = self.columns.iter().partition(|word| word.contains('='));
        match files.as_slice() {
            [] => {}
            [file] => {
                let source = Source::read(file.as_ref(), file).map_err(|p| Wrong::problems(&p.allowed(COLUMNS).into()))?;
                let notes = Notes::new();
                settings = read_mapping(&source, &notes);
                notes.finish().map_err(|p| Wrong::problems(&p))?;
            }
            [_, second, ..] => return Err(Wrong::argument(format!("--columns {second}: expected {COLUMNS}")).into()),
        }
        for pair in pairs {
            let (name, title) = pair.split_once('=').unwrap_or((pair, ""));
            settings.columns.map(name, title).map_err(|names| Wrong::argument(format!("--columns {name}: {names}")))?;
        }
        let typed = self.clone();
        settings.dates = typed.dates.or(settings.dates);
        settings.decimals = typed.decimals.or(settings.decimals);
        settings.currency = typed.currency.or(settings.currency);
        settings.from = typed.from.or(settings.from);
        settings.to = typed.to.or(settings.to);
        settings.duplicates = typed.duplicates.unwrap_or(settings.duplicates);
        settings.negatives = typed.negatives.unwrap_or(settings.negatives);
        settings.outliers = typed.outliers.unwrap_or(settings.outliers);
        settings.bad_rows = typed.bad_rows.unwrap_or(settings.bad_rows);
        settings.as_of = typed.as_of.or(settings.as_of);
        settings.observed_from = typed.observed_from.or(settings.observed_from);
        settings.covariates = typed.covariates.or(settings.covariates);
        Ok(settings)
    }
}

impl IntakeArgs {
    /// The arguments again, as typed words that repeat the reading, quoted for a shell.
    pub(crate) fn words(&self) -> Vec<String> {
        let decided = |flag: &str, name: Option<&'static str>| name.map(|name| format!("--{flag} {name}"));
        let shown = |flag: &str, value: Option<String>| value.map(|value| format!("--{flag} {}", quote(&value)));
        let list = |flag: &str, values: &[String]| (!values.is_empty()).then(|| format!("--{flag} {}", quote(&values.join(","))));
        [
            list("columns", &self.columns),
            decided("dates", self.dates.map(Decision::name)),
            decided("decimals", self.decimals.map(Decision::name)),
            shown("currency", self.currency.clone()),
            shown("from", self.from.map(|month| month.to_string())),
            shown("to", self.to.map(|month| month.to_string())),
            decided("duplicates", self.duplicates.map(Decision::name)),
            decided("negatives", self.negatives.map(Decision::name)),
            decided("outliers", self.outliers.map(Decision::name)),
            decided("bad-rows", self.bad_rows.map(Decision::name)),
            shown("as-of", self.as_of.map(|day| day.to_string())),
            shown("observed-from", self.observed_from.map(|day| day.to_string())),
            self.covariates.as_ref().and_then(|columns| list("covariates", columns)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

const COLUMNS: &str = "NAME=COLUMN, such as revenue=mrr, or one TOML file with [columns]";

/// A decision by its name.
fn decision<D: Decision + Send + Sync>() -> impl TypedValueParser<Value = D> {
    let find = |name: String| {
        let named = D::NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(&name)).map(|(_, decision)| *decision);
        named.ok_or("there is no such name")
    };
    PossibleValuesParser::new(D::NAMES.iter().map(|(name, _)| *name)).try_map(find)
}

fn parse<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}
