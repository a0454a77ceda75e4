//! The segments of a scenario: named, given by file or written inline, and those of the library.

use std::path::Path;

use crate::scenario::{Seat, Segment};

use super::load::folder_of;
use super::presets::{self, Kind};
use super::scenario::Reading;
use super::segment::read_segment_beside;
use super::{Document, Place, Value};

impl Reading<'_, '_> {
    /// Segments said in the scenario, then those of the library that it does not say itself; and the one that needs no naming
    /// because it is the only one said.
    pub(super) fn segments(&self) -> (Vec<Segment>, Option<usize>) {
        let notes = &self.loader.notes;
        let mut segments: Vec<Segment> = Vec::new();
        let mut add = |segment: Option<Segment>, place: Place| {
            let Some(segment) = segment else { return };
            if segments.iter().any(|s| s.id == segment.id) {
                notes.problem(place.problem(format!("duplicate segment `{}`", segment.id)));
            } else {
                segments.push(segment);
            }
        };
        match self.table.entry("segments").map(|e| (e.value(), e)) {
            None => {}
            Some((Value::Array(items), _)) => {
                for (name, place) in items.iter().filter_map(|e| Some((e.string()?, e.place()))) {
                    add(self.segment_by_name(&name, self.folder, &place), place);
                }
            }
            Some((Value::Table(inline), _)) => {
                for (id, entry) in inline.entries() {
                    let Some(table) = entry.table() else { continue };
                    let open = self.loader.opener(self.folder);
                    let segment = self.loader.like(&table, id).and_then(|base| read_segment_beside(&table, Some(id), Some(&base), &open));
                    add(segment, entry.place());
                }
            }
            Some((_, entry)) => {
                let problem = entry.problem_at("not segments");
                notes.problem(problem.allowed("names in [ ], or tables [segments.NAME]"));
            }
        }
        let only = (segments.len() == 1).then_some(0);
        for preset in presets::all(Kind::Segment) {
            if !segments.iter().any(|s| s.id == preset.name) {
                segments.extend(self.loader.library_segment(preset.name));
            }
        }
        (segments, only)
    }

    /// Drops segments without a CSM, and library files that were opened for them.
    pub(super) fn only_used(&self, segments: Vec<Segment>, mut roster: Vec<Seat>) -> (Vec<Segment>, Vec<Seat>) {
        let mut kept = Vec::new();
        for (i, segment) in segments.into_iter().enumerate() {
            if roster.iter().any(|s| usize::from(s.segment) == i) {
                for seat in roster.iter_mut().filter(|s| usize::from(s.segment) == i) {
                    seat.segment = kept.len() as u16;
                }
                kept.push(segment);
            } else if let Ok(preset) = presets::find(Kind::Segment, &segment.id) {
                self.loader.forget(&preset.source().name);
            }
        }
        (kept, roster)
    }

    fn segment_by_name(&self, name: &str, folder: &Path, place: &Place) -> Option<Segment> {
        if presets::find(Kind::Segment, name).is_ok() {
            return self.loader.library_segment(name);
        }
        let source = self.loader.open(Kind::Segment, name, folder, place)?;
        let document = Document::parse(&source, &self.loader.notes);
        let table = document.root(&self.loader.notes);
        let base = self.loader.like(&table, "")?;
        let beside = folder_of(&folder.join(name));
        read_segment_beside(&table, None, Some(&base), &self.loader.opener(&beside))
    }
}
