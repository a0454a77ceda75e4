//! Reasons to end a trial before its last look.

use super::super::sequential::Decision;

/// Limits that a trial was given.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StopRules {
    /// The most that it may pay more than today's plan would, in currency.
    pub budget: Option<f64>,
    /// Share of the information ceiling from which more quarters add nothing worth waiting for, 0 to 1.
    pub ceiling: Option<f64>,
}

/// Where a trial stands at a look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// What the look says of the outcome.
    pub look: Decision,
    /// Whether a guardrail is certainly harmed.
    pub harm: bool,
    /// What was paid more so far, in currency.
    pub paid: f64,
    /// What another quarter is expected to pay more.
    pub next_quarter: f64,
    /// Information so far over the ceiling that no number of quarters passes.
    pub information: f64,
}

/// Why to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Harm to what must not be harmed.
    Harm,
    /// The new plan is certainly better.
    Better,
    /// The new plan is certainly worse.
    Worse,
    /// Going on would hardly show a difference.
    Futile,
    /// Another quarter would pay more than the budget has.
    Budget,
    /// More quarters cannot sharpen the estimate: more CSMs could.
    Ceiling,
    /// The last planned look is over.
    Over,
}

impl StopRules {
    /// The first reason to end, harm before all others; `None` to go on.
    #[must_use]
    pub fn judge(&self, progress: &Progress) -> Option<Reason> {
        if progress.harm {
            return Some(Reason::Harm);
        }
        match progress.look {
            Decision::Better => return Some(Reason::Better),
            Decision::Worse => return Some(Reason::Worse),
            Decision::Futile => return Some(Reason::Futile),
            Decision::NotShown => return Some(Reason::Over),
            Decision::GoOn | Decision::NotJudged => {}
        }
        if self.budget.is_some_and(|budget| progress.paid + progress.next_quarter > budget) {
            return Some(Reason::Budget);
        }
        self.ceiling.is_some_and(|share| progress.information >= share).then_some(Reason::Ceiling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harm_comes_first_and_money_before_the_ceiling() {
        let rules = StopRules { budget: Some(100.0), ceiling: Some(0.9) };
        let going = Progress { look: Decision::GoOn, harm: false, paid: 50.0, next_quarter: 50.0, information: 0.5 };
        assert_eq!(rules.judge(&going), None);
        assert_eq!(rules.judge(&Progress { look: Decision::Better, harm: true, ..going }), Some(Reason::Harm));
        assert_eq!(rules.judge(&Progress { look: Decision::Better, ..going }), Some(Reason::Better));
        assert_eq!(rules.judge(&Progress { look: Decision::Worse, ..going }), Some(Reason::Worse));
        assert_eq!(rules.judge(&Progress { look: Decision::Futile, ..going }), Some(Reason::Futile));
        assert_eq!(rules.judge(&Progress { look: Decision::NotShown, ..going }), Some(Reason::Over));
        assert_eq!(rules.judge(&Progress { paid: 51.0, information: 0.95, ..going }), Some(Reason::Budget));
        assert_eq!(rules.judge(&Progress { information: 0.9, ..going }), Some(Reason::Ceiling));
        assert_eq!(StopRules::default().judge(&Progress { paid: 1e9, information: 1.0, ..going }), None);
    }
}
