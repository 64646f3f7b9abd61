//! The columns of the device table: what each asks for and shows. What it sorts by is in [`super::sort`].

use crate::{
    app::devices::Contents,
    draw::{
        Look,
        columns::Width,
        graph, number, status,
        table::{Column, Side},
        text,
    },
    filter::Field,
    lang,
    theme::Ink,
};
use model::{Lang, Status, api::DeviceRow};
use ratatui::style::Style;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum DeviceColumn {
    Status,
    Name,
    Address,
    Opd,
    Class,
    In,
    Out,
    Trend,
    Use,
    RoundTrip,
    Uptime,
    Hardware,
    Location,
    Loss,
    Cpu,
    Memory,
    Serial,
    AssetCode,
    Version,
}

use DeviceColumn::{
    Address, AssetCode, Class, Cpu, Hardware, In, Location, Loss, Memory, Name, Opd, Out, RoundTrip, Serial, Trend,
    Uptime, Use, Version,
};

impl DeviceColumn {
    /// Every column, as shown from left to right.
    pub const ALL: [Self; 19] = [
        Self::Status,
        Name,
        Address,
        Opd,
        Class,
        In,
        Out,
        Trend,
        Use,
        RoundTrip,
        Uptime,
        Hardware,
        Location,
        Loss,
        Cpu,
        Memory,
        Serial,
        AssetCode,
        Version,
    ];

    /// Those with an order.
    pub const SORTABLE: [Self; 18] = [
        Self::Status,
        Name,
        Address,
        Opd,
        Class,
        In,
        Out,
        Use,
        RoundTrip,
        Uptime,
        Hardware,
        Location,
        Loss,
        Cpu,
        Memory,
        Serial,
        AssetCode,
        Version,
    ];

