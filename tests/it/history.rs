//! A real revenue panel: 4,287 accounts over 12 months, with credit notes. It is not part of the project: the variable
//! `PAYLIFT_TEST_DATA` names the folder it is in, and without it these tests say that they were skipped.
//!
//! Expected numbers were computed independently from the same file (retention h months on, pooled over all start months: Σ
//! revenue after over Σ revenue before, of the accounts active before).

use std::path::PathBuf;
use std::sync::Arc;

use paylift::cohort::History;
use paylift::cohort::resample::{HistoryBook, Resampler, deal, owners_by_name, replay, split_months};
use paylift::config::{HistoryColumns, HistoryReport, HistorySettings, Notes, Source, read_history};
use paylift::dynamics::Panel;
use paylift::measure::{
    AccountRules, Basis, Books, Facts, Measure, Metric, Presence, Scope, SeatBook, SegmentBasis, Window, WindowKind, read,
};
use paylift::random::{Purpose, Stream};

#[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
pub(crate) fn panel_file() -> Option<PathBuf> {
    let folder = std::env::var_os("PAYLIFT_TEST_DATA");
    if folder.is_none() {
        eprintln!("skipped: PAYLIFT_TEST_DATA is not set, the real revenue panel is not read");
    }
    folder.map(|f| PathBuf::from(f).join("online_retail_panel.csv"))
}

pub(crate) fn real_panel() -> Option<(Arc<History>, HistoryReport)> {
    let source = Source::read(&panel_file()?, "panel.csv").unwrap_or_else(|problem| panic!("{}", problem.message));
    let notes = Notes::new();
    let read = read_history(&HistorySettings { source, columns: HistoryColumns::default() }, &notes);
    let (history, report) = read.unwrap_or_else(|| panic!("{}", notes.finish().unwrap_err()));
    Some((Arc::new(history), report))
}

/// NRR, GRR and logo retention `h` months on, pooled over all start months, of the whole panel.
fn pooled_retention(panel: &Panel, h: u16) -> [f64; 3] {
    let panel = Panel { first_paid: usize::from(h), ..panel.clone() };
    let months = panel.months - usize::from(h);
    let seats = vec![SeatBook { segment: 0, pod: 0 }; panel.seats];
    let segments = vec![SegmentBasis { organic_nrr: 1.0 }; 2];
    let presence = Presence::settled(panel.seats, months);
    let books = Books { seats: &seats, segments: &segments, presence: &presence, months };
    [Measure::Nrr, Measure::Grr, Measure::LogoRetention].map(|measure| {
        let window = Window { months: h, kind: WindowKind::Trailing, basis: Basis::Point };
        let metric = Metric { measures: vec![measure], window, scope: Scope::Company, accounts: AccountRules::default(), baseline: None };
        let mut facts = Facts::default();
        read(&[metric], 1, &panel, None, &books, &mut facts);
        let readings = (0..months).map(|period| facts.reading(0, 0, period));
        let (now, base) = readings.fold((0.0, 0.0), |(now, base), r| (now + r.value.unwrap() * r.base, base + r.base));
        now / base
    })
}

