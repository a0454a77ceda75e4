//! What a plan pays for one of its examples: facts of one seat made by hand, settled like any other.

use super::example::{Example, Expected, metric_key};
use crate::measure::{Credit, CreditKind, Facts, Measure, Metric, Presence, Reading, SeatMonth};
use crate::plan::{Attain, Cents, Component, Goal, Ledger, Payee, Plan, Terms, TermsError, pay};

impl Example {
    /// What the plan pays in the example's period.
    ///
    /// # Errors
    /// If the plan cannot be bound to the example's person.
    pub fn pay(&self, plan: &Plan) -> Result<Cents, TermsError> {
        let months = plan.cadence * (self.period as u16 + 1);
        let payee = Payee {
            name: "example".into(),
            target: self.target * 12.0 / f64::from(plan.cadence),
            // Stand-ins: the example's own goals take their place. Floors of attainment are below 10.
            quota: Some(10.0),
            targets: Measure::ALL.iter().map(|m| (*m, 10.0)).collect(),
            book: 1.0,
            ..Payee::default()
        };
        let terms = Terms::bind(plan, vec![payee], months)?;
        let (facts, presence) = (self.facts(plan, &terms), self.presence(plan, months));
        let mut ledger = Ledger::default();
        pay(&terms, &facts, &presence, &mut ledger);
        Ok(ledger.lines.iter().filter(|l| usize::from(l.period) == self.period).map(|l| l.cents).sum())
    }

    /// What the example says is paid.
    #[must_use]
    pub fn expected(&self) -> Cents {
        match self.expected {
            Expected::Share(share) => Cents::from_dollars(share * self.target),
            Expected::Dollars(dollars) => Cents::from_dollars(dollars),
        }
    }

    fn facts(&self, plan: &Plan, terms: &Terms) -> Facts {
        let mut facts = Facts::default();
        facts.reset(plan.metrics.len(), 1, terms.periods());
        for (index, metric) in plan.metrics.iter().enumerate() {
            let key = metric_key(metric);
            let credits: Vec<Credit> = self.credits.iter().filter(|c| c.metric == key).enumerate().map(|(i, c)| Credit {
                metric: index as u16,
                seat: 0,
                month: plan.cadence * self.period as u16 + c.month - 1,
                account: i as u32,
                kind: kind(metric),
                dollars: c.dollars,
                before: c.before,
                years: c.years,
                churned: None,
                invoice_paid: Some(plan.cadence * self.period as u16 + c.month),
            }).collect();
            let credited = credits.iter().map(|c| c.dollars).sum::<f64>();
            let is_dated = metric.measures.iter().all(|m| m.has_credits());
            let goal = self.goals.get(&key).copied();
            let value = self.measured.get(&key).copied().or_else(|| self.stands(plan, terms, index, goal)).or(is_dated.then_some(credited));
            let goal = goal.or_else(|| self.assumed_goal(plan, index));
            *facts.reading_mut(index, 0, self.period) = Reading { value, goal, base: 1.0 };
            facts.credits.extend(credits);
        }
        facts.credits.sort_by_key(|c| (c.metric, c.seat, c.month, c.account));
        facts
    }

    /// The value behind a stated attainment of the component that reads `metric`.
    fn stands(&self, plan: &Plan, terms: &Terms, metric: usize, goal: Option<f64>) -> Option<f64> {
        let (index, component) = self.standing_component(plan, metric)?;
        let attainment = *self.attainments.get(&component.name)?;
        let goal = goal.or(self.assumed_goal(plan, metric)).or(terms.goal(index, 0, self.period)).unwrap_or(1.0);
        Some(match component.attain {
            Attain::Ratio => attainment * goal,
            Attain::AboveFloor { floor } => floor + attainment * (goal - floor),
            Attain::Value => attainment,
            Attain::Inverse => goal / attainment,
        })
    }

    fn standing_component<'p>(&self, plan: &'p Plan, metric: usize) -> Option<(usize, &'p Component)> {
        plan.components.iter().enumerate().find(|(_, c)| c.metric == metric && self.attainments.contains_key(&c.name))
    }

    /// Goal of a component whose attainment alone is stated, where the plan leaves the goal to roster or market.
    fn assumed_goal(&self, plan: &Plan, metric: usize) -> Option<f64> {
        let (_, component) = self.standing_component(plan, metric)?;
        match (&component.goal, component.attain) {
            (Goal::Fixed(_) | Goal::Schedule(_) | Goal::None, _) => None,
            (_, Attain::AboveFloor { floor }) => Some(floor + 1.0),
            _ => Some(1.0),
        }
    }

    fn presence(&self, plan: &Plan, months: u16) -> Presence {
        let mut presence = Presence::settled(1, usize::from(months));
        let Some(tenure) = self.tenure_months else { return presence };
        let first = usize::from(plan.cadence) * self.period;
        for (month, seat_month) in presence.seat_months.iter_mut().enumerate() {
            let since = month as u16 + tenure;
            *seat_month = SeatMonth { present: month >= first, tenure: since.saturating_sub(first as u16) };
        }
        presence
    }
}

fn kind(metric: &Metric) -> CreditKind {
    match metric.measures.first() {
        Some(Measure::Renewed) => CreditKind::Renewal,
        Some(Measure::NewBusiness) => CreditKind::NewBusiness,
        _ => CreditKind::Expansion,
    }
}
