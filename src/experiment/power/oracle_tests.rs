//! Power against independent numbers: statsmodels, scipy, clusterPower, Stata's printed outputs, swCRTdesign.

use super::*;
use crate::experiment::oracle::{assert_close, number};

const T: Significance = Significance { alpha: 0.05, law: Law::Student };
const Z: Significance = Significance { alpha: 0.05, law: Law::Normal };

fn aim(effect: f64, test: Significance) -> Aim {
    Aim { effect, power: 0.8, test }
}

fn found(need: Option<Need>) -> f64 {
    match need {
        Some(Need::Of(x)) => x,
        other => panic!("{other:?}"),
    }
}

#[test]
fn power_of_parallel_arms() {
    let of = |key: &str| number("O1_power", key);
    let design = Design::plain(20.0, 40.0, 0.05);
    let effect = design.books.design_effect(0.05, Weighting::Accounts);
    assert_close(effect, of("deff"), 1e-12);
    assert_close(20.0 * 40.0 / effect, of("n_eff_per_arm"), 1e-12);
    let sight = design.sight().unwrap();
    assert_close(0.2 / sight.standard_error(), of("ncp"), 1e-12);
    assert_close(sight.degrees_of_freedom, of("df"), 0.0);
    let critical = T.critical(38.0).unwrap();
    assert_close(critical, of("tcrit"), 1e-12);
    assert_close(design.power(0.2, &T).unwrap(), of("power_two_tail"), 1e-11);
    let law = NoncentralT { degrees_of_freedom: 38.0, noncentrality: of("ncp") };
    assert_close(law.above(critical), of("power_upper_tail_only"), 1e-11);
    assert_close(design.power(0.2, &Z).unwrap(), of("power_z"), 1e-11);
    assert_close(design.power_ignoring_csms(0.2, &T).unwrap(), of("power_ignoring_clusters"), 1e-11);
    assert_close(design.power(0.1, &T).unwrap(), of("power_d_0_1"), 1e-11);
    assert_close(design.power(0.3, &T).unwrap(), of("power_d_0_3"), 1e-11);
    assert_close(design.power(-0.3, &T).unwrap(), of("power_d_0_3"), 1e-11);
    assert_close(Design::plain(6.0, 40.0, 0.05).power(0.2, &T).unwrap(), of("power_K6"), 1e-11);
    let unequal = Design { csms: [8.0, 16.0], ..design };
    assert_close(unequal.power(0.2, &T).unwrap(), of("power_K8_16"), 1e-11);
}

#[test]
fn solutions_and_their_ceilings() {
    let of = |key: &str| number("O2_solve", key);
    let design = Design::plain(20.0, 40.0, 0.05);
    let csms = design.csms_needed(&aim(0.2, T)).unwrap();
    assert_close(found(Some(csms)), of("clusters_per_arm"), 1e-9);
    assert_close(csms.whole().unwrap(), of("clusters_per_arm_ceil"), 0.0);
    assert_close(found(design.csms_needed(&aim(0.2, Z))), of("clusters_per_arm_z"), 1e-10);
    // statsmodels stops its search at about 1e-8; the root is one to rounding
    let smallest = design.smallest_effect(0.8, &T).unwrap();
    assert_close(smallest, of("mde_t_power80_K20"), 2e-8);
    assert_close(design.power(smallest, &T).unwrap(), 0.8, 1e-12);
    assert_close(design.smallest_effect(0.8, &Z).unwrap(), of("mde_z"), 1e-10);
    let error = design.sight().unwrap().standard_error();
    assert_close(T.bloom(0.8, 38.0).unwrap() * error, of("mde_bloom_t"), 1e-10);
    assert_close(found(design.accounts_needed(&aim(0.25, T))), of("accounts_per_csm_for_d025_K20"), 1e-10);
    assert_close(design.never_below(0.8, &T).unwrap(), of("min_mde_m_infinite_K20"), 1e-7);
    assert_close(found(design.csms_needed_with_endless_books(&aim(0.2, T))), of("K_min_m_infinite_d02"), 1e-7);
    // 0.2 sd is below the ceiling of 20 CSMs an arm: no books are large enough
    let Some(Need::Hopeless(best)) = design.accounts_needed(&aim(0.2, T)) else { panic!() };
    assert!((0.78..0.8).contains(&best), "{best}");
}

