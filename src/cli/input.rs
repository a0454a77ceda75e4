//! From arguments to a valid scenario, with every problem told at once.

use std::fmt;

use crate::behaviour::Behaviour;
use crate::config::{self, HistoryColumns, Loaded, Overrides, Problems, Surroundings};
use crate::report::write::WriteError;
use crate::scenario::Neutral;

use super::args::{BehaviourArg, NeutralArg, ScenarioArgs};

/// Wrong input, rendered: exit code 2.
#[derive(Debug)]
pub(super) struct Wrong(pub String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

impl Wrong {
    /// All problems of the files, in colour; what prints them takes the colour away where there is no terminal.
    pub(super) fn problems(problems: &Problems) -> Self {
        Self(problems.render(true) + "\n")
    }

    /// A single wrong argument.
    pub(super) fn argument(message: impl fmt::Display) -> Self {
        Self(format!("error: {message}\n"))
    }
}

/// A folder that was refused is the user's to mend.
pub(super) fn refuse(error: WriteError) -> anyhow::Error {
    if error.is_refusal() { Wrong::argument(error).into() } else { error.into() }
}

/// An error with its causes, each said once.
pub(super) fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    text
}

/// Loads what the arguments name.
pub(super) fn load(args: &ScenarioArgs, trials: Option<u32>, precision: Option<f64>) -> anyhow::Result<Loaded> {
    load_in(args, trials, precision, &Surroundings::here(&config::read_history_file))
}

/// The same for a run whose trials do not all have to fit into this machine's memory.
pub(super) fn load_part(args: &ScenarioArgs, trials: Option<u32>, precision: Option<f64>) -> anyhow::Result<Loaded> {
    load_in(args, trials, precision, &Surroundings { memory: u64::MAX, ..Surroundings::here(&config::read_history_file) })
}

fn load_in(args: &ScenarioArgs, trials: Option<u32>, precision: Option<f64>, surroundings: &Surroundings<'_>) -> anyhow::Result<Loaded> {
    let overrides = Overrides {
        trials,
        precision,
        seed: args.seed,
        plans: args.plans.clone(),
        stress: args.market.clone(),
        history: args.history.clone(),
        columns: columns(&args.columns)?,
        replay: args.replay,
        neutral: args.neutral.map(|n| match n {
            NeutralArg::Target => Neutral::Target,
            NeutralArg::Rate => Neutral::Rate,
            NeutralArg::Off => Neutral::Off,
        }),
        behaviour: args.behaviour.map(behaviour),
        payouts_only: args.payouts_only,
        backtest: None,
        parameter_draws: args.parameter_uncertainty,
    };
    config::load_scenario(args.scenario.as_deref(), &overrides, surroundings).map_err(|p| Wrong::problems(&p).into())
}

pub(super) fn behaviour(arg: BehaviourArg) -> Behaviour {
    match arg {
        BehaviourArg::Off => Behaviour::Off,
        BehaviourArg::Angels => Behaviour::Angels,
        BehaviourArg::Mixed => Behaviour::Mixed,
        BehaviourArg::Devils => Behaviour::Devils,
        BehaviourArg::Fixed => Behaviour::Fixed,
    }
}

/// `account=customer` pairs.
pub(super) fn columns(pairs: &[String]) -> anyhow::Result<HistoryColumns> {
    let mut columns = HistoryColumns::default();
    for pair in pairs {
        let Some((name, column)) = pair.split_once('=') else {
            return Err(Wrong::argument(format!("--columns {pair}: expected NAME=COLUMN, such as revenue=mrr")).into());
        };
        let column = column.trim().to_owned();
        match name.trim() {
            "account" => columns.account = column,
            "month" => columns.month = column,
            "revenue" => columns.revenue = column,
            "segment" => columns.segment = Some(column),
            "csm" => columns.csm = Some(column),
            other => {
                let message = format!("--columns {other}: names are account, month, revenue, segment and csm");
                return Err(Wrong::argument(message).into());
            }
        }
    }
    Ok(columns)
}

/// The arguments again, as typed words that repeat a run, quoted for a shell.
pub(super) fn repeat(args: &ScenarioArgs) -> Vec<String> {
    words(args).iter().map(|word| quote(word)).collect()
}

/// The arguments again, word by word, but for the seed.
pub(super) fn words(args: &ScenarioArgs) -> Vec<String> {
    let mut words: Vec<String> = args.scenario.iter().cloned().collect();
    if !args.plans.is_empty() {
        words.extend(["--plans".to_owned(), args.plans.join(",")]);
    }
    if !args.market.is_empty() {
        words.extend(["--market".to_owned(), args.market.join(",")]);
    }
    if let Some(history) = &args.history {
        words.extend(["--history".to_owned(), history.display().to_string()]);
    }
    if !args.columns.is_empty() {
        words.extend(["--columns".to_owned(), args.columns.join(",")]);
    }
    if args.replay {
        words.push("--replay".to_owned());
    }
    if args.payouts_only {
        words.push("--payouts-only".to_owned());
    }
    if let Some(draws) = args.parameter_uncertainty {
        words.extend(["--parameter-uncertainty".to_owned(), draws.to_string()]);
    }
    if let Some(neutral) = args.neutral {
        let name = match neutral {
            NeutralArg::Target => "target",
            NeutralArg::Rate => "rate",
            NeutralArg::Off => "off",
        };
        words.extend(["--neutral".to_owned(), name.to_owned()]);
    }
    if let Some(mode) = args.behaviour {
        words.extend(["--behaviour".to_owned(), config::behaviour_name(behaviour(mode)).to_owned()]);
    }
    words
}

/// Quotes a word that a shell would split or expand.
pub(super) fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:%@".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeat_words_survive_a_shell() {
        let args = ScenarioArgs { scenario: Some("my plans/it's.toml".into()), plans: vec!["a".into(), "b".into()], ..Default::default() };
        assert_eq!(repeat(&args).join(" "), r"'my plans/it'\''s.toml' --plans a,b");
        let args = ScenarioArgs { behaviour: Some(BehaviourArg::Devils), neutral: Some(NeutralArg::Off), ..Default::default() };
        assert_eq!(repeat(&args).join(" "), "--neutral off --behaviour devils");
    }

    #[test]
    fn columns_are_named_or_refused() {
        let ok = columns(&["account=customer".into(), "revenue=mrr".into()]).unwrap();
        assert_eq!((ok.account.as_str(), ok.revenue.as_str()), ("customer", "mrr"));
        assert!(columns(&["customer".into()]).is_err() && columns(&["who=x".into()]).is_err());
    }
}
