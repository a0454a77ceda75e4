//! Some thousand rows of a Parquet file, column by column, and what their values mean.

use parquet::basic::ConvertedType as Converted;
use parquet::basic::{LogicalType, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::schema::types::ColumnDescriptor;

use super::table::{Cell, text_cell};
use crate::config::Date;

/// What the stored values of a column stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// Themselves: numbers, truth values.
    Plain,
    /// Whole numbers without a sign.
    Unsigned,
    /// Text.
    Text,
    /// Numbers in units of 10⁻ˢ.
    Decimal(i32),
    /// Days since 1970.
    Days,
    /// Moments since 1970, so many a day.
    Moments(i64),
}

/// What the values of a column mean; `None` if they are nothing that a table needs (lists, times of day, raw bytes).
pub(super) fn meaning(column: &ColumnDescriptor) -> Option<Meaning> {
    if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
        return None;
    }
    let per_day = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 86_400_000,
        TimeUnit::MICROS => 86_400_000_000,
        TimeUnit::NANOS => 86_400_000_000_000,
    };
    if let Some(logical) = column.logical_type_ref() {
        return match logical {
            LogicalType::String | LogicalType::Enum | LogicalType::Json => Some(Meaning::Text),
            LogicalType::Decimal(_) => Some(Meaning::Decimal(column.type_scale())),
            LogicalType::Date => Some(Meaning::Days),
            LogicalType::Timestamp(moment) => Some(Meaning::Moments(per_day(&moment.unit))),
            LogicalType::Integer(whole) if !whole.is_signed => Some(Meaning::Unsigned),
            LogicalType::Integer(_) => Some(Meaning::Plain),
            _ => None,
        };
    }
    match (column.converted_type(), column.physical_type()) {
        (Converted::UTF8 | Converted::ENUM | Converted::JSON, _) => Some(Meaning::Text),
        (Converted::DECIMAL, _) => Some(Meaning::Decimal(column.type_scale())),
        (Converted::DATE, _) => Some(Meaning::Days),
        (Converted::TIMESTAMP_MILLIS, _) => Some(Meaning::Moments(86_400_000)),
        (Converted::TIMESTAMP_MICROS, _) => Some(Meaning::Moments(86_400_000_000)),
        (Converted::UINT_8 | Converted::UINT_16 | Converted::UINT_32 | Converted::UINT_64, _) => Some(Meaning::Unsigned),
        (Converted::TIME_MILLIS | Converted::TIME_MICROS | Converted::INTERVAL | Converted::BSON, _) => None,
        // some writers do not say that their bytes are text
        (_, Physical::BYTE_ARRAY) => Some(Meaning::Text),
        (_, Physical::FIXED_LEN_BYTE_ARRAY) => None,
        _ => Some(Meaning::Plain),
    }
}

/// Stored values.
#[derive(Debug)]
pub(super) enum Stored {
    Truth(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// A column of a batch.
#[derive(Debug)]
pub(super) struct BatchColumn {
    pub(super) meaning: Meaning,
    pub(super) stored: Stored,
    /// Index into `stored` of each row, where some rows have no value.
    pub(super) at: Option<Vec<Option<u32>>>,
}

/// Rows of some columns; those that were not asked for are `None`.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) columns: Vec<Option<BatchColumn>>,
}

impl Batch {
    /// A cell.
    pub(super) fn cell(&self, column: usize, row: usize) -> Cell<'_> {
        let Some(Some(column)) = self.columns.get(column) else { return Cell::Blank };
        match column.at.as_ref().map_or(Some(row as u32), |at| at.get(row).copied().flatten()) {
            Some(at) => column.cell(at as usize),
            None => Cell::Blank,
        }
    }
}

impl BatchColumn {
    fn cell(&self, at: usize) -> Cell<'_> {
        match &self.stored {
            Stored::Truth(values) => Cell::Truth(values[at]),
            Stored::Int32(values) if self.meaning == Meaning::Unsigned => Cell::Whole(i64::from(values[at] as u32)),
            Stored::Int32(values) => self.whole(i64::from(values[at])),
            Stored::Int64(values) => self.whole(values[at]),
            // an old kind of timestamp: always a moment
            Stored::Int96(values) => day(values[at].to_seconds().div_euclid(86_400)),
            Stored::Float(values) => number(f64::from(values[at])),
            Stored::Double(values) => number(values[at]),
            Stored::Bytes(values) => self.bytes(values[at].data()),
            Stored::Fixed(values) => self.bytes(values[at].data()),
        }
    }

    fn whole(&self, value: i64) -> Cell<'_> {
        match self.meaning {
            Meaning::Decimal(0) | Meaning::Plain | Meaning::Text => Cell::Whole(value),
            Meaning::Unsigned => i64::try_from(value as u64).map_or(Cell::Number(value as u64 as f64), Cell::Whole),
            Meaning::Decimal(scale) => Cell::Number(scaled(value as f64, scale)),
            Meaning::Days => day(value),
            Meaning::Moments(per_day) => day(value.div_euclid(per_day)),
        }
    }

    fn bytes<'b>(&self, bytes: &'b [u8]) -> Cell<'b> {
        match self.meaning {
            Meaning::Decimal(scale) => {
                // big-endian two's complement
                let sign = if bytes.first().is_some_and(|b| b & 0x80 != 0) { -1_i128 } else { 0 };
                let value = bytes.iter().fold(sign, |value, byte| (value << 8) | i128::from(*byte));
                Cell::Number(scaled(value as f64, scale))
            }
            _ => text_cell(bytes),
        }
    }
}

/// Dividing by a power of ten is exact to the last bit where both are; multiplying by its inverse is not.
fn scaled(value: f64, scale: i32) -> f64 {
    value / 10_f64.powi(scale)
}

/// Not-a-number is how some writers say that there is none.
fn number(value: f64) -> Cell<'static> {
    if value.is_nan() { Cell::Blank } else { Cell::Number(value) }
}

/// A day; one outside of the calendar of 1900 to 2199 as the number that is stored.
fn day(days: i64) -> Cell<'static> {
    Date::from_days(days).map_or(Cell::Whole(days), Cell::Day)
}