#[test]
fn stata_by_the_normal_law() {
    let of = |key: &str| number("O1b_stata", key);
    for (nth, m) in [4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0].into_iter().enumerate() {
        let power = Design::plain(100.0, m, 0.3).power(0.2, &Z).unwrap();
        assert_close(power, of(&format!("power_K100_d2_rho3/{m}")), 1e-10);
        assert_close((power * 1e4).round() / 1e4, of(&format!("stata_printed/{nth}")), 1e-12);
    }
    let csms = |m: f64, icc: f64, effect: f64| found(Design::plain(2.0, m, icc).csms_needed(&aim(effect, Z)));
    assert_close(csms(15.0, 0.3, 0.2), of("K_d2_m15_rho3"), 1e-10);
    for (nth, m) in [10.0, 20.0, 30.0, 40.0, 50.0].into_iter().enumerate() {
        assert_close(csms(m, 0.1, 0.1), of(&format!("K_d1_rho1/{m}")), 1e-10);
        assert_close(csms(m, 0.1, 0.1).ceil(), of(&format!("stata_K_d1_rho1/{nth}")), 1e-12);
    }
    assert_close(csms(20.0, 0.025, 1.1 / 3.67), of("K_1_1_sd367_m20_rho025"), 1e-10);
}

#[test]
fn a_quarter_before_the_start() {
    let of = |key: &str| number("O4_baseline", key);
    let baseline = Baseline { csm: 0.6, account: 0.5 };
    let with = |csms: f64, accounts: f64, comparison: Comparison| Design { comparison, ..Design::plain(csms, accounts, 0.05) };
    let after = with(12.0, 30.0, Comparison::After);
    let (change, adjusted) = (with(12.0, 30.0, Comparison::Change(baseline)), with(12.0, 30.0, Comparison::Adjusted(baseline)));
    assert_close(baseline.correlation(after.parts()), of("r"), 1e-12);
    assert_close(baseline.correlation(Design::plain(20.0, 40.0, 0.05).parts()), of("r_m40"), 1e-12);
    let variance = |design: &Design| design.sight().unwrap().variance;
    assert_close(variance(&change) / variance(&after), of("did_factor"), 1e-12);
    assert_close(variance(&adjusted) / variance(&after), of("ancova_factor"), 1e-12);
    let power = |design: &Design| design.power(0.2, &T).unwrap();
    assert_close(power(&after), of("power_post_only"), 1e-10);
    assert_close(power(&change), of("power_did"), 1e-10);
    assert_close(power(&adjusted), of("power_ancova"), 1e-10);
    let sight = change.sight().unwrap();
    let law = NoncentralT { degrees_of_freedom: 22.0, noncentrality: 0.2 / sight.standard_error() };
    assert_close(law.above(T.critical(22.0).unwrap()), of("power_did_upper"), 1e-10);
    let large = with(20.0, 40.0, Comparison::Adjusted(baseline));
    assert_close(power(&large), of("power_ancova_20_m40"), 1e-10);
    assert_close(power(&with(20.0, 40.0, Comparison::Change(baseline))), of("power_did_20_m40"), 1e-10);
    assert_close(found(large.csms_needed(&aim(0.2, T))), of("K_ancova_m40"), 1e-9);
}

#[test]
fn a_yes_or_no() {
    let of = |key: &str| number("O4_baseline", key);
    let design = Design { sd: sd_of_rates([0.85, 0.9]), ..Design::plain(20.0, 40.0, 0.05) };
    assert_close(0.05 / design.sight().unwrap().standard_error(), of("binary_ncp"), 1e-10);
    assert_close(design.power(0.05, &T).unwrap(), of("binary_power_t"), 1e-10);
}

