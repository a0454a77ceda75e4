//! Amounts in a revenue file, as spreadsheets and accounting systems write them: `$1,234.50`, `1.234,50 €`, `(12.00)`, `1 234,5`.
//!
//! Whether a comma is a decimal or stands between thousands is decided once for the whole file.

/// Amounts above this are taken for something else than money.
const LARGEST: f64 = 1e12;

/// Which sign separates decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalMark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// An amount taken apart: sign, digits with their marks, currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount<'t> {
    negative: bool,
    digits: &'t str,
    /// Currency sign or code beside it; empty if there is none.
    pub(super) currency: &'t str,
}

impl<'t> Amount<'t> {
    /// Takes a cell apart; `None` if it cannot be an amount.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let (in_brackets, text) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            Some(inside) => (true, inside.trim()),
            None => (false, text),
        };
        let (minus_before, text) = signed(text);
        let start = text.find(is_numeric)?;
        let end = text.rfind(is_numeric)? + 1;
        let (minus_between, before) = match text[..start].trim_end().strip_suffix(['-', '−']) {
            Some(rest) => (true, rest.trim()),
            None => (false, text[..start].trim()),
        };
        let after = text[end..].trim();
        let currency = match (before, after) {
            ("", currency) | (currency, "") => currency,
            _ => return None,
        };
        let minuses = [in_brackets, minus_before, minus_between].into_iter().filter(|minus| *minus).count();
        let digits = &text[start..end];
        let ends_in_digit = digits.ends_with(|c: char| c.is_ascii_digit());
        (minuses <= 1 && ends_in_digit && is_currency(currency)).then_some(Self { negative: minuses == 1, digits, currency })
    }

    /// The value, read with that decimal mark; `None` if the marks do not fit it.
    pub(super) fn value(self, decimal: DecimalMark) -> Option<f64> {
        let (point, thousands) = match decimal {
            DecimalMark::Point => ('.', ','),
            DecimalMark::Comma => (',', '.'),
        };
        let (mantissa, exponent) = match self.digits.find(['e', 'E']) {
            Some(at) => self.digits.split_at(at),
            None => (self.digits, ""),
        };
        let (whole, decimals) = mantissa.split_once(point).unwrap_or((mantissa, ""));
        let whole = ungrouped(whole, thousands)?;
        let plain = format!("{whole}.{decimals}0{exponent}");
        let all_digits = whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit());
        let some = !whole.is_empty() || !decimals.is_empty();
        let value = plain.parse::<f64>().ok().filter(|x| all_digits && some && x.abs() <= LARGEST)?;
        Some(if self.negative && value != 0.0 { -value } else { value })
    }

    /// Whether points or commas group thousands in it and do nothing else, as in `1.234`: then only other amounts can tell.
    fn could_be_thousands(self, thousands: char) -> bool {
        ungrouped(self.digits, thousands).is_some_and(|plain| plain.len() < self.digits.len() && plain.bytes().all(|b| b.is_ascii_digit()))
    }

    /// What stands between its thousands.
    pub(super) fn thousands(self, decimal: DecimalMark) -> Option<char> {
        let point = if decimal == DecimalMark::Point { '.' } else { ',' };
        self.digits.chars().take_while(|c| *c != point).find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-'))
    }
}

impl DecimalMark {
    /// The mark that makes sense of most amounts, the point where both do. `None` if every amount with a point looks like thousands
    /// (`1.234`) and could as well have three decimals.
    pub(super) fn decide<'t>(amounts: impl Iterator<Item = Amount<'t>> + Clone) -> Option<Self> {
        let fail = |decimal| amounts.clone().filter(|a| a.value(decimal).is_none()).count();
        match fail(Self::Point).cmp(&fail(Self::Comma)) {
            std::cmp::Ordering::Less => Some(Self::Point),
            std::cmp::Ordering::Greater => Some(Self::Comma),
            std::cmp::Ordering::Equal => (!amounts.clone().any(|a| a.could_be_thousands('.'))).then_some(Self::Point),
        }
    }
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || c == ','
}

