//! Names and numbers as every verb of an experiment shows them.

use crate::compare::shown_name;

/// An arm as a sentence names it: 0 and 1 are plans A and B, a letter or two is a plan's, anything longer is its own name.
pub(super) fn plan_name(arm: &str) -> String {
    match arm {
        "0" => "plan A".into(),
        "1" => "plan B".into(),
        short if short.chars().count() <= 2 => format!("plan {}", shown_name(short)),
        name => shown_name(name),
    }
}

/// An uplift with its sign, to four decimals: `+0.0430`.
pub(super) fn uplift(value: f64) -> String {
    decimals(value, 4)
}

/// The same to so many decimals.
pub(super) fn decimals(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let sign = if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "+" };
    format!("{sign}{text}")
}

/// An interval of uplifts: `[−0.0014, +0.2290]`.
pub(super) fn interval((low, high): (f64, f64)) -> String {
    format!("[{}, {}]", uplift(low), uplift(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_signs() {
        assert_eq!(["0", "1", "B", "flat"].map(plan_name), ["plan A", "plan B", "plan B", "flat"]);
        assert_eq!([0.043, -0.043, 0.0, -0.00001].map(uplift), ["+0.0430", "−0.0430", "+0.0000", "+0.0000"]);
        assert_eq!(interval((-0.0014, 0.229)), "[−0.0014, +0.2290]");
    }
}
