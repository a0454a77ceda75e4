//! Stated distributions: `{ kind = "normal", mean = 1.0, sd = 0.15 }`, a plain number, or a range in words: `"5 % to 95 %: 0.7 to 1.3"`.

use crate::scenario::Distribution;

use super::{Bounds, Entry, Table, Value};

/// What may stand where a distribution is wanted.
const ALLOWED: &str = "a number, \"0.7 to 1.3\" (5 % below, 5 % above), a list of numbers, or a table with `kind`";

/// Names of the kinds.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Constant,
    Normal,
    LogNormal,
    Beta,
    Triangular,
    Uniform,
    Poisson,
    Table,
    Empirical,
    Range90,
}

const KINDS: &[(&str, Kind)] = &[
    ("constant", Kind::Constant),
    ("normal", Kind::Normal),
    ("lognormal", Kind::LogNormal),
    ("beta", Kind::Beta),
    ("triangular", Kind::Triangular),
    ("uniform", Kind::Uniform),
    ("poisson", Kind::Poisson),
    ("table", Kind::Table),
    ("empirical", Kind::Empirical),
    ("range90", Kind::Range90),
];

/// Reads a distribution; problems are recorded.
#[must_use]
pub fn read_distribution(entry: &Entry<'_>) -> Option<Distribution> {
    match entry.value() {
        Value::Number(_) => entry.f64(..).map(Distribution::Constant),
        Value::String(text) => {
            let range = parse_range(&text);
            if range.is_none() {
                entry.notes().problem(entry.problem_at("not a range").allowed("\"0.7 to 1.3\" or \"70 % to 130 %\""));
            }
            let (low, high) = entry.string().and(range)?;
            in_order(entry, &[("low", low), ("high", high)]).then_some(Distribution::Range90 { low, high })
        }
        Value::Array(items) => read_empirical(entry, &items),
        Value::Table(table) => {
            let read = table.one_of("kind", KINDS).required().and_then(|kind| read_kind(kind, &table));
            if read.is_some() {
                table.finish();
            }
            read
        }
        Value::Boolean(_) | Value::Datetime => {
            entry.notes().problem(entry.problem_at("not a distribution").allowed(ALLOWED));
            None
        }
    }
}

fn read_empirical(entry: &Entry<'_>, items: &[Entry<'_>]) -> Option<Distribution> {
    if items.is_empty() {
        entry.problem("no values");
        return None;
    }
    let values: Vec<Option<f64>> = items.iter().map(|x| x.f64(..)).collect();
    values.into_iter().collect::<Option<Vec<f64>>>().map(Distribution::Empirical)
}

fn read_kind(kind: Kind, table: &Table<'_>) -> Option<Distribution> {
    let any = |key: &str| table.f64(key, ..).required();
    let positive = |key: &str| table.f64(key, Bounds::POSITIVE).required();
    let spread = |key: &str| table.f64(key, Bounds::NOT_NEGATIVE).required();
    match kind {
        Kind::Constant => any("value").map(Distribution::Constant),
        Kind::Normal => any("mean").zip(spread("sd")).map(|(mean, sd)| Distribution::Normal { mean, sd }),
        Kind::LogNormal => positive("mean").zip(spread("sd")).map(|(mean, sd)| Distribution::LogNormal { mean, sd }),
        Kind::Beta => {
            let shapes = positive("alpha").zip(positive("beta"));
            let (min, max) = (table.f64("min", ..).or(0.0), table.f64("max", ..).or(1.0));
            let ordered = ends_in_order(table, &[("min", min), ("max", max)]);
            shapes.filter(|_| ordered).map(|(alpha, beta)| Distribution::Beta { alpha, beta, min, max })
        }
        Kind::Triangular => {
            let (min, mode, max) = (any("min"), any("mode"), any("max"));
            let (min, mode, max) = (min?, mode?, max?);
            if !(min..=max).contains(&mode) {
                let problem = table.problem_at("mode", "the most likely value is outside the range");
                table.notes().problem(problem.allowed(format!("{min} to {max}")));
                return None;
            }
            ends_in_order(table, &[("min", min), ("max", max)]).then_some(Distribution::Triangular { min, mode, max })
        }
        Kind::Uniform => {
            let (min, max) = any("min").zip(any("max"))?;
            ends_in_order(table, &[("min", min), ("max", max)]).then_some(Distribution::Uniform { min, max })
        }
        Kind::Poisson => positive("mean").zip(positive("per")).map(|(mean, per)| Distribution::Poisson { mean, per }),
        Kind::Table => {
            let values = table.array_f64("values", ..).required();
            let weights = table.array_f64("weights", Bounds::NOT_NEGATIVE).required();
            let (values, weights) = values.zip(weights)?;
            read_weighted(table, values, weights)
        }
        Kind::Empirical => {
            let entry = table.entry("values");
            if entry.is_none() {
                let _ = table.array_f64("values", ..).required();
            }
            let entry = entry?;
            read_empirical(&entry, &entry.array()?)
        }
        Kind::Range90 => {
            let (low, high) = any("low").zip(any("high"))?;
            ends_in_order(table, &[("low", low), ("high", high)]).then_some(Distribution::Range90 { low, high })
        }
    }
}

