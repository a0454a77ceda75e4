//! The channels through which a plan can be played, one by one: their names, and how far somebody goes in each.

use super::{Channels, Conduct, Timing};

/// One game that can be played with a plan (model section 4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// Pressure and discounts for a signature.
    Pressure,
    /// Padded leads.
    Padding,
    /// Boxes ticked without the work.
    Shallow,
    /// Inflated logins.
    Inflation,
    /// Begging for scores.
    Begging,
    /// Neglect until red.
    Neglect,
    /// Targets talked down.
    Sandbagging,
    /// Deals pulled into or held out of a pay period.
    Timing,
}

impl Channel {
    /// All of them: the seven games in the order of [`Gaming`](super::Gaming), then timing.
    pub const ALL: [Self; 8] =
        [Self::Pressure, Self::Padding, Self::Shallow, Self::Inflation, Self::Begging, Self::Neglect, Self::Sandbagging, Self::Timing];

    /// Name in files, tables and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Pressure => "pressure",
            Self::Padding => "padding",
            Self::Shallow => "shallow",
            Self::Inflation => "inflation",
            Self::Begging => "begging",
            Self::Neglect => "neglect",
            Self::Sandbagging => "sandbagging",
            Self::Timing => "timing",
        }
    }

    /// How far a month's conduct goes in it, 0 to 1; for timing 1 if deals move, else 0.
    #[must_use]
    pub fn degree(self, conduct: &Conduct) -> f64 {
        let [pressure, padding, shallow, inflation, begging, neglect, sandbagging] = conduct.gaming.to_array().map(f64::from);
        match self {
            Self::Pressure => pressure,
            Self::Padding => padding,
            Self::Shallow => shallow,
            Self::Inflation => inflation,
            Self::Begging => begging,
            Self::Neglect => neglect,
            Self::Sandbagging => sandbagging,
            Self::Timing if conduct.timing == Timing::AsReady => 0.0,
            Self::Timing => 1.0,
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = ();

    fn from_str(id: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|channel| channel.id() == id).ok_or(())
    }
}

impl Channels {
    /// This channel open and every other closed.
    #[must_use]
    pub fn only(channel: Channel) -> Self {
        let open = |other: Channel| other == channel;
        Self {
            pressure: open(Channel::Pressure),
            padding: open(Channel::Padding),
            shallow: open(Channel::Shallow),
            inflation: open(Channel::Inflation),
            begging: open(Channel::Begging),
            neglect: open(Channel::Neglect),
            sandbagging: open(Channel::Sandbagging),
            timing: open(Channel::Timing),
        }
    }

    /// Whether a channel is open.
    #[must_use]
    pub fn has(self, channel: Channel) -> bool {
        match channel {
            Channel::Pressure => self.pressure,
            Channel::Padding => self.padding,
            Channel::Shallow => self.shallow,
            Channel::Inflation => self.inflation,
            Channel::Begging => self.begging,
            Channel::Neglect => self.neglect,
            Channel::Sandbagging => self.sandbagging,
            Channel::Timing => self.timing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::Gaming;

    #[test]
    fn only_one_channel_is_open_and_names_come_back() {
        for channel in Channel::ALL {
            let only = Channels::only(channel);
            assert_eq!(Channel::ALL.map(|other| only.has(other)), Channel::ALL.map(|other| other == channel));
            assert_eq!(channel.id().parse(), Ok(channel));
            assert!(Channels::default().has(channel));
        }
        assert!("theft".parse::<Channel>().is_err());
    }

    #[test]
    fn degrees_are_those_of_the_game_and_of_moved_deals() {
        let gaming = Gaming::of([0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]);
        let conduct = Conduct { gaming, ..Conduct::SALARIED };
        assert_eq!(Channel::ALL.map(|c| c.degree(&conduct)), [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 0.0]);
        for timing in [Timing::PullForward, Timing::HoldBack] {
            assert_eq!(Channel::Timing.degree(&Conduct { timing, ..Conduct::SALARIED }), 1.0);
        }
    }
}
