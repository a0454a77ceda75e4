//! What each rule says at each look.

use super::super::Effect;
use super::super::clustered::{books_of, difference_of_accounts};
use super::super::sequential::{Decision, GroupSequential, Judgement, NormalMixture, RunningP, WebTool};
use super::settings::Plan;
use super::{Fractions, MonitorSettings, Stream};

/// One look.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Its name.
    pub look: String,
    /// Accounts known in each arm, control first.
    pub accounts: [usize; 2],
    /// CSMs with accounts in each arm.
    pub csms: [usize; 2],
    /// Treated less control with CR2; `None` with fewer than two CSMs in an arm.
    pub effect: Option<Effect>,
    /// One over the squared standard error.
    pub information: Option<f64>,
    /// Information over the ceiling that no number of quarters passes; `None` without a correlation.
    pub of_ceiling: Option<f64>,
    /// What the group-sequential plan says.
    pub judged: Judgement,
    /// Ends of the interval that holds at every look.
    pub always_valid: Option<(f64, f64)>,
    /// e-value of no effect, its information deflated as the interval's is.
    pub e_value: Option<f64>,
    /// The smallest 1/e so far.
    pub always_valid_p: Option<f64>,
    /// What a web-experiment tool would say with accounts counted as independent: ends of its interval. Not valid.
    pub web_tool: Option<(f64, f64)>,
}

/// A running experiment, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Monitored {
    /// Looks that were had, in order.
    pub seen: Vec<Seen>,
    /// The first look at which the rule in force stops, from 0, and what it says there.
    pub stop: Option<(usize, Decision)>,
    /// Shares of the planned information at each planned look.
    pub planned: Vec<f64>,
    /// Boundaries of the planned looks, for those still to come.
    pub boundaries: Vec<Option<f64>>,
    /// Information at which the always-valid interval is narrowest.
    pub tuned_at: Option<f64>,
}

impl Monitored {
    /// The look in force: where it stopped, or else the latest.
    #[must_use]
    pub fn in_force(&self) -> Option<&Seen> {
        self.seen.get(self.stop.map_or(self.seen.len().saturating_sub(1), |(look, _)| look))
    }

    /// What the rule in force says there.
    #[must_use]
    pub fn decision(&self) -> Decision {
        match (self.stop, self.seen.last()) {
            (Some((_, decision)), _) => decision,
            (None, Some(last)) if last.judged.decision == Decision::NotJudged => Decision::NotJudged,
            (None, _) => Decision::GoOn,
        }
    }
}

/// Judges every look of the stream.
#[must_use]
pub fn monitor(stream: &Stream, settings: &MonitorSettings) -> Monitored {
    let effects: Vec<Known> = (0..stream.looks.len()).map(|look| known(stream, look)).collect();
    let plan = plan(&effects, settings);
    let mut looks = GroupSequential::new(settings.spending, settings.alpha, plan.fractions.clone(), settings.futility);
    let first = effects.iter().find_map(|known| known.effect).map(|effect| effect.standard_error.powi(-2));
    let tuned_at = settings.tuned_at.or_else(|| Some(first? * growth_to_the_middle(&plan)));
    let mixture = tuned_at.map(|at| NormalMixture::tuned(at, settings.alpha));
    let mut running = RunningP::default();
    let seen: Vec<Seen> = effects
        .into_iter()
        .enumerate()
        .map(|(k, known)| {
            let information = known.effect.map(|effect| effect.standard_error.powi(-2)).filter(|v| v.is_finite());
            let fraction = match (settings.fractions, plan.information) {
                (Fractions::Seen, Some(planned)) => information.map_or(f64::NAN, |v| v / planned.at(settings.looks)),
                _ => plan.fractions.get(k).copied().unwrap_or(1.0),
            };
            let nothing = Effect { estimate: 0.0, standard_error: 0.0, degrees_of_freedom: 1.0 };
            let judged = looks.look(&known.effect.unwrap_or(nothing), fraction);
            let log_e = mixture.zip(known.effect).and_then(|(m, effect)| Some(m.log_e_value(effect.estimate, m.deflated(&effect)?)));
            Seen {
                look: stream.looks[k].clone(),
                accounts: known.accounts,
                csms: known.csms,
                effect: known.effect,
                information,
                of_ceiling: information
                    .zip(plan.information)
                    .map(|(v, planned)| v / planned.ceiling())
                    .filter(|v| v.is_finite() && *v > 0.0),
                judged,
                always_valid: mixture.zip(known.effect).and_then(|(m, effect)| m.interval(&effect)),
                e_value: log_e.map(f64::exp),
                always_valid_p: log_e.map(|e| running.see(e)),
                web_tool: known.naive.map(|(error, n)| {
                    let half = WebTool { tuning: WebTool::TUNING, alpha: settings.alpha }.half_width(error, n);
                    (known.difference - half, known.difference + half)
                }),
            }
        })
        .collect();
    let stop = seen.iter().enumerate().find_map(|(k, look)| stops(look, k + 1 >= settings.looks, settings).map(|decision| (k, decision)));
    let boundaries = super::super::sequential::boundaries(settings.spending, settings.alpha, &plan.fractions);
    Monitored { seen, stop, planned: plan.fractions, boundaries, tuned_at }
}

