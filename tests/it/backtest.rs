//! `paylift backtest`: pay on the real past, worked out by hand; hand-overs, luck, reconciliation, wrong input.

use std::ops::ControlFlow;
use std::path::PathBuf;

use paylift::backtest::{Backtest, backtest};
use paylift::config::{BacktestSettings, HistoryColumns, Overrides, Surroundings, load_backtest, read_history_file};
use paylift::scenario::Neutral;
use paylift::trial::RunOptions;

use super::shell::Shell;

/// Three accounts over nine months; `b` passes from Bob to Ann in August, the middle of the second paid quarter.
///
/// | account | March | June | September |
/// | --- | --- | --- | --- |
/// | a (Ann) | 100 | 108 | 99 |
/// | b (Bob, from August Ann) | 200 | 210 | 231 |
/// | c (Bob) | 50 | 40 | 44 |
fn history() -> String {
    let mut text = String::from("account_id,month,revenue,csm\n");
    for (account, levels, late) in [("a", [100, 108, 99], "Ann"), ("b", [200, 210, 231], "Ann"), ("c", [50, 40, 44], "Bob")] {
        for month in 1..=9 {
            let csm = if month >= 8 {
                late
            } else if account == "a" {
                "Ann"
            } else {
                "Bob"
            };
            text.push_str(&format!("{account},2025-{month:02},{},{csm}\n", levels[(month - 1) / 3]));
        }
    }
    text
}

/// A bonus of $22,000 a year for Ann, 5,500 a quarter; of $10,000 for Bob, 2,500 a quarter.
const ROSTER: &str = "csm,ote,variable\nAnn,110000,22000\nBob,80000,10000\n";

fn shell() -> Shell {
    Shell::with(&[("h.csv", &history()), ("team.csv", ROSTER)])
}

const LINE: &str = "backtest --history h.csv --roster team.csv --plans nrr-individual,growth-raw,flat --draws 200 --no-charts --out past";

/// The quarters are April to June and July to September. Who holds an account in a quarter's last month is paid for the whole quarter.
///
/// `nrr-individual` pays nothing at 90 % of the quarter's target (1.00 a year compounds to 1.00), the bonus at 100 %, double at 110 %:
///
/// - Q2, Ann: a 108 ÷ 100 = 1.08 pays 1.8 × 5,500 = 9,900.00
/// - Q2, Bob: b and c (210 + 40) ÷ (200 + 50) = 1.00 pays 2,500.00
/// - Q3, Ann: a and b (99 + 231) ÷ (108 + 210) = 330 ÷ 318 = 1.0377358… pays 1.377358… × 5,500 = 7,575.4717 → 7,575.47
/// - Q3, Bob: c 44 ÷ 40 = 1.10 pays double: 5,000.00
///
/// `growth-raw` pays 7 % of the year's revenue added: Q2 Ann 8 × 12 × 0.07 = 6.72, Bob (250 − 250) → 0.00; Q3 Ann 12 × 12 × 0.07 = 10.08,
/// Bob 4 × 12 × 0.07 = 3.36. `flat` pays the quarter's bonus.
#[test]
fn two_quarters_of_three_accounts_are_paid_as_by_hand() {
    let shell = shell();
    shell.types(LINE).done();
    let periods = "plan,csm,period,from,to,attainment,pay\n\
        nrr-individual,Ann,1,2025-04,2025-06,1.08,9900.00\n\
        nrr-individual,Ann,2,2025-07,2025-09,1.0377358490566038,7575.47\n\
        nrr-individual,Bob,1,2025-04,2025-06,1,2500.00\n\
        nrr-individual,Bob,2,2025-07,2025-09,1.1,5000.00\n\
        growth-raw,Ann,1,2025-04,2025-06,,6.72\n\
        growth-raw,Ann,2,2025-07,2025-09,,10.08\n\
        growth-raw,Bob,1,2025-04,2025-06,,0.00\n\
        growth-raw,Bob,2,2025-07,2025-09,,3.36\n\
        flat,Ann,1,2025-04,2025-06,,5500.00\n\
        flat,Ann,2,2025-07,2025-09,,5500.00\n\
        flat,Bob,1,2025-04,2025-06,,2500.00\n\
        flat,Bob,2,2025-07,2025-09,,2500.00\n";
    assert_eq!(shell.text("past/backtest.csv"), periods);
    // Ann 17,475.47 today; 16.80 and 11,000.00 under the others. Bob 7,500.00; 3.36 and 5,000.00.
    let winners: Vec<Vec<String>> =
        shell.text("past/winners.csv").lines().skip(1).map(|l| l.split(',').map(String::from).collect()).collect();
    let expected = [
        "nrr-individual,Ann,2,17475.47,17475.47,0.00,today",
        "nrr-individual,Bob,2,7500.00,7500.00,0.00,today",
        "growth-raw,Ann,2,16.80,17475.47,-17458.67,loses",
        "growth-raw,Bob,2,3.36,7500.00,-7496.64,loses",
        "flat,Ann,2,11000.00,17475.47,-6475.47,loses",
        "flat,Bob,2,5000.00,7500.00,-2500.00,loses",
    ];
    assert_eq!(winners.iter().map(|row| row[..7].join(",")).collect::<Vec<_>>(), expected);
    // What is fixed has no luck: the whole band is the pay, to the cent.
    assert_eq!(winners[4][7], "11000");
    assert_eq!((winners[4][9].as_str(), winners[4][11].as_str()), ("11000", "11000"));
}

