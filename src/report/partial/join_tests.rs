//! What merging promises, on trials that nobody lived: no partition, order, tree or duplicate changes a byte, and everything wrong is named.

use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;

use super::coverage::{covered, lacking};
use super::*;
use crate::report::fixture;
use crate::scenario::Goalpost;
use crate::trial::{Lived, Shard, StopReason, made_up};

const TRIALS: u32 = 700;

fn configuration(goal: Goalpost) -> Configuration {
    let mut scenario = fixture::meterline(3).scenario;
    scenario.run.goal = goal;
    scenario.plans.truncate(2);
    scenario.reference = 0;
    Configuration::of(&scenario).unwrap()
}

fn partial_of(goal: Goalpost, trials: Range<u32>) -> Partial {
    let precision = matches!(goal, Goalpost::Precision { .. });
    let lived = Lived { piece: made_up::lived(&trials, precision), settled: made_up::settled(), sample: made_up::piece(0..16) };
    let told = Told { words: vec!["made-up".into()], seed: false, inputs: Vec::new(), configuration: Vec::new() };
    Partial::of(lived, configuration(goal), told).unwrap()
}

fn partial(trials: Range<u32>) -> Partial {
    partial_of(Goalpost::Trials(TRIALS), trials)
}

fn named(partials: Vec<Partial>) -> Vec<Named<Result<Partial, PartialError>>> {
    let name = |(nth, partial): (usize, Partial)| Named {
        name: format!("{nth}.part"),
        content: Partial::from_bytes(&partial.to_bytes().unwrap()),
    };
    partials.into_iter().enumerate().map(name).collect()
}

fn refused(partials: Vec<Partial>, expected: &Range<u32>) -> Vec<String> {
    join(named(partials), expected, false).unwrap_err().iter().map(ToString::to_string).collect()
}

/// Consecutive ranges from 0 to `TRIALS`, cut anywhere.
fn ranges() -> impl Strategy<Value = Vec<Range<u32>>> {
    vec(1..TRIALS, 0..9).prop_map(|mut cuts| {
        cuts.extend([0, TRIALS]);
        cuts.sort_unstable();
        cuts.dedup();
        cuts.windows(2).map(|pair| pair[0]..pair[1]).collect()
    })
}

