//! What is not read off customers: the company's attainment and the manager's score.

use super::SeatMonth;
use super::view::{Part, View};

/// Company attainment moves with the macro state and by luck of its own, per quarter (model section 0.9).
const COMPANY_MACRO: f64 = 0.03;
const COMPANY_SD: f64 = 0.05;
/// The manager sees the true score with an error and moves it half-way to 1 (model section 4.6).
const MANAGER_SD: f64 = 0.15;
const MANAGER_COMPRESSION: f64 = 0.5;

/// 1 + .03 M + .05 ε, averaged over the quarters that end in the window; one number for everybody (seat 0's normal).
pub(super) fn visit_company(view: &View<'_>, sink: &mut impl FnMut(Part)) -> bool {
    let panel = view.panel;
    if panel.macro_state.is_empty() || panel.seat_noise.is_empty() {
        return false;
    }
    let quarters: Vec<f64> = view
        .span
        .quarter_ends()
        .map(|month| {
            let luck = f64::from(panel.seat_noise[month * panel.seats * 4 + 3]);
            1.0 + COMPANY_MACRO * f64::from(panel.macro_state[month]) + COMPANY_SD * luck
        })
        .collect();
    let attainment = quarters.iter().sum::<f64>() / quarters.len() as f64;
    for seat in 0..panel.seats {
        sink(Part { seat: seat as u16, base: 1.0, current: attainment, counted: attainment, ..Part::default() });
    }
    true
}

/// One rating of each person present at the window's end. The true score is the mean work of the window's months in which the person
/// was there: 1 for a salaried CSM of average skill.
pub(super) fn visit_manager(view: &View<'_>, sink: &mut impl FnMut(Part)) -> bool {
    let panel = view.panel;
    if panel.seat_noise.is_empty() {
        return false;
    }
    for seat in 0..panel.seats {
        if let SeatMonth { present: true, tenure } = view.books.sitting(seat, view.span.to, panel.first_paid) {
            let here = view.span.months().filter(|month| view.span.to - month <= usize::from(tenure));
            let (work, months) =
                here.fold((0.0, 0_u32), |(sum, n), month| (sum + f64::from(panel.work[month * panel.seats + seat]), n + 1));
            let seen = work / f64::from(months) + MANAGER_SD * f64::from(panel.seat_noise[(view.span.to * panel.seats + seat) * 4 + 1]);
            let score = 1.0 + MANAGER_COMPRESSION * (seen - 1.0);
            sink(Part { seat: seat as u16, base: 1.0, current: seen, counted: score, ..Part::default() });
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{SEGMENTS, account, close, metric, panel, reading, value};
    use super::super::{Basis, Books, Facts, Measure, Presence, Scope, SeatBook, WindowKind, read};

    #[test]
    fn company_attainment_is_one_number_for_everybody() {
        let mut panel = panel(0, 6, 2).with(vec![account(0, &[1.0])]);
        panel.macro_state[2] = 2.0;
        panel.seat_noise[(2 * 2) * 4 + 3] = -1.0;
        panel.seat_noise[(2 * 2 + 1) * 4 + 3] = 9.0;
        let company = metric(Measure::CompanyAttainment);
        for seat in 0..2 {
            close(reading(&company, &panel, seat, 0).value, 1.0 + 0.06 - 0.05);
            close(reading(&company, &panel, seat, 1).value, 1.0);
        }
        let ytd = company.clone().window(3, WindowKind::YearToDate, Basis::Point);
        close(reading(&ytd, &panel, 1, 1).value, 1.005);
        close(value(&company.clone().scope(Scope::Company), &panel), 1.01);
        assert_eq!(value(&company, &panel.without_customers_life()), None);
    }

    #[test]
    fn the_manager_sees_half_of_what_there_is_and_rates_nobody_who_is_not_there() {
        let mut panel = panel(0, 3, 2).with(vec![account(0, &[1.0])]);
        panel.seat_noise[(2 * 2) * 4 + 1] = 2.0;
        close(value(&metric(Measure::ManagerScore), &panel), 1.0 + 0.5 * 0.15 * 2.0);
        close(value(&metric(Measure::ManagerScore).scope(Scope::Team), &panel), 1.075);
        let mut presence = Presence::settled(2, 3);
        presence.seat_months[2].present = false;
        let seats = [SeatBook { segment: 0, pod: 0 }; 2];
        let books = Books { seats: &seats, segments: &SEGMENTS, presence: &presence, months: 3 };
        let mut facts = Facts::default();
        read(&[metric(Measure::ManagerScore)], 3, &panel, None, &books, &mut facts);
        assert_eq!(facts.reading(0, 0, 0).value, None);
        close(facts.reading(0, 1, 0).value, 1.0);
    }
}
