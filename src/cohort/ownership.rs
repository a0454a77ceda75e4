//! Who held which account when: account by account, month by month. A hand-over in the file is a hand-over in the books.

use std::collections::BTreeMap;

use super::History;
use crate::dynamics::Panel;

/// Accounts × months of holders.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ownership {
    /// Everybody who ever holds an account, sorted.
    pub people: Vec<String>,
    /// Months, those of the history.
    pub months: usize,
    /// Who holds each account in each month, by index in `people`, `accounts × months`, month fastest; [`Panel::NOBODY`] where nobody does.
    pub holder: Vec<u16>,
}

impl Ownership {
    /// From the name of each account's holder in each month, `accounts × months`, month fastest; `None` where nobody holds it.
    ///
    /// At most 65,535 people.
    #[must_use]
    pub fn of_names(names: &[Option<&str>], months: usize) -> Self {
        let mut index: BTreeMap<&str, u16> = names.iter().flatten().map(|name| (*name, 0)).collect();
        for (number, place) in index.values_mut().enumerate() {
            *place = u16::try_from(number).unwrap_or(Panel::NOBODY);
        }
        let holder = names.iter().map(|name| name.and_then(|name| index.get(name).copied()).unwrap_or(Panel::NOBODY)).collect();
        Self { people: index.into_keys().map(String::from).collect(), months, holder }
    }

    /// The latest owner of each account, all along: what the history says where nothing is known month by month.
    #[must_use]
    pub fn latest(history: &History) -> Option<Self> {
        let owner = history.owner.as_ref()?;
        let months = history.months.len();
        let named = owner.iter().map(|name| Some(name.as_str()).filter(|name| !name.is_empty()));
        let names: Vec<Option<&str>> = named.flat_map(|name| std::iter::repeat_n(name, months)).collect();
        Some(Ownership::of_names(&names, months))
    }

    /// Number of accounts.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.holder.len() / self.months.max(1)
    }

    /// Who holds `account` in `month`.
    #[must_use]
    pub fn holder(&self, account: usize, month: usize) -> Option<&str> {
        self.people.get(usize::from(self.holder[account * self.months + month])).map(String::as_str)
    }

    /// Times that an account passes from one person to another.
    #[must_use]
    pub fn hand_overs(&self) -> usize {
        let passes = |months: &[u16]| {
            let held: Vec<u16> = months.iter().copied().filter(|&seat| seat != Panel::NOBODY).collect();
            held.windows(2).filter(|pair| pair[0] != pair[1]).count()
        };
        self.holder.chunks_exact(self.months.max(1)).map(passes).sum()
    }

    /// The same by seat; people who have none hold for nobody.
    #[must_use]
    pub fn seated(&self, seats: &[&str]) -> Held {
        let seat_of = |name: &String| seats.iter().position(|seat| seat == name).map_or(Panel::NOBODY, |seat| seat as u16);
        let seat_of: Vec<u16> = self.people.iter().map(seat_of).collect();
        let seat = self.holder.iter().map(|&person| seat_of.get(usize::from(person)).copied().unwrap_or(Panel::NOBODY)).collect();
        Held { months: self.months, seat }
    }
}

/// Accounts × months of seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    months: usize,
    seat: Vec<u16>,
}

impl Held {
    /// These seats all along, by account; `None` for accounts that nobody holds.
    #[must_use]
    pub fn throughout(owners: &[Option<u16>], months: usize) -> Self {
        let seat = owners.iter().flat_map(|owner| std::iter::repeat_n(owner.unwrap_or(Panel::NOBODY), months)).collect();
        Self { months, seat }
    }

    /// The seat that holds `account`, month by month; [`Panel::NOBODY`] where none does.
    #[must_use]
    pub fn of(&self, account: usize) -> &[u16] {
        &self.seat[account * self.months..(account + 1) * self.months]
    }

    /// Accounts that some seat holds in some month, by index.
    #[must_use]
    pub fn accounts(&self) -> Vec<u32> {
        let held = |months: &[u16]| months.iter().any(|&seat| seat != Panel::NOBODY);
        (0..).zip(self.seat.chunks_exact(self.months.max(1))).filter(|(_, months)| held(months)).map(|(account, _)| account).collect()
    }

