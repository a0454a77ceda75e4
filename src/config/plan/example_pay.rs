//! What a plan pays for one of its examples: facts of one seat made by hand, settled like any other.

use super::example::{self, Example, Expected, metric_key};
use crate::config::Table;
use crate::measure::{Credit, CreditKind, Facts, Measure, Metric, Presence, Reading, SeatMonth};
use crate::plan::{Attain, Cents, Component, Goal, Ledger, Payee, Plan, Terms, TermsError, pay};

/// Settles every example of a plan's table; a problem for each that the plan pays otherwise than it says.
pub fn check_examples(table: &Table<'_>, plan: &Plan) {
    for table in table.tables("example") {
        let Some(example) = example::read(&table, plan) else { continue };
        let key = if table.has("dollars") { "dollars" } else { "pays" };
        match example.pay(plan) {
            Ok(paid) if paid == example.expected() => {}
            Ok(paid) => {
                let (paid, expected) = (paid.dollars(), example.expected().dollars());
                table.problem(key, format!("the plan pays {paid:.2} here, not {expected:.2}"));
            }
            Err(error) => table.problem(key, error.to_string()),
        }
    }
}

impl Example {
    /// What the plan pays in the example's period.
    ///
    /// # Errors
    /// If the plan cannot be bound to the example's person.
    pub fn pay(&self, plan: &Plan) -> Result<Cents, TermsError> {
        let plan = self.with_goals(plan);
        // A period more, so that what is paid later is not all paid at the end.
        let months = plan.cadence * (self.period as u16 + 2);
        let payee = Payee {
            name: "example".into(),
            target: self.target * 12.0 / f64::from(plan.cadence),
            // For goals of components that the example does not look at; above any floor of attainment.
            quota: Some(10.0),
            targets: Measure::ALL.iter().map(|m| (*m, 10.0)).collect(),
            book: 1.0,
            ..Payee::default()
        };
        let terms = Terms::bind(&plan, vec![payee], months)?;
        let (facts, presence) = (self.facts(&terms), self.presence(&plan, months));
        let mut ledger = Ledger::default();
        pay(&terms, &facts, &presence, &mut ledger);
        Ok(ledger.lines.iter().filter(|l| usize::from(l.period) == self.period).map(|l| l.cents).sum())
    }

    /// The plan with the example's goals where the plan leaves them to roster or market; where only an attainment is told, any
    /// goal does.
    fn with_goals(&self, plan: &Plan) -> Plan {
        let mut plan = plan.clone();
        for part in plan.components.iter_mut().flat_map(|c| &mut c.score).filter(|part| matches!(part.goal, Goal::Segment | Goal::Quota)) {
            if let Some(&goal) = self.goals.get(&metric_key(&plan.metrics[part.metric])) {
                part.goal = Goal::Fixed(goal);
            }
        }
        for component in &mut plan.components {
            if !matches!(component.goal, Goal::Segment | Goal::Quota) {
                continue;
            }
            let floor = if let Attain::AboveFloor { floor } = component.attain { floor } else { 0.0 };
            let stated = self.goals.get(&metric_key(&plan.metrics[component.metric])).copied();
            let any = self.attainments.contains_key(&component.name).then_some(floor + 1.0);
            component.goal = stated.or(any).map_or(component.goal.clone(), Goal::Fixed);
        }
        plan
    }

    /// What the example says is paid.
    #[must_use]
    pub fn expected(&self) -> Cents {
        match self.expected {
            Expected::Share(share) => Cents::from_dollars(share * self.target),
            Expected::Dollars(dollars) => Cents::from_dollars(dollars),
        }
    }

    fn facts(&self, terms: &Terms) -> Facts {
        let plan = terms.plan();
        let mut facts = Facts::default();
        facts.reset(plan.metrics.len(), 1, terms.periods());
        for (index, metric) in plan.metrics.iter().enumerate() {
            let key = metric_key(metric);
            let credits = self.credits_of(plan, index, &key);
            let credited = metric.measures.iter().all(|m| m.has_credits()).then(|| credits.iter().map(|c| c.dollars).sum());
            let goal = self.goals.get(&key).copied();
            let value = self.measured.get(&key).copied().or_else(|| self.stands(terms, index, goal)).or(credited);
            facts.put(index, 0, self.period, Reading { value, goal, base: 1.0 });
            facts.credits.extend(credits);
        }
        facts.credits.sort_by_key(|c| (c.metric, c.seat, c.month, c.account));
        facts
    }

    fn credits_of(&self, plan: &Plan, metric: usize, key: &str) -> Vec<Credit> {
        let first = plan.cadence * self.period as u16;
        let stated = self.credits.iter().filter(|c| c.metric == key).enumerate();
        let credits = stated.map(|(i, c)| Credit {
            metric: metric as u16,
            seat: 0,
            month: first + c.month - 1,
            account: i as u32,
            kind: kind(&plan.metrics[metric]),
            dollars: c.dollars,
            before: c.before,
            years: c.years,
            churned: None,
            invoice_paid: Some(first + c.month),
        });
        credits.collect()
    }

    /// The value behind a stated attainment of the component that reads `metric`.
    fn stands(&self, terms: &Terms, metric: usize, goal: Option<f64>) -> Option<f64> {
        let stated = |c: &Component| c.metric == metric && self.attainments.contains_key(&c.name);
        let index = terms.plan().components.iter().position(stated)?;
        let component = &terms.plan().components[index];
        let attainment = *self.attainments.get(&component.name)?;
        let goal = terms.goal(index, 0, self.period).or(goal).unwrap_or(1.0);
        Some(match component.attain {
            Attain::Ratio => attainment * goal,
            Attain::AboveFloor { floor } => floor + attainment * (goal - floor),
            Attain::Value => attainment,
            Attain::Inverse => goal / attainment,
        })
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
