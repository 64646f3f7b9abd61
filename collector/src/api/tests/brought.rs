//! Device records that were brought, and whose they are.

use super::{rights::kabupaten, *};
use model::api::Import;

/// A PC that nobody watches.
fn pc(name: &str, opd: Option<&str>) -> serde_json::Value {
    let mut record = serde_json::json!({
        "schema": "pantau-device/1", "collected_at": START.rfc3339(), "source": "import", "sys_name": name,
        "device_class": "pc", "os": "windows", "operating_system": { "name": "Windows 10 Pro", "version": "22H2" },
    });
    if let Some(opd) = opd {
        record["opd"] = opd.into();
    }
    record
}

#[tokio::test]
async fn a_brought_record_is_its_agencys_alone() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let records = vec![pc("milik-disdik", Some("DISDIK")), pc("milik-dinkes", Some("dinkes")), pc("tak-bertuan", None)];
    assert_eq!(w.ask(&Import { records, ..Import::default() }).await.unwrap().records, 3);
    let of_all = w.ask(&api::AskFleetCheck {}).await.unwrap();
    let names: Vec<_> = of_all.windows_11.iter().map(|row| row.device.as_str()).collect();
    assert_eq!(names, ["milik-dinkes", "milik-disdik", "tak-bertuan"]);
    for (code, own) in [("DISDIK", "milik-disdik"), ("DINKES", "milik-dinkes")] {
        // What a check of somebody who is confined reads.
        let confined = w.running.api.desk().confined_to(Some(OpdCode(code.into())));
        let names: Vec<_> = confined.fleet().unwrap().windows_11.into_iter().map(|row| row.device).collect();
        assert_eq!(names, [own]);
    }
}
