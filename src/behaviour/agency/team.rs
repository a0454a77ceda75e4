//! Pay on a team's mean: less luck, less effort (Holmström 1982; Kandel & Lazear 1992; model section 1.4).

use super::SingleTask;
use crate::behaviour::own_share;

/// N people with the same task, each paid by a slope on the mean of their outputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TeamTask {
    /// What each of them does.
    pub task: SingleTask,
    /// N, at least 1.
    pub members: u32,
    /// Correlation of noise between members, 0 to 1: the luck all share.
    pub correlation: f64,
    /// Peer pressure, 0 (free riding) to 1 (as if paid alone).
    pub peer_pressure: f64,
}

impl TeamTask {
    /// Weight of a member's own output in what moves them: [`own_share`].
    #[must_use]
    pub fn own_share(&self) -> f64 {
        own_share(self.members, self.peer_pressure)
    }

    /// Effort under a slope on the mean: own share × what the same slope on own output buys.
    #[must_use]
    pub fn effort(&self, slope: f64) -> f64 {
        self.own_share() * self.task.effort(slope)
    }

    /// Variance of the mean ÷ variance of one output, ρ + (1 − ρ)/N: never below the luck all share.
    #[must_use]
    pub fn variance_ratio(&self) -> f64 {
        self.correlation + (1.0 - self.correlation) / f64::from(self.members)
    }

    /// Standard deviation of a member's pay under a slope, \[$\].
    #[must_use]
    pub fn deviation(&self, slope: f64) -> f64 {
        slope.abs() * self.task.sd * self.variance_ratio().sqrt()
    }

    /// Slope that leaves most to share: (p/ω) ÷ (1 + r·c·σ_T²/(ω²γ²)) with own share ω and the mean's variance σ_T²; without peer
    /// pressure p·N ÷ (1 + r·c·N²σ_T²/γ²).
    #[must_use]
    pub fn optimal_slope(&self) -> f64 {
        self.as_single().optimal_slope() / self.own_share()
    }

    /// What firm and one member have to share under a slope, \[$\]: never more than pay on own output leaves, as long as the noise of
    /// the mean, divided by the own share, is at least that of one output (always so without peer pressure).
    #[must_use]
    pub fn surplus(&self, slope: f64) -> f64 {
        self.as_single().surplus(slope * self.own_share())
    }

    /// The same trade-off as a single task: a slope ω·b on own output with noise σ_T/ω gives the same effort at the same risk.
    fn as_single(&self) -> SingleTask {
        SingleTask { sd: self.task.sd * self.variance_ratio().sqrt() / self.own_share(), ..self.task }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TASK: SingleTask = SingleTask { value: 1.0, productivity: 2.0, cost: 1.5, risk_aversion: 0.8, sd: 1.2 };

    #[test]
    fn a_team_of_eight_has_the_known_answers() {
        // Computed independently.
        let team = TeamTask { task: TASK, members: 8, correlation: 0.15, peer_pressure: 0.0 };
        let alone = TeamTask { members: 1, ..team };
        for (name, value, known) in [
            ("effort alone", alone.effort(0.2), 0.266_666_666_666_666_66),
            ("effort in the team", team.effort(0.2), 0.033_333_333_333_333_33),
            ("with peer pressure", TeamTask { peer_pressure: 0.25, ..team }.effort(0.2), 0.091_666_666_666_666_66),
            ("deviation alone", alone.deviation(0.2), 0.24),
            ("deviation in the team", team.deviation(0.2), 0.121_490_740_387_899_52),
            ("variance ratio", team.variance_ratio(), 0.256_25),
            ("optimal slope", team.optimal_slope(), 0.989_511_181_476_350_8),
            ("surplus", team.surplus(team.optimal_slope()), 0.164_918_530_246_058_46),
            ("surplus alone", alone.surplus(alone.optimal_slope()), 0.931_098_696_461_825_2),
        ] {
            assert!((value - known).abs() < 1e-13, "{name}: {value} instead of {known}");
        }
    }

    proptest! {
        #[test]
        fn a_team_of_one_is_the_person(correlation in 0.0..1.0_f64, peer_pressure in 0.0..1.0_f64, slope in 0.0..3.0_f64) {
            let team = TeamTask { task: TASK, members: 1, correlation, peer_pressure };
            prop_assert_eq!(team.effort(slope), TASK.effort(slope));
            prop_assert!((team.variance_ratio() - 1.0).abs() < 1e-15);
            prop_assert!((team.surplus(slope) - TASK.surplus(slope)).abs() < 1e-12);
        }

        #[test]
        fn the_optimal_slope_beats_others_and_free_riders_leave_less_than_individual_pay(
            members in 2..50_u32, correlation in 0.0..1.0_f64, peer_pressure in 0.0..1.0_f64, other in 0.0..3.0_f64,
        ) {
            let team = TeamTask { task: TASK, members, correlation, peer_pressure };
            prop_assert!(team.surplus(team.optimal_slope()) >= team.surplus(other) - 1e-12);
            let (e, risk) = (team.effort(other), 0.5 * 0.8 * team.deviation(other).powi(2));
            prop_assert!((team.surplus(other) - (2.0 * e - 0.75 * e * e - risk)).abs() < 1e-9);
            let free = TeamTask { peer_pressure: 0.0, ..team };
            prop_assert!(free.surplus(free.optimal_slope()) <= TASK.surplus(TASK.optimal_slope()) + 1e-12);
        }
    }
}
