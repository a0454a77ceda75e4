//! Who may know whom: the rooms of `src` and the rooms each may use. Data walks one way.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Room → rooms it may use (besides itself).
const MAY_USE: &[(&str, &[&str])] = &[
    ("lanes", &[]),
    ("random", &["lanes"]),
    ("stats", &[]),
    ("dynamics", &["lanes", "random"]),
    ("cohort", &["lanes", "random", "dynamics"]),
    ("measure", &["lanes", "dynamics"]),
    ("plan", &["measure"]),
    ("behaviour", &["random", "measure", "plan"]),
    ("scenario", &["cohort", "dynamics", "measure", "plan", "behaviour"]),
    ("config", &["scenario", "behaviour", "cohort", "dynamics", "measure", "plan"]),
    ("trial", &["scenario", "lanes", "random", "cohort", "dynamics", "measure", "plan", "behaviour", "stats"]),
    ("compare", &["scenario", "behaviour", "trial", "stats", "plan", "measure"]),
    ("calibrate", &["stats", "random", "cohort", "scenario", "dynamics", "measure", "plan", "behaviour", "config", "trial", "compare"]),
    ("backtest", &["scenario", "cohort", "measure", "plan", "stats", "trial", "config"]),
    ("experiment", &["stats", "random", "config", "scenario", "plan", "measure", "behaviour", "trial", "compare"]),
    (
        "report",
        &[
            "experiment",
            "scenario",
            "cohort",
            "behaviour",
            "trial",
            "stats",
            "plan",
            "measure",
            "compare",
            "config",
            "calibrate",
            "backtest",
        ],
    ),
];

#[test]
fn rooms_use_only_the_rooms_they_may_know() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (room, may) in &allowed {
        for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            // unit tests at the end of a file may build what they like
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            for (number, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                for used in rooms_named_in(line) {
                    seen += 1;
                    if used != *room && allowed.keys().any(|k| *k == used) && !may.contains(&used) {
                        wrong.push(format!("{}:{}: {room} may not use {used}", file.display(), number + 1));
                    }
                    if used == "cli" {
                        wrong.push(format!("{}:{}: nothing may use cli", file.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 50, "found hardly any use of other rooms: is the walk over src still right?");
}

/// The rooms that follow `crate::` in a line, `use crate::{a, b}` included.
fn rooms_named_in(line: &str) -> Vec<&str> {
    line.match_indices("crate::")
        .flat_map(|(at, _)| {
            let rest = &line[at + "crate::".len()..];
            let inside = rest.strip_prefix('{').and_then(|r| r.split('}').next());
            inside.map_or_else(|| vec![word(rest)], |list| list.split(',').map(|part| word(part.trim())).collect())
        })
        .filter(|w| !w.is_empty())
        .collect()
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("")
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("law.rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