/// What the rule in force says of a look, where it ends the experiment.
fn stops(look: &Seen, last: bool, settings: &MonitorSettings) -> Option<Decision> {
    if !settings.always_valid {
        return Some(look.judged.decision).filter(|decision| decision.stops());
    }
    match look.always_valid {
        Some((low, _)) if low > 0.0 => Some(Decision::Better),
        Some((_, high)) if high < 0.0 => Some(Decision::Worse),
        _ if last => Some(Decision::NotShown),
        _ => None,
    }
}

/// Planned information of the middle look over that of the first; 1 where information is not planned.
fn growth_to_the_middle(plan: &Plan) -> f64 {
    let middle = plan.fractions.len().div_ceil(2);
    plan.information.map_or(1.0, |planned| planned.at(middle) / planned.at(1))
}

/// What is known at a look, before any rule.
struct Known {
    accounts: [usize; 2],
    csms: [usize; 2],
    effect: Option<Effect>,
    difference: f64,
    /// Standard deviation of accounts inside arms.
    sd: f64,
    /// Standard error that ignores CSMs, and accounts.
    naive: Option<(f64, f64)>,
}

fn known(stream: &Stream, look: usize) -> Known {
    let (outcome, csm) = stream.known_at(look);
    let treated: Vec<bool> = csm.iter().map(|c| stream.treated[*c]).collect();
    let books = books_of(&outcome, &csm, &treated);
    let csms = [false, true].map(|arm| books.iter().filter(|book| book.treated == arm).count());
    let arm = |arm: bool| -> Vec<f64> { outcome.iter().zip(&treated).filter(|(_, t)| **t == arm).map(|(y, _)| *y).collect() };
    let arms = [arm(false), arm(true)];
    let n = [0, 1].map(|a| arms[a].len() as f64);
    let mean = [0, 1].map(|a| arms[a].iter().sum::<f64>() / n[a]);
    let squares = [0, 1].map(|a| arms[a].iter().map(|y| (y - mean[a]).powi(2)).sum::<f64>());
    let naive = (n[0] >= 2.0 && n[1] >= 2.0).then(|| {
        let error = (squares[0] / (n[0] - 1.0) / n[0] + squares[1] / (n[1] - 1.0) / n[1]).sqrt();
        (error, n[0] + n[1])
    });
    Known {
        accounts: [arms[0].len(), arms[1].len()],
        csms,
        effect: difference_of_accounts(&books).filter(|effect| effect.standard_error > 0.0),
        difference: mean[1] - mean[0],
        sd: ((squares[0] + squares[1]) / (n[0] + n[1] - 2.0)).sqrt(),
        naive: naive.filter(|(error, _)| *error > 0.0),
    }
}

