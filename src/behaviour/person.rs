//! One person's response to one plan: the solved steady state, and what it becomes month by month.

use super::beliefs::{ACTIVITIES, GAMES, Gradient, MetricBelief};
use super::incentive::{Stake, StakePay};
use super::policy::{Moment, SeatTerms};
use super::{
    Assumptions, Channels, Conduct, Effort, EffortCost, Gains, GamingCost, GamingGains, Integrity, Outlook, Quota, QuotaTable, Timing,
    response_slope, timing,
};

/// Rounds of the damped fixed point; shifts settle by a factor of 0.7 a round.
const ROUNDS: usize = 30;
/// Place of expansion among the activities: what moves deals.
const EXPANSION: usize = 2;

/// How far a person reaches one metric: dollars follow when it is multiplied by the metric's worth.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    /// Per quarter and unit of effort at effort 1 (or of a game), in this period and, discounted, in later ones; own share included.
    effort: [[f64; ACTIVITIES]; 2],
    game: [[f64; GAMES]; 2],
    /// Mean shift of the metric per unit of output (or of a game) kept up all along, mean over periods.
    steady_output: [f64; ACTIVITIES],
    steady_game: [f64; GAMES],
    /// Share of one's own skill in the metric's mean: 1 ÷ people pooled.
    alone: f64,
    /// By months passed.
    outlooks: Vec<Outlook>,
}

impl Reach {
    /// From beliefs; `own` is the weight of one's own contribution, `members` how many are pooled.
    pub(super) fn new(belief: &MetricBelief, own: f64, members: u32, cadence: u16, quarter_discount: f64) -> Self {
        let quarters = f64::from(cadence) / 3.0;
        let weight = |lag: usize| libm::pow(quarter_discount, quarters * lag as f64) * own / quarters;
        let slope = response_slope(1.0);
        let periods = belief.activity.len().max(1) as f64;
        // a period sees the effort of all periods before it
        let steady = |lag: usize| (periods - lag as f64) / periods;
        Self {
            effort: [sum(&belief.activity[..belief.activity.len().min(1)], |l| weight(l) * slope), {
                sum(&belief.activity, |l| if l == 0 { 0.0 } else { weight(l) * slope })
            }],
            game: [sum(&belief.game[..belief.game.len().min(1)], weight), sum(&belief.game, |l| if l == 0 { 0.0 } else { weight(l) })],
            steady_output: sum(&belief.activity, steady),
            steady_game: sum(&belief.game, steady),
            alone: 1.0 / f64::from(members.max(1)),
            outlooks: belief.outlooks.clone(),
        }
    }

    /// Shift of the metric's mean under this conduct of a person of this skill.
    fn shift(&self, skill: f64, outputs: &[f64; ACTIVITIES], games: &[f64; GAMES]) -> f64 {
        let by_effort: f64 =
            self.steady_output.iter().zip(outputs).map(|(s, g)| s * (skill * (g - 1.0) + (skill - 1.0) * self.alone)).sum();
        let by_games: f64 = self.steady_game.iter().zip(games).map(|(s, m)| s * m).sum();
        by_effort + by_games
    }
}

/// Weighted sums of gradients over the periods passed since.
fn sum<const N: usize>(by_lag: &[[Gradient; N]], weight: impl Fn(usize) -> f64) -> [f64; N] {
    std::array::from_fn(|k| by_lag.iter().enumerate().map(|(lag, gradients)| weight(lag) * gradients[k].value).sum())
}

