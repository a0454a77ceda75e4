use super::*;
use crate::config::{HistoryColumns, Source};

fn settings(text: &str) -> HistorySettings {
    HistorySettings { source: Source::new("h.csv", text), columns: HistoryColumns::default() }
}

fn read(text: &str) -> (History, HistoryReport) {
    let notes = Notes::new();
    read_history(&settings(text), &notes).unwrap_or_else(|| panic!("{}", notes.finish().unwrap_err()))
}

fn problems_with(settings: &HistorySettings) -> String {
    let notes = Notes::new();
    assert_eq!(read_history(settings, &notes), None, "{}", settings.source.text);
    notes.finish().unwrap_err().to_string()
}

fn problems(text: &str) -> String {
    problems_with(&settings(text))
}

#[test]
fn a_panel_is_read_whole() {
    let (history, report) = read(
        "account_id,month,revenue,segment,csm\n\
         b,2024-02,20,smb,Ann\n\
         a,2023-12,\"1,000.50\",ent,\n\
         b,2023-12,-5,ent,Bob\n\
         c,2024-03,0,smb,\n\
         ,,,,\n\
         a,2024-03,,ent,\n",
    );
    assert_eq!(history.accounts, ["a", "b"]);
    assert_eq!(history.months, ["2023-12", "2024-01", "2024-02", "2024-03"]);
    assert_eq!((history.of(0), history.of(1)), (&[1000.5, 0.0, 0.0, 0.0][..], &[0.0, 0.0, 20.0, 0.0][..]));
    assert_eq!((history.segments.as_slice(), history.segment.as_slice()), (&["ent".into(), "smb".into()][..], &[0, 1][..]));
    assert_eq!(history.owner, Some(vec![String::new(), "Ann".into()]));
    assert_eq!(
        report,
        HistoryReport {
            rows: 5,
            accounts: 2,
            months: 4,
            first: "2023-12".into(),
            last: "2024-03".into(),
            segments: vec![("ent".into(), 1), ("smb".into(), 1)],
            owners: Some(1),
            active_cells: 2,
            zero_cells: 1,
            blank_cells: 1,
            negative_cells: 1,
            negative_sum: -5.0,
            empty_months: vec!["2024-01".into()],
            never_active: 1,
            moved_segment: 1,
            moved_owner: 1,
            unowned: 1,
            month_format: "YYYY-MM",
            decimal_comma: false,
            thousands: Some(','),
            currency: None,
            delimiter: ',',
        }
    );
    insta::assert_snapshot!(report.sentences().join("\n"));
}

#[test]
fn a_european_export_is_read() {
    let (history, report) = read(
        "Konto;Datum;Umsatz €\nA;31.12.2023;\"1.234,50 €\"\nA;31.01.2024;99,9\n"
            .replace("Konto;Datum;Umsatz €", "account_id;month;revenue")
            .as_str(),
    );
    assert_eq!(history.of(0), [1234.5, 99.9]);
    let told = report.sentences();
    let expected = "Months are written DD.MM.YYYY (the day is ignored), amounts with a decimal comma and points between thousands, in €; \
                    cells are separated by semicolons.";
    assert_eq!(told.last().map(String::as_str), Some(expected));
}

#[test]
fn columns_may_have_any_title() {
    let columns = HistoryColumns {
        account: "Customer ID".into(),
        month: "period".into(),
        revenue: "MRR".into(),
        segment: Some("Region".into()),
        csm: Some("owner".into()),
    };
    let text = "customer id,Period,mrr,region,Owner\nx,2024-01,1,EU,Ann\nx,2024-02,2,EU,Ann\n";
    let notes = Notes::new();
    let settings = HistorySettings { source: Source::new("h.csv", text), columns };
    let (history, _) = read_history(&settings, &notes).unwrap();
    assert_eq!((history.of(0), history.segments.as_slice()), (&[1.0, 2.0][..], &["EU".to_string()][..]));
    assert_eq!(history.owner, Some(vec!["Ann".into()]));
    // what is mapped has to be there; what is not mapped may be missing
    let settings = HistorySettings { source: Source::new("h.csv", "customer id,period,mrr,regions\nx,2024-01,1,EU\n"), ..settings };
    let told = problems_with(&settings);
    assert!(
        told.contains("missing column `region`") && told.contains("did you mean `regions`?") && told.contains("missing column `owner`"),
        "{told}"
    );
}

