//! Support tickets: how many customers raise, how many are answered in time, how many hours they take.
//!
//! Tickets are a Poisson number of mean .25 n exp(−.3 v̄) a month, for n living accounts of mean value score v̄: customers who get
//! value ask less. Each is answered in time with probability .90, whoever the CSM is (model section 0.9; all judgement). The luck is
//! the seat-month's own, the same in every world: what a plan changes is the value score.

use super::Measure;
use super::view::{Part, View};

/// Tickets per account and month at value score 0.
const RATE: f64 = 0.25;
/// By how much a logit of value lowers the log rate.
const VALUE: f64 = 0.3;
/// Probability that a ticket is answered within the agreed time.
const IN_TIME: f64 = 0.90;
/// Hours of help a ticket takes.
const HOURS: f64 = 0.5;

/// Tickets by seat and month. Accounts count for whoever holds them at the window's end, where the account rules let them count.
pub(super) fn visit(view: &View<'_>, measure: Measure, sink: &mut impl FnMut(Part)) -> bool {
    let panel = view.panel;
    if panel.ticket_luck.is_empty() {
        return false;
    }
    let counts: Vec<bool> = (0..panel.accounts).map(|account| view.left_out(account).is_none()).collect();
    let mut books = vec![(0_u32, 0.0); panel.seats];
    for month in view.span.months() {
        books.fill((0, 0.0));
        for (account, &value) in panel.value_in(month).iter().enumerate() {
            if counts[account] && !value.is_nan() {
                let (n, sum) = &mut books[usize::from(view.holdings[account].seat)];
                *n += 1;
                *sum += f64::from(value);
            }
        }
        for (seat, &(n, sum)) in books.iter().enumerate().filter(|(_, (n, _))| *n > 0) {
            let luck = |which: usize| f64::from(panel.ticket_luck[(month * panel.seats + seat) * 2 + which]);
            let tickets = poisson(RATE * f64::from(n) * libm::exp(-VALUE * sum / f64::from(n)), luck(0));
            let counted = match measure {
                Measure::ServiceLevel => f64::from(binomial(tickets, IN_TIME, luck(1))),
                Measure::ServiceHours => HOURS * f64::from(tickets),
                _ => f64::from(tickets),
            };
            sink(Part { seat: seat as u16, base: f64::from(tickets), current: counted, counted, ..Part::default() });
        }
    }
    true
}

/// The Poisson number of this mean whose cumulative probability first exceeds `u`.
fn poisson(mean: f64, u: f64) -> u32 {
    quantile(libm::exp(-mean), u, |k| mean / f64::from(k), u32::MAX)
}

/// The number of successes among `n` whose cumulative probability first exceeds `u`.
fn binomial(n: u32, p: f64, u: f64) -> u32 {
    quantile(libm::pow(1.0 - p, f64::from(n)), u, |k| p / (1.0 - p) * f64::from(n + 1 - k) / f64::from(k), n)
}

/// First number at which probabilities add up to more than `u`: `first` is that of 0, `ratio(k)` that of k over that of k − 1. At most
/// `most`, and no further than where adding changes nothing any more.
fn quantile(first: f64, u: f64, ratio: impl Fn(u32) -> f64, most: u32) -> u32 {
    let (mut k, mut term, mut sum) = (0, first, first);
    while sum <= u && k < most {
        k += 1;
        term *= ratio(k);
        if sum + term == sum && ratio(k) < 1.0 {
            break;
        }
        sum += term;
    }
    k
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Binomial, DiscreteCDF, Poisson};

    use super::super::hand_made::{account, close, metric, panel, reading, value};
    use super::super::{Measure, Scope};
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_laws() {
        for u in [0.001, 0.2, 0.5, 0.87, 0.999] {
            for mean in [0.3, 2.0, 10.0, 60.0] {
                assert_eq!(u64::from(poisson(mean, u)), Poisson::new(mean).unwrap().inverse_cdf(u), "mean {mean}, u {u}");
            }
            for n in [1, 7, 40] {
                assert_eq!(u64::from(binomial(n, 0.9, u)), Binomial::new(0.9, u64::from(n)).unwrap().inverse_cdf(u), "n {n}, u {u}");
            }
        }
        assert_eq!((binomial(0, 0.9, 0.5), poisson(0.0, 0.9)), (0, 0));
        assert!(poisson(10.0, 1.0 - f64::from(f32::EPSILON) / 2.0) < 40);
    }

    /// Eight accounts of value 0 make a mean of 2 tickets a month, whose median is 2.
    #[test]
    fn customers_raise_tickets_and_fewer_the_more_value_they_get() {
        let book = |value: f32| {
            let mut accounts: Vec<_> = (0..8).map(|_| account(0, &[1.0; 3])).collect();
            accounts.iter_mut().for_each(|a| a.value = vec![value]);
            panel(0, 3, 2).with(accounts)
        };
        close(value(&metric(Measure::Tickets), &book(0.0)), 6.0);
        close(value(&metric(Measure::ServiceHours), &book(0.0)), 3.0);
        // a mean of 2 e^−1.2 = 0.6: none is the median
        close(value(&metric(Measure::Tickets), &book(4.0)), 0.0);
        assert_eq!(value(&metric(Measure::ServiceLevel), &book(4.0)), None, "no tickets, no service level");
        // the median number of successes among two at .9 is two
        close(value(&metric(Measure::ServiceLevel), &book(0.0)), 1.0);
        let mut late = book(0.0);
        late.ticket_luck[1] = 0.1;
        close(value(&metric(Measure::ServiceLevel), &late), 5.0 / 6.0);
        close(reading(&metric(Measure::ServiceLevel).scope(Scope::Company), &late, 1, 0).value, 5.0 / 6.0);
        assert_eq!(reading(&metric(Measure::Tickets), &late, 1, 0).value, Some(0.0));
    }
}
