//! `[uncertainty]` of a segment → [`Uncertainty`]: how well its numbers are known.
//!
//! Either a law around the segment's own values, on each parameter's scale (growth as it stands, probabilities and shares as logits,
//! everything else as logarithms):
//!
//! ```toml
//! [uncertainty]
//! parameters = ["growth", "annual_churn"]
//! sd = [0.0012, 0.15]                       # of growth; of ln(churn ÷ (1 − churn))
//! correlation = [[1.0, -0.3], [-0.3, 1.0]]  # or `covariance` instead of both; without either they vary independently
//! ```
//!
//! or draws as a bootstrap leaves them, in their own units: `draws = "file.csv"` with a column for each parameter, or
//! `draws = { growth = [0.004, 0.006, …], annual_churn = [0.11, 0.14, …] }`.

use std::sync::Arc;

use crate::scenario::{Parameter, Scale, Segment, Uncertainty};

use super::value::Value;
use super::words::count;
use super::{Bounds, Entry, Place, Sheet, Source, Table};

/// So many standard deviations around the point value have to be valid; rarer draws are set to the end of the range.
const REACH: f64 = 3.0;
/// Largest standard deviation on a log or logit scale: a factor of 20.
const LARGEST_SD: f64 = 3.0;

/// Opens a file that a text refers to; what is wrong is reported at the place.
pub(super) type Opener<'a> = dyn Fn(&str, &Place) -> Option<Arc<Source>> + 'a;

/// Reads the table; `segment` has the point values. Problems are recorded in the table's notes.
pub(super) fn read_uncertainty(table: &Table<'_>, segment: &Segment, open: &Opener<'_>) -> Option<Uncertainty> {
    let before = table.notes().count();
    let named = read_parameters(table, segment);
    let has = |key: &str| table.has(key);
    if has("draws") {
        for key in ["parameters", "sd", "correlation", "covariance"].into_iter().filter(|key| has(key)) {
            // known, but not here
            let _ = table.entry(key);
            table.problem(key, format!("`draws` and `{key}` both say what is uncertain: keep one"));
        }
    } else if has("covariance") && (has("sd") || has("correlation")) {
        table.problem("covariance", "`covariance` and `sd` both say how far draws go: keep one");
    }
    let read = match table.entry("draws").map(|entry| (entry.value(), entry)) {
        Some((Value::String(_), entry)) => draws_of_file(&entry, segment, open),
        Some((Value::Table(columns), entry)) => draws_of_table(&columns, &entry, segment),
        Some((_, entry)) => {
            table.notes().problem(
                entry.problem_at("not draws").allowed("the name of a CSV file, or a table of arrays: { growth = [0.004, 0.006] }"),
            );
            None
        }
        None => law(table, named.as_deref(), segment),
    };
    table.finish();
    read.filter(|_| table.notes().count() == before)
}

/// A segment's uncertainty in words: "growth 0.005 ± 0.0012, annual_churn 0.13 ± 0.15 (logit)". `None` where nobody said.
pub(super) fn in_words(segment: &Segment) -> Option<String> {
    let uncertainty = segment.uncertainty.as_ref()?;
    let sds = uncertainty.sds();
    let word = |(nth, parameter): (usize, &Parameter)| {
        let point = parameter.of(segment).map(|point| format!(" {point}")).unwrap_or_default();
        let sd = sds.as_ref().map(|sds| match parameter.scale() {
            Scale::Natural => format!(" ± {}", short(sds[nth])),
            scale => format!(" ± {} ({})", short(sds[nth]), scale.id()),
        });
        format!("{}{point}{}", parameter.id(), sd.unwrap_or_default())
    };
    let words: Vec<String> = uncertainty.parameters().iter().enumerate().map(word).collect();
    let draws = uncertainty.rows().map(|rows| format!(", in {rows} draws of a fit")).unwrap_or_default();
    Some(words.join(", ") + &draws)
}

/// Four digits, without the noise of roots.
fn short(x: f64) -> f64 {
    format!("{x:.3e}").parse().unwrap_or(x)
}

