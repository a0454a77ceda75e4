//! One world of a unit: the customers of all its trials under one way of serving them, month by month, recorded as a panel per trial.

use crate::behaviour::{Conduct, response};
use crate::cohort::parametric::BookPlan;
use crate::dynamics::kernel::{
    Accounts, Arrival, Book, Duty, FoldBook, Invoices, Layers, Milestones, Muster, Occasion, Onboarding, SeatIntercepts, SeatMonth,
    SeatTally, State, Watch,
};
use crate::dynamics::seat::Shift;
use crate::dynamics::{Event, EventKind, Panel};
use crate::lanes::Slab;
use crate::measure::UnitEvent;
use crate::random::normal::exp;

use super::super::lived::Customers;
use super::super::world::{MILESTONES, TIMING, games_of, moved_of, work};
use super::cohort::lanes_of;
use super::life::UnitLife;
use super::quick::{QuickRecord, Unserved};
use super::reader::Glimpse;

/// Running state of a world.
#[derive(Clone)]
pub(crate) struct UnitWorld<'e> {
    /// Somebody serves it.
    served: bool,
    width: usize,
    state: State,
    /// Seat that holds each account now.
    owner: Vec<u16>,
    /// Accounts by the seat that holds them.
    books: Vec<Accounts>,
    milestones: Vec<Milestones>,
    next_move: usize,
    /// Rows that have arrived.
    arrived: usize,
    duty: Duty,
    /// Of this month.
    intercepts: SeatIntercepts,
    /// Conduct that stands in `duty`, and whether somebody is there, `seats × lanes`.
    on_duty: Vec<Option<(Conduct, bool)>>,
    /// Lanes in which somebody was there last month, by seat.
    present: Vec<u32>,
    /// Somebody pads leads or moves deals.
    plays: bool,
    revenue: Slab,
    /// Deals of referred and moved customers, signed later, by lane.
    later: Vec<Vec<Event>>,
    pub(super) record: Record<'e>,
}

/// What measuring reads.
#[derive(Clone)]
pub(super) enum Record<'e> {
    /// Everything, by lane.
    Panels(Vec<Panel>),
    /// What some plans read.
    Quick(Box<QuickRecord<'e>>),
}

/// What happened in a book's month, and the numbers that belong to it.
#[derive(Default)]
struct Happened {
    occasions: Vec<Occasion>,
    numbers: Vec<f32>,
}

impl<'e> UnitWorld<'e> {
    /// Everybody at the start. A book that has had a CSM starts with more value than one that never had any.
    pub(super) fn start(life: &UnitLife<'_>, served: bool, record: Record<'e>) -> Self {
        let (cohort, ground, width) = (&life.cohort, life.ground, life.width());
        let (rows, seats, c) = (cohort.rows(), ground.books.len(), &ground.coefficients);
        let slab = |len: usize| Slab::new(len * width);
        let mut world = Self {
            served,
            width,
            state: State {
                ln_usage: slab(rows),
                value: slab(rows),
                pending: slab(if c.is_calm() { 0 } else { rows }),
                held: slab(if c.is_calm() { 0 } else { rows }),
                ln_price: slab(if ground.any_contracts() { rows } else { 0 }),
                trust: slab(seats),
                strategy: slab(seats),
                adoption: slab(seats),
                recorded: slab(seats),
            },
            owner: cohort.seat.clone(),
            books: vec![Accounts::default(); seats],
            milestones: vec![Milestones::default(); rows],
            next_move: 0,
            arrived: 0,
            duty: Duty::none(seats, width),
            intercepts: SeatIntercepts::new(seats, width),
            on_duty: vec![None; seats * width],
            present: vec![0; seats],
            plays: false,
            revenue: slab(rows),
            later: vec![Vec::new(); cohort.lanes],
            record,
        };
        world.state.trust.fill(if served { c.start_trust } else { 1.0 });
        world.state.strategy.fill(if served { c.strategy_start } else { 0.0 });
        world.state.value.fill(f32::NAN);
        world.arrive(life, 0);
        world
    }

