//! A real revenue history as the source of books: drawn anew in every trial, or as it was.

use crate::cohort::Held;
use crate::cohort::resample::{HistoryBook, NoAccounts, Resampler, deal, owners_by_name, replay_held};
use crate::dynamics::Panel;
use crate::random::{Purpose, Stream};
use crate::scenario::{HistoryMarket, Resampling, Scenario};

/// Books out of the past.
#[derive(Debug)]
pub(crate) enum Past {
    /// Whole accounts, drawn with replacement, and each seat's segment.
    Drawn { resampler: Resampler, stream: Stream, segments: Vec<u16> },
    /// The actual accounts in the actual months.
    Replayed(Box<Panel>),
}

impl Past {
    /// Settles a scenario's history market. A seat draws from the history's segment of the same name as its own, or from all
    /// accounts where there is none of that name.
    pub(crate) fn of(scenario: &Scenario, market: &HistoryMarket) -> Result<Self, NoAccounts> {
        let history = &market.history;
        let books: Vec<HistoryBook> = scenario
            .roster
            .iter()
            .map(|seat| {
                let segment = &scenario.segments[usize::from(seat.segment)];
                HistoryBook { segment: history.segment_named(&segment.id), accounts: seat.accounts }
            })
            .collect();
        let first_paid = usize::from(scenario.burn_in);
        let segments: Vec<u16> = scenario.roster.iter().map(|seat| seat.segment).collect();
        let drawn = |resampler, segments| Self::Drawn { resampler, stream: Stream::new(scenario.run.seed, Purpose::Bootstrap), segments };
        Ok(match market.resampling {
            Resampling::Bootstrap => drawn(Resampler::new(history.clone(), books, first_paid)?, segments),
            Resampling::WithinBooks => {
                let (held, paid) = (held(scenario, market, &books), usize::from(scenario.months));
                drawn(Resampler::within_books(history.clone(), held, books.len(), first_paid, paid), segments)
            }
            Resampling::Replay => {
                let held = held(scenario, market, &books);
                Self::Replayed(Box::new(in_segments_of(replay_held(history, &held, books.len(), first_paid), &segments)))
            }
        })
    }

    /// The books of one trial.
    pub(crate) fn books(&self, trial: u32) -> Panel {
        match self {
            Self::Drawn { resampler, stream, segments } => in_segments_of(resampler.sample(stream, trial), segments),
            Self::Replayed(panel) => (**panel).clone(),
        }
    }

    /// Whether there is but one answer.
    pub(crate) fn is_replay(&self) -> bool {
        matches!(self, Self::Replayed(_))
    }
}

/// Which seat holds which account when: as is known month by month, else by the latest owner, else dealt out.
fn held(scenario: &Scenario, market: &HistoryMarket, books: &[HistoryBook]) -> Held {
    let history = &market.history;
    let names: Vec<&str> = scenario.roster.iter().map(|s| s.name.as_str()).collect();
    match &market.ownership {
        Some(ownership) => ownership.seated(&names),
        None => {
            let owners = if history.owner.is_some() { owners_by_name(history, &names) } else { deal(history, books) };
            Held::throughout(&owners, history.months.len())
        }
    }
}

/// Accounts take the scenario's segment of the seat that holds them, the first where several do: a history counts its segments in its own
/// order, and may have more of them than the scenario.
fn in_segments_of(mut panel: Panel, segments: &[u16]) -> Panel {
    let Panel { segment, owner, moves, .. } = &mut panel;
    for (segment, owner) in segment.iter_mut().zip(owner) {
        *segment = segments.get(usize::from(*owner)).copied().unwrap_or(u16::MAX);
    }
    for (account, _, seat) in moves {
        let segment = &mut segment[*account as usize];
        if let (u16::MAX, Some(of_seat)) = (*segment, segments.get(usize::from(*seat))) {
            *segment = *of_seat;
        }
    }
    panel
}
