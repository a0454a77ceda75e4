//! A unit being lived: its cohorts and its luck, for as many worlds as there are.

use crate::behaviour::Conduct;
use crate::dynamics::kernel::{AccountLuck, DrawLuck};
use crate::dynamics::seat::Shift;
use crate::lanes::{Isa, Slab};

use super::super::ground::{Ground, Luck};
use super::super::team::Team;
use super::super::world::blank_panel;
use super::cohort::UnitCohort;
use super::quick::QuickRecord;
use super::reader::Wanted;
use super::world::{Record, UnitWorld};

/// As many trials as there are lanes, on one ground.
pub(crate) struct UnitLife<'g> {
    pub(super) ground: &'g Ground,
    pub(super) isa: Isa,
    /// Whose luck each lane lives.
    lucks: Vec<Luck>,
    /// Trial of each lane, for streams of accounts; lanes beyond the unit's trials repeat the last and have no accounts.
    pub(super) trials: Vec<u32>,
    pub(super) cohort: UnitCohort,
    /// Macro state and common normal, `months × lanes`.
    pub(super) shocks: [Slab; 2],
    shifts: Vec<Shift>,
    /// Accounts by the seat they start with: row, number.
    books: Vec<Vec<(u32, u32)>>,
    pub(super) luck: AccountLuck,
}

impl<'g> UnitLife<'g> {
    /// Samples the cohorts of some trials, at most as many as there are lanes.
    pub(crate) fn begin(ground: &'g Ground, isa: Isa, lucks: &[Luck]) -> Self {
        let isa = isa.for_lanes(lucks.len());
        let (width, months) = (isa.width(), ground.months);
        debug_assert!(!lucks.is_empty() && lucks.len() <= width, "a unit has at most a trial per lane");
        let by_lane = |of: fn(&Luck) -> u32| (0..width).filter_map(|lane| lucks.get(lane).or(lucks.last())).map(of).collect::<Vec<u32>>();
        let (books, trials) = (by_lane(|luck| luck.book), by_lane(|luck| luck.accounts));
        let cohort = UnitCohort::sample(&ground.sampling(), isa, lucks.len(), &books, &trials);
        let mut shocks = [0, 1].map(|_| Slab::new(usize::from(months) * width));
        let mut shifts = Vec::new();
        for (lane, luck) in lucks.iter().enumerate() {
            let own = ground.shocks(luck.market);
            for (month, shock) in own.iter().enumerate() {
                shocks[0][month * width + lane] = shock.macro_state;
                shocks[1][month * width + lane] = shock.common;
            }
            shifts = own.iter().map(|shock| shock.shift).collect();
        }
        let mut books = vec![Vec::new(); ground.books.len()];
        for (row, (&seat, &id)) in cohort.seat.iter().zip(&cohort.id).enumerate() {
            books[usize::from(seat)].push((row as u32, id));
        }
        Self { trials, luck: AccountLuck::new(cohort.rows() * width), ground, isa, lucks: lucks.to_vec(), cohort, shocks, shifts, books }
    }

    /// Lanes of a vector, those without a trial included.
    pub(super) fn width(&self) -> usize {
        self.trials.len()
    }

    /// Lanes with a trial.
    pub(super) fn lanes(&self) -> usize {
        self.lucks.len()
    }

    /// A world at its start, `served` by teams or by nobody.
    pub(crate) fn world(&self, served: bool) -> UnitWorld<'static> {
        let noise = self.lucks.iter().map(|luck| self.ground.noise(*luck));
        let blank = |(lane, noise)| blank_panel(self.ground, &self.cohort.of_lane(lane), &noise);
        UnitWorld::start(self, served, Record::Panels(noise.enumerate().map(blank).collect()))
    }

    /// The same with so many paid months, of which nothing is kept but what is `wanted`; everything where that is not said.
    pub(crate) fn world_for<'e>(&self, paid: usize, wanted: Option<&[Wanted<'e>]>, served: bool) -> UnitWorld<'e> {
        match wanted {
            Some(wanted) => UnitWorld::start(self, served, Record::Quick(Box::new(QuickRecord::of(self, paid, wanted)))),
            None => self.world(served),
        }
    }

    /// Normals of each seat-month's measurements by lane, as [`Panel::seat_noise`](crate::dynamics::Panel::seat_noise).
    pub(super) fn seat_noise(&self) -> Vec<Vec<f32>> {
        self.lucks.iter().map(|luck| self.ground.noise(*luck).seat).collect()
    }

    /// The team of each lane at its start.
    pub(crate) fn teams(&self) -> Vec<Team> {
        self.lucks.iter().map(|luck| self.ground.team(*luck)).collect()
    }

    /// The luck of a month, drawn once for all worlds.
    pub(crate) fn draw(&mut self, month: u16) {
        for (seat, book) in self.books.iter().enumerate() {
            // arrivals come last, in the order of their months
            let known = book.partition_point(|(row, _)| self.cohort.born[*row as usize] <= month);
            self.isa.run(DrawLuck {
                stream: self.ground.account_month(),
                trials: &self.trials,
                month,
                coefficients: &self.ground.coefficients,
                rates: &self.ground.rates[usize::from(self.ground.books[seat].segment)],
                accounts: &book[..known],
                natures: [&self.cohort.births.growth, &self.cohort.births.anchor],
                luck: &mut self.luck,
            });
        }
    }

    /// One month of one world; its teams have lived the month already. `team` is a lane's, `conduct` says what the person in a seat does, by
    /// lane and seat.
    pub(crate) fn month<'c>(
        &self,
        month: u16,
        world: &mut UnitWorld<'_>,
        team: impl Fn(usize) -> &'c Team,
        conduct: impl Fn(usize, usize) -> &'c Conduct,
    ) {
        world.month(self, month, self.shifts[usize::from(month)], team, conduct);
    }
}
