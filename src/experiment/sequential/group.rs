//! Stop or go on, look by look: a group-sequential plan on the t-to-z scale.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::super::Effect;
use super::super::normal::{above, point_above};
use super::{Boundaries, Spending};

/// The z whose two-sided p is the effect's: Φ⁻¹(1 − P(T > |t|)) with the sign of t. `None` without a standard error or with less than
/// nothing of degrees of freedom.
#[must_use]
pub fn z_equivalent(effect: &Effect) -> Option<f64> {
    let t = effect.t().filter(|t| !t.is_nan())?;
    if effect.degrees_of_freedom == f64::INFINITY {
        return Some(t);
    }
    let tail = StudentsT::new(0.0, 1.0, effect.degrees_of_freedom).ok()?.sf(t.abs());
    Some(point_above(tail).copysign(t))
}

/// Probability of passing `boundary` at the end in the direction of `z`, seen at share `time` < 1 of the information:
/// 1 − Φ((b − |z|√t − θ(1 − t))/√(1 − t)), θ the drift of B(t) toward it.
///
/// The drift of the present trend is |z|/√t; of a designed uplift, uplift × √(planned information).
#[must_use]
pub fn conditional_power(z: f64, time: f64, boundary: f64, drift: f64) -> f64 {
    let rest = 1.0 - time;
    if rest <= 0.0 {
        return f64::from(u8::from(z.abs() >= boundary));
    }
    above((boundary - z.abs() * time.sqrt() - drift * rest) / rest.sqrt())
}

/// What a look says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Nothing is certain yet.
    GoOn,
    /// The information did not grow, or cannot be judged: looked at, nothing spent.
    NotJudged,
    /// The treated arm has certainly more of the outcome.
    Better,
    /// It has certainly less.
    Worse,
    /// Going on would hardly show a difference.
    Futile,
    /// The last look, and no difference was shown.
    NotShown,
}

impl Decision {
    /// Whether the experiment ends here.
    #[must_use]
    pub fn stops(self) -> bool {
        !matches!(self, Self::GoOn | Self::NotJudged)
    }
}

/// One look, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// Share of the planned information that was judged with.
    pub fraction: f64,
    /// The effect's z-equivalent.
    pub z: Option<f64>,
    /// What |z| had to pass; `None` for a look that may not be judged.
    pub boundary: Option<f64>,
    /// Two-sided alpha spent so far.
    pub spent: f64,
    /// Probability of passing the last boundary if the present trend goes on; `None` at the last look.
    pub conditional_power: Option<f64>,
    /// What it says.
    pub decision: Decision,
}

/// A plan of looks under way.
///
/// ```
/// use paylift::experiment::{Effect, sequential::{Decision, GroupSequential, Spending, equal_fractions}};
/// let plan = equal_fractions(8);
/// let mut looks = GroupSequential::new(Spending::OBrienFleming, 0.05, plan.clone(), None);
/// let effect = Effect { estimate: 0.12, standard_error: 0.04, degrees_of_freedom: 9.9 };
/// assert_eq!(looks.look(&effect, plan[0]).decision, Decision::GoOn);
/// ```
///
/// Looks at exactly the planned shares cost next to nothing: their boundaries are computed once, and a clone of an unused plan keeps them.
#[derive(Debug, Clone)]
pub struct GroupSequential {
    plan: Vec<f64>,
    /// Boundary and alpha spent at each planned look.
    planned: Vec<(Option<f64>, f64)>,
    /// As it went, from the first look on that was not as planned.
    otherwise: Option<Boundaries>,
    start: Boundaries,
    looked: usize,
    futility: Option<f64>,
    /// Boundary of the last planned look, for conditional power.
    last: f64,
}

