//! One world of a unit: the customers of all its trials under one way of serving them, month by month, recorded as a panel per trial or as what
//! plans read.

use crate::behaviour::Conduct;
use crate::dynamics::kernel::{
    Accounts, Arrival, Book, BookKind, FoldBooks, Invoices, Layers, Milestones, Muster, SeatIntercepts, SeatMonth, State, TallyBooks, Watch,
};
use crate::dynamics::seat::Shift;
use crate::dynamics::{Event, Panel};
use crate::lanes::Slab;

use super::super::lived::Customers;
use super::super::world::TIMING;
use super::diary::Happened;
use super::duties::Duties;
use super::life::UnitLife;
use super::quick::{QuickRecord, Unserved};
use super::reader::Glimpse;

/// Running state of a world.
#[derive(Clone)]
pub(crate) struct UnitWorld<'e> {
    /// Somebody serves it.
    served: bool,
    pub(super) width: usize,
    pub(super) state: State,
    /// Seat that holds each account now.
    pub(super) owner: Vec<u16>,
    /// Accounts by the seat that holds them.
    pub(super) books: Vec<Accounts>,
    /// By row; none where no panels are kept, since nothing that is read so counts milestones.
    pub(super) milestones: Vec<Milestones>,
    next_move: usize,
    /// Rows that have arrived.
    pub(super) arrived: usize,
    pub(super) duties: Duties,
    /// Of this month.
    intercepts: SeatIntercepts,
    pub(super) revenue: Slab,
    /// Deals of referred and moved customers, signed later, by lane.
    pub(super) later: Vec<Vec<Event>>,
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
                ln_usage: Slab::left_over(rows * width),
                value: Slab::left_over(rows * width),
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
            milestones: if matches!(record, Record::Panels(_)) { vec![Milestones::default(); rows] } else { Vec::new() },
            next_move: 0,
            arrived: 0,
            duties: Duties::none(seats, width),
            intercepts: SeatIntercepts::new(seats, width),
            revenue: Slab::left_over(rows * width),
            later: vec![Vec::new(); cohort.lanes],
            record,
        };
        world.state.trust.fill(if served { c.start_trust } else { 1.0 });
        world.state.strategy.fill(if served { c.strategy_start } else { 0.0 });
        world.state.value.fill(f32::NAN);
        world.arrive(life, 0);
        nothing_from(&mut world.revenue, world.arrived * width);
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
        life.isa.run(FoldBooks {
            coefficients: &life.ground.coefficients,
            rates: &life.ground.rates,
            books: &self.books,
            kinds: &life.kinds,
            muster,
            duty: &self.duties.duty,
            shock: [&life.shocks[0][at.clone()], &life.shocks[1][at]],
            shift,
            documents: match &self.record {
                Record::Panels(_) => true,
                Record::Quick(record) => record.keeps_documents(),
            },
            state: &mut self.state,
            intercepts: &mut self.intercepts,
        });
    }

    /// What of the month's luck it asks for.
    pub(super) fn asks_for(&self, life: &UnitLife<'_>, month: u16) -> Layers {
        let charged = match &self.record {
            Record::Panels(_) => true,
            Record::Quick(record) => record.charges(usize::from(month)),
        };
        let metered = |kind: &BookKind| !kind.by_contract && life.ground.rates[usize::from(kind.segment)].metering_sd != 0.0;
        Layers {
            value: match &self.record {
                Record::Panels(_) => true,
                Record::Quick(record) => record.keeps_levels(),
            },
            metering: charged && life.kinds.iter().any(metered),
            others: self.duties.plays,
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
            // whoever has not arrived has no shares in the memory of earlier months
            let afresh = record.counts && !self.duties.plays && !life.kinds.iter().any(|kind| kind.by_contract);
            record.begin_month(usize::from(month), [self.books.len(), self.owner.len(), self.arrived], afresh);
        }
        let mut happened = Happened::default();
        let tallied = self.tally_books(life);
        for (seat, kind) in life.kinds.iter().enumerate() {
            if !tallied || kind.by_contract {
                self.live_book(life, month, seat, &mut happened);
            }
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
        self.charge(life, true);
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
        let mut revenue = Slab::left_over(self.revenue.len());
        nothing_from(&mut revenue, self.arrived * self.width);
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
            duties: self.duties.clone(),
            // what a month writes before anybody reads it is not worth copying
            intercepts: SeatIntercepts::new(self.books.len(), self.width),
            revenue,
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

    fn take_on_duty<'c>(
        &mut self,
        life: &UnitLife<'_>,
        month: u16,
        muster: &Muster,
        conduct: impl Fn(usize, usize) -> &'c Conduct,
        changed: impl Fn(usize) -> u32,
    ) {
        self.duties.take(life, muster, conduct, changed);
        if self.duties.plays && self.state.pending.is_empty() {
            let cells = self.state.value.len();
            self.state.pending.resize(cells);
            self.state.held.resize(cells);
        }
        self.note_work(month, muster);
    }

    /// Lives the month of all books billed by usage where it is enough to count what happens; whether it is.
    fn tally_books(&mut self, life: &UnitLife<'_>) -> bool {
        let Record::Quick(record) = &mut self.record else { return false };
        let enough = record.counts && !self.duties.plays;
        if enough {
            life.isa.run(TallyBooks {
                coefficients: &life.ground.coefficients,
                books: &self.books,
                kinds: &life.kinds,
                owner: &self.owner,
                intercepts: &self.intercepts,
                luck: &life.luck,
                state: &mut self.state,
                value: life.layers.value,
                tallies: &mut record.tallies,
            });
        }
        enough
    }

    fn live_book(&mut self, life: &UnitLife<'_>, month: u16, seat: usize, happened: &mut Happened) {
        let (ground, BookKind { segment, by_contract, .. }, accounts) = (life.ground, life.kinds[seat], &self.books[seat]);
        let watch = match &self.record {
            Record::Panels(_) => Watch::ALL,
            // prices of contracts follow what is sold on top
            Record::Quick(record) if by_contract => Watch { expansions: true, deals: true, ..record.watch(self.duties.plays) },
            Record::Quick(record) => record.watch(self.duties.plays),
        };
        let due: Vec<u32> =
            if by_contract { accounts.all().iter().map(|(row, _)| life.cohort.due(*row as usize, month)).collect() } else { Vec::new() };
        life.isa.run(SeatMonth {
            coefficients: &ground.coefficients,
            book: Book { seat, rates: &ground.rates[usize::from(segment)], accounts, due: &due, term: &life.cohort.term, by_contract },
            intercepts: &self.intercepts,
            luck: &life.luck,
            month,
            trials: &life.trials,
            renewals: &ground.renewal,
            timing: (&ground.auxiliary, TIMING),
            state: &mut self.state,
            value: life.layers.value,
            plays: self.duties.plays,
            watch,
            occasions: &mut happened.occasions,
            numbers: &mut happened.numbers,
        });
    }

    /// Accounts that arrive in `month`; before the first month, those that are there from the start.
    fn arrive(&mut self, life: &UnitLife<'_>, month: u16) {
        let (cohort, first) = (&life.cohort, self.arrived);
        let end = first + cohort.born[first..].iter().take_while(|born| **born <= month).count();
        while self.arrived < end {
            let owners = &self.owner[self.arrived..end];
            let alike = owners.iter().take_while(|owner| **owner == owners[0]).count();
            let ids = &cohort.id[self.arrived..][..alike];
            self.books[usize::from(owners[0])].insert_rows(self.arrived as u32, ids);
            self.arrived += alike;
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
        self.charge(life, false);
        self.end_month(life, month);
    }

    fn charge(&mut self, life: &UnitLife<'_>, opening: bool) {
        life.isa.run(Invoices {
            books: &self.books,
            kinds: &life.kinds,
            rates: &life.ground.rates,
            opening,
            luck: &life.luck,
            state: &self.state,
            revenue: &mut self.revenue,
        });
    }
}

/// Whoever has not arrived has no revenue and does not expand: nothing from this cell on. Everybody else's cells are written month by month.
pub(super) fn nothing_from(cells: &mut Slab, first: usize) {
    cells[first..].fill(0.0);
}