/// Puts neighbours together, two or three at a time, until one is left.
fn as_a_tree(mut partials: Vec<Partial>) -> Partial {
    let mut by = 2;
    while partials.len() > 1 {
        let groups: Vec<Vec<Partial>> = partials.chunks(by).map(<[Partial]>::to_vec).collect();
        partials = groups
            .into_iter()
            .map(|group| {
                let expected = group[0].head.trials.start..group[group.len() - 1].head.trials.end;
                join(named(group), &expected, false).unwrap().partial
            })
            .collect();
        by = 5 - by;
    }
    partials.remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_partition_order_tree_and_duplicate_gives_the_same_bytes(
        (ranges, order) in ranges().prop_flat_map(|ranges| (Just(ranges.clone()), Just(ranges).prop_shuffle())),
        twice in 0usize..9,
        precision in any::<bool>(),
    ) {
        let goal = if precision { Goalpost::Precision { relative: 1e-9, min: 2, max: 9000 } } else { Goalpost::Trials(TRIALS) };
        let whole = partial_of(goal, 0..TRIALS).to_bytes().unwrap();
        let mut shuffled: Vec<Partial> = order.iter().map(|range| partial_of(goal, range.clone())).collect();
        shuffled.push(shuffled[twice % order.len()].clone());
        let joined = join(named(shuffled), &(0..TRIALS), false).unwrap();
        prop_assert_eq!(joined.duplicates, 1);
        prop_assert!(joined.partial.to_bytes().unwrap() == whole, "cut at {:?}", ranges);
        let tree = as_a_tree(ranges.iter().map(|range| partial_of(goal, range.clone())).collect());
        prop_assert!(tree.to_bytes().unwrap() == whole, "as a tree, cut at {:?}", ranges);
    }

    #[test]
    fn a_precision_is_reached_where_one_machine_would_have_stopped(ranges in ranges(), percent in 1u32..60) {
        let goal = Goalpost::Precision { relative: f64::from(percent) / 1e4, min: 300, max: TRIALS };
        let shards = |ranges: &[Range<u32>]| named(ranges.iter().map(|range| partial_of(goal, range.clone())).collect());
        let whole = 0..TRIALS;
        let one = join(shards(&[whole]), &(0..TRIALS), true).unwrap();
        let (stop, reason) = one.stop.unwrap();
        prop_assert!([512, TRIALS].contains(&stop), "the first checkpoint after the least number of trials, or the last: {}", stop);
        prop_assert_eq!(reason == StopReason::PrecisionNotReached, stop == TRIALS && reason != StopReason::PrecisionReached);
        let many = join(shards(&ranges), &(0..TRIALS), true).unwrap();
        prop_assert_eq!(many.stop, one.stop);
        prop_assert!(many.partial.to_bytes().unwrap() == one.partial.to_bytes().unwrap());
        // what lies behind is not needed, what lies before is
        let needed: Vec<Range<u32>> = ranges.iter().filter(|range| range.start < stop).cloned().collect();
        let few = join(shards(&needed), &(0..TRIALS), true).unwrap();
        prop_assert!(few.partial.to_bytes().unwrap() == one.partial.to_bytes().unwrap());
        let gap = join(shards(&ranges[1..]), &(0..TRIALS), true).unwrap_err();
        prop_assert!(matches!(&gap[0], Refusal::Gap(gap) if gap.start == 0), "{:?}", gap);
    }

    #[test]
    fn lost_and_damaged_shards_are_named(shards in 1u32..40, fates in vec(0u8..4, 40)) {
        let all = 0..TRIALS;
        let mut there = Vec::new();
        let mut lost = Vec::new();
        for nth in 0..shards {
            let trials = Shard::new(nth, shards).unwrap().of(&all).unwrap();
            let mut bytes = partial(trials).to_bytes().unwrap();
            let middle = bytes.len() / 2;
            match fates[nth as usize] {
                0 => continue,
                1 => bytes[middle] ^= 4,
                2 => bytes.truncate(middle),
                _ => {}
            }
            there.extend(Partial::from_bytes(&bytes).map(|partial| partial.head.trials));
        }
        for nth in 0..shards {
            if fates[nth as usize] < 3 {
                lost.push(nth);
            }
        }
        prop_assert_eq!(lacking(shards, &all, &covered(there)), Ok(lost));
    }
}

#[test]
fn a_partial_comes_back_from_its_bytes() {
    let own = partial(13..300);
    let bytes = own.to_bytes().unwrap();
    let back = Partial::from_bytes(&bytes).unwrap();
    assert!(back.to_bytes().unwrap() == bytes);
    assert_eq!((back.head.trials.clone(), back.told.words.as_slice()), (13..300, &["made-up".to_owned()][..]));
    assert_eq!(own.file_name(), format!("{}_13_300.part", &own.configuration.hash()[..8]));
}

#[test]
fn gaps_overlaps_and_strays_are_named() {
    let three = || vec![partial(0..100), partial(100..250), partial(250..300)];
    assert_eq!(refused(three(), &(0..400)), ["trials 300..400 are missing"]);
    assert_eq!(refused(vec![partial(100..250)], &(0..300)), ["trials 0..100 are missing", "trials 250..300 are missing"]);
    assert_eq!(refused(Vec::new(), &(0..300)), ["trials 0..300 are missing"]);
    let mut more = three();
    more.push(partial(90..120));
    assert_eq!(refused(more, &(0..300)), ["0.part and 3.part: both have trials 90..100", "3.part and 1.part: both have trials 100..120"]);
    assert_eq!(refused(three(), &(0..250)), ["2.part: has trials 250..300, expected are 0..250"]);
    let inside = vec![partial(0..300), partial(10..20), partial(30..40)];
    assert_eq!(refused(inside, &(0..300)), ["0.part and 1.part: both have trials 10..20", "0.part and 2.part: both have trials 30..40"]);
}

