//! A saved run comes back bit for bit, and a damaged one says what is wrong with it.

use paylift::behaviour::Channel;
use paylift::behaviour::beliefs::{Beliefs, Forecast, Gradient, MetricBelief, PlanBeliefs};
use paylift::measure::Measure;
use paylift::report::outcomes_file::{OutcomesFileError, read_outcomes, write_outcomes};
use paylift::trial::{
    ATTAINMENT_BINS, COMBINATIONS, CONDUCT_COLUMNS, ChannelResult, DevilsTest, EqualCost, Outcomes, PEOPLE_EVERY, READING_SLOTS,
    READING_SUMS, ReadingSums, Remedied, ResponseColumns, RunResult, SUM_GROUPS, StopReason, StressResult, VarianceColumns,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::outcomes_fixture::{run, scenario};

fn bytes_of(result: &RunResult) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_outcomes(&mut bytes, result).unwrap();
    bytes
}

fn read(bytes: &[u8]) -> Result<RunResult, OutcomesFileError> {
    read_outcomes(&mut &bytes[..])
}

/// Any numbers, infinities and the standard NaN included, that a column allowing NaN may hold.
fn any_or_nan() -> impl Strategy<Value = f64> {
    prop_oneof![4 => any::<f64>(), 1 => Just(f64::NAN)]
}

fn solid() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("documented as a number", |x| !x.is_nan())
}

fn market(trials: usize, plans: usize, seats: usize, quarters: usize, twins: bool) -> impl Strategy<Value = Outcomes> {
    let (each, of_twin) = (trials * plans, if twins { trials } else { 0 });
    let paid =
        (vec(any::<i64>(), each * seats), vec(any::<i64>(), each * quarters), vec(any::<i64>(), each), vec(any::<i64>(), of_twin * plans));
    let reach = vec(prop_oneof![4 => any::<f32>(), 1 => Just(f32::NAN)], each * 3);
    let arr = (vec(any_or_nan(), each), vec(solid(), trials), vec(solid(), each), vec(solid(), each));
    let twin = (vec(solid(), of_twin), vec(solid(), of_twin), vec(solid(), of_twin), vec(any_or_nan(), of_twin));
    let rates =
        (vec(any_or_nan(), each), vec(any_or_nan(), each), vec(any::<u32>(), trials), vec(any::<u32>(), trials), vec(any::<u32>(), each));
    let responding = any::<bool>().prop_flat_map(move |responds| response(if responds { trials } else { 0 }, plans));
    (paid, reach, arr, twin, rates, responding).prop_map(move |(paid, reach, arr, twin, rates, response)| Outcomes {
        trials,
        plans,
        seats,
        quarters,
        cost: Vec::new().into(),
        pay: paid.0.into(),
        quarter_cost: paid.1.into(),
        partner_cost: paid.2.into(),
        no_csm_cost: paid.3.into(),
        reach: reach.into(),
        measured_increment: arr.0.into(),
        arr_start: arr.1.into(),
        arr_end: arr.2.into(),
        revenue: arr.3.into(),
        no_csm_arr_start: twin.0.into(),
        no_csm_arr_end: twin.1.into(),
        salaried_arr_end: twin.2.into(),
        no_csm_nrr: twin.3.into(),
        nrr: rates.0.into(),
        grr: rates.1.into(),
        vacant_months: rates.2.into(),
        no_base_accounts: rates.3.into(),
        dry_spells: rates.4.into(),
        response,
    })
}

/// Beliefs with any finite numbers, as a pilot leaves them.
fn beliefs() -> impl Strategy<Value = Option<Beliefs>> {
    let number = || -1e12_f64..1e12;
    let gradient = (number(), number()).prop_map(|(value, standard_error)| Gradient { value, standard_error });
    let metric = (vec(gradient, 5), number(), number()).prop_map(|(gradients, mean, sd)| MetricBelief {
        forecasts: vec![Forecast { defined: 1.0, mean, sd, goal: Some(mean) }],
        activity: vec![std::array::from_fn(|k| gradients[k])],
        game: vec![std::array::from_fn(|k| gradients[k % 5])],
        outlooks: Vec::new(),
    });
    prop::option::of((vec(metric, 0..3), 0_u32..900).prop_map(|(metrics, trials)| Beliefs {
        trials,
        group_of_seat: vec![0, 0, 1],
        plans: vec![PlanBeliefs { metrics: vec![metrics] }],
        second_looks: Vec::new(),
    }))
}

