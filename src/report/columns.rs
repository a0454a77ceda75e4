//! Columns of numbers as bytes, with a checksum: what `outcomes.bin` and partials are made of.
//!
//! Little-endian throughout. A *column* is its length as u64, then that many values without padding; a *text* is a column of UTF-8 bytes. Which
//! columns a market has is told in [`outcomes_file`](super::outcomes_file).

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

use crate::trial::{CONDUCT_COLUMNS, Outcomes, ResponseColumns};

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

/// A value of a column.
pub(crate) trait Cell: Copy {
    const BYTES: usize;
    fn write(self, to: &mut Vec<u8>);
    fn read(from: &[u8]) -> Self;
    fn is_nan(self) -> bool;
}

macro_rules! cells {
    ($($type:ty, $nan:expr;)*) => { $(
        impl Cell for $type {
            const BYTES: usize = size_of::<$type>();
            fn write(self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }
            fn read(from: &[u8]) -> Self {
                let mut bytes = [0; size_of::<$type>()];
                bytes.copy_from_slice(from);
                Self::from_le_bytes(bytes)
            }
            fn is_nan(self) -> bool {
                let is_nan: fn($type) -> bool = $nan;
                is_nan(self)
            }
        }
    )* };
}

cells! {
    u8, |_| false;
    u32, |_| false;
    u64, |_| false;
    i64, |_| false;
    i128, |_| false;
    f32, f32::is_nan;
    f64, f64::is_nan;
}

/// Writes columns and hashes what it writes.
pub(crate) struct Encoder<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
    block: Vec<u8>,
}

impl<'a> Encoder<'a> {
    /// Nothing written yet.
    pub(crate) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, hash: Sha256::new(), block: Vec::with_capacity(BLOCK + 16) }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes)
    }

    pub(crate) fn length(&mut self, n: usize) -> io::Result<()> {
        self.bytes(&(n as u64).to_le_bytes())
    }

    pub(crate) fn column<T: Cell>(&mut self, values: &[T]) -> io::Result<()> {
        self.length(values.len())?;
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

    pub(crate) fn market(&mut self, o: &Outcomes) -> io::Result<()> {
        for size in [o.trials, o.plans, o.seats, o.quarters] {
            self.length(size)?;
        }
        for column in [&o.pay, &o.quarter_cost, &o.partner_cost, &o.no_csm_cost] {
            self.column(column)?;
        }
        self.column(&o.reach)?;
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
            self.column(column)?;
        }
        self.column(&o.vacant_months)?;
        self.column(&o.no_base_accounts)?;
        self.column(&o.dry_spells)?;
        let r = &o.response;
        self.column(&r.salaried_cost)?;
        self.column(&r.salaried_partner_cost)?;
        self.column(&r.salaried_revenue)?;
        self.column(&r.salaried_rehire_cost)?;
        self.column(&r.departures)?;
        self.column(&r.rehire_cost)?;
        self.column(&r.discounts)?;
        self.column(&r.padding_cost)?;
        self.column(&r.conduct)
    }

    /// Hash of everything so far.
    pub(crate) fn digest(self) -> [u8; 32] {
        self.hash.finalize().into()
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.hash.finalize())?;
        self.out.flush()
    }
}

/// Reads columns and hashes what it reads.
pub(crate) struct Decoder<'a> {
    input: &'a mut dyn Read,
    hash: Sha256,
}

impl<'a> Decoder<'a> {
    /// Nothing read yet.
    pub(crate) fn new(input: &'a mut dyn Read) -> Self {
        Self { input, hash: Sha256::new() }
    }

    pub(crate) fn fill(&mut self, bytes: &mut [u8], what: &'static str) -> Result<(), OutcomesFileError> {
        self.input.read_exact(bytes).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => OutcomesFileError::Truncated(what),
            _ => OutcomesFileError::Io(e),
        })?;
        self.hash.update(&*bytes);
        Ok(())
    }

    pub(crate) fn length(&mut self, what: &'static str) -> Result<usize, OutcomesFileError> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes, what)?;
        usize::try_from(u64::from_le_bytes(bytes)).map_err(|_| damaged(what, "its length is impossible".into()))
    }

    /// A column of exactly `expected` values, where that is known.
    pub(crate) fn column<T: Cell>(&mut self, what: &'static str, expected: Option<usize>) -> Result<Vec<T>, OutcomesFileError> {
        let mut left = self.length(what)?;
        if let Some(expected) = expected.filter(|e| *e != left) {
            return Err(damaged(what, format!("{left} values where {expected} belong")));
        }
        let mut values = Vec::new();
        let mut block = [0; BLOCK];
        while left > 0 {
            let now = left.min(BLOCK / T::BYTES);
            let bytes = &mut block[..now * T::BYTES];
            self.fill(bytes, what)?;
            values.extend(bytes.chunks_exact(T::BYTES).map(T::read));
            left -= now;
        }
        Ok(values)
    }

    /// A column of its shape's length, or empty where the market does not know it. NaN is allowed.
    pub(crate) fn shaped<T: Cell>(&mut self, what: &'static str, size: Option<usize>) -> Result<Vec<T>, OutcomesFileError> {
        let values = self.column(what, None)?;
        match size {
            Some(size) if values.is_empty() || values.len() == size => Ok(values),
            _ => Err(damaged(what, format!("{} values do not fit the run's dimensions", values.len()))),
        }
    }

    /// The same without NaN.
    pub(crate) fn solid<T: Cell>(&mut self, what: &'static str, size: Option<usize>) -> Result<Vec<T>, OutcomesFileError> {
        let values = self.shaped::<T>(what, size)?;
        if values.iter().any(|v| v.is_nan()) { Err(damaged(what, "it holds a value that is not a number".into())) } else { Ok(values) }
    }

    pub(crate) fn market(&mut self) -> Result<Outcomes, OutcomesFileError> {
        let (trials, plans) = (self.length("the dimensions")?, self.length("the dimensions")?);
        let (seats, quarters) = (self.length("the dimensions")?, self.length("the dimensions")?);
        let of_plan = product(&[trials, plans]);
        Ok(Outcomes {
            trials,
            plans,
            seats,
            quarters,
            pay: self
                .column("pay", Some(product(&[trials, plans, seats]).ok_or_else(|| damaged("pay", "impossible dimensions".into()))?))?,
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
                salaried_revenue: self.solid("revenue if everybody were salaried", Some(trials))?,
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
        let mut stored = [0; 32];
        self.input.read_exact(&mut stored).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => OutcomesFileError::Truncated("the checksum"),
            _ => OutcomesFileError::Io(e),
        })?;
        if self.hash.finalize()[..] != stored {
            return Err(OutcomesFileError::Checksum);
        }
        match self.input.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(OutcomesFileError::TrailingBytes),
            Err(e) => Err(OutcomesFileError::Io(e)),
        }
    }
}
