//! `[ownership]`: who executes renewals and expansion, and what contradicts that among components and partners.

use super::component::Draft;
use super::metric::Metrics;
use crate::config::Table;
use crate::measure::Measure;
use crate::plan::{Component, Owner, Ownership, Pays, Tier};

/// What a plan file says about owners.
pub(super) struct Stated {
    /// Who owns what, defaults included.
    pub(super) ownership: Ownership,
    /// Whether the file says who owns renewals, and who owns expansion.
    said: (bool, bool),
}

/// `[ownership] renewals = "csm"  expansion = "account-manager"`; what is not said is [`Ownership::default`].
pub(super) fn read(plan: &Table<'_>) -> Option<Stated> {
    let table = plan.table_or_empty("ownership");
    let before = table.notes().count();
    let default = Ownership::default();
    let owner = |key: &str, default: Owner| table.one_of(key, &Owner::NAMES).or_named(default.name(), default);
    let ownership = Ownership { renewals: owner("renewals", default.renewals), expansion: owner("expansion", default.expansion) };
    table.finish();
    let said = (table.has("renewals"), table.has("expansion"));
    (table.notes().count() == before).then_some(Stated { ownership, said })
}

impl Stated {
    /// Those of a component's dollars whose owner the file names: the owner, what is owned, and the key that says so. A default of
    /// ours contradicts nobody.
    fn owned(&self, component: &Component, metrics: &Metrics) -> Vec<(Owner, &'static str)> {
        let named = |measure: &Measure| {
            let owner = self.ownership.owner_of(*measure)?;
            let (said, what) = if *measure == Measure::Renewed { (self.said.0, "renewals") } else { (self.said.1, "expansion") };
            said.then_some((owner, what))
        };
        metrics.measures(component.metric).iter().filter_map(named).collect()
    }

    /// A commission of the CSM on what another role owns says which share of the credit is the CSM's.
    pub(super) fn check_component(&self, table: &Table<'_>, draft: &Draft, metrics: &Metrics) {
        let component = &draft.component;
        let Pays::Commission(tiers) = &component.pays else { return };
        if tiers.tiers.iter().all(pays_nothing) || table.has("credit") && component.credit < 1.0 {
            return;
        }
        for (owner, what) in self.owned(component, metrics).into_iter().filter(|(owner, _)| *owner != Owner::Csm) {
            let key = if table.has("credit") { "credit" } else { "commission" };
            let message = format!("{} owns {what}: the CSM's commission on it is a share of the credit", owner.title());
            let allowed = format!("`credit` below 1, or {what} = \"csm\" under [ownership]");
            table.notes().problem(table.problem_at(key, message).allowed(allowed));
        }
    }

    /// Nobody else is paid for closing what the CSM owns.
    pub(super) fn check_partner(&self, table: &Table<'_>, role: &str, component: &Component, metrics: &Metrics) {
        for (_, what) in self.owned(component, metrics).into_iter().filter(|(owner, _)| *owner == Owner::Csm) {
            let message = format!("{role} is paid for {what}, which the CSM owns");
            let allowed = format!("no partner on it, or {what} = \"account-manager\" or another role under [ownership]");
            table.notes().problem(table.problem_at("role", message).allowed(allowed));
        }
    }
}

/// A component that is there for its partners only.
fn pays_nothing(tier: &Tier) -> bool {
    tier.rate.is_some_and(|rate| rate * tier.factor == 0.0) && tier.uplift_rate == 0.0
}
