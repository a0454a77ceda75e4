//! From what a history shows to what the simulator is told.
//!
//! A history shows customers who had a CSM; a segment says what they would do without one, at a value score of 0. What a CSM, hand-overs
//! and the economy add is the simulator's, and so is how each estimator is biased on a panel of this size. All of it is settled the same
//! way: the company is simulated from a first guess, the simulated panels are measured exactly as the real one was, and the guess is
//! moved by what they differ, until they do not (indirect inference, Gouriéroux, Monfort & Renault 1993, with the estimates themselves
//! as auxiliary statistics).
//!
//! | file | what |
//! | --- | --- |
//! | `moments` | what is compared |
//! | `latent` | what is moved, and the segment it makes |
//! | `matched` | the search |

mod latent;
mod matched;
mod moments;

pub use latent::Latent;
pub use matched::{Matched, Surroundings, settle};
pub use moments::{Moment, Moments, measure};
