//! A small run with everything switched on, lived whole and in pieces: the same bytes.

use std::ops::{ControlFlow, Range};

use super::*;
use crate::config::{Loaded, Overrides, Surroundings, load_scenario, read_history_file};
use crate::report::outcomes_file::write_outcomes;
use crate::trial::{Isa, Lived, RunOptions, RunResult, Shard, Spool, on_threads, run};

/// All three segments, few accounts, people who respond, a stress twin, rates scaled to equal cost, plans that read many measures.
const EVERYTHING: &str = r#"
name = "Everything"
plans = ["nrr-individual", "menu-eight", "gainsight-three", "baseline-holdout", "posthog-tam-monthly"]
reference = "nrr-individual"
neutral = "rate"
stress = ["recession"]
[[team]]
segment = "enterprise"
csms = 1
accounts = 4
[[team]]
segment = "mid-market"
csms = 2
accounts = 5
[[team]]
segment = "smb"
csms = 1
accounts = 6
"#;

const TRIALS: u32 = 70;

fn loaded() -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("everything.toml"), EVERYTHING).unwrap();
    let surroundings = Surroundings { folder: folder.path().to_path_buf(), ..Surroundings::here(&read_history_file) };
    let overrides = Overrides { trials: Some(TRIALS), ..Overrides::default() };
    load_scenario(Some("everything.toml"), &overrides, &surroundings).unwrap()
}

fn bytes(result: &RunResult) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_outcomes(&mut bytes, result).unwrap();
    bytes
}

/// Shards in an order that is nobody's: by the digits of their number, backwards.
fn shuffled(of: u32) -> Vec<Range<u32>> {
    let mut order: Vec<u32> = (0..of).collect();
    order.sort_by_key(|nth| nth.to_string().chars().rev().collect::<String>());
    order.iter().map(|nth| Shard::new(*nth, of).unwrap().of(&(0..TRIALS)).unwrap()).collect()
}

#[test]
fn any_shards_threads_and_vectors_give_the_run_of_one_machine() {
    let loaded = loaded();
    let scenario = &loaded.scenario;
    let options = |threads, isa| RunOptions { threads: Some(threads), isa, ..RunOptions::default() };
    let one = run(scenario, options(2, None), &mut |_| ControlFlow::Continue(())).unwrap();
    let whole = bytes(&one);
    let counts =
        |result: &RunResult| (result.stress.len(), result.people.len(), result.neutral_pay.len(), result.variance.rotated_pay.len());
    assert_eq!(counts(&one), (1, 2, TRIALS as usize * 5 * 4, 2 * 2 * 5 * 4), "everything is switched on");
    assert!(!one.devils.channels.is_empty() && !one.devils.remedies.is_empty() && one.equal_cost.outcomes.trials == 18);
    let home = tempfile::tempdir().unwrap();
    let spool = Spool::beyond(home.path(), 0);
    let told = Told::of(&loaded, vec!["everything.toml".into()], false);
    let set = |isa: Isa| Some(isa).filter(|isa| isa.is_here());
    for (threads, isa, shards) in [
        (1, set(Isa::Portable), vec![2]),
        (2, set(Isa::Sse2), vec![1, 64]),
        (8, set(Isa::Avx2), vec![7]),
        (2, set(Isa::Avx512), vec![1, 2, 7, 64]),
    ] {
        on_threads(scenario, options(threads, isa), |ready| {
            let sample = ready.sample();
            let lived = Lived { piece: sample.clone(), settled: ready.settled().clone(), sample: sample.clone() };
            let canary = Partial::of(lived, Configuration::of(scenario).unwrap(), told.clone()).unwrap().head.canary;
            // where this changes, so do the bits of trials: raise the epoch (from the first release on) and put the new value here
            assert_eq!((NUMERICS_EPOCH, &canary[..16]), (2, "b243ce8b97fe0ca7"));
            for of in shards {
                let files = shuffled(of).into_iter().map(|trials| {
                    let piece = ready.live(trials.start, trials.end, 16);
                    let lived = Lived { piece, settled: ready.settled().clone(), sample: sample.clone() };
                    let partial = Partial::of(lived, Configuration::of(scenario).unwrap(), told.clone()).unwrap();
                    Named { name: partial.file_name(), content: Partial::from_bytes(&partial.to_bytes().unwrap()) }
                });
                // two shards: with their rows on disk
                let files = files.map(|mut file: Named<Result<Partial, PartialError>>| {
                    file.content.iter_mut().filter(|_| of == 2).for_each(|partial| partial.piece.settle(&spool, 0));
                    file
                });
                let joined = join(files.collect(), &(0..TRIALS), true).unwrap();
                assert_eq!(joined.partial.loaded(TRIALS).unwrap(), loaded);
                assert_eq!(&joined.partial.settled, ready.settled());
                let (_, reason) = joined.stop.unwrap();
                let merged = ready.conclude(joined.partial.piece, reason);
                assert!(bytes(&merged) == whole, "{of} shards on {threads} threads, {isa:?}");
            }
        })
        .unwrap();
    }
}
