//! What agents hear of the router that serves their agency.

use super::{agents, *};
use model::opd::Uplink;

#[tokio::test]
async fn an_agent_hears_of_its_agencys_router() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddDevice(device("10.21.0.1"))).await.unwrap();
    let uplink = Some(Uplink { device: DeviceId(1), port: "ether1".into() });
    w.ask(&AddOpd(Opd { code: OpdCode("DISDIK".into()), uplink, ..Opd::default() })).await.unwrap();
    let first = w.ask(&agents::asked(1, &[agent(at(-3), Value::Level(1.0))])).await.unwrap();
    assert_eq!(first.router, None, "its agency is not known, and no topology was derived yet");
    let own = Device { opd: Some(OpdCode("DISDIK".into())), ..Device::default() };
    w.ask(&api::SetDevice { id: DeviceId(2), device: own, clear: Vec::new() }).await.unwrap();
    let heard = w.ask(&agents::asked(2, &[])).await.unwrap();
    assert_eq!(heard.router, Some(vec!["10.21.0.1".parse().unwrap()]));
}
