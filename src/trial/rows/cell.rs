//! Numbers as bytes, little-endian.

/// A number of a column.
pub trait Cell: Copy + Default {
    /// Bytes that it takes.
    const BYTES: usize;
    /// Appends its bytes.
    fn write(self, to: &mut Vec<u8>);
    /// From its bytes; 0 if they are not [`Cell::BYTES`].
    fn read(from: &[u8]) -> Self;
    /// Whether it is no number.
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
                from.try_into().map(Self::from_le_bytes).unwrap_or_default()
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
