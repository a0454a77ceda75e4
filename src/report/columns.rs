//! Columns of numbers as bytes, with a checksum: what `outcomes.bin` and partials are made of.
//!
//! Little-endian throughout. A *column* is its length as u64, then that many values without padding; a *text* is a column of UTF-8 bytes. Which
//! columns a market has is told in [`outcomes_file`](super::outcomes_file).

use std::io::{self, Read, Write};

use twox_hash::XxHash3_128;

use crate::trial::{CONDUCT_COLUMNS, Cell, Column, Outcomes, ResponseColumns, Spool};

use super::outcomes_file::OutcomesFileError;

/// Bytes moved at a time: a damaged length cannot make the reader reserve more than the file holds.
const BLOCK: usize = 1 << 16;

/// What is wrong with a column.
pub(crate) fn damaged(column: &'static str, problem: String) -> OutcomesFileError {
    OutcomesFileError::Column { column, problem }
}

/// How many values a shape has.
pub(crate) fn product(sizes: &[usize]) -> Option<usize> {
    sizes.iter().try_fold(1usize, |all, size| all.checked_mul(*size))
}

/// XXH3, 128 bits: tells damage from what was written, quickly on any processor, and keeps nobody out who means to deceive.
pub(crate) type Checksum = [u8; 16];

/// Writes columns and hashes what it writes.
pub(crate) struct Encoder<'a> {
    out: &'a mut dyn Write,
    hash: XxHash3_128,
    block: Vec<u8>,
}

impl<'a> Encoder<'a> {
    /// Nothing written yet.
    pub(crate) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, hash: XxHash3_128::new(), block: Vec::with_capacity(BLOCK + 16) }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.write(bytes);
        self.out.write_all(bytes)
    }

    pub(crate) fn length(&mut self, n: usize) -> io::Result<()> {
        self.bytes(&(n as u64).to_le_bytes())
    }

    pub(crate) fn column<T: Cell>(&mut self, values: &[T]) -> io::Result<()> {
        self.length(values.len())?;
        self.values(values)
    }

    fn values<T: Cell>(&mut self, values: &[T]) -> io::Result<()> {
        for values in values.chunks(BLOCK / T::BYTES) {
            let mut block = std::mem::take(&mut self.block);
            block.clear();
            values.iter().for_each(|v| v.write(&mut block));
            let written = self.bytes(&block);
            self.block = block;
            written?;
        }
        Ok(())
    }

    /// A column of a run, wherever its values are.
    pub(crate) fn rows<T: Cell>(&mut self, column: &Column<T>) -> io::Result<()> {
        self.length(column.len())?;
        column.blocks().try_for_each(|values| self.values(&values))?;
        column.check()
    }

    pub(crate) fn market(&mut self, o: &Outcomes) -> io::Result<()> {
        for size in [o.trials, o.plans, o.seats, o.quarters] {
            self.length(size)?;
        }
        for column in [&o.pay, &o.cost, &o.quarter_cost, &o.partner_cost, &o.no_csm_cost] {
            self.rows(column)?;
        }
        self.rows(&o.reach)?;
        for column in [
            &o.measured_increment,
            &o.arr_start,
            &o.arr_end,
            &o.revenue,
            &o.no_csm_arr_start,
            &o.no_csm_arr_end,
            &o.salaried_arr_end,
            &o.nrr,
            &o.grr,
            &o.no_csm_nrr,
        ] {
            self.rows(column)?;
        }
        self.rows(&o.vacant_months)?;
        self.rows(&o.no_base_accounts)?;
        self.rows(&o.dry_spells)?;
        let r = &o.response;
        self.rows(&r.salaried_cost)?;
        self.rows(&r.salaried_partner_cost)?;
        self.rows(&r.salaried_revenue)?;
        self.rows(&r.salaried_rehire_cost)?;
        self.rows(&r.departures)?;
        self.rows(&r.rehire_cost)?;
        self.rows(&r.discounts)?;
        self.rows(&r.padding_cost)?;
        self.rows(&r.conduct)
    }

    /// Hash of everything so far.
    pub(crate) fn digest(self) -> Checksum {
        self.hash.finish_128().to_le_bytes()
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.hash.finish_128().to_le_bytes())?;
        self.out.flush()
    }
}

/// Reads columns and hashes what it reads.
pub(crate) struct Decoder<'a> {
    input: &'a mut dyn Read,
    hash: XxHash3_128,
    /// Where rows go that are too many for memory.
    spool: Option<&'a Spool>,
}

