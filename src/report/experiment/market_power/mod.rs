//! What a person sees of power that was simulated on a scenario's own market.

mod contents;
mod page;
mod terminal;
mod words;

pub use contents::{MarketPowerContents, files, summary};
pub use terminal::render;