#[test]
fn schedules_by_generalised_least_squares() {
    let of = |key: String| number("O5_gls", &key);
    let before = Kind::Parallel { before: 1 };
    let kinds = [
        ("stepped_wedge", Kind::SteppedWedge, 5),
        ("parallel5", Kind::Parallel { before: 0 }, 5),
        ("parallel_baseline", before, 5),
        ("crossover2", Kind::Crossover, 2),
        ("switchback6", Kind::Switchback, 6),
    ];
    for (name, kind, quarters) in kinds {
        for (who, account, fading) in [("cs", 0.0, Fading::Steady), ("cohort", 0.5, Fading::Steady), ("decay", 0.5, Fading::Decaying)] {
            let schedule = Schedule::new(kind, quarters, 0);
            let persistence = Persistence { csm: 0.8, fading, account };
            let design =
                Design { comparison: Comparison::Scheduled { schedule, carry_over: false }, persistence, ..Design::plain(6.0, 30.0, 0.05) };
            let sight = design.sight().unwrap();
            assert_close(sight.variance, of(format!("{name}_var_{who}")), 1e-9);
            assert_close(sight.degrees_of_freedom, 10.0, 0.0);
            assert_close(design.power(0.2, &Z).unwrap(), of(format!("{name}_power_z_{who}")), 1e-9);
            assert!(design.power(0.2, &T).unwrap() < design.power(0.2, &Z).unwrap(), "few CSMs cost power");
            if kind == (Kind::Parallel { before: 0 }) && fading == Fading::Steady {
                // without a quarter before, the mean over quarters is all there is
                let plain = Design { persistence, quarters, ..Design::plain(6.0, 30.0, 0.05) };
                assert_close(plain.sight().unwrap().variance, sight.variance, 1e-12);
            }
        }
    }
    // Hooper's closed form, upper tail, as clusterPower has it
    let upper = |variance: f64| NoncentralT { degrees_of_freedom: f64::INFINITY, noncentrality: 0.2 / variance.sqrt() };
    let power = upper(of("stepped_wedge_var_cohort".into())).above(Z.critical(0.0).unwrap());
    assert_close(power, of("hooper_sw_power".into()), 1e-9);
}

#[test]
fn levels_of_assignment() {
    let of = |key: &str| number("O19_level", key);
    let at = |level: Level, effect_spread: f64| Design { level, effect_spread, ..Design::plain(12.0, 24.0, 0.08) };
    let (pod, inside) = (Level::Pod { csms: 4.0, icc: 0.03 }, Level::CsmInPod { csms: 4.0, icc: 0.03 });
    let of_level = [
        (at(Level::Csm, 0.0), "var_csm", "power_csm"),
        (at(Level::Csm, 0.02), "var_csm_with_om2", "power_csm_with_om2"),
        (at(pod, 0.0), "var_pod", "power_pod"),
        (at(inside, 0.0), "var_csm_within_pod", "power_csm_within_pod"),
        (at(Level::Cohort, 0.02), "var_cohort_within_csm", "power_cohort"),
    ];
    for (design, variance, power) in of_level {
        assert_close(design.sight().unwrap().variance, of(variance), 1e-12);
        assert_close(design.power(0.3, &T).unwrap(), of(power), 1e-10);
    }
    assert_close(24.0 * at(pod, 0.0).parts().total(), of("de3"), 1e-12);
    let crossed = Design { crossing: [0.15, 0.05], ..at(Level::Csm, 0.0) };
    assert_close(crossed.power(0.3, &T).unwrap(), of("power_csm_contaminated_20pct"), 1e-10);
    assert_close(crossed.dilution().powi(-2), of("inflation_20pct"), 1e-12);
    let (csm, cohort) = (of("var_csm"), of("var_cohort_within_csm"));
    assert_close(break_even_shift(csm, cohort, 0.3).unwrap(), of("break_even_spill"), 1e-12);
    assert_close(root_mean_squared_error(cohort, of("spill_bias_cohort_10pct_shift")), of("rmse_cohort"), 1e-12);
    assert_close(root_mean_squared_error(csm, 0.0), of("rmse_csm"), 1e-12);
    assert_eq!(break_even_shift(cohort, csm, 0.3), None);
}

