//! What comes to the writer from inside this process: a batch and, beside it, the series of a device's ports as a grid
//! whose heads are shared from poll to poll, so that a value costs neither a name nor an allocation.

use model::{Batch, Metric, Sample, Value};
use std::sync::Arc;

/// What the values of a grid are.
#[derive(Debug, PartialEq, Eq)]
pub struct Heads {
    /// Metric of each column.
    pub metrics: Vec<Metric>,
    /// Instance of each row.
    pub instances: Vec<Box<str>>,
}

/// Series of one moment, an instance a row and a metric a column.
#[derive(Clone, Debug)]
pub struct Grid {
    heads: Arc<Heads>,
    /// Row by row; none where nothing was read.
    values: Vec<Option<Value>>,
}

impl Grid {
    /// A grid without values.
    pub fn new(heads: Arc<Heads>) -> Self {
        let values = vec![None; heads.metrics.len() * heads.instances.len()];
        Self { heads, values }
    }

    /// What its values are.
    pub const fn heads(&self) -> &Arc<Heads> {
        &self.heads
    }

    /// The values of each row, in the order of its columns.
    pub fn rows(&self) -> impl Iterator<Item = &[Option<Value>]> {
        self.values.chunks(self.heads.metrics.len().max(1))
    }

    /// The values of one row; none of one that does not exist.
    pub fn row_mut(&mut self, row: usize) -> &mut [Option<Value>] {
        let columns = self.heads.metrics.len();
        self.values.get_mut(row * columns..(row + 1) * columns).unwrap_or_default()
    }

    /// How many values it has.
    pub fn len(&self) -> usize {
        self.values.iter().flatten().count()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same as samples, each with its name.
    pub fn samples(&self) -> impl Iterator<Item = Sample> {
        self.heads.instances.iter().zip(self.rows()).flat_map(|(instance, row)| {
            self.heads.metrics.iter().zip(row).filter_map(|(metric, value)| {
                Some(Sample { metric: *metric, instance: (**instance).to_owned(), value: (*value)? })
            })
        })
    }
}

/// A batch of this process.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Everything but what the grid holds.
    pub batch: Batch,
    /// Series of ports.
    pub grid: Option<Box<Grid>>,
}

impl Incoming {
    /// The batch with all its samples.
    pub fn into_batch(self) -> Batch {
        let Self { mut batch, grid } = self;
        batch.samples.extend(grid.iter().flat_map(|grid| grid.samples()));
        batch
    }
}

impl From<Batch> for Incoming {
    fn from(batch: Batch) -> Self {
        Self { batch, grid: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_says_what_its_samples_say() {
        let heads =
            Heads { metrics: vec![Metric::InOctets, Metric::OperUp], instances: vec!["eth0".into(), "eth1".into()] };
        let mut grid = Grid::new(Arc::new(heads));
        grid.row_mut(0)[0] = Some(Value::Count(5));
        grid.row_mut(1)[1] = Some(Value::Level(1.0));
        assert!(grid.row_mut(2).is_empty());
        let said: Vec<(Metric, String, Value)> =
            grid.samples().map(|sample| (sample.metric, sample.instance, sample.value)).collect();
        let expected = [
            (Metric::InOctets, "eth0".to_owned(), Value::Count(5)),
            (Metric::OperUp, "eth1".to_owned(), Value::Level(1.0)),
        ];
        assert_eq!((grid.len(), said), (2, expected.to_vec()));
    }
}