/// Where the worth of metrics comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Worth<'a> {
    /// Closed forms, which depend on the response.
    Closed(&'a [Stake<'a>]),
    /// Found by trying pay, by metric; the stakes only say how it moves within a period.
    Fixed(&'a [f64], &'a [Stake<'a>]),
}

/// A stake that is watched while its period goes on.
#[derive(Debug, Clone)]
struct Watch {
    metric: usize,
    /// Periods it is for.
    periods: Vec<usize>,
    unit: f64,
    zero: f64,
    table: QuotaTable,
    /// Factor on what the table says.
    scale: f64,
}

/// A person's solved response.
#[derive(Debug, Clone)]
pub(super) struct Person {
    integrity: Integrity,
    cost: EffortCost,
    gaming: GamingCost,
    channels: Channels,
    pull_discount: f64,
    cadence: u16,
    reach: Vec<Reach>,
    /// `metrics × periods`: dollars per unit of the metric, and the part of it that watches say better.
    worth: Vec<Vec<[f64; 2]>>,
    /// Mean over periods.
    mean_worth: Vec<f64>,
    watches: Vec<Watch>,
    /// `metrics × periods`: dollars per unit of the metric on the straight line from nothing to target pay, and that target.
    straight: Vec<Vec<[f64; 2]>>,
    shifts: Vec<f64>,
}

/// What a person does in a month, and how strongly pay asks for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// What is done.
    pub conduct: Conduct,
    /// What more of everything that is paid for pays now, as a multiple of what it pays on the straight line from nothing to target
    /// pay; 0 where nothing depends on anything.
    pub incentive: f64,
    /// The same as a multiple of what it pays before a period has shown anything: 1 on a straight line, large where a cliff is near.
    pub surge: f64,
}

impl Person {
    /// Solves the steady response of the person in a seat.
    pub(super) fn solve(
        seat: SeatTerms,
        integrity: Integrity,
        people: &Assumptions,
        reach: &[Reach],
        worth: Worth<'_>,
        cadence: u16,
        periods: usize,
    ) -> Self {
        let mut person = Self {
            integrity,
            cost: EffortCost::of(people, seat.ote / 4.0),
            gaming: GamingCost::of(people, integrity, seat.ote / 4.0),
            channels: people.channels,
            pull_discount: people.pull_discount,
            cadence,
            reach: reach.to_vec(),
            worth: Vec::new(),
            mean_worth: Vec::new(),
            watches: Vec::new(),
            straight: straight_lines(worth, reach.len(), periods),
            shifts: vec![0.0; reach.len()],
        };
        let r = people.risk_aversion;
        let mut best: Option<(f64, Vec<f64>)> = None;
        for start in [1.0, 2.0] {
            let outputs = [f64::from(super::response(start)); ACTIVITIES];
            person.shifts = reach.iter().map(|reach| reach.shift(seat.skill, &outputs, &[0.0; GAMES])).collect();
            for _ in 0..ROUNDS {
                person.value(worth, r, periods);
                let (outputs, games) = person.steady(seat.skill);
                for (shift, reach) in person.shifts.iter_mut().zip(reach) {
                    *shift = 0.7 * *shift + 0.3 * reach.shift(seat.skill, &outputs, &games);
                }
            }
            let objective = person.objective(worth, r, periods, seat.skill);
            if best.as_ref().is_none_or(|(value, _)| objective > *value) {
                best = Some((objective, person.shifts.clone()));
            }
        }
        if let Some((_, shifts)) = best {
            person.shifts = shifts;
        }
        person.value(worth, r, periods);
        person.watch(worth, r);
        person
    }

    /// Sets the worth of every metric at the present shifts.
    fn value(&mut self, worth: Worth<'_>, r: f64, periods: usize) {
        self.worth = vec![vec![[0.0; 2]; periods]; self.reach.len()];
        match worth {
            Worth::Closed(stakes) => {
                for stake in stakes {
                    let dollars = stake.worth(self.shifts[stake.metric], r);
                    let watched = self.is_watched(stake);
                    let cell = &mut self.worth[stake.metric][stake.period];
                    cell[0] += dollars;
                    cell[1] += if watched { dollars } else { 0.0 };
                }
            }
            Worth::Fixed(worths, stakes) => {
                for (row, dollars) in self.worth.iter_mut().zip(worths) {
                    row.fill([*dollars, 0.0]);
                }
                for stake in stakes {
                    let watched = self.is_watched(stake);
                    let cell = &mut self.worth[stake.metric][stake.period];
                    cell[1] = if watched { cell[0] } else { cell[1] };
                }
            }
        }
        self.mean_worth = self.worth.iter().map(|row| row.iter().map(|w| w[0]).sum::<f64>() / row.len().max(1) as f64).collect();
    }

    fn is_watched(&self, stake: &Stake<'_>) -> bool {
        matches!(stake.pay, StakePay::Normal { .. }) && stake.sd > 0.0 && !self.reach[stake.metric].outlooks.is_empty()
    }