#[test]
fn a_column_mapped_to_nothing_is_left_alone() {
    let text = "account_id,month,revenue,segment,csm\nx,2024-01,1,EU,Ann\nx,2024-02,2,EU,Ann\n";
    let columns = HistoryColumns { segment: Some(String::new()), csm: Some(String::new()), ..HistoryColumns::default() };
    let notes = Notes::new();
    let (history, report) = read_history(&HistorySettings { source: Source::new("h.csv", text), columns }, &notes).unwrap();
    assert_eq!((history.segments, history.owner), (vec![String::new()], None));
    assert_eq!((report.segments, report.owners), (vec![], None));
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let text = "account_id,month,revenue,segment,csm\na,2024-01,1,x,Ann\na,2024-02,2,y,Bob\nb,2024-01,3,x,Bob\nb,2024-02,4,x,Ann\n";
    let mut lines: Vec<&str> = text.lines().collect();
    let header = lines.remove(0);
    lines.reverse();
    let reversed = format!("{header}\n{}\n", lines.join("\n"));
    assert_eq!(read(text), read(&reversed));
}

#[test]
fn every_problem_is_told_with_its_place() {
    insta::assert_snapshot!(problems(
        "account_id,month,revenue\n\
         a,2024-01,10\n\
         a,2024-01,12\n\
         ,2024-02,$5\n\
         b,Febuary,3\n\
         b,2024-13,n/a\n\
         b,01/31/2024,€4\n\
         c,2024-02,7,8\n"
    ));
}

#[test]
fn a_missing_column_names_the_nearest() {
    insta::assert_snapshot!(problems("account,month,revenu\na,2024-01,10\n"));
}

#[test]
fn ambiguous_dates_and_amounts_are_refused() {
    let told = problems("account_id,month,revenue\na,01/02/2024,10\na,01/03/2024,10\n");
    assert!(told.contains("do not tell whether the day or the month comes first") && told.contains("allowed: YYYY-MM"), "{told}");
    let told = problems("account_id,month,revenue\na,2024-01,1.234\na,2024-02,10\n");
    assert!(told.contains("points in this column can stand for decimals or between thousands"), "{told}");
    assert_eq!(
        read("account_id,month,revenue\na,01/02/2024,10\na,01/31/2024,10\na,03/31/2024,1\n".replace("01/02", "02/02").as_str()).0.of(0),
        [10.0, 10.0, 1.0]
    );
}

#[test]
fn too_short_and_too_long_histories_are_refused() {
    assert!(problems("account_id,month,revenue\n").contains("there is no row below the header"));
    assert!(problems("account_id,month,revenue\na,2024-01,1\nb,2024-01,1\n").contains("the file holds one month"));
    assert!(problems("account_id,month,revenue\na,2024-01,1\nb,2124-01,1\n").contains("the months run from 2024-01 to 2124-01"));
    assert!(problems("account_id,month,revenue\na,2024-01,0\na,2024-02,-1\n").contains("no account has revenue above 0 in any month"));
    assert!(problems("account_id,month,revenue,revenue\na,2024-01,1,1\n").contains("column `revenue` is there twice"));
}

/// A file that is wrong all over is not told in thousands of lines.
#[test]
fn the_first_twenty_problems_of_a_kind_are_shown() {
    let rows: String = (0..1500).map(|i| format!("a{i},2024-01,none\n")).collect();
    let told = problems(&format!("account_id,month,revenue\n{rows}"));
    assert_eq!(told.matches("`none` is no amount").count(), 20);
    assert!(told.contains("and from here on 1,480 more cells that are no amount") && told.contains("h.csv:22:"), "{told}");
}

#[test]
fn what_was_read_is_kept_for_the_manifest() {
    let notes = Notes::new();
    let history = read_history_file(&settings("account_id,month,revenue\na,2024-01,1\na,2024-02,1\n"), &notes).unwrap();
    assert_eq!((history.segments, history.owner), (vec![String::new()], None));
    let resolved = notes.finish().unwrap();
    assert_eq!((resolved[0].path.as_str(), resolved[0].default), ("as read", false));
    assert_eq!(resolved[0].value[0], "2 rows: 1 account over 2 months, 2024-01 to 2024-02.");
}
