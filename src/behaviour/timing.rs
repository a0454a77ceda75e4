//! When deals are signed: pulled into a pay period or held out of it, at its end (model section 4.5).

use super::Timing;

/// What a deal held back keeps of its worth: 5 % are lost to waiting and to customers who change their mind. Judgement.
pub const HELD_BACK_KEEPS: f64 = 0.95;

/// What somebody does with deals in the last month of a window, who is paid `now` dollars per unit of the driver in this window and
/// `next` in the one that follows, neither discounted for time; `pull_discount` is what signing early costs, 0 to 1
/// ([`Assumptions::pull_discount`](super::Assumptions::pull_discount), 10 %).
///
/// Pull forward if (1 − `pull_discount`)·now > next: near a threshold or in an accelerator. Hold back if 0.95·next > now: hopeless, or
/// capped. Otherwise as ready. A deal is only moved to where it pays, so a value below 0 counts as none. A line pays the same in
/// both windows and never shifts a deal.
///
/// Whether a person plays with timing at all ([`Channels::timing`](super::Channels), not an angel) is for the caller to know.
///
/// ```
/// use paylift::behaviour::{Timing, timing};
/// assert_eq!(timing(100.0, 89.0, 0.10), Timing::PullForward);
/// assert_eq!(timing(100.0, 100.0, 0.10), Timing::AsReady);
/// assert_eq!(timing(0.0, 100.0, 0.10), Timing::HoldBack);
/// ```
#[must_use]
pub fn timing(now: f64, next: f64, pull_discount: f64) -> Timing {
    if (1.0 - pull_discount) * now > next.max(0.0) {
        Timing::PullForward
    } else if HELD_BACK_KEEPS * next > now.max(0.0) {
        Timing::HoldBack
    } else {
        Timing::AsReady
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::{Outlook, Quota, QuotaTable};
    use crate::plan::{Above, Curve, Edge, Knot};
    use proptest::prelude::*;

    #[test]
    fn thresholds_are_strict() {
        for (now, next, when) in [
            (10.0, 9.1, Timing::AsReady),
            (10.0, 8.9, Timing::PullForward),
            (9.4, 10.0, Timing::HoldBack),
            (9.6, 10.0, Timing::AsReady),
            (0.0, 0.0, Timing::AsReady),
            (-3.0, -3.0, Timing::AsReady),
            (-3.0, 0.0, Timing::AsReady),
            (-3.0, 1.0, Timing::HoldBack),
            (1.0, -3.0, Timing::PullForward),
        ] {
            assert_eq!(timing(now, next, 0.10), when, "{now} {next}");
        }
        assert_eq!(timing(10.0, 8.9, 0.20), Timing::AsReady);
    }

    /// A cliff at 100 %: the last month of a quarter against the start of the next one.
    #[test]
    fn a_cliff_pulls_near_it_and_holds_back_where_it_is_out_of_reach_or_passed() {
        let cliff = Curve::from_steps(0.0, &[(1.0, 1.0, Edge::Inclusive)]).unwrap();
        let quota = Quota::new(&cliff, 20_000.0);
        let next = quota.marginal_value_from(0.0, Outlook::of_months(1.0 / 3.0, 0.10, 3));
        let at = |attained| timing(quota.marginal_value_from(attained, Outlook::of_months(1.0 / 3.0, 0.10, 1)), next, 0.10);
        assert_eq!([0.30, 0.70, 1.00].map(at), [Timing::HoldBack, Timing::PullForward, Timing::HoldBack]);
    }

    proptest! {
        #[test]
        fn a_line_never_shifts_a_deal(
            slope in -2.0..5.0_f64, start in -60.0..-30.0_f64, r in 0.0..1e-4_f64, attained in -1.0..3.0_f64,
            mean in 0.0..0.6_f64, sd in 0.01..0.3_f64, left in 0..12_u16, full in 1..13_u16,
        ) {
            let knot = Knot { at: start, edge: Edge::Inclusive, value: start * slope, slope };
            let line = Curve::from_knots(start * slope, vec![knot]).unwrap();
            for quota in [Quota::new(&line, 20_000.0), Quota::new(&line, 20_000.0).with_risk_aversion(r)] {
                let now = quota.marginal_value_from(attained, Outlook::of_months(mean, sd, left));
                let next = quota.marginal_value_from(0.0, Outlook::of_months(mean, sd, full));
                prop_assert_eq!(timing(now, next, 0.10), Timing::AsReady);
            }
        }
    }

    #[test]
    fn a_line_from_the_table_is_worth_exactly_the_same_at_any_time() {
        let line = Curve::from_points(-50.0, &[(-50.0, -50.0), (-49.0, -49.0)], Above::Extend).unwrap();
        let outlooks: Vec<Outlook> = (0..13).map(|left| Outlook::of_months(0.08, 0.03, left)).collect();
        let table = QuotaTable::new(Quota::new(&line, 20_000.0), &outlooks);
        for left in 0..13 {
            for attained in [-0.3, 0.0, 0.4, 2.0] {
                let (now, next) = (table.marginal_value(attained, left), table.marginal_value(0.0, 12));
                assert_eq!((now, timing(now, next, 0.10)), (next, Timing::AsReady));
            }
        }
    }
}
