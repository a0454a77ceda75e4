//! The bytes of a partial, little-endian:
//!
//! | what | how |
//! | --- | --- |
//! | magic | the 12 bytes `PAYPART` 0 `\r\n` 1A `\n`: a transfer that takes files for text damages them |
//! | version | u16 major (another one is refused), u16 minor |
//! | sections | each: tag (4 bytes), length (u64), that many bytes, CRC-32 of them (u32) |
//! | footer | tag `END.`, SHA-256 of every byte before the footer, length of the whole file (u64), the magic again |
//!
//! The first section is `HEAD`. A section whose tag begins with a small letter may be passed over by who does not know it; an unknown one in
//! capitals is refused.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

const MAGIC: [u8; 12] = *b"PAYPART\0\r\n\x1a\n";
const MAJOR: u16 = 3;
const MINOR: u16 = 0;
const END: [u8; 4] = *b"END.";
const FOOTER: usize = 4 + 32 + 8 + MAGIC.len();

/// Name of a section.
pub(super) type Tag = [u8; 4];

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PartialError {
    /// Something else.
    #[error("not a partial of paylift")]
    NotAPartial,
    /// A format that this program does not know.
    #[error("written in format {0}; this paylift reads format {MAJOR}")]
    Format(u16),
    /// The file ends early.
    #[error("cut off after {there} bytes")]
    Truncated {
        /// Bytes that are there.
        there: usize,
    },
    /// Bytes changed.
    #[error("damaged: {0}")]
    Damaged(String),
    /// It could not be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl PartialError {
    /// As an error of input or output.
    #[must_use]
    pub fn into_io(self) -> io::Error {
        match self {
            Self::Io(error) => error,
            other => io::Error::other(other),
        }
    }
}

/// Puts sections into a file, one after the other.
pub(super) struct Packer<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
    /// Bytes so far.
    written: u64,
}

impl<'a> Packer<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> io::Result<Self> {
        let mut packer = Self { out, hash: Sha256::new(), written: 0 };
        packer.write_all(&MAGIC)?;
        packer.write_all(&MAJOR.to_le_bytes())?;
        packer.write_all(&MINOR.to_le_bytes())?;
        Ok(packer)
    }

    pub(super) fn section(&mut self, tag: Tag, content: &[u8]) -> io::Result<()> {
        self.long(tag, &|out| out.write_all(content))
    }

    /// A section that need not be in memory: what writes it is asked twice, first for its length.
    pub(super) fn long(&mut self, tag: Tag, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut sizing = Checked { out: &mut io::sink(), crc: crc32fast::Hasher::new(), length: 0 };
        write(&mut sizing)?;
        let length = sizing.length;
        self.write_all(&tag)?;
        self.write_all(&length.to_le_bytes())?;
        let mut content = Checked { out: self, crc: crc32fast::Hasher::new(), length: 0 };
        write(&mut content)?;
        let crc = content.crc.finalize();
        self.write_all(&crc.to_le_bytes())
    }

    pub(super) fn finish(self) -> io::Result<()> {
        let length = self.written + FOOTER as u64;
        self.out.write_all(&END)?;
        self.out.write_all(&self.hash.finalize())?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(&MAGIC)?;
        self.out.flush()
    }
}

impl Write for Packer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Counts and checks what passes.
struct Checked<'a> {
    out: &'a mut dyn Write,
    crc: crc32fast::Hasher,
    length: u64,
}

impl Write for Checked<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.crc.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Takes the sections out of a whole, undamaged file.
///
/// # Errors
/// What is wrong with it.
pub(super) fn unpack(bytes: &[u8]) -> Result<Vec<(Tag, &[u8])>, PartialError> {
    let mut reader = Reader { bytes, at: 0 };
    let start = &bytes[..bytes.len().min(MAGIC.len())];
    if start != &MAGIC[..start.len()] {
        return Err(PartialError::NotAPartial);
    }
    reader.take(MAGIC.len())?;
    let major = u16::from_le_bytes(reader.array()?);
    if major != MAJOR {
        return Err(PartialError::Format(major));
    }
    let _minor: [u8; 2] = reader.array()?;
    let mut sections = Vec::new();
    loop {
        let before = reader.at;
        let tag: Tag = reader.array()?;
        if tag == END {
            check_footer(&mut reader, before)?;
            return Ok(sections);
        }
        let length = u64::from_le_bytes(reader.array()?);
        let content = reader.take(usize::try_from(length).unwrap_or(usize::MAX))?;
        if crc32fast::hash(content) != u32::from_le_bytes(reader.array()?) {
            return Err(PartialError::Damaged(format!("the checksum of section {} does not match", said(tag))));
        }
        sections.push((tag, content));
    }
}

