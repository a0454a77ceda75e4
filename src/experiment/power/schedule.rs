//! Who is on which plan in which quarter: any table of 0 and 1.

/// One unit in one quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// On the new plan.
    pub on: bool,
    /// Its outcome counts; not so in a quarter left for the old plan to wash out.
    pub measured: bool,
}

/// The named kinds of schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Two arms: some quarters on today's plan for all, then one arm on the new one.
    Parallel {
        /// Quarters on today's plan for all.
        before: usize,
    },
    /// All start on today's plan; one group more changes each quarter, until all have.
    SteppedWedge,
    /// AB and BA: each half changes over once, in the middle.
    Crossover,
    /// ABAB… and BABA…: each half changes every quarter.
    Switchback,
}

/// Sequences of quarters, and what share of the units (CSMs or pods) follows each.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    rows: Vec<Vec<Cell>>,
    shares: Vec<f64>,
    /// What it was made as, and quarters of wash-out; `None` for a table.
    made: Option<(Kind, usize)>,
}

/// Why a table is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Nothing there.
    #[error("has no rows")]
    Empty,
    /// Rows differ in length.
    #[error("row {row} has {found} quarters, the first has {expected}")]
    Ragged {
        /// From 1.
        row: usize,
        /// Its quarters.
        found: usize,
        /// Quarters of the first row.
        expected: usize,
    },
    /// A cell is neither 0, 1 nor empty.
    #[error("row {row}, quarter {quarter}: `{text}` is neither 0 (today's plan), 1 (the new plan) nor NA (not measured)")]
    Cell {
        /// From 1.
        row: usize,
        /// From 1.
        quarter: usize,
        /// What stands there.
        text: String,
    },
}

impl Schedule {
    /// A schedule of that kind over `quarters` quarters (all of them, for parallel arms those before included), the first `washout` quarters
    /// after each change of plan not measured. Sequences have equal shares of the units.
    #[must_use]
    pub fn new(kind: Kind, quarters: usize, washout: usize) -> Self {
        let row = |on: &dyn Fn(usize) -> bool| (0..quarters).map(|quarter| Cell { on: on(quarter), measured: true }).collect();
        let rows: Vec<Vec<Cell>> = match kind {
            Kind::Parallel { before } => vec![row(&|_| false), row(&|quarter| quarter >= before)],
            Kind::SteppedWedge => (1..quarters.max(2)).map(|step| row(&|quarter| quarter >= step)).collect(),
            Kind::Crossover => [false, true].map(|first| row(&|quarter| first == (quarter < quarters.div_ceil(2)))).to_vec(),
            Kind::Switchback => [1, 0].map(|odd| row(&|quarter| quarter % 2 == odd)).to_vec(),
        };
        let shares = vec![1.0 / rows.len() as f64; rows.len()];
        let mut new = Self { rows, shares, made: Some((kind, washout)) };
        new.wash_out(washout);
        new
    }

    /// The same kind over another number of quarters; `None` for a table that was given cell by cell.
    #[must_use]
    pub fn over(&self, quarters: usize) -> Option<Self> {
        self.made.map(|(kind, washout)| Self::new(kind, quarters, washout))
    }

    /// From rows of texts: `0`, `1`, or `NA`, `.`, `-` and nothing for quarters that are not measured (taken to be on the plan of the quarter
    /// after). Every row is one unit, or an equal share of them.
    ///
    /// # Errors
    /// If there are no rows, rows differ in length, or a cell is something else: all of that at once.
    pub fn read<S: AsRef<str>>(rows: &[Vec<S>]) -> Result<Self, Vec<ScheduleError>> {
        let Some(expected) = rows.first().map(Vec::len).filter(|&n| n > 0) else { return Err(vec![ScheduleError::Empty]) };
        let mut wrong = Vec::new();
        let mut read = Vec::new();
        for (row, texts) in rows.iter().enumerate() {
            if texts.len() != expected {
                wrong.push(ScheduleError::Ragged { row: row + 1, found: texts.len(), expected });
            }
            let mut cells: Vec<Cell> = Vec::new();
            for (quarter, text) in texts.iter().enumerate() {
                let on = match text.as_ref().trim() {
                    "0" => Some(false),
                    "1" => Some(true),
                    "" | "." | "-" | "NA" | "na" => None,
                    text => {
                        wrong.push(ScheduleError::Cell { row: row + 1, quarter: quarter + 1, text: text.to_owned() });
                        None
                    }
                };
                cells.push(Cell { on: on.unwrap_or_default(), measured: on.is_some() });
            }
            // a quarter left out belongs to the plan that follows it, else to the one before
            for quarter in 0..cells.len() {
                if !cells[quarter].measured {
                    let next = cells[quarter..].iter().find(|cell| cell.measured).or(cells[..quarter].last()).copied();
                    cells[quarter].on = next.is_some_and(|cell| cell.on);
                }
            }
            read.push(cells);
        }
        let shares = vec![1.0 / read.len() as f64; read.len()];
        if wrong.is_empty() { Ok(Self { rows: read, shares, made: None }) } else { Err(wrong) }
    }