#[test]
fn statements_add_up_and_name_accounts_and_months() {
    let shell = shell();
    shell.types(LINE).done();
    assert_eq!(
        shell.files("past"),
        [
            "backtest.csv",
            "backtest.html",
            "manifest.json",
            "provenance.json",
            "statements/001-ann.txt",
            "statements/002-bob.txt",
            "winners.csv"
        ]
    );
    insta::assert_snapshot!(shell.text("past/statements/001-ann.txt"));
}

#[test]
fn what_is_printed() {
    let shell = shell();
    shell.write("paid.csv", PAID);
    let text = shell.types(&format!("{LINE} --paid paid.csv").replace("flat ", "flat,adoption-only ")).done();
    insta::assert_snapshot!(text);
    let page = shell.text("past/backtest.html");
    for words in ["What would each plan have paid", "Was it really paid so?", "Not payable on this history", "Nine of ten redrawn books"] {
        assert!(page.contains(words), "{words}");
    }
    let (_, body) = page.split_once("</style>").unwrap();
    assert!(!body.contains("NaN") && !body.contains("<script"));
}

/// One cent too much for Bob in Q2, his Q3 missing, and somebody who is not on the roster.
const PAID: &str = "csm,period,paid\nAnn,1,\"9,900.00\"\nBob,2025-Q2,2500.01\nAnn,2025-09,7575.47\nBbo,2,100.00\n";

#[test]
fn payouts_are_reconciled_to_the_cent() {
    let shell = shell();
    shell.write("paid.csv", PAID);
    shell.types(&format!("{LINE} --paid paid.csv")).done();
    let expected = "csm,period,from,to,paid,due,difference,finding,did_you_mean,line\n\
        Ann,1,2025-04,2025-06,9900.00,9900.00,0.00,agrees,,2\n\
        Ann,2,2025-07,2025-09,7575.47,7575.47,0.00,agrees,,4\n\
        Bob,1,2025-04,2025-06,2500.01,2500.00,0.01,differs,,3\n\
        Bob,2,2025-07,2025-09,,5000.00,-5000.00,not paid,,\n\
        Bbo,2,2025-07,2025-09,100.00,,100.00,not on the roster,Bob,5\n";
    assert_eq!(shell.text("past/reconciliation.csv"), expected);
    // 0.01 − 5,000.00 + 100.00
    let text = shell.types(&format!("{LINE} --paid paid.csv")).done();
    assert!(text.contains("2 to the cent, 1 of another amount") && text.contains("$4,899.99 too little"), "{text}");
}

