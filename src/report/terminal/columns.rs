//! Text in columns: width as a terminal counts it, wrapping, and a table that aligns numbers on the right.

/// Columns that a terminal gives to a text: none to combining marks, two to East Asian wide characters and emoji, else one.
/// The ranges are the wide and full-width blocks of Unicode's East Asian Width (UAX #11).
pub(in crate::report) fn display_width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> usize {
    match c {
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// Cuts a text to so many columns, with an ellipsis where something is missing.
pub(in crate::report) fn fit(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_string();
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += width_of(c);
        if used > columns {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

/// Breaks a text at spaces into lines of at most `columns`; the first begins with `first`, the others with `next`.
pub(in crate::report) fn wrapped(first: &str, next: &str, text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_string();
    let mut empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let gap = usize::from(!empty);
        if !empty && display_width(&line) + gap + display_width(word) > columns {
            lines.push(std::mem::replace(&mut line, next.to_string()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

/// Lines as one text, without spaces at their ends. A narrow no-break space is set badly by many terminals and becomes a space.
pub(in crate::report) fn joined(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.replace('\u{202f}', " ")
}

/// Rows with a name on the left and numbers on the right.
pub(in crate::report) struct Table {
    first: &'static str,
    columns: Vec<(String, Vec<String>)>,
}

impl Table {
    pub(in crate::report) fn new(first: &'static str) -> Self {
        Self { first, columns: Vec::new() }
    }

    pub(in crate::report) fn column(&mut self, head: &str, cells: Vec<String>) {
        self.columns.push((head.to_string(), cells));
    }

    /// Width of each column but the first.
    fn widths(&self) -> Vec<usize> {
        self.columns.iter().map(|(head, cells)| cells.iter().chain([head]).map(|c| display_width(c)).max().unwrap_or(0)).collect()
    }

    /// Width of all columns but the first, gaps included.
    pub(in crate::report) fn width(&self) -> usize {
        self.widths().iter().map(|width| width + 2).sum()
    }

    /// The lines, for rows of these names.
    pub(in crate::report) fn lines(&self, names: Vec<String>) -> Vec<String> {
        let widest = names.iter().map(|name| display_width(name)).chain([self.first.len()]).max().unwrap_or(0);
        let widths = self.widths();
        let row = |name: &str, cells: Vec<&String>| {
            let mut line = format!("{name}{}", " ".repeat(widest - display_width(name)));
            for (cell, width) in cells.into_iter().zip(&widths) {
                line.push_str(&" ".repeat(2 + width - display_width(cell)));
                line.push_str(cell);
            }
            line
        };
        let mut lines = vec![row(self.first, self.columns.iter().map(|(head, _)| head).collect())];
        for (i, name) in names.iter().enumerate() {
            lines.push(row(name, self.columns.iter().map(|(_, cells)| &cells[i]).collect()));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_is_what_a_terminal_shows() {
        assert_eq!(display_width("P5–P95"), 6);
        assert_eq!(display_width("売上"), 4);
        assert_eq!(display_width("e\u{301}"), 1);
    }

    #[test]
    fn text_is_cut_and_wrapped_by_display_width() {
        assert_eq!(fit("above baseline", 20), "above baseline");
        assert_eq!(fit("above baseline", 8), "above b…");
        assert_eq!(display_width(&fit("売上売上売上", 6)), 5);
        assert_eq!(wrapped("A ", "  ", "one two three", 7), ["A one", "  two", "  three"]);
        assert_eq!(wrapped("A ", "  ", "", 7), ["A "]);
    }

    #[test]
    fn numbers_stand_under_each_other() {
        let mut table = Table::new("plan");
        table.column("over", vec!["0 %".into(), "100 %".into()]);
        assert_eq!(table.width(), 7);
        assert_eq!(table.lines(vec!["flat".into(), "売".into()]), ["plan   over", "flat    0 %", "売    100 %"]);
    }
}
