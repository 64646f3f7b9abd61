//! The column allocator: integers only, no solver, so that the same input always gives the same widths.
//!
//! ratatui's `Table` asks a constraint solver, which answers differently from run to run when not everything fits; each
//! other answer is a repaint of the whole table.

/// What a column asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width {
    /// Below this it is left out.
    pub min: u16,
    /// It takes no more than this, unless it grows.
    pub preferred: u16,
    /// 0 is dropped last.
    pub priority: u8,
    /// It takes what the others leave. At most one does; of several, the first.
    pub grows: bool,
}

/// The width of every column, `None` for those that are left out. One blank stands behind each column.
///
/// While the minimum widths do not fit, the column with the largest priority number goes, the rightmost of equals; one
/// column always stays, cut to `width`. What is left goes to the columns in order of their priority up to the preferred
/// width, then to the one that grows.
pub fn allocate(columns: &[Width], width: u16) -> Vec<Option<u16>> {
    let mut given: Vec<Option<u16>> = columns.iter().map(|column| Some(column.min)).collect();
    while used(&given) > u32::from(width) && given.iter().flatten().count() > 1 {
        let worst = (0..columns.len()).filter(|&i| given[i].is_some()).max_by_key(|&i| (columns[i].priority, i));
        match worst {
            Some(i) => given[i] = None,
            None => break,
        }
    }
    let mut left = u32::from(width).saturating_sub(used(&given)) as u16;
    let mut order: Vec<usize> = (0..columns.len()).filter(|&i| given[i].is_some()).collect();
    order.sort_by_key(|&i| columns[i].priority);
    for &i in &order {
        if let Some(has) = &mut given[i] {
            let more = columns[i].preferred.saturating_sub(*has).min(left);
            *has += more;
            left -= more;
        }
    }
    if let Some(Some(has)) = order.iter().find(|&&i| columns[i].grows).map(|&i| &mut given[i]) {
        *has += left;
    }
    if let [only] = order[..] {
        given[only] = given[only].map(|has| has.min(width));
    }
    given
}

fn used(given: &[Option<u16>]) -> u32 {
    given.iter().flatten().map(|width| u32::from(*width) + 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn column(min: u16, preferred: u16, priority: u8) -> Width {
        Width { min, preferred, priority, grows: priority == 0 }
    }

    #[test]
    fn the_least_important_goes_first_and_the_most_important_grows() {
        let columns = [column(14, 20, 0), column(6, 8, 1), column(6, 8, 2), column(6, 8, 2)];
        for (width, expected) in [
            (10, [Some(10), None, None, None]),
            (22, [Some(14), Some(6), None, None]),
            (29, [Some(14), Some(6), Some(6), None]),
            (36, [Some(14), Some(6), Some(6), Some(6)]),
            (44, [Some(20), Some(8), Some(6), Some(6)]),
            (60, [Some(32), Some(8), Some(8), Some(8)]),
        ] {
            assert_eq!(allocate(&columns, width), expected, "{width}");
        }
    }

    proptest! {
        #[test]
        fn every_width_is_kept_and_the_same_twice(
            columns in proptest::collection::vec((1u16..20, 0u16..20, 0u8..8, any::<bool>()), 1..20),
            width in 0u16..300,
        ) {
            let columns: Vec<Width> = columns.into_iter().map(|(min, more, priority, grows)| Width { min, preferred: min + more, priority, grows }).collect();
            let given = allocate(&columns, width);
            prop_assert_eq!(&given, &allocate(&columns, width));
            let on = given.iter().flatten().count();
            prop_assert!(on >= 1);
            prop_assert!(on == 1 || used(&given) <= u32::from(width));
            for (column, given) in columns.iter().zip(&given) {
                prop_assert!(on == 1 || given.is_none_or(|w| w >= column.min && (column.grows || w <= column.preferred)));
            }
            let kept = columns.iter().zip(&given).filter(|(_, g)| g.is_some()).map(|(c, _)| c.priority).max();
            let dropped = columns.iter().zip(&given).filter(|(_, g)| g.is_none()).map(|(c, _)| c.priority).min();
            if let (Some(kept), Some(dropped)) = (kept, dropped) {
                prop_assert!(kept <= dropped);
            }
        }
    }
}
