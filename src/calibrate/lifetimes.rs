//! How long accounts stayed, and what is known of them: what every model of churn is fitted to.

/// One row per account that ever was a customer. All columns have the same length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lifetimes {
    /// Whole months from the start to churn or to the last look, at least 1. An account that churned with tenure `t` left in its
    /// `t`-th month: it was seen alive at `t − 1` and gone at `t`.
    pub tenure: Vec<u32>,
    /// Whether it left; otherwise it was still there when last looked at (censored).
    pub churned: Vec<bool>,
    /// Tenure at which each account came under observation (left truncation); 0 for those seen from their start. Less than
    /// `tenure`.
    pub entry: Vec<u32>,
    /// What else is known of each account.
    pub covariates: Vec<Covariate>,
}

/// A column that may explain churn.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// Title in the file.
    pub name: String,
    /// One value per account.
    pub values: Values,
}

/// Values of a covariate.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// A category by index, and the categories' names, sorted.
    Category {
        /// Names, sorted.
        names: Vec<String>,
        /// Index into them, one per account.
        code: Vec<u16>,
    },
    /// Numbers; NaN where the file has none.
    Number(Vec<f64>),
}

impl Lifetimes {
    /// Number of accounts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tenure.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tenure.is_empty()
    }
}