#[test]
fn an_ownership_file_says_the_same_as_the_column() {
    let shell = shell();
    shell.types(LINE).done();
    let column = shell.text("past/backtest.csv");
    let plain: String = history().lines().map(|line| format!("{}\n", line.rsplit_once(',').unwrap().0)).collect();
    shell.write("h.csv", plain);
    shell.write("own.csv", "account_id,csm,from,to\na,Ann,,\nb,Bob,2020-01,2025-08\nb,Ann,2025-08,\nc,Bob,2025-01,2025-09\nz,Ann,,\n");
    shell.types(&format!("{LINE} --ownership own.csv")).done();
    assert_eq!(shell.text("past/backtest.csv"), column);
    // In nobody's hands from July on, `b` counts for nobody: Ann is left with a, 99 ÷ 108 = 0.91666… pays 0.1666… × 5,500 = 916.67.
    shell.write("own.csv", "account_id,csm,from,to\na,Ann,,\nb,Bob,2020-01,2025-06\nc,Bob,2025-01,2025-09\n");
    shell.types(&format!("{LINE} --ownership own.csv")).done();
    let rows = shell.text("past/backtest.csv");
    assert!(rows.contains("nrr-individual,Ann,2,2025-07,2025-09,0.9166666666666666,916.67\n"), "{rows}");
    assert!(rows.contains("nrr-individual,Bob,1,2025-04,2025-06,1,2500.00\n"), "{rows}");
}

/// The shipped history has no hand-overs: `run` replays it to the same pay.
#[test]
fn without_hand_overs_a_backtest_pays_what_a_replay_pays() {
    let shell = Shell::new();
    shell.write("sample.csv", include_str!("../../configs/histories/sample.csv"));
    shell.write("team.csv", "csm,ote,variable\nAna,110000,22000\nBen,110000,22000\nChloe,120000,24000\nDev,120000,24000\n");
    let plans = ["nrr-individual", "nrr-team", "revplaybook-tiers", "flat", "growth-raw"];
    let scenario = format!(
        "plans = {plans:?}\nreference = \"nrr-individual\"\nroster = \"team.csv\"\nneutral = \"off\"\n[segments.all]\nlike = \"mid-market\"\n\
         [segments.all.targets]\nnrr = 1.0\ngrr = 0.9\nlogo-retention = 0.9\n[market]\nkind = \"history\"\nfile = \"sample.csv\"\nreplay = true\n"
    );
    shell.write("replay.toml", scenario);
    shell.types("run replay.toml --no-charts --out run").done();
    let list = plans.join(",");
    shell.types(&format!("backtest --history sample.csv --roster team.csv --plans {list} --draws 100 --no-charts --out past")).done();
    let cells = |file: &str, columns: [usize; 3]| {
        let rows = shell.text(file);
        let mut rows: Vec<(String, String, i64)> = rows
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                let cents = (cells[columns[2]].parse::<f64>().unwrap() * 100.0).round() as i64;
                (cells[columns[0]].to_owned(), cells[columns[1]].to_owned(), cents)
            })
            .collect();
        rows.sort();
        rows
    };
    let paid = cells("past/winners.csv", [0, 1, 3]);
    assert_eq!((paid.len(), &paid), (20, &cells("run/csm.csv", [0, 1, 4])));
    assert!(paid.iter().any(|row| row.2 > 0));
}

fn load(files: &[(&str, String)], plans: &[&str]) -> (tempfile::TempDir, paylift::config::LoadedBacktest) {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    let surroundings = Surroundings { folder: folder.path().into(), memory: 1 << 30, history: &read_history_file };
    let overrides = Overrides {
        plans: plans.iter().map(ToString::to_string).collect(),
        history: Some(PathBuf::from("h.csv")),
        columns: HistoryColumns::default(),
        neutral: Some(Neutral::Off),
        payouts_only: true,
        ..Overrides::default()
    };
    let settings = BacktestSettings { roster: "team.csv".into(), first_is_today: true, ..BacktestSettings::default() };
    let loaded = load_backtest(None, &overrides, &settings, &surroundings).unwrap_or_else(|p| panic!("{p}"));
    (folder, loaded)
}

fn pay(files: &[(&str, String)], plans: &[&str], draws: u32) -> Backtest {
    let (_folder, loaded) = load(files, plans);
    backtest(&loaded.loaded.scenario, draws, RunOptions::default(), &mut |_| ControlFlow::Continue(())).unwrap()
}

