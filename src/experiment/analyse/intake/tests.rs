use super::*;

fn read(text: &str, change: impl FnOnce(&mut ColumnNames), level: Level, assigned: Option<&Assigned>) -> Result<Data, String> {
    let source = Source::new("data.csv", text);
    let notes = Notes::new();
    let mut columns = ColumnNames::default();
    change(&mut columns);
    let from: Option<Date> = "2026-01-01".parse().ok();
    let to: Option<Date> = "2026-06-30".parse().ok();
    let settings =
        IntakeSettings { columns: &columns, level, control: None, guardrails: &[], start: None, from, to, assigned, notes: &notes };
    let data = read_data(&source, &settings);
    match notes.finish() {
        Ok(_) => Ok(data.unwrap()),
        Err(problems) => Err(problems.render(false)),
    }
}

fn plain(text: &str) -> Result<Data, String> {
    read(text, |_| {}, Level::Csm, None)
}

const SOUND: &str = "csm,pod,arm,account,nrr_pre,nrr_post\n\
    Ann,P1,A,1,1.0,1.1\nAnn,P1,A,2,0.9,1.0\nBea,P1,A,3,1.0,0.9\nCid,P2,B,4,1.0,1.1\nCid,P2,B,5,1.1,1.2\nDan,P2,B,6,0.8,0.9\n";

#[test]
fn a_sound_file_is_read_with_guessed_columns() {
    let data = plain(SOUND).unwrap();
    assert_eq!((data.arms.as_slice(), data.units.len()), (["A".to_owned(), "B".to_owned()].as_slice(), 4));
    assert_eq!((data.outcome_name.as_str(), data.baseline_name.as_str()), ("nrr_post", "nrr_pre"));
    assert_eq!(data.unit, [0, 0, 1, 2, 2, 3]);
    assert_eq!(data.arm, [0, 0, 0, 1, 1, 1]);
    assert_eq!(data.baseline.unwrap()[5], 0.8);
    assert!(read(SOUND, |c| c.baseline = Some("none".into()), Level::Csm, None).unwrap().baseline.is_none());
    assert_eq!(read(SOUND, |_| {}, Level::Pod, None).unwrap_err().matches("has 1 pod").count(), 2);
}

