//! Numbers in sentences.

/// Whole number with commas between thousands.
pub(crate) fn thousands(x: f64) -> String {
    let digits = format!("{:.0}", x.abs());
    let mut text = String::from(if x <= -0.5 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many of something: "1 month", "1,180 accounts".
pub(crate) fn count(n: usize, word: &str) -> String {
    format!("{} {word}{}", thousands(n as f64), if n == 1 { "" } else { "s" })
}

/// Breaks a text between words into lines of at most `width` characters, the later ones set in by `indent` spaces.
pub(crate) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split(' ') {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > width {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            length = 0;
        } else if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += word_length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_sentences() {
        assert_eq!(thousands(1_234_567.4), "1,234,567");
        assert_eq!((thousands(-999.6).as_str(), thousands(-0.4).as_str()), ("-1,000", "0"));
        assert_eq!((count(1, "month"), count(0, "CSM")), ("1 month".into(), "0 CSMs".into()));
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("one two three four", 9, 2), "one two\n  three\n  four");
        assert_eq!(wrap("unbreakable", 4, 0), "unbreakable");
    }
}
