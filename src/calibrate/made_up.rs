//! Companies to try calibration on.

use crate::config::{Overrides, Surroundings, load_scenario};
use crate::scenario::Scenario;

/// The built-in company.
pub(crate) fn meterline() -> Scenario {
    load_scenario(None, &Overrides::default(), &Surroundings::here(&|_, _| None)).unwrap().scenario
}
