//! One book under every rule: read as it was, then as it would have been with games played or with a real gain.

use rand::seq::index::sample;
use rayon::prelude::*;

use super::LabSettings;
use super::calendar::{QUARTER, Quarters};
use super::curve::Curve;
use super::games;
use crate::cohort::History;
use crate::cohort::resample::{Resampler, replay};
use crate::dynamics::Panel;
use crate::measure::{
    AccountRules, Baseline, Basis, Books, Facts, Measure, Metric, Presence, Scope, SeatBook, SegmentBasis, Window, WindowKind, read,
};
use crate::random::Stream;

/// Thing under which a book's hold-out groups are drawn, far above any seat's.
const HOLD_OUT: u32 = 0x1ab1;

/// Most quarters in which a game or a gain is tried for each book.
const MOST_TRIES: usize = 8;

/// A rule ready to be read.
pub(super) struct Rule<'a> {
    pub(super) baseline: Baseline,
    pub(super) quarters: Quarters,
    metric: Metric,
    presence: Presence,
    /// For rules that grow the base by what is expected of the segment.
    curve: Option<Curve<'a>>,
}

impl<'a> Rule<'a> {
    pub(super) fn new(baseline: Baseline, basis: Basis, quarters: Quarters, history: &'a History) -> Self {
        let curve = matches!(baseline, Baseline::CohortCurve { annual: None }).then(|| Curve::new(history, basis, quarters.starts()));
        let baseline = match baseline {
            // the group is drawn by the lab, so that no account is held out and in the book; of that group all count
            Baseline::HoldOut { .. } => Baseline::HoldOut { share: 1.0 },
            other => other,
        };
        let metric = Metric {
            measures: vec![Measure::GrowthAboveBaseline],
            window: Window { months: QUARTER as u16, kind: WindowKind::Trailing, basis },
            scope: Scope::Individual,
            accounts: AccountRules::default(),
            baseline: Some(baseline),
        };
        Self { baseline, quarters, metric, presence: Presence::settled(1, quarters.number * QUARTER), curve }
    }

    /// Months that are compared with the first quarter, `from..to`.
    fn base_period(&self) -> (usize, usize) {
        let first = self.quarters.first;
        match self.baseline {
            Baseline::SameQuarterLastYear => (first - 12, first - 12 + QUARTER),
            Baseline::Trailing { months } => (first.saturating_sub(usize::from(months).max(1)), first),
            _ => (first.saturating_sub(QUARTER), first),
        }
    }

    /// Quarters in which to try something whose effects take so many quarters more, at most eight of them, evenly spread.
    /// The first one if none leaves so many.
    fn tries(&self, followed_by: usize) -> Vec<usize> {
        let fitting = self.quarters.number.saturating_sub(followed_by).max(1);
        (0..fitting).step_by(fitting.div_ceil(MOST_TRIES)).collect()
    }
}

/// Growth above the baseline and base revenue of a book in a quarter, \[$ a year\]; `None` where the rule says nothing.
pub(super) type Seen = Option<(f64, f64)>;

/// One book under one rule. Pairs are what is paid for in addition (Σ over quarters of what max(0, growth above baseline) rises by)
/// and what was done, both in $ a year, summed over the quarters in which it was tried.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct BookUnderRule {
    pub(super) seen: Vec<Seen>,
    /// A share of a quarter invoiced a quarter late.
    pub(super) shift: (f64, f64),
    /// The same, only from quarters that pay nothing.
    pub(super) shift_unpaid: (f64, f64),
    /// A share kept back in the base period.
    pub(super) held_back: (f64, f64),
    /// A real gain that lasts.
    pub(super) gain: (f64, f64),
}