/// The plan, completed by what the first look with an estimate shows of sizes and noise, never of the effect.
fn plan(effects: &[Known], settings: &MonitorSettings) -> Plan {
    let first = effects.iter().find(|known| known.effect.is_some());
    first.map_or_else(
        || settings.plan([1.0, 1.0], 1.0, 1.0),
        |known| {
            let csms = known.csms.map(|k| k as f64);
            let accounts = (known.accounts[0] + known.accounts[1]) as f64 / (csms[0] + csms[1]);
            settings.plan(csms, accounts, known.sd)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::super::sequential::Spending;
    use super::super::{LookColumns, read_looks};
    use super::*;
    use crate::config::{Notes, Source};

    fn d4() -> Stream {
        let path = format!("{}/tests/data/ab/d4_stream.csv", env!("CARGO_MANIFEST_DIR"));
        let source = Source::new("d4.csv", std::fs::read_to_string(path).unwrap());
        read_looks(&[source], &LookColumns::default(), &Notes::new()).unwrap()
    }

    fn plain() -> MonitorSettings {
        MonitorSettings {
            looks: 8,
            fractions: Fractions::Equal,
            spending: Spending::OBrienFleming,
            alpha: 0.05,
            futility: None,
            always_valid: false,
            icc: None,
            accounts: None,
            sd: None,
            tuned_at: None,
        }
    }

    fn of(k: usize, key: &str) -> f64 {
        number("O13_cs", &format!("d4_looks/{k}/{key}"))
    }

    /// The whole d4 table of the specification, from the file.
    #[test]
    fn the_stream_is_that_of_the_table() {
        let monitored = monitor(&d4(), &MonitorSettings { tuned_at: Some(of(3, "info")), ..plain() });
        assert_eq!(monitored.stop, Some((4, Decision::Better)));
        for (k, seen) in monitored.seen.iter().enumerate() {
            let effect = seen.effect.unwrap();
            assert_close((seen.accounts[0] + seen.accounts[1]) as f64, of(k, "n"), 1e-12);
            assert_close(effect.estimate, of(k, "est"), 1e-9);
            assert_close(effect.standard_error, of(k, "se_cr2"), 1e-9);
            assert_close(effect.degrees_of_freedom, of(k, "df"), 1e-9);
            let (low, high) = seen.always_valid.unwrap();
            assert_close((high - low) / 2.0, of(k, "half_width_t"), 1e-8);
        }
        // the command line of the specification: look 5, −0.0014 to +0.2290
        let (low, high) = monitored.in_force().unwrap().always_valid.unwrap();
        assert!((low + 0.0014).abs() < 5e-5 && (high - 0.2290).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn always_valid_stops_where_its_interval_leaves_zero() {
        let monitored = monitor(&d4(), &MonitorSettings { always_valid: true, tuned_at: Some(of(3, "info")), ..plain() });
        // look 1 has .164 ± .139
        assert_eq!(monitored.stop, Some((0, Decision::Better)));
        assert!(monitored.seen[0].always_valid_p.unwrap() < 0.05);
    }

    #[test]
    fn information_as_seen_leaves_the_third_look_unjudged() {
        let settings = MonitorSettings { fractions: Fractions::Seen, icc: Some(0.1), ..plain() };
        let monitored = monitor(&d4(), &settings);
        assert_eq!(monitored.seen[2].judged.decision, Decision::NotJudged);
        assert!(monitored.seen[2].judged.boundary.is_none());
        assert!(settings.check().is_ok());
        assert!(MonitorSettings { icc: None, ..settings }.check().unwrap_err().to_string().contains("--icc"));
    }

    /// 500 accounts taken as independent: gbstats' interval with its default tuning, [.0639, .1687].
    #[test]
    fn the_web_tool_is_that_of_the_oracle() {
        let (low, high) = monitor(&d4(), &plain()).seen[7].web_tool.unwrap();
        assert_close(low, number("O13_cs", "gbstats_accounts_tuning5000_lo"), 1e-6);
        assert_close(high, number("O13_cs", "gbstats_accounts_tuning5000_hi"), 1e-6);
    }
}
