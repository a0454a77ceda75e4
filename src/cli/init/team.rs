//! The people of a new roster: so many CSMs, spread over the segments and books of the history where there is one.

use std::collections::BTreeMap;

use crate::cli::args::InitArgs;
use crate::cohort::History;
use crate::config::presets::{self, DEFAULT_SEGMENT, Kind};
use crate::config::{Document, Notes, read_segment};

use super::past::Past;

/// CSMs unless said: the size of the default company.
const CSMS: u32 = 24;
/// Most people in a pod.
const POD: usize = 8;
/// Name of the segment where there is no history to name any.
const OWN_SEGMENT: &str = "my-segment";

/// A CSM.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) segment: String,
    pub(super) pod: String,
    pub(super) accounts: usize,
}

/// Who is paid, and how much on target.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Team {
    pub(super) people: Vec<Person>,
    /// On-target earnings a year of each, \[money\], to the cent.
    pub(super) ote: f64,
    /// Target variable a year in it.
    pub(super) variable: f64,
}

impl Team {
    /// The team that the flags ask for.
    pub(super) fn of(args: &InitArgs, past: Option<&Past>) -> Result<Self, String> {
        let ote = cents(args.ote);
        let variable = cents(ote * args.split.variable_share).min(ote);
        let history = past.map(|past| &past.history);
        let mut people = match (history, args.csms) {
            (None, csms) => somebody(OWN_SEGMENT, csms.unwrap_or(CSMS) as usize, full_book()),
            (Some(history), None) if has_owners(history) => owners(history),
            (Some(history), csms) => spread(history, csms.unwrap_or(CSMS) as usize)?,
        };
        put_into_pods(&mut people);
        Ok(Self { people, ote, variable })
    }

    /// The segments that have a CSM, in the order of the roster.
    pub(super) fn segments(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for person in &self.people {
            if !ids.contains(&person.segment.as_str()) {
                ids.push(&person.segment);
            }
        }
        ids
    }

    /// The roster as a table.
    pub(super) fn csv(&self) -> csv::Result<String> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(["csm", "segment", "ote", "variable", "start_month", "pod", "quota", "accounts"])?;
        let (ote, variable) = (plain(self.ote), plain(self.variable));
        for person in &self.people {
            let accounts = person.accounts.to_string();
            out.write_record([&person.name, &person.segment, &ote, &variable, "", &person.pod, "", &accounts])?;
        }
        let bytes = out.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

/// Without decimals where there are none.
fn plain(amount: f64) -> String {
    if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.2}") }
}

fn somebody(segment: &str, csms: usize, accounts: usize) -> Vec<Person> {
    let person = |_| Person { name: String::new(), segment: segment.to_owned(), pod: String::new(), accounts };
    number((0..csms).map(person).collect())
}

/// "CSM 1" and so on.
fn number(mut people: Vec<Person>) -> Vec<Person> {
    for (i, person) in people.iter_mut().enumerate() {
        person.name = format!("CSM {}", i + 1);
    }
    people
}

/// Accounts in a full book of the library segment that a new one starts from.
fn full_book() -> usize {
    let preset = presets::find(Kind::Segment, DEFAULT_SEGMENT).ok();
    let read = preset.and_then(|preset| {
        let notes = Notes::new();
        let source = preset.source();
        let document = Document::parse(&source, &notes);
        read_segment(&document.root(&notes), None, None)
    });
    read.map_or(1, |segment| segment.accounts_per_csm as usize)
}

fn has_owners(history: &History) -> bool {
    history.owner.as_ref().is_some_and(|owner| owner.iter().any(|name| !name.is_empty()))
}

/// The CSMs that the history names, with the accounts they have there, in the segment of most of them.
fn owners(history: &History) -> Vec<Person> {
    let mut books: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (account, owner) in history.owner.iter().flatten().enumerate().filter(|(_, owner)| !owner.is_empty()) {
        books.entry(owner).or_default().push(account);
    }
    let everybody = most(&pools(history, 0..history.accounts.len()));
    let person = |(name, accounts): (&str, Vec<usize>)| {
        let segment = most(&pools(history, accounts.iter().copied())).or(everybody).unwrap_or(OWN_SEGMENT);
        Person { name: name.to_owned(), segment: segment.to_owned(), pod: String::new(), accounts: accounts.len() }
    };
    let mut people: Vec<Person> = books.into_iter().map(person).collect();
    people.sort_by(|a, b| a.segment.cmp(&b.segment));
    people
}

/// So many CSMs over the segments of the history, in proportion to their accounts, which they share evenly.
fn spread(history: &History, csms: usize) -> Result<Vec<Person>, String> {
    let pools = pools(history, 0..history.accounts.len());
    let total: usize = pools.values().sum();
    if csms > total {
        return Err(format!("--csms {csms}: more than the {total} accounts of the history"));
    }
    let mut people = Vec::new();
    for (segment, csms, accounts) in share_out(&pools, csms) {
        for i in 0..csms {
            // The first ones take one more where the division leaves a rest.
            let accounts = accounts / csms + usize::from(i < accounts % csms);
            people.push(Person { name: String::new(), segment: segment.to_owned(), pod: String::new(), accounts });
        }
    }
    Ok(number(people))
}

