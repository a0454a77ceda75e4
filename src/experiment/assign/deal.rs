//! Dealing plans: simple, within strata, in pairs, or again until balanced.

use rand::Rng;

use super::{Assigned, Assignment, Level, Method, NotIndependent, Roster, Whitened, closest_pairs, imbalance_bound};
use crate::random::{Philox, Purpose, Stream};

/// Deals before giving up on the balance asked for.
const PATIENCE: u32 = 1_000_000;
/// Largest roster that is paired: the matching's work grows with the cube, its memory with the square.
pub const MOST_PAIRED: usize = 800;

/// How to deal.
#[derive(Debug, Clone, PartialEq)]
pub struct Deal {
    /// The method.
    pub method: Method,
    /// Names of the arms, the control first.
    pub arms: Vec<String>,
    /// Share of assignments that would pass, for [`Method::Rerandomise`].
    pub accept: f64,
    /// Two-sided alpha that the experiment must be able to reach.
    pub alpha: f64,
    /// Seed.
    pub seed: u64,
}

/// Why nothing is dealt.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DealError {
    /// Fewer than two arms, or one twice.
    #[error("an experiment needs at least two arms with different names")]
    Arms,
    /// A stratum in which an arm would have nobody, so that chance decides nothing.
    #[error("stratum `{stratum}` has {units}, fewer than the {arms} arms: merge it with another")]
    SmallStratum {
        /// Its name.
        stratum: String,
        /// How many are in it, with their noun.
        units: String,
        /// How many arms there are.
        arms: usize,
    },
    /// An odd roster cannot be paired.
    #[error("pairs need an even number, and {units} are odd: leave out `{alone}`, which fits nobody best, or use --method rerandomise")]
    Odd {
        /// How many, with their noun.
        units: String,
        /// The one that the closest pairing leaves alone.
        alone: String,
    },
    /// Pairs are for two arms.
    #[error("pairs are for two arms; for {0} use --method stratified or rerandomise")]
    PairsOfArms(usize),
    /// Too many to be paired.
    #[error("at most {MOST_PAIRED} can be paired, and there are {0}; use --method stratified or rerandomise")]
    TooManyToPair(usize),
    /// Pairs and rerandomising need covariates.
    #[error("method {0} needs covariates: numbers known before the start")]
    NoCovariates(Method),
    /// A covariate is of no use.
    #[error("covariate `{name}` cannot be balanced: {why}")]
    Covariate {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: NotIndependent,
    },
    /// The share to accept is none.
    #[error("the share to accept must lie between 0 and 1, and is {0}")]
    Accept(f64),
    /// Nothing passes.
    #[error("none of {PATIENCE} assignments was balanced enough: accept a larger share than {0}")]
    NothingAccepted(f64),
}

/// Some units and how many of them each arm gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hand {
    pub units: Vec<usize>,
    pub counts: Vec<usize>,
}

/// Deals the arms of `deal` to a roster.
///
/// Arms are as equal as they can be, in each stratum and over all; what is left over in one stratum goes to the arms that have least so far, in the
/// order of the strata's names. The same roster and seed give the same assignment.
///
/// # Errors
/// Where the roster does not allow the method.
pub fn deal(roster: &Roster, deal: &Deal) -> Result<Assignment, DealError> {
    let mut names = deal.arms.clone();
    names.sort();
    names.dedup();
    let number = deal.arms.len();
    if number < 2 || names.len() != number {
        return Err(DealError::Arms);
    }
    let needs_covariates = matches!(deal.method, Method::Pairs | Method::Rerandomise);
    if needs_covariates && roster.covariates.is_empty() {
        return Err(DealError::NoCovariates(deal.method));
    }
    let whitened = if needs_covariates { Some(whitened(roster)?) } else { None };
    let pairs = match (deal.method, &whitened) {
        (Method::Pairs, Some(whitened)) => Some(paired(roster, whitened, number)?),
        _ => None,
    };
    let groups = match &pairs {
        Some(pairs) => pairs.iter().map(|pair| pair.to_vec()).collect(),
        None => strata(roster, deal.method),
    };
    let hands = hands(&groups, number);
    if let Some(small) = hands.iter().find(|hand| hand.units.len() < number) {
        let unit = &roster.units[small.units[0]];
        let units = format!("{} {}", small.units.len(), roster.level.unit(small.units.len()));
        return Err(DealError::SmallStratum { stratum: unit.stratum.clone(), units, arms: number });
    }
    let bound = match deal.method {
        Method::Rerandomise => Some(imbalance_bound(deal.accept, roster.covariates.len(), number).ok_or(DealError::Accept(deal.accept))?),
        _ => None,
    };
    let mut rng = Stream::new(deal.seed, Purpose::Assignment).rng(0, 0, 0);
    let mut arms = vec![0; roster.units.len()];
    let mut tries = 0;
    loop {
        shuffle(&mut rng, &hands, &mut arms);
        match (&whitened, bound) {
            (Some(whitened), Some(bound)) if whitened.imbalance(&arms, number) > bound * (1.0 + 1e-9) => tries += 1,
            _ => break,
        }
        if tries >= PATIENCE {
            return Err(DealError::NothingAccepted(deal.accept));
        }
    }
    let pair_of = |unit: usize| pairs.as_ref().and_then(|pairs| pairs.iter().position(|pair| pair.contains(&unit))).map(|at| at + 1);
    let units = roster.units.iter().enumerate();
    Ok(Assignment {
        level: roster.level,
        method: deal.method,
        seed: deal.seed,
        alpha: deal.alpha,
        arms: deal.arms.clone(),
        strata: roster.strata.clone(),
        covariates: roster.covariates.clone(),
        accept: bound.map(|_| deal.accept),
        rows: units.map(|(unit, of)| Assigned { unit: of.clone(), pair: pair_of(unit), arm: arms[unit] }).collect(),
    })
}

