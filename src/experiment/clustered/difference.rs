//! The plain difference between two arms at account level, in closed form: fast enough for many thousands of simulated experiments.
//!
//! CR2 and Satterthwaite's degrees of freedom of y ~ arm without any matrix: se² = Σ_a N_a⁻² Σ_(g in a) n_g² (ȳ_g − ȳ_a)² ÷ (1 − n_g/N_a);
//! S_gg = n_g/N_a², S_gh = −n_g n_h ÷ (N_a³ √((1 − n_g/N_a)(1 − n_h/N_a))) within an arm and 0 across.

use super::super::Effect;

/// One CSM's book as an experiment sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Book {
    /// Accounts.
    pub accounts: usize,
    /// Sum of the outcome over them.
    pub total: f64,
    /// Whether its CSM has the new plan.
    pub treated: bool,
}

/// Mean over treated accounts less mean over control accounts, with CR2 and Satterthwaite's degrees of freedom.
///
/// `None` with fewer than two books with accounts in an arm.
#[must_use]
pub fn difference_of_accounts(books: &[Book]) -> Option<Effect> {
    let (control, treated) = (arm(books, false)?, arm(books, true)?);
    let trace = control.trace + treated.trace;
    Some(Effect {
        estimate: treated.mean - control.mean,
        standard_error: (control.variance + treated.variance).sqrt(),
        degrees_of_freedom: trace * trace / (control.squares + treated.squares),
    })
}

/// Books of rows that carry a label each; labels without a row are left out. A book is treated if its first row is.
#[must_use]
pub fn books_of(outcome: &[f64], csm: &[usize], treated: &[bool]) -> Vec<Book> {
    let mut books: Vec<Option<Book>> = vec![None; csm.iter().max().map_or(0, |most| most + 1)];
    for ((y, label), arm) in outcome.iter().zip(csm).zip(treated) {
        let book = books[*label].get_or_insert(Book { accounts: 0, total: 0.0, treated: *arm });
        book.accounts += 1;
        book.total += y;
    }
    books.into_iter().flatten().collect()
}

/// What one arm adds: its mean, the mean's variance, and its parts of tr S and tr S².
struct Arm {
    mean: f64,
    variance: f64,
    trace: f64,
    squares: f64,
}

fn arm(books: &[Book], treated: bool) -> Option<Arm> {
    let own = || books.iter().filter(move |b| b.treated == treated && b.accounts > 0);
    if own().count() < 2 {
        return None;
    }
    let all: f64 = own().map(|b| b.accounts as f64).sum();
    let mean = own().map(|b| b.total).sum::<f64>() / all;
    let (mut variance, mut trace, mut diagonal, mut cross) = (0.0, 0.0, 0.0, 0.0);
    let mut cross_squares = 0.0;
    for book in own() {
        let size = book.accounts as f64;
        let left = 1.0 - size / all;
        variance += (book.total - size * mean).powi(2) / left;
        trace += size;
        diagonal += size * size;
        cross += size * size / left;
        cross_squares += (size * size / left).powi(2);
    }
    // Σ_(g≠h) S_gh² = N⁻⁶ [(Σ n²/(1 − n/N))² − Σ (n²/(1 − n/N))²]
    let squares = diagonal / all.powi(4) + (cross * cross - cross_squares) / all.powi(6);
    Some(Arm { mean, variance: variance / (all * all), trace: trace / (all * all), squares })
}

#[cfg(test)]
mod tests {
    use super::super::super::oracle::{assert_close, number};
    use super::super::data;
    use super::*;

    #[test]
    fn the_closed_form_is_that_of_the_oracle() {
        let d1 = data::d1();
        let effect = difference_of_accounts(&books_of(&d1.post, &d1.csm, &d1.treated)).unwrap();
        let of = |key: &str| number("O7_cluster", key);
        assert_close(effect.estimate, of("closed_form_est"), 1e-10);
        assert_close(effect.standard_error, of("closed_form_se_cr2"), 1e-10);
        assert_close(effect.degrees_of_freedom, of("closed_form_df"), 1e-10);
    }

    #[test]
    fn each_look_of_the_stream_is_that_of_club_sandwich() {
        let d4 = data::d4();
        for look in 1..=8 {
            let rows: Vec<usize> = (0..d4.look.len()).filter(|i| d4.look[*i] <= look).collect();
            let pick = |xs: &[f64]| rows.iter().map(|i| xs[*i]).collect::<Vec<_>>();
            let csm: Vec<usize> = rows.iter().map(|i| d4.csm[*i]).collect();
            let treated: Vec<bool> = rows.iter().map(|i| d4.treated[*i]).collect();
            let effect = difference_of_accounts(&books_of(&pick(&d4.y), &csm, &treated)).unwrap();
            let of = |key: &str| number("R_stream_cr2", &format!("{key}/{}", look - 1));
            assert_close(effect.estimate, of("est"), 1e-10);
            assert_close(effect.standard_error, of("se"), 1e-10);
            assert_close(effect.degrees_of_freedom, of("df"), 1e-10);
        }
    }

    #[test]
    fn one_book_in_an_arm_has_no_error() {
        let book = |treated| Book { accounts: 3, total: 1.0, treated };
        assert_eq!(difference_of_accounts(&[book(true), book(false), book(false)]), None);
    }
}
