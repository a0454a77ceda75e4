use super::super::ground::tests::scenario;
use super::super::runner_tests::{line, plan};
use super::*;
use crate::behaviour::response_slope;
use crate::measure::{Measure, Scope};
use crate::scenario::Scenario;

/// Eight mid-market people and one plan that reads all of `measures`.
fn mid_market(measures: &[Measure]) -> Scenario {
    let mut s = scenario(8);
    s.segments = vec![s.segments.swap_remove(1)];
    s.roster.retain(|seat| seat.segment == 1);
    s.roster.iter_mut().for_each(|seat| seat.segment = 0);
    let mut all = plan("all", Scope::Individual, line());
    all.metrics = measures.iter().map(|&m| Metric { measures: vec![m], ..all.metrics[0].clone() }).collect();
    s.plans = vec![all];
    s
}

fn pilot_of(measures: &[Measure], trials: u32) -> Pilot {
    let s = mid_market(measures);
    let engine = Engine::prepare(&s).unwrap();
    engine.pilot(engine.base_ground().unwrap(), trials)
}

/// Gradients per unit of effort kept up all along, in standard deviations of the metric, against an independent prototype
/// (another program, other targets, 300 trials of 24 months): the same order of magnitude, within a factor of 1.6 where the effect is
/// larger than a twentieth, and the same sign everywhere it names one.
#[test]
fn gradients_are_those_of_an_independent_prototype() {
    use Measure::{Csqa, CsqlClosed, CsqlSubmitted, Grr, Nrr, Results, Saves};
    // adoption, rescue, expansion, advocacy, documented
    let known: [(Measure, [f64; 5]); 7] = [
        (Nrr, [0.030, 0.008, 0.045, 0.0, 0.013]),
        (Grr, [0.027, 0.009, 0.006, 0.0, 0.012]),
        (CsqlSubmitted, [0.02, 0.0, 0.59, 0.0, 0.01]),
        (CsqlClosed, [0.02, 0.0, 0.41, 0.0, 0.01]),
        (Csqa, [0.07, 0.0, 0.0, 0.36, 0.03]),
        (Saves, [-0.066, 0.116, 0.0, 0.0, -0.03]),
        (Results, [0.22, 0.01, 0.0, 0.0, 0.10]),
    ];
    let pilot = pilot_of(&known.map(|(measure, _)| measure), 240);
    for (m, (measure, known)) in known.into_iter().enumerate() {
        let belief = &pilot.beliefs.plans[0].metrics[m][0];
        let sd = belief.forecasts[3].sd;
        for (k, known) in known.into_iter().enumerate() {
            // effort in a quarter and in the three before it
            let gradients: Vec<Gradient> = belief.activity.iter().map(|g| g[k]).collect();
            let got = gradients.iter().map(|g| g.value).sum::<f64>() * response_slope(1.0) / sd;
            let error = gradients.iter().map(|g| g.standard_error * g.standard_error).sum::<f64>().sqrt() * response_slope(1.0) / sd;
            if known == 0.0 {
                assert!(got.abs() < 0.01 + 4.0 * error, "{measure:?} {k}: {got} ± {error}");
            } else {
                assert!(got * known > 0.0 || got.abs() < 4.0 * error, "{measure:?} {k}: {got} ± {error}, known {known}");
                if known.abs() > 0.05 && measure != Saves {
                    assert!((1.0 / 1.6..1.6).contains(&(got / known)), "{measure:?} {k}: {got} ± {error}, known {known}");
                }
            }
        }
    }
}

/// What one game provokes shows in the measures it is meant for, and not in those that see through it.
#[test]
fn games_move_what_they_are_played_for() {
    use Measure::{CsqlSubmitted, Grr, HealthShare, Nps, Nrr, Results, Saves, StrategyCoverage};
    let measures = [Nrr, Grr, CsqlSubmitted, StrategyCoverage, HealthShare, Results, Nps, Saves];
    let pilot = pilot_of(&measures, 400);
    let clear = |measure: Measure, game: usize, lag: usize| {
        let m = measures.iter().position(|x| *x == measure).unwrap();
        let g = pilot.beliefs.plans[0].metrics[m][0].game[lag][game];
        if g.value.abs() <= 4.0 * g.standard_error { 0.0 } else { g.value.signum() }
    };
    let [pressure, padding, shallow, inflation, begging, neglect] = [0, 1, 2, 3, 4, 5];
    // pressure sells now and is paid for by customers who leave later
    assert_eq!((clear(Nrr, pressure, 0), clear(Grr, pressure, 1)), (1.0, -1.0));
    // what is padded, ticked, arranged or begged for shows at once; results that are verified do not follow
    for (measure, game) in [(CsqlSubmitted, padding), (StrategyCoverage, shallow), (HealthShare, inflation), (Nps, begging)] {
        assert_eq!(clear(measure, game, 0), 1.0, "{measure:?}");
    }
    assert_eq!(clear(Results, inflation, 0), 0.0);
    // neglected accounts turn red first and can be saved later
    assert_eq!((clear(Results, neglect, 0), clear(Saves, neglect, 1)), (-1.0, 1.0));
}

/// What is still to come shrinks as a period goes on, and what has come stays.
#[test]
fn a_period_becomes_clearer_as_it_goes_on() {
    let pilot = pilot_of(&[Measure::Nrr, Measure::CsqlClosed], 120);
    for metric in &pilot.beliefs.plans[0].metrics {
        let belief = &metric[0];
        let [first, second] = belief.outlooks[..] else { panic!("a quarter has two looks before its end") };
        let sd = belief.forecasts[1].sd;
        assert!(sd > first.sd && first.sd > second.sd && second.sd > 0.4 * sd, "{sd} {first:?} {second:?}");
        assert!((0.8..1.2).contains(&first.slope) && (0.85..1.15).contains(&second.slope), "{first:?} {second:?}");
    }
}

/// The pilot says the same for any number of threads.
#[test]
fn the_pilot_does_not_depend_on_threads() {
    let s = mid_market(&[Measure::Nrr]);
    let beliefs = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let engine = Engine::prepare(&s).unwrap();
            engine.pilot(engine.base_ground().unwrap(), 20).beliefs
        })
    };
    assert_eq!(beliefs(1), beliefs(2));
}
