//! The arguments that describe an experiment, shared by the verbs that plan one.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// To whom a plan is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum LevelArg {
    /// Each CSM by a draw of his own
    #[default]
    Csm,
    /// Whole pods
    Pod,
    /// CSMs, half of every pod
    CsmInPod,
    /// Half the accounts of every CSM
    Cohort,
}

/// How CSMs are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum WeightArg {
    /// Every account counts once
    #[default]
    Accounts,
    /// A mixed model: CSMs count by how much they tell
    Mixed,
    /// Every CSM counts once
    Csms,
}

/// What is known of the team and its customers.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct DesignArgs {
    /// CSMs on today's plan and on the new one, e.g. 20,20; one number is all of them, split in half
    #[arg(long, value_name = "N[,N]", value_delimiter = ',')]
    pub csms: Vec<f64>,
    /// Accounts of each CSM whose outcome is read (in one quarter)
    #[arg(long, value_name = "N")]
    pub accounts: Option<f64>,
    /// Coefficient of variation of the books' sizes
    #[arg(long)]
    pub cv: Option<f64>,
    /// Sizes of the books, one row a CSM (CSV with a column `accounts`), instead of --accounts and --cv
    #[arg(long, value_name = "FILE")]
    pub books: Option<PathBuf>,
    /// Intraclass correlation: how alike accounts of one CSM are, 0 to 1 [default: 0.05, assumed]
    #[arg(long)]
    pub icc: Option<f64>,
    /// True uplift, in standard deviations (0.2sd), in the outcome's unit (0.03) or in points (3%)
    #[arg(long, value_name = "UPLIFT", allow_hyphen_values = true)]
    pub effect: Option<String>,
    /// Standard deviation of an account's outcome
    #[arg(long)]
    pub sd: Option<f64>,
    /// Share of yes under today's plan, where the outcome is a yes or no (0 to 1), instead of --sd
    #[arg(long)]
    pub rate: Option<f64>,
    /// CSMs in a pod
    #[arg(long, value_name = "N")]
    pub pod_size: Option<f64>,
    /// Part of the ICC that CSMs of one pod share [default: a third of the ICC, assumed]
    #[arg(long)]
    pub pod_icc: Option<f64>,
    /// How much the uplift differs between CSMs: its standard deviation, written as --effect
    #[arg(long, value_name = "SD")]
    pub effect_spread: Option<String>,
    /// Share of treated accounts under today's plan after all, and of control accounts under the new one
    #[arg(long, value_name = "C_T,C_C", value_delimiter = ',')]
    pub contamination: Vec<f64>,
    /// How CSMs are weighed
    #[arg(long, value_enum, default_value_t)]
    pub weights: WeightArg,
    /// Take ICC, books, spread and correlations from a history (CSV: csm, outcome[, baseline, pod, arm]) or from a baseline.json
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Column of --from with the CSM
    #[arg(long, value_name = "COLUMN")]
    pub csm: Option<String>,
    /// Column of --from with the pod
    #[arg(long, value_name = "COLUMN")]
    pub pod: Option<String>,
    /// Column of --from with the arm, where the past was an experiment itself
    #[arg(long, value_name = "COLUMN")]
    pub arm: Option<String>,
    /// Column of --from with the outcome
    #[arg(long, value_name = "COLUMN")]
    pub outcome: Option<String>,
    /// Column of --from with the outcome one period earlier
    #[arg(long, value_name = "COLUMN")]
    pub baseline: Option<String>,
    /// Correlation before and after of what a CSM's accounts share, and account by account
    #[arg(long, value_name = "R_CSM,R_ACCOUNT", value_delimiter = ',', allow_hyphen_values = true)]
    pub baseline_r: Vec<f64>,
    /// Rate of false alarms, two-sided
    #[arg(long, default_value = "0.05")]
    pub alpha: f64,
    /// Judge by the normal law as Stata does; too hopeful with few CSMs
    #[arg(long)]
    pub z: bool,
    /// Covariates at the level of assignment, each costing a degree of freedom
    #[arg(long, value_name = "N", default_value = "0")]
    pub covariates: u8,
}

/// Where results go.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct OutArgs {
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave out the picture
    #[arg(long)]
    pub no_charts: bool,
    /// Print the result as JSON instead of text
    #[arg(long)]
    pub json: bool,
}