    /// Deals the starting books anew: what was to be seat s's goes to `seat_of[s]`. Before the first month.
    pub(crate) fn deal(&mut self, seat_of: &[u16]) {
        let before = std::mem::replace(&mut self.books, vec![Accounts::default(); seat_of.len()]);
        for &(row, id) in before.iter().flat_map(Accounts::all) {
            let owner = &mut self.owner[row as usize];
            *owner = seat_of[usize::from(*owner)];
            self.books[usize::from(*owner)].insert((row, id));
        }
        let Record::Panels(panels) = &mut self.record else { return };
        for panel in panels {
            for (owner, _) in panel.owner.iter_mut().zip(&panel.born).filter(|(_, born)| **born == 0) {
                *owner = seat_of[usize::from(*owner)];
            }
        }
    }

    /// What people do this month, before anything happens to anybody.
    pub(super) fn prepare<'c>(
        &mut self,
        life: &UnitLife<'_>,
        month: u16,
        shift: Shift,
        muster: &Muster,
        conduct: impl Fn(usize, usize) -> &'c Conduct,
        changed: impl Fn(usize) -> u32,
    ) {
        if month == 0 && life.ground.opening {
            return; // nothing happens in the month of the opening balance
        }
        self.hand_over(life, month);
        if let Record::Quick(record) = &mut self.record {
            record.note_team(life, usize::from(month), muster);
        }
        let muster = if self.served { muster } else { &life.nobody };
        if self.served {
            self.take_on_duty(life, month, muster, conduct, changed);
        }
        let at = usize::from(month) * self.width..(usize::from(month) + 1) * self.width;
        for (seat, (accounts, plan)) in self.books.iter().zip(&life.ground.books).enumerate() {
            life.isa.run(FoldBook {
                coefficients: &life.ground.coefficients,
                rates: &life.ground.rates[usize::from(plan.segment)],
                seat,
                reference: plan.reference,
                accounts,
                muster,
                duty: &self.duty,
                shock: [&life.shocks[0][at.clone()], &life.shocks[1][at.clone()]],
                shift,
                state: &mut self.state,
                intercepts: &mut self.intercepts,
            });
        }
    }

    /// What of the month's luck it asks for.
    pub(super) fn asks_for(&self, life: &UnitLife<'_>, month: u16) -> Layers {
        let charged = match &self.record {
            Record::Panels(_) => true,
            Record::Quick(record) => record.charges(usize::from(month)),
        };
        let metered = |plan: &BookPlan| {
            !life.ground.bills_by_contract(plan.segment) && life.ground.rates[usize::from(plan.segment)].metering_sd != 0.0
        };
        Layers {
            value: match &self.record {
                Record::Panels(_) => true,
                Record::Quick(record) => record.keeps_levels(),
            },
            metering: charged && life.ground.books.iter().any(metered),
            others: self.plays,
            shares: matches!(&self.record, Record::Quick(record) if record.shares(usize::from(month))),
        }
    }

    /// Whether somebody is told of single accounts.
    pub(super) fn is_told(&self) -> bool {
        !matches!(&self.record, Record::Quick(record) if record.counts)
    }

    /// The highest intercepts of churn, expansion and leads this month.
    pub(super) fn ceiling(&self) -> [f32; 3] {
        self.intercepts.ceiling(self.width)
    }

    /// What customers do this month.
    pub(super) fn live(&mut self, life: &UnitLife<'_>, month: u16) {
        if month == 0 && life.ground.opening {
            return self.open(life);
        }
        if let Record::Quick(record) = &mut self.record {
            record.begin_month(usize::from(month), self.books.len(), self.owner.len());
        }
        let mut happened = Happened::default();
        for seat in 0..self.books.len() {
            self.live_book(life, month, seat, &mut happened);
            self.note_seat(life, month, seat);
        }
        self.note_seats(life, month);
        let starts: Vec<usize> = self.panels().iter().map(|panel| panel.events.len()).collect();
        self.write_down(life, month, &mut happened);
        self.onboard(life, month);
        self.arrive(life, month);
        self.invoice(life, month);
        for (lane, start) in starts.into_iter().enumerate() {
            self.sign(month, lane, start);
        }
    }

    /// Panels, by lane; none where they are not kept.
    pub(super) fn panels(&self) -> &[Panel] {
        match &self.record {
            Record::Panels(panels) => panels,
            Record::Quick(_) => &[],
        }
    }

    /// Reads what can be read at the end of `month`, where no panels are kept. `unserved` is the twin without any CSM, which has lived the
    /// month; it is read last.
    pub(crate) fn read(&mut self, life: &UnitLife<'_>, month: u16, unserved: Option<&Self>) {
        let Record::Quick(record) = &mut self.record else { return };
        let unserved = match unserved.map(|twin| &twin.record) {
            Some(Record::Quick(twin)) => Some(Unserved::Other(twin)),
            _ if !self.served => Some(Unserved::Itself),
            _ => None,
        };
        record.read(life, usize::from(month), unserved);
    }

    /// What the people of a lane see of what was read; `None` where panels are kept.
    pub(super) fn glimpse(&self, lane: usize) -> Option<Glimpse<'_>> {
        match &self.record {
            Record::Panels(_) => None,
            Record::Quick(record) => record.glimpse(lane),
        }
    }

    /// The opening balance: every starting account is charged its price or permanent usage, and nothing happens.
    fn open(&mut self, life: &UnitLife<'_>) {
        for accounts in &self.books {
            let (luck, state) = (&life.luck, &self.state);
            life.isa.run(Invoices { accounts, metering_sd: Some(0.0), luck, state, revenue: &mut self.revenue });
        }
        let seats = self.books.len();
        if let Record::Panels(panels) = &mut self.record {
            for (lane, panel) in panels.iter_mut().enumerate() {
                (0..seats).for_each(|seat| panel.strategy[seat] = self.state.strategy[seat * self.width + lane]);
            }
        }
        self.note_seats(life, 0);
        self.end_month(life, 0);
    }

    /// Hands out the customers, by lane.
    pub(crate) fn finish(self) -> Vec<Customers> {
        match self.record {
            Record::Panels(panels) => panels.into_iter().map(|panel| Customers::Panel(Box::new(panel))).collect(),
            Record::Quick(record) => record.finish(),
        }
    }

    /// Hands out the panels, by lane; none where they are not kept.
    pub(crate) fn finish_panels(self) -> Vec<Panel> {
        match self.record {
            Record::Panels(panels) => panels,
            Record::Quick(_) => Vec::new(),
        }
    }

    /// Does not read a plan any longer, where plans are read as the world is lived.
    pub(super) fn forget(&mut self, plan: usize) {
        if let Record::Quick(record) = &mut self.record {
            record.forget(plan);
        }
    }

    /// Parts a world of its own, of which some of what is wanted is read.
    pub(crate) fn part(&self, keys: impl Fn(usize) -> bool) -> Self {
        let record = match &self.record {
            Record::Panels(panels) => Record::Panels(panels.clone()),
            Record::Quick(record) => Record::Quick(Box::new(record.only(keys))),
        };
        Self {
            record,
            served: self.served,
            width: self.width,
            state: self.state.clone(),
            owner: self.owner.clone(),
            books: self.books.clone(),
            milestones: self.milestones.clone(),
            next_move: self.next_move,
            arrived: self.arrived,
            duty: self.duty.clone(),
            intercepts: self.intercepts.clone(),
            on_duty: self.on_duty.clone(),
            present: self.present.clone(),
            plays: self.plays,
            revenue: self.revenue.clone(),
            later: self.later.clone(),
        }
    }

    fn hand_over(&mut self, life: &UnitLife<'_>, month: u16) {
        while let Some(&(row, at, seat)) = life.ground.moves.get(self.next_move).filter(|m| m.1 <= month) {
            debug_assert_eq!(at, month);
            if let Some(account) = self.books[usize::from(self.owner[row as usize])].remove(row) {
                self.books[usize::from(seat)].insert(account);
            }
            self.owner[row as usize] = seat;
            self.next_move += 1;
        }
    }

    /// What people do this month, where it changed.
    fn take_on_duty<'c>(
        &mut self,
        life: &UnitLife<'_>,
        month: u16,
        muster: &Muster,
        conduct: impl Fn(usize, usize) -> &'c Conduct,
        changed: impl Fn(usize) -> u32,
    ) {
        for seat in 0..self.books.len() {
            let present = muster.present[seat];
            let came_or_went = present ^ std::mem::replace(&mut self.present[seat], present);
            for lane in lanes_of((changed(seat) | came_or_went) & ((1 << life.lanes()) - 1)) {
                let (cell, conduct, present) = (seat * self.width + lane, conduct(lane, seat), present >> lane & 1 != 0);
                if self.on_duty[cell] == Some((*conduct, present)) {
                    continue;
                }
                let (duty, efforts) = (&mut self.duty, self.on_duty[cell].map(|(before, _)| before.effort));
                self.on_duty[cell] = Some((*conduct, present));
                duty.output[cell] = conduct.output;
                duty.discovery[cell] = conduct.discovery;
                if efforts != Some(conduct.effort) {
                    let outputs = conduct.effort.map(response).to_array();
                    duty.work.iter_mut().zip(outputs).for_each(|(work, output)| work[cell] = output);
                }
                let (games, timing) = games_of(present, conduct);
                duty.games.iter_mut().zip(games.to_array()).for_each(|(game, degree)| game[cell] = degree);
                let moved = moved_of(&life.ground.assumptions, games, timing);
                duty.moved.iter_mut().zip(moved).for_each(|(share, moved)| share[cell] = moved);
                // once seen, always looked for: no game is missed
                self.plays |= games.padding > 0.0 || moved != [0.0; 2];
            }
        }
        if self.plays && self.state.pending.is_empty() {
            let cells = self.state.value.len();
            self.state.pending.resize(cells);
            self.state.held.resize(cells);
        }
        let Record::Panels(panels) = &mut self.record else { return };
        for (lane, panel) in panels.iter_mut().enumerate() {
            for seat in 0..self.books.len() {
                let cell = seat * self.width + lane;
                let outputs = self.duty.work.each_ref().map(|work| work[cell]);
                panel.work[usize::from(month) * self.books.len() + seat] = work(muster.capacity[cell], self.duty.output[cell], outputs);
            }
        }
    }

    fn live_book(&mut self, life: &UnitLife<'_>, month: u16, seat: usize, happened: &mut Happened) {
        let (ground, plan) = (life.ground, &life.ground.books[seat]);
        let (accounts, by_contract) = (&self.books[seat], ground.bills_by_contract(plan.segment));
        let watch = match &mut self.record {
            Record::Quick(record) if record.counts && !by_contract && !self.plays => {
                return life.isa.run(SeatTally {
                    coefficients: &ground.coefficients,
                    seat,
                    accounts,
                    intercepts: &self.intercepts,
                    luck: &life.luck,
                    state: &mut self.state,
                    value: life.layers.value,
                    tallies: &mut record.tallies,
                });
            }
            Record::Panels(_) => Watch::ALL,
            // prices of contracts follow what is sold on top
            Record::Quick(record) if by_contract => Watch { expansions: true, deals: true, ..record.watch(self.plays) },
            Record::Quick(record) => record.watch(self.plays),
        };
        let due: Vec<u32> =
            if by_contract { accounts.all().iter().map(|(row, _)| life.cohort.due(*row as usize, month)).collect() } else { Vec::new() };
        life.isa.run(SeatMonth {
            coefficients: &ground.coefficients,
            book: Book { seat, rates: &ground.rates[usize::from(plan.segment)], accounts, due: &due, term: &life.cohort.term, by_contract },
            intercepts: &self.intercepts,
            luck: &life.luck,
            month,
            trials: &life.trials,
            renewals: &ground.renewal,
            timing: (&ground.auxiliary, TIMING),
            state: &mut self.state,
            plays: self.plays,
            watch,
            occasions: &mut happened.occasions,
            numbers: &mut happened.numbers,
        });
    }

    /// Writes down what happened, account by account, and lets contracts follow.
    fn write_down(&mut self, life: &UnitLife<'_>, month: u16, happened: &mut Happened) {
        let (c, width) = (&life.ground.coefficients, self.width);
        let pull_discount = life.ground.assumptions.pull_discount as f32;
        let mut order: Vec<usize> = (0..happened.occasions.len()).collect();
        order.sort_by_key(|&nth| happened.occasions[nth].row);
        for nth in order {
            let o = &happened.occasions[nth];
            let row = o.row as usize;
            let numbers = &happened.numbers[nth * Occasion::NUMBERS * self.width..][..Occasion::NUMBERS * self.width];
            let segment = life.ground.books[usize::from(self.owner[row])].segment;
            let by_contract = life.ground.bills_by_contract(segment);
            let deals = o.expansion | o.signed | o.late | o.early;
            for lane in lanes_of(o.gone | o.due | deals | o.lead | o.padded | o.advocacy | o.mover) {
                let (bit, cell) = (1_u32 << lane, row * self.width + lane);
                let event = |kind: EventKind| Event {
                    month,
                    account: row as u32,
                    kind,
                    dollars: 0.0,
                    discount: 0.0,
                    before: 0.0,
                    size: 0.0,
                    years: 1,
                };
                let contract = life.cohort.contract(row, lane).filter(|_| o.due & bit != 0);
                if o.gone & bit != 0 {
                    if let Record::Panels(panels) = &mut self.record {
                        panels[lane].left[life.cohort.column[cell] as usize] = month;
                    }
                    if let Some(contract) = contract {
                        let before = 12.0 * exp(self.state.ln_price[cell]);
                        self.note(life, lane, Event { before, years: contract.years, ..event(EventKind::Lapse) });
                    }
                    continue;
                }
                if deals & bit != 0 {
                    let of = |which: usize| numbers[which * width + lane];
                    let level = 12.0 * exp(if by_contract { self.state.ln_price[cell] } else { of(0) });
                    for (which, kind, discount) in [
                        (1, EventKind::Expansion, 0.0),
                        (2, EventKind::Deal, 0.0),
                        (3, EventKind::Deal, 0.0),
                        (4, EventKind::Deal, pull_discount),
                    ] {
                        let log_size = of(which);
                        if log_size > 0.0 {
                            let size = exp(log_size) - 1.0;
                            let list = level * size;
                            let discount = discount * list;
                            self.note(life, lane, Event { dollars: list - discount, discount, before: level, size, ..event(kind) });
                            if by_contract {
                                self.state.ln_price[cell] += log_size;
                            }
                        }
                    }
                }
                for (bits, kind) in [(o.lead, EventKind::Lead), (o.padded, EventKind::PaddedLead), (o.advocacy, EventKind::Advocacy)] {
                    if bits & bit != 0 {
                        self.note(life, lane, event(kind));
                    }
                }
                for (bits, kind) in [(o.referral, EventKind::Referral), (o.mover, EventKind::Mover)] {
                    if bits & bit != 0 {
                        let (account, dollars) = (life.cohort.column[cell], life.ground.rates[usize::from(segment)].new_business);
                        self.later[lane].push(Event { month: month + c.new_business_lag, account, dollars, ..event(kind) });
                    }
                }
                if let Some(contract) = contract {
                    let before = 12.0 * exp(self.state.ln_price[cell]);
                    let after = self.state.ln_usage[cell];
                    self.state.ln_price[cell] = after;
                    self.note(life, lane, Event { dollars: 12.0 * exp(after), before, years: contract.years, ..event(EventKind::Renewal) });
                }
            }
        }
    }

    /// Takes note of an event; its account is a row.
    fn note(&mut self, life: &UnitLife<'_>, lane: usize, event: Event) {
        let row = event.account as usize;
        match &mut self.record {
            Record::Panels(panels) => {
                let account = life.cohort.column[row * self.width + lane];
                panels[lane].events.push(Event { account, ..event });
            }
            Record::Quick(record) => {
                let Event { month, account: row, kind, discount, size, .. } = event;
                record.note(UnitEvent { month, seat: self.owner[row as usize], row, lane: lane as u8, kind, size }, discount);
            }
        }
    }

    /// What measuring reads of the seat itself.
    fn note_seat(&mut self, life: &UnitLife<'_>, month: u16, seat: usize) {
        let place = usize::from(month) * self.books.len() + seat;
        let Record::Panels(panels) = &mut self.record else { return };
        for (lane, panel) in panels.iter_mut().enumerate() {
            let cell = seat * self.width + lane;
            panel.strategy[place] = self.state.strategy[cell];
            panel.review[place] = life.ground.coefficients.review_rate * self.state.recorded[cell];
            let [.., inflation, begging, _, sandbagging] = self.duty.games.each_ref().map(|game| game[cell]);
            (panel.inflation[place], panel.begging[place], panel.sandbagging[place]) = (inflation, begging, sandbagging);
        }
    }

    /// The same of all seats, where no panels are kept.
    fn note_seats(&mut self, life: &UnitLife<'_>, month: u16) {
        let Record::Quick(record) = &mut self.record else { return };
        let [.., inflation, begging, _, sandbagging] = &self.duty.games;
        let numbers = [&self.state.strategy[..], &self.state.recorded, sandbagging, inflation, begging];
        record.note_seats(usize::from(month), numbers, life.ground.coefficients.review_rate);
    }

    /// Milestones of new accounts.
    fn onboard(&mut self, life: &UnitLife<'_>, month: u16) {
        if let Record::Quick(_) = self.record {
            return; // nothing that is read so counts milestones
        }
        let first = life.cohort.born.partition_point(|born| *born == 0);
        for row in first..self.arrived {
            let alive =
                (0..self.width).filter(|lane| !self.state.value[row * self.width + lane].is_nan()).fold(0, |bits, lane| bits | 1 << lane);
            let mut milestones = self.milestones[row];
            if alive & !milestones.done() == 0 {
                continue;
            }
            let reached = life.isa.run(Onboarding {
                coefficients: &life.ground.coefficients,
                account: (row as u32, life.cohort.id[row], usize::from(self.owner[row])),
                month,
                trials: &life.trials,
                stream: (&life.ground.auxiliary, MILESTONES),
                state: &self.state,
                there: alive,
                milestones: &mut milestones,
            });
            self.milestones[row] = milestones;
            for (bits, kind) in reached.into_iter().zip([EventKind::FirstValue, EventKind::Implemented]) {
                for lane in lanes_of(bits) {
                    self.note(
                        life,
                        lane,
                        Event { month, account: row as u32, kind, dollars: 0.0, discount: 0.0, before: 0.0, size: 0.0, years: 1 },
                    );
                }
            }
        }
    }

    /// Accounts that arrive in `month`; before the first month, those that are there from the start.
    fn arrive(&mut self, life: &UnitLife<'_>, month: u16) {
        let (cohort, first) = (&life.cohort, self.arrived);
        while self.arrived < cohort.rows() && cohort.born[self.arrived] <= month {
            let row = self.arrived;
            self.books[usize::from(self.owner[row])].insert((row as u32, cohort.id[row]));
            self.arrived += 1;
        }
        if first < self.arrived {
            life.isa.run(Arrival {
                coefficients: &life.ground.coefficients,
                first,
                exists: &cohort.exists[first..self.arrived],
                births: [&cohort.births.ln_usage, &cohort.births.anchor, &cohort.births.value_normal],
                from_start: month == 0,
                served: self.served,
                state: &mut self.state,
            });
        }
    }

    fn invoice(&mut self, life: &UnitLife<'_>, month: u16) {
        if matches!(&self.record, Record::Quick(record) if !record.charges(usize::from(month))) {
            return self.end_month(life, month);
        }
        for (accounts, plan) in self.books.iter().zip(&life.ground.books) {
            let metering_sd =
                (!life.ground.bills_by_contract(plan.segment)).then(|| life.ground.rates[usize::from(plan.segment)].metering_sd);
            life.isa.run(Invoices { accounts, metering_sd, luck: &life.luck, state: &self.state, revenue: &mut self.revenue });
        }
        self.end_month(life, month);
    }

    /// Takes note of the month's end.
    fn end_month(&mut self, life: &UnitLife<'_>, month: u16) {
        let panels = match &mut self.record {
            Record::Quick(record) => return record.end_month(life, usize::from(month), &mut self.revenue, &self.state.value),
            Record::Panels(panels) => panels,
        };
        for (lane, panel) in panels.iter_mut().enumerate() {
            panel.macro_state[usize::from(month)] = life.shocks[0][usize::from(month) * self.width + lane];
        }
        let cells = self.revenue.chunks(self.width).zip(self.state.value.chunks(self.width));
        for ((revenue, value), columns) in cells.zip(life.cohort.column.chunks(self.width)).take(self.arrived) {
            for (lane, panel) in panels.iter_mut().enumerate() {
                if !value[lane].is_nan() {
                    let cell = usize::from(month) * panel.accounts + columns[lane] as usize;
                    panel.revenue[cell] = revenue[lane];
                    panel.value[cell] = value[lane];
                }
            }
        }
    }

    /// Puts the month's deals of referred and moved customers among its other events, by account.
    fn sign(&mut self, month: u16, lane: usize, first: usize) {
        let Record::Panels(panels) = &mut self.record else { return };
        let (events, later) = (&mut panels[lane].events, &mut self.later[lane]);
        events.extend(later.iter().filter(|e| e.month == month));
        later.retain(|e| e.month > month);
        events[first..].sort_by_key(|e| e.account);
    }
}
