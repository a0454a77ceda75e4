//! A unit of trials lived together, one per lane: what [`Life`](super::ground::Life) and [`World`](super::world::World) do for one trial,
//! on the vector kernel.
//!
//! A trial gets the same bits in a unit of sixteen as by itself, whoever its neighbours are.

mod cohort;
mod diary;
mod duties;
mod leaving;
mod life;
mod quick;
#[cfg(test)]
mod quick_tests;
mod reader;
mod responding;
#[cfg(test)]
mod tests;
mod together;
mod world;

pub(super) use cohort::Sampling;
pub(crate) use life::UnitLife;
pub(crate) use reader::{Asked, Glances, Glimpse, Wanted};
pub(crate) use responding::UnitResponding;
pub(crate) use world::UnitWorld;
