//! The updates that wait, asked of the update agent (`IUpdateSearcher`, late bound, so that no call of it is unsafe here).
//!
//! It looks into what Windows itself found at its last search: nothing goes over the network because of us.

use super::rows::Row;
use serde_json::{Map, Value};
use winsafe::{
    AnyResult, CLSIDFromProgID, CoCreateInstance, CoInitializeEx, IDispatch, IUnknown, Variant, co, prelude::*,
};

/// What is asked for: not installed, not hidden by a person; drivers are no updates that anybody waits for.
const WANTED: &str = "IsInstalled=0 and IsHidden=0 and Type='Software'";
/// Most updates told one by one.
const MOST: i32 = 1000;

/// Title and severity of each. None: the update agent is not there, is switched off, or refuses.
pub fn updates() -> Option<Vec<Row>> {
    search().ok().flatten()
}

fn search() -> AnyResult<Option<Vec<Row>>> {
    let _held = CoInitializeEx(co::COINIT::MULTITHREADED)?;
    let class = CLSIDFromProgID("Microsoft.Update.Session")?;
    let session: IDispatch = CoCreateInstance(&class, None::<&IUnknown>, co::CLSCTX::INPROC_SERVER)?;
    let Variant::Dispatch(searcher) = session.invoke_method("CreateUpdateSearcher", &[])? else { return Ok(None) };
    searcher.invoke_put("Online", &Variant::Bool(false))?;
    let Variant::Dispatch(result) = searcher.invoke_method("Search", &[&Variant::from_str(WANTED)])? else {
        return Ok(None);
    };
    let Variant::Dispatch(found) = result.invoke_get("Updates", &[])? else { return Ok(None) };
    let Variant::I4(count) = found.invoke_get("Count", &[])? else { return Ok(None) };
    let mut rows = Vec::new();
    for place in 0..count.min(MOST) {
        let Variant::Dispatch(update) = found.invoke_get("Item", &[&Variant::I4(place)])? else { continue };
        let mut row = Map::new();
        for property in ["Title", "MsrcSeverity"] {
            // A property that is empty is one that is not told.
            if let Ok(Variant::Bstr(text)) = update.invoke_get(property, &[]) {
                row.insert(property.into(), Value::from(text));
            }
        }
        rows.push(Row(row));
    }
    Ok(Some(rows))
}
