//! From outcomes to answers: every statistic of a run as one long table, and the findings that people decide by.
//!
//! Leaves to others: how numbers are estimated ([`stats`](crate::stats)), where they are shown (the report). How many digits a number is
//! shown with is decided here ([`number`]), so that sentences, tables and pictures agree.
//!
//! # The vocabulary
//!
//! Pages and pictures look rows up by these names. Money is dollars over the paid horizon; shares are 0 to 1. A row whose number cannot
//! exist (no twins in this kind of market, nothing to divide by) is there with an empty estimate.
//! *CSM-year*: one seat in one trial. *Target*: the seat's target variable over the horizon, by the plan's own pay mix where it has one,
//! from the month the seat starts.
//!
//! | measure | statistics |
//! | --- | --- |
//! | `cost` | `mean` `sd` `p5` `p25` `p50` `p75` `p95` · `p_over_budget` · `expected_overrun` (years within budget count 0) · `ask90` (P90: the budget that holds with 90 % confidence) · `p95_over_budget` (P95 − budget) · `cvar95` (mean of the worst 5 %) · `loaded_mean` (with employer load) · `at_mean_attainment` (pay at mean readings) · `jensen_gap` (mean − that) · `partner_mean` (plans with partners) · `share_of_target` (mean ÷ targets) |
//! | `cost_neutral` | same expected cost as the reference: `factor` `mean` `sd` `p5` `p25` `p50` `p75` `p95` `p_over_budget` `expected_overrun` `ask90` `cvar95` |
//! | `pay_per_csm` | `mean` · `var_within` (mean over CSMs of the variance over trials) `sd_within` (its root) · `var_between` (unbiased, (MSB − MSW)/R; differing target pay included) `sd_between` · `var_within_same_book` `sd_within_same_book` (accounts held fixed) · `cv` (sd within ÷ mean) · `gini` (within a year, mean over years) · `p_zero` `p_below_half` (of target) `p_below_90_ote` (of base + variable): shares of CSM-years · `p_nothing_twice`: share of CSMs paid nothing in two pay periods running |
//! | `pay_per_csm_neutral` | `sd_within` `p_zero` `p_below_half` |
//! | `incentive` | `none` `cliff_in_reach`: shares of CSM-months in which more of what is paid for pays next to nothing (below a quarter of the straight line to target pay), or more than 2.5 times what it pays before a period has shown anything · `normal`: the rest |
//! | `reach` | `threshold` `target` `excellence`: shares of CSM pay periods whose first component reached it |
//! | `windfall` | `cost_no_csm` · `share` (pay in the world without CSMs ÷ pay) = `organic_share` (pay at that world's mean readings ÷ pay) + `luck_share` (the rest) |
//! | `increment_no_csm` | `arr` `nrr_points` (percentage points): growth over the paid horizon beyond the world without CSMs |
//! | `increment_salaried` | `arr`: the same beyond salaried effort |
//! | `increment_measured` | `arr` (as the plan's own baseline rule saw it) `error` (that − true against no CSM) |
//! | `efficiency` | `pay_per_incremental_dollar` · `ccos` (pay ÷ revenue) · `team_roi` ((margin of the increment − loaded pay of the team) ÷ loaded pay); empty unless the increment is 3 standard errors above 0 |
//! | `cost` with `against` | `mean_difference` and `p_lower` (P(this plan costs less)) against every other plan |
//! | `pay_per_csm` with `against` | `sd_difference` (of `sd_within`) against the reference |
//! | `best` | `p_lowest_cost` (ties share) |
//! | `quarter_cost_1` … | `mean` `sd` `p5` `p50` `p95` `p_over_quarter_budget` (budget ÷ quarters) |
//! | `cost@STRESS` | `mean` `p95` `p_over_budget` · `mean_difference` against `base` |
//! | `uncertainty@cost`, `…@pay_per_csm`, `…@increment_no_csm`, `…@nrr` | only under `--parameter-uncertainty`, plans as published: `mean` (its error counts that trials of a draw share parameters) · `sd` of a year of which neither luck nor parameters are known · `sd_luck` `var_luck` (within outer draws) · `sd_unknown` `var_unknown` (between them; unbiased, so the variance may come out below 0) · `unknown_share` (of the variance); `n` counts draws. `uncertainty@cost` `against` the reference: the same of the difference |
//! | `pay_split` | variance of a CSM's pay among like CSMs (same segment, book size, target, start), \[$²\]: `variance` = `luck` (within a CSM over years) + `skill` (standing differences between CSMs), both with everybody's conduct frozen at its mean, + `effort` (what responding adds; below 0 where it smooths pay) · each with `_share` |
//! | `shapley` | the same variance at salaried effort and with skill drawn anew, by cause: `variance` = `macro` (the economy) + `accounts` (what happens to customers and to seats) + `book` (the starting accounts) + `skill`; what they cause together is shared equally · each with `_share` |
//! | `skill` | `rank_correlation` of pay ÷ target with true skill, both against like CSMs, within a year, mean over years · `quarters_needed` until pay ÷ target tells like CSMs apart with reliability .7, every year on another book; empty where pay does not rise with skill |
//! | `fairness` | `sd_by_book`: sd of a CSM's pay if only the books are dealt anew among the CSMs of a segment, with all that happens to the accounts · `book_share`: its square ÷ variance among like CSMs of a year; both at salaried effort |
//! | `person` | `winners` `losers`: shares of CSMs whose expected pay at equal cost (as published where plans are not scaled) is above or below today's by more than 2 standard errors |
//! | `reliability@MEASURE` (no plan) against SEGMENT | the measure read on one CSM's book over a quarter: `per_quarter` (share of its variance that is skill) `per_year` (of the mean of four quarters on one book) · `quarters_needed` `accounts_needed` (in one quarter) until .7 of it is; empty where `skill_sd` is not 3 standard errors away from 0 · `skill_sd` (what one standard deviation of skill adds to it) `one_account` (what leaving out the account that matters most moves it by), in the measure's unit · for the renewal rate `renewals_per_quarter` (where any were due) `of_10_renewals` (reliability of ten) `renewals_needed` |
//! | `market` (no plan) | `arr_start` `arr_end` `nrr` `nrr_sd` `grr` `nrr_no_csm` `vacant_share` `no_base_accounts`, under the reference plan |
//!
//! Rows that exist only while people respond to pay, and assume how they do:
//!
//! | measure | statistics |
//! | --- | --- |
//! | `growth` against `salaried`, the reference, `flat` | `arr` (ARR at the end beyond the comparator's, $ a year) · `arr_percent` (that, in per cent of ARR at the start) · `gross_margin` (on revenue over the horizon, plus on the ARR at the end over `money.value_months` more) |
//! | `growth` against `salaried` | `arr@angels` `arr@devils`: the same with those people, who live one trial in four: carried to all trials by the paired difference from the run's own |
//! | `paid_for` | `windfall` (what no CSM at all would have earned) + `salaried` (what salaried work earns beyond that) + `response` (what the response adds) = mean cost |
//! | `paid_for` against `salaried` | `pay_per_extra_arr` `pay_per_extra_margin`: `response` ÷ growth, before employer load; Fieller; empty unless growth is 3 standard errors above 0 |
//! | `leak` | `discounts` (early signatures) `padding` (sales work on padded leads) `rehire` (replacing everybody who leaves) · `rehire` against `salaried`: what the plan adds to that |
//! | `net` against `salaried`, every other plan, `flat` | `dollars`: gross margin gained − pay increment − leakage − programme |
//! | `net` against `salaried`, the reference, `flat` | `pay_increment` (with employer load; where a plan has a pay mix of its own, base salaries move the other way) · `leakage` (discounts, padding, replacing people) · `programme` (partners' pay with employer load, training) · `roi` (`dollars` ÷ `pay_increment`; empty unless that is 3 standard errors above 0) |
//! | `net` against `salaried`, the reference | `dollars@angels` `dollars@devils`: with those people, carried in the same way |
//! | `effort` | `adoption` `rescue` `expansion` `advocacy` `documented`: mean over CSM-months, 1 = salaried |
//! | `gaming` | `pressure` `padding` `shallow` `inflation` `begging` `neglect` `sandbagging`: mean degree 0 to 1 · `pulled` `held`: shares of CSM-months in which deals are signed early or kept back |
//! | `people` | `departures` (a year) · `departures_over_pay` against `flat` |
//! | `csm_side` | `certainty_equivalent` (sure pay a year as good as a CSM's variable pay, at the assumed risk aversion) · `risk_premium` (mean − that) |
//! | `cost@angels` `cost@devils` | `mean` with those people · `mean_difference` against the run's own people (`mixed`), both on the trials that other people live |
//! | `devils@CHANNEL` (`pressure` `padding` `shallow` `inflation` `begging` `neglect` `sandbagging` `timing`; only where people without scruples who know this one game would play it) | `degree` (mean over CSM-months, 0 to 1; for timing the share of months in which deals move) `earns` (pay of a CSM a year) `costs` (gross margin lost + more pay, to partners, too, with employer load + more leakage over the horizon): all beyond angels in the same trials, one in 16 · `degree_without_clause` `degree_with_clause`: the degree in a smaller pilot under the plan as it is and with the clause that should stop it ([`remedies`](crate::behaviour::remedies)); empty where none was tried |
//! | `cost@equal-cost` | `factor` on the plan's rates (caps, floors, guarantees stay; today's pay mix) at which it costs what today's plan does, everybody salaried · `mean` once people respond to those rates |
//! | `growth`, `net` against today's plan | `arr@equal-cost` `gross_margin@equal-cost`, `dollars@equal-cost` `pay_increment@equal-cost` `leakage@equal-cost` `programme@equal-cost`: the same with the scaled rates, lived in one trial in four and carried to all; empty where a plan cannot be scaled |
//! | `net` against every other plan | `dollars@equal-cost` |
//! | `best` | `p_highest_net`: share of trials in which the plan's net dollars against `salaried` are the highest |
//! | `cost_neutral` | `factor_salaried`: equal cost where everybody does a salaried person's work (assumes nothing) · `mean_at_factor_salaried`: cost at that factor once people respond. `factor` is of equal cost *with* the response |
//!
//! `salaried`: the same customers served by people who do not respond to pay; in money comparisons they are paid by the same plan.
//! `flat`: the first plan that pays its target whatever happens; its own rows leave it out. While people respond, all other rows assume
//! behaviour as well, except those of worlds without pay (`windfall` `cost_no_csm`; `market` `arr_start` `nrr_no_csm`
//! `vacant_share` `no_base_accounts`).

mod advice;
mod against;
mod caveats;
mod certainty;
mod columns;
mod conduct;
mod cost;
mod criteria;
mod decide;
mod devils;
mod equal_cost;
mod findings;
mod grown;
mod growth;
mod incentive;
mod market;
mod net;
pub mod number;
mod pay;
mod people;
mod quarters;
mod range;
mod reliability;
mod response;
mod summarise;
mod summary;
mod target;
mod told_apart;
mod uncertainty;
mod variance;
mod verdict;
mod warn;
mod warn_response;
mod warn_run;
mod words;
mod worlds;

pub use advice::{Advice, MARKET_LINE, advise};
pub use criteria::recommended;
pub use decide::find;
pub use devils::{Played, played};
pub use findings::{Assumption, Finding, Findings, Told, Topic, Verdict, Watched};
pub use growth::true_increment;
pub use people::{PersonRow, people};
pub use quarters::{QuarterRow, quarters};
pub use summarise::summarise;
pub use summary::{Row, Summary};
pub use target::{base_pay, target_pay};
pub use told_apart::individual_measures;
pub use uncertainty::{SplitRow, draws_lived, splits};
pub use words::{Period, frequency, sentence_case, shown_name};
