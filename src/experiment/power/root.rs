//! A root between two points of opposite sign.

/// Relative width at which a root counts as found.
const NEAR: f64 = 1e-13;

/// Where `f` crosses 0 between `low` and `high`; `None` unless the signs there differ.
///
/// Chandrupatla's method (1997, Advances in Engineering Software 28:145): inverse quadratic steps where three points are well placed, else the
/// bracket is halved. It never leaves the bracket.
pub(crate) fn root(f: impl Fn(f64) -> f64, low: f64, high: f64) -> Option<f64> {
    let (mut a, mut b) = (high, low);
    let (mut at_a, mut at_b) = (f(a), f(b));
    if at_a == 0.0 {
        return Some(a);
    }
    if at_b == 0.0 {
        return Some(b);
    }
    if at_a.is_nan() || at_b.is_nan() || (at_a > 0.0) == (at_b > 0.0) {
        return None;
    }
    let mut share = 0.5;
    for _ in 0..200 {
        let new = a + share * (b - a);
        let at_new = f(new);
        let (c, at_c);
        if (at_new > 0.0) == (at_a > 0.0) {
            (c, at_c) = (a, at_a);
        } else {
            (c, at_c) = (b, at_b);
            (b, at_b) = (a, at_a);
        }
        (a, at_a) = (new, at_new);
        let (best, at_best) = if at_a.abs() < at_b.abs() { (a, at_a) } else { (b, at_b) };
        let least = NEAR * best.abs().max(1e-300) / (b - a).abs();
        if at_best == 0.0 || least > 0.5 {
            return Some(best);
        }
        let (xi, phi) = ((a - b) / (c - b), (at_a - at_b) / (at_c - at_b));
        share = if phi * phi < xi && (1.0 - phi).powi(2) < 1.0 - xi {
            let quadratic =
                at_a / (at_b - at_a) * (at_c / (at_b - at_c)) + (c - a) / (b - a) * (at_a / (at_c - at_a)) * (at_b / (at_c - at_b));
            quadratic.clamp(least, 1.0 - least)
        } else {
            0.5
        };
    }
    Some(a)
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn finds_what_halving_finds() {
        type Bracketed = (fn(f64) -> f64, f64, f64);
        let wild: [Bracketed; 5] = [
            (|x| x * x - 2.0, 0.0, 2.0),
            (|x| x.powi(9), -1.0, 1.5),
            (|x| (x - 0.3).tanh(), -50.0, 1000.0),
            (|x| x.exp() - 1e-6, -40.0, 5.0),
            (|x| if x < 0.7 { -1.0 } else { 2.0 }, 0.0, 1.0),
        ];
        for (f, low, high) in wild {
            let (mut near, mut far) = (low, high);
            for _ in 0..200 {
                let middle = f64::midpoint(near, far);
                if f(middle) < 0.0 { near = middle } else { far = middle }
            }
            let found = root(f, low, high).unwrap();
            assert!((found - near).abs() < 1e-9, "{found} {near}");
        }
    }

    #[test]
    fn one_sign_has_no_root() {
        assert_eq!((root(|x| x * x + 1.0, -1.0, 1.0), root(|_| f64::NAN, 0.0, 1.0)), (None, None));
    }
}