#[test]
fn everything_that_does_not_hold_together_is_told_at_once() {
    let text = "csm,pod,arm,account,nrr_pre,nrr_post\n\
        Ann,P1,A,1,1.0,1.1\nAnn,P1,B,2,0.9,1.0\nBea,P1,A,3,,0.9\nBea,P2,A,4,1.0,x\nCid,P2,B,3,1.1,1.2\nCid,P2,B,6,0.8,0.9\nCid,P2,B,6,0.8,0.9\n";
    let told = plain(text).unwrap_err();
    for part in [
        "CSM `Ann` is in two arms, `A` and `B`",
        "CSM `Bea` is in two pods, `P1` and `P2`",
        "account `3` is with two CSMs, `Bea` and `Cid`, and no date says when",
        "account `6` is there twice",
        "not a number",
        "no baseline in 1 of 7 rows",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
}

#[test]
fn arms_that_are_too_small_or_absent_are_refused() {
    let lonely = "csm,arm,y\nAnn,A,1\nBea,A,2\nCid,B,3\nCid,B,4\n";
    assert!(plain(lonely).unwrap_err().contains("arm `B` has 1 CSM"));
    let single = "csm,arm,y\nAnn,A,1\nBea,A,2\n";
    assert!(plain(single).unwrap_err().contains("a single arm, `A`"));
    assert!(plain("csm,arm\nAnn,A\nBea,B\n").unwrap_err().contains("missing column `outcome`"));
}

#[test]
fn outcomes_that_one_arm_lacks_are_refused_and_others_left_out() {
    let mut text = String::from("csm,arm,y\n");
    for (csm, arm, all, missing) in [("Ann", "A", 40, 2), ("Bea", "A", 40, 2), ("Cid", "B", 40, 1), ("Dan", "B", 40, 2)] {
        for i in 0..all {
            text.push_str(&format!("{csm},{arm},{}\n", if i < missing { String::new() } else { i.to_string() }));
        }
    }
    let data = plain(&text).unwrap();
    assert_eq!((data.missing.as_slice(), data.outcome.len()), ([4, 3].as_slice(), 153));
    let more = text.replacen("Dan,B,5\n", "Dan,B,\n", 1).replacen("Dan,B,6\n", "Dan,B,\n", 1).replacen("Dan,B,7\n", "Dan,B,\n", 1);
    let more = ["8", "9", "10", "11"].iter().fold(more, |text, i| text.replacen(&format!("Dan,B,{i}\n"), "Dan,B,\n", 1));
    assert!(plain(&more).unwrap_err().contains("who is missing is no chance"));
    let none = "csm,arm,y\nAnn,A,1\nBea,A,2\nCid,B,\nDan,B,\n";
    assert!(plain(none).unwrap_err().contains("no row of arm `B` has an outcome"));
}

#[test]
fn dates_lie_inside_the_experiment_and_moved_accounts_stay_with_whom_they_were() {
    let text = "csm,arm,account,date,y\nAnn,A,1,2026-01-31,1\nBea,A,2,2026-03-31,2\nCid,B,3,2026-02-01,3\nDan,B,4,2026-02-01,4\nDan,B,1,2026-05-01,5\n";
    let data = plain(text).unwrap();
    assert_eq!((data.unit[4], data.arm[4]), (0, 0));
    assert_eq!(data.days_left.unwrap(), [Some(59), Some(0), Some(58), Some(58), Some(60)]);
    let outside = text.replace("2026-05-01", "2026-07-01").replace("2026-01-31", "soon");
    let told = plain(&outside).unwrap_err();
    assert!(told.contains("outside the experiment") && told.contains("not a day"), "{told}");
}

#[test]
fn data_must_match_the_assignment() {
    let arm = [("Ann", "A"), ("Bea", "B"), ("Cid", "B"), ("Eve", "A")].map(|(u, a)| (u.to_owned(), a.to_owned()));
    let assigned = Assigned { file: "assignment.csv".into(), arm: arm.into_iter().collect(), ..Assigned::default() };
    let told = read(SOUND, |_| {}, Level::Csm, Some(&assigned)).unwrap_err();
    for part in [
        "CSM `Bea` is in arm `A`, but was assigned `B` in assignment.csv",
        "CSM `Dan` is not in assignment.csv",
        "1 of 4 CSMs of assignment.csv have no row: Eve",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
}

#[test]
fn arms_may_come_from_the_assignment_alone() {
    let arm = [("Ann", "A"), ("Bea", "A"), ("Cid", "B"), ("Dan", "B")].map(|(u, a)| (u.to_owned(), a.to_owned()));
    let assigned = Assigned { file: "assignment.csv".into(), arm: arm.into_iter().collect(), ..Assigned::default() };
    let text = "csm,y\nAnn,1\nBea,2\nCid,3\nDan,4\n";
    assert_eq!(read(text, |_| {}, Level::Csm, Some(&assigned)).unwrap().arm, [0, 0, 1, 1]);
}

#[test]
fn a_panel_says_when_the_plan_began() {
    let text = "csm,arm,quarter,y\nAnn,A,9,1\nAnn,A,10,1\nBea,A,9,2\nBea,A,10,2\nCid,B,9,3\nCid,B,10,4\nDan,B,9,3\nDan,B,10,4\n";
    assert!(plain(text).unwrap_err().contains("nothing says when the new plan began"));
    let on = text.replace("quarter,y", "quarter,d,y").replace(",10,", ",10,1,").replace(",9,", ",9,0,").replace("A,10,1,", "A,10,0,");
    let data = plain(&on).unwrap();
    let periods = data.periods.unwrap();
    assert_eq!((periods.names.as_slice(), periods.on.iter().filter(|on| **on).count()), (["9".to_owned(), "10".to_owned()].as_slice(), 2));
}