#[test]
fn smallest_p_of_permutations() {
    for arm in 2..=8 {
        assert_close(smallest_p(2 * arm, arm), number("O19_level", &format!("min_p_unpaired/{arm}")), 1e-12);
    }
    for pairs in 2..=10 {
        assert_close(smallest_p_pairs(pairs), number("O19_level", &format!("min_p_pairs/{pairs}")), 1e-12);
    }
    assert_eq!((fewest_per_arm(0.05), fewest_per_arm(0.005)), (4, 6));
    assert_close(smallest_p(12, 3), 1.0 / 220.0, 1e-12);
}

/// Examples printed in the anchors' manuals; those of clusterPower count the upper tail alone and stop their search at four digits or more.
#[test]
fn anchors_examples() {
    let upper = |design: &Design, effect: f64| {
        let sight = design.sight().unwrap();
        let law = NoncentralT { degrees_of_freedom: sight.degrees_of_freedom, noncentrality: effect / sight.standard_error() };
        law.above(T.critical(sight.degrees_of_freedom).unwrap())
    };
    // cpa.normal: 16 clusters an arm, 10 subjects, d 1, total variance 5, between 0.5
    let first = Design { sd: [5f64.sqrt(); 2], ..Design::plain(16.0, 10.0, 0.1) };
    assert_close(upper(&first, 1.0), 0.801_766_022_833, 1e-10);
    // cpa.normal: 20 clusters an arm, 100 subjects, CV 0.5, d 0.2, ICC 0.1, by the Taylor form
    let varied = Books::Varied { mean: 100.0, cv: 0.5 };
    let second = Design { books: varied, weighting: Weighting::MixedModel, ..Design::plain(20.0, 100.0, 0.1) };
    assert_close(upper(&second, 0.2), 0.455_988_061_006, 1e-10);
    // cpa.did.normal: 100 subjects, d 0.5, ICC 0.05, correlations 0.5 and 0.7: 4.68335831251 clusters an arm
    let baseline = Baseline { csm: 0.5, account: 0.7 };
    let did = Design { comparison: Comparison::Change(baseline), ..Design::plain(2.0, 100.0, 0.05) };
    assert_close(found(did.csms_needed(&aim(0.5, T))), 4.683_358_312_51, 2e-6);
    // cpa.sw.normal: 50 subjects, 5 steps, d 1.5, ICC 0.2, CAC 0.8, new subjects, variance 16: 1.28877168031 clusters a step
    let schedule = Schedule::new(Kind::SteppedWedge, 6, 0);
    let wedge = Design {
        comparison: Comparison::Scheduled { schedule, carry_over: false },
        persistence: Persistence { csm: 0.8, fading: Fading::Steady, account: 0.0 },
        sd: [4.0; 2],
        ..Design::plain(2.0, 50.0, 0.2)
    };
    assert_close(found(wedge.csms_needed(&aim(1.5, Z))) * 2.0 / 5.0, 1.288_771_680_31, 3e-5);
    // swPwr, example 1: 6 clusters at each of 4 steps, 120 yes or no of mean rate 0.0425, sd between clusters 0.01, effect 0.015
    let (within, between) = (0.0425 * (1.0 - 0.0425), 1e-4);
    let hussey = Design {
        comparison: Comparison::Scheduled { schedule: Schedule::new(Kind::SteppedWedge, 5, 0), carry_over: false },
        persistence: Persistence { csm: 1.0, fading: Fading::Steady, account: 0.0 },
        sd: [f64::sqrt(within + between); 2],
        ..Design::plain(12.0, 120.0, between / (within + between))
    };
    assert_close(hussey.power(0.015, &Z).unwrap(), 0.786_189_592_503, 1e-9);
}
