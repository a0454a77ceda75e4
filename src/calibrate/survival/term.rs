//! How many months a contract runs, read from the name of its category.

/// Months of a term named like `12`, `24 months`, `one_year`, `2-year`, `annual`, `quarterly`, `month_to_month`; `None` if the name says
/// nothing. A term of 1 renews every month.
///
/// ```
/// use paylift::calibrate::survival::term_months;
/// assert_eq!(term_months("month_to_month"), Some(1));
/// assert_eq!(term_months("two_year"), Some(24));
/// assert_eq!(term_months("36 months"), Some(36));
/// assert_eq!(term_months("gold"), None);
/// ```
#[must_use]
pub fn term_months(name: &str) -> Option<u32> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = split_numbers(&lower);
    let count = words.iter().find_map(|w| number(w));
    let unit = words.iter().find_map(|w| unit(w));
    match (count, unit) {
        _ if ["month to month", "monthly", "rolling", "none"].contains(&words.join(" ").as_str()) => Some(1),
        (Some(n), Some(months)) => n.checked_mul(months).filter(|m| (1..=120).contains(m)),
        (Some(n), None) if words.len() == 1 => Some(n).filter(|m| (1..=120).contains(m)),
        (None, Some(months)) if words.len() == 1 => Some(months),
        _ => None,
    }
}

/// Words and numbers, apart even where nothing stands between them (`12m`).
fn split_numbers(text: &str) -> Vec<&str> {
    let kind = |c: char| if c.is_ascii_digit() { 1 } else { u8::from(c.is_alphabetic()) * 2 };
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = 0;
    for (at, c) in text.char_indices() {
        if kind(c) != before {
            words.push(&text[start..at]);
            start = at;
            before = kind(c);
        }
    }
    words.push(&text[start..]);
    words.retain(|w| w.chars().next().is_some_and(|c| kind(c) > 0));
    words
}

fn number(word: &str) -> Option<u32> {
    const NAMES: [&str; 6] = ["zero", "one", "two", "three", "four", "five"];
    word.parse().ok().or_else(|| NAMES.iter().position(|n| *n == word).map(|n| n as u32)).filter(|n| *n > 0)
}

fn unit(word: &str) -> Option<u32> {
    match word {
        "m" | "mo" | "month" | "months" => Some(1),
        "q" | "quarter" | "quarters" | "quarterly" => Some(3),
        "y" | "yr" | "yrs" | "year" | "years" | "yearly" | "annual" | "annually" => Some(12),
        "biennial" => Some(24),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::term_months;

    #[test]
    fn names_of_terms_are_read_and_others_are_not() {
        let read = ["12", "12m", "24 months", "one_year", "2-year", "Annual", "quarterly", "Month-to-month", "monthly", "3yrs", "biennial"]
            .map(term_months);
        assert_eq!(read, [12, 12, 24, 12, 24, 12, 3, 1, 1, 36, 24].map(Some));
        assert_eq!(["gold", "", "plan 12", "0", "500 months", "year of the rat", "0 months", "99999999999"].map(term_months), [None; 8]);
    }
}
