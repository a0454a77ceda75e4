//! Consecutive trials of a run, lived: all that the run keeps of them. Pieces that follow one another make a longer piece, and any
//! partition of a run into pieces makes the same whole: rows of trials, and sums that are exact.

use std::ops::Range;

use super::at_mean::{AtMean, Lived};
use super::batch::PAIR_EVERY;
use super::outcome::{Outcomes, PEOPLE_EVERY};
use super::part::Part;
use super::rows::{Column, Rows, Spool};

/// Consecutive trials of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Piece {
    pub(crate) trials: Range<u32>,
    /// Rows of the base market, one a trial.
    pub(crate) base: Outcomes,
    /// What was lived beside the base market: stress twins, other people, people with one game, plans at equal cost.
    pub(crate) beside: Vec<Beside>,
    /// Pairs that share their books, `pairs × plans × seats × 2`, \[cents\].
    pub(crate) same_book: Column<i64>,
    /// Pay with scaled rates, `trials × plans × seats`, \[cents\], or empty.
    pub(crate) neutral_pay: Column<i64>,
    /// Pay with frozen conduct in every [`PEOPLE_EVERY`]th trial, `trials × plans × seats`, \[cents\], or empty.
    pub(crate) frozen_pay: Column<i64>,
    /// Skill in the same trials, the same shape, or empty.
    pub(crate) skill: Column<f32>,
    /// Sums over trials, block by block.
    pub(crate) sums: Vec<Sums>,
}

/// A market beside the base market.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Beside {
    /// It is lived in trials whose number is a multiple of this.
    pub(crate) every: u32,
    pub(crate) outcomes: Outcomes,
}

/// Sums over the trials of a block.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sums {
    /// The trial after its last.
    pub(crate) until: u32,
    /// Attainment histogram, `plans × ATTAINMENT_BINS`.
    pub(crate) attainment: Vec<u64>,
    pub(crate) at_mean: AtMean,
}

/// How many trials of a range have a number that is a multiple of `every`.
pub(crate) fn multiples(every: u32, trials: &Range<u32>) -> usize {
    (trials.end.div_ceil(every) - trials.start.div_ceil(every)) as usize
}

impl Piece {
    /// The trials, half-open.
    #[must_use]
    pub fn trials(&self) -> Range<u32> {
        self.trials.clone()
    }

    /// Rows of the base market.
    #[must_use]
    pub fn outcomes(&self) -> &Outcomes {
        &self.base
    }

    /// Puts batches together that were lived one after the other from trial `from` on, each with what was lived beside it; `every` says how
    /// often that is, `length` how many readings a trial has.
    pub(crate) fn of(from: u32, batches: Vec<(Part, Vec<Part>)>, every: &[u32], length: usize) -> Self {
        let mut at_mean = AtMean::new(length);
        let mut lived = Vec::new();
        for (part, _) in &batches {
            for (nth, &vacant_months) in part.outcomes.vacant_months.iter().enumerate() {
                let readings = part.readings.get(nth).map_or(&[][..], Vec::as_slice);
                lived.push(Lived { trial: from + lived.len() as u32, readings, vacant_months });
            }
        }
        at_mean.add(&lived);
        let until = from + lived.len() as u32;
        let mut whole = Part::default();
        let mut beside: Vec<Beside> = every.iter().map(|&every| Beside { every, outcomes: Outcomes::default() }).collect();
        for (mut part, others) in batches {
            part.readings.clear();
            whole.append(part);
            beside.iter_mut().zip(others).for_each(|(all, part)| all.outcomes.append(part.outcomes));
        }
        Self {
            trials: from..until,
            base: whole.outcomes,
            beside,
            same_book: whole.same_book,
            neutral_pay: whole.neutral_pay,
            frozen_pay: whole.variance.frozen_pay,
            skill: whole.variance.skill,
            sums: vec![Sums { until, attainment: whole.attainment, at_mean }],
        }
    }