/// CSMs by segment: one each for the largest segments, the others where there are most accounts to a CSM. At most one per account.
fn share_out<'p>(pools: &BTreeMap<&'p str, usize>, csms: usize) -> Vec<(&'p str, usize, usize)> {
    let mut shares: Vec<(&str, usize, usize)> = pools.iter().map(|(id, accounts)| (*id, 0, *accounts)).collect();
    for _ in 0..csms {
        let load = |share: &(&str, usize, usize)| share.2 as f64 / (share.1 as f64);
        // Nobody there yet is the heaviest load; among those, the most accounts.
        let next = shares.iter_mut().filter(|s| s.1 < s.2).rev().max_by(|a, b| load(a).total_cmp(&load(b)).then(a.2.cmp(&b.2)));
        if let Some(share) = next {
            share.1 += 1;
        }
    }
    shares.retain(|share| share.1 > 0);
    shares
}

/// Accounts by segment. Those without one count only where the file names none at all: all are then of the own segment.
fn pools(history: &History, accounts: impl Iterator<Item = usize>) -> BTreeMap<&str, usize> {
    let nameless = history.segments.iter().all(String::is_empty);
    let mut pools: BTreeMap<&str, usize> = BTreeMap::new();
    for account in accounts {
        match history.segments.get(usize::from(history.segment[account])).map_or("", String::as_str) {
            "" if nameless => *pools.entry(OWN_SEGMENT).or_default() += 1,
            "" => {}
            name => *pools.entry(name).or_default() += 1,
        }
    }
    pools
}

/// The largest one; of equal ones the first by name.
fn most<'p>(pools: &BTreeMap<&'p str, usize>) -> Option<&'p str> {
    pools.iter().rev().max_by_key(|(_, accounts)| **accounts).map(|(name, _)| *name)
}

/// Pods of at most [`POD`] people of one segment.
fn put_into_pods(people: &mut [Person]) {
    let mut pod = 0;
    for same in people.chunk_by_mut(|a, b| a.segment == b.segment) {
        for members in same.chunks_mut(POD) {
            pod += 1;
            members.iter_mut().for_each(|person| person.pod = format!("Pod {pod}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(segments: &[&str], segment: &[u16], owner: Option<&[&str]>) -> History {
        History {
            accounts: (0..segment.len()).map(|i| i.to_string()).collect(),
            months: (1..=6).map(|m| format!("2025-{m:02}")).collect(),
            segments: segments.iter().map(ToString::to_string).collect(),
            segment: segment.to_vec(),
            revenue: vec![1.0; 6 * segment.len()],
            owner: owner.map(|names| names.iter().map(ToString::to_string).collect()),
        }
    }

    fn books(people: &[Person]) -> Vec<(&str, &str, usize)> {
        people.iter().map(|p| (p.name.as_str(), p.segment.as_str(), p.accounts)).collect()
    }

    #[test]
    fn csms_are_spread_by_accounts_and_share_them_all() {
        let of = |csms| spread(&history(&["big", "small"], &[0, 0, 0, 0, 0, 0, 0, 1, 1], None), csms).unwrap();
        // The second CSM is the first of the other segment; the third goes where a CSM would have seven accounts, not two.
        assert_eq!(books(&of(1)), [("CSM 1", "big", 7)]);
        assert_eq!(books(&of(2)), [("CSM 1", "big", 7), ("CSM 2", "small", 2)]);
        assert_eq!(books(&of(3)), [("CSM 1", "big", 4), ("CSM 2", "big", 3), ("CSM 3", "small", 2)]);
        for csms in 2..=9 {
            assert_eq!(of(csms).iter().map(|p| p.accounts).sum::<usize>(), 9, "{csms}");
        }
        assert!(spread(&history(&["big"], &[0, 0], None), 3).is_err());
    }

    #[test]
    fn a_file_without_segments_is_one_segment_and_accounts_without_one_wait() {
        assert_eq!(books(&spread(&history(&[""], &[0, 0], None), 1).unwrap()), [("CSM 1", "my-segment", 2)]);
        assert_eq!(books(&spread(&history(&["", "gold"], &[0, 1, 1], None), 1).unwrap()), [("CSM 1", "gold", 2)]);
    }

    #[test]
    fn owners_are_where_most_of_their_accounts_are() {
        let owned = history(&["", "gold", "tin"], &[1, 2, 2, 0, 1, 1], Some(&["Bo", "Bo", "Bo", "Cy", "Al", ""]));
        // Al has one gold account; Bo two of tin and one of gold; Cy's only account has no segment: the largest one.
        assert_eq!(books(&owners(&owned)), [("Al", "gold", 1), ("Cy", "gold", 1), ("Bo", "tin", 3)]);
    }

    #[test]
    fn pods_have_at_most_eight_people_of_one_segment() {
        let mut people = somebody("a", 9, 1);
        people.extend(somebody("b", 1, 1));
        put_into_pods(&mut people);
        assert_eq!(people.iter().map(|p| p.pod.as_str()).filter(|p| *p == "Pod 1").count(), 8);
        assert_eq!((people[8].pod.as_str(), people[9].pod.as_str()), ("Pod 2", "Pod 3"));
    }
}