    /// Head.
    pub const fn head(self, lang: Lang) -> &'static str {
        match self {
            Self::Status => lang::head_status(lang),
            Name => lang::head_name(lang),
            Address => lang::head_address(lang),
            Opd => lang::head_opd(lang),
            Class => lang::head_class(lang),
            In => lang::head_in(lang),
            Out => lang::head_out(lang),
            Trend => lang::head_trend(lang),
            Use => lang::head_use(lang),
            RoundTrip => "RTT",
            Uptime => lang::head_uptime(lang),
            Hardware => lang::head_hardware(lang),
            Location => lang::head_location(lang),
            Loss => lang::head_loss(lang),
            Cpu => "CPU",
            Memory => "RAM",
            Serial => lang::head_serial(lang),
            AssetCode => lang::head_asset_code(lang),
            Version => lang::head_version(lang),
        }
    }

    /// The column that a field word of either language names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::SORTABLE.into_iter().find(|column| column.field().is_some_and(|field| Field::parse(word) == Some(field)))
    }

    pub(super) const fn field(self) -> Option<Field> {
        Some(match self {
            Self::Status => Field::Status,
            Name => Field::Name,
            Address => Field::Address,
            Opd => Field::Opd,
            Class => Field::Class,
            In => Field::In,
            Out => Field::Out,
            Trend => return None,
            Use => Field::Use,
            RoundTrip => Field::RoundTrip,
            Uptime => Field::Uptime,
            Hardware => Field::Hardware,
            Location => Field::Location,
            Loss => Field::Loss,
            Cpu => Field::Cpu,
            Memory => Field::Memory,
            Serial => Field::Serial,
            AssetCode => Field::AssetCode,
            Version => Field::Version,
        })
    }

    /// The letter that picks it while sorting: `a`, `b`, …
    pub fn letter(self) -> Option<char> {
        let at = Self::SORTABLE.iter().position(|column| *column == self)?;
        u8::try_from(at).ok().map(|at| char::from(b'a' + at))
    }

    /// The column of a letter.
    pub fn of_letter(letter: char) -> Option<Self> {
        Self::SORTABLE.into_iter().find(|column| column.letter() == Some(letter.to_ascii_lowercase()))
    }

    /// Whether its usual direction is upwards (texts); figures begin with the largest, statuses with the worst.
    pub const fn is_ascending(self) -> bool {
        matches!(self, Name | Address | Opd | Class | Hardware | Location | Serial | AssetCode | Version)
    }

    /// What it asks for in a table of `width` columns.
    fn width(self, contents: Contents, width: u16) -> Width {
        let roomy = width >= 60;
        let (min, preferred, priority) = match self {
            Self::Status if roomy => (6, 7, 0),
            Self::Status => (1, 1, 0),
            Name => (if roomy { 16 } else { 14 }.min(width.saturating_sub(3).max(1)), contents.name, 0),
            In | Out => (6, 7, 1),
            Address => (contents.address.min(15), contents.address, 2),
            Use => (5, 5, 2),
            Opd => (if roomy { 9 } else { 8 }, contents.opd.max(9), 3),
            Trend => (8, 24, 4),
            Class => (7, 8, 5),
            RoundTrip => (4, 5, 5),
            Uptime => (6, 6, 5),
            Hardware => (12, 18, 6),
            Location => (10, 18, 6),
            Loss => (6, 6, 6),
            Cpu | Memory => (4, 4, 6),
            Serial | AssetCode | Version => (12, 20, 7),
        };
        Width { min, preferred: preferred.max(min), priority, grows: self == Name }
    }

    /// On which side its text stands.
    pub const fn side(self) -> Side {
        match self {
            In | Out | Use | RoundTrip | Uptime | Loss | Cpu | Memory => Side::Right,
            _ => Side::Left,
        }
    }

    /// The columns of a table of `width` columns, `scrolled` of those behind the name left out.
    pub fn columns(
        lang: Lang,
        contents: Contents,
        width: u16,
        scrolled: usize,
        sort: Option<(Self, bool)>,
    ) -> Vec<Column<Self>> {
        Self::ALL
            .into_iter()
            .enumerate()
            .filter(|(i, _)| *i < 2 || *i >= 2 + scrolled)
            .map(|(_, column)| {
                let arrow = match sort {
                    Some((sorted, reversed)) if sorted == column => {
                        if reversed == column.is_ascending() {
                            "↓"
                        } else {
                            "↑"
                        }
                    }
                    _ => "",
                };
                let wants = column.width(contents, width);
                let head = column.head(lang);
                let fits = text::columns(head) + text::columns(arrow) <= wants.min;
                let head = if fits || column == Name { format!("{head}{arrow}") } else { head.to_owned() };
                Column { key: column, width: wants, side: column.side(), head }
            })
            .collect()
    }

    /// Text and style of a cell.
    pub fn cell(self, row: &DeviceRow, look: &Look, width: u16) -> (String, Style) {
        let lang = look.lang;
        let quiet = Style::new();
        let plain = |text: String| (text, quiet);
        let named = |text: &str| plain(text::foreign(text, width));
        match self {
            Self::Status => (status::cell(look, row.status, width), look.theme.status_cell(row.status)),
            Name => named(&row.name),
            Address => plain(text::foreign_middle(&row.address, width)),
            Opd => named(&row.opd),
            Class => named(&row.class),
            In => plain(number::rate(lang, row.in_bps)),
            Out => plain(number::rate(lang, row.out_bps)),
            Trend => {
                plain(graph::sparkline(&row.trend, graph::axis(row.trend_max_bps, [&row.trend, &[]]), width.min(24)))
            }
            Use => {
                let ink = match row.use_percent {
                    Some(percent) if percent >= 90.0 => Ink::Status(Status::Critical),
                    _ => Ink::Plain,
                };
                (number::percent(lang, row.use_percent), look.ink(ink))
            }
            RoundTrip => plain(number::milliseconds(lang, row.rtt_ms)),
            Uptime => plain(lasting(row, look)),
            Hardware => named(&row.hardware),
            Location => named(&row.location),
            Loss => plain(number::percent(lang, row.loss_percent)),
            Cpu => plain(number::percent(lang, row.cpu_percent)),
            Memory => plain(number::percent(lang, row.memory_percent)),
            Serial => named(&row.serial),
            AssetCode => named(&row.asset_code),
            Version => named(&row.version),
        }
    }
}

/// How long it has been up, or how long it has not.
fn lasting(row: &DeviceRow, look: &Look) -> String {
    match row.status {
        Status::Unreachable => lang::at_root(look.lang).to_owned(),
        Status::Down | Status::Unknown => number::age(look, row.since),
        _ => number::age(look, row.booted),
    }
}
