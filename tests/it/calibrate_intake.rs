//! Reading a company's own files: real ones against numbers that were computed independently from the same files, and wrong ones of the
//! kinds that people really have. The real ones are not part of the project, see the tests of histories.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use assert_cmd::Command;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use paylift::calibrate::intake::{
    BadRows, CustomerLifetimes, DataReport, Duplicates, FindingKind, IntakeError, IntakeSettings, Negatives, Outliers, Progress, join,
    read_lifetimes, read_panel,
};
use paylift::calibrate::{Lifetimes, Values};
use paylift::cohort::History;
use paylift::config::DateOrder;

use crate::history::panel_file;

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A file of that name with that content, in a folder of its own.
struct Given {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn given(name: &str, content: impl AsRef<[u8]>) -> Given {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    Given { _folder: folder, path }
}

fn panel_with(text: impl AsRef<[u8]>, settings: &IntakeSettings) -> Result<(History, DataReport), IntakeError> {
    read_panel(&given("usage.csv", text).path, "usage.csv", settings, &mut go_on)
}

fn panel(text: impl AsRef<[u8]>) -> (History, DataReport) {
    panel_with(text, &IntakeSettings::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// What is told of a panel that is refused.
fn refusal(text: impl AsRef<[u8]>) -> String {
    panel_with(text, &IntakeSettings::default()).unwrap_err().to_string()
}

fn lifetimes_with(text: &str, settings: &IntakeSettings) -> Result<(CustomerLifetimes, DataReport), IntakeError> {
    read_lifetimes(&given("customers.csv", text).path, "customers.csv", settings, &mut go_on)
}

fn lifetimes(text: &str) -> (Lifetimes, DataReport) {
    let (customers, report) = lifetimes_with(text, &IntakeSettings::default()).unwrap_or_else(|error| panic!("{error}"));
    (customers.lifetimes, report)
}

/// Three accounts over eight months.
fn rows() -> String {
    let row = |(i, account): (usize, &str), month: usize| format!("{account},2024-{month:02},{}.50\n", 100 + 3 * month + i);
    ["acme", "globex", "initech"].into_iter().enumerate().flat_map(|account| (1..=8).map(move |month| row(account, month))).collect()
}

const HEADER: &str = "account_id,month,revenue\n";

#[test]
fn the_real_panel_has_the_independent_counts() {
    let Some(file) = panel_file() else { return };
    let (history, report) = read_panel(&file, "panel.csv", &IntakeSettings::default(), &mut go_on).unwrap_or_else(|e| panic!("{e}"));
    let usage = report.usage.clone().unwrap();
    assert_eq!((report.rows, usage.accounts, usage.months, usage.active_cells), (12_989, 4_287, 12, 12_365));
    assert_eq!((report.count(FindingKind::Negatives), report.count(FindingKind::NeverActive)), (594, 44));
    assert_eq!((usage.first.as_str(), usage.last.as_str()), ("2010-12", "2011-11"));
    // credit notes included; without them it is the sum of the months below
    assert!((usage.net_revenue - 7_957_559.43).abs() < 0.005, "{}", usage.net_revenue);
    let revenue = [
        559_151.23,
        479_997.32,
        439_692.93,
        581_608.03,
        430_568.11,
        652_457.73,
        610_689.39,
        586_206.81,
        618_767.51,
        933_272.16,
        979_076.44,
        1_134_567.68,
    ];
    let active = [881, 736, 753, 967, 850, 1_051, 986, 942, 930, 1_259, 1_354, 1_656];
    for (month, (revenue, active)) in usage.monthly.iter().zip(revenue.into_iter().zip(active)) {
        assert!((month.revenue - revenue).abs() < 0.005 && month.active == active, "{month:?}");
    }
    // those active in the first month may be older than the file
    assert_eq!(report.count(FindingKind::LeftTruncation), 881);
    assert_eq!(usage.segments, [("UK".into(), 3_878), ("export".into(), 409)]);
    assert_eq!((history.accounts.len(), history.months.len()), (4_287, 12));
}

/// The two readers of histories, written apart, read the same panel.
#[test]
fn the_panel_is_the_one_that_runs_read() {
    use paylift::config::{HistoryColumns, HistorySettings, Notes, Source, read_history};
    let Some(file) = panel_file() else { return };
    let source: Arc<Source> = Source::read(&file, "panel.csv").unwrap();
    let (expected, _) = read_history(&HistorySettings { source, columns: HistoryColumns::default() }, &Notes::new()).unwrap();
    let (history, _) = read_panel(&file, "panel.csv", &IntakeSettings::default(), &mut go_on).unwrap_or_else(|e| panic!("{e}"));
    assert!(history == expected);
}

#[test]
fn the_real_lifetimes_have_the_independent_counts() {
    let Some(file) = panel_file().map(|f| f.with_file_name("telco_survival.csv")) else { return };
    let (customers, report) = read_lifetimes(&file, "telco.csv", &IntakeSettings::default(), &mut go_on).unwrap_or_else(|e| panic!("{e}"));
    let counts = report.lifetimes.clone().unwrap();
    assert_eq!((report.rows, report.count(FindingKind::TenureZero)), (7_043, 11));
    assert_eq!((counts.accounts, counts.churned), (7_032, 1_869));
    // 1,869 left at a rate of 0.00819773 a month
    assert!((counts.churned as f64 / counts.exposure as f64 - 0.008_197_73).abs() < 5e-9);
    let contract = customers.lifetimes.covariates.iter().find(|c| c.name == "contract").unwrap();
    let Values::Category { names, code } = &contract.values else { panic!("{contract:?}") };
    assert_eq!(names, &["month_to_month", "one_year", "two_year"]);
    assert_eq!([0, 1, 2].map(|kind| code.iter().filter(|c| **c == kind).count()), [3_875, 1_472, 1_685]);
    let charges = customers.lifetimes.covariates.iter().find(|c| c.name == "monthly_charges").unwrap();
    assert!(matches!(&charges.values, Values::Number(numbers) if numbers.iter().all(|x| x.is_finite())));
}

#[test]
fn files_from_spreadsheets_are_read() {
    let (plain, _) = panel(HEADER.to_owned() + &rows());
    let text = HEADER.to_owned() + &rows();
    let european = text.replace(',', ";").replace(".50", ",50");
    let days = (1..=8).fold(text.clone(), |text, m| text.replace(&format!("2024-{m:02}"), &format!("28/{m:02}/2024")));
    for (name, text) in [
        ("byte order mark", format!("\u{feff}{text}")),
        ("semicolons and decimal commas", european.clone()),
        ("a line that says the separator", format!("sep=;\r\n{}", european.replace('\n', "\r\n"))),
        ("spaces around cells", text.replace(',', " , ")),
        ("other titles", text.replace("account_id,month,revenue", "Customer ID,Period,MRR")),
        ("days", days),
        ("blank lines", text.replace("globex,2024-01", "\n\n,,\nglobex,2024-01")),
    ] {
        assert_eq!(panel(&text).0, plain, "{name}");
    }
}

#[test]
fn every_bad_row_is_told_with_its_line() {
    let text = format!("{HEADER}{}x,2024-13,5\n,2024-02,5\ny,soon,n/a\nz,2024-01\nq,2024-01,5,9\n", rows());
    let Err(IntakeError::Refused { problems, report }) = panel_with(&text, &IntakeSettings::default()) else { panic!() };
    let told = problems.to_string();
    for part in [
        "usage.csv:26:",
        "there is no date `2024-13`",
        "usage.csv:27:",
        "the account is missing",
        "usage.csv:28:",
        "`soon` is no date",
        "`n/a` is no amount",
        "usage.csv:29:",
        "2 cells in this row, 3 in the header",
        "usage.csv:30:",
        "6 problems",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let report = report.unwrap();
    assert!(report.is_refused() && report.finding(FindingKind::NoDate).unwrap().otherwise.contains("--bad-rows skip"));

    let settings = IntakeSettings { bad_rows: BadRows::Skip, ..IntakeSettings::default() };
    let (history, report) = panel_with(&text, &settings).unwrap();
    assert_eq!(history, panel(HEADER.to_owned() + &rows()).0);
    assert_eq!(
        [FindingKind::NoDate, FindingKind::NoAccount, FindingKind::NoAmount, FindingKind::Cells].map(|kind| report.count(kind)),
        [2, 1, 1, 2]
    );
    assert_eq!(report.finding(FindingKind::NoAmount).unwrap().examples, ["line 28, column revenue: `n/a` is no amount"]);
}

#[test]
fn a_file_that_is_wrong_all_over_is_told_in_twenty_lines() {
    let rows: String = (0..1_500).map(|i| format!("a{i},2024-01,none\nb,2024-{:02},1\n", i % 12 + 1)).collect();
    let settings = IntakeSettings { duplicates: Duplicates::Last, ..IntakeSettings::default() };
    let told = panel_with(HEADER.to_owned() + &rows, &settings).unwrap_err().to_string();
    assert_eq!(told.matches("`none` is no amount").count(), 20);
    assert!(told.contains("and from here on 1,480 more rows without an amount that can be read"), "{told}");
}

#[test]
fn second_rows_are_refused_or_settled_as_said() {
    let text = format!("{HEADER}{}acme,2024-03,5\nacme,2024-03,109.50\n", rows());
    let told = refusal(&text);
    assert!(told.contains("account `acme` has a row in 2024-03 already") && told.contains("usage.csv:27:"), "{told}");
    for (duplicates, expected) in [(Duplicates::Sum, 224.0), (Duplicates::Last, 109.5), (Duplicates::First, 109.5)] {
        let (history, report) = panel_with(&text, &IntakeSettings { duplicates, ..IntakeSettings::default() }).unwrap();
        assert_eq!(history.of(0)[2], expected, "{duplicates:?}");
        assert_eq!(report.count(FindingKind::Duplicates), 2);
    }
}

#[test]
fn credit_notes_are_netted_floored_or_left_out() {
    let text = format!("{HEADER}a,2024-01,10\na,2024-01,-4\na,2024-02,-3\na,2024-03,5\n");
    let read = |duplicates, negatives| {
        let settings = IntakeSettings { duplicates, negatives, ..IntakeSettings::default() };
        panel_with(&text, &settings).map(|(history, report)| (history.of(0).to_vec(), report.count(FindingKind::Negatives)))
    };
    assert_eq!(read(Duplicates::Sum, Negatives::Zero).unwrap(), (vec![6.0, 0.0, 5.0], 2));
    assert_eq!(read(Duplicates::Refuse, Negatives::Drop).unwrap(), (vec![10.0, 0.0, 5.0], 2));
    let told = read(Duplicates::Sum, Negatives::Refuse).unwrap_err().to_string();
    assert!(told.contains("-4 is below 0") && told.contains("usage.csv:3:"), "{told}");
}

#[test]
fn months_far_from_an_accounts_own_are_told() {
    let text = format!("{HEADER}{}", rows()).replace("acme,2024-05,115.50", "acme,2024-05,11550");
    let read = |outliers| panel_with(&text, &IntakeSettings { outliers, ..IntakeSettings::default() }).unwrap();
    let (history, report) = read(Outliers::Keep);
    assert_eq!((history.of(0)[4], report.count(FindingKind::Outliers)), (11_550.0, 1));
    assert!(
        report.finding(FindingKind::Outliers).unwrap().examples[0].starts_with("account acme, 2024-05: 11550.00, its median month 115.46")
    );
    assert_eq!(read(Outliers::Drop).0.of(0)[4], 0.0);
    let capped = read(Outliers::Cap).0.of(0)[4];
    assert!((1_140.0..1_160.0).contains(&capped), "{capped}");
}

#[test]
fn patterns_of_a_panel_are_told() {
    let (_, report) = panel(
        "account_id,month,revenue,segment,csm\n\
         a,2024-01,5,smb,Ann\na,2024-02,5,smb,Ann\na,2024-05,5,ent,Bob\n\
         A,2024-02,1,smb,\nb,2024-02,1,smb,\nb,2024-04,1,smb,Ann\nc,2024-04,0,smb,\nd,2024-05,,smb,\n",
    );
    for (kind, n) in [
        (FindingKind::EmptyMonths, 1),
        (FindingKind::Holes, 2),
        (FindingKind::LeftTruncation, 1),
        (FindingKind::OneOffs, 1),
        (FindingKind::NeverActive, 2),
        (FindingKind::AlikeNames, 1),
        (FindingKind::MovedSegment, 1),
        (FindingKind::MovedOwner, 1),
        (FindingKind::Unowned, 1),
        (FindingKind::Zeros, 1),
        (FindingKind::Blanks, 1),
    ] {
        assert_eq!(report.count(kind), n, "{kind:?}");
    }
    assert!(report.finding(FindingKind::EmptyMonths).unwrap().found.contains("2024-03"));
    // the report survives being written down
    let written = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<DataReport>(&written).unwrap(), report);
}

#[test]
fn part_of_the_months_can_be_read() {
    let settings =
        IntakeSettings { from: Some("2024-03".parse().unwrap()), to: Some("2024-07".parse().unwrap()), ..IntakeSettings::default() };
    let (history, report) = panel_with(HEADER.to_owned() + &rows(), &settings).unwrap();
    assert_eq!((history.months.first().unwrap().as_str(), history.months.len()), ("2024-03", 5));
    assert_eq!(report.count(FindingKind::OutOfRange), 9);
    // a few rows far away are a mistake until it is said that they are not
    let many: String = (0..300).map(|i| format!("b{i},2024-05,3.25\n")).collect();
    let text = format!("{HEADER}{}{many}acme,1990-01,3.50\n", rows());
    let told = refusal(&text);
    assert!(
        told.contains("1 row up to 1990-01: 408 months away from all others") && told.contains("--from 2024-01 leaves them out"),
        "{told}"
    );
    let settings = IntakeSettings { from: Some("1990-01".parse().unwrap()), ..IntakeSettings::default() };
    assert_eq!(panel_with(&text, &settings).unwrap().0.months.len(), 416);
}

#[test]
fn what_a_file_leaves_open_is_asked() {
    let text: String = (1..=8).map(|m| format!("a,0{m}/01/2024,{m}0\n")).collect();
    let told = refusal(HEADER.to_owned() + &text);
    assert!(told.contains("whether the day or the month comes first") && told.contains("--dates DMY or --dates MDY"), "{told}");
    let settings = IntakeSettings { dates: Some(DateOrder::MonthFirst), ..IntakeSettings::default() };
    assert_eq!(panel_with(HEADER.to_owned() + &text, &settings).unwrap().0.months.len(), 8);

    let told = refusal(format!("{HEADER}a,2024-01,1.234\na,2024-02,1.235\n"));
    assert!(told.contains("points in this column") && told.contains("--decimals point or --decimals comma"), "{told}");

    let text = format!("{HEADER}a,2024-01,$10\na,2024-02,$11\nb,2024-01,€5\nb,2024-02,$5\n");
    let told = refusal(&text);
    assert!(told.contains("several currencies: 3 rows in $, 1 row in €") && told.contains("--currency $"), "{told}");
    let settings = IntakeSettings { currency: Some("$".into()), ..IntakeSettings::default() };
    let (history, report) = panel_with(&text, &settings).unwrap();
    assert_eq!((history.of(1), report.count(FindingKind::Currencies)), (&[0.0, 5.0][..], 1));
}

/// Files that people really give, and a part of what they are told.
#[test]
fn wrong_files_are_answered_helpfully() {
    let text = HEADER.to_owned() + &rows();
    let swapped: String =
        rows().lines().map(|l| l.split(',').collect::<Vec<_>>()).map(|c| format!("{},{},{}\n", c[1], c[0], c[2])).collect();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin1 = [text.as_bytes(), b"M\xfcller,2024-01,3.50\n"].concat();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.csv", vec![], "empty.csv is empty"),
        ("book.xlsx", b"PK\x03\x04xl".to_vec(), "“CSV UTF-8 (comma delimited)”"),
        ("old.xls", b"\xd0\xcf\x11\xe0".to_vec(), "is an old Excel file"),
        ("packed.csv.gz", b"\x1f\x8b\x08".to_vec(), "gunzip --keep packed.csv.gz"),
        ("page.csv", b"<!DOCTYPE html>".to_vec(), "when one is not signed in"),
        ("list.json", b"[{\"account_id\":1}]".to_vec(), "looks like JSON"),
        ("utf16.csv", utf16, "is text in UTF-16"),
        ("latin1.csv", latin1, "this is not UTF-8 text"),
        ("header.csv", HEADER.into(), "there is no row below the header"),
        ("titles.csv", "account,mnth,revenu\na,2024-01,5\n".into(), "did you mean `revenu`?"),
        ("titles.csv", "account,mnth,revenu\na,2024-01,5\n".into(), "--columns month=TITLE"),
        ("twice.csv", "account_id,month,revenue,revenue\na,2024-01,5,5\n".into(), "column `revenue` is there twice"),
        ("wide.csv", "account_id,2024-01,2024-02\na,1,2\n".into(), "Unpivot Columns"),
        ("bare.csv", rows().into(), "the first line looks like a row"),
        ("swapped.csv", (HEADER.to_owned() + &swapped).into(), "--columns month=account_id,account=month"),
        ("words.csv", format!("{HEADER}a,first,5\na,second,6\n").into(), "column `month` holds no dates"),
        ("quote.csv", (text.clone() + "\"open,2024-01,3\nx,2024-02,4\n").into(), "a quote that opens in this row is not closed"),
        ("month.csv", format!("{HEADER}a,2024-01,5\nb,2024-01,6\n").into(), "the file holds one month"),
        ("long.csv", format!("{HEADER}a,1900-01,5\nb,2024-01,6\n").into(), "at most 600 months"),
        ("zero.csv", format!("{HEADER}a,2024-01,0\na,2024-02,-1\n").into(), "no account has revenue above 0"),
        ("cut.parquet", b"PAR1garbage".to_vec(), "was the download cut off?"),
    ];
    for (name, content, part) in cases {
        let file = given(name, content);
        let told = read_panel(&file.path, name, &IntakeSettings::default(), &mut go_on).unwrap_err().to_string();
        // long hints are broken into lines
        let line = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(line.contains(part), "{name}: {part}\n{told}");
    }
    let folder = tempfile::tempdir().unwrap();
    let told = |path: &Path| read_panel(path, "it", &IntakeSettings::default(), &mut go_on).unwrap_err().to_string();
    assert!(told(folder.path()).contains("it is a folder") && told(&folder.path().join("no.csv")).contains("there is no such file"));
}

#[test]
fn lifetimes_are_read_from_tenures() {
    let (lifetimes, report) = lifetimes("customerID,tenure,Contract,seats,Churn\na,5,m,3,Yes\nb,3.5,m,,No\nc,0,y,1,No\nd,40,y,2,yes\n");
    assert_eq!((lifetimes.tenure, lifetimes.churned, lifetimes.entry), (vec![5, 3, 40], vec![true, false, true], vec![0, 0, 0]));
    assert_eq!((report.count(FindingKind::TenureZero), report.count(FindingKind::PartMonths)), (1, 1));
    assert_eq!(lifetimes.covariates[0].values, Values::Category { names: vec!["m".into(), "y".into()], code: vec![0, 0, 1] });
    assert!(matches!(&lifetimes.covariates[1].values, Values::Number(x) if x[0] == 3.0 && x[1].is_nan() && x[2] == 2.0));
}

#[test]
fn lifetimes_are_read_from_days() {
    // the starts alone tell that the month comes first
    let text = "account_id,start_date,end_date,plan\na,01/15/2023,,x\nb,02/20/2022,03/01/2023,y\nc,05/31/2024,,x\nd,06/30/2024,,y\n";
    let (lifetimes, report) = lifetimes(text);
    // the latest day is 2024-06-30: one account started on it and has no whole month
    assert_eq!((lifetimes.tenure, lifetimes.churned), (vec![17, 13, 1], vec![false, true, false]));
    assert_eq!(report.count(FindingKind::TenureZero), 1);
    assert_eq!(report.lifetimes.unwrap().as_of.as_deref(), Some("2024-06-30"));
    let settings = IntakeSettings {
        as_of: Some("2023-02-15".parse().unwrap()),
        observed_from: Some("2022-06-01".parse().unwrap()),
        ..IntakeSettings::default()
    };
    let (customers, report) = lifetimes_with(text, &settings).unwrap();
    let Lifetimes { tenure, churned, entry, .. } = customers.lifetimes;
    assert_eq!((tenure, churned, entry), (vec![1, 11], vec![false, false], vec![0, 4]));
    assert_eq!((report.count(FindingKind::NotStarted), report.count(FindingKind::EndedAfter)), (2, 1));
}

#[test]
fn wrong_lifetimes_are_answered_helpfully() {
    let told = |text: &str| lifetimes_with(text, &IntakeSettings::default()).unwrap_err().to_string();
    let all = told("account_id,tenure_months,churned\na,5,1\nb,-3,0\nc,12,maybe\nd,,no\na,7,1\n");
    for part in [
        "`-3` is no tenure",
        "months from 0 to 1,200",
        "`maybe` does not say whether the account left",
        "yes or no",
        "nothing is no tenure",
        "account `a` has a row already",
        "customers.csv:6:",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let backwards = told("account_id,start_date,end_date\na,2024-02-01,2024-01-01\nb,2024-01-01,\n");
    assert!(backwards.contains("`2024-01-01` is before the start, `2024-02-01`"), "{backwards}");
    assert!(told("account_id,tenure_months\na,5\n").contains("missing column `churned`"));
    assert!(told("account_id,tenure_months,churned\na,0,1\n").contains("no account has a tenure of a month or more"));
}

#[test]
fn panels_and_lifetimes_are_joined_by_account() {
    let (history, _) = panel(HEADER.to_owned() + &rows());
    let (customers, _) =
        lifetimes_with("account_id,tenure_months,churned\nglobex,5,1\nACME,9,0\nhooli,3,0\n", &IntakeSettings::default()).unwrap();
    let joined = join(&history, &customers);
    assert_eq!(joined.lifetime_of, [None, Some(0), None]);
    let report = joined.report;
    assert_eq!((report.both, report.only_usage, report.only_lifetimes, report.nearly), (1, 2, 2, 1));
}

/// Writes a panel with days since 1970, decimals in cents and optional segments.
fn write_parquet(path: &Path, codec: Compression) {
    let schema = "message panel {
        required int64 account_id;
        required int32 month (DATE);
        optional int64 revenue (DECIMAL(12,2));
        optional binary segment (UTF8);
        required double noise;
    }";
    let properties = Arc::new(WriterProperties::builder().set_compression(codec).build());
    let file = fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, Arc::new(parse_message_type(schema).unwrap()), properties).unwrap();
    // 19723 is 2024-01-01; a second group of rows begins in the third month
    for months in [[19_723, 19_754], [19_783, 19_814]] {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[7, 7, 12, 12], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[months[0], months[1], months[0], months[1]], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[1_050, 99, 25_000], Some(&[1, 1, 0, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("smb"), ByteArray::from("ent")], Some(&[1, 0, 0, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&[0.0; 4], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

#[test]
fn parquet_is_read_like_csv() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.parquet");
    for codec in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::GZIP(Default::default()), Compression::LZ4_RAW] {
        write_parquet(&path, codec);
        let (history, report) =
            read_panel(&path, "usage.parquet", &IntakeSettings::default(), &mut go_on).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((history.accounts.as_slice(), history.months.len()), (&["12".to_string(), "7".into()][..], 4));
        assert_eq!((history.of(0), history.of(1)), (&[0.0, 250.0, 0.0, 250.0][..], &[10.5, 0.99, 10.5, 0.99][..]));
        assert_eq!((history.segments.as_slice(), history.segment.as_slice()), (&["ent".to_string(), "smb".into()][..], &[0, 1][..]));
        assert_eq!((report.rows, report.count(FindingKind::Blanks)), (8, 2));
    }
}

#[test]
fn reading_can_be_broken_off() {
    let rows: String = (0..70_000).map(|i| format!("a{i},2024-01,1\n")).collect();
    let file = given("usage.csv", format!("{HEADER}{rows}b,2024-02,1\n"));
    let mut seen = Vec::new();
    let broken = read_panel(&file.path, "usage.csv", &IntakeSettings::default(), &mut |progress| {
        seen.push(progress);
        if progress.pass == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(broken, Err(IntakeError::Interrupted)));
    assert_eq!(seen.iter().map(|p| p.pass).collect::<Vec<_>>(), [1, 2]);
    assert!(seen.iter().all(|p| p.done > 0 && p.done < p.total));
}

#[test]
fn the_command_tells_what_is_in_files() {
    let usage = given("usage.csv", HEADER.to_owned() + &rows());
    let run = |args: &[&str]| {
        let output = Command::cargo_bin("paylift").unwrap().args(["calibrate", "--report-only"]).args(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let file = usage.path.to_str().unwrap();
    let (code, told, _) = run(&[file]);
    assert!(code == 0 && told.contains("24 rows: 3 accounts over 8 months, 2024-01 to 2024-08."), "{told}");
    let (code, told, _) = run(&[file, "--json"]);
    let value: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &value["files"][0]["usage"]["accounts"]), (0, &serde_json::json!(3)));

    let bad = given("bad.csv", format!("{HEADER}{}acme,2024-03,7\n", rows()));
    let mapping = given("map.toml", "duplicates = \"last\"\n[columns]\naccount = \"account_id\"\n");
    let (file, mapping) = (bad.path.to_str().unwrap(), mapping.path.to_str().unwrap());
    let (code, told, problems) = run(&[file]);
    assert!(code == 2 && told.contains("25 rows") && problems.contains("to go on all the same:\n  --duplicates sum"), "{told}{problems}");
    assert_eq!(run(&[file, "--columns", mapping]).0, 0);
    assert_eq!(run(&[file, "--columns", mapping, "--duplicates", "refuse"]).0, 2);
    assert_eq!(run(&[file, "--columns", "acount=x"]).0, 2);
}
