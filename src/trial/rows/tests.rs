//! Columns on disk against plain lists.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    Extend(Vec<u32>),
    PutAway,
    PutAwayByPlan,
    Append(Vec<u32>, bool),
    Truncate(usize),
    Look,
    Pick(usize, usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let values = || prop_oneof![proptest::collection::vec(any::<u32>(), 0..9), proptest::collection::vec(any::<u32>(), 6 * 4)];
    let step = prop_oneof![
        values().prop_map(Step::Extend),
        Just(Step::PutAway),
        Just(Step::PutAwayByPlan),
        (values(), any::<bool>()).prop_map(|(values, away)| Step::Append(values, away)),
        (0usize..40).prop_map(Step::Truncate),
        Just(Step::Look),
        (0usize..6, 1usize..6).prop_map(|(from, many)| Step::Pick(from, many.min(6 - from))),
    ];
    proptest::collection::vec(step, 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_column_is_a_list_wherever_its_values_are(steps in steps()) {
        let home = tempfile::tempdir().unwrap();
        let spool = Spool::in_folder(home.path());
        let (mut column, mut list) = (Column::default(), Vec::new());
        for step in steps {
            match step {
                Step::Extend(values) => {
                    column.extend(&values);
                    list.extend(values);
                }
                Step::PutAway => column.put_away(&spool, 0, 1),
                // rows of six, two for each of three plans, where that comes out
                Step::PutAwayByPlan => column.put_away(&spool, column.len() / 6, 3),
                Step::Append(values, away) => {
                    let mut next = Column::from(values.clone());
                    if away {
                        next.put_away(&spool, 0, 1);
                    }
                    column.append(next);
                    list.extend(values);
                }
                Step::Truncate(kept) => {
                    column.truncate(kept);
                    list.truncate(kept);
                }
                Step::Look => prop_assert_eq!(&column[..], &list[..]),
                Step::Pick(from, many) if list.len().is_multiple_of(6) => {
                    let plainly: Vec<u32> = list.chunks_exact(6).flat_map(|row| row[from..from + many].to_vec()).collect();
                    prop_assert_eq!(column.of_rows(6, from, many), plainly);
                }
                Step::Pick(..) => {}
            }
            prop_assert_eq!((column.len(), column.is_empty()), (list.len(), list.is_empty()));
            let blocks: Vec<u32> = column.blocks().flat_map(|block| block.into_owned()).collect();
            prop_assert_eq!(&blocks, &list);
        }
        prop_assert_eq!(&column, &Column::from(list.clone()));
        column.iter_mut().for_each(|x| *x ^= 1);
        prop_assert_eq!(column.to_vec(), list.iter().map(|x| x ^ 1).collect::<Vec<_>>());
        spool.check().unwrap();
    }
}

#[test]
fn rows_are_read_by_place() {
    let home = tempfile::tempdir().unwrap();
    let spool = Spool::in_folder(home.path());
    let mut column: Column<i64> = (0..12).collect();
    column.put_away(&spool, 2, 1);
    column.extend(12..24);
    assert_eq!(column.of_rows(6, 2, 2), [2, 3, 8, 9, 14, 15, 20, 21]);
    assert_eq!(column.of_rows(8, 3, 2), [3, 4, 11, 12, 19, 20], "a row is in two blocks");
    assert_eq!(column.of_rows(1, 0, 1), (0..24).collect::<Vec<_>>());
    assert!(Column::<i64>::default().of_rows(0, 0, 1).is_empty());
    assert_eq!(column.in_memory(), 12 * 8);
}
