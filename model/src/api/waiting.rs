//! Questions about machines whose inventory a GLPI or FusionInventory agent sent and that are no known device: who waits, let
//! one in, refuse one.

use super::{Method, Question};
use crate::{DeviceId, OpdCode, Timestamp};
use serde::{Deserialize, Serialize};

/// Where such a machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineState {
    /// Nothing of it is taken yet but its newest inventory, which is kept.
    Waiting,
    /// It is a device of the book.
    Admitted,
    /// It is not to be one: what it sends is not kept.
    Refused,
}

/// A machine that is not admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingMachine {
    /// Its id here.
    pub id: String,
    /// Where it stands.
    pub state: MachineState,
    /// Agency of the token that it came with.
    pub opd: OpdCode,
    /// Name of the machine.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its serial.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// Maker and model.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// Its operating system.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub os: String,
    /// Its addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// The program that sent the inventory.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub agent: String,
    /// The device of the book that it seems to be: one that belongs to no agency yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// When it came first.
    pub first_at: Timestamp,
    /// When it came last.
    pub seen_at: Timestamp,
}

/// All machines that wait or were refused.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ListWaiting {}

impl Question for ListWaiting {
    type Answer = Vec<WaitingMachine>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/waiting";
}

/// Lets a machine in: it becomes a device of its agency, with the inventory that it sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmitMachine {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

/// The device that a machine is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admitted {
    /// Its number.
    pub device: DeviceId,
    /// Name of the machine.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Question for AdmitMachine {
    type Answer = Admitted;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/waiting/{id}/admit";
    fn path(&self) -> String {
        format!("/api/v1/waiting/{}/admit", self.id)
    }
}

/// Refuses a machine: it does not come back to those that wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefuseMachine {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl Question for RefuseMachine {
    type Answer = WaitingMachine;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/waiting/{id}/refuse";
    fn path(&self) -> String {
        format!("/api/v1/waiting/{}/refuse", self.id)
    }
}
