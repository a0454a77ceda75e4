//! What is believed of an effect after the data: a stated prior, a likelihood with few degrees of freedom.
//!
//! [`Prior`] is normal or flat; the likelihood is Student's (from CR2 with Satterthwaite's degrees of freedom) or, as web-experiment tools have
//! it, normal. [`Posterior`] answers how probable it is that the uplift passes a threshold, and what shipping and keeping are
//! expected to lose. Leaves to others: the threshold in money (`decide`).

mod posterior;
mod prior;
mod student;

pub use posterior::{Likelihood, Posterior};
pub use prior::{FRIEBEL, Prior};
