//! The texts of the new files: templates with the numbers of the flags in their places.

use std::path::PathBuf;

use crate::cli::args::InitArgs;
use crate::config::presets::{self, DEFAULT_SEGMENT, Kind};
use crate::config::{HistoryColumns, Problem, file_stems, toml_string};

use super::past::Past;
use super::team::Team;

/// The file that names the others.
pub(super) const SCENARIO: &str = "scenario.toml";
const ROSTER: &str = "roster.csv";
const PLAN: &str = "plans/my-plan.toml";

const SCENARIO_TEXT: &str = include_str!("scenario.toml");
const PLAN_TEXT: &str = include_str!("my-plan.toml");
/// What `[behaviour]` may say where customers are simulated.
const BEHAVIOUR_TEXT: &str = include_str!("behaviour.toml");

/// Library plans that every new scenario compares, with what they are.
const PLANS: [(&str, &str); 5] = [
    ("flat", "the target bonus, whatever happens"),
    ("nrr-individual", "each person's own net revenue retention"),
    ("nrr-team", "the same, pooled"),
    ("growth-above-baseline", "growth beyond what was expected anyway"),
    ("posthog-2026q4", "a published one: no cap, no floor"),
];
/// Needs what CSMs do, which a revenue history does not have.
const ACTIVITIES: (&str, &str) = ("activities-nrr", "half for activities, half for retention");

/// Column at which remarks start in the library's files.
const REMARK: usize = 39;

/// The names of all files.
pub(super) fn names(team: &Team) -> Vec<PathBuf> {
    let mut names = vec![SCENARIO.into(), PLAN.into(), ROSTER.into()];
    names.extend(segment_files(team).into_iter().map(|(_, file)| PathBuf::from(file)));
    names
}

/// Each segment with its file, named after it.
fn segment_files(team: &Team) -> Vec<(&str, String)> {
    let ids: Vec<&str> = team.segments().into_iter().collect();
    let files = file_stems(ids.iter().copied()).into_iter().map(|stem| format!("segments/{stem}.toml"));
    ids.iter().copied().zip(files).collect()
}

/// Everything that goes into the texts.
pub(super) struct Draft<'a> {
    /// The company.
    pub(super) name: String,
    pub(super) args: &'a InitArgs,
    pub(super) team: &'a Team,
    pub(super) past: Option<&'a Past>,
    /// The history's path, as seen from the scenario.
    pub(super) history: Option<String>,
}

