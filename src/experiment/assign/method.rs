//! By whom and how plans are dealt.

use std::fmt;

/// Who gets a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Each CSM with the whole book.
    #[default]
    Csm,
    /// Each pod with all its CSMs.
    Pod,
    /// Each account: every CSM's book is split between the plans.
    Cohort,
}

/// How they are dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Any choice is as likely as any other.
    Simple,
    /// The same within each stratum.
    #[default]
    Stratified,
    /// One of each of the closest pairs.
    Pairs,
    /// Any choice that balances the covariates well enough.
    Rerandomise,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Csm, Self::Pod, Self::Cohort];

    /// Its name in files and flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csm => "csm",
            Self::Pod => "pod",
            Self::Cohort => "cohort",
        }
    }

    /// What one unit is called, for one and for several.
    #[must_use]
    pub fn unit(self, number: usize) -> &'static str {
        match (self, number) {
            (Self::Csm, 1) => "CSM",
            (Self::Csm, _) => "CSMs",
            (Self::Pod, 1) => "pod",
            (Self::Pod, _) => "pods",
            (Self::Cohort, 1) => "account",
            (Self::Cohort, _) => "accounts",
        }
    }

    /// The column that names the unit.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Self::Csm => "csm",
            Self::Pod => "pod",
            Self::Cohort => "account",
        }
    }
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Simple, Self::Stratified, Self::Pairs, Self::Rerandomise];

    /// Its name in files and flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Stratified => "stratified",
            Self::Pairs => "pairs",
            Self::Rerandomise => "rerandomise",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
