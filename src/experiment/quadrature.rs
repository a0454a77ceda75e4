//! Integrals of smooth functions by Gauss–Legendre rules on panels.

/// Half of the 16-point rule on (−1, 1), which is symmetric: nodes and weights (Abramowitz & Stegun 1964, table 25.4).
const RULE: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

/// Nodes and weights of one panel, 16 of them, in rising order of the lower half.
pub(super) fn panel(low: f64, high: f64) -> impl Iterator<Item = (f64, f64)> {
    let (middle, half) = (f64::midpoint(low, high), 0.5 * (high - low));
    RULE.into_iter().flat_map(move |(x, w)| [(middle - half * x, half * w), (middle + half * x, half * w)])
}

/// Nodes and weights on `low..high` cut into equal panels no wider than `widest`.
pub(super) fn panels(low: f64, high: f64, widest: f64) -> Vec<(f64, f64)> {
    let count = ((high - low) / widest).ceil().max(1.0);
    let width = (high - low) / count;
    (0..count as u32)
        .flat_map(|i| {
            let from = low + f64::from(i) * width;
            panel(from, from + width)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_of_degree_31_are_exact() {
        let of = |power: i32| panel(0.0, 1.0).map(|(x, w)| w * x.powi(power)).sum::<f64>();
        for power in [0, 1, 7, 31] {
            assert!((of(power) * f64::from(power + 1) - 1.0).abs() < 1e-13, "{power}");
        }
        let many = panels(0.0, 3.0, 0.7);
        assert_eq!(many.len(), 5 * 16);
        assert!((many.iter().map(|(x, w)| w * (-x).exp()).sum::<f64>() - (1.0 - (-3.0_f64).exp())).abs() < 1e-14);
    }
}
