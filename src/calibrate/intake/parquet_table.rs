//! Parquet gone through batch by batch: a few thousand rows of the columns asked for are in memory.

use std::fs::File;
use std::path::Path;

use parquet::basic::Compression;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::nature::cannot_read;
use super::parquet_batch::{Batch, BatchColumn, Meaning, Stored, meaning};
use super::table::{Cells, Place, Row, ScanEnd, See};
use crate::config::Problem;

/// Rows of a batch.
const BATCH: usize = 1 << 13;

/// An opened Parquet file.
pub(super) struct ParquetTable {
    name: String,
    reader: SerializedFileReader<File>,
    pub(super) titles: Vec<String>,
    /// Column of the file, and what its values mean, of each title.
    columns: Vec<(usize, Meaning)>,
}

impl std::fmt::Debug for ParquetTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetTable").field("name", &self.name).field("titles", &self.titles).finish_non_exhaustive()
    }
}

impl ParquetTable {
    /// Reads the description of the columns. Nested columns and raw bytes are passed over.
    pub(super) fn open(path: &Path, name: &str) -> Result<Self, Problem> {
        let file = File::open(path).map_err(|error| cannot_read(name, &error))?;
        let reader = SerializedFileReader::new(file).map_err(|error| damaged(name, &error))?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let readable = (0..schema.num_columns()).filter_map(|i| Some((i, meaning(&schema.column(i))?)));
        let columns: Vec<(usize, Meaning)> = readable.collect();
        let titles = columns.iter().map(|(i, _)| schema.column(*i).name().to_owned()).collect();
        Ok(Self { name: name.into(), reader, titles, columns })
    }

    /// Shows every row, see [`super::table::Table::scan`].
    pub(super) fn scan(
        &self,
        wanted: &[usize],
        tell: &mut dyn FnMut(u64, u64) -> Result<(), ScanEnd>,
        see: &mut See<'_>,
    ) -> Result<(), ScanEnd> {
        let metadata = self.reader.metadata();
        let total = metadata.file_metadata().num_rows().unsigned_abs();
        let failed = |error: ParquetError| ScanEnd::from(damaged(&self.name, &error));
        let mut place = Place::default();
        for group in 0..metadata.num_row_groups() {
            let rows = self.reader.get_row_group(group).map_err(failed)?;
            let mut readers = Vec::new();
            for &column in wanted {
                let (i, meaning) = self.columns[column];
                let described = rows.metadata().column(i);
                self.refuse_codec(described.compression(), &self.titles[column])?;
                readers.push((column, meaning, described.column_descr().max_def_level(), rows.get_column_reader(i).map_err(failed)?));
            }
            let mut left = usize::try_from(rows.metadata().num_rows()).unwrap_or(0);
            while left > 0 {
                let many = left.min(BATCH);
                let mut batch = Batch { columns: self.columns.iter().map(|_| None).collect() };
                for (column, meaning, levels, reader) in &mut readers {
                    batch.columns[*column] = Some(read_batch(reader, *meaning, *levels, many).map_err(failed)?);
                }
                for index in 0..many {
                    place.row += 1;
                    if see(&Row { place, cells: Cells::Parquet { batch: &batch, index } }).is_break() {
                        return Ok(());
                    }
                }
                left -= many;
                tell(place.row, total)?;
            }
        }
        Ok(())
    }

    /// Says how to rewrite a file that is compressed in a way that cannot be read.
    fn refuse_codec(&self, codec: Compression, title: &str) -> Result<(), Problem> {
        let codec = match codec {
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::BROTLI(_) => return Ok(()),
            Compression::LZ4 | Compression::LZ4_RAW => return Ok(()),
            Compression::ZSTD(_) => "ZSTD",
            _ => "LZO",
        };
        let message = format!("{}: column {title} is compressed with {codec}, which is not read", self.name);
        let rewrite = "Snappy, gzip, LZ4, Brotli or none. To rewrite it: in Python, pandas.read_parquet(\"FILE\").to_parquet(\"NEW\", \
                       compression=\"snappy\"); in DuckDB, copy 'FILE' to 'NEW' (compression snappy)";
        Err(Problem::without_place(message).allowed(rewrite))
    }

    /// A problem with a row, or with one of its cells.
    pub(super) fn problem(&self, place: Place, column: Option<usize>, message: &str) -> Problem {
        let title = column.and_then(|c| self.titles.get(c)).map_or_else(String::new, |title| format!(", column {title}"));
        Problem::without_place(format!("{}, row {}{title}: {message}", self.name, place.row))
    }

    /// A problem with the columns.
    pub(super) fn problem_at_header(&self, message: &str) -> Problem {
        Problem::without_place(format!("{}: {message}", self.name))
    }
}

fn damaged(name: &str, error: &ParquetError) -> Problem {
    Problem::without_place(format!("{name} cannot be read as Parquet: {error}")).allowed("a whole Parquet file; was the download cut off?")
}

/// Reads so many rows of a column.
fn read_batch(reader: &mut ColumnReader, meaning: Meaning, levels: i16, rows: usize) -> Result<BatchColumn, ParquetError> {
    let (stored, at) = match reader {
        ColumnReader::BoolColumnReader(r) => values(r, levels, rows, Stored::Truth)?,
        ColumnReader::Int32ColumnReader(r) => values(r, levels, rows, Stored::Int32)?,
        ColumnReader::Int64ColumnReader(r) => values(r, levels, rows, Stored::Int64)?,
        ColumnReader::Int96ColumnReader(r) => values(r, levels, rows, Stored::Int96)?,
        ColumnReader::FloatColumnReader(r) => values(r, levels, rows, Stored::Float)?,
        ColumnReader::DoubleColumnReader(r) => values(r, levels, rows, Stored::Double)?,
        ColumnReader::ByteArrayColumnReader(r) => values(r, levels, rows, Stored::Bytes)?,
        ColumnReader::FixedLenByteArrayColumnReader(r) => values(r, levels, rows, Stored::Fixed)?,
    };
    Ok(BatchColumn { meaning, stored, at })
}

/// Index of each row's value, where some rows have none.
type Presence = Option<Vec<Option<u32>>>;

fn values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    levels: i16,
    rows: usize,
    store: fn(Vec<T::T>) -> Stored,
) -> Result<(Stored, Presence), ParquetError> {
    let (mut stored, mut defined) = (Vec::new(), Vec::new());
    let mut read = 0;
    while read < rows {
        let into = (levels > 0).then_some(&mut defined);
        let (records, _, _) = reader.read_records(rows - read, into, None, &mut stored)?;
        if records == 0 {
            return Err(ParquetError::EOF("a column has fewer rows than the file says".into()));
        }
        read += records;
    }
    let mut next = 0;
    let at = (levels > 0).then(|| {
        let index = |level: &i16| {
            let here = (*level == levels).then_some(next);
            next += u32::from(here.is_some());
            here
        };
        defined.iter().map(index).collect()
    });
    Ok((store(stored), at))
}