    /// Outputs and games of the steady state.
    fn steady(&self, skill: f64) -> ([f64; ACTIVITIES], [f64; GAMES]) {
        let gains = self.gains(|m| (self.mean_worth[m], self.mean_worth[m]));
        let levels = self.cost.best_levels(&Gains { activity: gains.0.map(|g| g * skill) });
        let games = self.gaming.games(&GamingGains { channel: gains.1 }, &self.channels);
        (levels.map(|e| f64::from(super::response(e as f32))), games.to_array().map(f64::from))
    }

    /// Gains per quarter of every activity (at capacity 1) and game, from the worth of each metric now and later.
    fn gains(&self, worth: impl Fn(usize) -> (f64, f64)) -> ([f64; ACTIVITIES], [f64; GAMES]) {
        let (mut activity, mut game) = ([0.0; ACTIVITIES], [0.0; GAMES]);
        for (m, reach) in self.reach.iter().enumerate() {
            let (now, later) = worth(m);
            for (k, gain) in activity.iter_mut().enumerate() {
                *gain += now * reach.effort[0][k] + later * reach.effort[1][k];
            }
            for (k, gain) in game.iter_mut().enumerate() {
                *gain += now * reach.game[0][k] + later * reach.game[1][k];
            }
        }
        (activity, game)
    }

    /// Certainty equivalent of a horizon's pay less the cost of earning it, \[$\]; 0 where pay is tried.
    fn objective(&self, worth: Worth<'_>, r: f64, periods: usize, skill: f64) -> f64 {
        let Worth::Closed(stakes) = worth else { return 0.0 };
        let gains = self.gains(|m| (self.mean_worth[m], self.mean_worth[m]));
        let effort = self.cost.best_effort(&Gains { activity: gains.0.map(|g| g * skill) });
        let games = self.gaming.games(&GamingGains { channel: gains.1 }, &self.channels);
        let quarters = periods as f64 * f64::from(self.cadence) / 3.0;
        let trouble: f64 = games
            .to_array()
            .into_iter()
            .filter(|m| *m > 0.0)
            .map(|m| {
                let m = f64::from(m);
                0.5 * self.gaming.trouble * m * m + self.gaming.conscience * m
            })
            .sum();
        let pay: f64 = stakes.iter().map(|stake| stake.certainty_equivalent(self.shifts[stake.metric], r)).sum();
        pay - quarters * (self.cost.paid(effort) + trouble)
    }

    /// Tabulates what a period's past does to the worth of its metrics.
    fn watch(&mut self, worth: Worth<'_>, r: f64) {
        let (stakes, fixed) = match worth {
            Worth::Closed(stakes) => (stakes, false),
            Worth::Fixed(_, stakes) => (stakes, true),
        };
        for stake in stakes {
            let StakePay::Normal { curve, target } = stake.pay else { continue };
            if !self.is_watched(stake) {
                continue;
            }
            let like = |w: &&mut Watch| {
                w.metric == stake.metric && w.unit == stake.unit && w.zero == stake.zero && !w.periods.contains(&stake.period)
            };
            if let Some(watch) = self.watches.iter_mut().find(like) {
                watch.periods.push(stake.period);
                continue;
            }
            let shift = self.shifts[stake.metric];
            let outlooks = &self.reach[stake.metric].outlooks;
            // by months left: what is still to come carries its part of the shift
            let outlook = |left: u16| {
                let passed = usize::from(self.cadence - left).clamp(1, outlooks.len());
                let belief = outlooks[passed - 1];
                let to_come = shift * f64::from(left) / f64::from(self.cadence);
                let zero = stake.zero * (belief.slope - 1.0);
                Outlook {
                    intercept: stake.unit * (belief.intercept + zero + to_come),
                    slope: belief.slope,
                    sd: stake.unit.abs() * belief.sd,
                }
            };
            let rows: Vec<Outlook> = (0..self.cadence).map(outlook).collect();
            let quota = Quota::new(curve, target).with_risk_aversion(r);
            let alone = stake.worth(shift, r);
            let scale = match fixed {
                false => 1.0,
                true if alone.abs() > 1e-9 => (self.worth[stake.metric][stake.period][0] / alone).clamp(0.0, 5.0),
                true => 0.0,
            };
            self.watches.push(Watch {
                metric: stake.metric,
                periods: vec![stake.period],
                unit: stake.unit,
                zero: stake.zero,
                table: QuotaTable::new(quota, &rows),
                scale,
            });
        }
    }

