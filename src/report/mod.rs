//! From finished results to files that people open. Nothing here simulates.

pub mod csv;
pub mod outcomes_file;