impl GroupSequential {
    /// Looks at the shares `plan` of the planned information, two-sided `alpha`; with `futility` a look also stops where conditional power
    /// under the present trend is below it. Futility is not binding: boundaries do not count on it.
    #[must_use]
    pub fn new(spending: Spending, alpha: f64, plan: Vec<f64>, futility: Option<f64>) -> Self {
        let start = Boundaries::new(spending, alpha);
        let mut boundaries = start.clone();
        let planned: Vec<(Option<f64>, f64)> = (1..=plan.len())
            .map(|look| {
                let boundary = boundaries.next(plan[look - 1], look == plan.len());
                (boundary, boundaries.spent())
            })
            .collect();
        let last = planned.last().and_then(|(boundary, _)| *boundary).unwrap_or_else(|| point_above(alpha / 2.0));
        Self { plan, planned, otherwise: None, start, looked: 0, futility, last }
    }

    /// The boundary of look `look`, from 0, and the alpha spent with it.
    fn boundary(&mut self, look: usize, fraction: f64) -> (Option<f64>, f64) {
        let last = look + 1 >= self.plan.len();
        if self.otherwise.is_none() {
            if self.plan.get(look) == Some(&fraction) {
                return self.planned[look];
            }
            let mut so_far = self.start.clone();
            for planned in &self.plan[..look.min(self.plan.len())] {
                so_far.next(*planned, false);
            }
            self.otherwise = Some(so_far);
        }
        self.otherwise.as_mut().map_or((None, 0.0), |looks| {
            let boundary = looks.next(fraction, last);
            (boundary, looks.spent())
        })
    }

