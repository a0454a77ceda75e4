//! How much of a CSM there is: skill, ramp after hiring, dilution by an overfull book (model section 4.3).

use crate::random::normal::exp;

/// Skill from a standard normal: lognormal with mean 1.
#[must_use]
pub fn skill(log_sd: f32, normal: f32) -> f32 {
    exp(log_sd * normal - 0.5 * log_sd * log_sd)
}

/// Share of full capacity after `tenure` months: from one half at hiring, linearly to one after `ramp_months`.
///
/// ```
/// # use paylift::behaviour::ramp;
/// assert_eq!(ramp(0, 4), 0.5);
/// assert_eq!(ramp(2, 4), 0.75);
/// assert_eq!(ramp(9, 4), 1.0);
/// ```
#[must_use]
pub fn ramp(tenure: u16, ramp_months: u16) -> f32 {
    if tenure >= ramp_months { 1.0 } else { 0.5 + 0.5 * f32::from(tenure) / f32::from(ramp_months) }
}

/// Attention left per account in a book of `accounts` where `reference` is a full book: min(1, reference ÷ accounts).
#[must_use]
pub fn load(reference: u32, accounts: u32) -> f32 {
    if accounts <= reference { 1.0 } else { reference as f32 / accounts as f32 }
}