#[test]
fn the_real_panel_is_read_whole() {
    let Some((history, report)) = real_panel() else { return };
    assert_eq!((report.rows, report.accounts, report.months, report.active_cells), (12_989, 4_287, 12, 12_365));
    assert_eq!((report.negative_cells, report.zero_cells, report.blank_cells), (594, 30, 0));
    assert_eq!((report.never_active, history.accounts.len()), (44, 4_287));
    assert_eq!((report.first.as_str(), report.last.as_str(), report.empty_months.len()), ("2010-12", "2011-11", 0));
    assert_eq!(report.segments, [("UK".into(), 3_878), ("export".into(), 409)]);
    let expected = [
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
    for (month, expected) in expected.into_iter().enumerate() {
        let total: f64 = (0..history.accounts.len()).map(|a| history.of(a)[month]).sum();
        assert!((total - expected).abs() < 0.005, "{month}: {total}");
    }
}

/// Reading, replay and measuring together arrive at the independent numbers (to single precision of the panel's cells).
#[test]
fn the_replayed_panel_has_the_independent_retention() {
    let Some((history, _)) = real_panel() else { return };
    let one_seat = vec![Some(0); history.accounts.len()];
    let panel = replay(&history, &one_seat, 1, 0);
    for (h, expected) in [
        (1, [0.570_261_533, 0.373_930_602, 0.390_606_032]),
        (3, [0.691_223_258, 0.431_070_12, 0.432_682_806]),
        (6, [0.768_873_082, 0.435_640_13, 0.417_716_686]),
    ] {
        for (found, expected) in pooled_retention(&panel, h).into_iter().zip(expected) {
            assert!((found - expected).abs() < 2e-7, "{h} months on: {found} for {expected}");
        }
    }
}

#[test]
fn segments_keep_to_themselves() {
    let Some((history, _)) = real_panel() else { return };
    let uk = history.segment_named("UK").unwrap();
    let only_uk: Vec<Option<u16>> = history.segment.iter().map(|s| (*s == uk).then_some(0)).collect();
    let [nrr, _, logo] = pooled_retention(&replay(&history, &only_uk, 1, 0), 6);
    assert!((nrr - 0.734_663_785).abs() < 2e-7 && (logo - 0.415_348_935).abs() < 2e-7, "{nrr} {logo}");

    let book = |name: &str, accounts| HistoryBook { segment: history.segment_named(name), accounts };
    let books = vec![book("UK", 80), book("export", 40), book("UK", 80)];
    let sampled = Resampler::new(Arc::clone(&history), books.clone(), 3).unwrap().sample(&Stream::new(1, Purpose::Bootstrap), 0);
    assert!((0..200).all(|i| sampled.segment[i] == books[usize::from(sampled.owner[i])].segment.unwrap()));
    let dealt = deal(&history, &books);
    let count = |seat| dealt.iter().filter(|o| **o == Some(seat)).count();
    assert_eq!([0, 1, 2].map(count), [1939, 409, 1939]);
    assert_eq!(owners_by_name(&history, &["Ann"]).iter().flatten().count(), 0); // the file names nobody
}

/// Revenue of a resampled book against the whole file's mean, month by month: 4 standard errors of 200 trials × 100 accounts (12
/// months: false alarm 1 in 1,300, decided once by the seed).
#[test]
fn resampled_books_earn_what_the_file_earns() {
    let Some((history, _)) = real_panel() else { return };
    let books = vec![HistoryBook { segment: None, accounts: 100 }];
    let resampler = Resampler::new(Arc::clone(&history), books, 3).unwrap();
    let stream = Stream::new(20, Purpose::Bootstrap);
    let mut sums = [0.0; 12];
    for trial in 0..200 {
        let panel = resampler.sample(&stream, trial);
        for (month, sum) in sums.iter_mut().enumerate() {
            *sum += panel.revenue_in(month).iter().map(|x| f64::from(*x)).sum::<f64>();
        }
    }
    let n = history.accounts.len() as f64;
    for (month, sum) in sums.into_iter().enumerate() {
        let cells = || (0..history.accounts.len()).map(|a| history.of(a)[month]);
        let mean = cells().sum::<f64>() / n;
        let sd = (cells().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
        let found = sum / 20_000.0;
        assert!((found - mean).abs() < 4.0 * sd / 20_000.0_f64.sqrt(), "month {month}: {found} for {mean}");
    }
}

#[test]
fn a_year_of_history_leaves_three_quarters_to_pay() {
    let Some((history, report)) = real_panel() else { return };
    assert_eq!(split_months(history.months.len(), 3, 3), Some((3, 9)));
    let told = report.sentences();
    assert_eq!(told[0], "12,989 rows: 4,287 accounts over 12 months, 2010-12 to 2011-11.");
    let cells = "12,365 of 51,444 account-months have revenue; months without a row count as 0, and so do 30 rows of 0, 594 rows below 0 (";
    assert!(told[1].starts_with(cells), "{}", told[1]);
    assert_eq!(told[3], "Accounts by segment: UK 3,878, export 409.");
}

#[test]
fn files_that_are_no_text_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("h.csv");
    std::fs::write(&file, b"account_id,month,revenue\nM\xfcller,2024-01,5\n").unwrap();
    let problem = Source::read(&file, "h.csv").unwrap_err();
    assert_eq!((problem.message.as_str(), problem.span.start), ("the file is not UTF-8 text", 26));
    std::fs::write(&file, b" \n").unwrap();
    assert!(Source::read(&file, "h.csv").unwrap_err().message.ends_with("is empty"));
}
