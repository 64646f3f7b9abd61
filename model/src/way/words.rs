//! The steps in words: labels, verdicts, figures, and the conclusion with what to do.

use super::{Cause, Leg, Remark, Step, Way};
use crate::{Lang, Timestamp, lang, text};

crate::messages! {
    cable { id: "Kabel/port", en: "Cable/port" }
    address { id: "Alamat IP", en: "IP address" }
    gateway { id: "Gerbang", en: "Gateway" }
    router { id: "Router OPD", en: "Agency router" }
    dns { id: "DNS", en: "Name server" }
    dinas { id: "Dinas", en: "Dinas" }
    internet { id: "Internet", en: "Internet" }
    fine { id: "BAIK", en: "FINE" }
    poor { id: "BURUK", en: "POOR" }
    broken { id: "PUTUS", en: "BROKEN" }
    affected { id: "DAMPAK", en: "AFFECTED" }
    unknown { id: "TAK TERUKUR", en: "NOT MEASURED" }
    not_asked { id: "TIDAK DIUJI", en: "NOT ASKED" }
    loss(share) { id: "hilang {share}", en: "loss {share}" }
    trip(time) { id: "{time}md", en: "{time}ms" }
    disabled { id: "dimatikan", en: "switched off" }
    no_interface { id: "tidak ada antarmuka jaringan", en: "no network interface" }
    no_signal { id: "tidak ada sinyal", en: "no signal" }
    no_association { id: "tidak tersambung ke Wi-Fi", en: "not connected to Wi-Fi" }
    speed(speed) { id: "{speed}b/d", en: "{speed}b/s" }
    half_duplex { id: "dupleks separuh", en: "half duplex" }
    no_address { id: "tidak ada alamat", en: "no address" }
    self_assigned { id: "alamat buatan sendiri, tanpa DHCP", en: "made up by itself, no DHCP" }
    no_route { id: "tidak ada rute keluar", en: "no route out" }
    no_echo { id: "tak menjawab ping, tetapi meneruskan", en: "answers no ping, but passes" }
    only_arp { id: "menjawab ARP saja", en: "answers ARP only" }
    no_server { id: "belum diatur", en: "none is set" }
    refuses { id: "menolak", en: "refuses" }
    finds_nothing { id: "menjawab, tak menemukan nama", en: "answers, finds no name" }
    measured_long_ago(ago) { id: "diukur {ago} lalu: USANG, keadaan sekarang tidak diketahui", en: "measured {ago} ago: STALE, not known how it is now" }
    measured(ago) { id: "diukur {ago} lalu", en: "measured {ago} ago" }
}

