//! An assignment's file, read back with every problem told at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::said::Said;
use super::{Assigned, Assignment, Deal, Level, Roster, RosterUnit, deal};
use crate::config::{Bounds, Notes, Problem, Sheet, Source};

/// Titles that a covariate cannot have.
pub(super) const OWN_COLUMNS: &[&str] = &["csm", "pod", "account", "stratum", "pair", "arm", "target_pay"];

impl Assignment {
    /// Reads what [`to_csv`](Self::to_csv) wrote, also after a spreadsheet has saved it again. `None` where there were problems: they are in `notes`.
    ///
    /// A file that was edited does not pass. Where the seed tells who had another arm, these rows are named.
    #[must_use]
    pub fn read(source: &Arc<Source>, notes: &Notes) -> Option<Self> {
        let before = notes.count();
        let (said, table) = Said::split(source);
        let head = said.head(source, notes)?;
        let sheet = Sheet::parse(&table, notes);
        let rows = rows(&sheet, &head, notes);
        if notes.count() > before {
            return None;
        }
        let assignment = Self { rows: rows?, ..head };
        assignment.verify(source, &said, &sheet, notes);
        (notes.count() == before).then_some(assignment)
    }

    /// Whether it is what was written, and what was dealt.
    fn verify(&self, source: &Arc<Source>, said: &Said, sheet: &Sheet<'_>, notes: &Notes) {
        let sum = said.get("sha256");
        if sum.is_some_and(|(sum, _)| *sum == self.checksum()) {
            if let Some((set, span)) = said.get("set").filter(|(set, _)| self.set_hash().as_ref() != Ok(set)) {
                let message = format!("what could have been dealt is not what it was when this was written ({set})");
                notes.problem(Problem::new(source, span.clone(), "set", message));
            }
            return;
        }
        let before = notes.count();
        if let Some(dealt) = self.dealt_again() {
            let other: Vec<usize> = (0..self.rows.len()).filter(|&row| self.rows[row].arm != dealt.rows[row].arm).collect();
            // More than a quarter: the roster was changed, and with it the whole deal.
            if 4 * other.len() <= self.rows.len() {
                for row in other {
                    let (own, was) = (&self.arms[self.rows[row].arm], &self.arms[dealt.rows[row].arm]);
                    let name = &self.rows[row].unit.name;
                    let cell = cell_of(sheet, self.level, name);
                    let message = format!("`{name}` is in arm `{own}`, but arm `{was}` was dealt");
                    notes.problem(cell.map_or_else(|| Problem::without_place(message.clone()), |cell| cell.problem_at(message.clone())));
                }
            }
        }
        if notes.count() == before {
            let (span, message) = match sum {
                Some((_, span)) => (span.clone(), "the file was changed after it was written: its content does not have this SHA-256"),
                None => (0..0, "the line `# sha256: …` is missing"),
            };
            notes.problem(Problem::new(source, span, "", message).allowed("the file as `paylift ab assign` wrote it"));
        }
    }

    /// The same roster dealt again with the same seed.
    fn dealt_again(&self) -> Option<Self> {
        let units = self.rows.iter().map(|row| row.unit.clone()).collect();
        let roster = Roster::new(self.level, self.strata.clone(), self.covariates.clone(), units);
        let again =
            Deal { method: self.method, arms: self.arms.clone(), accept: self.accept.unwrap_or(0.1), alpha: self.alpha, seed: self.seed };
        deal(&roster, &again).ok()
    }
}

/// Rows in the order of names; the arms' indices are those of `head`.
fn rows(sheet: &Sheet<'_>, head: &Assignment, notes: &Notes) -> Option<Vec<Assigned>> {
    let unit = sheet.required_column(&[head.level.column()]);
    let arm = sheet.required_column(&["arm"]);
    let column = |name: &str| if name == head.level.column() { None } else { sheet.column(&[name]) };
    let (csm, pod, stratum, pair, pay) = (column("csm"), column("pod"), column("stratum"), column("pair"), column("target_pay"));
    let titles: Vec<String> = sheet.titles().map(str::to_owned).collect();
    let covariate = |name: &String| {
        let found = titles.iter().position(|title| title == name);
        if found.is_none() {
            notes.problem(sheet.problem_at_header(format!("missing column `{name}`, a covariate")));
        }
        found
    };
    let covariates: Option<Vec<usize>> = head.covariates.iter().map(covariate).collect();
    let (unit, arm, covariates) = (unit?, arm?, covariates?);
    let mut rows: Vec<Assigned> = Vec::new();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..sheet.len() {
        let text =
            |column: Option<usize>| column.map(|c| sheet.cell(at, c)).filter(|cell| !cell.is_empty()).map(|cell| cell.text.to_owned());
        let cell = sheet.cell(at, unit);
        let Some(name) = cell.string() else { continue };
        if let Some(line) = lines.insert(name.clone(), cell.line()) {
            notes.problem(cell.problem_at(format!("{} `{name}` is there twice, already in line {line}", head.level.unit(1))));
        }
        let own = sheet.cell(at, arm);
        let index = head.arms.iter().position(|known| known == own.text);
        if index.is_none() {
            let problem = own.problem_at(format!("unknown arm `{}`", own.text));
            notes.problem(problem.allowed(head.arms.join(", ")).nearest(own.text, head.arms.iter().map(String::as_str)));
        }
        let pair = pair.map(|c| sheet.cell(at, c)).filter(|cell| !cell.is_empty()).and_then(|cell| cell.integer(1, u32::MAX));
        let target_pay = pay.map(|c| sheet.cell(at, c)).filter(|cell| !cell.is_empty()).and_then(|cell| cell.number(Bounds::NOT_NEGATIVE));
        let numbers: Vec<f64> = covariates.iter().filter_map(|&c| sheet.cell(at, c).number(Bounds::ANY)).collect();
        let of = RosterUnit {
            name,
            csm: text(csm),
            pod: text(pod),
            stratum: text(stratum).unwrap_or_default(),
            covariates: numbers,
            target_pay,
        };
        rows.push(Assigned { unit: of, pair: pair.map(|pair| pair as usize), arm: index.unwrap_or(0) });
    }
    for (arm, name) in head.arms.iter().enumerate() {
        if !rows.iter().any(|row| row.arm == arm) {
            notes.problem(sheet.problem_at_header(format!("nobody is in arm `{name}`")));
        }
    }
    rows.sort_by(|a, b| a.unit.name.cmp(&b.unit.name));
    Some(rows)
}

