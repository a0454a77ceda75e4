//! Books of a backtest: that everybody on the roster held something, and where the paid months lie.

use std::path::Path;

use crate::cohort::resample::own_books;
use crate::cohort::{History, Ownership};
use crate::config::scenario::Reading;
use crate::config::{Notes, Place, Sheet};
use crate::scenario::{Market, Seat};

impl Reading<'_, '_> {
    /// Everybody on the roster holds some account in the paid months, unless the roster says that they have no book.
    pub(in crate::config) fn check_books(&self, roster: &[Seat], market: &Market, burn_in: u16, months: u16) {
        let (Some(settings), Market::History(market)) = (&self.overrides.backtest, market) else { return };
        let Some(ownership) = &market.ownership else { return };
        let names: Vec<&str> = roster.iter().map(|seat| seat.name.as_str()).collect();
        let held = ownership.seated(&names);
        let (first, paid) = (usize::from(burn_in), usize::from(months));
        let books = own_books(&market.history, &held, roster.len(), first, paid);
        for (seat, _) in roster.iter().zip(&books).filter(|(seat, book)| seat.accounts > 0 && book.is_empty()) {
            let strangers = ownership.people.iter().map(String::as_str).filter(|name| !names.contains(name));
            let message = if ownership.people.contains(&seat.name) {
                format!("CSM `{}` holds no account in the paid months", seat.name)
            } else {
                format!("CSM `{}` holds no account in the history", seat.name)
            };
            self.tell_of_person(&settings.roster, &seat.name, |place| {
                let problem = place.problem(message.clone()).allowed("a CSM of the history, or 0 in a column `accounts`");
                problem.nearest(&seat.name, strangers.clone())
            });
        }
    }

    /// Tells a problem at a person's row of the roster.
    fn tell_of_person(&self, roster: &Path, name: &str, problem: impl Fn(&Place) -> crate::config::Problem) {
        let place = Place::flag("--roster");
        let source = self.loader.open_file(&self.loader.surroundings.folder.join(roster), &place);
        let silent = Notes::new();
        let row = source.as_ref().and_then(|source| {
            let sheet = Sheet::parse(source, &silent);
            let column = sheet.column(&["csm", "name"])?;
            let row = (0..sheet.len()).find(|&row| sheet.cell(row, column).text == name)?;
            Some(Place::new(source, sheet.cell(row, column).span(), "column csm"))
        });
        self.loader.notes.problem(problem(&row.unwrap_or(place)));
    }

    /// Who held which account when: as the ownership file says, else as the history itself does month by month.
    pub(in crate::config) fn ownership(&self, history: &History, own: Option<Ownership>) -> Option<Ownership> {
        let settings = self.overrides.backtest.as_ref()?;
        let Some(file) = &settings.ownership else {
            if own.is_none() {
                let problem = Place::flag("--history").problem("the history does not say who held which account");
                self.loader.notes.problem(problem.allowed("a column csm in it, or --ownership FILE: account_id,csm,from,to"));
            }
            return own;
        };
        let source = self.loader.open_file(&self.loader.surroundings.folder.join(file), &Place::flag("--ownership"))?;
        super::ownership::read_ownership(&source, history, &self.loader.notes)
    }

    /// Unpaid and paid months as --from and --to say, otherwise the last; `None` where one is no month of the history, or where neither is
    /// said and the scenario says how many are unpaid.
    pub(in crate::config) fn asked_months(&self, history: &History, default_months: u16) -> Option<(u16, u16)> {
        let settings = self.overrides.backtest.as_ref()?;
        let months = &history.months;
        let find = |flag: &str, said: &Option<String>| {
            let said = said.as_ref()?;
            let found = months.iter().position(|month| month == said);
            if found.is_none() {
                let message = format!("`{said}` is no month of the history");
                let span = months.first().zip(months.last()).map_or_else(String::new, |(first, last)| format!("{first} to {last}"));
                self.loader.notes.problem(Place::flag(flag).problem(message).allowed(span));
            }
            found
        };
        let (from, to) = (find("--from", &settings.from), find("--to", &settings.to));
        let end = to.map_or(months.len(), |to| to + 1);
        if from.is_some_and(|from| from >= end) {
            self.loader.notes.problem(Place::flag("--from").problem("the first paid month comes after the last"));
            return None;
        }
        let (first, paid) = match (from, to) {
            (None, None) if self.table.has("burn_in") => return None,
            (Some(from), Some(_)) => (from, end - from),
            // whole quarters up to the end
            (Some(from), None) => (from, if end - from >= 3 { (end - from) / 3 * 3 } else { end - from }),
            (None, _) => (end.saturating_sub(usize::from(default_months)), usize::from(default_months).min(end)),
        };
        if let (Some(one), Some(other)) = (months.get(first), months.get((first + paid).saturating_sub(1))) {
            let neither = settings.from.is_none() && settings.to.is_none();
            self.loader.notes.resolve("command line", "paid months", format!("{one} to {other}"), neither);
        }
        Some((first as u16, paid as u16))
    }
}
