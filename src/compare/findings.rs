//! What a person decides by: sentences built from the numbers, each with its reason and remedy.

/// The words of a report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// The answer in one to three sentences; "too close to call" is an answer.
    pub decision: Vec<String>,
    /// What would change the decision.
    pub would_change: Vec<String>,
    /// One plain sentence per plan, in the scenario's order, that a finance person can repeat aloud.
    pub verdicts: Vec<Verdict>,
    /// What to watch: what happens, why, what to do.
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

/// A warning with reason and remedy.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Plan's identifier; empty when it is about the market or the run.
    pub plan: String,
    /// What happens.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do.
    pub remedy: String,
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
