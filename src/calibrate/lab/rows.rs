//! The lab as a table.