fn whitened(roster: &Roster) -> Result<Whitened, DealError> {
    Whitened::of(&roster.rows()).map_err(|why| {
        let (NotIndependent::Constant { covariate } | NotIndependent::Collinear { covariate }) = why;
        DealError::Covariate { name: roster.covariates[covariate].clone(), why }
    })
}

/// Closest pairs, within strata where there are some.
fn paired(roster: &Roster, whitened: &Whitened, arms: usize) -> Result<Vec<[usize; 2]>, DealError> {
    if arms != 2 {
        return Err(DealError::PairsOfArms(arms));
    }
    if roster.units.len() > MOST_PAIRED {
        return Err(DealError::TooManyToPair(roster.units.len()));
    }
    let mut pairs = Vec::new();
    for group in strata(roster, Method::Stratified) {
        let own = closest_pairs(group.len(), |a, b| whitened.distance(group[a], group[b]));
        if group.len() % 2 == 1 {
            let alone = (0..group.len()).find(|unit| own.iter().all(|pair| !pair.contains(unit))).unwrap_or(0);
            let units = format!("{} {}", group.len(), roster.level.unit(group.len()));
            return Err(DealError::Odd { units, alone: roster.units[group[alone]].name.clone() });
        }
        pairs.extend(own.into_iter().map(|[a, b]| [group[a], group[b]]));
    }
    pairs.sort_unstable();
    Ok(pairs)
}

/// Units of each stratum, strata in the order of their names; one stratum of all where the method knows none. Books are always split each for itself.
fn strata(roster: &Roster, method: Method) -> Vec<Vec<usize>> {
    if method == Method::Simple && roster.level != Level::Cohort {
        return vec![(0..roster.units.len()).collect()];
    }
    let mut order: Vec<usize> = (0..roster.units.len()).collect();
    order.sort_by(|&a, &b| roster.units[a].stratum.cmp(&roster.units[b].stratum));
    order.chunk_by(|&a, &b| roster.units[a].stratum == roster.units[b].stratum).map(<[usize]>::to_vec).collect()
}

/// How many each arm gets of each group.
pub(super) fn hands(groups: &[Vec<usize>], arms: usize) -> Vec<Hand> {
    let mut dealt = vec![0_usize; arms];
    let hand = |group: &Vec<usize>| {
        let mut counts = vec![group.len() / arms; arms];
        let mut behind: Vec<usize> = (0..arms).collect();
        behind.sort_by_key(|&arm| dealt[arm]);
        for &arm in &behind[..group.len() % arms] {
            counts[arm] += 1;
        }
        for (sum, count) in dealt.iter_mut().zip(&counts) {
            *sum += count;
        }
        Hand { units: group.clone(), counts }
    };
    groups.iter().map(hand).collect()
}

fn shuffle(rng: &mut Philox, hands: &[Hand], arms: &mut [usize]) {
    for hand in hands {
        let mut deck = hand.units.clone();
        // Fisher & Yates from the end; a whole number below n from 64 bits is uneven by less than n ÷ 2⁶⁴.
        for last in (1..deck.len()).rev() {
            let other = ((u128::from(rng.next_u64()) * (last as u128 + 1)) >> 64) as usize;
            deck.swap(last, other);
        }
        let mut rest = deck.as_slice();
        for (arm, &count) in hand.counts.iter().enumerate() {
            let (own, others) = rest.split_at(count);
            own.iter().for_each(|&unit| arms[unit] = arm);
            rest = others;
        }
    }
}
