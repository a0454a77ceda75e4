use super::super::super::oracle::{assert_close, number};
use super::super::adjustment::plain;
use super::super::data;
use super::super::robust::Robust;
use super::*;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

const TOLERANCE: f64 = 1e-9;

/// Every standard error of one regression against a section of numbers named `prefix_...`.
#[track_caller]
fn assert_all(fit: &Fit, section: &str, prefix: &str) {
    let of = |key: &str| number(section, &format!("{prefix}_{key}"));
    let (effect, arm) = (fit.effect_of(Model::ARM), fit.only(Model::ARM));
    assert_close(effect.estimate, of("est"), TOLERANCE);
    assert_close(effect.standard_error, of("se_cr2"), TOLERANCE);
    assert_close(effect.degrees_of_freedom, of("df_satt"), TOLERANCE);
    assert_close(effect.t().unwrap(), of("t_cr2"), TOLERANCE);
    assert_close(effect.p().unwrap(), of("p_cr2_satt"), 1e-8);
    let (low, high) = effect.interval(0.95).unwrap();
    assert_close(low, of("ci_lo"), 1e-8);
    assert_close(high, of("ci_hi"), 1e-8);
    assert_eq!(fit.clusters() as f64, of("G"));
    assert_eq!(fit.rows() as f64, of("n"));
    for (kind, key) in KINDS {
        assert_close(fit.standard_error(kind, &arm), of(key), TOLERANCE);
        assert_close(fit.covariance(kind)[(1, 1)].sqrt(), of(key), TOLERANCE);
    }
}

const KINDS: [(Robust, &str); 6] = [
    (Robust::Cr0, "se_cr0"),
    (Robust::Cr1, "se_cr1"),
    (Robust::Cr1s, "se_cr1s"),
    (Robust::Cr2, "se_cr2"),
    (Robust::Cr3, "se_cr3"),
    (Robust::Jackknife, "se_cr3_jack"),
];

#[test]
fn the_four_regressions_are_those_of_the_oracle() {
    let d1 = data::d1();
    let model = Model::new(&d1.post, &d1.treated, &d1.csm);
    assert_all(&model.fit().unwrap(), "O7_cluster", "diff");
    assert_all(&model.clone().baseline(Some(&d1.pre)).fit().unwrap(), "O7_cluster", "ancova");
    assert_all(&model.clone().baseline(Some(&d1.pre)).strata(Some(&d1.segment)).fit().unwrap(), "O7_cluster", "ancova_strata");
    assert_all(&Model::new(&d1.renewed, &d1.treated, &d1.csm).fit().unwrap(), "O7_cluster", "renewed_rd");
}

#[test]
fn the_change_score_is_that_of_the_oracle() {
    let d1 = data::d1();
    let change: Vec<f64> = d1.post.iter().zip(&d1.pre).map(|(then, before)| then - before).collect();
    assert_all(&Model::new(&change, &d1.treated, &d1.csm).fit().unwrap(), "O10_did", "change");
}

#[test]
fn what_statsmodels_and_naive_least_squares_print_is_there_too() {
    let d1 = data::d1();
    let model = Model::new(&d1.post, &d1.treated, &d1.csm);
    let adjusted = model.clone().baseline(Some(&d1.pre));
    let with_strata = adjusted.clone().strata(Some(&d1.segment));
    for (name, model) in [("diff", model), ("ancova", adjusted), ("ancova_strata", with_strata)] {
        let fit = model.fit().unwrap();
        let of = |key: &str| number("O7_cluster", &format!("{name}_{key}"));
        let (naive, arm) = (fit.naive(&fit.only(Model::ARM)), fit.only(Model::ARM));
        assert_close(naive.standard_error, of("naive_ols_se"), TOLERANCE);
        assert_close(naive.p().unwrap(), of("naive_ols_p"), 1e-8);
        let stata = Effect { standard_error: fit.standard_error(Robust::Cr1s, &arm), degrees_of_freedom: 23.0, ..naive };
        assert_close(stata.standard_error, of("sm_se_cr1s"), TOLERANCE);
        assert_close(stata.t().unwrap(), of("sm_t"), TOLERANCE);
        assert_close(stata.p().unwrap(), of("sm_p_tG-1"), 1e-8);
    }
}