/// Two accounts, of which one adds 100 a month in the one paid quarter: a commission of 100 × 12 × 0.07 = 84. Drawn twice with
/// replacement: 0 with ¼, 84 with ½, 168 with ¼.
#[test]
fn the_band_of_two_accounts_is_known_by_hand() {
    let mut text = String::from("account_id,month,revenue,csm\n");
    for month in 1..=6 {
        text.push_str(&format!("x,2025-0{month},{},Ann\ny,2025-0{month},500,Ann\n", if month > 3 { 600 } else { 500 }));
    }
    let files = [("h.csv", text), ("team.csv", "csm,ote,variable\nAnn,100000,20000\n".to_owned())];
    let result = pay(&files, &["growth-raw", "flat"], 4_000);
    let row = result.of(0, 0).unwrap();
    let band = row.luck.unwrap();
    assert_eq!((row.pay.0, result.accounts.as_slice()), (8_400, [2].as_slice()));
    assert_eq!([band.low.value, band.middle.value, band.high.value], [0.0, 84.0, 168.0]);
    // flat pays 5,000: always more
    let flat = result.of(1, 0).unwrap();
    assert_eq!((flat.gains.map(|share| share.value), flat.change_luck.map(|b| b.low.value)), (Some(1.0), Some(5_000.0 - 168.0)));
}

/// Luck bands of 200 books of 40 accounts from one population, whose growth is 0 to 99 a month. The mean is 49.5, so an average book is
/// paid 40 × 49.5 × 12 × 0.07 = 1,663.20. A percentile band of nine tenths from 40 accounts holds it a little less often than 90 %: with
/// the bootstrap's √(39/40) and t₃₉ against the normal, about 88.5 %. Four standard errors of 200 books are 9 %.
#[test]
fn nine_bands_of_ten_hold_what_an_average_book_is_paid() {
    let (mut history, mut team) = (String::from("account_id,month,revenue,csm\n"), String::from("csm,ote,variable\n"));
    let mut state = 12_345_u64;
    for book in 0..200 {
        team.push_str(&format!("P{book:03},100000,20000\n"));
        for account in 0..40 {
            // a plain congruential sequence (Knuth's MMIX)
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let growth = (state >> 33) % 100;
            for (month, level) in (1..).zip([500, 500, 500, 500, 500, 500 + growth]) {
                history.push_str(&format!("A{book:03}-{account:02},2025-{month:02},{level},P{book:03}\n"));
            }
        }
    }
    let result = pay(&[("h.csv", history), ("team.csv", team)], &["growth-raw"], 400);
    let covered = result.people.iter().filter(|row| row.luck.is_some_and(|band| band.holds(1_663.20))).count();
    assert!((159..=195).contains(&covered), "{covered} of 200");
    assert!(result.people.iter().all(|row| row.luck.is_some_and(|band| band.holds(row.pay.dollars()))));
}

/// Books of one account each can only be drawn as they are, each holder's part for itself: every draw is the past again, and nothing that
/// changed hands counts twice where a team is read as a whole.
#[test]
fn books_of_one_account_are_always_the_past_itself() {
    let mut text = String::from("account_id,month,revenue,csm\n");
    for month in 1..=9 {
        let (b, c) = ([200, 210, 231][(month - 1) / 3], [50, 40, 44][(month - 1) / 3]);
        text.push_str(&format!("b,2025-0{month},{b},{}\nc,2025-0{month},{c},Cy\n", if month >= 8 { "Ann" } else { "Bob" }));
    }
    let team = "csm,ote,variable\nAnn,110000,22000\nBob,80000,10000\nCy,80000,10000\n".to_owned();
    let result = pay(&[("h.csv", text), ("team.csv", team)], &["nrr-team", "nrr-individual"], 100);
    assert_eq!(result.accounts, [1, 1, 1]);
    for row in &result.people {
        let ends = row.luck.map(|band| [band.low.value, band.high.value]);
        assert_eq!(ends, (row.plan == 0).then_some([row.pay.dollars(); 2]), "{row:?}");
    }
    // The team's NRR is 250 ÷ 250 in Q2 and (231 + 44) ÷ (210 + 40) = 1.1 in Q3: the bonus once, then twice.
    assert_eq!([0, 1, 2].map(|seat| result.of(0, seat).unwrap().pay.0), [1_650_000, 750_000, 750_000]);
}

