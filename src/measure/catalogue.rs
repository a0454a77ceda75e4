//! The closed list of measures: identifier, unit and meaning. How each is computed: the sibling modules.

/// The unit a measure's value is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Current over base, 1.0 = unchanged (NRR, GRR, …). Undefined when the base is not positive.
    Ratio,
    /// Share of accounts or of work, 0 to 1. Undefined when there is nothing to count.
    Share,
    /// US dollars (or the scenario's currency) a year, or of contract value.
    Dollars,
    /// Number of events or net change in a number of accounts.
    Count,
    /// Points on a scale of its own (health 0 to 100, NPS −100 to 100).
    Score,
    /// Months (time to value).
    Months,
}

macro_rules! measures {
    ($( $variant:ident, $id:literal, $unit:ident, $about:literal; )*) => {
        /// Everything a plan can pay on. Each variant's documentation is its definition.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum Measure { $( #[doc = $about] #[serde(rename = $id)] $variant, )* }

        impl Measure {
            /// All measures, in the order of the documentation.
            pub const ALL: &[Measure] = &[ $( Measure::$variant, )* ];

            /// The identifier used in plan files and tables.
            #[must_use]
            pub fn id(self) -> &'static str { match self { $( Measure::$variant => $id, )* } }

            /// The unit of its value.
            #[must_use]
            pub fn unit(self) -> Unit { match self { $( Measure::$variant => Unit::$unit, )* } }

            /// One sentence that defines it.
            #[must_use]
            pub fn about(self) -> &'static str { match self { $( Measure::$variant => $about, )* } }
        }
    };
}

measures! {
    Nrr, "nrr", Ratio, "Net revenue retention: current revenue of the base-period customers over their base revenue; new customers excluded.";
    Grr, "grr", Ratio, "Gross revenue retention: the smaller of current and base revenue, summed, over base revenue; never above 1.";
    NrrPlus, "nrr-plus", Ratio, "NRR with referral deals and deals from users who changed employer added to the numerator.";
    LogoRetention, "logo-retention", Ratio, "Customers kept over customers at the start of the window.";
    RenewalRate, "renewal-rate", Share, "Annual contracts renewed over those due in the window (usage-billed accounts are never due).";
    Growth, "growth", Dollars, "Annualised revenue of the base-period customers minus their base revenue.";
    GrowthAboveBaseline, "growth-above-baseline", Dollars, "Growth minus what the metric's baseline rule expected; may be negative.";
    Expansion, "expansion", Dollars, "Annual revenue added by expansion events and closed customer-success-qualified leads, before contraction.";
    SelfServe, "self-serve", Ratio, "Expansions that customers made by themselves, each by its relative size, as a share of base revenue: before contraction, without closed leads.";
    Renewed, "renewed", Dollars, "Annual contract value renewed in the window, one credit per renewal.";
    NewBusiness, "new-business", Dollars, "Annual revenue of referral deals and of deals from users who changed employer.";
    Revenue, "revenue", Dollars, "Revenue invoiced in the window to all accounts of the book.";
    CsqlSubmitted, "csql-submitted", Count, "Customer-success-qualified leads handed to sales, padded ones included.";
    CsqlClosed, "csql-closed", Count, "Customer-success-qualified leads closed won.";
    Csqa, "csqa", Count, "Customer-success-qualified advocacy events (reference call, case study, review, event, referral).";
    Wins, "wins", Count, "Net new green accounts: change in the number of accounts with daily-active share at or above 40 %.";
    Movers, "movers", Count, "Accounts that crossed 60 % seat deployment upwards.";
    Saves, "saves", Count, "Accounts red for at least a month that left red alive.";
    HealthShare, "health-share", Share, "Share of living accounts that are green at the end of the window.";
    Results, "results", Share, "Share of living accounts whose own target result is achieved and verified (value score above 0.6).";
    FeatureAdoption, "feature-adoption", Share, "Share of features in use, mean over living accounts.";
    Deployment, "deployment", Share, "Share of licences assigned, mean over living accounts.";
    DailyUse, "daily-use", Share, "Share of users active on a day, mean over living accounts: habits.";
    StrategyCoverage, "strategy-coverage", Share, "Share of accounts with a written and current Results Strategy.";
    EbrCoverage, "ebr-coverage", Share, "Share of accounts that had an executive business review in the window.";
    Onboarding, "onboarding", Share, "Share of accounts that arrived in the 12 months up to the window's end and reached first value.";
    Implementation, "implementation", Share, "Share of accounts that arrived in the 12 months up to the window's end and completed implementation.";
    TimeToValue, "time-to-value", Months, "Mean months to first value of accounts that reached it in the window.";
    HealthScore, "health-score", Score, "Composite 0 to 100 of daily use, deployment and NPS, mean over living accounts.";
    Nps, "nps", Score, "Net promoter score of the window's responses: per cent promoters minus per cent detractors.";
    Tickets, "tickets", Count, "Support tickets of the book's accounts in the window.";
    ServiceLevel, "service-level", Share, "Support tickets answered within the agreed time over all of the window's.";
    ServiceHours, "service-hours", Count, "Hours of help given free of charge in the window, half an hour a ticket.";
    CompanyAttainment, "company-attainment", Ratio, "Company result over company plan: a corporate modifier nobody in the team controls alone.";
    ManagerScore, "manager-score", Ratio, "Manager's rating of the person, 1.0 = meets expectations: noisy and compressed towards 1.";
}

impl std::str::FromStr for Measure {
    type Err = ();

    fn from_str(id: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|m| m.id() == id).ok_or(())
    }
}

impl Measure {
    /// Whether credits (dated events of single accounts) are read along with the value, so that clawback, holdback and
    /// multi-year weights can follow each deal.
    #[must_use]
    pub fn has_credits(self) -> bool {
        matches!(self, Self::Expansion | Self::Renewed | Self::NewBusiness)
    }

    /// Whether the value can be read from revenue alone, as a revenue history offers it.
    #[must_use]
    pub fn needs_revenue_only(self) -> bool {
        matches!(self, Self::Nrr | Self::Grr | Self::LogoRetention | Self::Growth | Self::GrowthAboveBaseline | Self::Revenue)
    }

    /// Whether the value can be below 0: net changes, and the net promoter score.
    #[must_use]
    pub fn may_be_negative(self) -> bool {
        matches!(self, Self::Growth | Self::GrowthAboveBaseline | Self::Wins | Self::Nps)
    }

    /// Whether it is a retention ratio whose annual target compounds to the window's length.
    #[must_use]
    pub fn compounds(self) -> bool {
        matches!(self, Self::Nrr | Self::Grr | Self::NrrPlus | Self::LogoRetention)
    }
}