    /// Mean shifts of the metrics in the steady state.
    pub(super) fn mean_shifts(&self) -> Vec<f64> {
        self.shifts.clone()
    }

    /// Mean shift of one metric in the steady state.
    pub(super) fn shift_of(&self, metric: usize) -> f64 {
        self.shifts.get(metric).copied().unwrap_or(0.0)
    }

    /// Whether anything is done that a salaried person would not do.
    pub(super) fn responds(&self) -> bool {
        !self.watches.is_empty() || self.worth.iter().flatten().any(|w| w[0] != 0.0)
    }

    /// Whether the past of a period matters.
    pub(super) fn looks_back(&self) -> bool {
        !self.watches.is_empty()
    }

    /// What is done in a month.
    pub(super) fn decide(&self, moment: &Moment<'_>) -> Decision {
        let now: Vec<f64> = (0..self.reach.len()).map(|m| self.worth_now(m, moment)).collect();
        let (activity, game) = self.gains(|m| (now[m], self.mean_worth[m]));
        let effort: Effort = self.cost.best_effort(&Gains { activity: activity.map(|g| g * moment.capacity) });
        let gaming = self.gaming.games(&GamingGains { channel: game }, &self.channels);
        let conduct = Conduct { effort, gaming, timing: self.timing(&now, moment), ..Conduct::SALARIED };
        let incentive = self.incentive(&now, moment.period);
        let steady = self.incentive(&self.mean_worth, moment.period);
        Decision { conduct, incentive, surge: if steady > 0.0 { incentive / steady } else { 0.0 } }
    }

    /// What more of everything pays now, against the same on the straight line from nothing to target pay; 0 where nothing is paid.
    fn incentive(&self, now: &[f64], period: usize) -> f64 {
        let (mut paid, mut straight) = (0.0, 0.0);
        for (worth, lines) in now.iter().zip(&self.straight) {
            if let Some(&[slope, target]) = lines.get(period).filter(|[slope, _]| *slope != 0.0) {
                // metrics count by what their target pays
                paid += worth / slope * target;
                straight += target;
            }
        }
        if straight > 0.0 { paid / straight } else { 0.0 }
    }

    /// Worth of a metric, given how its period has gone so far.
    fn worth_now(&self, metric: usize, moment: &Moment<'_>) -> f64 {
        let Some(&[steady, watched]) = self.worth[metric].get(moment.period) else { return 0.0 };
        match moment.so_far.get(metric).copied().flatten() {
            Some(so_far) if moment.passed > 0 => {
                let left = self.cadence - moment.passed;
                let own = self.watches.iter().filter(|w| w.metric == metric && w.periods.contains(&moment.period));
                let by_watch: f64 = own.map(|w| w.scale * w.unit * w.table.marginal_value(w.unit * (so_far - w.zero), left)).sum();
                steady - watched + by_watch
            }
            _ => steady,
        }
    }

    /// When the deals of a period's last month are signed: whatever a deal moves, is it worth more now or in the next period?
    fn timing(&self, now: &[f64], moment: &Moment<'_>) -> Timing {
        let last = moment.passed + 1 == self.cadence && self.cadence > 1;
        if !last || self.integrity == Integrity::Angel || !self.channels.timing {
            return Timing::AsReady;
        }
        let worth = |dollars: &dyn Fn(usize) -> f64| -> f64 {
            self.reach.iter().enumerate().map(|(m, reach)| dollars(m) * reach.effort[0][EXPANSION]).sum()
        };
        timing(worth(&|m| now[m]), worth(&|m| self.mean_worth[m]), self.pull_discount)
    }
}

/// The straight lines from nothing to target pay.
fn straight_lines(worth: Worth<'_>, metrics: usize, periods: usize) -> Vec<Vec<[f64; 2]>> {
    let mut lines = vec![vec![[0.0; 2]; periods]; metrics];
    let (Worth::Closed(stakes) | Worth::Fixed(_, stakes)) = worth;
    for stake in stakes {
        let (slope, target) = match stake.pay {
            StakePay::Normal { target, .. } | StakePay::Count { target, .. } => (target * stake.unit, target),
            StakePay::Line { rate } => (rate * stake.unit, (rate * stake.mean).abs()),
        };
        let line = &mut lines[stake.metric][stake.period];
        line[0] += slope;
        line[1] += target;
    }
    lines
}
