//! Attributes of things to be bought: their names, what they may be, and their units. Sizes are as printed on datasheets.

use super::form::Kind;

/// What the text of an attribute must look like, beyond its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing more is asked.
    Free,
    /// `24x1000base-t`: a number of ports of a type.
    Ports,
    /// `100-240`: from, to.
    Range,
    /// `216x356`: width, height.
    Size,
    /// Tables of product and cycle.
    Components,
}

impl Shape {
    /// True when a text looks like this.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::Free | Self::Components => true,
            Self::Ports => ports(text).is_some(),
            Self::Range => range(text).is_some(),
            Self::Size => size(text).is_some(),
        }
    }

    /// One that does.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Free | Self::Components => "\"…\"",
            Self::Ports => "\"24x1000base-t\"",
            Self::Range => "\"100-240\"",
            Self::Size => "\"216x356\"",
        }
    }
}

/// `24x1000base-t`: how many, and of which type.
pub fn ports(text: &str) -> Option<(u32, &str)> {
    let (count, kind) = text.split_once('x')?;
    let count = count.trim().parse().ok().filter(|count| *count > 0)?;
    Some((count, kind.trim())).filter(|(_, kind)| !kind.is_empty())
}

/// `100-240`; one number alone is both ends.
pub fn range(text: &str) -> Option<(f64, f64)> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    match text.split_once('-') {
        Some((low, high)) => Some((number(low)?, number(high)?)).filter(|(low, high)| low <= high),
        None => number(text).map(|number| (number, number)),
    }
}

/// `216x356`: width and height, mm.
pub fn size(text: &str) -> Option<(f64, f64)> {
    let (width, height) = text.split_once('x')?;
    Some((width.trim().parse().ok()?, height.trim().parse().ok()?))
}

/// One attribute.
pub struct Attribute {
    /// Its key; the unit stands at the end.
    pub name: &'static str,
    /// What may stand behind it.
    pub kind: Kind,
    /// What its text looks like.
    pub shape: Shape,
    /// What people call it, in both languages.
    pub title: [&'static str; 2],
}

/// Units that end the name of an attribute, and how they are written.
const UNITS: [(&str, &str); 18] = [
    ("_w", "W"),
    ("_va", "VA"),
    ("_v", "V"),
    ("_a", "A"),
    ("_hz", "Hz"),
    ("_mm", "mm"),
    ("_m", "m"),
    ("_kg", "kg"),
    ("_gb", "GB"),
    ("_tb", "TB"),
    ("_mbps", "Mbps"),
    ("_mhz", "MHz"),
    ("_ghz", "GHz"),
    ("_nm", "nm"),
    ("_dbm", "dBm"),
    ("_percent", "%"),
    ("_minutes", "menit"),
    ("_mts", "MT/s"),
];

/// The unit that a name ends with.
pub fn unit_of(name: &str) -> Option<&'static str> {
    UNITS.iter().find(|(end, _)| name.ends_with(end)).map(|(_, unit)| *unit)
}

/// The attribute of a name.
pub fn attribute(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.name == name)
}

/// Attributes of the same stem with another unit: `weight_g` for `weight_kg`.
pub fn with_other_unit(name: &str) -> Option<&'static Attribute> {
    let stem = name.rsplit_once('_')?.0;
    ATTRIBUTES.iter().find(|a| unit_of(a.name).is_some() && a.name.rsplit_once('_').is_some_and(|(s, _)| s == stem))
}

const POE_TYPES: &[&str] = &["type1-ieee802.3af", "type2-ieee802.3at", "type3-ieee802.3bt", "type4-ieee802.3bt"];
/// Kinds of power over Ethernet.
pub const POE_KINDS: &[&str] = &["active", "passive-24v", "passive-48v", "none"];
/// Modes of wireless networks.
pub const SECURITY: &[&str] =
    &["open", "owe", "wpa2-personal", "wpa2-enterprise", "wpa2-wpa3-personal", "wpa3-personal", "wpa3-enterprise"];