    fn wash_out(&mut self, quarters: usize) {
        for row in &mut self.rows {
            let on: Vec<bool> = row.iter().map(|cell| cell.on).collect();
            for change in (1..on.len()).filter(|&quarter| on[quarter] != on[quarter - 1]) {
                row.iter_mut().skip(change).take(quarters).for_each(|cell| cell.measured = false);
            }
        }
    }

    /// With these shares of the units on the sequences, in their order; they are scaled to add up to 1.
    ///
    /// # Panics
    /// Unless there are as many shares as sequences.
    #[must_use]
    pub fn with_shares(mut self, shares: &[f64]) -> Self {
        assert_eq!(shares.len(), self.rows.len(), "one share for each sequence");
        let all: f64 = shares.iter().sum();
        self.shares = shares.iter().map(|share| share / all).collect();
        self
    }

    /// What it was made as; `None` for a table that was given cell by cell.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.made.map(|(kind, _)| kind)
    }

    /// Sequences, `sequences × quarters`.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// Share of the units on each sequence; they add up to 1.
    #[must_use]
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// Quarters from the first to the last.
    #[must_use]
    pub fn quarters(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(schedule: &Schedule) -> Vec<String> {
        let cell = |cell: &Cell| {
            if !cell.measured {
                '.'
            } else if cell.on {
                '1'
            } else {
                '0'
            }
        };
        schedule.rows().iter().map(|row| row.iter().map(cell).collect()).collect()
    }

    #[test]
    fn designs_are_what_they_are_called() {
        let new = |kind, quarters, washout| written(&Schedule::new(kind, quarters, washout));
        assert_eq!(new(Kind::Parallel { before: 1 }, 4, 0), ["0000", "0111"]);
        assert_eq!(new(Kind::SteppedWedge, 4, 0), ["0111", "0011", "0001"]);
        assert_eq!(new(Kind::Crossover, 4, 0), ["0011", "1100"]);
        assert_eq!(new(Kind::Switchback, 5, 0), ["01010", "10101"]);
        assert_eq!(new(Kind::SteppedWedge, 4, 1), ["0.11", "00.1", "000."]);
        assert_eq!(new(Kind::Crossover, 6, 2), ["000..1", "111..0"]);
        let longer = Schedule::new(Kind::Crossover, 2, 1).over(6).unwrap();
        assert_eq!(written(&longer), ["000.11", "111.00"]);
    }

    #[test]
    fn a_table_is_read_or_all_of_it_is_told() {
        let rows = |text: &[&str]| text.iter().map(|row| row.split(',').map(String::from).collect()).collect::<Vec<Vec<String>>>();
        let read = Schedule::read(&rows(&["0,NA,1", "1,1,."])).unwrap();
        assert_eq!(written(&read), ["0.1", "11."]);
        assert!(read.rows()[0][1].on && read.rows()[1][2].on, "a quarter left out has the plan that follows, else the last one");
        let wrong = Schedule::read(&rows(&["0,1,1", "1,2", "x,0,0"])).unwrap_err();
        let told: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(
            told[0].contains("row 2 has 2 quarters")
                && told[1].contains("row 2, quarter 2: `2`")
                && told[2].contains("row 3, quarter 1: `x`")
        );
        assert_eq!(Schedule::read::<String>(&[]), Err(vec![ScheduleError::Empty]));
    }
}
