//! A real revenue history as the source of books: drawn anew in every trial, or as it was.

use crate::cohort::resample::{HistoryBook, NoAccounts, Resampler, deal, owners_by_name, replay};
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
        Ok(match market.resampling {
            Resampling::Bootstrap => Self::Drawn {
                resampler: Resampler::new(history.clone(), books, first_paid)?,
                stream: Stream::new(scenario.run.seed, Purpose::Bootstrap),
                segments,
            },
            Resampling::Replay => {
                let names: Vec<&str> = scenario.roster.iter().map(|s| s.name.as_str()).collect();
                let owners = if history.owner.is_some() { owners_by_name(history, &names) } else { deal(history, &books) };
                Self::Replayed(Box::new(in_segments_of(replay(history, &owners, books.len(), first_paid), &segments)))
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

/// Accounts take the scenario's segment of the seat that holds them: a history counts its segments in its own order, and may have
/// more of them than the scenario.
fn in_segments_of(mut panel: Panel, segments: &[u16]) -> Panel {
    for (segment, owner) in panel.segment.iter_mut().zip(&panel.owner) {
        *segment = segments[usize::from(*owner)];
    }
    panel
}