/// The named parameters, each known, in this segment, and there once.
fn read_parameters(table: &Table<'_>, segment: &Segment) -> Option<Vec<Parameter>> {
    let entries = table.entry("parameters")?.array()?;
    if entries.is_empty() {
        table.problem("parameters", "no parameter");
    }
    let mut found: Vec<Parameter> = Vec::new();
    for entry in &entries {
        let Some(name) = entry.string() else { continue };
        let Some(parameter) = parameter(&name, entry, segment) else { continue };
        if found.contains(&parameter) {
            entry.problem(format!("`{name}` is there twice"));
        }
        found.push(parameter);
    }
    (found.len() == entries.len()).then_some(found)
}

/// The parameter of that name if the segment has it.
fn parameter(name: &str, entry: &Entry<'_>, segment: &Segment) -> Option<Parameter> {
    let found = Parameter::ALL.into_iter().find(|p| p.id() == name);
    match found {
        None => {
            let names = Parameter::ALL.map(Parameter::id);
            entry.notes().problem(
                entry.problem_at(format!("`{name}` is no parameter that can be uncertain")).allowed(names.join(", ")).nearest(name, names),
            );
        }
        Some(parameter) if parameter.of(segment).is_none() => {
            entry.problem(format!("this segment has no `{name}`: it is billed by contract"));
            return None;
        }
        Some(_) => {}
    }
    found
}

/// A normal law on the parameters' scales.
fn law(table: &Table<'_>, parameters: Option<&[Parameter]>, segment: &Segment) -> Option<Uncertainty> {
    let sd = table.array_f64("sd", Bounds::NOT_NEGATIVE).optional();
    let correlation = matrix(table, "correlation", Bounds::between(-1.0, 1.0));
    let covariance = matrix(table, "covariance", Bounds::ANY);
    if !table.has("parameters") {
        table.problem("", "missing key `parameters`, or `draws`");
    } else if !table.has("sd") && !table.has("covariance") {
        table.problem("", "missing key `sd` or `covariance`: how far each parameter may be off, on its scale");
    }
    let parameters = parameters?;
    let normal = |key: &str, covariance: &[Vec<f64>]| match Uncertainty::normal(parameters.to_vec(), covariance) {
        Ok(uncertainty) => Some(uncertainty),
        Err(error) => {
            table.problem(key, error.to_string());
            None
        }
    };
    let reach = |sds: &[f64], places: &[Entry<'_>]| {
        parameters.iter().zip(sds.iter().zip(places)).for_each(|(parameter, (sd, place))| check_reach(*parameter, *sd, segment, place));
    };
    if table.has("covariance") {
        let uncertainty = normal("covariance", &covariance?)?;
        reach(&uncertainty.sds()?, &table.entry("covariance")?.array()?);
        return Some(uncertainty);
    }
    let sd = sd.and_then(|sd| {
        reach(&sd, &table.entry("sd")?.array()?);
        if sd.len() != parameters.len() {
            let (numbers, named) = (count(sd.len(), "number"), count(parameters.len(), "parameter"));
            table.problem("sd", format!("{numbers} for {named}"));
            return None;
        }
        Some(sd)
    });
    let correlation = if table.has("correlation") {
        let rows = correlation?;
        for (i, (row, place)) in rows.iter().zip(table.entry("correlation")?.array()?).enumerate() {
            if let Some(own) = row.get(i).filter(|own| **own != 1.0) {
                place.notes().problem(place.problem_at(format!("its correlation with itself is {own}")).allowed("1"));
            }
        }
        // the matrix itself is judged, before spreads of 0 hide what is wrong with it
        normal("correlation", &rows)?;
        Some(rows)
    } else {
        None
    };
    let sd = sd?;
    let of = |i: usize, j: usize| correlation.as_ref().map_or(if i == j { 1.0 } else { 0.0 }, |rows| rows[i][j]);
    let covariance: Vec<Vec<f64>> = (0..sd.len()).map(|i| (0..sd.len()).map(|j| of(i, j) * sd[i] * sd[j]).collect()).collect();
    normal("correlation", &covariance)
}