/// Versions of TLS.
pub const TLS: &[&str] = &["1.0", "1.1", "1.2", "1.3"];
/// Video plugs.
pub const VIDEO: &[&str] = &["hdmi", "displayport", "usb-c", "vga", "dvi"];
/// Protocols of shared storage.
pub const STORAGE: &[&str] = &["smb1", "smb2", "smb3", "nfs3", "nfs4", "iscsi", "fc"];
/// Modes of the spanning tree.
pub const STP: &[&str] = &["none", "stp", "rstp", "mstp", "pvst+", "rapid-pvst+"];
/// Processor architectures.
pub const ARCH: &[&str] = &["x86_64", "arm64"];
/// Directions of air, as NetBox names them.
pub const AIRFLOW: &[&str] = &[
    "front-to-rear",
    "rear-to-front",
    "left-to-right",
    "right-to-left",
    "side-to-rear",
    "rear-to-side",
    "bottom-to-top",
    "top-to-bottom",
    "passive",
    "mixed",
];
/// The nine documents of an application (Perbup 52/2017 Pasal 13 ayat (3)).
pub const DOCUMENTS: &[&str] = &[
    "source_code",
    "user_requirements",
    "design",
    "testing",
    "installation_manual",
    "user_manual",
    "admin_manual",
    "metadata",
    "troubleshooting",
];

macro_rules! attributes {
    ($( $name:ident $kind:expr, $shape:ident, $id:literal, $en:literal; )*) => {
        /// All attributes.
        pub const ATTRIBUTES: &[Attribute] = &[
            $( Attribute { name: stringify!($name), kind: $kind, shape: Shape::$shape, title: [$id, $en] }, )*
        ];
    };
}

