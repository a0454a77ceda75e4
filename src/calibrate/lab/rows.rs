//! The lab in words and cells, for terminals and pages to lay out.

use super::recommend::how;
use super::{BaselineLab, Figure, OrganicGrowth, RuleRow};

impl BaselineLab {
    /// Titles of the cells of [`BaselineLab::cells`].
    pub const TITLES: [&'static str; 13] = [
        "baseline",
        "revenue compared",
        "quarters",
        "bias % a quarter",
        "sd of books %",
        "sd of quarters %",
        "mispaid % a quarter",
        "paid % of quarters",
        "mispaid $ a year",
        "paid per dollar gained",
        "mispaid % for each dollar",
        "shifted dollar earns",
        "dollar held back earns",
    ];

    /// One row of cells for each rule, under [`BaselineLab::TITLES`]; an empty cell is undefined. Rules that could not be judged have
    /// their reason in [`RuleRow::why_not`] and empty cells.
    #[must_use]
    pub fn cells(&self) -> Vec<[String; 13]> {
        self.rows.iter().map(cells).collect()
    }

    /// What a reader of the numbers has to know, a sentence each.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "All growth in the history counts as growth that comes by itself: what CSMs did add is counted as bias.".to_owned(),
            format!(
                "Books have {} accounts, {} of them drawn with replacement from {}.",
                self.book, self.settings.books, self.accounts_judged
            ),
        ];
        if self.accounts_judged < self.accounts {
            notes.push(format!("Of {} accounts {} were drawn at random to be judged.", self.accounts, self.accounts_judged));
        }
        let judged = || self.rows.iter().filter(|row| row.judgement.is_some());
        if judged().any(|row| row.quarters == 1) {
            notes.push("With a single quarter the error over quarters is unknown: the standard errors are too small.".to_owned());
        }
        let of = |row: &RuleRow| (row.quarters, row.from.clone());
        if judged().next().is_some_and(|first| judged().any(|row| of(row) != of(first))) {
            notes.push("The history is too short to judge all rules on the same quarters: the market differs between rows.".to_owned());
        }
        for row in self.rows.iter().filter(|row| row.judgement.as_ref().is_some_and(|j| j.unread > 0.0)) {
            let unread = row.judgement.as_ref().map_or(0.0, |j| 100.0 * j.unread);
            notes.push(format!("{}, {}: says nothing about {unread:.1} % of books and quarters.", row.name, how(row.basis)));
        }
        for row in &self.rows {
            if let Some(reason) = &row.why_not {
                notes.push(format!("{}, {}: not judged; it {reason}.", row.name, how(row.basis)));
            }
        }
        notes
    }
}

impl OrganicGrowth {
    /// The answer to "how much does the product grow on its own?" for books of `book` accounts.
    #[must_use]
    pub fn sentence(&self, book: u32) -> String {
        let error = |error: Option<f64>| error.map_or("unknown".to_owned(), |e| format!("{:.1} %", 100.0 * e));
        let mut words = format!(
            "the same accounts' revenue grows {} a year by itself, over {} quarters (standard error from the accounts {}, from the quarters {})",
            self.a_year.percent(),
            self.quarters.len(),
            error(self.a_year.over_accounts),
            error(self.a_year.over_quarters),
        );
        if let Some(sd) = self.market_sd {
            words += &format!("; from quarter to quarter all accounts together swing by {:.1} % (sd)", 100.0 * sd);
        }
        if let Some(share) = self.market_share {
            words += &format!(", which is {} of the variance of a book of {book} accounts", share.percent());
        }
        words + "."
    }
}

fn cells(row: &RuleRow) -> [String; 13] {
    let percent = |figure: Figure| figure.scaled(100.0).digits();
    let (mut cells, named) = (<[String; 13]>::default(), [row.name.clone(), how(row.basis).to_owned()]);
    for (cell, text) in cells.iter_mut().zip(named) {
        *cell = text;
    }
    let Some(judgement) = &row.judgement else { return cells };
    let optional = |figure: Option<Figure>| figure.map(Figure::digits).unwrap_or_default();
    let numbers = [
        row.quarters.to_string(),
        percent(judgement.bias),
        percent(judgement.sd_of_books),
        judgement.sd_of_quarters.map(percent).unwrap_or_default(),
        percent(judgement.mispaid),
        percent(judgement.paid),
        judgement.mispaid_a_year.digits(),
        optional(judgement.answer),
        judgement.mispaid_for_each_dollar.map(percent).unwrap_or_default(),
        optional(judgement.shift),
        optional(judgement.hold_back),
    ];
    for (cell, text) in cells.iter_mut().skip(2).zip(numbers) {
        *cell = text;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::super::simulated::{history, noisy};
    use super::super::{LabSettings, compare_baselines};

    #[test]
    fn rules_that_cannot_be_read_are_named_with_the_reason() {
        let lab = compare_baselines(&history(60, 12, |_, _| 1.0), &LabSettings { books: 4, ..LabSettings::default() });
        let notes = lab.notes().join("\n");
        assert!(notes.contains(
            "same quarter last year, on single months: not judged; it needs 12 months before the first quarter, 15 in all; the history has 12."
        ));
        assert!(notes.contains("too short to judge all rules on the same quarters"));
        let cells = lab.cells();
        assert_eq!(cells.len(), 14);
        assert_eq!((cells[1][0].as_str(), cells[1][1].as_str(), cells[1][3].as_str()), ("same quarter last year", "on single months", ""));
        assert_eq!((cells[0][2].as_str(), cells[0][3].as_str()), ("3", "0.00 ± 0"));
    }

    #[test]
    fn growth_is_told_with_its_errors() {
        let words = super::super::organic_growth(&noisy(50, 12, 0.2, 5), 10).unwrap().sentence(10);
        assert!(words.contains("over 3 quarters") && words.contains("from the accounts") && !words.contains("unknown"), "{words}");
    }
}