#[test]
fn revenue_weighted_ones_are_those_of_the_oracle() {
    let d1 = data::d1();
    let weight = Estimand::Arr.weights(&d1.csm, Some(&d1.arr)).unwrap();
    let model = Model::new(&d1.post, &d1.treated, &d1.csm).weighted(Some(&weight));
    for (name, fit) in [("arrw_diff", model.fit().unwrap()), ("arrw_ancova", model.clone().baseline(Some(&d1.pre)).fit().unwrap())] {
        let of = |key: &str| number("O7_cluster", &format!("{name}_{key}"));
        let effect = fit.effect_of(Model::ARM);
        assert_close(effect.estimate, of("est"), TOLERANCE);
        assert_close(fit.standard_error(Robust::Cr0, &fit.only(Model::ARM)), of("se_cr0"), TOLERANCE);
        assert_close(effect.standard_error, of("se_cr2"), TOLERANCE);
        assert_close(effect.degrees_of_freedom, of("df_satt"), TOLERANCE);
        assert_close(effect.p().unwrap(), of("p"), 1e-8);
    }
    let (low, high) = model.baseline(Some(&d1.pre)).effect().unwrap().interval(0.95).unwrap();
    assert_close(low, number("R_estimatr", "arrw_ancova_cr2_lo"), 1e-8);
    assert_close(high, number("R_estimatr", "arrw_ancova_cr2_hi"), 1e-8);
}

/// Every number of one regression that clubSandwich gives.
#[track_caller]
fn assert_club_sandwich(fit: &Fit, name: &str, kinds: &[(Robust, &str)]) {
    let of = |key: &str| number("R_clubSandwich", &format!("{name}_{key}"));
    let effect = fit.effect_of(Model::ARM);
    assert_close(effect.estimate, of("est"), TOLERANCE);
    assert_close(effect.degrees_of_freedom, of("CR2_df"), TOLERANCE);
    assert_close(effect.p().unwrap(), of("CR2_p"), 1e-8);
    for (kind, key) in kinds {
        assert_close(fit.standard_error(*kind, &fit.only(Model::ARM)), of(key), TOLERANCE);
    }
}

/// The same regressions by clubSandwich, which is written by other people than the numbers above.
#[test]
fn every_regression_is_that_of_club_sandwich() {
    let all =
        [(Robust::Cr0, "CR0_se"), (Robust::Cr1, "CR1_se"), (Robust::Cr1s, "CR1S_se"), (Robust::Cr2, "CR2_se"), (Robust::Cr3, "CR3_se")];
    let (d1, d2) = (data::d1(), data::d2());
    assert_club_sandwich(&Model::new(&d2.y, &d2.treated, &d2.csm).fit().unwrap(), "d2", &all);
    let model = Model::new(&d1.post, &d1.treated, &d1.csm);
    let adjusted = model.clone().baseline(Some(&d1.pre));
    assert_club_sandwich(&model.fit().unwrap(), "diff", &all);
    assert_club_sandwich(&adjusted.fit().unwrap(), "ancova", &all);
    assert_club_sandwich(&adjusted.clone().strata(Some(&d1.segment)).fit().unwrap(), "ancova_strata", &all);
    assert_club_sandwich(&Model::new(&d1.renewed, &d1.treated, &d1.csm).fit().unwrap(), "renewed_rd", &all);
    let weight = Estimand::Arr.weights(&d1.csm, Some(&d1.arr)).unwrap();
    let cr2 = [(Robust::Cr2, "CR2_se")];
    assert_club_sandwich(&model.weighted(Some(&weight)).fit().unwrap(), "arrw_diff", &cr2);
    assert_club_sandwich(&adjusted.weighted(Some(&weight)).fit().unwrap(), "arrw_ancova", &cr2);
}

#[test]
fn slopes_of_each_arm_are_those_of_lin() {
    let d1 = data::d1();
    let effect = Model::new(&d1.post, &d1.treated, &d1.csm).baseline(Some(&d1.pre)).interacted().effect().unwrap();
    let of = |key: &str| number("R_estimatr", &format!("lin_cr2_{key}"));
    assert_close(effect.estimate, of("est"), TOLERANCE);
    assert_close(effect.standard_error, of("se"), TOLERANCE);
    assert_close(effect.degrees_of_freedom, of("df"), TOLERANCE);
    assert_close(effect.p().unwrap(), of("p"), 1e-8);
}

