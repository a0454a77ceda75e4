//! A unit being lived: its cohorts and its luck, for as many worlds as there are.

use crate::behaviour::Conduct;
use crate::cohort::parametric::BookPlan;
use crate::dynamics::kernel::{AccountLuck, BookKind, DrawLuck, Layers, Muster, Reach};
use crate::dynamics::seat::Shift;
use crate::lanes::{Isa, Slab};
use crate::random::wide::Keys;

use super::super::ground::{Ground, Luck};
use super::super::team::Team;
use super::super::world::blank_panel;
use super::cohort::UnitCohort;
use super::quick::QuickRecord;
use super::reader::Asked;
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
    /// What each seat's book is.
    pub(super) kinds: Vec<BookKind>,
    /// Keys of account-months.
    keys: Keys,
    /// Rows that have arrived.
    arrived: usize,
    pub(super) luck: AccountLuck,
    /// For worlds that nobody serves.
    pub(super) nobody: Muster,
    /// What of it was drawn this month.
    pub(super) layers: Layers,
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
        let kind = |book: &BookPlan| BookKind {
            segment: book.segment,
            reference: book.reference,
            by_contract: ground.bills_by_contract(book.segment),
        };
        Self {
            kinds: ground.books.iter().map(kind).collect(),
            keys: ground.account_month().keys(),
            trials,
            luck: AccountLuck::new(cohort.rows(), width),
            ground,
            isa,
            lucks: lucks.to_vec(),
            cohort,
            shocks,
            shifts,
            arrived: 0,
            nobody: Muster::nobody(ground.books.len(), width),
            layers: Layers::NONE,
        }
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

    /// The same, of which nothing is kept but what is `asked`; everything where that is not said.
    pub(crate) fn world_for<'e>(&self, asked: Option<&Asked<'e>>, served: bool) -> UnitWorld<'e> {
        match asked {
            Some(asked) => UnitWorld::start(self, served, Record::Quick(Box::new(QuickRecord::of(self, asked)))),
            None => self.world(served),
        }
    }

    /// Normals of each seat-month's measurements by lane, as [`Panel::seat_noise`](crate::dynamics::Panel::seat_noise).
    pub(super) fn seat_noise(&self) -> Vec<Vec<f32>> {
        self.lucks.iter().map(|luck| self.ground.noise(*luck).seat).collect()
    }

    /// The team of each lane at its start.
    pub(crate) fn teams(&self) -> Vec<Team> {
        // lanes have one roster, unless its people are drawn anew
        let teams = self.lucks.chunk_by(|a, b| a.skill == b.skill).flat_map(|alike| {
            let roster = self.ground.team(alike[0]);
            alike.iter().map(move |luck| roster.in_trial(*luck))
        });
        teams.zip(self.foreseen()).map(|(team, words)| team.foreseeing(words)).collect()
    }

    /// The luck of a month, drawn once for all worlds, whatever they ask for.
    pub(crate) fn draw(&mut self, month: u16) {
        self.draw_layers(month, Layers { value: true, metering: true, others: true, shares: true }, None, true);
    }

    /// The luck of a month, drawn once for these worlds, which are [prepared](Self::prepare): what none of them asks for is left out.
    pub(crate) fn draw_for<'w, 'e: 'w>(&mut self, month: u16, worlds: impl Iterator<Item = &'w UnitWorld<'e>>) {
        let c = &self.ground.coefficients;
        let mut layers = Layers { value: Layers::value_matters(c), metering: false, others: !c.is_calm(), shares: false };
        let narrow = Reach::is_known(c);
        let (mut ceiling, mut all_told, mut any_told) = ([f32::NEG_INFINITY; 3], true, false);
        for world in worlds {
            let asked = world.asks_for(self, month);
            layers = layers.and(asked);
            all_told &= world.is_told();
            any_told |= world.is_told();
            if narrow {
                let own = world.ceiling();
                ceiling = [0, 1, 2].map(|event| f32::max(ceiling[event], own[event]));
            }
        }
        // a world that only counts looks at every account unless no value score moves
        let reach = (narrow && !layers.others && (all_told || !layers.value)).then(|| Reach::below(ceiling));
        let by_contract = self.kinds.iter().any(|kind| kind.by_contract);
        self.draw_layers(month, layers, reach, any_told || by_contract);
    }

    fn draw_layers(&mut self, month: u16, layers: Layers, reach: Option<Reach>, rows: bool) {
        if month == 0 && self.ground.opening {
            return; // nothing happens in the month of the opening balance
        }
        self.layers = layers;
        self.arrived += self.cohort.born[self.arrived..].iter().take_while(|born| **born <= month).count();
        self.isa.run(DrawLuck {
            keys: &self.keys,
            trials: &self.trials,
            month,
            coefficients: &self.ground.coefficients,
            rates: &self.ground.rates,
            ids: &self.cohort.id[..self.arrived],
            spans: &self.cohort.spans,
            natures: [&self.cohort.births.growth, &self.cohort.births.anchor],
            layers,
            reach,
            rows,
            luck: &mut self.luck,
        });
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
        self.prepare(month, world, &self.muster(month, team), conduct, |_| u32::MAX);
        self.live(month, world);
    }

    /// Who is there in a month that their teams have lived already; `team` is a lane's.
    pub(crate) fn muster<'c>(&self, month: u16, team: impl Fn(usize) -> &'c Team) -> Muster {
        let (seats, width) = (self.ground.books.len(), self.width());
        let mut muster = Muster::nobody(seats, width);
        for lane in 0..self.lanes() {
            let of_seats = team(lane).in_month(usize::from(month)).iter();
            let by_cell = muster.capacity[lane..].iter_mut().step_by(width).zip(muster.tenure[lane..].iter_mut().step_by(width));
            let by_seat = muster.present.iter_mut().zip(&mut muster.handed_over);
            for ((state, (capacity, tenure)), (present, [handed_over, unsettled])) in of_seats.zip(by_cell).zip(by_seat) {
                (*capacity, *tenure) = (state.skill * state.ramp, state.tenure);
                *present |= u32::from(state.present) << lane;
                *handed_over |= u32::from(state.handed_over) << lane;
                *unsettled |= u32::from(state.since_handover < self.ground.coefficients.handover_months) << lane;
            }
        }
        muster
    }

    /// The first half of a month: what people do. Needs no luck of accounts yet. `changed` says in which lanes somebody in a seat may do
    /// something else than last month.
    pub(crate) fn prepare<'c>(
        &self,
        month: u16,
        world: &mut UnitWorld<'_>,
        muster: &Muster,
        conduct: impl Fn(usize, usize) -> &'c Conduct,
        changed: impl Fn(usize) -> u32,
    ) {
        world.prepare(self, month, self.shifts[usize::from(month)], muster, conduct, changed);
    }

    /// The second half of a month: what customers do.
    pub(crate) fn live(&self, month: u16, world: &mut UnitWorld<'_>) {
        world.live(self, month);
    }
}