// Conclusions.
crate::messages! {
    all_fine { id: "Semua baik sejauh yang diukur dari mesin ini.", en: "All is well as far as measured from this machine." }
    unmeasured {
        id: "Belum cukup yang dapat diukur dari mesin ini untuk menyimpulkan.",
        en: "Too little can be measured from this machine to conclude anything.",
    }
    says_no_interface {
        id: "Tidak ada kartu jaringan: pasang kartu atau adaptornya, atau periksa drivernya.",
        en: "No network card: fit the card or adapter, or look at its driver.",
    }
    says_off(name) {
        id: "Antarmuka {name} dimatikan: hidupkan di pengaturan jaringan mesin ini.",
        en: "Interface {name} is switched off: switch it on in this machine's network settings.",
    }
    says_cable(name) {
        id: "Kabel lepas di {name}: periksa colokan di mesin ini dan di switch, lalu coba kabel atau port lain.",
        en: "No cable at {name}: look at the plugs at this machine and at the switch, then try another cable or port.",
    }
    says_association(name) {
        id: "Wi-Fi {name} tidak tersambung: pilih jaringannya lagi dan periksa sandi, atau apakah titik aksesnya hidup.",
        en: "Wi-Fi {name} is not connected: choose the network again and look at the passphrase, or whether the access point is on.",
    }
    says_no_address(name) {
        id: "Sambungan baik tetapi {name} tidak punya alamat IP: nyalakan DHCP, atau isi alamat yang diberikan Dinas.",
        en: "The link is up but {name} has no IP address: switch on DHCP, or enter the address that the Dinas gave.",
    }
    says_no_dhcp {
        id: "Tidak ada yang memberi alamat (DHCP): periksa router OPD atau switch di antaranya, lalu sambungkan ulang.",
        en: "Nobody gives out addresses (DHCP): look at the agency's router or the switch in between, then reconnect.",
    }
    says_no_route {
        id: "Tidak ada gerbang: isi gerbang (gateway) di pengaturan jaringan, atau minta lewat DHCP.",
        en: "There is no gateway: enter one in the network settings, or get it by DHCP.",
    }
    says_gateway(address) {
        id: "Gerbang {address} tidak menjawab: periksa listrik router OPD dan kabel antara switch dan router.",
        en: "Gateway {address} does not answer: look at the power of the agency's router and the cable from the switch to it.",
    }
    says_gateway_arp(address) {
        id: "Gerbang {address} hidup tetapi tidak meneruskan apa pun: periksa sisi WAN router OPD, lalu mulai ulang router.",
        en: "Gateway {address} is on but passes nothing: look at the WAN side of the agency's router, then restart the router.",
    }
    says_router(address) {
        id: "Router OPD {address} tidak menjawab: jaringan di ruangan ini baik; periksa listrik router dan kabel ke sana.",
        en: "The agency's router {address} does not answer: the network in this room is fine; look at the router's power and the cable to it.",
    }
    says_line {
        id: "Jaringan di dalam kantor baik, putus di luar: jangan ganti kabel; lihat lampu ONT/modem, lalu hubungi penyedia dan NOC Dinas.",
        en: "The network inside the office is fine, the line outside is cut: change no cable; look at the lamps of the ONT or modem, then call the provider and the NOC of the Dinas.",
    }
    says_dinas(target) {
        id: "Dinas ({target}) tidak terjangkau: jaringan kantor baik; hubungi NOC Dinas. Data mesin ini disimpan dan dikirim kemudian.",
        en: "The Dinas ({target}) cannot be reached: the office network is fine; call the NOC of the Dinas. This machine's data is kept and sent later.",
    }
    says_refuses(target) {
        id: "Jaringan baik; peladen Dinas ({target}) menolak sambungan: beri tahu NOC Dinas bahwa layanannya tidak berjalan.",
        en: "The network is fine; the server of the Dinas ({target}) refuses: tell the NOC of the Dinas that its service does not run.",
    }
    says_internet {
        id: "Internet terputus, jaringan Dinas baik: bukan gangguan di kantor ini; hubungi NOC Dinas.",
        en: "The internet is cut off, the network of the Dinas is fine: the fault is not in this office; call the NOC of the Dinas.",
    }
    says_internet_only {
        id: "Internet terputus; jaringan di dalam kantor baik: lihat lampu ONT/modem, lalu hubungi penyedia atau NOC Dinas.",
        en: "The internet is cut off; the network inside the office is fine: look at the lamps of the ONT or modem, then call the provider or the NOC of the Dinas.",
    }
    says_no_server {
        id: "DNS belum diatur: isi alamat DNS dari Dinas di pengaturan jaringan, atau minta lewat DHCP.",
        en: "No name server is set: enter that of the Dinas in the network settings, or get it by DHCP.",
    }
    says_dns(target) {
        id: "DNS {target} tidak menjawab, jaringan baik: situs tidak terbuka karena namanya tidak ditemukan; hubungi NOC Dinas.",
        en: "Name server {target} does not answer, the network is fine: pages do not open because names are not found; call the NOC of the Dinas.",
    }
    says_dns_nothing(target) {
        id: "DNS {target} menjawab tetapi tidak menemukan nama: hubungi NOC Dinas; jaringannya sendiri baik.",
        en: "Name server {target} answers but finds no name: call the NOC of the Dinas; the network itself is fine.",
    }
    says_half_duplex(name) {
        id: "{name} berjalan dupleks separuh: setel port switch dan mesin ini ke otomatis, atau ganti kabelnya.",
        en: "{name} runs in half duplex: set the switch port and this machine to automatic, or change the cable.",
    }
    says_poor_near(step) {
        id: "Terhubung, tetapi buruk mulai {step}: periksa kabel atau sinyal Wi-Fi, dan siapa yang memakai penuh jaringan kantor.",
        en: "Connected, but poor from here on: {step}. Look at the cable or the Wi-Fi signal, and who fills the office network.",
    }
    says_poor_far(step) {
        id: "Jaringan kantor baik, tetapi jalur ke {step} lambat atau berderau: lihat pemakaian jalur, lalu hubungi NOC Dinas.",
        en: "The office network is fine, but the way to {step} is slow or lossy: look at the use of the line, then call the NOC of the Dinas.",
    }
}