impl<'a> Decoder<'a> {
    /// Nothing read yet.
    pub(crate) fn new(input: &'a mut dyn Read) -> Self {
        Self { input, hash: XxHash3_128::new(), spool: None }
    }

    /// The same; rows that are too many for memory go to a spool.
    pub(crate) fn spooling(self, spool: &'a Spool) -> Self {
        Self { spool: Some(spool), ..self }
    }

    pub(crate) fn fill(&mut self, bytes: &mut [u8], what: &'static str) -> Result<(), OutcomesFileError> {
        self.input.read_exact(bytes).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => OutcomesFileError::Truncated(what),
            _ => OutcomesFileError::Io(e),
        })?;
        self.hash.write(bytes);
        Ok(())
    }

    pub(crate) fn length(&mut self, what: &'static str) -> Result<usize, OutcomesFileError> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes, what)?;
        usize::try_from(u64::from_le_bytes(bytes)).map_err(|_| damaged(what, "its length is impossible".into()))
    }

    /// A column of exactly `expected` values, where that is known.
    pub(crate) fn column<T: Cell>(&mut self, what: &'static str, expected: Option<usize>) -> Result<Vec<T>, OutcomesFileError> {
        let length = self.length(what)?;
        if let Some(expected) = expected.filter(|e| *e != length) {
            return Err(damaged(what, format!("{length} values where {expected} belong")));
        }
        let mut values = Vec::new();
        self.blocks(what, length, &mut |block| {
            values.extend_from_slice(block);
            Ok(())
        })?;
        Ok(values)
    }

    /// A column of its shape's length, or empty where the market does not know it. NaN is allowed.
    pub(crate) fn shaped<T: Cell>(&mut self, what: &'static str, size: Option<usize>) -> Result<Column<T>, OutcomesFileError> {
        self.rows(what, size, |_| Ok(()))
    }

    /// The same without NaN.
    pub(crate) fn solid<T: Cell>(&mut self, what: &'static str, size: Option<usize>) -> Result<Column<T>, OutcomesFileError> {
        self.rows(what, size, |values: &[T]| match values.iter().any(|v| v.is_nan()) {
            true => Err(damaged(what, "it holds a value that is not a number".into())),
            false => Ok(()),
        })
    }

    /// As [`Decoder::shaped`], of a shape that does not grow with trials.
    pub(crate) fn small<T: Cell>(&mut self, what: &'static str, size: Option<usize>) -> Result<Vec<T>, OutcomesFileError> {
        Ok(self.shaped(what, size)?.to_vec())
    }

    /// A column of whole rows, however many.
    pub(crate) fn multiple<T: Cell>(&mut self, what: &'static str, row: usize, rows: &str) -> Result<Column<T>, OutcomesFileError> {
        let length = self.length(what)?;
        if !length.is_multiple_of(row.max(1)) {
            return Err(damaged(what, format!("{length} values are no whole number of {rows}")));
        }
        self.rows_of(what, length, |_| Ok(()))
    }

    /// A column that may be too long for memory; every block is checked.
    fn rows<T: Cell>(
        &mut self,
        what: &'static str,
        size: Option<usize>,
        check: impl Fn(&[T]) -> Result<(), OutcomesFileError>,
    ) -> Result<Column<T>, OutcomesFileError> {
        let length = self.length(what)?;
        if length > 0 && size != Some(length) {
            return Err(damaged(what, format!("{length} values do not fit the run's dimensions")));
        }
        self.rows_of(what, length, check)
    }

    fn rows_of<T: Cell>(
        &mut self,
        what: &'static str,
        length: usize,
        check: impl Fn(&[T]) -> Result<(), OutcomesFileError>,
    ) -> Result<Column<T>, OutcomesFileError> {
        let spool = self.spool;
        let mut column = Column::default();
        self.blocks(what, length, &mut |block| {
            check(block)?;
            column.extend(block);
            spool.iter().for_each(|spool| column.settle(spool));
            Ok(())
        })?;
        Ok(column)
    }

    /// So many values, in blocks.
    fn blocks<T: Cell>(
        &mut self,
        what: &'static str,
        mut left: usize,
        take: &mut dyn FnMut(&[T]) -> Result<(), OutcomesFileError>,
    ) -> Result<(), OutcomesFileError> {
        let mut block = [0; BLOCK];
        let mut values = Vec::with_capacity(BLOCK / T::BYTES);
        while left > 0 {
            let now = left.min(BLOCK / T::BYTES);
            let bytes = &mut block[..now * T::BYTES];
            self.fill(bytes, what)?;
            values.clear();
            values.extend(bytes.chunks_exact(T::BYTES).map(T::read));
            take(&values)?;
            left -= now;
        }
        Ok(())
    }

    /// The base market, which knows pay by seat.
    pub(crate) fn base_market(&mut self) -> Result<Outcomes, OutcomesFileError> {
        let market = self.market()?;
        let expected = market.trials * market.plans * market.seats;
        match market.pay.len() {
            n if n == expected => Ok(market),
            n => Err(damaged("pay", format!("{n} values where {expected} belong"))),
        }
    }

    /// A market, which knows at least what every plan cost.
    pub(crate) fn market(&mut self) -> Result<Outcomes, OutcomesFileError> {
        let market = self.columns()?;
        let paid = market.trials * market.plans * market.seats;
        match paid > 0 && market.pay.is_empty() && market.cost.is_empty() {
            true => Err(damaged("pay", "neither pay nor cost is there".into())),
            false => Ok(market),
        }
    }

    fn columns(&mut self) -> Result<Outcomes, OutcomesFileError> {
        let (trials, plans) = (self.length("the dimensions")?, self.length("the dimensions")?);
        let (seats, quarters) = (self.length("the dimensions")?, self.length("the dimensions")?);
        let of_plan = product(&[trials, plans]);
        Ok(Outcomes {
            trials,
            plans,
            seats,
            quarters,
            pay: self
                .solid("pay", Some(product(&[trials, plans, seats]).ok_or_else(|| damaged("pay", "impossible dimensions".into()))?))?,
            cost: self.solid("cost", of_plan)?,
            quarter_cost: self.solid("cost by quarter", product(&[trials, plans, quarters]))?,
            partner_cost: self.solid("partners' pay", of_plan)?,
            no_csm_cost: self.solid("pay with no CSM", of_plan)?,
            reach: self.shaped("reach", product(&[trials, plans, 3]))?,
            measured_increment: self.shaped("measured increment", of_plan)?,
            arr_start: self.shaped("ARR at the start", Some(trials))?,
            arr_end: self.shaped("ARR at the end", of_plan)?,
            revenue: self.shaped("revenue", of_plan)?,
            no_csm_arr_start: self.solid("ARR at the start, no CSM", Some(trials))?,
            no_csm_arr_end: self.solid("ARR at the end, no CSM", Some(trials))?,
            salaried_arr_end: self.solid("ARR at the end, salaried", Some(trials))?,
            nrr: self.shaped("NRR", of_plan)?,
            grr: self.shaped("GRR", of_plan)?,
            no_csm_nrr: self.shaped("NRR with no CSM", Some(trials))?,
            vacant_months: self.solid("vacant seat-months", Some(trials))?,
            no_base_accounts: self.solid("accounts without base", Some(trials))?,
            dry_spells: self.solid("seats paid nothing two periods running", of_plan)?,
            response: ResponseColumns {
                salaried_cost: self.solid("pay if everybody were salaried", of_plan)?,
                salaried_partner_cost: self.solid("partners' pay if everybody were salaried", of_plan)?,
                salaried_revenue: self.shaped("revenue if everybody were salaried", Some(trials))?,
                salaried_rehire_cost: self.solid("cost of replacing people if everybody were salaried", Some(trials))?,
                departures: self.solid("people who left", of_plan)?,
                rehire_cost: self.solid("cost of replacing people", of_plan)?,
                discounts: self.solid("discounts", of_plan)?,
                padding_cost: self.solid("cost of padded leads", of_plan)?,
                conduct: self.solid("conduct", product(&[trials, plans, CONDUCT_COLUMNS]))?,
            },
        })
    }

    pub(crate) fn finish(self) -> Result<(), OutcomesFileError> {
        let mut stored: Checksum = [0; 16];
        self.input.read_exact(&mut stored).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => OutcomesFileError::Truncated("the checksum"),
            _ => OutcomesFileError::Io(e),
        })?;
        if self.hash.finish_128().to_le_bytes() != stored {
            return Err(OutcomesFileError::Checksum);
        }
        match self.input.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(OutcomesFileError::TrailingBytes),
            Err(e) => Err(OutcomesFileError::Io(e)),
        }
    }
}
