//! A nameless file for the rows of a long run: gone with the last column that has rows in it, or with the program, however it ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::Cell;

/// Rows that may stay in memory, \[bytes\].
const STAYS: usize = 32 << 20;
/// Values encoded at a time.
const BLOCK: usize = 1 << 13;

/// Where rows go that are too many to be kept in memory. Clones are the same place.
///
/// A disk that refuses to take rows leaves them in memory. One that does not give them back is remembered: what was read then is 0, and
/// whoever writes results down asks [`Column::check`](super::Column::check) before anybody believes them.
#[derive(Debug, Clone)]
pub struct Spool(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    stays: usize,
    /// Opened when the first rows come.
    file: Option<File>,
    /// Where the next rows go.
    end: u64,
    failed: Option<io::Error>,
}

impl Spool {
    /// In a folder that is there, for more rows than 32 MB.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self::beyond(folder, STAYS)
    }

    /// For more rows than so many bytes.
    #[must_use]
    pub fn beyond(folder: impl Into<PathBuf>, stays: usize) -> Self {
        Self(Arc::new(Mutex::new(Inner { folder: folder.into(), stays, file: None, end: 0, failed: None })))
    }

    /// Another place in the same folder.
    #[must_use]
    pub fn another(&self) -> Self {
        let (folder, stays) = self.with(|inner| (inner.folder.clone(), inner.stays));
        Self::beyond(folder, stays)
    }

    /// Whether so many bytes of rows are too many for memory.
    #[must_use]
    pub(crate) fn takes(&self, bytes: usize) -> bool {
        bytes > self.with(|inner| inner.stays)
    }

    /// Whether everything that was read from it is what was written.
    pub(super) fn check(&self) -> io::Result<()> {
        self.with(|inner| match &inner.failed {
            None => Ok(()),
            Some(error) => Err(io::Error::new(error.kind(), format!("rows of the run were lost: {error}"))),
        })
    }

    /// Puts values away, in this order; the byte of the first. `None` if the disk refuses.
    pub(super) fn put<T: Cell>(&self, values: &mut dyn Iterator<Item = T>) -> Option<u64> {
        self.with(|inner| inner.put(values)).ok()
    }

    /// Appends `many` values from a byte on to `values`.
    pub(super) fn read<T: Cell>(&self, at: u64, many: usize, values: &mut Vec<T>) {
        let whole = values.len() + many;
        self.with(|inner| {
            if let Err(error) = inner.read(at, many, values) {
                inner.failed.get_or_insert(error);
            }
        });
        values.resize(whole, T::default());
    }

    fn with<R>(&self, work: impl FnOnce(&mut Inner) -> R) -> R {
        // a thread that panicked here left a file and a number, both whole
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    fn put<T: Cell>(&mut self, values: &mut dyn Iterator<Item = T>) -> io::Result<u64> {
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile_in(&self.folder)?);
        }
        let at = self.end;
        let Some(file) = &mut self.file else { return Err(io::ErrorKind::NotFound.into()) };
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(BLOCK * T::BYTES);
        let mut end = at;
        loop {
            bytes.clear();
            values.take(BLOCK).for_each(|value| value.write(&mut bytes));
            if bytes.is_empty() {
                break;
            }
            file.write_all(&bytes)?;
            end += bytes.len() as u64;
        }
        self.end = end;
        Ok(at)
    }

    fn read<T: Cell>(&mut self, at: u64, many: usize, values: &mut Vec<T>) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Err(io::ErrorKind::NotFound.into()) };
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = vec![0; BLOCK.min(many) * T::BYTES];
        let mut left = many;
        while left > 0 {
            let now = left.min(BLOCK);
            let block = &mut bytes[..now * T::BYTES];
            file.read_exact(block)?;
            values.extend(block.chunks_exact(T::BYTES).map(T::read));
            left -= now;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_and_no_file_has_a_name() {
        let home = tempfile::tempdir().unwrap();
        let spool = Spool::in_folder(home.path());
        let many: Vec<f64> = (0..20_000).map(|i| f64::from(i).sqrt()).collect();
        let first = spool.put(&mut many.iter().copied()).unwrap();
        let second = spool.put(&mut [1_i64, i64::MIN].into_iter()).unwrap();
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
        let (mut floats, mut whole) = (vec![0.5], Vec::new());
        spool.read::<i64>(second, 2, &mut whole);
        spool.read::<f64>(first, 20_000, &mut floats);
        assert_eq!((whole, &floats[1..], floats[0]), (vec![1, i64::MIN], many.as_slice(), 0.5));
        spool.check().unwrap();
    }

    #[test]
    fn a_disk_that_refuses_keeps_nothing_and_one_that_forgets_is_told_of() {
        let nowhere = Spool::in_folder("/there/is/no/such/folder");
        assert!(nowhere.put(&mut [1.0].into_iter()).is_none());
        nowhere.check().unwrap();
        let home = tempfile::tempdir().unwrap();
        let spool = Spool::in_folder(home.path());
        let at = spool.put(&mut [1_u32, 2, 3].into_iter()).unwrap();
        spool.with(|inner| inner.file.as_mut().unwrap().set_len(4)).unwrap();
        let mut values = vec![7_u32];
        spool.read(at, 3, &mut values);
        assert_eq!(values, [7, 0, 0, 0]);
        assert!(spool.check().is_err());
    }
}