/// An array of arrays; `None` where it is not there or something in it is wrong.
fn matrix(table: &Table<'_>, key: &str, bounds: Bounds) -> Option<Vec<Vec<f64>>> {
    let rows = table.entry(key)?.array()?;
    let row = |entry: &Entry<'_>| -> Option<Vec<f64>> {
        let numbers: Vec<Option<f64>> = entry.array()?.iter().map(|x| x.f64(bounds)).collect();
        numbers.into_iter().collect()
    };
    let rows: Vec<Option<Vec<f64>>> = rows.iter().map(row).collect();
    rows.into_iter().collect()
}

/// A point value needs a place on its scale, and draws around it have to be valid.
fn check_reach(parameter: Parameter, sd: f64, segment: &Segment, place: &Entry<'_>) {
    let Some(point) = parameter.of(segment).filter(|_| sd > 0.0) else { return };
    let (scale, (low, high), id) = (parameter.scale(), parameter.range(), parameter.id());
    let middle = scale.of(point);
    let allowed = match scale {
        _ if !middle.is_finite() => {
            return place.problem(format!("`{id}` is {point}: on its {} scale there is nothing around that", scale.id()));
        }
        Scale::Natural => ((high - point).min(point - low) / REACH).max(0.0),
        Scale::Log => ((libm::log(high) - middle) / REACH).clamp(0.0, LARGEST_SD),
        Scale::Logit => LARGEST_SD,
    };
    if sd > allowed {
        let problem = place.problem_at(format!("{id} {point} with a standard deviation of {sd} ({} scale) could be anything", scale.id()));
        place.notes().problem(
            problem.allowed(format!("at most {:.3}, so that {REACH} of them stay in the range of `{id}`", (allowed * 1e3).floor() / 1e3)),
        );
    }
}

/// Draws in columns, written into the text.
fn draws_of_table(columns: &Table<'_>, place: &Entry<'_>, segment: &Segment) -> Option<Uncertainty> {
    let mut parameters = Vec::new();
    let mut values: Vec<Vec<Option<f64>>> = Vec::new();
    for (name, entry) in columns.entries() {
        let (found, numbers) = (parameter(name, &entry, segment), entry.array());
        let (Some(parameter), Some(numbers)) = (found, numbers) else { continue };
        let bounds = range(parameter);
        parameters.push(parameter);
        values.push(numbers.iter().map(|x| x.f64(bounds)).collect());
    }
    columns.finish();
    let (least, most) = values.iter().map(Vec::len).fold((usize::MAX, 0), |(least, most), n| (least.min(n), most.max(n)));
    if values.is_empty() {
        place.problem("no parameter");
        return None;
    }
    if least != most {
        let lengths: Vec<String> = parameters.iter().zip(&values).map(|(p, v)| format!("{} of {}", v.len(), p.id())).collect();
        place.problem(format!("a draw has a value for every parameter; there are {}", lengths.join(", ")));
        return None;
    }
    let rows: Option<Vec<Vec<f64>>> = (0..most).map(|row| values.iter().map(|column| column[row]).collect()).collect();
    of_rows(parameters, rows?, place)
}

/// Draws in a file, a column for each parameter.
fn draws_of_file(entry: &Entry<'_>, segment: &Segment, open: &Opener<'_>) -> Option<Uncertainty> {
    let source = open(&entry.string()?, &entry.place())?;
    let sheet = Sheet::parse(&source, entry.notes());
    let names = Parameter::ALL.map(Parameter::id);
    sheet.finish(&names);
    let mut columns = Vec::new();
    for parameter in Parameter::ALL {
        let Some(column) = sheet.column(&[parameter.id()]) else { continue };
        if parameter.of(segment).is_none() {
            entry.problem(format!("{} has a column `{}`, but this segment is billed by contract", source.name, parameter.id()));
        }
        columns.push((parameter, column));
    }
    if columns.is_empty() {
        entry
            .notes()
            .problem(entry.problem_at(format!("{} has no column that is named as a parameter", source.name)).allowed(names.join(", ")));
        return None;
    }
    let row = |row: usize| -> Option<Vec<f64>> {
        let read = |(parameter, column): &(Parameter, usize)| {
            let cell = sheet.cell(row, *column);
            cell.number(range(*parameter))
        };
        let values: Vec<Option<f64>> = columns.iter().map(read).collect();
        values.into_iter().collect()
    };
    let rows: Vec<Option<Vec<f64>>> = (0..sheet.len()).map(row).collect();
    let rows: Option<Vec<Vec<f64>>> = rows.into_iter().collect();
    of_rows(columns.into_iter().map(|(parameter, _)| parameter).collect(), rows?, entry)
}