fn response(trials: usize, plans: usize) -> impl Strategy<Value = ResponseColumns> {
    let each = trials * plans;
    let people =
        (vec(any::<u32>(), each), vec(solid(), each), vec(solid(), each), vec(solid(), each), vec(-9.0_f32..9.0, each * CONDUCT_COLUMNS));
    (vec(any::<i64>(), each), vec(solid(), trials), vec(solid(), trials), people).prop_map(
        |(salaried_cost, salaried_revenue, salaried_rehire_cost, people)| ResponseColumns {
            salaried_partner_cost: salaried_cost.clone().into(),
            salaried_cost: salaried_cost.into(),
            salaried_revenue: salaried_revenue.into(),
            salaried_rehire_cost: salaried_rehire_cost.into(),
            departures: people.0.into(),
            rehire_cost: people.1.into(),
            discounts: people.2.into(),
            padding_cost: people.3.into(),
            conduct: people.4.into(),
        },
    )
}

fn variance(trials: usize, plans: usize, seats: usize) -> impl Strategy<Value = VarianceColumns> {
    let studied = trials.div_ceil(PEOPLE_EVERY as usize) * plans * seats;
    (any::<bool>(), 0usize..3, 0usize..2).prop_flat_map(move |(responds, groups, segments)| {
        let cells = groups * plans * seats;
        let readings = segments * SUM_GROUPS * Measure::ALL.len() * READING_SLOTS * READING_SUMS;
        (
            vec(any::<i64>(), if responds { studied } else { 0 }),
            vec(prop_oneof![4 => any::<f32>(), 1 => Just(f32::NAN)], studied),
            vec(any::<i64>(), cells * COMBINATIONS),
            vec(any::<i64>(), cells * 2),
            solid().prop_map(move |x| std::vec![x; readings]),
        )
            .prop_map(|(frozen_pay, skill, factorial_pay, rotated_pay, readings)| VarianceColumns {
                frozen_pay: frozen_pay.into(),
                skill: skill.into(),
                factorial_pay,
                rotated_pay,
                readings,
            })
    })
}

/// One game under the last plan, and a clause against it.
fn devils(plans: usize, seats: usize) -> impl Strategy<Value = DevilsTest> {
    let channel = (0..Channel::ALL.len()).prop_map(|nth| Channel::ALL[nth]);
    (channel, market(2, 1, seats, 4, false), vec(solid(), 3), 0usize..3).prop_map(move |(channel, outcomes, degrees, clause)| DevilsTest {
        channels: vec![ChannelResult { channel, plans: vec![plans - 1], outcomes }],
        remedies: vec![Remedied { plan: plans - 1, channel, clause, before: degrees.clone(), after: degrees }],
    })
}

