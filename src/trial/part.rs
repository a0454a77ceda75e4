//! Mergeable pieces of a run: what some consecutive trials leave behind. Appending parts in trial order gives the whole.

use super::outcome::{Outcomes, ResponseColumns};
use super::rows::{Column, Rows};
use super::variance::VarianceColumns;

/// Results of consecutive trials.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Part {
    /// Columns over trials.
    pub outcomes: Outcomes,
    /// Mean-reading inputs of each trial, flattened (see [`AtMean`](super::at_mean::AtMean)); none beside the base.
    pub readings: Vec<Vec<f64>>,
    /// Attainment histogram, `plans × ATTAINMENT_BINS`; the first of some trials that are lived together has it for all of them.
    pub attainment: Vec<u64>,
    /// Pairs that share their books, `pairs × plans × seats × 2`, \[cents\].
    pub same_book: Column<i64>,
    /// Pay with scaled rates, `trials × plans × seats`, \[cents\].
    pub neutral_pay: Column<i64>,
    /// Where the variance of pay comes from.
    pub variance: VarianceColumns,
}

impl Part {
    /// Appends the trials that follow.
    pub(crate) fn append(&mut self, next: Part) {
        self.outcomes.append(next.outcomes);
        self.readings.extend(next.readings);
        if self.attainment.is_empty() {
            self.attainment = next.attainment;
        } else {
            self.attainment.iter_mut().zip(next.attainment).for_each(|(a, b)| *a += b);
        }
        self.same_book.append(next.same_book);
        self.neutral_pay.append(next.neutral_pay);
        self.variance.append(next.variance);
    }
}

impl Outcomes {
    /// Makes room for one more trial of so many plans, seats and quarters.
    pub(crate) fn begin_trial(&mut self, [plans, seats, quarters]: [usize; 3]) {
        (self.plans, self.seats, self.quarters) = (plans, seats, quarters);
        self.pay.reserve(plans * seats);
        self.quarter_cost.reserve(plans * quarters);
        self.partner_cost.reserve(plans);
        self.dry_spells.reserve(plans);
        self.reach.reserve(3 * plans);
        for column in [&mut self.measured_increment, &mut self.arr_end, &mut self.revenue, &mut self.nrr, &mut self.grr] {
            column.reserve(plans);
        }
    }

    /// Appends the trials that follow; all sizes but the number of trials must agree.
    pub(crate) fn append(&mut self, next: Outcomes) {
        let Outcomes {
            trials,
            plans,
            seats,
            quarters,
            pay,
            cost,
            quarter_cost,
            partner_cost,
            no_csm_cost,
            reach,
            measured_increment,
            arr_start,
            arr_end,
            revenue,
            no_csm_arr_start,
            no_csm_arr_end,
            salaried_arr_end,
            nrr,
            grr,
            no_csm_nrr,
            vacant_months,
            no_base_accounts,
            dry_spells,
            response,
        } = next;
        if trials == 0 {
            // a batch in which other people did not live: it does not know its sizes
            return;
        }
        self.trials += trials;
        (self.plans, self.seats, self.quarters) = (plans, seats, quarters);
        self.pay.append(pay);
        self.cost.append(cost);
        self.quarter_cost.append(quarter_cost);
        self.partner_cost.append(partner_cost);
        self.no_csm_cost.append(no_csm_cost);
        self.reach.append(reach);
        self.measured_increment.append(measured_increment);
        self.arr_start.append(arr_start);
        self.arr_end.append(arr_end);
        self.revenue.append(revenue);
        self.no_csm_arr_start.append(no_csm_arr_start);
        self.no_csm_arr_end.append(no_csm_arr_end);
        self.salaried_arr_end.append(salaried_arr_end);
        self.nrr.append(nrr);
        self.grr.append(grr);
        self.no_csm_nrr.append(no_csm_nrr);
        self.vacant_months.append(vacant_months);
        self.no_base_accounts.append(no_base_accounts);
        self.dry_spells.append(dry_spells);
        self.response.append(response);
    }

    /// Keeps the first trials only.
    pub(crate) fn truncate(&mut self, trials: usize) {
        let before = self.trials;
        self.trials = trials.min(before);
        let kept = self.trials;
        self.columns().into_iter().for_each(|column| column.keep_rows(before, kept));
    }

    /// All columns.
    pub(crate) fn columns(&mut self) -> [&mut dyn Rows; 28] {
        let Self {
            trials: _,
            plans: _,
            seats: _,
            quarters: _,
            pay,
            cost,
            quarter_cost,
            partner_cost,
            no_csm_cost,
            reach,
            measured_increment,
            arr_start,
            arr_end,
            revenue,
            no_csm_arr_start,
            no_csm_arr_end,
            salaried_arr_end,
            nrr,
            grr,
            no_csm_nrr,
            vacant_months,
            no_base_accounts,
            dry_spells,
            response,
        } = self;
        let ResponseColumns {
            salaried_cost,
            salaried_partner_cost,
            salaried_revenue,
            salaried_rehire_cost,
            departures,
            rehire_cost,
            discounts,
            padding_cost,
            conduct,
        } = response;
        [
            pay,
            cost,
            quarter_cost,
            partner_cost,
            no_csm_cost,
            reach,
            measured_increment,
            arr_start,
            arr_end,
            revenue,
            no_csm_arr_start,
            no_csm_arr_end,
            salaried_arr_end,
            nrr,
            grr,
            no_csm_nrr,
            vacant_months,
            no_base_accounts,
            dry_spells,
            salaried_cost,
            salaried_partner_cost,
            salaried_revenue,
            salaried_rehire_cost,
            departures,
            rehire_cost,
            discounts,
            padding_cost,
            conduct,
        ]
    }
}
