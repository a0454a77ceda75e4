use proptest::prelude::*;

use super::super::SingleTask;
use super::*;

fn known() -> Tasks {
    Tasks {
        intrinsic: vec![0.0; 3],
        cost: vec![vec![1.0, 0.4, 0.1], vec![0.4, 1.2, 0.2], vec![0.1, 0.2, 0.9]],
        productivity: vec![vec![1.0, 0.3, 0.0], vec![0.0, 0.8, 0.5]],
        noise: vec![vec![0.5, 0.1], vec![0.1, 0.8]],
        value: vec![1.0, 0.7, 0.4],
        risk_aversion: 0.8,
    }
}

fn one_of_two(values: (f64, f64), s: f64, cost: f64, r: f64, sd: f64) -> Tasks {
    Tasks {
        intrinsic: vec![2.0; 2],
        cost: vec![vec![cost, cost * s], vec![cost * s, cost]],
        productivity: vec![vec![1.0, 0.0]],
        noise: vec![vec![sd * sd]],
        value: vec![values.0, values.1],
        risk_aversion: r,
    }
}

#[test]
fn three_tasks_and_two_metrics_have_the_known_answers() {
    // Computed independently.
    let tasks = Multitask::new(known()).unwrap();
    let slopes = tasks.optimal_slopes().unwrap();
    let effort = tasks.effort(&slopes);
    for (name, value, known) in [
        ("first slope", slopes[0], 0.673_534_135_925_075_7),
        ("second slope", slopes[1], 0.256_477_330_723_326_8),
        ("first effort", effort[0], 0.618_759_598_807_233),
        ("second effort", effort[1], 0.125_472_978_994_013_3),
        ("third effort", effort[2], 0.045_853_455_202_374_924),
        ("surplus", tasks.surplus(&slopes), 0.362_466_033_091_996_1),
    ] {
        assert!((value - known).abs() < 1e-12, "{name}: {value} instead of {known}");
    }
}

#[test]
fn one_task_is_the_single_task() {
    let single = SingleTask { value: 3.0, productivity: 2.0, cost: 1.5, risk_aversion: 0.8, sd: 1.2 };
    let tasks = Multitask::new(Tasks {
        intrinsic: vec![0.0],
        cost: vec![vec![1.5]],
        productivity: vec![vec![2.0]],
        noise: vec![vec![1.44]],
        value: vec![6.0],
        risk_aversion: 0.8,
    })
    .unwrap();
    let slope = tasks.optimal_slopes().unwrap()[0];
    assert!((slope - single.optimal_slope()).abs() < 1e-12);
    assert!((tasks.effort(&[slope])[0] - single.effort(slope)).abs() < 1e-12);
    assert!((tasks.surplus(&[slope]) - single.surplus(slope)).abs() < 1e-12);
    assert!((tasks.controllability(0).unwrap() - single.controllability()).abs() < 1e-12);
    assert_eq!(tasks.alignment(0), Some(1.0));
}

#[test]
fn alignment_is_the_cosine_of_what_is_paid_and_what_is_wanted() {
    // Unit costs: plain geometry. A metric at 60° to the value, at a right angle, and against it.
    let row = |x: f64, y: f64| vec![x, y];
    let identity = |n: usize| (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect::<Vec<Vec<f64>>>();
    let tasks = Multitask::new(Tasks {
        intrinsic: vec![0.0; 2],
        cost: identity(2),
        productivity: vec![row(0.5, 3.0_f64.sqrt() / 2.0), row(0.0, 4.0), row(-2.0, 0.0), row(0.0, 0.0)],
        noise: identity(4),
        value: vec![3.0, 0.0],
        risk_aversion: 0.0,
    })
    .unwrap();
    let close = |metric: usize, known: f64| (tasks.alignment(metric).unwrap() - known).abs() < 1e-12;
    assert!(close(0, 0.5) && close(1, 0.0) && close(2, -1.0));
    assert_eq!((tasks.alignment(3), tasks.controllability(3)), (None, None));
    // Three metrics on two tasks without any cost of risk: no unique answer.
    assert_eq!(tasks.optimal_slopes(), None);
}

#[test]
fn efforts_never_fall_below_zero() {
    let tasks = Multitask::new(known()).unwrap();
    assert_eq!(tasks.effort(&[-5.0, -5.0])[0], 0.0);
    assert!(tasks.effort(&[-5.0, -5.0]).iter().all(|e| *e >= 0.0));
}

#[test]
fn refuses_what_is_no_set_of_tasks() {
    let error = |change: fn(&mut Tasks)| {
        let mut tasks = known();
        change(&mut tasks);
        Multitask::new(tasks).unwrap_err()
    };
    assert_eq!(error(|t| t.value.push(1.0)), AgencyError::Shape);
    assert_eq!(error(|t| t.noise[1].truncate(1)), AgencyError::Shape);
    assert_eq!(error(|t| t.noise[1][1] = -0.1), AgencyError::Noise);
    assert_eq!(error(|t| t.noise[0][1] = 0.3), AgencyError::Noise);
    assert_eq!(error(|t| t.cost[0][1] = 0.5), AgencyError::Cost);
    assert_eq!(error(|t| t.cost[2][2] = 0.0), AgencyError::Cost);
    assert_eq!(error(|t| t.cost[2][2] = f64::NAN), AgencyError::Cost);
}

#[test]
fn a_task_nobody_measures_can_make_salary_the_best_pay() {
    let pay = |s| OneMeasured { values: (1.0, 1.2), substitution: s, cost: 2.0, risk_aversion: 0.5, sd: 0.7 }.optimal_slope();
    assert!(pay(0.0) > 0.0 && pay(0.5) > 0.0 && pay(0.9) < 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn one_measured_task_is_a_case_of_many(
        b1 in 0.0..3.0_f64, b2 in 0.0..3.0_f64, s in -0.9..0.9_f64, cost in 0.5..4.0_f64, r in 0.0..2.0_f64, sd in 0.1..2.0_f64,
    ) {
        let short = OneMeasured { values: (b1, b2), substitution: s, cost, risk_aversion: r, sd };
        let tasks = Multitask::new(one_of_two((b1, b2), s, cost, r, sd)).unwrap();
        let slope = tasks.optimal_slopes().unwrap()[0];
        prop_assert!((slope - short.optimal_slope()).abs() < 1e-9);
        let (effort, moved) = (tasks.effort(&[0.1]), short.moved(0.1));
        prop_assert!((effort[0] - 2.0 - moved.0).abs() < 1e-9 && (effort[1] - 2.0 - moved.1).abs() < 1e-9);
    }

    #[test]
    fn no_other_slopes_leave_more_to_share(a in -0.3..0.3_f64, b in -0.15..0.15_f64, r in 0.1..1.0_f64) {
        let tasks = Multitask::new(Tasks { risk_aversion: r, intrinsic: vec![1.0; 3], ..known() }).unwrap();
        let best = tasks.optimal_slopes().unwrap();
        let other = [best[0] + a, best[1] + b];
        prop_assert!(tasks.surplus(&best) >= tasks.surplus(&other) - 1e-12);
    }
}
