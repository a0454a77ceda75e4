//! The looks as a picture.

use super::super::words::plan_name;
use super::{MonitorContents, words};
use crate::experiment::sequential::Decision;
use crate::report::chart::{ChartError, Figure, SequentialLook, SequentialPicture, draw_sequential};

/// Both panels.
pub(super) fn draw(contents: &MonitorContents<'_>) -> Result<Option<Figure>, ChartError> {
    let (monitored, stream) = (contents.monitored, contents.stream);
    let [control, treated] = stream.arms.each_ref().map(|arm| plan_name(arm));
    let looks = (0..contents.settings.looks.max(monitored.seen.len())).map(|k| {
        let seen = monitored.seen.get(k);
        SequentialLook {
            name: seen.map_or_else(|| (k + 1).to_string(), |seen| seen.look.clone()),
            estimate: seen.and_then(|seen| Some((seen.effect?.estimate, seen.always_valid.map(|(low, high)| [low, high])?))),
            z: seen.and_then(|seen| seen.judged.z),
            boundary: seen.map_or_else(|| monitored.boundaries.get(k).copied().flatten(), |seen| seen.judged.boundary),
        }
    });
    let stop = monitored.stop.map(|(look, decision)| {
        let said = match decision {
            Decision::Better => format!("stop: {treated} better"),
            Decision::Worse => format!("stop: {control} better"),
            Decision::Futile => "stop: futile".into(),
            _ => "no difference shown".into(),
        };
        (look, said)
    });
    draw_sequential(&SequentialPicture {
        question: "May the experiment stop?".into(),
        assumptions: format!(
            "{} Left: {treated} less {control} with the interval that holds at every look; {} CSMs.",
            words::rule(contents),
            stream.csms.len()
        ),
        outcome: format!("Uplift of {}", stream.outcome_name),
        looks: looks.collect(),
        stop,
    })
}
