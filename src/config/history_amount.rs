//! Amounts in a revenue file, as spreadsheets and accounting systems write them: `$1,234.50`, `1.234,50 €`, `(12.00)`, `1 234,5`.
//!
//! Whether a comma is a decimal or stands between thousands is decided once for the whole file.

/// Amounts above this are taken for something else than money.
const LARGEST: f64 = 1e12;

/// Which sign separates decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecimalMark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// An amount taken apart: sign, digits with their marks, currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount<'t> {
    negative: bool,
    digits: &'t str,
    /// Currency sign or code beside it; empty if there is none.
    pub(crate) currency: &'t str,
}

impl<'t> Amount<'t> {
    /// Takes a cell apart; `None` if it cannot be an amount.
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
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
    pub(crate) fn value(self, decimal: DecimalMark) -> Option<f64> {
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
    pub(crate) fn thousands(self, decimal: DecimalMark) -> Option<char> {
        let point = if decimal == DecimalMark::Point { '.' } else { ',' };
        self.digits.chars().take_while(|c| *c != point).find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-'))
    }
}

/// What the amounts of a file seen so far say of the decimal mark.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct MarkEvidence {
    /// Amounts that make no sense with a decimal point.
    point_fails: u64,
    /// The same with a decimal comma.
    comma_fails: u64,
    /// Amounts with points that could all stand between thousands.
    unclear: u64,
}

impl MarkEvidence {
    /// Takes in an amount.
    pub(crate) fn see(&mut self, amount: Amount<'_>) {
        self.point_fails += u64::from(amount.value(DecimalMark::Point).is_none());
        self.comma_fails += u64::from(amount.value(DecimalMark::Comma).is_none());
        self.unclear += u64::from(amount.could_be_thousands('.'));
    }

    /// Takes in an amount of nothing but digits and at most one point, without taking it apart: the same, much quicker. False if it is
    /// none of these, and nothing was taken in.
    pub(crate) fn see_plain(&mut self, text: &str) -> bool {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !(1..=9).contains(&whole.len()) || !digits(whole) || !digits(decimals) || text.ends_with('.') {
            return false;
        }
        if !decimals.is_empty() {
            let grouped = decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
            self.comma_fails += u64::from(!grouped);
            self.unclear += u64::from(grouped);
        }
        true
    }

    /// The mark that makes sense of most amounts, the point where both do. `None` if every amount with a point looks like thousands
    /// (`1.234`) and could as well have three decimals.
    pub(crate) fn decide(&self) -> Option<DecimalMark> {
        match self.point_fails.cmp(&self.comma_fails) {
            std::cmp::Ordering::Less => Some(DecimalMark::Point),
            std::cmp::Ordering::Greater => Some(DecimalMark::Comma),
            std::cmp::Ordering::Equal => (self.unclear == 0).then_some(DecimalMark::Point),
        }
    }
}

impl DecimalMark {
    /// The mark of these amounts, see [`MarkEvidence::decide`].
    pub(crate) fn decide<'t>(amounts: impl Iterator<Item = Amount<'t>>) -> Option<Self> {
        let mut evidence = MarkEvidence::default();
        amounts.for_each(|amount| evidence.see(amount));
        evidence.decide()
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
    fn plain_amounts_are_evidence_without_being_taken_apart() {
        for text in ["0", "12", "711.79", "1.234", "12.345", "1234.567", "0.125", "0.5", "123456789", "999.999", "12.3456"] {
            let (mut slow, mut quick) = (MarkEvidence::default(), MarkEvidence::default());
            slow.see(Amount::parse(text).unwrap());
            assert!(quick.see_plain(text), "{text}");
            assert_eq!(format!("{slow:?}"), format!("{quick:?}"), "{text}");
        }
        for text in ["", ".", "5.", "-3", "1,5", "$1", "1.2.3", "1234567890", ".5"] {
            assert!(!MarkEvidence::default().see_plain(text), "{text}");
        }
    }

    #[test]
    fn marks_and_currencies_are_told() {
        let amount = Amount::parse("CHF 1'234.50").unwrap();
        assert_eq!((amount.currency, amount.thousands(DecimalMark::Point)), ("CHF", Some('\'')));
        assert_eq!(Amount::parse("12.5").unwrap().thousands(DecimalMark::Point), None);
        assert_eq!(Amount::parse("1.234,5").unwrap().thousands(DecimalMark::Comma), Some('.'));
    }
}
