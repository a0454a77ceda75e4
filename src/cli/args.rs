//! What was typed on the command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::ab::AbArgs;
use super::backtest::BacktestArgs;
use super::calibrate::CalibrateArgs;
use super::cluster::ClusterArgs;
use super::sample::SampleArgs;
use super::spread_args::{MergeArgs, ShardsArgs, SpreadArgs, Trials};
use crate::behaviour::Channel;
use crate::lanes::Isa;

/// The wind tunnel for customer-success pay plans.
///
/// Samples customers, pays candidate plans on the same luck, and reports what they cost, how noisy pay becomes and how much
/// growth there is beyond the baseline. Without a command it runs the built-in example company.
#[derive(Debug, Parser)]
#[command(name = "paylift", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 unexpected, 2 wrong input, 3 precision goal not met, 10 to 19 partials refused (see merge), 130 interrupted."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Simulate a scenario and write a run folder with tables, pictures and a page
    Run(RunArgs),
    /// Pay plans on a real past: who would have been paid what, how much of it is luck, and whether what was paid agrees
    Backtest(BacktestArgs),
    /// Design, analyse and decide experiments on pay plans
    Ab(AbArgs),
    /// Tell which shards of a run that is spread over machines are still to be lived
    Shards(ShardsArgs),
    /// Put the partials of a run together to the folder that a single machine would have written
    Merge(MergeArgs),
    /// Validate scenario, plan and segment files and say in words what would run; run nothing
    Check(CheckArgs),
    /// List the plan library, or show one plan in plain words
    Plans(PlansArgs),
    /// Show one CSM's pay statement in one trial, line by line
    Explain(ExplainArgs),
    /// Redraw every table, picture and page from a saved run without simulating
    Report(ReportArgs),
    /// Write a commented scenario, plan, roster and segment file to start from
    Init(InitArgs),
    /// Write the customers of one trial as a revenue history, as if a company had kept it
    Sample(SampleArgs),
    /// Turn a company's own history into segments to run: what it holds, what is fitted to it, and whether that looks like it
    Calibrate(CalibrateArgs),
    /// Print the script with which a cluster runs the shards of a scenario, for an engine you already have
    Cluster(ClusterArgs),
    /// Print shell completions
    Completions {
        /// Shell to complete for
        shell: Shell,
    },
}

/// What to simulate: shared by `run` and `explain`.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ScenarioArgs {
    /// Scenario file or library name; the built-in company Meterline if left out
    pub scenario: Option<String>,
    /// Seed of every random number
    #[arg(long, value_parser = parse_whole::<u64>, allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// Candidate plans, library names or files, separated by commas; `all` for the whole library
    #[arg(long, value_delimiter = ',', value_parser = parse_name)]
    pub plans: Vec<String>,
    /// Add a stress twin of the market: recession, boom or a market file (may be repeated)
    #[arg(long, value_delimiter = ',', value_parser = parse_name)]
    pub market: Vec<String>,
    /// Use a real revenue history (CSV: account_id,month,revenue[,segment][,csm]) as the market
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// Columns of the history that are named otherwise, e.g. account=customer,revenue=mrr
    #[arg(long, value_name = "NAME=COLUMN", value_delimiter = ',', requires = "history")]
    pub columns: Vec<String>,
    /// Do not resample the history: the actual accounts in the actual months, one exact answer
    #[arg(long)]
    pub replay: bool,
    /// How plans are brought to equal cost
    #[arg(long, value_enum)]
    pub neutral: Option<NeutralArg>,
    /// Whether and which people respond to pay
    #[arg(long, value_enum)]
    pub behaviour: Option<BehaviourArg>,
    /// Only what each plan pays: no world without a CSM, no studies of luck and skill, no other people beside; much quicker
    #[arg(long)]
    pub payouts_only: bool,
    /// Draw the segments' parameters anew from their stated uncertainty, DRAWS times (50 if left out), and tell luck from what is not
    /// known; trials share the draws in blocks of 64
    #[arg(long, value_name = "DRAWS", num_args = 0..=1, default_missing_value = "50", value_parser = parse_draws)]
    pub parameter_uncertainty: Option<u32>,
}

/// `--behaviour`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BehaviourArg {
    /// Nobody responds: the same work and the same customers under every plan
    Off,
    /// Everybody responds, nobody plays games
    Angels,
    /// Some play every game that pays, the others have scruples
    Mixed,
    /// Everybody plays every game that pays
    Devils,
    /// Everybody does what the scenario's [conduct] says, whatever a plan pays
    Fixed,
}

