use proptest::prelude::*;

use super::*;
use crate::behaviour::response;

/// Pay and cost of these levels, \[$ per quarter\]: gains integrated along the response, less the cost.
fn worth(cost: &EffortCost, gains: &Gains, levels: &[f64; 5]) -> f64 {
    let pay: f64 = gains.activity.iter().zip(levels).map(|(g, e)| g * 16.0 / 15.0 * ((1.0 + 15.0 * e) / 16.0).ln()).sum();
    pay - cost.of_levels(levels)
}

#[test]
fn the_linear_answer_is_the_known_one() {
    // Computed independently.
    let cost = EffortCost { deviation: 11_000.0, crowding: 22_000.0 };
    let gains = Gains { activity: [600.0, 250.0, 900.0, 400.0, 0.0] };
    let known = [0.006_060_606_060_606, -0.016_666_666_666_667, 0.415_151_515_151_515, 0.596_969_696_969_697, -0.130_303_030_303_03];
    let moved = cost.linear_response(&gains);
    for (got, known) in moved.iter().zip(known) {
        assert!((got - known).abs() < 1e-13, "{got} instead of {known}");
    }
    assert!((total_deviation(&moved.map(|d| 1.0 + d)) - 0.065_151_515_151_515_15).abs() < 1e-15);
}

#[test]
fn diminishing_gains_follow_the_response() {
    // g(½), g(1), g(1½), g(2), computed independently.
    for (e, known) in [(0.5, 0.771_865_71), (1.0, 1.0), (1.5, 1.138_647_21), (2.0, 1.238_549_08)] {
        assert!((f64::from(response(e)) - known).abs() < 1e-6);
    }
    let slope = |e: f64| (libm::log1p(15.0 * (e + 1e-6)) - libm::log1p(15.0 * (e - 1e-6))) / (2e-6 * libm::log(16.0));
    assert!((slope(1.0) - 0.338_131_650_208_350_8).abs() < 1e-8);
    for e in [0.1, 0.5, 1.0, 2.0, 3.0] {
        assert!((diminishing(e) - slope(e) / slope(1.0)).abs() < 1e-7, "{e}");
    }
}

#[test]
fn a_noiseless_line_on_all_output_lifts_it_as_known() {
    // OTE × output as pay: a unit of effort in k brings w·g′(1)·OTE. Output then rises by g′(1)²/(c + c_T), to first order.
    let ote = 25_000.0;
    let elasticity = 0.338_131_650_208_350_8;
    let gains = Gains { activity: TIME_SHARES.map(|w| w * elasticity * ote) };
    for (c, crowding, known) in [(0.40, 0.80, 0.095_277_510_727_185_4), (0.175, 0.35, 0.217_777_167_376_423_77)] {
        let moved = EffortCost { deviation: c * ote, crowding: crowding * ote }.linear_response(&gains);
        let lift: f64 = moved.iter().zip(TIME_SHARES).map(|(d, w)| w * elasticity * d).sum();
        assert!((lift - known).abs() < 1e-13, "{lift}");
    }
    assert_eq!(EffortCost::of(&Assumptions::default(), ote), EffortCost { deviation: 10_000.0, crowding: 20_000.0 });
    // With gains that shrink, all activities move alike and solve (c + c_T)(e − 1) = g′(1)·s(e).
    let effort = EffortCost::of(&Assumptions::default(), ote).best_levels(&gains);
    assert!(effort.iter().all(|e| (1.2 * (e - 1.0) - elasticity * diminishing(*e)).abs() < 1e-12), "{effort:?}");
}

#[test]
fn nothing_paid_changes_nothing() {
    let cost = EffortCost::of(&Assumptions::default(), 27_500.0);
    assert_eq!(cost.best_effort(&Gains::default()), Effort::uniform(1.0));
    assert_eq!(cost.paid(Effort::uniform(1.0)), 0.0);
    assert_eq!(cost.best_levels(&Gains::default()), [1.0; 5]);
}

#[test]
fn the_cost_is_that_of_the_text() {
    // 1.1 everywhere: c/2·.01 + c_T/2·.01; only advocacy doubled: c/2·.05 + c_T/2·.0025.
    let cost = EffortCost { deviation: 11_000.0, crowding: 22_000.0 };
    assert!((cost.of_levels(&[1.1; 5]) - 165.0).abs() < 1e-9);
    assert!((cost.paid(Effort { advocacy: 2.0, ..Effort::uniform(1.0) }) - 302.5).abs() < 1e-9);
}

