//! Deals signed at another time than when they are ready (model section 4.5, pull and push).
//!
//! A deal won in one month is signed in the next. Some can be signed at once, for a discount; some that are due can be made to wait a
//! month, once. Nothing else about the account moves with them, except that usage grows when the deal is signed.

use super::account::{Account, Happened, Nature, live_month};
use super::coefficients::{Coefficients, Rates};
use super::draws::AccountDraws;
use super::seat::Intercepts;

/// [`live_month`] with deals shifted by the seat's shares. `uniform` is asked only where a deal is at stake and a share above 0,
/// and must give the same number however often it is asked in one account-month: a larger share then shifts the same deals and more.
#[expect(clippy::too_many_arguments, reason = "what live_month takes, and luck of its own")]
#[must_use]
pub fn live_and_sign(
    c: &Coefficients,
    r: &Rates,
    nature: &Nature,
    i: &Intercepts,
    draws: &AccountDraws,
    uniform: impl Fn() -> f32,
    may_churn: bool,
    mut a: Account,
) -> (Account, Happened) {
    let shifts = |share: f32| share > 0.0 && uniform() < share;
    let put_off = if a.pending > 0.0 && shifts(i.held) { std::mem::take(&mut a.pending) } else { 0.0 };
    let (mut a, mut happened) = live_month(c, r, nature, i, draws, may_churn, a);
    a.held = put_off;
    if a.pending > 0.0 && shifts(i.pulled) {
        happened.early = std::mem::take(&mut a.pending);
        a.ln_usage += happened.early;
    }
    (a, happened)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::account::tests::rates;
    use super::super::seat::{MonthShock, Service};
    use super::*;

    /// Months in which deals are signed, the sizes of all of them, and final usage, for a life with these event uniforms; the last
    /// two months bring nothing, so that everything is signed.
    fn live(months: &[(f32, f32)], lag: u16, service: &Service) -> (Vec<usize>, Vec<f32>, Account) {
        let c = Coefficients { signing_lag: lag, ..Coefficients::default() };
        let r = rates();
        let i = Intercepts::fold(&c, &r, service, &MonthShock::default(), 1.0, 40, 4);
        let mut a = Account { ln_usage: 8.0, value: 0.0, pending: 0.0, held: 0.0 };
        let (mut signed, mut sizes) = (Vec::new(), Vec::new());
        for (month, &(event, uniform)) in months.iter().chain(&[(0.6, 0.9); 2]).enumerate() {
            let draws = AccountDraws { event, ..AccountDraws::default() };
            let (after, happened) = live_and_sign(&c, &r, &Nature { growth: 0.0, anchor: 0.0 }, &i, &draws, || uniform, false, a);
            a = after;
            for size in [happened.late, happened.signed, happened.early].into_iter().filter(|&size| size > 0.0) {
                signed.push(month);
                sizes.push(size);
            }
        }
        (signed, sizes, a)
    }

    /// A deal is won at .401, a padded lead closes at .5505.
    fn lives() -> impl Strategy<Value = Vec<(f32, f32)>> {
        let event = prop_oneof![2 => Just(0.401_f32), 1 => Just(0.5505_f32), 1 => Just(0.6_f32), 1 => 0.0..1.0_f32];
        proptest::collection::vec((event, 0.0..1.0_f32), 1..30)
    }

    proptest! {
        #[test]
        fn shifting_moves_deals_by_a_month_and_loses_none(life in lives(), share in 0.0..1.0_f32) {
            let service = Service { expansion: 1.0, padding: 1.0, ..Service::default() };
            let (ready, sizes, account) = live(&life, 1, &service);
            let (early, early_sizes, pulled) = live(&life, 1, &Service { pulled: share, ..service });
            let (late, late_sizes, held) = live(&life, 1, &Service { held: share, ..service });
            prop_assert_eq!((&early_sizes, &late_sizes), (&sizes, &sizes));
            for ((ready, early), late) in ready.iter().zip(&early).zip(&late) {
                prop_assert!(early == ready || early + 1 == *ready, "pulled by a month or not at all");
                prop_assert!(late == ready || *late == ready + 1, "held for a month or not at all");
            }
            for shifted in [pulled, held] {
                prop_assert!((shifted.ln_usage - account.ln_usage).abs() < 1e-4 && shifted.value == account.value);
            }
        }

        #[test]
        fn without_a_lag_there_is_nothing_to_shift(life in lives(), pulled in 0.0..1.0_f32, held in 0.0..1.0_f32) {
            let service = Service { expansion: 1.0, ..Service::default() };
            prop_assert_eq!(live(&life, 0, &service), live(&life, 0, &Service { pulled, held, ..service }));
        }
    }

    #[test]
    fn a_deal_waits_no_longer_than_a_month() {
        let service = Service { expansion: 1.0, held: 1.0, ..Service::default() };
        let won = [(0.401, 0.0), (0.401, 0.0), (0.6, 0.0)];
        assert_eq!(live(&won, 1, &service).0, [2, 3], "won in months 0 and 1, due in 1 and 2");
        let at_once = Service { held: 0.0, pulled: 1.0, ..service };
        assert_eq!(live(&won, 1, &at_once).0, [0, 1]);
    }
}