    /// Accounts that each of so many seats holds in some month from `first` to before `end`, by index.
    #[must_use]
    pub fn books(&self, seats: usize, first: usize, end: usize) -> Vec<Vec<u32>> {
        let mut books: Vec<Vec<u32>> = vec![Vec::new(); seats];
        for (account, months) in (0..).zip(self.seat.chunks_exact(self.months.max(1))) {
            for &seat in &months[first.min(months.len())..end.min(months.len())] {
                if let Some(book) = books.get_mut(usize::from(seat))
                    && book.last() != Some(&account)
                {
                    book.push(account);
                }
            }
        }
        books
    }

    /// Writes first owners and hand-overs into a panel of these `accounts`. Where `only` names a seat for each, months in other hands are
    /// nobody's.
    ///
    /// Before an account arrives it counts as held by whoever holds it when it does: nobody takes it over from anybody then.
    pub(super) fn hand_out(&self, panel: &mut Panel, accounts: &[u32], only: Option<&[u16]>) {
        panel.owner.clear();
        panel.moves.clear();
        for (column, &account) in accounts.iter().enumerate() {
            let kept = |&seat: &u16| if only.is_none_or(|only| only[column] == seat) { seat } else { Panel::NOBODY };
            let born = usize::from(panel.born[column]).min(self.months.saturating_sub(1));
            let mut held = self.of(account as usize).iter().map(kept).skip(born);
            let mut holder = held.next().unwrap_or(Panel::NOBODY);
            panel.owner.push(holder);
            for (month, seat) in (born + 1..).zip(held) {
                if seat != holder {
                    panel.moves.push((column as u32, month as u16, seat));
                    holder = seat;
                }
            }
        }
        panel.moves.sort_by_key(|&(account, month, _)| (month, account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ownership() -> Ownership {
        let names = [
            [Some("Bob"), Some("Bob"), Some("Ann")],
            [None, Some("Ann"), Some("Ann")],
            [Some("Cy"), None, Some("Cy")],
            [Some("Bob"), None, Some("Ann")],
        ];
        Ownership::of_names(names.as_flattened(), 3)
    }

    #[test]
    fn holders_are_known_month_by_month() {
        let ownership = ownership();
        assert_eq!(ownership.people, ["Ann", "Bob", "Cy"]);
        assert_eq!((ownership.accounts(), ownership.hand_overs()), (4, 2));
        assert_eq!([0, 1, 2].map(|month| ownership.holder(0, month)), [Some("Bob"), Some("Bob"), Some("Ann")]);
        assert_eq!([0, 1].map(|month| ownership.holder(1, month)), [None, Some("Ann")]);
    }

    #[test]
    fn who_has_no_seat_holds_for_nobody() {
        let held = ownership().seated(&["Bob", "Ann"]);
        const NO: u16 = Panel::NOBODY;
        assert_eq!((held.of(0), held.of(2)), ([0, 0, 1].as_slice(), [NO, NO, NO].as_slice()));
        assert_eq!(held.accounts(), [0, 1, 3]);
        assert_eq!(held.books(2, 0, 3), [vec![0, 3], vec![0, 1, 3]]);
        assert_eq!(held.books(2, 2, 3), [vec![], vec![0, 1, 3]]);
        assert_eq!(held.books(2, 0, 2), [vec![0, 3], vec![1]]);
    }

    #[test]
    fn a_new_account_is_taken_over_from_nobody() {
        let names = [[None, None, Some("Ann")], [None, Some("Ann"), Some("Bob")]];
        let held = Ownership::of_names(names.as_flattened(), 3).seated(&["Ann", "Bob"]);
        let mut panel = Panel { born: vec![2, 0], ..Panel::default() };
        held.hand_out(&mut panel, &[0, 1], None);
        assert_eq!((panel.owner.as_slice(), panel.moves.as_slice()), ([0, Panel::NOBODY].as_slice(), [(1, 1, 0), (1, 2, 1)].as_slice()));
        let mut panel = Panel { born: vec![0, 0], ..Panel::default() };
        held.hand_out(&mut panel, &[1, 1], Some(&[0, 1]));
        assert_eq!(panel.moves, [(0, 1, 0), (0, 2, Panel::NOBODY), (1, 2, 1)]);
    }
}
