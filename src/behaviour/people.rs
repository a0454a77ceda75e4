//! Who the people are: how a run treats behaviour, three kinds of integrity, and every number assumed about them, in one table.

/// How a run treats people's response to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behaviour {
    /// Nobody responds: effort 1, no games, nobody leaves over pay.
    Off,
    /// Everybody responds, nobody plays games.
    Angels,
    /// A share of devils among ordinary people.
    #[default]
    Mixed,
    /// Nobody has scruples.
    Devils,
    /// Nobody responds: whatever a plan pays, its people do what the scenario says they do under it.
    Fixed,
}

impl Behaviour {
    /// Whether conduct, and leaving, follow from pay.
    #[must_use]
    pub fn responds(self) -> bool {
        match self {
            Self::Angels | Self::Mixed | Self::Devils => true,
            Self::Off | Self::Fixed => false,
        }
    }
}

/// What holds a person back from playing games with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integrity {
    /// Never plays games.
    Angel,
    /// Plays where it pays enough: has a moral cost.
    Ordinary,
    /// Plays wherever it pays at all.
    Devil,
}

/// Games that can be played; each can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Channels {
    /// Pressure and discounts for a signature.
    pub pressure: bool,
    /// Padded leads.
    pub padding: bool,
    /// Boxes ticked without the work.
    pub shallow: bool,
    /// Inflated logins.
    pub inflation: bool,
    /// Begging for scores.
    pub begging: bool,
    /// Neglect until red.
    pub neglect: bool,
    /// Targets talked down.
    pub sandbagging: bool,
    /// Deals pulled into or held out of a pay period.
    pub timing: bool,
}

/// What is assumed about people. Nobody has measured these for customer success; all are judgement unless a study is named.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Assumptions {
    /// Share of devils when behaviour is mixed, 0 to 1; the rest is ordinary.
    pub devil_share: f64,
    /// Constant absolute risk aversion r of pay per year, \[1/$\].
    pub risk_aversion: f64,
    /// Cost c of moving effort away from 1, as a share of quarterly OTE.
    pub effort_cost: f64,
    /// Cost c_T of working longer in total (time crowding), as a share of quarterly OTE.
    pub crowding_cost: f64,
    /// Cost c_G of playing a game to the full, as a share of quarterly OTE.
    pub gaming_cost: f64,
    /// Moral cost ψ of an ordinary person, as a share of quarterly OTE.
    pub moral_cost: f64,
    /// Peer pressure in a team, 0 (free riding) to 1 (as if paid alone); Kandel & Lazear (1992).
    pub peer_pressure: f64,
    /// Help: by how much all output rises where the whole variable is team pay; Friebel et al. (2017) found +3 % sales.
    pub help: f64,
    /// Pressure added where the CSM owns renewals or expansion.
    pub owner_pressure: f64,
    /// Share of all output lost to the commercial work of owning them.
    pub owner_overhead: f64,
    /// Weight of pay one quarter later, compared with pay at the end of this one (present bias).
    pub quarter_discount: f64,
    /// Share of a last month's deals that full pressure can sign early.
    pub pull_share: f64,
    /// Discount on deals pulled forward.
    pub pull_discount: f64,
    /// Share of a last month's deals that can be held back.
    pub hold_share: f64,
    /// Sales cost of a padded lead, \[$\].
    pub padded_lead_cost: f64,
    /// Whether people leave over pay.
    pub attrition: bool,
    /// Log hazard of leaving per unit of pay shortfall.
    pub quit_shortfall: f64,
    /// Log hazard of leaving taken off per unit of pay above the market's.
    pub quit_surplus: f64,
    /// Share of skill differences that the market pays for.
    pub market_skill: f64,
    /// Cost of replacing a person, as a share of OTE.
    pub rehire_cost: f64,
    /// Whether individual pay attracts better people.
    pub selection: bool,
    /// By how much a hire's mean skill rises where all pay is individual and variable.
    pub selection_strength: f64,
    /// Games that can be played.
    pub channels: Channels,
}

impl Default for Channels {
    /// All of them.
    fn default() -> Self {
        Self {
            pressure: true,
            padding: true,
            shallow: true,
            inflation: true,
            begging: true,
            neglect: true,
            sandbagging: true,
            timing: true,
        }
    }
}

impl Default for Assumptions {
    /// Model sections 0.8, 1.4–1.6, 3 and 4.5–4.7. A noiseless plan that pays everything by one line raises output by
    /// .338²/(c + c_T) = 9.5 % at the slope of today's effort, 7.1 % once returns diminish; Misra & Nair (2011) found 9 %.
    fn default() -> Self {
        Self {
            devil_share: 0.25,
            risk_aversion: 3e-5,
            effort_cost: 0.40,
            crowding_cost: 0.80,
            gaming_cost: 0.10,
            moral_cost: 0.06,
            peer_pressure: 0.25,
            help: 0.03,
            owner_pressure: 0.10,
            owner_overhead: 0.10,
            quarter_discount: 0.6,
            pull_share: 0.5,
            pull_discount: 0.10,
            hold_share: 0.5,
            padded_lead_cost: 500.0,
            attrition: true,
            quit_shortfall: 3.0,
            quit_surplus: 1.5,
            market_skill: 0.5,
            rehire_cost: 0.5,
            selection: false,
            selection_strength: 0.10,
            channels: Channels::default(),
        }
    }
}