fn check_footer(reader: &mut Reader<'_>, before: usize) -> Result<(), PartialError> {
    let bytes = reader.bytes;
    let digest: [u8; 32] = reader.array()?;
    let length = u64::from_le_bytes(reader.array()?);
    let magic: [u8; MAGIC.len()] = reader.array()?;
    if Sha256::digest(&bytes[..before])[..] != digest {
        return Err(PartialError::Damaged("the checksum of the whole file does not match".into()));
    }
    if magic != MAGIC || length != reader.at as u64 {
        return Err(PartialError::Damaged("its footer is wrong".into()));
    }
    match bytes.len() - reader.at {
        0 => Ok(()),
        more => Err(PartialError::Damaged(format!("{more} bytes too many at its end"))),
    }
}

/// A tag in words.
pub(super) fn said(tag: Tag) -> String {
    String::from_utf8_lossy(&tag).into_owned()
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], PartialError> {
        let end = self.at.checked_add(n).filter(|end| *end <= self.bytes.len()).ok_or_else(|| self.ends_early())?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], PartialError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// A file that ends as one should was not cut off: one of its lengths is wrong.
    fn ends_early(&self) -> PartialError {
        if self.bytes.len() >= MAGIC.len() + FOOTER && self.bytes.ends_with(&MAGIC) {
            PartialError::Damaged("a length in it is wrong".into())
        } else {
            PartialError::Truncated { there: self.bytes.len() }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pack(sections: &[(Tag, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut packer = Packer::new(&mut bytes).unwrap();
        sections.iter().for_each(|(tag, content)| packer.section(*tag, content).unwrap());
        packer.finish().unwrap();
        bytes
    }

    fn sections() -> Vec<(Tag, Vec<u8>)> {
        vec![(*b"HEAD", b"{}".to_vec()), (*b"ROWS", (0..200).collect()), (*b"told", Vec::new())]
    }

    #[test]
    fn sections_come_back() {
        let bytes = pack(&sections());
        let back: Vec<(Tag, Vec<u8>)> = unpack(&bytes).unwrap().into_iter().map(|(tag, content)| (tag, content.to_vec())).collect();
        assert_eq!(back, sections());
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_noticed(at in 0.0f64..1.0, bit in 0u8..8) {
            let mut bytes = pack(&sections());
            let at = (at * bytes.len() as f64) as usize;
            bytes[at] ^= 1 << bit;
            prop_assert!(unpack(&bytes).is_err());
        }

        #[test]
        fn a_file_cut_anywhere_is_cut_off(kept in 0.0f64..1.0) {
            let bytes = pack(&sections());
            let kept = (kept * bytes.len() as f64) as usize;
            let cut_off = matches!(unpack(&bytes[..kept]), Err(PartialError::Truncated { there }) if there == kept);
            prop_assert!(cut_off, "{kept} bytes");
        }
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let good = pack(&sections());
        let wrong = |bytes: &[u8]| unpack(bytes).unwrap_err().to_string();
        assert_eq!(wrong(b"plan,measure"), "not a partial of paylift");
        assert_eq!(wrong(&good[..100]), "cut off after 100 bytes");
        let mut longer = good.clone();
        longer.push(0);
        assert_eq!(wrong(&longer), "damaged: 1 bytes too many at its end");
        let mut newer = good.clone();
        newer[12] = 9;
        assert_eq!(wrong(&newer), "written in format 9; this paylift reads format 3");
        let mut changed = good.clone();
        changed[60] ^= 1;
        assert_eq!(wrong(&changed), "damaged: the checksum of section ROWS does not match");
    }
}