attributes! {
    ports Kind::Texts, Ports, "Semua port satu unit", "All ports of one unit";
    uplink_ports Kind::Texts, Ports, "Port ke hulu, per unit", "Ports towards the upstream, per unit";
    switch_type Kind::Word(&["unmanaged", "smart", "managed"]), Free, "Jenis switch", "Kind of switch";
    vlan_8021q Kind::Yes, Free, "VLAN 802.1Q", "802.1Q VLANs";
    max_vlans Kind::Count(0), Free, "Jumlah VLAN terbanyak", "Most VLANs";
    stp_modes Kind::Words(STP), Free, "Mode spanning tree", "Spanning-tree modes";
    lag Kind::Word(&["none", "static", "lacp"]), Free, "Agregasi tautan", "Link aggregation";
    lag_max_members Kind::Count(0), Free, "Anggota agregasi terbanyak", "Most members of an aggregation";
    snmp_versions Kind::Words(&["1", "2c", "3"]), Free, "Versi SNMP", "SNMP versions";
    mgmt_api Kind::Words(&["redfish", "ipmi", "rest", "controller", "agent", "netconf"]), Free, "Antarmuka pengelolaan lain", "Other management interfaces";
    lldp Kind::Yes, Free, "LLDP", "LLDP";
    lldp_med Kind::Yes, Free, "LLDP-MED", "LLDP-MED";
    mgmt_protocols Kind::Words(&["ssh", "https", "http", "telnet"]), Free, "Protokol pengelolaan", "Management protocols";
    tls_max Kind::Word(TLS), Free, "TLS tertinggi", "Highest TLS";
    dot1x Kind::Yes, Free, "802.1X", "802.1X";
    can_disable_services Kind::Yes, Free, "Layanan tak aman dapat dimatikan", "Unsafe services can be disabled";
    syslog Kind::Yes, Free, "Syslog", "Syslog";
    ipv6 Kind::Word(&["none", "mgmt", "host", "full"]), Free, "IPv6", "IPv6";
    ip_addresses Kind::Count(0), Free, "Alamat IP per unit", "IP addresses per unit";
    throughput_imix_mbps Kind::Number, Free, "Throughput IMIX dengan filter dan NAT", "IMIX throughput with filter and NAT";
    vpn_throughput_mbps Kind::Number, Free, "Throughput VPN", "VPN throughput";
    protocols Kind::Texts, Free, "Protokol (ospf, wireguard, …)", "Protocols (ospf, wireguard, …)";
    has_radio Kind::Yes, Free, "Memiliki pemancar radio", "Has a radio";
    bands_mhz Kind::Texts, Range, "Pita frekuensi", "Frequency bands";
    eirp_6ghz_dbm Kind::Number, Free, "EIRP pada 6 GHz", "EIRP on 6 GHz";
    integral_antenna Kind::Yes, Free, "Antena menyatu", "Integral antenna";
    weatherproof Kind::Yes, Free, "Tahan cuaca", "Weatherproof";
    region_lockable_id Kind::Yes, Free, "Dapat diatur ke wilayah Indonesia", "Can be set to Indonesia";
    power_input Kind::Word(&["ac", "dc", "poe", "usb"]), Free, "Masukan daya", "Power input";
    ac_voltage_v Kind::Text, Range, "Tegangan AC", "AC voltage";
    ac_frequency_hz Kind::Text, Range, "Frekuensi AC", "AC frequency";
    plug Kind::Text, Free, "Steker (cee7, iec_cord, …)", "Plug (cee7, iec_cord, …)";
    support_until Kind::Day, Free, "Dukungan pabrikan sampai", "Vendor support until";
    form_factor Kind::Word(&["sfp", "sfp+", "sfp28", "qsfp+"]), Free, "Bentuk modul", "Form factor";
    rate_mbps Kind::Number, Free, "Laju modul", "Rate of the module";
    standard Kind::Text, Free, "Standar modul", "Standard of the module";
    tx_nm Kind::Number, Free, "Panjang gelombang kirim", "Wavelength sent";
    rx_nm Kind::Number, Free, "Panjang gelombang terima", "Wavelength received";
    reach_m Kind::Number, Free, "Jangkauan", "Reach";
    connector Kind::Text, Free, "Konektor", "Connector";
    coded_for Kind::Texts, Free, "Dikodekan untuk pemasok", "Coded for vendors";
    ddm Kind::Yes, Free, "Pengukuran optik (DDM)", "Optical monitoring (DDM)";
    poe_kind Kind::Word(POE_KINDS), Free, "Jenis PoE", "Kind of PoE";
    poe_class Kind::Count(0), Free, "Kelas PoE", "PoE class";
    poe_type Kind::Word(POE_TYPES), Free, "Tipe PoE", "PoE type";
    poe_reduced_class Kind::Count(0), Free, "Kelas PoE mode hemat", "PoE class of a reduced mode";
    injector_included Kind::Yes, Free, "Injektor disertakan", "Injector included";
    poe_budget_w Kind::Number, Free, "Anggaran daya PoE", "PoE power budget";
    poe_ports Kind::Texts, Ports, "Port PoE", "PoE ports";
    controller_family Kind::Text, Free, "Keluarga pengendali", "Controller family";
    controller_min_version Kind::Text, Free, "Versi pengendali terendah", "Lowest controller version";
    standalone Kind::Yes, Free, "Dapat tanpa pengendali", "Works without a controller";
    wifi_security Kind::Words(&["wpa2-personal", "wpa2-enterprise", "wpa3-personal", "wpa3-enterprise", "owe"]), Free, "Keamanan Wi-Fi", "Wi-Fi security";
    wifi_bands Kind::Words(&["2.4", "5", "6"]), Free, "Pita Wi-Fi", "Wi-Fi bands";
    max_ssids Kind::Count(0), Free, "SSID terbanyak", "Most SSIDs";
    vlan_per_ssid Kind::Yes, Free, "VLAN per SSID", "VLAN per SSID";
    wifi_generation Kind::Count(4), Free, "Generasi Wi-Fi", "Wi-Fi generation";
    radio_family Kind::Text, Free, "Keluarga radio", "Radio family";
    link_band_mhz Kind::Text, Range, "Pita tautan", "Link band";
    channel_widths_mhz Kind::Counts, Free, "Lebar kanal", "Channel widths";
    cpu_vendor Kind::Text, Free, "Pembuat prosesor", "Processor maker";
    cpu_generation Kind::Count(0), Free, "Generasi prosesor Intel", "Intel processor generation";
    cpu_zen Kind::Word(&["zen", "zen+", "zen2", "zen3", "zen3+", "zen4", "zen5", "zen6"]), Free, "Generasi prosesor AMD", "AMD processor generation";
    cpu_windows11_listed Kind::Yes, Free, "Prosesor dalam daftar Windows 11", "Processor on the Windows 11 list";
    cpu_ghz Kind::Number, Free, "Kecepatan prosesor", "Processor clock";
    cpu_cores Kind::Count(1), Free, "Inti prosesor", "Processor cores";
    ram_gb Kind::Number, Free, "Memori", "Memory";
    disk_gb Kind::Number, Free, "Penyimpanan", "Storage";
    disk_media Kind::Word(&["ssd", "hdd"]), Free, "Jenis penyimpanan", "Kind of storage";
    tpm_version Kind::Text, Free, "Versi TPM", "TPM version";
    uefi_secure_boot Kind::Yes, Free, "UEFI Secure Boot", "UEFI Secure Boot";
    directx12 Kind::Yes, Free, "DirectX 12", "DirectX 12";
    screen_inch Kind::Number, Free, "Layar (inci)", "Screen (inches)";
    os_product Kind::Text, Free, "Sistem operasi (windows, ubuntu, none, …)", "Operating system (windows, ubuntu, none, …)";
    os_cycle Kind::Text, Free, "Versi sistem operasi", "Operating system version";
    os_edition Kind::Word(&["home", "pro", "enterprise", "education"]), Free, "Edisi", "Edition";
    os_licence Kind::Word(&["oem", "volume", "retail", "none"]), Free, "Lisensi sistem operasi", "Operating system licence";
    arch Kind::Word(ARCH), Free, "Arsitektur", "Architecture";
    video_outputs Kind::Words(VIDEO), Free, "Keluaran video", "Video outputs";
    video_inputs Kind::Words(VIDEO), Free, "Masukan video", "Video inputs";
    ddr Kind::Word(&["DDR2", "DDR3", "DDR4", "DDR5"]), Free, "Generasi memori", "Memory generation";
    dimm_form Kind::Word(&["DIMM", "SODIMM"]), Free, "Bentuk memori", "Memory form";
    module_type Kind::Word(&["udimm", "rdimm", "lrdimm"]), Free, "Jenis modul memori", "Kind of memory module";
    size_gb Kind::Number, Free, "Ukuran modul", "Size of the module";
    speed_mts Kind::Number, Free, "Kecepatan memori", "Memory speed";
    u_height Kind::Number, Free, "Tinggi rak (U)", "Height (U)";
    is_full_depth Kind::Yes, Free, "Kedalaman penuh", "Full depth";
    depth_mm Kind::Number, Free, "Kedalaman", "Depth";
    weight_kg Kind::Number, Free, "Berat", "Weight";
    power_max_w Kind::Number, Free, "Daya terbesar per unit", "Largest power per unit";
    power_factor Kind::Number, Free, "Faktor daya", "Power factor";
    power_inlets Kind::Texts, Ports, "Soket daya", "Power inlets";
    input_current_a Kind::Number, Free, "Arus masukan", "Input current";
    airflow Kind::Word(AIRFLOW), Free, "Arah udara", "Airflow";
    hcl Kind::Texts, Free, "Daftar kompatibilitas hypervisor", "Hypervisor compatibility list";
    bmc Kind::Word(&["redfish", "ipmi", "none"]), Free, "Pengendali jarak jauh (BMC)", "Remote controller (BMC)";
    bays Kind::Count(0), Free, "Slot disk", "Disk bays";
    storage_protocols Kind::Words(STORAGE), Free, "Protokol penyimpanan", "Storage protocols";
    ad_join Kind::Yes, Free, "Dapat bergabung ke AD", "Can join AD";
    disk_model Kind::Text, Free, "Model disk", "Disk model";
    disk_interface Kind::Word(&["sata", "sas", "nvme"]), Free, "Antarmuka disk", "Disk interface";
    on_vendor_list Kind::Yes, Free, "Ada di daftar pabrikan NAS", "On the list of the NAS vendor";
    capacity_gb Kind::Number, Free, "Kapasitas terpakai per unit", "Usable capacity per unit";
    removable Kind::Yes, Free, "Dapat dilepas dan dibawa", "Removable";
    technology Kind::Word(&["laser", "inkjet", "dotmatrix", "thermal"]), Free, "Teknologi cetak", "Print technology";
    drivers Kind::Texts, Free, "Driver (windows-x86_64, …)", "Drivers (windows-x86_64, …)";
    driverless_standards Kind::Words(&["mopria", "ipp-everywhere", "airprint"]), Free, "Standar cetak tanpa driver", "Driverless standards";
    consumables Kind::Texts, Free, "Kode tinta/toner", "Ink/toner codes";
    scan Kind::Yes, Free, "Dapat memindai", "Scans";
    scan_targets Kind::Words(&["smb1", "smb2", "smb3", "ftp", "ftps", "smtp-plain", "smtp-tls1.2", "smtp-tls1.3", "usb", "escl", "wia", "twain"]), Free, "Tujuan pindai", "Scan targets";
    paper_sizes Kind::Texts, Free, "Ukuran kertas", "Paper sizes";
    custom_paper_max_mm Kind::Text, Size, "Kertas bebas terbesar", "Largest custom paper";
    recommended_pages_month Kind::Count(0), Free, "Halaman per bulan yang disarankan", "Recommended pages a month";
    duty_cycle_pages Kind::Count(0), Free, "Siklus kerja (halaman per bulan)", "Duty cycle (pages a month)";
    rated_va Kind::Number, Free, "Daya semu nominal", "Rated apparent power";
    rated_w Kind::Number, Free, "Daya nominal", "Rated power";
    runtime_minutes Kind::Number, Free, "Lama cadangan pada beban rencana", "Runtime at the planned load";
    waveform Kind::Word(&["sine", "stepped"]), Free, "Bentuk gelombang", "Waveform";
    monitoring Kind::Words(&["snmp-rfc1628", "snmp-powernet", "usb-hid", "serial"]), Free, "Pemantauan UPS", "UPS monitoring";
    onvif_profiles Kind::Words(&["S", "T", "G", "M", "C", "A", "D"]), Free, "Profil ONVIF", "ONVIF profiles";
    codecs Kind::Texts, Free, "Kodek video", "Video codecs";
    stream_mbps Kind::Number, Free, "Laju video per kamera", "Video rate per camera";
    phone_protocols Kind::Texts, Free, "Protokol telepon", "Phone protocols";
    pc_port_mbps Kind::Number, Free, "Laju port PC", "Rate of the PC port";
    documents Kind::Words(DOCUMENTS), Free, "Dokumen yang diserahkan", "Documents delivered";
    components Kind::Any, Components, "Komponen", "Components";
    container Kind::Yes, Free, "Membawa lingkungan sendiri (kontainer)", "Brings its own runtime (container)";
    hosting Kind::Word(&["dinas", "other"]), Free, "Tempat hosting", "Hosting";
    domain Kind::Text, Free, "Domain", "Domain";
    sso Kind::Words(&["oidc", "saml", "ldap"]), Free, "Masuk tunggal (SSO)", "Single sign-on";
    copyright_holder Kind::Word(&["daerah", "vendor"]), Free, "Pemegang hak cipta", "Copyright holder";
    backup_plan Kind::Yes, Free, "Rencana cadangan", "Backup plan";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::class::Class;

    #[test]
    fn classes_name_attributes_that_exist_once() {
        for class in Class::ALL {
            let names: Vec<&str> = class.mandatory().iter().chain(class.optional()).copied().collect();
            for (place, name) in names.iter().enumerate() {
                assert!(attribute(name).is_some(), "{} {name}", class.word());
                assert!(!names[..place].contains(name), "{} {name} twice", class.word());
            }
        }
    }

    #[test]
    fn a_unit_is_the_end_of_the_name() {
        assert_eq!((unit_of("poe_budget_w"), unit_of("rated_va"), unit_of("bays")), (Some("W"), Some("VA"), None));
        assert_eq!(with_other_unit("weight_g").map(|a| a.name), Some("weight_kg"));
    }
}
