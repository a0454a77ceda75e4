//! What is at stake: one unit of uplift in money, and what it costs.

/// What an uplift is worth and what the new plan pays more for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stakes {
    /// Yearly recurring revenue of the books under the plan, in currency.
    pub revenue: f64,
    /// Share of revenue that is margin, above 0 to 1.
    pub margin: f64,
    /// Years that revenue once gained lasts.
    pub horizon: f64,
    /// What the new plan pays more than today's for a year's uplift, over all these books, in currency; may be negative.
    pub extra_pay: f64,
}

impl Stakes {
    /// Worth of an uplift of 1 (a hundred points), in currency over the horizon.
    #[must_use]
    pub fn unit(&self) -> f64 {
        self.revenue * self.margin * self.horizon
    }

    /// The uplift at which the plan pays for itself: extra pay ÷ (revenue × margin × horizon).
    ///
    /// ```
    /// use paylift::experiment::decide::Stakes;
    /// let stakes = Stakes { revenue: 12e6, margin: 0.8, horizon: 1.0, extra_pay: 144_000.0 };
    /// assert!((stakes.break_even() - 0.015).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn break_even(&self) -> f64 {
        self.extra_pay / self.unit()
    }

    /// Net worth of an uplift, payouts taken off, in currency over the horizon.
    #[must_use]
    pub fn net(&self, uplift: f64) -> f64 {
        self.unit() * uplift - self.extra_pay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // 10 M of revenue at 80 % for 2 years: an uplift of 1 is worth 16 M. 80,000 more pay needs .5 points; 2 points net 320,000 − 80,000.
        let stakes = Stakes { revenue: 10e6, margin: 0.8, horizon: 2.0, extra_pay: 80_000.0 };
        assert!((stakes.unit() - 16e6).abs() < 1e-6);
        assert!((stakes.break_even() - 0.005).abs() < 1e-15);
        assert!((stakes.net(0.02) - 240_000.0).abs() < 1e-6);
    }
}
