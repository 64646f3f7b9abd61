//! Which tables a pretended device has, and what it costs to learn that.

use crate::pretend::Pretend;
use collector::{
    probe::{ProbeOptions, probe},
    profile::Profiles,
    snmp::{
        Access, Destination, Engine, Oid, Session,
        session::{Limits, Manner, Wanted},
    },
};
use model::{Timestamp, device::SnmpAccess};
use std::{
    sync::atomic::Ordering::SeqCst,
    time::{Duration, Instant},
};

const DESCR: &str = "1.3.6.1.2.1.2.2.1.2";
/// Between two columns that the device has.
const MTU: &str = "1.3.6.1.2.1.2.2.1.4";
const ADMIN: &str = "1.3.6.1.2.1.2.2.1.7";
/// Behind the last column.
const ERRORS: &str = "1.3.6.1.2.1.2.2.1.14";
const NAME: &str = "1.3.6.1.2.1.31.1.1.1.1";
/// Behind everything.
const LAST: &str = "1.3.6.1.4.1.32473.7.1.1";

/// Places of the columns that are certainly absent, with the requests that took and the anomalies met.
async fn absent(access: Access, device: &Pretend, columns: &[&str]) -> (Vec<u16>, u32, Vec<(&'static str, u32)>) {
    let engine = Engine::start(10).unwrap();
    let to = Destination { address: device.address, any_source: false, strict: false, access };
    let deadline = Instant::now() + Duration::from_secs(20);
    let limits = Limits { first_wait: Duration::from_millis(50), ..Limits::default() };
    let mut session = Session::new(&engine, to, limits, Manner::default(), deadline);
    let oids: Vec<Oid> = columns.iter().map(|column| column.parse().unwrap()).collect();
    let wanted: Vec<Wanted<'_>> = (0..).zip(&oids).collect();
    let mut absent: Vec<u16> = session.absent(&wanted).await.into_iter().collect();
    absent.sort_unstable();
    (absent, device.seen().iter().sum(), session.tally.seen())
}

fn v2c() -> Access {
    Access::v2c("public")
}

#[tokio::test]
async fn many_tables_cost_one_request() {
    let device = Pretend::switch(4).await;
    let others: Vec<String> = (1..30).map(|n| format!("1.3.6.1.2.1.17.{n}.1.1")).collect();
    let columns: Vec<&str> = [DESCR, NAME].into_iter().chain(others.iter().map(String::as_str)).collect();
    let (absent, requests, anomalies) = absent(v2c(), &device, &columns).await;
    assert_eq!((absent, requests, anomalies), ((2..31).collect(), 1, vec![]));
}

#[tokio::test]
async fn columns_between_those_of_a_table() {
    let device = Pretend::switch(4).await;
    let (absent, requests, _) = absent(v2c(), &device, &[ERRORS, ADMIN, MTU, LAST]).await;
    // MTU lies before an object of the table; what is behind ADMIN, which is there, is left to the walk.
    assert_eq!((absent, requests), (vec![2, 3], 1));
    let device = Pretend::switch(4).await;
    let (absent, requests, _) = self::absent(v2c(), &device, &[ERRORS, MTU]).await;
    assert_eq!((absent, requests), (vec![0, 1], 2));
}

#[tokio::test]
async fn answers_that_are_too_big_are_halved() {
    let device = Pretend::switch(4).await;
    device.quirks.most_varbinds.store(6, SeqCst);
    let others: Vec<String> = (1..12).map(|n| format!("1.3.6.1.2.1.17.{n}.1.1")).collect();
    let columns: Vec<&str> = [DESCR].into_iter().chain(others.iter().map(String::as_str)).collect();
    let (absent, requests, anomalies) = absent(v2c(), &device, &columns).await;
    assert_eq!((absent, requests, anomalies), ((1..12).collect(), 3, vec![("too-big", 1)]));
}

#[tokio::test]
async fn what_a_device_cannot_tell_is_left_to_the_walk() {
    let device = Pretend::switch(4).await;
    *device.quirks.error_at.lock().unwrap() = Some(NAME.parse().unwrap());
    let (absent, requests, anomalies) = absent(v2c(), &device, &[DESCR, NAME, LAST]).await;
    assert_eq!((absent, requests, anomalies), (vec![2], 2, vec![]));
}

#[tokio::test]
async fn silence_ends_the_survey() {
    let device = Pretend::switch(4).await;
    device.quirks.silent.store(true, SeqCst);
    let columns: Vec<String> = (1..30).map(|n| format!("1.3.6.1.2.1.17.{n}.1.1")).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let (absent, requests, _) = absent(v2c(), &device, &columns).await;
    assert_eq!((absent, requests), (vec![], 2));
}

#[tokio::test]
async fn v1_says_so_with_an_error() {
    let device = Pretend::switch(4).await;
    let (absent, requests, anomalies) = absent(Access::v1("public"), &device, &[DESCR, LAST, NAME]).await;
    assert_eq!((absent, requests, anomalies), (vec![1], 2, vec![]));
}

#[tokio::test]
async fn a_small_device_costs_few_requests() {
    let device = Pretend::switch(2).await;
    let options = ProbeOptions {
        address: device.address.ip().to_string(),
        port: device.address.port(),
        access: SnmpAccess::V2c { community: "public".into() },
        timeout: Duration::from_secs(20),
        any_source: false,
    };
    let engine = Engine::start(10).unwrap();
    let record = probe(&options, &engine, &Profiles::load(None).unwrap(), || Timestamp(0)).await.unwrap();
    assert_eq!((record.facts.ports.len(), record.facts.incomplete), (2, vec![]));
    let requests: u32 = device.seen().iter().sum();
    assert!(requests <= 10, "{requests} requests");
}