impl Draft<'_> {
    /// All files: name and text.
    pub(super) fn texts(&self) -> anyhow::Result<Vec<(PathBuf, String)>> {
        let mut texts = vec![
            (PathBuf::from(SCENARIO), self.scenario()),
            (PathBuf::from(PLAN), PLAN_TEXT.to_owned()),
            (PathBuf::from(ROSTER), self.team.csv()?),
        ];
        for (id, file) in segment_files(self.team) {
            texts.push((file.into(), segment(id)?));
        }
        Ok(texts)
    }

    fn scenario(&self) -> String {
        let months = self.past.map_or(12, Past::paid_months);
        let segments: Vec<String> = segment_files(self.team).iter().map(|(_, file)| toml_string(file)).collect();
        let value = |key: &str| match key {
            "NAME_TOML" => toml_string(&self.name),
            "NAME" => self.name.clone(),
            "MONTHS" => months.to_string(),
            "MONTHS_SET" => format!("{:<33}", format!("months = {months}")),
            "BURN_IN" => self.burn_in(),
            "TRIALS_SET" => format!("{:<33}", format!("trials = {}", self.trials())),
            "BUDGET" => self.budget(months),
            "PLANS" => self.plans(),
            "STRESS" => self.stress(),
            "SEGMENTS" => segments.join(", "),
            "BEHAVIOUR" => self.behaviour().into(),
            "MARKET" => self.market(),
            unknown => format!("@{unknown}@"),
        };
        // Every other piece between the signs is a key.
        SCENARIO_TEXT.split('@').enumerate().map(|(i, piece)| if i % 2 == 0 { piece.to_owned() } else { value(piece) }).collect()
    }

    fn burn_in(&self) -> String {
        match self.past {
            None => "# burn_in = 12                    # unpaid months before them, 0 to 120: plans that look back need a past".into(),
            Some(_) => {
                "# burn_in = 3                     # months of the history before them, 0 to 120; all that are left, if not said".into()
            }
        }
    }

    /// As many as a laptop does in a minute or so.
    fn trials(&self) -> &'static str {
        match self.team.people.len() {
            0..=100 => "2_000",
            101..=1_000 => "1_000",
            _ => "200",
        }
    }

    /// The budget of the paid months; flags speak of a year.
    fn budget(&self, months: u16) -> String {
        let people = self.team.people.len() as f64;
        let yearly = self.args.budget.unwrap_or(1.1 * people * self.team.variable);
        let mut remarks = Vec::new();
        if self.args.budget.is_none() {
            remarks.push("110 % of all target bonuses".to_owned());
        }
        if months != 12 {
            remarks.push(format!("{months} twelfths of {} a year", toml_money(yearly)));
        }
        let above = if remarks.is_empty() { String::new() } else { format!("# {}:\n", remarks.join(", ")) };
        let budget = format!("budget = {}", toml_money(yearly * f64::from(months) / 12.0));
        format!("{above}{budget:<33} # for bonuses over the paid months, before employer's taxes; 0 or more")
    }

    fn plans(&self) -> String {
        let activities = self.past.is_none().then_some(ACTIVITIES);
        let line = |(id, what): (&str, &str)| format!("    {:<29} # {what}", format!("\"{id}\","));
        PLANS.into_iter().chain(activities).map(line).collect::<Vec<_>>().join("\n")
    }

    fn stress(&self) -> String {
        match self.past {
            None => {
                "# stress = [\"recession\"]          # worse or better markets on the same luck: \"recession\", \"boom\" or files".into()
            }
            Some(_) => "# stress = []                     # worse or better markets: only where the market is of kind \"cohorts\"".into(),
        }
    }

    fn behaviour(&self) -> &'static str {
        match self.past {
            None => BEHAVIOUR_TEXT.trim_end(),
            Some(_) => "# mode = \"off\"                   # people can only respond where the market is of kind \"cohorts\"",
        }
    }

    fn market(&self) -> String {
        let Some((past, file)) = self.past.zip(self.history.as_ref()) else { return COHORTS.into() };
        let mut text = vec![
            "kind = \"history\"                  # customers are resampled, whole, from real revenue".to_owned(),
            "# One row per account and month, with columns account_id,month,revenue and, where wanted, segment and csm:".into(),
            format!("file = {}", toml_string(file)),
        ];
        text.push(match columns(&past.columns) {
            None => "# columns = { account = \"customer\", revenue = \"mrr\" }   # titles, where they are others".into(),
            Some(columns) => format!("{columns}   # titles of its columns"),
        });
        text.push("# replay = false                  # true: the actual accounts in the actual months, one exact answer".into());
        text.join("\n")
    }
}

const COHORTS: &str = r#"kind = "cohorts"                  # drawn from the segments; "history": from real revenue; "attainment": no customers at all
# macro_shift = 0.0               # shift of the economy's state, in its standard deviations; -3 to 3
# growth_shift = 0.0              # added to every account's log growth a month; -0.05 to 0.05
# churn_factor = 1.0              # factor on the churn hazard; 0.1 to 10
# expansion_factor = 1.0          # factor on the rates of expansions and leads; 0 to 10"#;

/// The titles of columns that are not the usual ones.
fn columns(columns: &HistoryColumns) -> Option<String> {
    let usual = HistoryColumns::default();
    let said = [
        ("account", Some(&columns.account), Some(&usual.account)),
        ("month", Some(&columns.month), Some(&usual.month)),
        ("revenue", Some(&columns.revenue), Some(&usual.revenue)),
        ("segment", columns.segment.as_ref(), None),
        ("csm", columns.csm.as_ref(), None),
    ];
    let said: Vec<String> = said
        .iter()
        .filter(|(_, said, usual)| said != usual)
        .filter_map(|(name, said, _)| Some(format!("{name} = {}", toml_string((*said)?))))
        .collect();
    (!said.is_empty()).then(|| format!("columns = {{ {} }}", said.join(", ")))
}

