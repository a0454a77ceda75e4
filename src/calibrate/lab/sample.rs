//! The accounts that books are drawn from, and how many a book has.

use rand::seq::index::sample;

use super::LabSettings;
use crate::cohort::History;
use crate::random::{Purpose, Stream};

/// Thing under which the thinning is drawn, far above any seat's.
const THINNING: u32 = 0x1ab0;

/// Those accounts of the history that ever paid; if they are more than `most_accounts`, so many of them at random without
/// replacement, in the order of the history.
pub(super) fn accounts_judged(history: &History, settings: &LabSettings) -> History {
    let mut kept: Vec<usize> = (0..history.accounts.len()).filter(|&a| history.of(a).iter().any(|x| *x > 0.0)).collect();
    let most = settings.most_accounts.max(1) as usize;
    if kept.len() > most {
        let mut rng = Stream::new(settings.seed, Purpose::Bootstrap).rng(THINNING, 0, 0);
        let mut chosen = sample(&mut rng, kept.len(), most).into_vec();
        chosen.sort_unstable();
        kept = chosen.into_iter().map(|at| kept[at]).collect();
    }
    History {
        accounts: kept.iter().map(|&a| history.accounts[a].clone()).collect(),
        months: history.months.clone(),
        segments: history.segments.clone(),
        segment: kept.iter().map(|&a| history.segment[a]).collect(),
        revenue: kept.iter().flat_map(|&a| history.of(a)).copied().collect(),
        owner: history.owner.as_ref().map(|owner| kept.iter().map(|&a| owner[a].clone()).collect()),
    }
}

/// Accounts in a book: as stated, or the mean number of accounts for each CSM that the whole history names, or 40.
pub(super) fn book_size(history: &History, settings: &LabSettings) -> u32 {
    let named = || {
        let mut names: Vec<&String> = history.owner.as_ref()?.iter().filter(|name| !name.is_empty()).collect();
        let accounts = names.len();
        names.sort_unstable();
        names.dedup();
        (!names.is_empty()).then(|| (accounts as f64 / names.len() as f64).round() as u32)
    };
    settings.book.or_else(named).unwrap_or(LabSettings::BOOK).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::simulated::{history, owned_by};
    use super::*;

    #[test]
    fn books_are_as_large_as_the_historys_own() {
        let settings = LabSettings::default();
        let plain = history(7, 3, |_, _| 1.0);
        assert_eq!(book_size(&plain, &settings), 40);
        assert_eq!(book_size(&owned_by(plain.clone(), &["Ann", "Ann", "Ann", "Bob", "Bob", "Bob", ""]), &settings), 3);
        assert_eq!(book_size(&owned_by(plain.clone(), &[""; 7]), &settings), 40);
        assert_eq!(book_size(&plain, &LabSettings { book: Some(12), ..settings }), 12);
    }

    #[test]
    fn a_large_history_is_thinned_and_nobody_is_nobody() {
        let full = history(50, 3, |account, _| if account % 5 == 0 { 0.0 } else { account as f64 });
        let all = accounts_judged(&full, &LabSettings::default());
        assert_eq!(all.accounts.len(), 40);
        let thinned = accounts_judged(&full, &LabSettings { most_accounts: 15, ..LabSettings::default() });
        assert_eq!((thinned.accounts.len(), thinned.revenue.len()), (15, 45));
        assert!(thinned.accounts.is_sorted() && (0..15).all(|a| all.accounts.contains(&thinned.accounts[a])));
        for (at, name) in thinned.accounts.iter().enumerate() {
            assert_eq!(thinned.of(at), [name.parse::<f64>().unwrap(); 3]);
        }
    }
}