fn result() -> impl Strategy<Value = RunResult> {
    (0usize..4, 1usize..4, 0usize..4, 1usize..5, any::<bool>(), 0usize..3).prop_flat_map(
        |(trials, plans, seats, quarters, twins, stresses)| {
            let sums = (vec(any_or_nan(), plans), vec(any_or_nan(), plans * SUM_GROUPS));
            let stop = prop_oneof![
                Just(StopReason::TrialLimit),
                Just(StopReason::PrecisionReached),
                Just(StopReason::PrecisionNotReached),
                Just(StopReason::Exact)
            ];
            let rest = (
                vec(any::<u64>(), plans * ATTAINMENT_BINS),
                vec(any::<i64>(), 2 * plans * seats * 2),
                vec(prop::option::of(solid()), plans),
            );
            let neutral = vec(any::<i64>(), if twins { trials * plans * seats } else { 0 });
            let others = vec(("angels|devils", market(trials, plans, seats, quarters, twins)), stresses % 2 * 2);
            let stressed = vec(("[a-zé]{0,9}", market(trials, plans, seats, quarters, twins)), stresses);
            let variance = variance(trials, plans, seats);
            let scaled = (vec(prop::option::of(solid()), plans), market(trials, plans, seats, quarters, false))
                .prop_map(|(factors, outcomes)| EqualCost { factors, outcomes });
            let behaviour = (beliefs(), devils(plans, seats), scaled);
            (stop, market(trials, plans, seats, quarters, twins), stressed, others, sums, (rest, behaviour), neutral, variance).prop_map(
                |(stop, base, stressed, others, sums, (rest, (beliefs, devils, scaled)), neutral_pay, variance)| RunResult {
                    stop,
                    base,
                    stress: stressed.into_iter().map(|(id, outcomes)| StressResult { id, outcomes }).collect(),
                    people: others.into_iter().map(|(id, outcomes)| StressResult { id, outcomes }).collect(),
                    equal_cost: scaled,
                    devils,
                    beliefs,
                    at_mean: ReadingSums {
                        cost_at_mean: sums.0.clone(),
                        cost_at_mean_without: sums.1.clone(),
                        no_csm_at_mean: sums.0,
                        no_csm_at_mean_without: sums.1,
                    },
                    attainment: rest.0,
                    same_book_pay: rest.1.into(),
                    neutral_factor: rest.2,
                    neutral_pay: neutral_pay.into(),
                    variance,
                },
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_run_comes_back_bit_for_bit(result in result()) {
        let bytes = bytes_of(&result);
        let back = read(&bytes).unwrap();
        // NaN equals nothing, itself included: compared as bytes.
        prop_assert_eq!(bytes_of(&back), bytes);
        prop_assert_eq!((&back.base.pay, &back.neutral_factor, back.stop), (&result.base.pay, &result.neutral_factor, result.stop));
        prop_assert_eq!(back.stress.len(), result.stress.len());
        prop_assert_eq!(&back.devils.remedies, &result.devils.remedies);
        prop_assert_eq!(&back.devils.channels[0].plans, &result.devils.channels[0].plans);
    }

    #[test]
    fn a_file_cut_anywhere_is_refused(cut in 0.0f64..1.0) {
        let bytes = bytes_of(&run(&scenario(), 3, true));
        let kept = (cut * bytes.len() as f64) as usize;
        let error = read(&bytes[..kept]).unwrap_err();
        prop_assert!(matches!(error, OutcomesFileError::Truncated(_) | OutcomesFileError::NotOurs), "{error}");
    }

    #[test]
    fn any_flipped_bit_is_noticed(at in 0.0f64..1.0, bit in 0u8..8) {
        let mut bytes = bytes_of(&run(&scenario(), 2, true));
        let at = (at * bytes.len() as f64) as usize;
        bytes[at] ^= 1 << bit;
        prop_assert!(read(&bytes).is_err());
    }
}

#[test]
fn a_run_of_the_fixture_equals_itself_read_back() {
    let mut result = run(&scenario(), 50, true);
    // The fixture's NaNs are where they may be; without them plain equality holds.
    let back = read(&bytes_of(&result)).unwrap();
    assert!(back.base.measured_increment[0].is_nan() && back.base.reach[0].is_nan());
    let mut back = back;
    for r in [&mut result, &mut back] {
        for o in std::iter::once(&mut r.base).chain(r.stress.iter_mut().map(|s| &mut s.outcomes)) {
            o.measured_increment.iter_mut().for_each(|x| *x = if x.is_nan() { -1.0 } else { *x });
            o.reach.iter_mut().for_each(|x| *x = if x.is_nan() { -1.0 } else { *x });
        }
    }
    assert_eq!(back, result);
}

#[test]
fn errors_say_what_is_wrong() {
    let good = bytes_of(&run(&scenario(), 2, false));
    assert_eq!(read(b"plan,measure").unwrap_err().to_string(), "not a saved run of this version (it does not start with PAYLIFT5)");
    assert_eq!(read(b"").unwrap_err().to_string(), "not a saved run of this version (it does not start with PAYLIFT5)");
    assert!(read(&good[..40]).unwrap_err().to_string().contains("cut off"));

    let mut longer = good.clone();
    longer.push(0);
    assert!(matches!(read(&longer), Err(OutcomesFileError::TrailingBytes)));

    // Bytes 9 to 16 are the number of trials: the pay column no longer fits.
    let mut resized = good.clone();
    resized[9] += 1;
    assert!(read(&resized).unwrap_err().to_string().starts_with("pay is damaged"));

    let mut last = good;
    *last.last_mut().unwrap() ^= 1;
    assert!(matches!(read(&last), Err(OutcomesFileError::Checksum)));
}

#[test]
fn nan_where_it_may_not_be_is_refused() {
    let mut result = run(&scenario(), 2, true);
    result.base.salaried_arr_end[1] = f64::NAN;
    assert_eq!(
        read(&bytes_of(&result)).unwrap_err().to_string(),
        "ARR at the end, salaried is damaged: it holds a value that is not a number"
    );
}
