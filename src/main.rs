//! paylift.
fn main() {}
