//! Numbers of the lab with what they rest on: books drawn from few accounts, and few quarters.

use crate::stats::{Moments, round_to_error, supported_place};

/// A number with its errors, in its own unit.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Figure {
    /// The estimate.
    pub value: f64,
    /// Standard error from the accounts (another history of as many), the months as they were; `None` where fewer than two books
    /// say anything.
    pub over_accounts: Option<f64>,
    /// Standard error from the months (other quarters): sd over quarters ÷ √quarters; `None` with one quarter, or where a number
    /// is not one for each quarter.
    pub over_quarters: Option<f64>,
    /// Both in quadrature, as far as they are known.
    pub standard_error: Option<f64>,
}

impl Figure {
    pub(super) fn new(value: f64, over_accounts: Option<f64>, over_quarters: Option<f64>) -> Self {
        let standard_error = match (over_accounts, over_quarters) {
            (Some(accounts), Some(quarters)) => Some(accounts.hypot(quarters)),
            (one, other) => one.or(other),
        };
        Self { value, over_accounts, over_quarters, standard_error }
    }

    /// The same in another unit.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let scale = |error: Option<f64>| error.map(|e| e * factor.abs());
        Self::new(self.value * factor, scale(self.over_accounts), scale(self.over_quarters))
    }

    /// As a percentage with its standard error, with the digits that the error supports: `1.2 ± 0.3 %`.
    #[must_use]
    pub fn percent(self) -> String {
        format!("{} %", self.scaled(100.0).digits())
    }

    /// Value and standard error with the digits that the error supports, of an unknown or no error two decimals.
    #[must_use]
    pub fn digits(self) -> String {
        let decimals = supported_place(self.standard_error).map_or(2, |place| usize::try_from(-place).unwrap_or(0));
        // no "-0": what rounds to nothing is nothing
        let shown = |x: f64| {
            let text = format!("{x:.decimals$}");
            if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') { text.trim_start_matches('-').to_owned() } else { text }
        };
        match self.standard_error {
            Some(error) if error > 0.0 => format!(
                "{} ± {}",
                shown(round_to_error(self.value, self.standard_error)),
                shown(round_to_error(error, self.standard_error))
            ),
            Some(_) => format!("{} ± 0", shown(self.value)),
            None => shown(self.value),
        }
    }

    /// This ÷ another one, errors as if the two were independent (delta method); `None` if that is not above 0.
    pub(super) fn over(self, other: Self) -> Option<Self> {
        (other.value > 0.0).then(|| {
            let ratio = self.value / other.value;
            let join = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => Some(a.hypot(ratio * b) / other.value),
                (a, b) => a.or(b.map(|b| ratio.abs() * b)).map(|e| e / other.value),
            };
            Self::new(ratio, join(self.over_accounts, other.over_accounts), join(self.over_quarters, other.over_quarters))
        })
    }
}

/// What turns the sd over books into a standard error over accounts: √(n/N + 1/B), for B books of n accounts drawn from N.
#[derive(Debug, Clone, Copy)]
pub(super) struct BookError(f64);

impl BookError {
    pub(super) fn new(book: u32, accounts: usize, books: u32) -> Self {
        Self((f64::from(book) / accounts as f64 + 1.0 / f64::from(books)).sqrt())
    }

    /// Books and what they are compared with come from the same accounts, so that only the luck of drawing is left: √(1/B).
    pub(super) fn drawing_only(books: u32) -> Self {
        Self((1.0 / f64::from(books)).sqrt())
    }

    /// Standard error of a mean over books from one influence value a book.
    pub(super) fn of(self, influences: impl IntoIterator<Item = f64>) -> Option<f64> {
        influences.into_iter().collect::<Moments>().sd().map(|sd| sd * self.0)
    }
}

/// Σ numerators ÷ Σ denominators over books; `None` where the denominators come to nothing.
pub(super) fn ratio(pairs: &[(f64, f64)], error: BookError) -> Option<Figure> {
    let (above, below) = pairs.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
    (below > 0.0).then(|| {
        let (value, mean) = (above / below, below / pairs.len() as f64);
        Figure::new(value, error.of(pairs.iter().map(|(x, y)| (x - value * y) / mean)), None)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_accounts_and_quarters_add_in_quadrature() {
        assert_eq!(Figure::new(1.0, Some(3.0), Some(4.0)).standard_error, Some(5.0));
        assert_eq!(Figure::new(1.0, Some(3.0), None).standard_error, Some(3.0));
        assert_eq!(Figure::new(1.0, None, None).standard_error, None);
        assert_eq!(Figure::new(1.0, Some(3.0), None).scaled(-2.0), Figure::new(-2.0, Some(6.0), None));
    }

    #[test]
    fn figures_are_shown_as_far_as_they_are_known() {
        let shown = |value, error| Figure::new(value, error, None).digits();
        assert_eq!(shown(1.234, Some(0.023)), "1.23 ± 0.02");
        assert_eq!(shown(-0.004, Some(0.2)), "0.0 ± 0.2");
        assert_eq!(shown(1234.0, Some(51.0)), "1230 ± 50");
        assert_eq!(shown(0.5, Some(0.0)), "0.50 ± 0");
        assert_eq!(shown(0.5, None), "0.50");
        assert_eq!(Figure::new(0.0123, Some(0.004), None).percent(), "1.2 ± 0.4 %");
    }

    #[test]
    fn a_quotients_error_is_the_delta_methods() {
        // 6 ± .3 over 3 ± .1: 2, relative errors 5 % and 3.33 %.
        let quotient = Figure::new(6.0, Some(0.3), None).over(Figure::new(3.0, Some(0.1), None)).unwrap();
        assert!((quotient.value - 2.0).abs() < 1e-15);
        assert!((quotient.over_accounts.unwrap() - 2.0 * 0.05_f64.hypot(0.1 / 3.0)).abs() < 1e-12);
        assert_eq!(quotient.over(Figure::new(0.0, None, None)), None);
    }

    #[test]
    fn a_ratio_of_sums_has_the_error_of_its_residuals() {
        // 10/4 = 2.5; residuals (1 − 2.5)/2 and (9 − 7.5)/2 = ∓.75: sd .75·√2; √(2/8 + 1/2).
        let found = ratio(&[(1.0, 1.0), (9.0, 3.0)], BookError::new(2, 8, 2)).unwrap();
        assert_eq!(found.value, 2.5);
        assert!((found.over_accounts.unwrap() - 0.75 * 2f64.sqrt() * 0.75f64.sqrt()).abs() < 1e-12);
        assert_eq!(ratio(&[(1.0, 0.0)], BookError::drawing_only(2)), None);
    }
}