/// The arm's cell of a unit.
fn cell_of<'a>(sheet: &'a Sheet<'a>, level: Level, name: &str) -> Option<crate::config::Cell<'a>> {
    let (unit, arm) = (sheet.column(&[level.column()])?, sheet.column(&["arm"])?);
    (0..sheet.len()).find(|&at| sheet.cell(at, unit).text == name).map(|at| sheet.cell(at, arm))
}

#[cfg(test)]
mod tests {
    use super::super::Method;
    use super::*;

    fn dealt(method: Method) -> Assignment {
        let unit = |i: usize| RosterUnit {
            name: format!("C{i:02}, Ann \"{i}\""),
            pod: Some(format!("P{}", i % 4)),
            stratum: if i.is_multiple_of(2) { "ENT".into() } else { "SMB".into() },
            covariates: vec![super::super::nine_digits((i * 37 % 11) as f64 / 7.0), i as f64 * (i % 5) as f64],
            target_pay: Some(90_000.0 + 1_000.0 * i as f64),
            ..RosterUnit::default()
        };
        let roster = Roster::new(Level::Csm, vec!["segment".into()], vec!["book".into(), "tenure".into()], (0..16).map(unit).collect());
        deal(&roster, &Deal { method, arms: vec!["today".into(), "B".into()], accept: 0.2, alpha: 0.05, seed: 11 }).unwrap()
    }

    fn read(text: &str) -> Result<Assignment, String> {
        let notes = Notes::new();
        let found = Assignment::read(&Source::new("a.csv", text), &notes);
        match notes.finish() {
            Ok(_) => Ok(found.unwrap()),
            Err(problems) => Err(problems.to_string()),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for method in Method::ALL {
            let assignment = dealt(method);
            assert_eq!(read(&assignment.to_csv()).unwrap(), assignment, "{method}");
        }
    }

    #[test]
    fn a_spreadsheet_may_save_it_again() {
        let assignment = dealt(Method::Pairs);
        let text = assignment.to_csv();
        let table = text.find("csm,").unwrap();
        let (head, rows) = text.split_at(table);
        // Empty cells at line ends, CR LF, quotes around all, rows the other way round, a column of the reader's own.
        let padded: String = head.lines().map(|line| format!("\"{}\",,,,,,,,\r\n", line.replace('"', "\"\""))).collect();
        let mut lines: Vec<&str> = rows.lines().collect();
        let title = lines.remove(0);
        lines.reverse();
        let table: String =
            std::iter::once(format!("{title},my note\r\n")).chain(lines.iter().map(|line| format!("{line},\"a, b\"\r\n"))).collect();
        assert_eq!(read(&(padded + &table)).unwrap(), assignment);
        // Semicolons instead of commas.
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut writer = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
        reader.records().for_each(|record| writer.write_record(&record.unwrap()).unwrap());
        assert_eq!(read(&String::from_utf8(writer.into_inner().unwrap()).unwrap()).unwrap(), assignment);
    }

    #[test]
    fn an_edited_arm_is_named() {
        let assignment = dealt(Method::Stratified);
        let swapped = |row: usize| {
            let mut other = assignment.clone();
            other.rows[row].arm = 1 - other.rows[row].arm;
            // The file as edited by hand: the old checksum over the new arm.
            other.to_csv().replace(&other.checksum(), &assignment.checksum())
        };
        let error = read(&swapped(3)).unwrap_err();
        let arm = |row: usize| assignment.arms[assignment.rows[row].arm].clone();
        assert!(error.contains(&assignment.rows[3].unit.name) && error.contains(&format!("arm `{}` was dealt", arm(3))), "{error}");
        let whole = assignment.to_csv().replace("seed: 11", "seed: 12");
        assert!(read(&whole).unwrap_err().contains("SHA-256"), "{}", read(&whole).unwrap_err());
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let text = dealt(Method::Stratified).to_csv();
        let broken = text.replace("by: csm", "by: cms").replace("alpha: 0.05", "alpha: 5").replace("# seed: 11\n", "");
        let error = read(&broken).unwrap_err();
        for part in ["did you mean `csm`", "`5` is not a share", "`# seed: …` is missing"] {
            assert!(error.contains(part), "{part}: {error}");
        }
        let rows = text.replacen(",today,", ",tody,", 1) + "C00,P0,ENT,B,1,1,x\n";
        let error = read(&rows).unwrap_err();
        for part in ["unknown arm `tody`", "did you mean `today`", "not a number"] {
            assert!(error.contains(part), "{part}: {error}");
        }
        assert!(read("csm,arm\nA,1\n").unwrap_err().contains("this is not an assignment"));
    }
}