fn read_weighted(table: &Table<'_>, values: Vec<f64>, weights: Vec<f64>) -> Option<Distribution> {
    let problem = if values.is_empty() {
        Some(("values", "no values".to_string(), "at least one value"))
    } else if values.len() != weights.len() {
        let message = format!("{} weights for {} values", weights.len(), values.len());
        Some(("weights", message, "one weight for each value"))
    } else if weights.iter().sum::<f64>() <= 0.0 {
        Some(("weights", "all weights are zero".to_string(), "at least one weight above 0"))
    } else if values.windows(2).any(|pair| pair[0] >= pair[1]) {
        Some(("values", "values are not increasing".to_string(), "each value above the one before"))
    } else {
        None
    };
    let Some((key, message, allowed)) = problem else { return Some(Distribution::Table { values, weights }) };
    table.notes().problem(table.problem_at(key, message).allowed(allowed));
    None
}

fn ends_in_order(table: &Table<'_>, ends: &[(&str, f64); 2]) -> bool {
    let ordered = ends[0].1 < ends[1].1;
    if !ordered {
        let message = format!("`{}` is not above `{}`", ends[1].0, ends[0].0);
        table.notes().problem(table.problem_at(ends[1].0, message).allowed(format!("more than {}", ends[0].1)));
    }
    ordered
}

fn in_order(entry: &Entry<'_>, ends: &[(&str, f64); 2]) -> bool {
    let ordered = ends[0].1 < ends[1].1;
    if !ordered {
        entry.notes().problem(entry.problem_at("the range does not go up").allowed("the 5 % end, then the larger 95 % end"));
    }
    ordered
}

/// `"0.7 to 1.3"`, `"70 % to 130 %"`.
fn parse_range(text: &str) -> Option<(f64, f64)> {
    let (low, high) = text.split_once(" to ")?;
    let end = |text: &str| {
        let text = text.trim();
        match text.strip_suffix('%') {
            Some(percent) => percent.trim().parse::<f64>().ok().map(|x| x / 100.0),
            None => text.parse().ok(),
        }
        .filter(|x| x.is_finite())
    };
    end(low).zip(end(high))
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Notes, Source};
    use super::*;

    fn read(text: &str) -> Result<Distribution, String> {
        let notes = Notes::new();
        let source = Source::new("d.toml", format!("x = {text}\n"));
        let document = Document::parse(&source, &notes);
        let read = document.root(&notes).entry("x").and_then(|e| read_distribution(&e));
        notes.finish().map_err(|p| p.render(false))?;
        read.ok_or_else(|| "no problem and no distribution".into())
    }

    #[test]
    fn every_kind_is_read() {
        use Distribution as D;
        let cases = [
            ("1.0", D::Constant(1.0)),
            ("{ kind = \"constant\", value = 2 }", D::Constant(2.0)),
            ("{ kind = \"normal\", mean = 1, sd = 0.15 }", D::Normal { mean: 1.0, sd: 0.15 }),
            ("{ kind = \"lognormal\", mean = 1, sd = 0.15 }", D::LogNormal { mean: 1.0, sd: 0.15 }),
            ("{ kind = \"beta\", alpha = 2, beta = 3 }", D::Beta { alpha: 2.0, beta: 3.0, min: 0.0, max: 1.0 }),
            ("{ kind = \"triangular\", min = 0.5, mode = 1, max = 1.2 }", D::Triangular { min: 0.5, mode: 1.0, max: 1.2 }),
            ("{ kind = \"uniform\", min = 0.5, max = 1.5 }", D::Uniform { min: 0.5, max: 1.5 }),
            ("{ kind = \"poisson\", mean = 2.4, per = 3 }", D::Poisson { mean: 2.4, per: 3.0 }),
            ("{ kind = \"table\", values = [0, 1], weights = [1, 3] }", D::Table { values: vec![0.0, 1.0], weights: vec![1.0, 3.0] }),
            ("{ kind = \"empirical\", values = [0.9, 1.1] }", D::Empirical(vec![0.9, 1.1])),
            ("[0.9, 1.1]", D::Empirical(vec![0.9, 1.1])),
            ("{ kind = \"range90\", low = 0.7, high = 1.3 }", D::Range90 { low: 0.7, high: 1.3 }),
            ("\"0.7 to 1.3\"", D::Range90 { low: 0.7, high: 1.3 }),
            ("\"70 % to 130%\"", D::Range90 { low: 0.7, high: 1.3 }),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn impossible_ones_are_refused() {
        for (text, said) in [
            ("true", "not a distribution"),
            ("\"about one\"", "not a range"),
            ("\"1.3 to 0.7\"", "the range does not go up"),
            ("[]", "no values"),
            ("{ kind = \"gauss\" }", "unknown name `gauss`"),
            ("{ kind = \"normal\", mean = 1 }", "missing key `sd`"),
            ("{ kind = \"normal\", mean = 1, sd = -1 }", "out of range"),
            ("{ kind = \"normal\", mean = 1, sd = 1, mode = 2 }", "unknown key"),
            ("{ kind = \"lognormal\", mean = 0, sd = 1 }", "more than 0"),
            ("{ kind = \"beta\", alpha = 0, beta = 1 }", "more than 0"),
            ("{ kind = \"triangular\", min = 1, mode = 3, max = 2 }", "outside the range"),
            ("{ kind = \"uniform\", min = 1, max = 1 }", "`max` is not above `min`"),
            ("{ kind = \"table\", values = [0, 1], weights = [1] }", "1 weights for 2 values"),
            ("{ kind = \"table\", values = [0, 1], weights = [0, 0] }", "all weights are zero"),
            ("{ kind = \"table\", values = [1, 1], weights = [1, 1] }", "not increasing"),
            ("{ kind = \"poisson\", mean = 2, per = 0 }", "more than 0"),
        ] {
            let told = read(text).expect_err(text);
            assert!(told.contains(said), "{text}: {told}");
        }
    }
}
