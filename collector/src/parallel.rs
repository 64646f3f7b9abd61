//! Many questions of one kind on the processors that there are, few at a time.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Most threads: as many as the history has readers.
const MOST_THREADS: usize = 2;

/// What `run` makes of each item, in their order. Where one fails its error is the answer, and what was not begun is left.
pub(crate) fn map<I: Sync, O: Send, E: Send>(
    items: &[I],
    run: impl Fn(&I) -> Result<O, E> + Sync,
) -> Result<Vec<O>, E> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS).min(items.len());
    if threads < 2 {
        return items.iter().map(run).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Ok(Vec::with_capacity(items.len()))));
    let work = || {
        while let Some((place, item)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            items.get(place).map(|item| (place, item))
        } {
            let made = run(item);
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            match (&mut *done, made) {
                (Ok(done), Ok(made)) => done.push((place, made)),
                (Ok(_), Err(error)) => {
                    *done = Err(error);
                    return;
                }
                (Err(_), _) => return,
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    done.sort_unstable_by_key(|(place, _)| *place);
    Ok(done.into_iter().map(|(_, made)| made).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_the_questions() {
        let items: Vec<u32> = (0..1000).collect();
        let made: Result<Vec<u32>, ()> = map(&items, |item| Ok(item * 2));
        assert_eq!(made, Ok((0..1000).map(|item| item * 2).collect()));
        assert_eq!(map(&[0u8; 0], |_| Ok::<(), ()>(())), Ok(Vec::new()));
    }

    #[test]
    fn the_first_error_is_the_answer() {
        let items: Vec<u32> = (0..1000).collect();
        assert_eq!(map(&items, |item| if *item == 500 { Err(*item) } else { Ok(()) }), Err(500));
    }
}