#[test]
fn weights_by_csm_give_the_difference_of_means_of_csms() {
    let d1 = data::d1();
    let weight = Estimand::Csm.weights(&d1.csm, None).unwrap();
    let effect = Model::new(&d1.post, &d1.treated, &d1.csm).weighted(Some(&weight)).effect().unwrap();
    assert_close(effect.estimate, number("O8_csm_level", "est"), TOLERANCE);
    assert_eq!(Estimand::Arr.weights(&d1.csm, None), None);
}

/// The slow way: every matrix written out.
fn plainly(fit: &Fit, at: usize) -> Effect {
    let squared = plain::residual_maker_squared(fit);
    let rows = fit.rows();
    let hat = &fit.rows.design * &fit.bread * fit.rows.weighted_design().transpose();
    let left = (DMatrix::identity(rows, rows) - hat).transpose();
    let along = DVector::from_vec(fit.only(at));
    let direction = &fit.bread * &along;
    let mut columns = Vec::new();
    let mut variance = 0.0;
    for own in &fit.rows.clusters {
        let (start, count) = (own.start, own.len());
        let weighted = (fit.rows.design.rows(start, count) * &direction).component_mul(&fit.rows.weight.rows(start, count));
        let put_right = plain::square_root(&squared, own) * weighted;
        variance += put_right.dot(&fit.residuals.rows(start, count)).powi(2);
        columns.push(left.columns(start, count) * put_right);
    }
    let p = DMatrix::from_columns(&columns);
    let s = p.tr_mul(&p);
    let degrees_of_freedom = s.trace().powi(2) / (&s * &s).trace();
    Effect { estimate: along.dot(&fit.coefficients), standard_error: variance.sqrt(), degrees_of_freedom }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_quick_way_agrees_with_the_plain_one(
        sizes in prop::collection::vec(1usize..9, 4..9),
        values in prop::collection::vec((-2.0..2.0f64, -1.0..1.0f64, 0.2..5.0f64), 72),
        weighing in 0usize..3,
    ) {
        let csm: Vec<usize> = sizes.iter().enumerate().flat_map(|(g, n)| vec![g; *n]).collect();
        let treated: Vec<bool> = csm.iter().map(|g| g % 2 == 1).collect();
        let own = &values[..csm.len()];
        let outcome: Vec<f64> = own.iter().map(|v| v.0).collect();
        let baseline: Vec<f64> = own.iter().map(|v| v.1).collect();
        let arr: Vec<f64> = own.iter().map(|v| v.2).collect();
        let weight = [Estimand::Account, Estimand::Csm, Estimand::Arr][weighing].weights(&csm, Some(&arr));
        let Ok(fit) = Model::new(&outcome, &treated, &csm).baseline(Some(&baseline)).weighted(weight.as_deref()).fit() else {
            return Ok(());
        };
        for at in [1, 2] {
            let (quick, plain) = (fit.effect_of(at), plainly(&fit, at));
            assert_close(quick.standard_error, plain.standard_error, 1e-6);
            assert_close(quick.degrees_of_freedom, plain.degrees_of_freedom, 1e-6);
        }
        let mut square = 0.0;
        for left_out in &fit.rows.clusters {
            // CR3 is what leaving each cluster out moves the coefficient by
            let keep: Vec<usize> = (0..csm.len()).filter(|i| csm[*i] != csm[fit.rows.order[left_out.start]]).collect();
            let pick = |xs: &[f64]| keep.iter().map(|i| xs[*i]).collect::<Vec<_>>();
            let (y, x) = (pick(&outcome), pick(&baseline));
            let own_weight = weight.as_deref().map(pick);
            let (t, g): (Vec<bool>, Vec<usize>) = keep.iter().map(|i| (treated[*i], csm[*i])).unzip();
            let Ok(without) = Model::new(&y, &t, &g).baseline(Some(&x)).weighted(own_weight.as_deref()).fit() else {
                return Ok(());
            };
            square += (without.coefficient(1) - fit.coefficient(1)).powi(2);
        }
        assert_close(fit.standard_error(Robust::Cr3, &fit.only(1)), square.sqrt(), 1e-6);
    }
}
