//! What the screen asks to be done outside.

use super::curve::CurveOf;
use model::{AlertId, DeviceId, Lang, compat::Frozen};
use std::path::PathBuf;

/// What the collector is asked, or a file. Carried out on a worker; the answer comes back as a [`super::Message`].
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// One device whole.
    AskDevice(DeviceId),
    /// The curves of a port over a day or more.
    AskCurve(CurveOf),
    /// The collector's own figures.
    AskFigures,
    /// Who is linked to whom.
    AskTopology,
    /// Check and poll it now.
    Probe(DeviceId),
    /// Take an alert in hand.
    Acknowledge {
        /// Which one.
        alert: AlertId,
        /// For how long; absent: until it has recovered.
        for_seconds: Option<u64>,
        /// What was written.
        note: String,
    },
    /// Take that back.
    Unacknowledge(AlertId),
    /// Put proposals into the book, by address.
    Add(Vec<String>),
    /// What things to be bought, their files and results need.
    Compat(CompatEffect),
}

/// One of those of the compatibility view.
#[derive(Clone, Debug, PartialEq)]
pub enum CompatEffect {
    /// Read a specification or a workbook.
    Read(PathBuf),
    /// Check these specifications; the number comes back with the answer.
    Check(u64, Vec<String>),
    /// Freeze the results under these names, and write their sheets into a folder.
    Freeze {
        /// Specifications.
        specs: Vec<String>,
        /// Names of the procurements, one a specification.
        names: Vec<String>,
        /// Folder of the sheets.
        folder: PathBuf,
        /// Their language.
        lang: Lang,
    },
    /// The list of frozen results.
    List,
    /// One frozen result.
    AskFrozen(u64),
    /// Write the sheets of a frozen result into a folder.
    Sheets(Box<Frozen>, PathBuf, Lang),
    /// Write a file.
    Write {
        /// Which.
        file: PathBuf,
        /// Its text.
        text: String,
        /// What it held when it was read; none: it must not exist yet.
        before: Option<String>,
        /// Which specification of the list it is; none: it is something else.
        item: Option<usize>,
        /// Language of what may be wrong.
        lang: Lang,
    },
}