/// The library's segment of that name, or the middle one, under this name.
fn segment(id: &str) -> anyhow::Result<String> {
    let like = presets::find(Kind::Segment, id).or_else(|_: Problem| presets::find(Kind::Segment, DEFAULT_SEGMENT));
    let preset = like.map_err(|problem| anyhow::anyhow!(problem.message))?;
    let own = preset.name == id;
    let mut text = format!(
        "# Customers of the segment {}, to start from: the library's {} numbers. Change them to yours.\n",
        plain_words(id),
        preset.name
    );
    for line in preset.text.lines().skip(1) {
        let line = match line.split_once(" = ") {
            Some((key @ ("id" | "title"), rest)) if !own => {
                let remark = rest.split_once('#').map_or("", |(_, remark)| remark);
                format!("{:<REMARK$}#{remark}", format!("{key} = {}", toml_string(id)))
            }
            _ => line.to_owned(),
        };
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

/// On one line, for a remark.
fn plain_words(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// `575_000` or `575_000.50`, rounded to the cent.
fn toml_money(amount: f64) -> String {
    let cents = format!("{amount:.2}");
    let (whole, decimals) = cents.split_once('.').unwrap_or((&cents, "00"));
    let mut digits = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            digits.push('_');
        }
        digits.push(digit);
    }
    if decimals == "00" { digits } else { format!("{digits}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{Cli, Command};
    use clap::Parser;

    #[test]
    fn every_place_of_the_template_is_filled() {
        let Some(Command::Init(args)) = Cli::parse_from(["paylift", "init"]).command else { panic!("init is a verb") };
        let team = Team::of(&args, None).unwrap();
        let draft = Draft { name: "@MONTHS@".into(), args: &args, team: &team, past: None, history: None };
        let text = draft.scenario();
        assert_eq!(text.matches('@').count(), 2 * 2, "only the company's own name, twice:\n{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 132), "{text}");
    }

    #[test]
    fn text_and_money_are_valid_toml() {
        for text in ["plain", "it's \"quoted\"", "back\\slash", "tab\tand\nline", "Zürich"] {
            let parsed: toml::Table = format!("x = {}", toml_string(text)).parse().unwrap();
            assert_eq!(parsed["x"].as_str(), Some(text));
        }
        assert_eq!(
            (toml_money(575_000.0).as_str(), toml_money(1_234.5).as_str(), toml_money(99.999).as_str()),
            ("575_000", "1_234.50", "100")
        );
    }

    #[test]
    fn files_of_segments_differ_whatever_they_are_called() {
        let person =
            |segment: &str| super::super::team::Person { name: String::new(), segment: segment.into(), pod: String::new(), accounts: 1 };
        let people = ["Gold & Silver", "gold silver", "../..", "CON/1", "東京"].map(person).into();
        let team = Team { people, ote: 1.0, variable: 1.0 };
        let files: Vec<String> = segment_files(&team).into_iter().map(|(_, file)| file).collect();
        let stems = ["gold-silver", "gold-silver-2", "segment", "con-1", "segment-2"];
        assert_eq!(files, stems.map(|stem| format!("segments/{stem}.toml")));
    }

    #[test]
    fn a_segment_of_the_library_is_taken_as_it_is_and_any_other_named() {
        let own = segment("enterprise").unwrap();
        assert!(own.contains("title = \"enterprise\"") && own.contains("median_arr = 200_000"));
        let other = segment("Gold \"A\"").unwrap();
        let parsed: toml::Table = other.parse().unwrap();
        assert_eq!((parsed["id"].as_str(), parsed["title"].as_str()), (Some("Gold \"A\""), Some("Gold \"A\"")));
        assert_eq!(parsed["accounts_per_csm"].as_integer(), Some(40));
    }
}
