use super::super::super::oracle::{assert_close, number};
use super::super::{Model, data};
use super::*;

fn lmm(key: &str) -> f64 {
    number("R_lmm", key)
}

#[test]
fn the_adjusted_model_is_that_of_the_own_profile_and_of_lme4() {
    let d1 = data::d1();
    let fit = Mixed::fit(&Model::new(&d1.post, &d1.treated, &d1.csm).baseline(Some(&d1.pre)).regression().unwrap()).unwrap();
    let effect = fit.effect_of(Model::ARM).unwrap();
    let own = |key: &str| number("O7_cluster", key);
    assert_close(effect.estimate, own("reml_est"), 1e-7);
    assert_close(effect.standard_error, own("reml_se"), 1e-7);
    assert_close(fit.variance_csm, own("reml_var_csm"), 1e-6);
    assert_close(fit.variance_residual, own("reml_var_resid"), 1e-6);
    assert_close(fit.criterion, own("reml_dev"), 1e-9);
    assert_close(effect.estimate, lmm("est"), 1e-6);
    assert_close(effect.standard_error, lmm("se"), 1e-6);
    assert_close(effect.t().unwrap(), lmm("t"), 1e-6);
    assert_close(effect.degrees_of_freedom, lmm("df_satt"), 1e-5);
    assert_close(effect.p().unwrap(), lmm("p_satt"), 1e-5);
    assert_close(fit.icc(), lmm("icc_adj"), 1e-5);
    assert_close(fit.variance_csm, lmm("var_csm"), 1e-5);
    assert_close(fit.variance_residual, lmm("var_resid"), 1e-6);
    assert_close(fit.criterion, lmm("reml"), 1e-9);
    let kenward = fit.kenward_roger(Model::ARM).unwrap();
    assert_close(kenward.standard_error, lmm("se_kr"), 1e-6);
    assert_close(kenward.degrees_of_freedom, lmm("df_kr"), 1e-6);
    assert_close(kenward.p().unwrap(), lmm("p_kr"), 1e-6);
}

#[test]
fn the_plain_model_and_the_icc_before_the_start_are_those_of_lme4() {
    let d1 = data::d1();
    let plain = Mixed::fit(&Model::new(&d1.post, &d1.treated, &d1.csm).regression().unwrap()).unwrap();
    let effect = plain.effect_of(Model::ARM).unwrap();
    assert_close(effect.estimate, lmm("unadj_est"), 1e-6);
    assert_close(effect.standard_error, lmm("unadj_se"), 1e-6);
    assert_close(effect.degrees_of_freedom, lmm("unadj_df"), 1e-5);
    assert_close(effect.estimate, number("O7_cluster", "reml_unadj_est"), 1e-6);
    assert_close(effect.standard_error, number("O7_cluster", "reml_unadj_se"), 1e-6);
    assert_close(plain.variance_csm, number("O7_cluster", "reml_unadj_var_csm"), 1e-6);
    assert_close(plain.variance_residual, number("O7_cluster", "reml_unadj_var_resid"), 1e-6);
    let one = vec![1.0; d1.pre.len()];
    let before = Mixed::fit(&Regression::new(&d1.pre, &[&one], &d1.csm, None).unwrap()).unwrap();
    assert_close(before.icc(), lmm("icc_pre_reml"), 1e-6);
    assert_close(before.variance_csm, lmm("var_csm_pre"), 1e-6);
    assert_close(before.variance_residual, lmm("var_resid_pre"), 1e-6);
}

#[test]
fn the_information_is_that_of_differences() {
    // ν from numeric second derivatives of the two-parameter deviance, in place of the written ones
    let d1 = data::d1();
    let fit = Mixed::fit(&Model::new(&d1.post, &d1.treated, &d1.csm).baseline(Some(&d1.pre)).regression().unwrap()).unwrap();
    let left = fit.sums.rows - 3.0;
    let deviance = |theta: f64, noise: f64| {
        let at = fit.sums.at(theta).unwrap();
        let sizes: f64 = fit.sums.clusters.iter().map(|c| (c.size * theta).ln_1p()).sum();
        left * noise.ln() + at.squares / noise + sizes - at.inverse.determinant().ln()
    };
    let variance = |theta: f64, noise: f64| noise * fit.sums.at(theta).unwrap().inverse[(1, 1)];
    let (x, y) = (fit.theta, fit.variance_residual);
    let (h, k) = (x * 1e-3, y * 1e-3);
    let mixed = (deviance(x + h, y + k) - deviance(x + h, y - k) - deviance(x - h, y + k) + deviance(x - h, y - k)) / (4.0 * h * k);
    let along = (deviance(x + h, y) - 2.0 * deviance(x, y) + deviance(x - h, y)) / (h * h);
    let up = (deviance(x, y + k) - 2.0 * deviance(x, y) + deviance(x, y - k)) / (k * k);
    let covariance = Matrix2::new(along, mixed, mixed, up).try_inverse().unwrap() * 2.0;
    let gradient =
        Vector2::new((variance(x + h, y) - variance(x - h, y)) / (2.0 * h), (variance(x, y + k) - variance(x, y - k)) / (2.0 * k));
    let expected = 2.0 * variance(x, y).powi(2) / gradient.dot(&(covariance * gradient));
    assert_close(fit.effect_of(1).unwrap().degrees_of_freedom, expected, 1e-4);
}

#[test]
fn csms_that_differ_by_chance_alone_have_no_variance() {
    // every CSM has the same mean: between them is less than chance would leave
    let y: Vec<f64> = (0..24).map(|i| [1.0, -1.0, 2.0, -2.0][i % 4]).collect();
    let csm: Vec<usize> = (0..24).map(|i| i / 4).collect();
    let treated: Vec<bool> = csm.iter().map(|c| c % 2 == 0).collect();
    let fit = Mixed::fit(&Model::new(&y, &treated, &csm).regression().unwrap()).unwrap();
    assert_eq!((fit.variance_csm, fit.icc()), (0.0, 0.0));
}