/// Every book under every rule: `books` of `rules` results. The same for any number of threads.
pub(super) fn read_books(
    resampler: &Resampler,
    history: &History,
    stream: &Stream,
    rules: &[(Rule<'_>, Option<f64>)],
    settings: &LabSettings,
) -> Vec<Vec<BookUnderRule>> {
    let mut shares: Vec<f64> = rules.iter().filter_map(|(_, share)| *share).collect();
    shares.sort_by(f64::total_cmp);
    shares.dedup();
    let one = |book: u32| {
        let drawn = resampler.draw(stream, book);
        let panel = resampler.sample(stream, book);
        let groups: Vec<Panel> =
            shares.iter().zip(HOLD_OUT..).map(|(&share, thing)| hold_out(history, &drawn, share, stream, (thing, book))).collect();
        let group = |share: f64| shares.iter().position(|s| *s == share).map(|at| &groups[at]);
        rules
            .iter()
            .map(|(rule, share)| {
                let expected = rule.curve.as_ref().map(|curve| curve.without(&drawn));
                let reader = Reader {
                    rule,
                    expected,
                    hold_out: share.and_then(group),
                    flat: vec![SegmentBasis { organic_nrr: 1.0 }; history.segments.len()],
                };
                reader.try_everything(&panel, settings.moved)
            })
            .collect()
    };
    (0..settings.books).into_par_iter().map(one).collect()
}

/// A group held out at random: the share of the accounts outside the book, one at least if there is any.
fn hold_out(history: &History, book: &[u32], share: f64, stream: &Stream, (thing, trial): (u32, u32)) -> Panel {
    let mut in_book = vec![false; history.accounts.len()];
    for &account in book {
        in_book[account as usize] = true;
    }
    let outside: Vec<usize> = (0..in_book.len()).filter(|&account| !in_book[account]).collect();
    let size = ((share * outside.len() as f64).round() as usize).clamp(1.min(outside.len()), outside.len());
    let mut owners = vec![None; in_book.len()];
    for at in sample(&mut stream.rng(thing, 0, trial), outside.len(), size) {
        owners[outside[at]] = Some(0);
    }
    replay(history, &owners, 1, 0)
}

/// Reads panels of one book by one rule.
struct Reader<'a> {
    rule: &'a Rule<'a>,
    /// By quarter, for rules that take what is expected of each segment.
    expected: Option<Vec<Option<Vec<SegmentBasis>>>>,
    hold_out: Option<&'a Panel>,
    /// For rules that expect nothing of segments.
    flat: Vec<SegmentBasis>,
}

impl Reader<'_> {
    fn try_everything(&self, panel: &Panel, moved: f64) -> BookUnderRule {
        let quarters = self.rule.quarters;
        let start = |quarter: usize| quarters.first + QUARTER * quarter;
        let mut changed = panel.clone();
        let seen = self.read(&mut changed);
        let as_it_was = paid(&seen);
        let mut result = BookUnderRule::default();
        let mut tried = |change: &mut dyn FnMut(&mut Panel) -> f64| {
            changed.revenue.copy_from_slice(&panel.revenue);
            let done = change(&mut changed);
            (paid(&self.read(&mut changed)) - as_it_was, done)
        };
        if quarters.number > 1 {
            for quarter in self.rule.tries(2) {
                let (more, done) = tried(&mut |panel| games::shift(panel, start(quarter), moved));
                add(&mut result.shift, (more, done));
                if seen[quarter].is_some_and(|(value, _)| value <= 0.0) {
                    add(&mut result.shift_unpaid, (more, done));
                }
            }
        }
        let (from, to) = self.rule.base_period();
        result.held_back = tried(&mut |panel| games::hold_back(panel, from, to, moved));
        for quarter in self.rule.tries(3) {
            let Some((_, base)) = seen[quarter] else { continue };
            let (more, _) = tried(&mut |panel| {
                games::gain(panel, start(quarter), moved);
                0.0
            });
            add(&mut result.gain, (more, moved * base));
        }
        BookUnderRule { seen, ..result }
    }

    /// Every quarter of the rule, by the code that plans are paid by.
    fn read(&self, panel: &mut Panel) -> Vec<Seen> {
        let quarters = self.rule.quarters;
        match &self.expected {
            None => self.read_from(panel, quarters.first, quarters.number, &self.flat),
            // what is expected differs from quarter to quarter, and the rule carries nothing from one to the next
            Some(expected) => quarters
                .starts()
                .zip(expected)
                .map(|(start, segments)| self.read_from(panel, start, 1, segments.as_ref()?).pop().flatten())
                .collect(),
        }
    }

    fn read_from(&self, panel: &mut Panel, first: usize, quarters: usize, segments: &[SegmentBasis]) -> Vec<Seen> {
        panel.first_paid = first;
        let seats = [SeatBook { segment: 0, pod: 0 }];
        let books = Books { seats: &seats, segments, presence: &self.rule.presence, months: quarters * QUARTER };
        let mut facts = Facts::default();
        read(std::slice::from_ref(&self.rule.metric), QUARTER as u16, panel, self.hold_out, &books, &mut facts);
        facts.readings().map(|reading| Some((reading.value?, reading.base))).collect()
    }
}

fn paid(seen: &[Seen]) -> f64 {
    seen.iter().flatten().map(|(value, _)| value.max(0.0)).sum()
}

fn add(sum: &mut (f64, f64), pair: (f64, f64)) {
    *sum = (sum.0 + pair.0, sum.1 + pair.1);
}
