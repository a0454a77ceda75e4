//! The data sets of the tests, as the estimators want them.

use super::super::oracle::{column, texts};

pub(super) struct D1 {
    pub csm: Vec<usize>,
    pub segment: Vec<usize>,
    pub treated: Vec<bool>,
    pub exposed: Vec<f64>,
    pub arr: Vec<f64>,
    pub pre: Vec<f64>,
    pub post: Vec<f64>,
    pub renewed: Vec<f64>,
}

pub(super) struct D2 {
    pub csm: Vec<usize>,
    pub pair: Vec<usize>,
    pub treated: Vec<bool>,
    pub y: Vec<f64>,
}

pub(super) struct D4 {
    pub look: Vec<usize>,
    pub csm: Vec<usize>,
    pub treated: Vec<bool>,
    pub y: Vec<f64>,
}

pub(super) fn d1() -> D1 {
    let of = |title: &str| column("d1_accounts", title);
    D1 {
        csm: labels("d1_accounts", "csm"),
        segment: labels("d1_accounts", "segment"),
        treated: treated("d1_accounts", "arm"),
        exposed: of("exposed"),
        arr: of("arr"),
        pre: of("nrr_pre"),
        post: of("nrr_post"),
        renewed: of("renewed"),
    }
}

pub(super) fn d2() -> D2 {
    D2 {
        csm: labels("d2_small12", "csm"),
        pair: labels("d2_small12", "pair"),
        treated: treated("d2_small12", "arm"),
        y: column("d2_small12", "y"),
    }
}

pub(super) fn d4() -> D4 {
    let look = column("d4_stream", "look").iter().map(|l| *l as usize).collect();
    D4 { look, csm: labels("d4_stream", "csm"), treated: treated("d4_stream", "arm"), y: column("d4_stream", "y") }
}

/// Texts as numbers from 0, in the order of the alphabet.
pub(super) fn labels(name: &str, title: &str) -> Vec<usize> {
    let cells = texts(name, title);
    let mut known = cells.clone();
    known.sort();
    known.dedup();
    cells.iter().map(|cell| known.binary_search(cell).unwrap()).collect()
}

fn treated(name: &str, title: &str) -> Vec<bool> {
    texts(name, title).iter().map(|cell| cell == "1").collect()
}
