//! A scenario and the two of its plans that an experiment compares: what `rehearse` and the simulated `power` share.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::cli::args::{BehaviourArg, parse_name, parse_whole};
use crate::cli::input::{self, Wrong, quote};
use crate::cli::progress::Steps;
use crate::config::{self, Loaded, Overrides, Surroundings, load_scenario};
use crate::experiment::rehearse::{Guardrail, Team};
use crate::measure::Measure;
use crate::scenario::{Neutral, Scenario};

/// Outcomes that are ratios of a book's revenue, so that uplift is worth money.
pub(super) const OUTCOMES: [Measure; 2] = [Measure::Nrr, Measure::Grr];

/// Which market, which plans.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct TwoPlansArgs {
    /// Scenario file or library name; the built-in company Meterline if left out
    pub scenario: Option<String>,
    /// Today's plan, library name or file; the scenario's reference if left out
    #[arg(long, value_name = "PLAN", value_parser = parse_name)]
    pub today: Option<String>,
    /// The new plan, library name or file; the scenario's first candidate that is not today's if left out
    #[arg(long, value_name = "PLAN", value_parser = parse_name)]
    pub plan: Option<String>,
    /// Whether and which people respond to pay
    #[arg(long, value_enum)]
    pub behaviour: Option<BehaviourArg>,
    /// Quarters the experiment runs
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=20), default_value = "4")]
    pub quarters: u16,
    /// Outcome that is compared
    #[arg(long, value_name = "MEASURE", default_value = "nrr", value_parser = PossibleValuesParser::new(OUTCOMES.map(Measure::id)).map(|id| outcome(&id)))]
    pub outcome: Option<Measure>,
    /// Simulated years of the team
    #[arg(long, value_name = "N", default_value = "1000", value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub trials: u32,
    /// Seed of every random number
    #[arg(long, value_parser = parse_whole::<u64>, allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder to write; a folder that paylift wrote is replaced, any other is refused
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave out the pictures
    #[arg(long)]
    pub no_charts: bool,
    /// Print the result as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// The outcome of that name.
pub(super) fn outcome(id: &str) -> Measure {
    OUTCOMES.into_iter().find(|measure| measure.id() == id).unwrap_or(Measure::Nrr)
}

/// A scenario of two plans.
pub(super) struct TwoPlans {
    pub loaded: Loaded,
    /// Today's plan first; the same twice where a plan is held against itself.
    pub arms: [usize; 2],
}

impl TwoPlans {
    /// The scenario, with nothing in it but the two plans.
    pub(super) fn scenario(&self) -> &Scenario {
        &self.loaded.scenario
    }
}

impl TwoPlansArgs {
    /// What is compared.
    pub(super) fn outcome(&self) -> Measure {
        self.outcome.unwrap_or(Measure::Nrr)
    }

    /// Loads what the arguments name.
    pub(super) fn load(&self) -> anyhow::Result<TwoPlans> {
        let mut plans: Vec<String> = self.today.iter().chain(&self.plan).cloned().collect();
        plans.dedup();
        let asked = plans.len();
        let overrides = Overrides {
            seed: self.seed,
            plans,
            neutral: Some(Neutral::Off),
            behaviour: self.behaviour.map(input::behaviour),
            payouts_only: true,
            ..Overrides::default()
        };
        let surroundings = Surroundings::here(&config::read_history_file);
        let mut loaded = load_scenario(self.scenario.as_deref(), &overrides, &surroundings).map_err(|p| Wrong::problems(&p))?;
        let scenario = &mut loaded.scenario;
        // today's plan joins those that were asked for where it is not among them
        let joined = asked > 0 && scenario.plans.len() > asked;
        let named: Vec<usize> = (0..scenario.plans.len()).filter(|plan| !joined || *plan != scenario.reference).collect();
        let today = if self.today.is_some() { named[0] } else { scenario.reference };
        let new = match self.plan {
            Some(_) => named[asked - 1],
            None => (0..scenario.plans.len()).find(|plan| *plan != today).unwrap_or(today),
        };
        let both = [today, new].map(|plan| scenario.plans[plan].clone());
        let arms = if today == new { [0, 0] } else { [0, 1] };
        scenario.plans = both.into_iter().take(arms[1] + 1).collect();
        scenario.reference = 0;
        scenario.stress.clear();
        scenario.months = scenario.months.max(3 * self.quarters);
        Ok(TwoPlans { loaded, arms })
    }

    /// Lives the team's years, with progress; `None` after Ctrl-C.
    pub(super) fn live(&self, two: &TwoPlans, guardrails: &[Guardrail], steps: &Steps) -> anyhow::Result<Option<Team>> {
        steps.begin(u64::from(self.trials), "simulated years");
        let mut watch = |done: u32| -> ControlFlow<()> { steps.see(u64::from(done)) };
        let team = Team::live(two.scenario(), two.arms, self.outcome(), guardrails, self.trials, &mut watch);
        Ok(team.map_err(|error| Wrong::argument(input::error_chain(&error)))?)
    }

    /// Does `work` on as many threads as were asked for.
    pub(super) fn on_threads<T: Send>(&self, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
        match self.threads {
            None => Ok(work()),
            Some(threads) => Ok(rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build()?.install(work)),
        }
    }

    /// The words that repeat this choice.
    pub(super) fn words(&self, seed: u64) -> Vec<String> {
        let mut words: Vec<String> = self.scenario.iter().map(|scenario| quote(scenario)).collect();
        let behaviour = self.behaviour.and_then(|arg| Some(arg.to_possible_value()?.get_name().to_owned()));
        let flags = [
            ("--today", self.today.clone()),
            ("--plan", self.plan.clone()),
            ("--behaviour", behaviour),
            ("--quarters", Some(self.quarters.to_string())),
            ("--outcome", Some(self.outcome().id().to_owned())),
            ("--trials", Some(self.trials.to_string())),
            ("--seed", Some(seed.to_string())),
        ];
        for (flag, value) in flags {
            words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), quote(&value)]));
        }
        words
    }
}