/// `--neutral`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NeutralArg {
    /// Scale target pay: every payout of a plan by one factor
    Target,
    /// Scale rates; caps, floors and guarantees stay as published
    Rate,
    /// Compare as published only
    Off,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of trials; with --partial or --partial-dir also a range A..B (from A to before B)
    #[arg(long, value_parser = Trials::parse, allow_hyphen_values = true)]
    pub trials: Option<Trials>,
    /// Stop when every plan's mean cost, and its difference to today's plan, is known this well, e.g. 1%
    #[arg(long, value_name = "X%", value_parser = parse_percent)]
    pub precision: Option<f64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Instruction set to live trials on: portable, sse2, avx2 or avx512; the widest if left out. Results do not depend on it
    #[arg(long, value_name = "SET", hide = true, value_parser = parse_isa)]
    pub isa: Option<Isa>,
    /// Leave out pictures (the page then has tables only)
    #[arg(long)]
    pub no_charts: bool,
    /// Print the summary as JSON instead of text
    #[arg(long)]
    pub json: bool,
    /// Go on where the same run was killed. While a run lasts, finished trials are kept beside its folder, in DIR.unfinished
    #[arg(long)]
    pub resume: bool,
    /// Keep them every so many seconds at most; a run that lasts less keeps nothing
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    pub keep_every: u16,
    #[command(flatten)]
    pub spread: SpreadArgs,
}

fn parse_isa(name: &str) -> Result<Isa, String> {
    let isa: Isa = name.parse().map_err(|error: crate::lanes::UnknownIsa| error.to_string())?;
    if isa.is_here() { Ok(isa) } else { Err(format!("this processor has no {name}")) }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Scenario, plan, segment or market files (or library names)
    #[arg(required = true)]
    pub files: Vec<String>,
    /// Simulate a little and say what practitioners would advise about the plans of a scenario, with the size of each harm here
    #[arg(long)]
    pub advice: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PlansArgs {
    #[command(subcommand)]
    pub command: Option<PlansCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlansCommand {
    /// Show one plan: plain words, pay table, sources, what is assumed
    Show {
        /// Plan's identifier or file
        plan: String,
        /// Print the pay table as CSV
        #[arg(long)]
        csv: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Plan's identifier
    #[arg(long)]
    pub plan: String,
    /// CSM: number from 1, or name
    #[arg(long)]
    pub csm: String,
    /// Trial, from 0; always needed beside --plan and --csm, unless --beliefs are asked for
    #[arg(long, value_parser = parse_whole::<u32>, allow_hyphen_values = true, required_unless_present = "beliefs")]
    pub trial: Option<u32>,
    /// As people without scruples who know this one game (whatever --behaviour says): what the devils test shows
    #[arg(long, value_name = "GAME", value_parser = games())]
    pub channel: Option<Channel>,
    /// Instead of a statement: what the CSM believes about what the plan pays for, and what they make of it
    #[arg(long, conflicts_with = "trial")]
    pub beliefs: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Folder of a saved run
    pub run_dir: PathBuf,
    /// Leave out pictures
    #[arg(long)]
    pub no_charts: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Folder to write into; created if needed
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Number of CSMs; 24 if left out, or those whom the history names
    #[arg(long, value_parser = parse_csms, allow_hyphen_values = true)]
    pub csms: Option<u32>,
    /// On-target earnings a year of each
    #[arg(long, default_value_t = 110_000.0, value_parser = parse_money, allow_hyphen_values = true)]
    pub ote: f64,
    /// Base : variable, e.g. 80/20
    #[arg(long, default_value = "80/20", value_parser = parse_split)]
    pub split: Split,
    /// Budget for variable pay a year; 110 % of the target variable if left out
    #[arg(long, value_parser = parse_money, allow_hyphen_values = true)]
    pub budget: Option<f64>,
    /// Revenue history to use as the market (CSV: account_id,month,revenue[,segment][,csm]); referred to, not copied
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// Columns of the history that are named otherwise, e.g. account=customer,revenue=mrr
    #[arg(long, value_name = "NAME=COLUMN", value_delimiter = ',', requires = "history")]
    pub columns: Vec<String>,
}

/// A pay mix as typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Split {
    /// Variable share of on-target earnings.
    pub variable_share: f64,
}

/// `1%`, `1 %` or `0.01`.
pub(super) fn parse_percent(text: &str) -> Result<f64, String> {
    let (number, scale) = match text.trim().strip_suffix('%') {
        Some(number) => (number, 0.01),
        None => (text, 1.0),
    };
    let value: f64 = number.trim().parse().map_err(|_| "expected a percentage such as 1%".to_owned())?;
    let share = value * scale;
    match share {
        _ if share > 0.0 && share < 1.0 => Ok(share),
        _ if scale == 1.0 && (1.0..100.0).contains(&value) => Err(format!("write {value}% or {}", value / 100.0)),
        _ => Err("must be above 0% and below 100%".to_owned()),
    }
}

/// `10000`, `10,000` or `10_000`.
pub(super) fn parse_whole<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let wrong = || "expected a whole number from 0, such as 10000".to_owned();
    let text = text.trim();
    let groups: Vec<&str> = text.split([',', '_']).collect();
    let grouped = groups.len() > 1;
    if grouped && !((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3)) {
        return Err(wrong());
    }
    let digits = groups.concat();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    T::try_from(number).map_err(|_| format!("{text} is too large"))
}

/// Outer draws: the flag may stand without a number, and takes what follows it for one.
fn parse_draws(text: &str) -> Result<u32, String> {
    parse_whole(text).map_err(|_| "expected a number of draws such as 50; name the scenario before this flag".to_owned())
}

fn parse_between(text: &str, low: u32, high: u32) -> Result<u32, String> {
    let number = parse_whole::<u32>(text)?;
    if (low..=high).contains(&number) { Ok(number) } else { Err(format!("must be from {low} to {high}")) }
}

/// The games, by name.
fn games() -> impl TypedValueParser<Value = Channel> {
    PossibleValuesParser::new(Channel::ALL.map(Channel::id)).try_map(|id| id.parse().map_err(|()| "no such game"))
}

pub(super) fn parse_trials(text: &str) -> Result<u32, String> {
    parse_between(text, 1, 1_000_000_000)
}

fn parse_csms(text: &str) -> Result<u32, String> {
    parse_between(text, 1, 10_000)
}

/// A name of a list, which may be typed with spaces after its commas.
pub(super) fn parse_name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("an empty name: names are separated by commas without spaces, as in flat,nrr-team".to_owned()),
        name => Ok(name.to_owned()),
    }
}

