//! What people bring for checks of equipment to be bought, and results that are frozen for the file.

use super::{Writer, command::audit};
use crate::store::{ImportedRecord, Row, StoredProduct, ToFreeze};
use model::{
    Timestamp,
    api::{Done, ErrorAnswer, Imported, Waive},
};
use serde_json::json;

impl Writer {
    /// Keeps records and declared facts; none of them or all.
    pub(super) fn import(
        &mut self,
        records: Vec<ImportedRecord>,
        products: Vec<StoredProduct>,
        site: Option<String>,
        now: Timestamp,
    ) -> Result<Imported, ErrorAnswer> {
        let (new, brought) = (records.len() as u32, products.len() as u32);
        let imported = Imported { records: new, known: 0, products: brought, site: site.is_some(), new: Vec::new() };
        let line = audit("import", now, "records".into(), None::<&()>, Some(&imported));
        let mut rows: Vec<Row> = records.into_iter().map(|record| Row::Imported(Box::new(record))).collect();
        rows.extend(products.into_iter().map(|product| Row::Product(Box::new(product))));
        rows.extend(site.map(|body| Row::Site(now, body)));
        self.record(rows, line)?;
        Ok(imported)
    }

    pub(super) fn freeze(&mut self, result: Box<ToFreeze>, now: Timestamp) -> Result<Done, ErrorAnswer> {
        let told = [json!({ "procurement": result.procurement, "hash": result.check.hash })];
        let line = audit("compat.save", now, "compat".into(), None::<&()>, Some(&told));
        self.record(vec![Row::Frozen(result)], line)?;
        Ok(Done {})
    }

    pub(super) fn waive(&mut self, asked: Waive, now: Timestamp) -> Result<Done, ErrorAnswer> {
        let object = format!("compat {}", asked.number);
        let mut line = audit("compat.waive", now, object, None::<&()>, Some(&asked.waiver));
        line.actor.clone_from(&asked.waiver.by);
        self.record(vec![Row::Waiver(asked.number, asked.waiver)], line)?;
        Ok(Done {})
    }
}