/// The conclusion: one sentence and what to do. Inert.
pub fn conclusion(lang: Lang, way: &Way) -> String {
    let target = way.cause.step().and_then(|step| way.leg(step)).and_then(|leg| leg.target.as_deref());
    let target = text::shown(target.unwrap_or("?"), 60);
    // What an address step is about is the interface, which the cable names.
    let interface = way.leg(Step::Cable).and_then(|leg| leg.target.as_deref());
    let interface = text::shown(interface.unwrap_or("?"), 30);
    match way.cause {
        Cause::Fine => all_fine(lang).to_owned(),
        Cause::Unmeasured => unmeasured(lang).to_owned(),
        Cause::NoInterface => says_no_interface(lang).to_owned(),
        Cause::InterfaceOff => says_off(lang, interface),
        Cause::CableOut => says_cable(lang, interface),
        Cause::NoAssociation => says_association(lang, interface),
        Cause::NoAddress => says_no_address(lang, interface),
        Cause::NoDhcp => says_no_dhcp(lang).to_owned(),
        Cause::NoRoute => says_no_route(lang).to_owned(),
        Cause::GatewaySilent => says_gateway(lang, target),
        Cause::GatewayPassesNothing => says_gateway_arp(lang, target),
        Cause::RouterSilent => says_router(lang, target),
        Cause::LineCut => says_line(lang).to_owned(),
        Cause::DinasSilent => says_dinas(lang, target),
        Cause::DinasRefuses => says_refuses(lang, target),
        Cause::InternetSilent if dinas_answers(way) => says_internet(lang).to_owned(),
        Cause::InternetSilent => says_internet_only(lang).to_owned(),
        Cause::NoNameServer => says_no_server(lang).to_owned(),
        Cause::DnsSilent => says_dns(lang, target),
        Cause::DnsFindsNothing => says_dns_nothing(lang, target),
        Cause::Poor(Step::Cable) => says_half_duplex(lang, interface),
        Cause::Poor(step @ (Step::Address | Step::Gateway)) => says_poor_near(lang, step.name(lang)),
        Cause::Poor(step) => says_poor_far(lang, step.name(lang)),
    }
}

fn dinas_answers(way: &Way) -> bool {
    way.leg(Step::Dinas).is_some_and(|leg| leg.rtt_ms.is_some() || leg.remark == Some(Remark::Refused))
}

/// What is known of a step besides its verdict: target, round trip, loss, remark. Inert; empty when nothing is known.
pub fn fact(lang: Lang, leg: &Leg) -> String {
    let time = |ms: f64| lang::decimal(lang, ms, usize::from(ms < 9.95));
    let parts = [
        leg.target.as_deref().map(|target| text::shown(target, 60)),
        leg.rtt_ms.map(|ms| trip(lang, time(ms))),
        leg.loss_percent.filter(|_| leg.step != Step::Dns).map(|share| loss(lang, lang::percent(lang, share, 0))),
        leg.remark.as_ref().map(|remark| said(lang, leg.step, remark)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

fn said(lang: Lang, step: Step, remark: &Remark) -> String {
    let words = match remark {
        Remark::Speed(bps) => return speed(lang, lang::scaled(lang, *bps as f64)),
        Remark::Disabled => disabled(lang),
        Remark::NoInterface => no_interface(lang),
        Remark::NoSignal => no_signal(lang),
        Remark::NoAssociation => no_association(lang),
        Remark::HalfDuplex => half_duplex(lang),
        Remark::NoAddress => no_address(lang),
        Remark::SelfAssigned => self_assigned(lang),
        Remark::NoRoute => no_route(lang),
        Remark::NoEcho => no_echo(lang),
        Remark::OnlyArp => only_arp(lang),
        Remark::NoServer => no_server(lang),
        Remark::Refused if step == Step::Dns => finds_nothing(lang),
        Remark::Refused => refuses(lang),
    };
    words.to_owned()
}

/// The steps and the conclusion as lines for people, with how old they are. Inert.
pub fn lines(lang: Lang, way: &Way, now: Timestamp) -> Vec<String> {
    let widest = |of: &dyn Fn(&Leg) -> &'static str| way.legs.iter().map(|leg| text::columns(of(leg))).max();
    let names = widest(&|leg| leg.step.name(lang)).unwrap_or(0);
    let verdicts = widest(&|leg| leg.verdict.word(lang)).unwrap_or(0);
    let mut lines: Vec<String> = way
        .legs
        .iter()
        .map(|leg| {
            let (name, word) = (leg.step.name(lang), leg.verdict.word(lang));
            let line = format!("{} {name:names$}  {word:verdicts$}  {}", leg.verdict.glyph(), fact(lang, leg));
            line.trim_end().to_owned()
        })
        .collect();
    let age = lang::duration(lang, now.seconds_since(way.at));
    let ago = if way.is_old(now) { measured_long_ago(lang, age) } else { measured(lang, age) };
    lines.push(format!("{} ({ago})", conclusion(lang, way)));
    lines
}