fn of_rows(parameters: Vec<Parameter>, rows: Vec<Vec<f64>>, place: &Entry<'_>) -> Option<Uncertainty> {
    match Uncertainty::draws(parameters, rows) {
        Ok(uncertainty) => Some(uncertainty),
        Err(error) => {
            place.problem(error.to_string());
            None
        }
    }
}

/// Values that draws may have.
fn range(parameter: Parameter) -> Bounds {
    match parameter.range() {
        (low, f64::MAX) if low > 0.0 => Bounds::POSITIVE,
        (low, f64::MAX) => Bounds::from(low..),
        (low, high) => Bounds::between(low, high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::presets::{self, Kind};
    use crate::config::{Document, Notes, read_segment};

    fn library(name: &str) -> Segment {
        let notes = Notes::new();
        let source = presets::find(Kind::Segment, name).unwrap().source();
        read_segment(&Document::parse(&source, &notes).root(&notes), None, None).unwrap()
    }

    /// The segment that a text makes of a library segment, beside a file `draws.csv`; or every problem.
    fn read(base: &str, text: &str, draws: &str) -> Result<Segment, String> {
        let (base, notes) = (library(base), Notes::new());
        let source = Source::new("mine.toml", text);
        let document = Document::parse(&source, &notes);
        let open = |name: &str, place: &Place| {
            if name != "draws.csv" {
                notes.problem(place.problem("no such file"));
                return None;
            }
            Some(Source::new(name, draws))
        };
        let segment = super::super::segment::read_segment_beside(&document.root(&notes), Some("mine"), Some(&base), &open);
        match notes.finish() {
            Ok(_) => Ok(segment.unwrap()),
            Err(problems) => Err(problems.render(false)),
        }
    }

    #[test]
    fn a_law_is_read_on_the_scales_of_its_parameters() {
        let text = "growth = 0.004\n[uncertainty]\nparameters = [\"growth\", \"annual_churn\"]\nsd = [0.001, 0.2]\n";
        let segment = read("mid-market", text, "").unwrap();
        let uncertainty = segment.uncertainty.as_ref().unwrap();
        assert_eq!(uncertainty.sds().unwrap(), [0.001, 0.2]);
        assert_eq!(in_words(&segment).unwrap(), "growth 0.004 ± 0.001, annual_churn 0.13 ± 0.2 (logit)");
        // one standard deviation up: growth .005, churn logistic(ln(.13/.87) + .2) = 1 ÷ (1 + .87/.13 · e^−.2) = 0.154346
        let up = uncertainty.draw(&segment, |_| 1.0, |_| 0);
        assert!((up.growth - 0.005).abs() < 1e-15 && (up.annual_churn - 1.0 / (1.0 + 0.87 / 0.13 * (-0.2_f64).exp())).abs() < 1e-15);
        assert_eq!(Segment { growth: segment.growth, annual_churn: segment.annual_churn, ..up }, segment, "nothing else moves");
        let with = |more: &str| read("mid-market", &format!("{text}{more}"), "").unwrap().uncertainty.unwrap();
        let correlated = with("correlation = [[1, -0.5], [-0.5, 1]]\n");
        assert!((correlated.sds().unwrap()[1] - 0.2).abs() < 1e-15);
        let text = text.replace("sd = [0.001, 0.2]", "covariance = [[1e-6, -1e-4], [-1e-4, 0.04]]");
        let same = read("mid-market", &text, "").unwrap().uncertainty.unwrap();
        let (one, other) = (correlated.draw(&segment, |k| k as f64 - 0.7, |_| 0), same.draw(&segment, |k| k as f64 - 0.7, |_| 0));
        assert!((one.annual_churn - other.annual_churn).abs() < 1e-12 && (one.growth - other.growth).abs() < 1e-15);
    }

    #[test]
    fn draws_come_from_a_file_or_from_the_text() {
        let file =
            read("mid-market", "[uncertainty]\ndraws = \"draws.csv\"\n", "Growth;note;annual_churn\n0.004;a;12 %\n0.006;b;0.14\n").unwrap();
        let text = read("mid-market", "[uncertainty]\ndraws = { annual_churn = [0.12, 0.14], growth = [0.004, 0.006] }\n", "").unwrap();
        for segment in [&file, &text] {
            let uncertainty = segment.uncertainty.as_ref().unwrap();
            assert_eq!((uncertainty.rows(), uncertainty.sds()), (Some(2), None));
            let second = uncertainty.draw(segment, |_| 0.0, |rows| rows - 1);
            assert_eq!((second.growth, second.annual_churn), (0.006, 0.14));
        }
        assert_eq!(in_words(&file).unwrap(), "annual_churn 0.13, growth 0.005, in 2 draws of a fit");
    }

    #[test]
    fn how_well_it_is_known_is_not_taken_over_with_the_numbers() {
        let base = read("mid-market", "[uncertainty]\nparameters = [\"growth\"]\nsd = [0.001]\n", "").unwrap();
        let (notes, source) = (Notes::new(), Source::new("other.toml", "growth = 0.01\n"));
        let other = read_segment(&Document::parse(&source, &notes).root(&notes), Some("other"), Some(&base)).unwrap();
        assert_eq!(other.uncertainty, None);
    }

    #[test]
    fn every_problem_is_told_at_its_place() {
        insta::assert_snapshot!(
            [
                read(
                    "mid-market",
                    "[uncertainty]\nparameters = [\"growth\", \"anual_churn\", \"growth\"]\nsd = [0.5, -1]\ncorrelation = [[1, 2], [0.2]]\ncovarince = 3\n",
                    ""
                ),
                read(
                    "mid-market",
                    "growth = 0.0\ncommon_share = 0.0\n[uncertainty]\nparameters = [\"growth\", \"usage_sd\", \"common_share\"]\nsd = [0.5, 4, 1]\ncorrelation = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]\n",
                    ""
                ),
                read("mid-market", "[uncertainty]\nparameters = [\"growth\", \"usage_sd\"]\nsd = [0.001]\ncorrelation = [[1, 0.2], [0.3, 0.9]]\n", ""),
                read("mid-market", "[uncertainty]\nparameters = [\"growth\", \"usage_sd\"]\ncovariance = [[1e-6, 1], [1, 1e-3]]\n", ""),
                read("enterprise", "[uncertainty]\nsd = [1]\ndraws = { noise_sd = [0.1, 0.2], annual_churn = [0.1, 1.2], growth = [0.1] }\n", ""),
                read("enterprise", "[uncertainty]\ndraws = \"draws.csv\"\n", "growth,anual_churn\n0.9,0.1\nx,0.2\n"),
                read("enterprise", "[uncertainty]\ndraws = \"draws.csv\"\n", "growth\n0.01\n"),
                read("enterprise", "[uncertainty]\n", ""),
            ]
            .map(Result::unwrap_err)
            .join("\n---\n")
        );
    }

    /// The ends of what may be drawn are the ends of what may be written.
    #[test]
    fn ranges_of_draws_are_those_of_the_keys() {
        for parameter in Parameter::ALL {
            let written = |x: f64| match parameter {
                Parameter::NoiseSd => read("mid-market", &format!("billing = {{ kind = \"usage\", noise_sd = {x:e} }}\n"), ""),
                _ => read("mid-market", &format!("{} = {x:e}\n", parameter.id()), ""),
            };
            let (low, high) = parameter.range();
            for end in [low, high] {
                assert_eq!(parameter.of(&written(end).unwrap()), Some(end), "{}", parameter.id());
            }
            assert!(written(-0.6).is_err(), "{}", parameter.id());
            assert!(high == f64::MAX || written(high + 1e-3).is_err(), "{}", parameter.id());
        }
    }
}
