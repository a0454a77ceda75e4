//! The candidate plans of a scenario: named, given by file or written inline; today's plan among them; and which of them can run.

use std::path::Path;

use crate::plan::Plan;

use super::fitness::{Ground, obstacles};
use super::plan::{library, read_plan};
use super::presets::{self, Kind};
use super::scenario::Reading;
use super::{Document, Place, Value};

/// The plan compared with where a scenario does not say: the default company's own.
const DEFAULT_REFERENCE: &str = "nrr-individual";

/// Stands for the whole library in a list of plans.
const ALL: &str = "all";

/// A plan with the place that named it.
#[derive(Debug, Clone)]
struct Candidate {
    plan: Plan,
    place: Place,
    /// Chosen by somebody for this market: if it cannot run, that is a problem. Otherwise it is left out, with the reason.
    chosen: bool,
}

/// The candidates, and which one is today's.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidates {
    list: Vec<Candidate>,
    reference: Option<String>,
    /// Identifiers of all that the file or the command line names; `None` where some of them could not be read.
    pub(super) known: Option<Vec<String>>,
}

impl Reading<'_, '_> {
    /// Reads `plans`, `[[plan]]` and `reference`, and picks what the command line asks for.
    pub(super) fn candidates(&self) -> Candidates {
        let before = self.loader.notes.count();
        let written = self.written();
        let all_read = self.loader.notes.count() == before;
        let asked = &self.overrides.plans;
        let reference = self.table.string("reference");
        let reference = if self.table.has("reference") { reference.optional() } else { None };
        let known = |id: &str| written.iter().any(|c| c.plan.id == id);
        if let Some(id) = reference.as_deref().filter(|id| !known(id) && all_read) {
            let ids: Vec<&str> = written.iter().map(|c| c.plan.id.as_str()).collect();
            let problem = self.table.problem_at("reference", format!("plan `{id}` is not among the plans"));
            self.loader.notes.problem(problem.allowed(ids.join(", ")).nearest(id, ids));
        }
        let mut list = if asked.is_empty() { written.clone() } else { self.asked(&written) };
        let reference = self.today(&written, &mut list).or(reference);
        let said = reference.is_some();
        let reference = reference.or_else(|| {
            let default = list.iter().find(|c| c.plan.id == DEFAULT_REFERENCE).or(list.first()).map(|c| c.plan.id.clone());
            let path = self.table.path_of("reference");
            self.loader.notes.resolve(&self.table.source().name, &path, default.clone().unwrap_or_default(), true);
            default
        });
        if said && let Some(id) = reference.as_deref().filter(|id| !list.iter().any(|c| c.plan.id == **id)) {
            list.splice(0..0, written.iter().filter(|c| c.plan.id == id).cloned());
        }
        if self.overrides.backtest.is_some() {
            let today = list.iter_mut().filter(|c| Some(&c.plan.id) == reference.as_ref());
            today.for_each(|candidate| candidate.chosen = true);
        }
        let mut known: Vec<String> = written.iter().map(|c| c.plan.id.clone()).collect();
        known.extend(list.iter().map(|c| c.plan.id.clone()).filter(|id| !written.iter().any(|c| c.plan.id == *id)));
        let known = all_read.then_some(known);
        Candidates { list, reference, known }
    }

    /// Today's plan as a backtest names it, which joins the candidates. Others that are not payable on the history are left out with the
    /// reason; this one has to be.
    fn today(&self, written: &[Candidate], list: &mut Vec<Candidate>) -> Option<String> {
        let settings = self.overrides.backtest.as_ref()?;
        list.iter_mut().for_each(|candidate| candidate.chosen = false);
        let Some(name) = &settings.today else {
            let first = list.first_mut().filter(|_| settings.first_is_today)?;
            first.chosen = true;
            return Some(first.plan.id.clone());
        };
        let mut named: Vec<Candidate> = written.iter().chain(list.iter()).filter(|c| c.plan.id == *name).take(1).cloned().collect();
        if named.is_empty() {
            self.add_named(name, &self.loader.surroundings.folder, &Place::flag("--today"), true, &mut named);
        }
        let today = Candidate { chosen: true, place: Place::flag("--today"), ..named.pop()? };
        let id = today.plan.id.clone();
        match list.iter_mut().find(|candidate| candidate.plan.id == id) {
            Some(same) => *same = today,
            None => list.insert(0, today),
        }
        Some(id)
    }

