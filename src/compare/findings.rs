//! What a person decides by: sentences built from the numbers, each with its reason and remedy.

/// The words of a report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// The answer in one to three sentences, up to five where people respond to pay; "too close to call" is an answer.
    pub decision: Vec<String>,
    /// What would change the decision.
    pub would_change: Vec<String>,
    /// One plain sentence per plan, in the scenario's order, that a finance person can repeat aloud.
    pub verdicts: Vec<Verdict>,
    /// What plans do for growth and what their pay is paid for; all of it assumes behaviour. Empty while nobody responds.
    pub growth: Vec<String>,
    /// What pay and its measures say about who is good: two sentences at most, about the plan that the decision names.
    pub told_apart: Vec<Told>,
    /// What to watch, most important first: see [`Findings::watched`].
    pub warnings: Vec<Finding>,
    /// What the run does not say.
    pub not_said: Vec<String>,
    /// The assumptions that matter most.
    pub assumptions: Vec<Assumption>,
}

/// One plan's verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Plan's identifier.
    pub plan: String,
    /// The sentence.
    pub sentence: String,
}

/// A sentence that assumes something about people's behaviour, or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The sentence.
    pub sentence: String,
    /// Whether it rests on assumptions about people's behaviour.
    pub assumes_behaviour: bool,
}

/// What a warning is about, most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The run is too short for its numbers.
    Run,
    /// A goal that this market does not fit.
    Goal,
    /// Cost as published far from target pay.
    Cost,
    /// A budget band much wider than today's.
    Band,
    /// Growth whose sign depends on who the people are.
    Sign,
    /// More lost to discounts, padded leads and rehiring than growth brings.
    Leakage,
    /// Games played to a considerable degree.
    Games,
    /// People who leave over pay.
    Leaving,
    /// Pay for plain luck.
    Luck,
    /// A plan that cannot be compared at equal cost.
    Scaling,
    /// Two plans that are the same.
    Same,
    /// Data left out.
    Data,
}

/// A warning with reason and remedy. Texts are fragments: no capital, no full stop, and without the plan's name in front.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Plan's identifier; empty when it is about the market or the run.
    pub plan: String,
    /// What it is about.
    pub topic: Topic,
    /// What happens.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do.
    pub remedy: String,
}

/// Everything to watch about one plan, or about the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched<'a> {
    /// Plan's identifier; empty for the run.
    pub plan: &'a str,
    /// At least one warning, most important first.
    pub warnings: Vec<&'a Finding>,
}

impl Findings {
    /// Warnings grouped by plan, in the order of each plan's most important one.
    #[must_use]
    pub fn watched(&self) -> Vec<Watched<'_>> {
        let mut groups: Vec<Watched<'_>> = Vec::new();
        for warning in &self.warnings {
            match groups.iter_mut().find(|group| group.plan == warning.plan) {
                Some(group) => group.warnings.push(warning),
                None => groups.push(Watched { plan: &warning.plan, warnings: vec![warning] }),
            }
        }
        groups
    }
}

/// An assumption that drives the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// What is assumed.
    pub name: String,
    /// Its value, in words.
    pub value: String,
    /// Whether the user set it (false: a default nobody measured).
    pub given: bool,
}