/// Most money that can be typed.
const MOST_MONEY: f64 = 1e12;

/// `110000`, `110,000`, `$110k` or `1.2M`.
fn parse_money(text: &str) -> Result<f64, String> {
    let wrong = || "expected an amount such as 110000, 110,000 or 110k".to_owned();
    let plain = text.trim().trim_start_matches(['$', '€', '£']).trim().replace('_', "").to_ascii_lowercase();
    let (digits, scale) = match plain.strip_suffix(['k', 'm']) {
        Some(digits) => (digits.trim_end(), if plain.ends_with('k') { 1e3 } else { 1e6 }),
        None => (plain.as_str(), 1.0),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    let groups_of_three = groups.all(|g| g.len() == 3) && (1..=3).contains(&first.len());
    let number = format!("{}.{decimals}", whole.replace(',', ""));
    if grouped && !groups_of_three || !number.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') {
        return Err(wrong());
    }
    if decimals.len() == 3 && scale == 1.0 && !grouped {
        return Err(format!("is the point between thousands or before decimals? Write {} or {whole}", whole.to_owned() + decimals));
    }
    let amount = scale * number.parse::<f64>().map_err(|_| wrong())?;
    if (1.0..=MOST_MONEY).contains(&amount) { Ok(amount) } else { Err("must be an amount from 1 to 1,000,000,000,000".to_owned()) }
}

/// `80/20`, `80:20` or `80-20`.
fn parse_split(text: &str) -> Result<Split, String> {
    let wrong = || "expected base and variable that add up to 100, such as 80/20".to_owned();
    let (base, variable) = text.split_once(['/', ':', '-']).ok_or_else(wrong)?;
    let parse = |part: &str| part.trim().parse::<f64>().map_err(|_| wrong());
    let (base, variable) = (parse(base)?, parse(variable)?);
    if base < 0.0 || variable <= 0.0 || (base + variable - 100.0).abs() > 1e-9 {
        return Err(wrong());
    }
    Ok(Split { variable_share: variable / 100.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn amounts_shares_and_splits_are_read_as_people_write_them() {
        assert_eq!(parse_money("$110k"), Ok(110_000.0));
        assert_eq!(parse_money("575,000"), Ok(575_000.0));
        assert_eq!(parse_money("1.2M"), Ok(1_200_000.0));
        assert_eq!(parse_money("€ 99.50"), Ok(99.5));
        assert_eq!(parse_money("1,234,567.89"), Ok(1_234_567.89));
        for wrong in ["-5", "lots", "", "k", "0", "1e9M", "575,00", "1,2", "110.000", "NaN", "inf", "2000000M", "1.2.3"] {
            assert!(parse_money(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_percent("1%"), Ok(0.01));
        assert_eq!(parse_percent("0.02"), Ok(0.02));
        assert_eq!(parse_percent("5"), Err("write 5% or 0.05".to_owned()));
        assert_eq!((parse_trials("10,000"), parse_trials("10_000"), parse_whole::<u64>("7")), (Ok(10_000), Ok(10_000), Ok(7)));
        for wrong in ["0", "-5", "1e4", "10,00", "", "2.5", "2000000000", "99999999999999999999"] {
            assert!(parse_trials(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_name(" nrr-team"), Ok("nrr-team".to_owned()));
        assert!(parse_name(" ").is_err());
        assert!(parse_percent("0%").is_err() && parse_percent("100%").is_err() && parse_percent("1 in 5").is_err());
        assert_eq!(parse_split("80/20"), Ok(Split { variable_share: 0.2 }));
        assert!(parse_split("80/30").is_err() && parse_split("80").is_err() && parse_split("100/0").is_err());
    }
}
