//! `[behaviour]`: whether and which people respond to pay, and every number assumed about them.

use crate::behaviour::{Assumptions, Behaviour, Channels};
use crate::scenario::Market;

use super::load::Overrides;
use super::{Bounds, Place, Table};

/// What runs where neither the file nor the command line says whether people respond to pay.
pub const DEFAULT_BEHAVIOUR: Behaviour = Behaviour::Mixed;

/// All modes, by the name a file gives them.
const NAMES: [(&str, Behaviour); 5] = [
    ("off", Behaviour::Off),
    ("angels", Behaviour::Angels),
    ("mixed", Behaviour::Mixed),
    ("devils", Behaviour::Devils),
    ("fixed", Behaviour::Fixed),
];

/// A cost that something divides by, as a share of a quarter's OTE.
const PRICE: Bounds = Bounds::above_to(0.0, 10.0);

/// The name of a mode, as files and the command line write it.
#[must_use]
pub fn behaviour_name(behaviour: Behaviour) -> &'static str {
    NAMES.iter().find(|(_, mode)| *mode == behaviour).map_or("", |(name, _)| name)
}

/// Reads `[behaviour]`; what it does not say is [`DEFAULT_BEHAVIOUR`] (off where no customers are simulated) and
/// [`Assumptions::default`].
pub(super) fn read_behaviour(scenario: &Table<'_>, overrides: &Overrides, market: Option<&Market>) -> (Behaviour, Assumptions) {
    let simulated = market.is_none_or(|market| matches!(market, Market::Cohorts(_)));
    let default = if simulated { DEFAULT_BEHAVIOUR } else { Behaviour::Off };
    let table = scenario.table_or_empty("behaviour");
    let said = table.one_of("mode", &NAMES).or_named(behaviour_name(default), default);
    if let Some(mode) = overrides.behaviour {
        table.notes().resolve("command line", "--behaviour", behaviour_name(mode), false);
    }
    let mode = overrides.behaviour.unwrap_or(said);
    if mode != Behaviour::Off && !simulated {
        let place = if overrides.behaviour.is_some() { Place::flag("--behaviour") } else { table.place("mode") };
        let problem = place.problem("people respond to pay only where customers are simulated, and a history or a distribution is fixed");
        table.notes().problem(problem.allowed("off, or together with [market] kind = \"cohorts\""));
    }
    // Where nobody responds and the file says nothing, none of these numbers is in force.
    let in_force = mode != Behaviour::Off || scenario.has("behaviour");
    (mode, if in_force { read_assumptions(&table) } else { Assumptions::default() })
}

fn read_assumptions(table: &Table<'_>) -> Assumptions {
    let base = Assumptions::default();
    let read = Assumptions {
        devil_share: table.f64("devil_share", Bounds::SHARE).or(base.devil_share),
        risk_aversion: table.f64("risk_aversion", 0.0..=0.01).or(base.risk_aversion),
        effort_cost: table.f64("effort_cost", PRICE).or(base.effort_cost),
        crowding_cost: table.f64("crowding_cost", 0.0..=10.0).or(base.crowding_cost),
        gaming_cost: table.f64("gaming_cost", PRICE).or(base.gaming_cost),
        moral_cost: table.f64("moral_cost", 0.0..=10.0).or(base.moral_cost),
        peer_pressure: table.f64("peer_pressure", Bounds::SHARE).or(base.peer_pressure),
        help: table.f64("help", Bounds::SHARE).or(base.help),
        owner_pressure: table.f64("owner_pressure", Bounds::SHARE).or(base.owner_pressure),
        owner_overhead: table.f64("owner_overhead", Bounds::SHARE).or(base.owner_overhead),
        quarter_discount: table.f64("quarter_discount", Bounds::SHARE).or(base.quarter_discount),
        pull_share: table.f64("pull_share", Bounds::SHARE).or(base.pull_share),
        pull_discount: table.f64("pull_discount", Bounds::SHARE).or(base.pull_discount),
        hold_share: table.f64("hold_share", Bounds::SHARE).or(base.hold_share),
        padded_lead_cost: table.f64("padded_lead_cost", Bounds::NOT_NEGATIVE).or(base.padded_lead_cost),
        attrition: table.boolean("attrition").or(base.attrition),
        quit_shortfall: table.f64("quit_shortfall", 0.0..=20.0).or(base.quit_shortfall),
        quit_surplus: table.f64("quit_surplus", 0.0..=20.0).or(base.quit_surplus),
        market_skill: table.f64("market_skill", Bounds::SHARE).or(base.market_skill),
        rehire_cost: table.f64("rehire_cost", 0.0..=10.0).or(base.rehire_cost),
        selection: table.boolean("selection").or(base.selection),
        selection_strength: table.f64("selection_strength", Bounds::SHARE).or(base.selection_strength),
        channels: read_channels(&table.table_or_empty("channels")),
    };
    table.finish();
    read
}