    /// Judges the next look with the share `fraction` of the planned information: the plan's own, or what was really seen. The last planned
    /// look spends all that is left.
    pub fn look(&mut self, effect: &Effect, fraction: f64) -> Judgement {
        self.looked += 1;
        let last = self.looked >= self.plan.len();
        let z = z_equivalent(effect);
        // without a standard error nothing is judged, so nothing is spent
        let (boundary, spent) = self.boundary(self.looked - 1, if z.is_some() { fraction } else { f64::NAN });
        let conditional_power = z.filter(|_| !last && fraction > 0.0 && fraction < 1.0).map(|z| {
            let drift = z.abs() / fraction.sqrt();
            conditional_power(z, fraction, self.last, drift)
        });
        let decision = match (z, boundary) {
            (Some(z), Some(boundary)) if z.abs() >= boundary => {
                if z > 0.0 {
                    Decision::Better
                } else {
                    Decision::Worse
                }
            }
            _ if last => Decision::NotShown,
            (_, None) => Decision::NotJudged,
            _ if self.futility.zip(conditional_power).is_some_and(|(least, power)| power < least) => Decision::Futile,
            _ => Decision::GoOn,
        };
        Judgement { fraction, z, boundary, spent, conditional_power, decision }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::number;
    use super::super::equal_fractions;
    use super::*;

    fn d4(k: usize) -> Effect {
        let of = |key: &str| number("O13_cs", &format!("d4_looks/{k}/{key}"));
        Effect { estimate: of("est"), standard_error: of("se_cr2"), degrees_of_freedom: of("df") }
    }

    /// The last three columns of the specification's d4 table.
    #[test]
    fn the_stream_stops_at_the_fifth_look() {
        let z = [3.051_797, 2.542_174, 2.221_859, 2.526_376, 2.711_703, 3.040_539, 3.400_160, 3.489_069];
        let plan = equal_fractions(8);
        let mut looks = GroupSequential::new(Spending::OBrienFleming, 0.05, plan.clone(), None);
        for k in 0..8 {
            let judged = looks.look(&d4(k), plan[k]);
            assert!((judged.z.unwrap() - z[k]).abs() < 6e-7, "{:?} {}", judged.z, z[k]);
            assert_eq!(judged.decision, if k < 4 { Decision::GoOn } else { Decision::Better });
        }
    }

    #[test]
    fn true_information_survives_its_fall_at_look_three() {
        let info: Vec<f64> = (0..8).map(|k| d4(k).standard_error.powi(-2)).collect();
        let mut looks = GroupSequential::new(Spending::OBrienFleming, 0.05, equal_fractions(8), None);
        let judged: Vec<Judgement> = (0..8).map(|k| looks.look(&d4(k), info[k] / info[7])).collect();
        assert_eq!(judged[2].decision, Decision::NotJudged);
        assert_eq!(judged[2].spent, judged[1].spent);
        assert!(judged[3].boundary.is_some() && judged[3].spent > judged[2].spent);
        assert!((judged[7].spent - 0.05).abs() < 1e-15);
    }

    /// What is kept of the plan is what the recursion gives look by look.
    #[test]
    fn a_plan_that_is_left_goes_on_from_there() {
        let effect = d4(0);
        for left_at in 0..4 {
            let mut looks = GroupSequential::new(Spending::Pocock, 0.05, equal_fractions(4), None);
            let mut plain = Boundaries::new(Spending::Pocock, 0.05);
            for k in 0..4 {
                let fraction = (k + 1) as f64 / 4.0 - if k >= left_at { 0.05 } else { 0.0 };
                let judged = looks.look(&effect, fraction);
                assert_eq!((judged.boundary, judged.spent), (plain.next(fraction, k == 3), plain.spent()));
            }
        }
    }

    #[test]
    fn a_look_without_a_standard_error_is_not_judged() {
        let mut looks = GroupSequential::new(Spending::Pocock, 0.05, equal_fractions(2), None);
        let judged = looks.look(&Effect { standard_error: 0.0, ..d4(0) }, 0.5);
        assert_eq!((judged.decision, judged.spent, judged.z), (Decision::NotJudged, 0.0, None));
        assert_eq!(looks.look(&d4(7), 1.0).boundary, Boundaries::new(Spending::Pocock, 0.05).next(1.0, true));
    }

    #[test]
    fn signs_and_tails() {
        let effect = |estimate: f64, df: f64| Effect { estimate, standard_error: 1.0, degrees_of_freedom: df };
        assert_eq!(z_equivalent(&effect(-1.5, f64::INFINITY)), Some(-1.5));
        let z = z_equivalent(&effect(-2.0, 10.0)).unwrap();
        // P(T₁₀ > 2) = .036694; Φ⁻¹(1 − .036694) = 1.790
        assert!((z + 1.790).abs() < 1e-3, "{z}");
        assert_eq!(z_equivalent(&Effect { standard_error: 0.0, ..effect(1.0, 5.0) }), None);
        assert_eq!(z_equivalent(&effect(f64::NAN, 5.0)), None);
        assert!(z_equivalent(&effect(40.0, 30.0)).unwrap() > 10.0);
        let mut looks = GroupSequential::new(Spending::Pocock, 0.05, equal_fractions(2), None);
        assert_eq!(looks.look(&effect(-3.0, 30.0), 0.5).decision, Decision::Worse);
    }

    #[test]
    fn futility_is_conditional_power_by_hand() {
        // z .3 at half of the information: B = .2121, drift .4243; 1 − Φ((1.96 − .2121 − .2121)/.7071) = 1 − Φ(2.1719) = .01493
        let power = conditional_power(0.3, 0.5, 1.96, 0.3 / 0.5_f64.sqrt());
        assert!((power - 0.014_93).abs() < 1e-4, "{power}");
        assert_eq!((conditional_power(2.0, 1.0, 1.96, 0.0), conditional_power(-2.0, 1.0, 2.1, 0.0)), (1.0, 0.0));
        let weak = Effect { estimate: 0.3, standard_error: 1.0, degrees_of_freedom: f64::INFINITY };
        let decide = |futility| GroupSequential::new(Spending::OBrienFleming, 0.05, equal_fractions(2), futility).look(&weak, 0.5).decision;
        assert_eq!((decide(None), decide(Some(0.1)), decide(Some(0.001))), (Decision::GoOn, Decision::Futile, Decision::GoOn));
    }

    #[test]
    fn the_last_look_without_a_difference_says_so() {
        let weak = Effect { estimate: 0.3, standard_error: 1.0, degrees_of_freedom: 9.0 };
        let mut looks = GroupSequential::new(Spending::OBrienFleming, 0.05, equal_fractions(1), Some(0.1));
        let judged = looks.look(&weak, 1.0);
        assert_eq!((judged.decision, judged.conditional_power), (Decision::NotShown, None));
        assert!(judged.decision.stops() && !Decision::NotJudged.stops());
    }
}
