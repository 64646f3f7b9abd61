//! What is attached: graphics adapters on the PCI bus, devices on the USB, printers that are set up.

use crate::{read, roots::Roots};
use model::record::{Facts, Gpu, Peripheral};
use std::path::Path;

/// Most rows of each kind.
pub const MAX_ROWS: usize = 128;
/// Class of graphics adapters (PCI code and id assignment 1.16, base class 03h).
const DISPLAY: u64 = 0x03;
/// Class of hubs (USB class codes).
const HUB: &str = "09";
/// Where distributions keep the list of PCI ids.
const PCI_IDS: [&str; 3] = ["share/misc/pci.ids", "share/hwdata/pci.ids", "share/pci.ids"];

/// States all of them in `facts`.
pub fn read(roots: &Roots, facts: &mut Facts) {
    facts.gpus = gpus(roots);
    facts.usb_devices = usb(roots);
    facts.printers = printers(roots);
}

fn gpus(roots: &Roots) -> Vec<Gpu> {
    let folder = roots.sys.join("bus/pci/devices");
    let is_display = |path: &Path| read::number(&path.join("class")).is_some_and(|class| class >> 16 == DISPLAY);
    let paths = read::names(&folder).into_iter().map(|name| folder.join(name)).filter(|path| is_display(path));
    let mut all = Vec::new();
    for path in paths.take(MAX_ROWS) {
        let id = |file: &str| read::number(&path.join(file)).map(|id| format!("{id:04x}"));
        let (Some(vendor), Some(device)) = (id("vendor"), id("device")) else { continue };
        let [maker, model] = PCI_IDS
            .iter()
            .find_map(|list| read::limited(&roots.usr.join(list), 8 << 20))
            .map(|list| names(&list, &vendor, &device))
            .unwrap_or_default();
        let driver = read::link(&path.join("driver")).and_then(|link| Some(link.file_name()?.to_str()?.to_owned()));
        all.push(Gpu {
            name: model,
            vendor: maker,
            vram_bytes: read::number(&path.join("mem_info_vram_total")).filter(|octets| *octets > 0),
            driver,
            pci_id: Some(format!("{vendor}:{device}")),
            ..Gpu::default()
        });
    }
    all
}

/// Maker and model of an id in the list of PCI ids: a maker at the margin, its devices behind one tab.
fn names(list: &str, vendor: &str, device: &str) -> [Option<String>; 2] {
    let mut lines = list.lines();
    let clean = |text: &str| model::text::clean(text.as_bytes());
    let Some(maker) = lines.find_map(|line| line.strip_prefix(vendor)?.strip_prefix("  ")) else { return [None, None] };
    let own = lines.take_while(|line| line.starts_with(['\t', '#']) || line.is_empty());
    let model = own.filter_map(|line| line.strip_prefix('\t')?.strip_prefix(device)?.strip_prefix("  ")).next();
    [clean(maker), model.and_then(clean)]
}

fn usb(roots: &Roots) -> Vec<Peripheral> {
    let folder = roots.sys.join("bus/usb/devices");
    let one = |name: String| {
        let path = folder.join(&name);
        let word = |file: &str| read::word(&path.join(file));
        // Root hubs are `usbN`; interfaces have a colon.
        if name.contains(':') || name.starts_with("usb") || word("bDeviceClass").as_deref() == Some(HUB) {
            return None;
        }
        let product = read::fact(&path.join("product"));
        Some(Peripheral {
            name: product.clone(),
            vendor: read::fact(&path.join("manufacturer")),
            model: product,
            serial: read::fact(&path.join("serial")),
            vendor_id: Some(word("idVendor")?),
            product_id: word("idProduct"),
            port: model::text::clean(name.as_bytes()),
            ..Peripheral::default()
        })
    };
    read::names(&folder).into_iter().filter_map(one).take(MAX_ROWS).collect()
}