fn read_channels(table: &Table<'_>) -> Channels {
    let base = Channels::default();
    let read = Channels {
        pressure: table.boolean("pressure").or(base.pressure),
        padding: table.boolean("padding").or(base.padding),
        shallow: table.boolean("shallow").or(base.shallow),
        inflation: table.boolean("inflation").or(base.inflation),
        begging: table.boolean("begging").or(base.begging),
        neglect: table.boolean("neglect").or(base.neglect),
        sandbagging: table.boolean("sandbagging").or(base.sandbagging),
        timing: table.boolean("timing").or(base.timing),
    };
    table.finish();
    read
}

/// Who the people are, in words.
pub(super) fn in_words(behaviour: Behaviour, assumed: &Assumptions) -> String {
    let (people, games) = match behaviour {
        Behaviour::Off => {
            return "off: everybody works as on a salary, whatever the plan pays; nobody plays games or leaves over pay".into();
        }
        Behaviour::Fixed => return "fixed: whatever a plan pays, people do what is stated; nobody leaves over pay".into(),
        Behaviour::Angels => ("everybody responds to pay, nobody plays games".into(), false),
        Behaviour::Mixed => (mixture(assumed.devil_share), true),
        Behaviour::Devils => ("everybody plays every game that pays".into(), true),
    };
    let mut words = vec![format!("{}: {people}", behaviour_name(behaviour))];
    let closed = closed(assumed.channels);
    if games && !closed.is_empty() {
        words.push(format!("games switched off: {}", closed.join(", ")));
    }
    words.push(if assumed.attrition { "people leave over pay" } else { "nobody leaves over pay" }.into());
    if assumed.selection {
        words.push("individual pay attracts better people".into());
    }
    words.join("; ")
}

/// Devils among ordinary people: "one CSM in four" where the share is one in a few.
fn mixture(share: f64) -> String {
    const FEW: [&str; 9] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let one_in = FEW.iter().zip(2_u8..).find(|(_, n)| (share * f64::from(*n) - 1.0).abs() < 1e-9);
    match one_in {
        _ if share == 0.0 => "nobody plays every game that pays, all have scruples".into(),
        _ if share == 1.0 => "everybody plays every game that pays".into(),
        Some((word, _)) => format!("one CSM in {word} plays every game that pays, the others have scruples"),
        None => {
            let percent = (share * 1e4).round() / 100.0;
            format!("{percent} % of CSMs play every game that pays, the others have scruples")
        }
    }
}

/// Games that are switched off.
fn closed(channels: Channels) -> Vec<&'static str> {
    let Channels { pressure, padding, shallow, inflation, begging, neglect, sandbagging, timing } = channels;
    let all = [
        (pressure, "pressure"),
        (padding, "padding"),
        (shallow, "shallow"),
        (inflation, "inflation"),
        (begging, "begging"),
        (neglect, "neglect"),
        (sandbagging, "sandbagging"),
        (timing, "timing"),
    ];
    all.into_iter().filter(|(open, _)| !open).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_in_words() {
        let usual = Assumptions::default();
        let told = "mixed: one CSM in four plays every game that pays, the others have scruples; people leave over pay";
        assert_eq!(in_words(Behaviour::Mixed, &usual), told);
        let few = Assumptions { devil_share: 0.125, attrition: false, selection: true, ..usual };
        let told = "mixed: one CSM in eight plays every game that pays, the others have scruples; nobody leaves over pay; \
                    individual pay attracts better people";
        assert_eq!(in_words(Behaviour::Mixed, &few), told);
        for (share, told) in [(0.3, "30 % of CSMs"), (0.015, "1.5 % of CSMs"), (0.0, "nobody plays every"), (1.0, "everybody plays every")]
        {
            assert!(mixture(share).starts_with(told), "{}", mixture(share));
        }
        let channels = Channels { padding: false, timing: false, ..usual.channels };
        let closed = Assumptions { channels, ..usual };
        let told = "devils: everybody plays every game that pays; games switched off: padding, timing; people leave over pay";
        assert_eq!(in_words(Behaviour::Devils, &closed), told);
        let told = "angels: everybody responds to pay, nobody plays games; people leave over pay";
        assert_eq!(in_words(Behaviour::Angels, &closed), told, "games that nobody plays are not told");
        assert!(in_words(Behaviour::Off, &usual).starts_with("off: "));
    }
}
