//! Which arm has today's plan, where nobody says so.

/// Names of today's plan, likeliest first.
const NAMES: [&str; 4] = ["0", "a", "control", "today"];

/// Its place among `names`: the first of 0, A, control and today, else the first of all.
pub(super) fn control_among(names: &[&str]) -> usize {
    NAMES.iter().find_map(|name| names.iter().position(|arm| arm.to_lowercase() == *name)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likely_names_come_before_the_alphabet() {
        assert_eq!([control_among(&["new", "Today"]), control_among(&["1", "0"]), control_among(&["x", "y"])], [1, 1, 0]);
    }
}
