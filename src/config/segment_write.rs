//! A segment as a commented file that [`read_segment`](super::read_segment) reads back to the last digit.

use std::fmt::Write as _;

use crate::scenario::{Billing, Segment};

/// Column in which remarks begin.
const REMARKS: usize = 47;

/// The file of a segment: `heading` as remarks on top, and beside each key what `remark` says of it; `draws` names the file beside it that has
/// draws of its uncertain numbers.
#[must_use]
pub fn segment_text(segment: &Segment, heading: &[String], remark: &dyn Fn(&str) -> Option<String>, draws: Option<&str>) -> String {
    let mut text = String::new();
    for line in heading {
        let _ = writeln!(text, "{}", format!("# {}", plain(line)).trim_end());
    }
    let mut line = |key: &str, value: String| {
        let set = format!("{key} = {value}");
        let _ = match remark(key) {
            Some(remark) => writeln!(text, "{set:<REMARKS$} # {}", plain(&remark)),
            None => writeln!(text, "{set}"),
        };
    };
    line("id", toml_string(&segment.id));
    line("title", toml_string(&segment.title));
    line("accounts_per_csm", segment.accounts_per_csm.to_string());
    for (key, value) in [
        ("median_arr", segment.median_arr),
        ("arr_log_sd", segment.arr_log_sd),
        ("annual_churn", segment.annual_churn),
        ("growth", segment.growth),
        ("growth_sd", segment.growth_sd),
        ("usage_sd", segment.usage_sd),
        ("common_share", segment.common_share),
        ("macro_growth", segment.macro_growth),
        ("expansion_rate", segment.expansion_rate),
        ("expansion_median", segment.expansion_median),
        ("size_log_sd", segment.size_log_sd),
        ("lead_rate", segment.lead_rate),
        ("lead_conversion", segment.lead_conversion),
        ("deal_median", segment.deal_median),
        ("organic_nrr", segment.organic_nrr),
    ] {
        line(key, toml_number(value));
    }
    match segment.billing {
        Billing::Usage { noise_sd } => {
            text.push_str("\n[billing]\nkind = \"usage\"\n");
            let set = format!("noise_sd = {}", toml_number(noise_sd));
            let remark = remark("noise_sd").map_or_else(String::new, |remark| format!(" # {}", plain(&remark)));
            let _ = writeln!(text, "{}", format!("{set:<REMARKS$}{remark}").trim_end());
        }
        Billing::Contract { terms } => {
            let _ = writeln!(text, "\n[billing]\nkind = \"contract\"\nterms = [{}]", terms.map(toml_number).join(", "));
        }
    }
    if let Some(file) = draws {
        let _ = writeln!(
            text,
            "\n# How well these numbers are known: `run --parameter-uncertainty` draws from it.\n[uncertainty]\ndraws = {}",
            toml_string(file)
        );
    }
    if !segment.targets.is_empty() {
        text.push_str(
            "\n# What the company asks of a full book. Retention ratios are for a year, everything else is for a quarter.\n[targets]\n",
        );
        for (measure, target) in &segment.targets {
            let _ = writeln!(text, "{} = {}", measure.id(), toml_number(*target));
        }
    }
    text
}

/// Names for the files of segments, each its own and one that every file system takes, without folder and ending.
#[must_use]
pub fn file_stems<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    for id in ids {
        let words: Vec<String> =
            id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
        let stem = if words.is_empty() { "segment".to_owned() } else { words.join("-").chars().take(60).collect() };
        let mut name = stem.clone();
        let mut nth = 2;
        while stems.contains(&name) {
            name = format!("{stem}-{nth}");
            nth += 1;
        }
        stems.push(name);
    }
    stems
}

/// On one line, for a remark.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A TOML string on one line.
#[must_use]
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A TOML float: the shortest that reads back the same.
fn toml_number(value: f64) -> String {
    format!("{value:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Document, Notes, Overrides, Source, Surroundings, load_scenario, read_segment};

    #[test]
    fn what_is_written_is_read_back_to_the_last_digit() {
        let scenario = load_scenario(None, &Overrides::default(), &Surroundings::here(&|_, _| None)).unwrap().scenario;
        for segment in scenario.segments {
            let segment = Segment { id: "Größe \"A\"\n".into(), growth: 0.1 / 3.0, annual_churn: 1e-7, ..segment };
            let text = segment_text(&segment, &["what\nit is".into()], &|key| (key == "growth").then(|| "fitted".to_owned()), None);
            assert!(text.starts_with("# what it is\n") && text.contains("# fitted"), "{text}");
            let source = Source::new("segment.toml", text);
            let notes = Notes::new();
            let document = Document::parse(&source, &notes);
            let read = read_segment(&document.root(&notes), None, None);
            assert!(notes.is_clean(), "{:?}", notes.finish());
            assert_eq!(read, Some(segment));
        }
    }
}
