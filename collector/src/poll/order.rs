//! Orders to a lane: few devices ever get one, so ten thousand lanes keep no queue ready for it.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, oneshot};

/// An order to make a round now; answered when its batch was taken.
pub(super) type Now = oneshot::Sender<()>;

#[derive(Debug, Default)]
struct Orders {
    /// None: nobody listens any more.
    waiting: Mutex<Option<Vec<Now>>>,
    came: Notify,
}

impl Orders {
    fn waiting(&self) -> MutexGuard<'_, Option<Vec<Now>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where orders to a lane are given.
#[derive(Clone, Debug)]
pub(super) struct Mouth(Arc<Orders>);

/// Where the lane hears them. What waits when this goes is answered by the end of its sender.
#[derive(Debug)]
pub(super) struct Ear(Arc<Orders>);

/// Both ends.
pub(super) fn orders() -> (Mouth, Ear) {
    let orders = Arc::new(Orders { waiting: Mutex::new(Some(Vec::new())), came: Notify::new() });
    (Mouth(Arc::clone(&orders)), Ear(orders))
}

impl Mouth {
    /// Gives an order. It is dropped where nobody listens any more.
    pub(super) fn give(&self, order: Now) {
        if let Some(waiting) = &mut *self.0.waiting() {
            waiting.push(order);
            self.0.came.notify_one();
        }
    }
}

impl Ear {
    /// Waits for orders and takes all that are there: one round answers them.
    pub(super) async fn hear(&self) -> Vec<Now> {
        loop {
            let heard = self.0.waiting().as_mut().map(mem::take).unwrap_or_default();
            if !heard.is_empty() {
                return heard;
            }
            self.0.came.notified().await;
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        *self.0.waiting() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn orders_are_heard_together_and_those_of_nobody_end() {
        let (mouth, ear) = orders();
        let (first, mut first_done) = oneshot::channel();
        let (second, second_done) = oneshot::channel();
        mouth.give(first);
        mouth.clone().give(second);
        let heard = ear.hear().await;
        assert_eq!(heard.len(), 2);
        assert!(first_done.try_recv().is_err());
        heard.into_iter().for_each(|order| order.send(()).unwrap());
        assert!(first_done.await.is_ok() && second_done.await.is_ok());
        let (third, third_done) = oneshot::channel();
        mouth.give(third);
        drop(ear);
        assert!(third_done.await.is_err());
        let (fourth, fourth_done) = oneshot::channel();
        mouth.give(fourth);
        assert!(fourth_done.await.is_err());
    }

    #[tokio::test]
    async fn an_order_wakes_who_waits() {
        let (mouth, ear) = orders();
        let waits = tokio::spawn(async move { ear.hear().await.len() });
        tokio::task::yield_now().await;
        mouth.give(oneshot::channel().0);
        assert_eq!(waits.await.unwrap(), 1);
    }
}