/// The iteration of the model's text, e ← .7e + .3·(1 + (G·s(e)/w − c_T·D)/c), D = ΣG·s(e)/(c + c_T): another way to the same
/// answer while nothing is clipped.
#[test]
fn the_damped_iteration_finds_the_same() {
    let cost = EffortCost { deviation: 11_000.0, crowding: 22_000.0 };
    for activity in [[600.0, 250.0, 900.0, 400.0, 0.0], [3_000.0, 500.0, 200.0, 0.0, 900.0], [-200.0, 400.0, 0.0, 50.0, 100.0]] {
        let mut e = [1.0; 5];
        for _ in 0..2_000 {
            let gain: [f64; 5] = std::array::from_fn(|k| activity[k] * diminishing(e[k]));
            let total = gain.iter().sum::<f64>() / (cost.deviation + cost.crowding);
            e = std::array::from_fn(|k| {
                let next = 1.0 + (gain[k] / TIME_SHARES[k] - cost.crowding * total) / cost.deviation;
                (0.7 * e[k] + 0.3 * next).clamp(0.0, MAX_EFFORT)
            });
        }
        assert!(e.iter().all(|e| *e > 0.0 && *e < MAX_EFFORT), "{e:?} is clipped");
        let best = cost.best_levels(&Gains { activity });
        assert!(best.iter().zip(e).all(|(a, b)| (a - b).abs() < 1e-9), "{best:?} and {e:?}");
    }
}

#[test]
fn an_activity_that_costs_pay_is_dropped_in_the_end() {
    let cost = EffortCost { deviation: 11_000.0, crowding: 22_000.0 };
    let rescue = |gain| cost.best_effort(&Gains { activity: [0.0, gain, 0.0, 0.0, 0.0] }).rescue;
    assert!(rescue(-100.0) < 1.0 && rescue(-100.0) > 0.8);
    assert_eq!(rescue(-5_000.0), 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Gains of 0 or more make the problem concave: no other effort, at the limits or between, may be worth more.
    #[test]
    fn no_other_effort_is_worth_more(
        activity in prop::array::uniform5(0.0..20_000.0_f64),
        deviation in 100.0..50_000.0_f64, crowding in 0.0..100_000.0_f64,
        other in prop::array::uniform5(0.0..3.0_f64), step in 0.0001..1.0_f64,
    ) {
        let (cost, gains) = (EffortCost { deviation, crowding }, Gains { activity });
        let best = cost.best_levels(&gains);
        let near: [f64; 5] = std::array::from_fn(|k| best[k] + step * (other[k] - best[k]));
        let top = worth(&cost, &gains, &best);
        prop_assert!(top >= worth(&cost, &gains, &near) - 1e-9 * top.abs().max(1.0), "{best:?} {near:?}");
    }

    #[test]
    fn answers_solve_their_equations_to_nine_digits(
        activity in prop::array::uniform5(-300.0..20_000.0_f64), deviation in 2_000.0..50_000.0_f64, crowding in 0.0..100_000.0_f64,
    ) {
        let (cost, gains) = (EffortCost { deviation, crowding }, Gains { activity });
        let best = cost.best_levels(&gains);
        let total = total_deviation(&best);
        for k in 0..5 {
            let left = activity[k] * diminishing(best[k]) / TIME_SHARES[k] - crowding * total - deviation * (best[k] - 1.0);
            let (floor, ceiling) = (best[k] <= 0.0, best[k] >= MAX_EFFORT);
            // At a limit the equation becomes an inequality; at 0 it is the branch near 1 that has ended.
            prop_assert!(floor || (ceiling && left >= -1e-6) || left.abs() < 1e-7 * (deviation + crowding), "{k}: {left} at {best:?}");
        }
    }

    #[test]
    fn the_unit_of_money_is_irrelevant(activity in prop::array::uniform5(-300.0..5_000.0_f64), scale in 0.01..100.0_f64) {
        let people = Assumptions::default();
        let here = EffortCost::of(&people, 25_000.0).best_levels(&Gains { activity });
        let there = EffortCost::of(&people, 25_000.0 * scale).best_levels(&Gains { activity: activity.map(|g| g * scale) });
        prop_assert!(here.iter().zip(there).all(|(a, b)| (a - b).abs() < 1e-9), "{here:?} {there:?}");
    }
}
