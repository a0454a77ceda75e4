//! Watches what a CSV reader takes from a file: a quote that is never closed would make one row of the rest of it.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Longest row \[bytes\].
const LONGEST_ROW: u64 = 1 << 22;

/// What is counted, shared with whoever reads rows.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Bytes taken since the last row was finished.
    since_row: Cell<u64>,
    /// Quotes taken.
    quotes: Cell<u64>,
}

impl Counts {
    /// A row was finished.
    pub(super) fn row_done(&self) {
        self.since_row.set(0);
    }

    /// Whether quotes do not come in pairs.
    pub(super) fn is_open(&self) -> bool {
        self.quotes.get() % 2 == 1
    }

    /// Whether a row grew too long.
    pub(super) fn is_too_long(&self) -> bool {
        self.since_row.get() > LONGEST_ROW
    }
}

/// A file that counts.
#[derive(Debug)]
pub(super) struct RowGuard<R> {
    inner: R,
    counts: Rc<Counts>,
}

impl<R: Read> RowGuard<R> {
    /// Counts from here on.
    pub(super) fn new(inner: R) -> (Self, Rc<Counts>) {
        let counts = Rc::new(Counts::default());
        (Self { inner, counts: Rc::clone(&counts) }, counts)
    }
}

impl<R: Read> Read for RowGuard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.counts.is_too_long() {
            return Err(io::Error::other("a row is too long"));
        }
        let n = self.inner.read(buffer)?;
        let quotes = buffer[..n].iter().filter(|b| **b == b'"').count();
        self.counts.since_row.set(self.counts.since_row.get() + n as u64);
        self.counts.quotes.set(self.counts.quotes.get() + quotes as u64);
        Ok(n)
    }
}
