//! What an experiment left behind: a row an account (or a row a unit and period), checked already.

/// Who was given a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A CSM with the whole book.
    Csm,
    /// A pod with all its CSMs.
    Pod,
    /// A part of each CSM's book: both plans inside one book.
    Cohort,
}

impl Level {
    /// What one of them is called.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Csm => "CSM",
            Self::Pod => "pod",
            Self::Cohort => "book",
        }
    }

    /// What several are called.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Csm => "CSMs",
            Self::Pod => "pods",
            Self::Cohort => "books",
        }
    }
}

/// Periods of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods {
    /// Names, in order of time.
    pub names: Vec<String>,
    /// Period of every row.
    pub of: Vec<usize>,
    /// Whether the unit had the new plan in that row's period.
    pub on: Vec<bool>,
}

/// Rows of one experiment. Columns have one value a row; labels count from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Who was given a plan.
    pub level: Level,
    /// Title of the outcome's column.
    pub outcome_name: String,
    /// Title of the baseline's column; empty without one.
    pub baseline_name: String,
    /// Names of units (CSMs or pods), by label.
    pub units: Vec<String>,
    /// Names of arms, control first.
    pub arms: Vec<String>,
    /// Unit of every row.
    pub unit: Vec<usize>,
    /// Arm of every row.
    pub arm: Vec<usize>,
    /// The outcome.
    pub outcome: Vec<f64>,
    /// The same measured before the start.
    pub baseline: Option<Vec<f64>>,
    /// Recurring revenue, above 0.
    pub weight: Option<Vec<f64>>,
    /// Stratum (or pair) inside which plans were assigned.
    pub stratum: Option<Vec<usize>>,
    /// Title of the stratum's column; empty without one.
    pub stratum_name: String,
    /// Whether strata are pairs.
    pub paired: bool,
    /// Share of time under the new plan as lived, 0 to 1.
    pub exposed: Option<Vec<f64>>,
    /// Days left to the end of the quarter when it was booked; `None` for rows without a date.
    pub days_left: Option<Vec<Option<i64>>>,
    /// Periods, where rows are those of a panel.
    pub periods: Option<Periods>,
    /// Mean payout of every unit, by label; `None` where it was not told.
    pub payout: Option<Vec<f64>>,
    /// Columns that must not get worse, in the order of the settings; `None` where nothing was measured.
    pub guarded: Vec<Vec<Option<f64>>>,
    /// Rows without an outcome, by arm; they are not among the rows.
    pub missing: Vec<usize>,
}

impl Data {
    /// Rows of two arms alone: `control` becomes arm 0 and `treated` arm 1.
    #[must_use]
    pub fn of_arms(&self, control: usize, treated: usize) -> Self {
        let rows: Vec<usize> = (0..self.arm.len()).filter(|row| self.arm[*row] == control || self.arm[*row] == treated).collect();
        let labels = |of: &[usize]| rows.iter().map(|row| of[*row]).collect::<Vec<_>>();
        let values = |of: &Option<Vec<f64>>| of.as_ref().map(|of| rows.iter().map(|row| of[*row]).collect());
        Self {
            arms: vec![self.arms[control].clone(), self.arms[treated].clone()],
            unit: labels(&self.unit),
            arm: rows.iter().map(|row| usize::from(self.arm[*row] == treated)).collect(),
            outcome: rows.iter().map(|row| self.outcome[*row]).collect(),
            baseline: values(&self.baseline),
            weight: values(&self.weight),
            stratum: self.stratum.as_deref().map(labels),
            exposed: values(&self.exposed),
            days_left: self.days_left.as_ref().map(|of| rows.iter().map(|row| of[*row]).collect()),
            periods: self.periods.as_ref().map(|p| Periods {
                names: p.names.clone(),
                of: labels(&p.of),
                on: rows.iter().map(|row| p.on[*row]).collect(),
            }),
            guarded: self.guarded.iter().map(|of| rows.iter().map(|row| of[*row]).collect()).collect(),
            missing: vec![self.missing[control], self.missing[treated]],
            ..self.clone()
        }
    }

    /// Whether each row is of arm 1.
    #[must_use]
    pub fn treated(&self) -> Vec<bool> {
        self.arm.iter().map(|arm| *arm == 1).collect()
    }

    /// Units with any row in that arm.
    #[must_use]
    pub fn units_in(&self, arm: usize) -> usize {
        let mut own: Vec<usize> = self.unit.iter().zip(&self.arm).filter(|(_, a)| **a == arm).map(|(unit, _)| *unit).collect();
        own.sort_unstable();
        own.dedup();
        own.len()
    }

    /// Rows in that arm.
    #[must_use]
    pub fn rows_in(&self, arm: usize) -> usize {
        self.arm.iter().filter(|a| **a == arm).count()
    }
}