#[test]
fn other_runs_and_machines_are_named() {
    let mut other = fixture::meterline(3).scenario;
    other.plans.truncate(2);
    other.reference = 0;
    other.run.goal = Goalpost::Trials(5);
    other.run.seed = 99;
    let mut stray = partial(200..300);
    stray.configuration = Configuration::of(&other).unwrap();
    stray.head.configuration = stray.configuration.hash().into();
    let told = refused(vec![partial(0..100), partial(100..200), stray], &(0..300));
    assert_eq!(told, ["2.part: another configuration than 0.part's: scenario.run.seed: 7, not 99", "trials 200..300 are missing"]);

    let lived = Lived { piece: made_up::lived(&(200..300), false), settled: made_up::settled(), sample: made_up::piece(1..17) };
    let elsewhere = Partial::of(lived, partial(0..1).configuration, partial(0..1).told).unwrap();
    let told = refused(vec![partial(0..100), partial(100..200), elsewhere], &(0..300));
    assert_eq!(told[0], "2.part: lived on a machine that computes other numbers than 0.part's (their canaries differ)");
}

#[test]
fn the_same_trials_with_other_bytes_are_an_alarm() {
    let mut changed = partial(100..200);
    changed.piece.base.pay[7] += 1;
    let told = refused(vec![partial(0..100), partial(100..200), changed], &(0..200));
    let alarm = "1.part and 2.part: trials 100..200 of the same configuration, but not the same bytes: the run cannot be reproduced";
    assert_eq!(told, [alarm]);
}

#[test]
fn a_precision_that_is_not_reached_asks_for_more() {
    let goal = Goalpost::Precision { relative: 1e-9, min: 2, max: 9000 };
    let there = || vec![partial_of(goal, 0..300), partial_of(goal, 300..600)];
    let told: Vec<String> = join(named(there()), &(0..600), true).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["the precision is not reached within trials 0..600: the run goes on to trial 9000 at most"]);
    let told: Vec<String> = join(named(there()), &(0..700), true).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["trials 600..700 are missing"]);
}

#[test]
fn trials_beyond_the_last_of_a_precision_are_not_expected() {
    let goal = Goalpost::Precision { relative: 1e-9, min: 2, max: 600 };
    let told = join(named(vec![partial_of(goal, 0..700)]), &(0..700), true).unwrap_err();
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["0.part: has trials 0..700, expected are 0..600", "trials 0..600 are missing"]);
    let joined = join(named(vec![partial_of(goal, 0..600)]), &(0..700), true).unwrap();
    assert_eq!(joined.stop, Some((600, StopReason::PrecisionNotReached)));
}

#[test]
fn an_unfinished_run_is_taken_up_as_far_as_it_is_unbroken_and_wanted() {
    let there = || vec![partial(512..600), partial(0..256), partial(256..512), partial(256..512)];
    let taken = |partials: Vec<Partial>, most| unbroken(partials, most).map(|piece| piece.trials());
    assert_eq!((taken(there(), 700), taken(there(), 599)), (Some(0..600), Some(0..512)));
    assert_eq!((taken(there()[2..].to_vec(), 700), taken(Vec::new(), 700)), (None, None));
    // NaN is not equal to itself
    assert_eq!(format!("{:?}", unbroken(there(), 700)), format!("{:?}", unbroken(vec![partial(0..600)], 700)));
}

#[test]
fn a_run_to_a_number_of_trials_stops_there() {
    let joined = join(named(vec![partial(0..300), partial(300..600)]), &(0..600), true).unwrap();
    assert_eq!(joined.stop, Some((600, StopReason::TrialLimit)));
}
