//! Training instead of pay: what a company does beside a plan so that its CSMs find more.
//!
//! Written down with the plan because the two are alternatives for the same money. What training does to people's work is the
//! business of [`behaviour`](crate::behaviour).

/// Training in discovery, of every CSM once (model section 0.9, after "Should CSMs get commission?": discovery is a skill).
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Training {
    /// Factor on the output of expansion work, 0.5 to 3; 1.1 in the model (judgement).
    pub discovery: f64,
    /// Cost per CSM, once, \[$\]; $3,000 in the model (judgement).
    pub cost: f64,
}