    /// Appends the piece that follows. Sums are kept apart by blocks of so many trials (counted from trial 0), or, without, in one.
    pub(crate) fn append(&mut self, next: Self, block: Option<u32>) {
        if self.trials.is_empty() {
            *self = next;
            return;
        }
        self.trials.end = next.trials.end;
        self.base.append(next.base);
        self.beside.iter_mut().zip(next.beside).for_each(|(all, beside)| all.outcomes.append(beside.outcomes));
        self.same_book.append(next.same_book);
        self.neutral_pay.append(next.neutral_pay);
        self.frozen_pay.append(next.frozen_pay);
        self.skill.append(next.skill);
        let of_block = |sums: &Sums| block.map_or(0, |block| (sums.until - 1) / block);
        for sums in next.sums {
            match self.sums.last_mut().filter(|last| of_block(last) == of_block(&sums)) {
                Some(last) => last.append(&sums),
                None => self.sums.push(sums),
            }
        }
    }

    /// Keeps the trials before `until`, which is where a block of sums ends.
    pub(crate) fn cut(&mut self, until: u32) {
        if until >= self.trials.end {
            return;
        }
        let before = self.trials.clone();
        self.trials.end = until.max(before.start);
        let kept = self.trials.clone();
        let rows = |every: u32| (multiples(every, &before), multiples(every, &kept));
        self.base.truncate(kept.len());
        for beside in self.beside.iter_mut().filter(|beside| beside.outcomes.trials > 0) {
            match rows(beside.every).1 {
                0 => beside.outcomes = Outcomes::default(),
                lived => beside.outcomes.truncate(lived),
            }
        }
        let (all, some) = rows(PAIR_EVERY);
        self.same_book.keep_rows(all, some);
        self.neutral_pay.keep_rows(before.len(), kept.len());
        let (all, some) = rows(PEOPLE_EVERY);
        self.frozen_pay.keep_rows(all, some);
        self.skill.keep_rows(all, some);
        self.sums.retain(|sums| sums.until <= until);
    }

    /// Puts its rows away if they are too many for memory, beside so many bytes of others.
    pub fn settle(&mut self, spool: &Spool, beside: usize) {
        if spool.takes(beside + self.in_memory()) {
            self.columns().for_each(|(rows, plans, column)| column.put_away(spool, rows, plans));
        }
    }

    /// Memory that its rows take, \[bytes\].
    #[must_use]
    pub fn in_memory(&mut self) -> usize {
        self.columns().map(|(.., column)| column.in_memory()).sum()
    }

    /// All columns, with how many rows each has and for how many plans.
    fn columns(&mut self) -> impl Iterator<Item = (usize, usize, &mut dyn Rows)> {
        let (trials, plans) = (self.trials.len(), self.base.plans);
        let [pairs, studied] = [PAIR_EVERY, PEOPLE_EVERY].map(|every| multiples(every, &self.trials));
        let own: [(usize, usize, &mut dyn Rows); 4] = [
            (pairs, plans, &mut self.same_book),
            (trials, plans, &mut self.neutral_pay),
            (studied, plans, &mut self.frozen_pay),
            (studied, plans, &mut self.skill),
        ];
        let markets = std::iter::once(&mut self.base).chain(self.beside.iter_mut().map(|beside| &mut beside.outcomes));
        let of_markets = markets.flat_map(|outcomes| {
            let (trials, plans) = (outcomes.trials, outcomes.plans);
            outcomes.columns().map(|column| (trials, plans, column))
        });
        of_markets.chain(own)
    }

    /// The sums over all blocks.
    pub(crate) fn all_sums(&self) -> Sums {
        let mut blocks = self.sums.iter();
        let mut all = blocks.next().cloned().unwrap_or_default();
        blocks.for_each(|block| all.append(block));
        all
    }
}

impl Sums {
    fn append(&mut self, next: &Self) {
        self.until = next.until;
        self.attainment.iter_mut().zip(&next.attainment).for_each(|(count, n)| *count += n);
        self.at_mean.merge(&next.at_mean);
    }
}
