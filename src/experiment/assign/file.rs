//! The assignment as a file that people open in a spreadsheet and the analysis trusts.
//!
//! Lines `# key: value` say how it was dealt; below them is a CSV table, a row a unit. A SHA-256 covers what is said, not how it is written: quotes,
//! empty cells at line ends, line endings, the order of rows and columns of the reader's own do not matter, another arm does.

use csv::WriterBuilder;
use sha2::{Digest, Sha256};

use super::Assignment;

/// First line's key; its value is the number of the format.
pub(super) const FORMAT: (&str, &str) = ("paylift assignment", "1");
/// Stands between names in one value.
pub(super) const BETWEEN: &str = " | ";

impl Assignment {
    /// The file's text.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut writer = WriterBuilder::new().flexible(true).from_writer(Vec::new());
        // Writing to memory does not fail.
        let mut write = |record: &[String]| drop(writer.write_record(record));
        let set = self.set_hash().ok().map(|hash| ("set".to_owned(), hash));
        for (key, value) in self.lines().into_iter().chain(set) {
            write(&[format!("# {key}: {value}")]);
        }
        write(&[format!("# sha256: {}", self.checksum())]);
        let columns = self.columns();
        write(&columns);
        for at in 0..self.rows.len() {
            write(&columns.iter().map(|column| self.cell(at, column)).collect::<Vec<_>>());
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// SHA-256 over everything that matters, in hexadecimal.
    #[must_use]
    pub fn checksum(&self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut rows: Vec<serde_json::Value> = Vec::new();
        for row in &self.rows {
            let unit = &row.unit;
            let (csm, pod) = (text(&unit.csm), text(&unit.pod));
            let of = (&unit.name, csm, pod, &unit.stratum, row.pair.unwrap_or(0), &self.arms[row.arm], &unit.covariates, unit.target_pay);
            rows.push(serde_json::json!(of));
        }
        let canonical = serde_json::json!((self.lines(), rows)).to_string();
        Sha256::digest(canonical.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Keys and values above the table, but for the two hashes.
    pub(super) fn lines(&self) -> Vec<(String, String)> {
        let accept = self.accept.map(|accept| ("accept", accept.to_string()));
        let lines = [
            Some((FORMAT.0, FORMAT.1.to_owned())),
            Some(("by", self.level.to_string())),
            Some(("method", self.method.to_string())),
            Some(("seed", self.seed.to_string())),
            Some(("alpha", self.alpha.to_string())),
            Some(("arms", self.arms.join(BETWEEN))),
            (!self.strata.is_empty()).then(|| ("strata", self.strata.join(BETWEEN))),
            (!self.covariates.is_empty()).then(|| ("covariates", self.covariates.join(BETWEEN))),
            accept,
        ];
        lines.into_iter().flatten().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// Titles of the table's columns: those that say something.
    fn columns(&self) -> Vec<String> {
        let any = |has: &dyn Fn(&super::Assigned) -> bool| self.rows.iter().any(has);
        let mut columns = vec![self.level.column()];
        let optional = [
            ("csm", any(&|row| row.unit.csm.is_some())),
            ("pod", any(&|row| row.unit.pod.is_some())),
            ("stratum", any(&|row| !row.unit.stratum.is_empty())),
            ("pair", any(&|row| row.pair.is_some())),
            ("arm", true),
        ];
        columns.extend(optional.iter().filter(|(name, has)| *has && *name != self.level.column()).map(|(name, _)| *name));
        let pay = any(&|row| row.unit.target_pay.is_some()).then(|| "target_pay".to_owned());
        columns.into_iter().map(str::to_owned).chain(self.covariates.iter().cloned()).chain(pay).collect()
    }

    fn cell(&self, at: usize, column: &str) -> String {
        let row = &self.rows[at];
        let unit = &row.unit;
        let own = self.level.column();
        match column {
            _ if column == own => unit.name.clone(),
            "csm" => unit.csm.clone().unwrap_or_default(),
            "pod" => unit.pod.clone().unwrap_or_default(),
            "stratum" => unit.stratum.clone(),
            "pair" => row.pair.map(|pair| pair.to_string()).unwrap_or_default(),
            "arm" => self.arms[row.arm].clone(),
            "target_pay" => unit.target_pay.map(|pay| pay.to_string()).unwrap_or_default(),
            _ => self.covariates.iter().position(|name| name == column).map(|k| unit.covariates[k].to_string()).unwrap_or_default(),
        }
    }
}
