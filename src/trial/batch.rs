//! Some consecutive trials with everything that is lived beside them: gathered into units by what they have to live, put back in order.
//!
//! Which trials have a companion, other people or games beside them is a matter of their number alone, so that a batch may begin and end
//! anywhere.

use rayon::prelude::*;

use super::beside::Keeps;
use super::devils::CHANNELS_EVERY;
use super::engine::{Engine, Seen, World};
use super::ground::Luck;
use super::outcome::PEOPLE_EVERY;
use super::part::Part;
use super::single::{SAME_BOOK_LUCK, Scratch};

/// One trial in this many has a companion that shares its books.
pub(crate) const PAIR_EVERY: u32 = 4;

/// What is lived of a trial.
#[derive(Debug, Clone, Copy)]
enum Side {
    /// The trial itself; people whose conduct is frozen beside it, if so.
    Base { frozen: bool },
    /// Its companion with the same books.
    Companion,
    /// A world beside it, by place among them.
    Beside(usize, World),
    /// Its games, one by one.
    Channels,
    /// Its plans at equal cost.
    EqualCost,
}

/// What some trials left behind, trial by trial; of trials that follow one another and have no companion it may be all with the first.
enum Rows {
    Base(Vec<Part>),
    Companion(Vec<Vec<i64>>),
    /// By place beside the base.
    Beside(usize, Vec<Part>),
    Channels(Vec<Vec<Part>>),
}

/// Runs trials `from..to`. The parts beside the base are those of the engine's worlds, of its tempted people, and last of the plans at equal
/// cost.
pub(super) fn run_batch(engine: &Engine<'_>, scaled: Option<&Engine<'_>>, from: u32, to: u32) -> (Part, Vec<Part>) {
    let worlds = engine.worlds_beside();
    let places = worlds.len() + engine.tempted.len() + 1;
    let units = units(engine, scaled, &worlds, from, to);
    let rows: Vec<(Vec<u32>, Rows)> = units
        .into_par_iter()
        .map_init(Scratch::default, |scratch, (side, trials)| {
            let rows = live(engine, scaled, side, &trials, places, scratch);
            (trials, rows)
        })
        .collect();
    let n = (to - from) as usize;
    let mut base: Vec<Option<Part>> = (0..n).map(|_| None).collect();
    let mut companions: Vec<Option<Vec<i64>>> = vec![None; n];
    let mut beside: Vec<Vec<Option<Part>>> = (0..places).map(|_| (0..n).map(|_| None).collect()).collect();
    for (trials, rows) in rows {
        let at = trials.into_iter().map(|trial| (trial - from) as usize);
        match rows {
            Rows::Base(parts) => at.zip(parts).for_each(|(at, part)| base[at] = Some(part)),
            Rows::Companion(pays) => at.zip(pays).for_each(|(at, pay)| companions[at] = Some(pay)),
            Rows::Beside(place, parts) => at.zip(parts).for_each(|(at, part)| beside[place][at] = Some(part)),
            Rows::Channels(parts) => {
                for (at, parts) in at.zip(parts) {
                    parts.into_iter().enumerate().for_each(|(nth, part)| beside[worlds.len() + nth][at] = Some(part));
                }
            }
        }
    }
    let mut whole = Part::default();
    for (part, companion) in base.into_iter().zip(companions) {
        let Some(mut part) = part else { continue };
        if let Some(second) = companion {
            part.same_book = part.outcomes.pay.iter().copied().zip(second).flat_map(|(a, b)| [a, b]).collect();
        }
        whole.append(part);
    }
    let join = |parts: Vec<Option<Part>>| {
        parts.into_iter().flatten().fold(Part::default(), |mut all, part| {
            all.append(part);
            all
        })
    };
    (whole, beside.into_iter().map(join).collect())
}

/// Trials by what is to be lived of them, as many of one outer draw together as there are lanes.
fn units(engine: &Engine<'_>, scaled: Option<&Engine<'_>>, worlds: &[World], from: u32, to: u32) -> Vec<(Side, Vec<u32>)> {
    let mut units = Vec::new();
    let mut add = |side: Side, takes: &dyn Fn(u32) -> bool| {
        let trials: Vec<u32> = (from..to).filter(|&trial| takes(trial)).collect();
        for trials in trials.chunk_by(|&a, &b| engine.scenario.run.parameter_draw(a) == engine.scenario.run.parameter_draw(b)) {
            units.extend(trials.chunks(engine.isa.width()).map(|trials| (side, trials.to_vec())));
        }
    };
    let every = |n: u32| move |trial: u32| trial.is_multiple_of(n);
    if !engine.tempted.is_empty() {
        add(Side::Channels, &every(CHANNELS_EVERY));
    }
    let studied = |trial: u32| trial.is_multiple_of(PEOPLE_EVERY) && !engine.scenario.run.payouts_only;
    add(Side::Base { frozen: true }, &studied);
    add(Side::Base { frozen: false }, &|trial| !studied(trial));
    for (place, &world) in worlds.iter().enumerate() {
        add(Side::Beside(place, world), &every(if matches!(world, World::Stress(_)) { 1 } else { PEOPLE_EVERY }));
    }
    if scaled.is_some() {
        add(Side::EqualCost, &every(PEOPLE_EVERY));
    }
    if engine.has_twins() {
        add(Side::Companion, &every(PAIR_EVERY));
    }
    units
}

fn live(engine: &Engine<'_>, scaled: Option<&Engine<'_>>, side: Side, trials: &[u32], places: usize, scratch: &mut Scratch) -> Rows {
    let lucks: Vec<Luck> = trials.iter().map(|&trial| Luck::of(trial)).collect();
    let mut parts = |engine: &Engine<'_>, lived: Vec<Seen<'_>>, beside: Option<Keeps>| -> Vec<Part> {
        let in_one = !engine.has_twins() && trials.windows(2).all(|two| two[0] + 1 == two[1]);
        let mut parts: Vec<Part> = Vec::with_capacity(if in_one { 1 } else { trials.len() });
        for (seen, &trial) in lived.into_iter().zip(trials) {
            if parts.is_empty() || !in_one {
                parts.push(Part::default());
            }
            let Some(part) = parts.last_mut() else { continue };
            match beside {
                None => engine.record_base(&seen, trial, scratch, part),
                Some(keeps) => engine.record_beside(&seen, trial, keeps, scratch, part),
            }
        }
        if let Some(first) = parts.first_mut() {
            first.attainment = std::mem::take(&mut scratch.attainment);
        }
        parts
    };
    match side {
        Side::Base { frozen } => Rows::Base(parts(engine, engine.live_trials(World::Base, frozen, &lucks), None)),
        Side::Beside(place, world) => {
            Rows::Beside(place, parts(engine, engine.live_trials(world, false, &lucks), Some(engine.keeps(world))))
        }
        Side::EqualCost => {
            let engine = scaled.unwrap_or(engine);
            Rows::Beside(places - 1, parts(engine, engine.live_trials(World::SameBook, false, &lucks), Some(Keeps::Money)))
        }
        Side::Companion => {
            let lucks: Vec<Luck> = trials.iter().map(|&trial| Luck::on_book(trial, trial | SAME_BOOK_LUCK)).collect();
            let lived = engine.live_trials(World::SameBook, false, &lucks);
            Rows::Companion(lived.iter().zip(trials).map(|(seen, &trial)| engine.pay_companion(seen, trial, scratch)).collect())
        }
        Side::Channels => {
            Rows::Channels(engine.live_channels(&lucks).iter().map(|together| engine.record_channels(together, scratch)).collect())
        }
    }
}