/// Signs such as `$` or `A$`, codes such as `EUR`, and nothing.
fn is_currency(text: &str) -> bool {
    let code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    let sign = |c: char| "$€£¥₹₩₽₺₴₫₪฿".contains(c);
    let signed = text.chars().count() <= 3 && text.contains(sign) && text.chars().all(|c| sign(c) || c.is_ascii_uppercase());
    text.is_empty() || code || signed || ["kr", "zł", "Fr."].contains(&text)
}

/// The digits of a whole number without what stands between thousands: `mark`, a space or an apostrophe, one kind throughout.
fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let between = |c: char| c == mark || c == '\'' || c == '’' || c.is_whitespace();
    let Some(first) = whole.chars().find(|c| between(*c)) else { return Some(whole.into()) };
    let groups: Vec<&str> = whole.split(first).collect();
    let lead = groups[0].len();
    let fits = (1..=3).contains(&lead) && !groups[0].starts_with('0') && groups[1..].iter().all(|g| g.len() == 3);
    fits.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, decimal: DecimalMark) -> Option<f64> {
        Amount::parse(text)?.value(decimal)
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        let point = [
            ("0", 0.0),
            ("711.79", 711.79),
            ("-3.5", -3.5),
            ("−3", -3.0),
            ("+7", 7.0),
            ("(12.00)", -12.0),
            ("($1,234.50)", -1234.5),
            ("$ -8", -8.0),
            ("-$8", -8.0),
            ("US$1,234,567", 1_234_567.0),
            ("1'234.5 CHF", 1234.5),
            ("1 234.5", 1234.5),
            ("1\u{a0}234", 1234.0),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("1.5E-2", 0.015),
            ("1.234", 1.234),
        ];
        for (text, x) in point {
            assert_eq!(value(text, DecimalMark::Point), Some(x), "{text}");
        }
        let comma = [("1.234,50 €", 1234.5), ("-8,5", -8.5), ("1.234", 1234.0), ("12", 12.0), ("1 234 567,89 kr", 1_234_567.89)];
        for (text, x) in comma {
            assert_eq!(value(text, DecimalMark::Comma), Some(x), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        let texts = [
            "",
            "-",
            "n/a",
            "NaN",
            "inf",
            "12%",
            "12 months",
            "$5 USD",
            "--5",
            "-(5)",
            "1,23,456",
            "12,34",
            "1,234 567",
            "0,123",
            "5.",
            "2e12",
        ];
        for text in texts {
            assert_eq!(value(text, DecimalMark::Point), None, "{text}");
        }
        for text in ["711.79", "1,234.50", "1.2.3", "0.125"] {
            assert_eq!(value(text, DecimalMark::Comma), None, "{text}");
        }
    }

    #[test]
    fn the_file_tells_which_mark_is_the_decimal() {
        let decide = |texts: &[&str]| {
            let amounts: Vec<Amount<'_>> = texts.iter().filter_map(|t| Amount::parse(t)).collect();
            DecimalMark::decide(amounts.iter().copied())
        };
        assert_eq!(decide(&["12", "1,234", "8"]), Some(DecimalMark::Point));
        assert_eq!(decide(&["1.234", "8.5"]), Some(DecimalMark::Point));
        assert_eq!(decide(&["1.234", "8,5"]), Some(DecimalMark::Comma));
        assert_eq!(decide(&["1.234.567"]), Some(DecimalMark::Comma));
        assert_eq!(decide(&["1.234", "8"]), None);
        assert_eq!(decide(&[]), Some(DecimalMark::Point));
    }

    #[test]
    fn marks_and_currencies_are_told() {
        let amount = Amount::parse("CHF 1'234.50").unwrap();
        assert_eq!((amount.currency, amount.thousands(DecimalMark::Point)), ("CHF", Some('\'')));
        assert_eq!(Amount::parse("12.5").unwrap().thousands(DecimalMark::Point), None);
        assert_eq!(Amount::parse("1.234,5").unwrap().thousands(DecimalMark::Comma), Some('.'));
    }
}
