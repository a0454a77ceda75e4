//! `[conduct.PLAN]`: what the people under a plan do, stated instead of derived from pay.
//!
//! For questions of the kind "what if people behaved like this under that plan", for conduct seen in a real team, and to set a plan's
//! payouts apart from every assumption about incentives.

use std::collections::BTreeMap;

use crate::behaviour::{Behaviour, Conduct, Effort, Gaming, MAX_EFFORT};
use crate::scenario::Scenario;

use super::{Bounds, Place, Table};

/// Effort, by activity.
const EFFORTS: [&str; 5] = ["adoption", "rescue", "expansion", "advocacy", "documented"];
/// Games, in the order of [`Gaming`].
const GAMES: [&str; 7] = ["pressure", "padding", "shallow", "inflation", "begging", "neglect", "sandbagging"];
/// Effort can be anything that people who respond could choose.
const EFFORT: Bounds = Bounds::between(0.0, MAX_EFFORT);

/// Reads `[conduct]`, a table for each plan; `plans` are the identifiers that can be named, where all of them are known.
pub(super) fn read_conduct(scenario: &Table<'_>, behaviour: Behaviour, plans: Option<&[String]>) -> BTreeMap<String, Conduct> {
    let mut read = BTreeMap::new();
    let table = scenario.table("conduct").optional();
    for (plan, entry) in table.iter().flat_map(Table::entries) {
        if let Some(plans) = plans.filter(|plans| !plans.iter().any(|known| known == plan)) {
            let known: Vec<&str> = plans.iter().map(String::as_str).collect();
            let problem = super::Problem { span: entry.key_span(), ..entry.problem_at(format!("plan `{plan}` is not among the plans")) };
            entry.notes().problem(problem.allowed(known.join(", ")).nearest(plan, known));
        }
        if let Some(table) = entry.table() {
            read.insert(plan.to_owned(), read_one(&table));
        }
    }
    if behaviour == Behaviour::Fixed && table.is_none() {
        let place = if scenario.has("behaviour") { scenario.place("behaviour") } else { Place::flag("--behaviour") };
        let problem = place.problem("behaviour is fixed, and nothing says what people do");
        scenario.notes().problem(problem.allowed("together with tables such as [conduct.nrr-individual]"));
    }
    read
}

/// `effort` is that of all activities that are not named.
fn read_one(table: &Table<'_>) -> Conduct {
    let usual = table.f64("effort", EFFORT).or(1.0);
    let efforts = EFFORTS.map(|key| table.f64(key, EFFORT).or(usual) as f32);
    let games = GAMES.map(|key| table.f64(key, Bounds::SHARE).or(0.0) as f32);
    table.finish();
    Conduct { gaming: Gaming::of(games), ..Conduct::honest(Effort::of(efforts)) }
}

/// What is stated, plan by plan, as far as it is unusual: `plan: expansion 1.26, pressure 0.56`.
pub(super) fn in_words(scenario: &Scenario) -> Vec<String> {
    let salaried = Conduct::SALARIED;
    let parts = |conduct: &Conduct| {
        let efforts = EFFORTS.into_iter().zip(conduct.effort.to_array()).zip(salaried.effort.to_array());
        let games = GAMES.into_iter().zip(conduct.gaming.to_array()).zip(salaried.gaming.to_array());
        let unusual = efforts.chain(games).filter(|((_, is), usual)| is != usual);
        unusual.map(|((key, is), _)| format!("{key} {is}")).collect::<Vec<_>>().join(", ")
    };
    let told = scenario.plans.iter().map(|plan| match scenario.conduct.get(&plan.id).map(parts) {
        Some(words) if !words.is_empty() => format!("{}: {words}", plan.id),
        _ => format!("{}: as on a salary", plan.id),
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Notes, Source};
    use super::*;

    fn read(text: &str, behaviour: Behaviour) -> Result<BTreeMap<String, Conduct>, String> {
        read_for(text, behaviour, Some(&["flat".into(), "nrr".into()]))
    }

    fn read_for(text: &str, behaviour: Behaviour, plans: Option<&[String]>) -> Result<BTreeMap<String, Conduct>, String> {
        let notes = Notes::new();
        let source = Source::new("test.toml", text);
        let document = Document::parse(&source, &notes);
        let read = read_conduct(&document.root(&notes), behaviour, plans);
        notes.finish().map(|_| read).map_err(|problems| problems.render(false))
    }

    #[test]
    fn what_is_not_said_is_as_on_a_salary() {
        let read = read("[conduct.nrr]\nexpansion = 1.26\npressure = 0.56\n[conduct.flat]\neffort = 0\nrescue = 0.5\n", Behaviour::Fixed);
        let read = read.unwrap();
        assert_eq!(read["nrr"].effort.to_array(), [1.0, 1.0, 1.26, 1.0, 1.0]);
        assert_eq!((read["nrr"].gaming.pressure, read["nrr"].gaming.neglect), (0.56, 0.0));
        assert_eq!(read["flat"].effort.to_array(), [0.0, 0.5, 0.0, 0.0, 0.0]);
        assert_eq!((read["flat"].output, read["flat"].discovery), (1.0, 1.0));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let told = read("[conduct.nnr]\neffort = 4\npressure = 1.5\npresure = 0.1\n", Behaviour::Fixed).unwrap_err();
        assert_eq!(told.matches("error:").count(), 4, "{told}");
        assert!(read("seed = 7\n", Behaviour::Fixed).unwrap_err().contains("nothing says what people do"));
        assert!(read("seed = 7\n", Behaviour::Mixed).is_ok());
    }

    #[test]
    fn a_plan_that_could_not_be_read_may_be_the_one_that_is_meant() {
        assert!(read("[conduct.nnr]\neffort = 1\n", Behaviour::Fixed).unwrap_err().contains("allowed: flat, nrr\n"));
        assert!(read_for("[conduct.nnr]\neffort = 1\n", Behaviour::Fixed, None).is_ok());
    }
}