#[test]
fn plans_that_a_history_cannot_show_are_named_with_the_reason() {
    let (_folder, loaded) =
        load(&[("h.csv", history()), ("team.csv", ROSTER.to_owned())], &["nrr-individual", "adoption-only", "revenue-health"]);
    let left_out = &loaded.loaded.left_out;
    assert_eq!(left_out.iter().map(|(plan, _)| plan.as_str()).collect::<Vec<_>>(), ["adoption-only", "revenue-health"]);
    assert!(left_out.iter().all(|(_, reason)| reason.contains("which a revenue history does not have")), "{left_out:?}");
}

#[test]
fn people_who_start_later_are_paid_from_then_on() {
    let shell = shell();
    shell.write("team.csv", "csm,ote,variable,start_month\nAnn,110000,22000,4\nBob,80000,10000,\n");
    shell.types(LINE).done();
    let rows = shell.text("past/backtest.csv");
    // Ann starts in July: nothing in Q2, in Q3 as before; flat pays her one quarter.
    for row in ["flat,Ann,1,2025-04,2025-06,,0.00", "flat,Ann,2,2025-07,2025-09,,5500.00", "nrr-individual,Ann,1,2025-04,2025-06,,0.00"] {
        assert!(rows.lines().any(|line| line == row), "{row}\n{rows}");
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let shell = shell();
    shell.types(&format!("{LINE} --threads 1")).done();
    let one = [shell.text("past/winners.csv"), shell.text("past/backtest.html")];
    shell.types(&format!("{LINE} --threads 2")).done();
    assert_eq!(one, [shell.text("past/winners.csv"), shell.text("past/backtest.html")]);
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_nothing_is_written() {
    let shell = shell();
    shell.write("team.csv", "csm,ote,variable\nAnne,110000,22000\nBob,80000,10000\nCy,80000,lots\n");
    shell.write("paid.csv", "csm,period,paid\nAnn,3,100\nBob,2025-Q4,12.3456\n,1,5\nBob,1,5\nBob,2025-05,6\n");
    let before = shell.files(".");
    insta::assert_snapshot!("a_roster_and_payouts_that_do_not_fit", shell.types(&format!("{LINE} --paid paid.csv")).refused());
    shell.write("team.csv", ROSTER);
    let line = LINE.replace("flat", "flatt") + " --from 2024-12 --to 2025-13";
    insta::assert_snapshot!("names_and_months_that_are_not_there", shell.types(&line).refused());
    shell.write("own.csv", "account_id,csm,from,to\na,Ann,01/02/2025,03/04/2025\nb,Bob,02/03/2025,\n");
    insta::assert_snapshot!("months_that_are_ambiguous", shell.types(&format!("{LINE} --ownership own.csv")).refused());
    shell.write("own.csv", "account_id,csm,from,to\na,Ann,2025-01,2025-08\na,Bob,2025-04,2025-06\nb,,2025-01,\nc,Bob,soon,\n");
    insta::assert_snapshot!("an_account_in_two_hands", shell.types(&format!("{LINE} --ownership own.csv")).refused());
    insta::assert_snapshot!("todays_plan_is_not_payable", shell.types(&format!("{LINE} --today adoption-only")).refused());
    shell.write("h.csv", history().replace(",csm", ",who"));
    insta::assert_snapshot!("nobody_owns_anything", shell.types(LINE).refused());
    assert_eq!(shell.files("."), ["h.csv", "own.csv", "paid.csv", "team.csv"]);
    assert_eq!(before, ["h.csv", "paid.csv", "team.csv"]);
}

#[test]
fn a_folder_of_another_is_not_touched_and_json_holds_the_rows() {
    let shell = shell();
    shell.write("past/mine.txt", "mine");
    assert!(shell.types(LINE).refused().contains("was not written by paylift"));
    assert_eq!(shell.files("past"), ["mine.txt"]);
    let json: serde_json::Value = serde_json::from_str(&shell.types(&format!("{} --json", LINE.replace("past", "other"))).done()).unwrap();
    assert_eq!((&json["today"], &json["months"]), (&"nrr-individual".into(), &serde_json::json!(["2025-04", "2025-09"])));
    assert_eq!((json["people"].as_array().map(Vec::len), json["periods"].as_array().map(Vec::len)), (Some(6), Some(12)));
    assert_eq!(json["people"][0]["pay"], 17_475.47);
    assert!(shell.types("report other").refused().contains("backtest"), "a backtest is not redrawn");
}
