//! Who executes renewals and expansion: the CSM, or a commercial role beside them.
//!
//! Part of a plan because pay and ownership are decided together: a commission makes sense for whoever closes the deal. What
//! owning does to people is the business of [`behaviour`](crate::behaviour); here it is only written down.

use crate::measure::Measure;

/// A role that can own a renewal or an expansion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// The person in the seat, whom the plan pays.
    Csm,
    /// A commercial account manager beside the CSM.
    AccountManager,
    /// The account executive who sold the contract.
    AccountExecutive,
    /// A specialist for renewals.
    RenewalSpecialist,
}

impl Owner {
    /// All roles, by the name a plan file gives them.
    pub const NAMES: [(&str, Owner); 4] = [
        ("csm", Owner::Csm),
        ("account-manager", Owner::AccountManager),
        ("account-executive", Owner::AccountExecutive),
        ("renewal-specialist", Owner::RenewalSpecialist),
    ];

    /// The name in a plan file.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, owner)| *owner == self).map_or("", |(name, _)| name)
    }

    /// The role with its article, as sentences name it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Owner::Csm => "the CSM",
            Owner::AccountManager => "an account manager",
            Owner::AccountExecutive => "an account executive",
            Owner::RenewalSpecialist => "a renewal specialist",
        }
    }
}

/// Who owns which commercial event (model section 4.6).
///
/// A CSM who owns either works under .10 more pressure to sell, loses a tenth of all other output to the commercial work (all
/// output × .9), and has the dollars booked to them. Where another role owns them the CSM has neither, and a commission on those
/// dollars needs a stated share of the credit. Both numbers are judgement.
///
/// ```
/// # use paylift::measure::Measure;
/// # use paylift::plan::{Owner, Ownership};
/// let ownership = Ownership { renewals: Owner::Csm, ..Ownership::default() };
/// assert!(ownership.involves_csm());
/// assert_eq!(ownership.owner_of(Measure::Renewed), Some(Owner::Csm));
/// assert_eq!(ownership.owner_of(Measure::Expansion), Some(Owner::AccountExecutive));
/// assert_eq!(ownership.owner_of(Measure::Nrr), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ownership {
    /// Who renews contracts.
    pub renewals: Owner,
    /// Who closes expansions.
    pub expansion: Owner,
}

impl Default for Ownership {
    /// An account executive executes both (model section 0.9): the CSM works without their pressure and overhead.
    fn default() -> Self {
        Self { renewals: Owner::AccountExecutive, expansion: Owner::AccountExecutive }
    }
}

impl Ownership {
    /// Whether the CSM owns renewals, expansion or both.
    #[must_use]
    pub fn involves_csm(self) -> bool {
        self.renewals == Owner::Csm || self.expansion == Owner::Csm
    }

    /// The owner of the dollars a measure sums; `None` for measures that are no single deals, or deals of others (new business).
    #[must_use]
    pub fn owner_of(self, measure: Measure) -> Option<Owner> {
        match measure {
            Measure::Renewed => Some(self.renewals),
            Measure::Expansion => Some(self.expansion),
            _ => None,
        }
    }
}