    /// The plans of the scenario file.
    fn written(&self) -> Vec<Candidate> {
        // A list made for the scenario's own market is not a choice for a history put in its place.
        let chosen = self.overrides.history.is_none();
        let before = self.loader.notes.count();
        let mut list = Vec::new();
        let inline = self.table.tables("plan");
        match self.table.entry("plans").map(|e| (e.value(), e)) {
            None if inline.is_empty() => {
                let names: Vec<String> = library::DEFAULTS.map(String::from).to_vec();
                self.loader.notes.resolve(&self.table.source().name, &self.table.path_of("plans"), names.clone(), true);
                for name in &names {
                    self.add_named(name, self.folder, &self.table.place("plans"), chosen, &mut list);
                }
            }
            None => {}
            Some((Value::String(name), entry)) => {
                let _ = entry.string();
                self.add_named(&name, self.folder, &entry.place(), chosen, &mut list);
            }
            Some((Value::Array(items), _)) => {
                for (name, place) in items.iter().filter_map(|e| Some((e.string()?, e.place()))) {
                    self.add_named(&name, self.folder, &place, chosen, &mut list);
                }
            }
            Some((_, entry)) => {
                let problem = entry.problem_at("not a list of plans");
                self.loader.notes.problem(problem.allowed("names or files in [ ], or \"all\""));
            }
        }
        for table in &inline {
            if let Some(plan) = read_plan(table) {
                self.add(Candidate { plan, place: table.place("id"), chosen }, &mut list);
            }
        }
        if list.is_empty() && self.loader.notes.count() == before {
            self.table.problem("plans", "there is no plan to run");
        }
        list
    }

    /// The plans of the command line: of the scenario by identifier, else of the library, else files.
    fn asked(&self, written: &[Candidate]) -> Vec<Candidate> {
        let place = Place::flag("--plans");
        self.loader.notes.resolve("command line", "--plans", self.overrides.plans.clone(), false);
        let mut list = Vec::new();
        for name in &self.overrides.plans {
            match written.iter().find(|c| c.plan.id == *name) {
                Some(found) => self.add(Candidate { place: place.clone(), chosen: true, ..found.clone() }, &mut list),
                None => self.add_named(name, &self.loader.surroundings.folder, &place, true, &mut list),
            }
        }
        list
    }

    fn add_named(&self, name: &str, folder: &Path, place: &Place, chosen: bool, list: &mut Vec<Candidate>) {
        if name == ALL {
            for preset in presets::all(Kind::Plan) {
                if !list.iter().any(|c| c.plan.id == preset.name) {
                    self.add_named(preset.name, folder, place, false, list);
                }
            }
            return;
        }
        let Some(source) = self.loader.open(Kind::Plan, name, folder, place) else { return };
        let document = Document::parse(&source, &self.loader.notes);
        if let Some(plan) = read_plan(&document.root(&self.loader.notes)) {
            self.add(Candidate { plan, place: place.clone(), chosen }, list);
        }
    }

    fn add(&self, candidate: Candidate, list: &mut Vec<Candidate>) {
        if list.iter().any(|c| c.plan.id == candidate.plan.id) {
            self.loader.notes.problem(candidate.place.problem(format!("duplicate plan `{}`", candidate.plan.id)));
        } else {
            list.push(candidate);
        }
    }

    /// The plans that can run, today's one by index, and those left out with the reason.
    pub(super) fn fit(&self, candidates: Candidates, ground: &Ground<'_>) -> (Vec<Plan>, usize, Vec<(String, String)>) {
        let (mut plans, mut left_out): (Vec<Plan>, Vec<(String, String)>) = Default::default();
        for candidate in candidates.list {
            let obstacles = obstacles(&candidate.plan, ground);
            if obstacles.is_empty() {
                plans.push(candidate.plan);
            } else if candidate.chosen {
                for obstacle in obstacles {
                    self.loader.notes.problem(candidate.place.problem(format!("plan `{}`: {obstacle}", candidate.plan.id)));
                }
            } else {
                left_out.push((candidate.plan.id, obstacles.join("; ")));
            }
        }
        if plans.is_empty() && !left_out.is_empty() {
            self.table.problem("plans", format!("no plan can run in this market: {}", by_reason(&left_out)));
        }
        let reference = candidates.reference.and_then(|id| plans.iter().position(|p| p.id == id)).unwrap_or(0);
        (plans, reference, left_out)
    }
}

/// Plans that are left out for the same reason are told together.
fn by_reason(left_out: &[(String, String)]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (id, why) in left_out {
        match groups.iter_mut().find(|(reason, _)| reason == why) {
            Some((_, ids)) => ids.push(id),
            None => groups.push((why, vec![id])),
        }
    }
    groups.iter().map(|(why, ids)| format!("{} ({why})", ids.join(", "))).collect::<Vec<_>>().join("; ")
}