/// Printers of CUPS: its own file where it may be read, else the list that it writes for everyone.
fn printers(roots: &Roots) -> Vec<Peripheral> {
    match read::text(&roots.etc.join("cups/printers.conf")) {
        Some(text) => parse_cups(&text),
        None => parse_printcap(&read::text(&roots.etc.join("printcap")).unwrap_or_default()),
    }
}

/// `<Printer NAME>` to `</Printer>` (cupsd's printers.conf).
fn parse_cups(text: &str) -> Vec<Peripheral> {
    let mut all: Vec<Peripheral> = Vec::new();
    for line in text.lines().map(str::trim) {
        let name = line.strip_prefix("<Printer ").or_else(|| line.strip_prefix("<DefaultPrinter "));
        if let Some(name) = name.and_then(|name| name.strip_suffix('>')) {
            all.push(Peripheral { name: model::text::clean(name.as_bytes()), ..Peripheral::default() });
        } else if let (Some(printer), Some((key, value))) = (all.last_mut(), line.split_once(' ')) {
            match key {
                "MakeModel" => printer.model = model::text::clean(value.as_bytes()),
                // Names and passwords may stand in it.
                "DeviceURI" => printer.port = model::text::clean(without_login(value).as_bytes()),
                _ => {}
            }
        }
    }
    all.truncate(MAX_ROWS);
    all
}

/// A URI without the name and password before its host.
fn without_login(uri: &str) -> String {
    match uri.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            format!("{scheme}://{}{path}", host.rsplit('@').next().unwrap_or(host))
        }
        None => uri.to_owned(),
    }
}

/// `NAME|Info:rm=…` of each line.
fn parse_printcap(text: &str) -> Vec<Peripheral> {
    let names = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['|', ':']).next());
    let row =
        |name: &str| Some(Peripheral { name: Some(model::text::clean(name.as_bytes())?), ..Peripheral::default() });
    names.filter_map(row).take(MAX_ROWS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_attached() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(folder.path());
        let put = |path: std::path::PathBuf, text: &str| {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let pci = roots.sys.join("bus/pci/devices");
        for (slot, class, vendor, device) in
            [("0000:00:02.0", "0x030000", "0x8086", "0x9a49"), ("0000:00:1f.3", "0x040300", "0x8086", "0xa0c8")]
        {
            for (file, text) in [("class", class), ("vendor", vendor), ("device", device)] {
                put(pci.join(slot).join(file), text);
            }
        }
        let list = "# keterangan\n1234  Lain\n\t9a49  Bukan ini\n8086  Pembuat Contoh\n\t9a49  Grafik Contoh\n\t\t1028 0a5c  Sub\n";
        put(roots.usr.join(PCI_IDS[0]), list);
        let usb = roots.sys.join("bus/usb/devices");
        for (file, text) in
            [("idVendor", "046d"), ("idProduct", "c52b"), ("product", "Receiver"), ("manufacturer", "Contoh")]
        {
            put(usb.join("1-2").join(file), text);
        }
        put(usb.join("1-4/bDeviceClass"), HUB);
        put(usb.join("usb1/idVendor"), "1d6b");
        put(
            roots.etc.join("cups/printers.conf"),
            "<DefaultPrinter TU>\nMakeModel Contoh L1\nDeviceURI ipp://siti:rahasia@10.1.1.9:631/ipp/print\n</DefaultPrinter>\n",
        );
        let mut facts = Facts::default();
        read(&roots, &mut facts);
        let gpu = &facts.gpus[..];
        assert_eq!((gpu.len(), gpu[0].name.as_deref()), (1, Some("Grafik Contoh")));
        assert_eq!(facts.usb_devices.len(), 1);
        assert_eq!(facts.usb_devices[0].name.as_deref(), Some("Receiver"));
        assert_eq!(facts.printers[0].port.as_deref(), Some("ipp://10.1.1.9:631/ipp/print"));
        assert_eq!(parse_printcap("# x\nTU|Ruang TU:rm=x:rp=TU:\n")[0].name.as_deref(), Some("TU"));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            parse_cups(&text);
            parse_printcap(&text);
            names(&text, "8086", "9a49");
            without_login(&text);
        }
    }
}
